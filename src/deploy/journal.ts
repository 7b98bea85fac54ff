import { t } from '../shared/l10n.js';
import { type DamagedFile, damagedFile } from './damage.js';
import type { Clock, RecordStore } from './ports.js';
import type { DeploymentRecord } from './record.js';
import { formatOneIn, isRecord, partsMissing } from './recordShape.js';
import { Terms, listedOf } from './terms.js';

const RECORD = /^deployment-([a-zA-Z0-9-]+)\.json$/;

export interface JournalContents {
  /** Newest first. */
  readonly records: readonly DeploymentRecord[];
  readonly damaged: readonly DamagedFile[];
}

/** What is promised to be kept of deployments: their records, and who is running them. */
export class Journal extends Terms {
  constructor(store: RecordStore, clock: Clock, owner: string) { super(store, clock, owner, 'deployment'); }

  async read(): Promise<JournalContents> {
    const records: DeploymentRecord[] = [];
    const damaged: DamagedFile[] = [];
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
        if (record.id !== id) throw new Error(t('It is a copy of the record of another deployment.'));
        records.push(listed.get(id)?.some((part) => part.name === wishOf(id)) === true ? { ...record, cancelWanted: true } : record);
      } catch (error) {
        damaged.push(damagedFile(name, error));
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

/** @throws Error with a sentence, where the text is no record of this format */
export function parseRecord(text: string): DeploymentRecord {
  const value: unknown = formatOneIn(text);
  if (!isRecord(value)) throw partsMissing();
  return value;
}
