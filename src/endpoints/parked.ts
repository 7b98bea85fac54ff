import type { RecordStore } from '../deploy/ports.js';
import type { Target } from '../deploy/record.js';
import { Emitter } from '../shared/emitter.js';
import { Damage, damagedFile } from '../deploy/damage.js';
import { formatOneIn, isTarget, partsMissing } from '../deploy/recordShape.js';
import { isObject } from '../shared/json.js';
import { type ServiceError, isServiceError } from '../shared/serviceError.js';
import type { EndpointsPort } from './ports.js';
import type { EndpointRow } from './store.js';

/** An endpoint that was deleted to be created again: what that needs, and what its row shows. */
export interface ParkedEndpoint {
  readonly format: 1;
  readonly endpointName: string;
  readonly configName: string;
  readonly models: readonly string[];
  readonly target: Target;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly instanceType: string | undefined;
  readonly instanceCount: number;
  /** JumpStart's, where it is known. */
  readonly modelId: string | undefined;
  readonly version: string | undefined;
  /** When the endpoint that was deleted had been created, ISO, by AWS's clock. */
  readonly endpointCreatedAt: string;
  /** ISO. */
  readonly parkedAt: string;
}

const FILE = /^parked-.*\.json$/;
/** Milliseconds for which it is believed that a config is there. */
const CONFIG_CHECK_MS = 5 * 60_000;

/** What is kept of parked endpoints: one small file each, so that all windows know them. */
export class ParkedEndpoints {
  private held: readonly ParkedEndpoint[] = [];
  private readonly checks = new Map<string, { at: number; gone: boolean }>();
  private readonly changed = new Emitter<undefined>();
  readonly onChange = this.changed.on;
  private readonly damage = new Damage();
  readonly onDamaged = this.damage.on;

  constructor(private readonly store: RecordStore, private readonly warn: (message: string) => void) {}

  /** By name. */
  list(): readonly ParkedEndpoint[] { return this.held; }

  /** Its config was deleted, as far as that was looked up: it cannot be resumed. */
  isConfigGone(parked: ParkedEndpoint): boolean { return this.checks.get(fileOf(parked))?.gone === true; }

  /**
   * Reads what this and other windows wrote. A damaged file is left as it is.
   * @throws ServiceError where the disk does not give all of it back: what a parked endpoint needs would be taken for unused
   */
  async load(): Promise<void> {
    const found: ParkedEndpoint[] = [];
    let unread: ServiceError | undefined;
    const names = await this.store.list().catch((error: unknown) => { this.damage.tell(damagedFile('', error)); throw error; });
    this.damage.forget('');
    for (const name of names.filter((file) => FILE.test(file))) {
      try {
        const text = await this.store.read(name);
        if (text !== undefined) found.push(parse(text));
      } catch (error) {
        const file = damagedFile(name, error);
        const before = this.held.find((each) => fileOf(each) === name);
        if (isServiceError(error)) { unread ??= error; if (before) found.push(before); }
        if (this.damage.tell(file)) this.warn(`The record ${name} of a parked endpoint cannot be read: ${file.reason} It was left as it is.`);
      }
    }
    const before = JSON.stringify(this.held);
    this.held = found.sort((a, b) => a.endpointName.localeCompare(b.endpointName));
    if (JSON.stringify(this.held) !== before) this.changed.fire(undefined);
    if (unread) throw unread;
  }

  async keep(parked: ParkedEndpoint): Promise<void> {
    await this.store.write(fileOf(parked), JSON.stringify(parked, null, 1));
    await this.load();
  }

  async forget(parked: Pick<ParkedEndpoint, 'endpointName' | 'target'>): Promise<void> {
    await this.store.remove(fileOf(parked));
    this.checks.delete(fileOf(parked));
    await this.load();
  }

  /**
   * Compares with what there is: one that runs again is parked no longer, and of the others it is looked up whether they can be
   * resumed. A list may be older than the deletion, and the clock here another than AWS's: only an endpoint that was created later than
   * the deleted one runs again. @param here those of the account and region that the rows are of
   * @throws ServiceError
   */
  async reconcile(here: readonly ParkedEndpoint[], rows: readonly EndpointRow[], port: EndpointsPort, now: Date): Promise<void> {
    for (const parked of here) {
      const row = rows.find(({ summary }) => summary.name === parked.endpointName);
      if (row?.summary.status === 'InService' && row.summary.createdAt > new Date(parked.endpointCreatedAt)) await this.forgetOnly(parked);
      else if (!row) await this.check(parked, port, now.getTime());
    }
  }

  /** The endpoint may have been parked again while the list was looked at. */
  private async forgetOnly(parked: ParkedEndpoint): Promise<void> {
    await this.load();
    if (this.held.some((each) => fileOf(each) === fileOf(parked) && each.endpointCreatedAt === parked.endpointCreatedAt)) await this.forget(parked);
  }

  private async check(parked: ParkedEndpoint, port: EndpointsPort, now: number): Promise<void> {
    const last = this.checks.get(fileOf(parked));
    if (last && now - last.at < CONFIG_CHECK_MS) return;
    const gone = await port.describeConfig(parked.configName) === undefined;
    this.checks.set(fileOf(parked), { at: now, gone });
    if (gone !== (last?.gone ?? false)) this.changed.fire(undefined);
  }
}

function fileOf({ endpointName, target }: Pick<ParkedEndpoint, 'endpointName' | 'target'>): string {
  return `parked-${target.emulated ? 'emulated' : target.accountId}-${target.region}-${endpointName}.json`;
}

/** @throws Error with a sentence, where the text is no record of this format */
function parse(text: string): ParkedEndpoint {
  const value: unknown = formatOneIn(text);
  if (!isParked(value)) throw partsMissing();
  return value;
}

export function isParked(value: unknown): value is ParkedEndpoint {
  if (!isObject(value)) return false;
  const { target, models, tags } = value;
  return ['endpointName', 'configName', 'endpointCreatedAt', 'parkedAt'].every((key) => typeof value[key] === 'string') && typeof value['instanceCount'] === 'number'
    && ['instanceType', 'modelId', 'version'].every((key) => value[key] === undefined || typeof value[key] === 'string')
    && isTarget(target) && typeof target.emulated === 'boolean'
    && Array.isArray(models) && models.every((model) => typeof model === 'string')
    && Array.isArray(tags) && tags.every((tag) => isObject(tag) && typeof tag['Key'] === 'string' && typeof tag['Value'] === 'string');
}
