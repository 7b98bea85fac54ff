import type { CatalogModel } from '../catalog/manifest.js';
import type { TextCache } from '../catalog/ports.js';
import { parseSpec } from '../catalog/spec.js';
import { resolve } from '../deploy/plan.js';
import { Emitter } from '../shared/emitter.js';
import { isObject } from '../shared/json.js';
import { isServiceError, messageOf } from '../shared/serviceError.js';

/** What only a spec tells of a model version, as far as a row shows it. */
export interface Facts {
  /** A licence has to be accepted. */
  readonly gated: boolean;
  readonly vulnerable: boolean;
  readonly deprecated: boolean;
}

export interface FactSource {
  readonly region: string;
  /** A text of the content bucket. */
  read(key: string): Promise<string>;
}

const AT_ONCE = 4;
const FILE = 'facts';

/**
 * Facts of the rows that are looked at: their specs are fetched in the background, a few at a time, and only the facts are kept.
 * A spec never changes, so neither do they.
 */
export class ModelFacts {
  private readonly known = new Map<string, Facts>();
  private readonly queue: CatalogModel[] = [];
  private readonly asked = new Set<string>();
  private workers = 0;
  private loading: Promise<void> | undefined;
  private loaded = false;
  private readonly changed = new Emitter<readonly CatalogModel[]>();
  /** The rows that now show more than before. */
  readonly onChange = this.changed.on;

  constructor(private readonly source: FactSource, private readonly cache: TextCache, private readonly log: (message: string) => void) {}

  of(model: CatalogModel): Facts | undefined {
    return this.known.get(keyOf(model));
  }

  /** Asks for the facts of these rows, where they are not known; the latest wish is served first. */
  async want(models: readonly CatalogModel[]): Promise<void> {
    await this.recall(models);
    const missing = models.filter((m) => !this.known.has(keyOf(m)) && !this.asked.has(keyOf(m)) && inBucket(m));
    for (const model of missing) this.asked.add(keyOf(model));
    this.queue.unshift(...missing);
    const workers = Math.min(AT_ONCE - this.workers, this.queue.length);
    await Promise.all(Array.from({ length: workers }, () => this.work()));
  }

  /** Shows what earlier sessions learnt, without fetching anything. */
  async recall(models: readonly CatalogModel[]): Promise<void> {
    if (this.loaded) return;
    this.loading ??= this.load();
    await this.loading;
    this.loaded = true;
    const recalled = models.filter((m) => this.known.has(keyOf(m)));
    if (recalled.length > 0) this.changed.fire(recalled);
  }

  private async work(): Promise<void> {
    this.workers++;
    try {
      for (let model = this.queue.shift(); model; model = this.queue.shift()) {
        const facts = await this.read(model);
        if (facts === 'stop') return;
        if (!facts) continue;
        this.known.set(keyOf(model), facts);
        this.changed.fire([model]);
      }
    } finally {
      this.workers--;
      if (this.workers === 0) await this.save();
    }
  }

  private async read(model: CatalogModel): Promise<Facts | 'stop' | undefined> {
    const version = model.versions.find((v) => v.version === model.version);
    if (!version) return undefined;
    try {
      const spec = parseSpec(JSON.parse(await this.source.read(version.specKey)) as unknown);
      return { gated: resolve(spec, this.source.region, {}).gated, vulnerable: spec.vulnerable, deprecated: spec.deprecated };
    } catch (error) {
      if (isServiceError(error, 'offline')) {
        // the rows that wait will be asked for again when they are looked at again
        for (const waiting of [model, ...this.queue.splice(0)]) this.asked.delete(keyOf(waiting));
        return 'stop';
      }
      this.log(`What ${keyOf(model)} asks for is not known: ${messageOf(error)}`);
      return undefined;
    }
  }

  private async load(): Promise<void> {
    try {
      const held = JSON.parse((await this.cache.read(FILE)) ?? '{}') as unknown;
      if (!isObject(held)) return;
      for (const [key, flags] of Object.entries(held)) if (typeof flags === 'string') this.known.set(key, unpack(flags));
    } catch {
      // a damaged file: the facts are fetched again
    }
  }

  private async save(): Promise<void> {
    const packed = Object.fromEntries([...this.known].map(([key, facts]) => [key, pack(facts)]));
    await this.cache.write(FILE, JSON.stringify(packed)).catch((error: unknown) => { this.log(`Facts of models are not kept: ${messageOf(error)}`); });
  }
}

/** A hub is not asked for the documents of all its models: it throttles strictly. */
function inBucket(model: CatalogModel): boolean {
  return model.versions.some((v) => v.version === model.version && v.specKey !== '');
}

function keyOf(model: CatalogModel): string {
  return `${model.id}@${model.version}`;
}

function pack({ gated, vulnerable, deprecated }: Facts): string {
  return `${gated ? 'g' : ''}${vulnerable ? 'v' : ''}${deprecated ? 'd' : ''}`;
}

function unpack(flags: string): Facts {
  return { gated: flags.includes('g'), vulnerable: flags.includes('v'), deprecated: flags.includes('d') };
}
