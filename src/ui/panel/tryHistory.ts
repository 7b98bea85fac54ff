import { isObject } from '../../shared/json.js';
import type { HistoryView, TrySend } from '../../shared/tryProtocol.js';

/** What VS Code keeps for the extension. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

interface Entry extends HistoryView {
  readonly send: TrySend | null;
}

const MOST = 20;
/** A longer body is not kept, in characters. */
const LONGEST = 64 * 1024;

/** The last requests to one endpoint. */
export class TryHistory {
  constructor(private readonly key: string, private readonly memory: Memory) {}

  /** Read each time: other windows ask the same endpoint. */
  private get entries(): readonly Entry[] {
    const held = this.memory.get(this.key);
    return Array.isArray(held) ? held.filter(isEntry).slice(0, MOST) : [];
  }

  /** The newest first. */
  views(): HistoryView[] {
    return this.entries.map(({ id, at, title, outcome, failed, send }) => ({ id, at, title, outcome, failed, kept: send !== null }));
  }

  recall(id: unknown): TrySend | null {
    return this.entries.find((entry) => entry.id === id)?.send ?? null;
  }

  async add(entry: Omit<HistoryView, 'kept' | 'id'>, send: TrySend): Promise<void> {
    const kept = send.body.length <= LONGEST;
    await this.memory.update(this.key, [{ ...entry, id: crypto.randomUUID(), kept, send: kept ? send : null }, ...this.entries].slice(0, MOST));
  }
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false;
  const { id, at, title, outcome, failed, send } = value;
  const sound = [id, at, title, outcome].every((text) => typeof text === 'string') && typeof failed === 'boolean';
  return sound && (send === null || (isObject(send) && typeof send['example'] === 'number' && typeof send['body'] === 'string' && typeof send['stream'] === 'boolean'));
}
