import { isObject } from '../shared/json.js';
import { messageOf } from '../shared/serviceError.js';
import type { Clock, RecordStore } from './ports.js';
import type { DeploymentRecord } from './record.js';
import { isRecord } from './recordShape.js';
import { Terms, listedOf } from './terms.js';

const RECORD = /^deployment-([a-zA-Z0-9-]+)\.json$/;

export interface JournalContents {
  /** Newest first. */
  readonly records: readonly DeploymentRecord[];
  /** Files that could not be read; they stay where they are. */
  readonly damaged: readonly { readonly name: string; readonly reason: string }[];
}

/** What is promised to be kept of deployments: their records, and who is running them. */
export class Journal extends Terms {
  constructor(store: RecordStore, clock: Clock, owner: string) { super(store, clock, owner, 'deployment'); }

  async read(): Promise<JournalContents> {
    const records: DeploymentRecord[] = [];
    const damaged: { name: string; reason: string }[] = [];
    const names = await this.store.list();
    const listed = listedOf(names);
    for (let name of names) {
      const id = RECORD.exec(name)?.[1];
      if (id === undefined) continue;
      try {
        const latest = await this.latest(id, listed);
        if (!latest) continue;
        name = latest.name;
        const record = parseRecord(latest.text);
        if (record.id !== id) throw new Error('It is a copy of the record of another deployment.');
        records.push(listed.get(id)?.some((part) => part.name === wishOf(id)) === true ? { ...record, cancelWanted: true } : record);
      } catch (error) {
        damaged.push({ name, reason: messageOf(error) });
      }
    }
    return { records: records.sort((a, b) => b.startedAt.localeCompare(a.startedAt)), damaged };
  }

  async readOne(id: string): Promise<DeploymentRecord | undefined> {
    const latest = await this.latest(id);
    if (!latest) return undefined;
    const record = parseRecord(latest.text);
    return await this.cancelWanted(id) ? { ...record, cancelWanted: true } : record;
  }

  /** As `save`. */
  async write(record: DeploymentRecord): Promise<void> {
    await this.save(record.id, JSON.stringify(record, null, 1));
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
}

function wishOf(id: string): string {
  return `cancel-${id}.json`;
}

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
  if (!isRecord(value)) throw new Error('Parts of it are missing.');
  return value;
}
