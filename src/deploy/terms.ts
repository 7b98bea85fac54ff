import { groupBy } from '../shared/groupBy.js';
import { isObject } from '../shared/json.js';
import type { Clock, RecordStore } from './ports.js';

/** A window that gave no sign of life for this long no longer carries on what it held. */
const LEASE_MS = 30_000;
const WISHES = ['removal', 'update'];
const PART = /^([a-z]+)-([a-zA-Z0-9-]+)(?:\.(\d+))?\.json$/;

interface Part { readonly name: string; readonly kind: string; readonly term: number }
/** The files of a folder, by the id of what they are of. */
export type Listed = ReadonlyMap<string, readonly Part[]>;
interface Lease { readonly owner: string; readonly until: number }

/**
 * Which window carries something on, and where it writes of it. A window may stand still at any moment, also between a look at the disk
 * and a write, and wake when another one has taken over; no look before a write can help. So every take-over opens a new term: the file
 * of its lease can be made once only, and what is written goes to files of that term. The highest term counts. Whoever wakes late
 * writes to a term that is over, where nobody reads, and learns from the look after the write that it may not go on.
 */
export class Terms {
  /** The terms of this window, by id. */
  private readonly mine = new Map<string, number>();

  /** @param kind of what is carried on: its first record is `<kind>-<id>.json`, and where that is gone all is over */
  constructor(protected readonly store: RecordStore, private readonly clock: Clock, private readonly owner: string, private readonly kind: 'deployment' | 'removal' | 'update') {}

  /** Takes the lease of what nobody else knows of yet. Files of term 0 carry no number. */
  async take(id: string, term = 0): Promise<void> {
    this.mine.set(id, term);
    await this.sign(id, term);
  }

  /** True where this window may carry it on from now: nobody does, or whoever did gave no sign of life. */
  async claim(id: string): Promise<boolean> {
    const top = topOf(await this.parts(id));
    const lease = await this.lease(id, top);
    if (this.mine.has(id) || (lease?.owner !== this.owner && this.remains(lease) > 0)) return false;
    const term = top + 1;
    this.mine.set(id, term);
    try {
      // of several that found the same stale lease one makes the file
      if (await this.store.create(nameOf('lease', id, term), this.signature()) && topOf(await this.parts(id)) === term) { await this.carryOver(id, term); return true; }
    } catch (error) {
      await this.release(id).catch(() => undefined);
      throw error;
    }
    await this.release(id);
    return false;
  }

  /** False where another window took over, as it may from one that was asleep, or where all is over. To be asked after a write, and before anything is done to AWS. */
  async holds(id: string): Promise<boolean> {
    const parts = await this.parts(id);
    const term = topOf(parts);
    return term === this.mine.get(id) && [this.first(id), nameOf('lease', id, term)].every((name) => parts.some((part) => part.name === name));
  }

  /** Whether somebody has the lease, alive or not. */
  async isLeased(id: string): Promise<boolean> {
    return await this.lease(id, topOf(await this.parts(id))) !== undefined;
  }

  /** To be called more often than every 30 seconds while it is carried on. Answers as `holds`. */
  async renew(id: string): Promise<boolean> {
    const term = this.mine.get(id);
    if (term !== undefined) await this.sign(id, term);
    return this.holds(id);
  }

  async release(id: string): Promise<void> {
    const term = this.mine.get(id);
    this.mine.delete(id);
    if (term !== undefined && (await this.lease(id, term))?.owner === this.owner) await this.store.remove(nameOf('lease', id, term));
  }

  /** What was written last. @param listed what is in the folder, where it is known */
  async latest(id: string, listed?: Listed): Promise<{ readonly name: string; readonly text: string } | undefined> {
    for (let found = listed ?? await this.list(); this.isThere(found, id); found = await this.list()) {
      const name = nameOf(this.kind, id, topOf(partsOf(found, id, [this.kind])));
      const text = await this.store.read(name);
      // a take-over removes what earlier terms wrote: then there is something newer
      if (text !== undefined) return { name, text };
    }
    return undefined;
  }

  /** Returns after the text is safe on the disk. Whoever does not hold it any more, which `holds` tells, has changed nothing that counts. */
  async save(id: string, text: string): Promise<void> {
    const term = this.mine.get(id);
    if (term !== undefined) await this.store.write(nameOf(this.kind, id, term), text);
  }

  /** Forgets it for good. The first record goes first: without it nothing else counts, whoever may write it later. */
  async drop(id: string): Promise<void> {
    await this.store.remove(this.first(id));
    await this.sweep(await this.parts(id));
  }

  /** Removes what nobody needs any more: leases and wishes of deployments that have ended, or never began, and what was written in terms that are over. What belongs to a living window stays. */
  async tidy(running: ReadonlySet<string>): Promise<void> {
    const listed = await this.list();
    for (const [id, parts] of listed) {
      for (const { name, kind, term } of parts) {
        const passing = kind === 'lease' || kind === 'cancel' || (WISHES.includes(kind) && term > 0);
        const old = kind === 'deployment' && term > 0 && term < topOf(partsOf(listed, id, [kind]));
        if (old || (passing && !running.has(id) && await this.isOver(listed, id))) await this.store.remove(name);
      }
    }
  }

  /** Of what no window may be about to begin, and no wish waits. */
  private async isOver(listed: Listed, id: string): Promise<boolean> {
    if (partsOf(listed, id, WISHES).some(({ term }) => term === 0)) return false;
    return this.remains(await this.lease(id, topOf(partsOf(listed, id, ['lease', 'deployment', ...WISHES])))) <= 0;
  }

  /** From here on the record of this term is the one that counts, also when its lease is gone. */
  private async carryOver(id: string, term: number): Promise<void> {
    const last = await this.latest(id);
    if (last) await this.save(id, last.text);
    await this.sweep((await this.parts(id)).filter((part) => part.term < term && part.name !== this.first(id)));
  }

  /** What counts no longer may stay: it only takes up room. */
  private async sweep(parts: readonly Part[]): Promise<void> {
    for (const { name } of parts) await this.store.remove(name).catch(() => undefined);
  }

  private first(id: string): string { return nameOf(this.kind, id, 0); }

  private async parts(id: string): Promise<Part[]> {
    return partsOf(await this.list(), id, ['lease', this.kind]);
  }

  private async list(): Promise<Listed> { return listedOf(await this.store.list()); }

  private isThere(listed: Listed, id: string): boolean {
    return partsOf(listed, id, [this.kind]).some(({ name }) => name === this.first(id));
  }

  private async sign(id: string, term: number): Promise<void> {
    await this.store.write(nameOf('lease', id, term), this.signature());
  }

  private signature(): string {
    return JSON.stringify({ owner: this.owner, until: this.clock.now().getTime() + LEASE_MS });
  }

  /** Milliseconds. No lease is longer than it may be: one that ends later was written by a clock that has been set back since. */
  private remains(lease: Lease | undefined): number {
    const left = (lease?.until ?? 0) - this.clock.now().getTime();
    return left <= LEASE_MS ? left : 0;
  }

  private async lease(id: string, term: number): Promise<Lease | undefined> {
    try {
      const value = JSON.parse((await this.store.read(nameOf('lease', id, term))) ?? 'null') as unknown;
      return isObject(value) && typeof value['owner'] === 'string' && typeof value['until'] === 'number' ? { owner: value['owner'], until: value['until'] } : undefined;
    } catch {
      // a torn lease is nobody's
      return undefined;
    }
  }
}

function nameOf(kind: string, id: string, term: number): string {
  return term === 0 ? `${kind}-${id}.json` : `${kind}-${id}.${term}.json`;
}

/** By id, as nobody may look through thousands of names for each of them. */
export function listedOf(names: readonly string[]): Listed {
  return groupBy(names.flatMap((name) => {
    const [, kind, id, term = 0] = PART.exec(name) ?? [];
    return kind === undefined || id === undefined ? [] : [{ id, name, kind, term: Number(term) }];
  }), ({ id }) => id);
}

function partsOf(listed: Listed, id: string, kinds: readonly string[]): Part[] {
  return (listed.get(id) ?? []).filter(({ kind }) => kinds.includes(kind));
}

function topOf(parts: readonly Part[]): number {
  return Math.max(0, ...parts.map(({ term }) => term));
}
