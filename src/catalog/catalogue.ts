import { ServiceError, isServiceError, messageOf } from '../shared/serviceError.js';
import { isObject } from '../shared/json.js';
import { enrich } from './hub.js';
import { type CatalogModel, type ModelKind, parseManifest } from './manifest.js';
import type { ContentSource, HubSource, TextCache } from './ports.js';
import { type ModelSpec, SpecError, parseSpec } from './spec.js';

/** How long a manifest is believed without asking the server again; as AWS's SDK does it. */
const MAX_AGE_MS = 6 * 60 * 60 * 1000;
/** Raised when the cached form changes, so that older files are read as missing. */
const CACHE_FORM = 1;
const MANIFESTS: Readonly<Record<ModelKind, string>> = { open: 'models_manifest.json', marketplace: 'proprietary-sdk-manifest.json' };

export interface Listing {
  readonly models: readonly CatalogModel[];
  /** When the server last confirmed it. */
  readonly checkedAt: Date;
  /** Why the list may be out of date, where it may. */
  readonly problem: ServiceError | undefined;
}

/** What is kept of a manifest: the digest, not the 28,000 rows. */
interface Digest {
  readonly form: number;
  readonly etag: string | undefined;
  readonly checkedAt: number;
  readonly models: readonly CatalogModel[];
}

/** The models of one region: manifest and specs of the public bucket, cached; names from the hub where there are credentials. */
export class Catalogue {
  private listing: Promise<Listing> | undefined;
  private readonly specs = new Map<string, Promise<ModelSpec>>();

  constructor(private readonly source: ContentSource, private readonly cache: TextCache, private readonly now: () => Date = () => new Date()) {}

  get region(): string { return this.source.region; }

  /** The list, from the cache where it is fresh enough; one request at a time. @throws ServiceError where there is nothing to show */
  list(signal?: AbortSignal): Promise<Listing> {
    this.listing ??= this.load(MAX_AGE_MS, signal).catch((error: unknown) => { this.listing = undefined; throw error; });
    return this.listing;
  }

  /** Asks the server again, whatever the cache's age. */
  refresh(signal?: AbortSignal): Promise<Listing> {
    this.specs.clear();
    this.listing = this.load(0, signal).catch((error: unknown) => { this.listing = undefined; throw error; });
    return this.listing;
  }

  /** Adds the hub's names to the list. @throws ServiceError where the hub cannot be read; the list stays as it was */
  async enrichFrom(hub: HubSource, signal?: AbortSignal): Promise<Listing> {
    const [listing, found] = await Promise.all([this.list(signal), hub.listModels(signal)]);
    const enriched = { ...listing, models: enrich(listing.models, found) };
    this.listing = Promise.resolve(enriched);
    return enriched;
  }

  async find(modelId: string, signal?: AbortSignal): Promise<CatalogModel | undefined> {
    return (await this.list(signal)).models.find((m) => m.id === modelId);
  }

  /** The spec of one version; specs never change, so they are cached for good. @throws ServiceError */
  spec(modelId: string, version: string, signal?: AbortSignal): Promise<ModelSpec> {
    const key = `${modelId}@${version}`;
    const held = this.specs.get(key);
    if (held) return held;
    const loading = this.loadSpec(modelId, version, signal).catch((error: unknown) => { this.specs.delete(key); throw error; });
    // a handful of open tabs; the disk keeps the rest
    if (this.specs.size >= 20) this.specs.delete(this.specs.keys().next().value ?? '');
    this.specs.set(key, loading);
    return loading;
  }

  /** A text of the content bucket, such as a licence. @throws ServiceError */
  async text(key: string, signal?: AbortSignal): Promise<string> {
    const name = cacheName(this.region, 'texts', key);
    const held = await this.cache.read(name);
    if (held !== undefined) return held;
    const fetched = await this.source.fetch(key, { signal });
    const text = fetched.status === 'ok' ? fetched.text : '';
    await this.cache.write(name, text);
    return text;
  }

  private async load(maxAge: number, signal?: AbortSignal): Promise<Listing> {
    const [open, marketplace] = await Promise.all([this.manifest('open', maxAge, signal), this.marketplace(maxAge, signal)]);
    return {
      models: [...open.models, ...marketplace.models],
      checkedAt: new Date(Math.min(open.checkedAt, marketplace.checkedAt)),
      problem: open.problem ?? marketplace.problem,
    };
  }

  /** Not every region has Marketplace models; their absence is no problem. */
  private async marketplace(maxAge: number, signal?: AbortSignal): Promise<Digest & { problem?: ServiceError }> {
    try {
      return await this.manifest('marketplace', maxAge, signal);
    } catch (error) {
      const none = { form: CACHE_FORM, etag: undefined, checkedAt: this.now().getTime(), models: [] };
      return isServiceError(error) && !isServiceError(error, 'notFound') && !isServiceError(error, 'permission') ? { ...none, problem: error } : none;
    }
  }

  private async manifest(kind: ModelKind, maxAge: number, signal?: AbortSignal): Promise<Digest & { problem?: ServiceError }> {
    const name = cacheName(this.region, 'manifests', kind);
    const held = readDigest(await this.cache.read(name));
    const age = held ? this.now().getTime() - held.checkedAt : Infinity;
    if (held && age >= 0 && age < maxAge) return held;
    try {
      const fetched = await this.source.fetch(MANIFESTS[kind], { etag: held?.etag, signal });
      const digest = fetched.status === 'notModified' && held ? { ...held, checkedAt: this.now().getTime() }
        : this.digest(kind, fetched.status === 'ok' ? fetched.text : '[]', fetched.status === 'ok' ? fetched.etag : undefined);
      // a full disk costs the next start a download, not this one its list
      await this.cache.write(name, JSON.stringify(digest)).catch(() => undefined);
      return digest;
    } catch (error) {
      if (!held || signal?.aborted === true) throw error;
      return { ...held, problem: isServiceError(error) ? error : new ServiceError('unexpected', messageOf(error), { cause: error }) };
    }
  }

  private digest(kind: ModelKind, text: string, etag: string | undefined): Digest {
    try {
      const { models } = parseManifest(JSON.parse(text) as unknown, kind);
      return { form: CACHE_FORM, etag, checkedAt: this.now().getTime(), models };
    } catch (error) {
      throw new ServiceError('invalid', `The list of models of ${this.region} came damaged (${messageOf(error)}). Refresh to fetch it again.`, { cause: error });
    }
  }

  private async loadSpec(modelId: string, version: string, signal?: AbortSignal): Promise<ModelSpec> {
    const model = await this.find(modelId, signal);
    const entry = model?.versions.find((v) => v.version === version);
    if (!entry) {
      throw new ServiceError('notFound', model ? `${modelId} has no version ${version} in ${this.region}; the newest is ${model.version}.`
        : `${modelId} is not offered in ${this.region}.`);
    }
    const name = cacheName(this.region, 'specs', entry.specKey);
    const held = await this.cache.read(name);
    if (held !== undefined) {
      try { return this.readSpec(held, modelId, version); } catch { /* a damaged file: fetch it anew */ }
    }
    const fetched = await this.source.fetch(entry.specKey, { signal });
    const text = fetched.status === 'ok' ? fetched.text : '';
    const spec = this.readSpec(text, modelId, version);
    await this.cache.write(name, text).catch(() => undefined);
    return spec;
  }

  private readSpec(text: string, modelId: string, version: string): ModelSpec {
    try {
      const spec = parseSpec(JSON.parse(text) as unknown);
      if (spec.modelId !== modelId) throw new SpecError(`It is the spec of ${spec.modelId}.`);
      return spec;
    } catch (error) {
      throw new ServiceError('invalid', `The description of ${modelId} ${version} came damaged: ${messageOf(error)} Refresh to fetch it again.`, { cause: error });
    }
  }
}

function readDigest(text: string | undefined): Digest | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isObject(value) && value['form'] === CACHE_FORM && Array.isArray(value['models']) && typeof value['checkedAt'] === 'number'
      ? value as unknown as Digest : undefined;
  } catch {
    return undefined;
  }
}

/** Names of cached texts are safe file names: nothing of a key can lead out of the folder. */
function cacheName(region: string, folder: string, key: string): string {
  return `${region}/${folder}/${key.replace(/[^a-zA-Z0-9._-]/g, '_')}`;
}
