// What a window works with, so that it dies where it was told to.
import type { RecordStore } from '../../../src/deploy/ports.js';
import { operationOf } from './operation.js';
import type { Event } from './talk.js';

/** Real milliseconds from a request to the death of who sent it, and until its effect comes. */
const ON_ITS_WAY_MS = 60;

const die = (): void => { process.kill(process.pid, 'SIGKILL'); };
const real = { fetch: globalThis.fetch, setTimeout: globalThis.setTimeout };

/** Counts events by name, and kills this process at the one that was ordered. */
export class Deadline {
  private readonly seen = new Map<string, number>();

  constructor(private readonly at: Event | undefined, private readonly tell: (event: { name: string; nth: number }) => void) {}

  /** Which of its name this event is. */
  next(name: string): number {
    const nth = (this.seen.get(name) ?? 0) + 1;
    this.seen.set(name, nth);
    this.tell({ name, nth });
    return nth;
  }

  is(name: string, nth: number, where: Event['where']): boolean {
    return this.at?.name === name && this.at.nth === nth && this.at.where === where;
  }
}

export class DyingStore implements RecordStore {
  constructor(private readonly inner: RecordStore, private readonly deadline: Deadline) {}

  list(): Promise<string[]> { return this.inner.list(); }
  read(name: string): Promise<string | undefined> { return this.inner.read(name); }
  write(name: string, text: string): Promise<void> { return this.step(`write ${name.split('-')[0] ?? ''}`, () => this.inner.write(name, text)); }
  create(name: string, text: string): Promise<boolean> { return this.step(`write ${name.split('-')[0] ?? ''}`, () => this.inner.create(name, text)); }
  remove(name: string): Promise<void> { return this.step(`remove ${name.split('-')[0] ?? ''}`, () => this.inner.remove(name)); }

  private async step<T>(name: string, act: () => Promise<T>): Promise<T> {
    const nth = this.deadline.next(name);
    if (this.deadline.is(name, nth, 'before')) die();
    const result = await act();
    if (this.deadline.is(name, nth, 'after')) die();
    return result;
  }
}

/** @param ready awaited by every request before it counts */
export function dyingFetch(deadline: Deadline, ready: () => Promise<void>): typeof fetch {
  return async (input, init) => {
    await ready();
    init?.signal?.throwIfAborted();
    const name = operationOf(input instanceof Request ? input : new Request(input, init));
    const nth = deadline.next(name);
    if (deadline.is(name, nth, 'before')) die();
    const answer = real.fetch(input, init);
    // the request is on its way, and its effect comes when this process is no more
    if (deadline.is(name, nth, 'sent')) real.setTimeout(die, ON_ITS_WAY_MS);
    const response = await answer;
    if (deadline.is(name, nth, 'after')) die();
    return response;
  };
}
