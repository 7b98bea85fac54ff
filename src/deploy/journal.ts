import { isObject } from '../shared/json.js';
import { messageOf } from '../shared/serviceError.js';
import type { Clock, RecordStore } from './ports.js';
import type { DeploymentRecord } from './record.js';

const OF_DEPLOYMENT = /^(?:lease|cancel)-([a-zA-Z0-9-]+)\.json$/;
const RECORD = /^deployment-([a-zA-Z0-9-]+)\.json$/;
/** A window that gave no sign of life for this long no longer runs its deployments. */
const LEASE_MS = 30_000;

export interface JournalContents {
  /** Newest first. */
  readonly records: readonly DeploymentRecord[];
  /** Files that could not be read; they stay where they are. */
  readonly damaged: readonly { readonly name: string; readonly reason: string }[];
}

/** What is promised to be kept of deployments: one file each, and who is running it. */
export class Journal {
  constructor(private readonly store: RecordStore, private readonly clock: Clock, private readonly owner: string) {}

  async read(): Promise<JournalContents> {
    const records: DeploymentRecord[] = [];
    const damaged: { name: string; reason: string }[] = [];
    const names = await this.store.list();
    for (const name of names.filter((n) => RECORD.test(n))) {
      try {
        const text = await this.store.read(name);
        if (text === undefined) continue;
        const record = parseRecord(text);
        if (name !== fileOf(record.id)) throw new Error('It is a copy of the record of another deployment.');
        records.push(names.includes(wishOf(record.id)) ? { ...record, cancelWanted: true } : record);
      } catch (error) {
        damaged.push({ name, reason: messageOf(error) });
      }
    }
    return { records: records.sort((a, b) => b.startedAt.localeCompare(a.startedAt)), damaged };
  }

  async readOne(id: string): Promise<DeploymentRecord | undefined> {
    const text = await this.store.read(fileOf(id));
    if (text === undefined) return undefined;
    const record = parseRecord(text);
    return await this.cancelWanted(id) ? { ...record, cancelWanted: true } : record;
  }

  /** Removes what nobody needs any more: leases and wishes of deployments that have ended, or never began. Those of a living window stay. */
  async tidy(running: ReadonlySet<string>): Promise<void> {
    for (const name of await this.store.list()) {
      const id = OF_DEPLOYMENT.exec(name)?.[1];
      if (id === undefined || running.has(id) || this.remains(await this.lease(id)) > 0) continue;
      await this.store.remove(name);
    }
  }

  /** Returns after the record is safe on the disk. */
  async write(record: DeploymentRecord): Promise<void> {
    await this.store.write(fileOf(record.id), JSON.stringify(record, null, 1));
  }

  /** Writes down that somebody wants the deployment cancelled; apart from the record, which only the window that runs it writes. */
  async wantCancel(id: string): Promise<void> {
    await this.store.write(wishOf(id), '{}');
  }

  async cancelWanted(id: string): Promise<boolean> {
    return await this.store.read(wishOf(id)) !== undefined;
  }

  async forgetCancel(id: string): Promise<void> {
    await this.store.remove(wishOf(id));
  }

  /** Takes the lease of a deployment that nobody else knows of yet. */
  async take(id: string): Promise<void> {
    await this.store.write(`lease-${id}.json`, JSON.stringify({ owner: this.owner, until: this.clock.now().getTime() + LEASE_MS }));
  }

  /** True where this window may run the deployment: nobody does, or whoever did gave no sign of life. */
  async claim(id: string): Promise<boolean> {
    const lease = await this.lease(id);
    if (lease && lease.owner !== this.owner && this.remains(lease) > 0) return false;
    await this.take(id);
    // two windows may have found the same stale lease: the one whose name stands there after a moment has it
    await this.clock.sleep(50 + Math.random() * 100);
    return this.holds(id);
  }

  /** False where another window took over, as it may from one that was asleep. */
  async holds(id: string): Promise<boolean> {
    return (await this.lease(id))?.owner === this.owner;
  }

  /** Whether somebody has the lease, alive or not. */
  async isLeased(id: string): Promise<boolean> {
    return await this.lease(id) !== undefined;
  }

  /** To be called more often than every 30 seconds while a deployment runs. Answers as `holds`. */
  async renew(id: string): Promise<boolean> {
    const ours = await this.holds(id);
    if (ours) await this.take(id);
    return ours;
  }

  async release(id: string): Promise<void> {
    if (await this.holds(id)) await this.store.remove(`lease-${id}.json`);
  }

  /** Milliseconds. No lease is longer than it may be: one that ends later was written by a clock that has been set back since. */
  private remains(lease: { readonly until: number } | undefined): number {
    const left = (lease?.until ?? 0) - this.clock.now().getTime();
    return left <= LEASE_MS ? left : 0;
  }

  private async lease(id: string): Promise<{ owner: string; until: number } | undefined> {
    try {
      const value = JSON.parse((await this.store.read(`lease-${id}.json`)) ?? 'null') as unknown;
      return isObject(value) && typeof value['owner'] === 'string' && typeof value['until'] === 'number' ? { owner: value['owner'], until: value['until'] } : undefined;
    } catch {
      // a torn lease is nobody's
      return undefined;
    }
  }
}

function fileOf(id: string): string {
  return `deployment-${id}.json`;
}

function wishOf(id: string): string {
  return `cancel-${id}.json`;
}

const PHASES = new Set(['running', 'creating', 'inService', 'failed', 'cancelling', 'cancelled']);

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('It is cut off, or was changed by hand.', { cause: error });
  }
}

/** @throws Error with a sentence, where the text is no record of this format */
export function parseRecord(text: string): DeploymentRecord {
  const value = jsonIn(text);
  if (!isObject(value)) throw new Error('It holds no deployment.');
  if (typeof value['format'] === 'number' && value['format'] > 1) throw new Error('A newer version of JumpStart Deploy wrote it: update this one to see the deployment.');
  if (value['format'] !== 1) throw new Error('It is of another format; this version reads format 1.');
  const { id, title, plan, calls, target, phase, startedAt, form } = value;
  const whole = typeof id === 'string' && typeof title === 'string' && isObject(plan) && isObject(plan['model']) && typeof plan['model']['id'] === 'string' && Array.isArray(plan['calls']) && Array.isArray(calls) && isObject(target) && isObject(form)
    && typeof target['region'] === 'string' && typeof target['accountId'] === 'string' && typeof startedAt === 'string' && typeof phase === 'string' && PHASES.has(phase)
    && calls.every((c) => isObject(c) && typeof c['id'] === 'string' && typeof c['status'] === 'string') && calls.length === plan['calls'].length
    && plan['calls'].every((c) => isObject(c) && typeof c['operation'] === 'string' && isObject(c['input']));
  if (!whole) throw new Error('Parts of it are missing.');
  return value as unknown as DeploymentRecord;
}
