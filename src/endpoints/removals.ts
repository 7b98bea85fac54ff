import { Journal } from '../deploy/journal.js';
import type { Clock, RecordStore } from '../deploy/ports.js';
import type { Target } from '../deploy/record.js';
import { Emitter } from '../shared/emitter.js';
import { isObject } from '../shared/json.js';
import { raised } from '../shared/raised.js';
import { messageOf } from '../shared/serviceError.js';
import type { ParkedEndpoint } from './parked.js';
import type { RemovalResult, remove } from './removal.js';
import type { RemovalPorts, Resource } from './uses.js';

/** The wish to delete an endpoint, as the journal's folder holds it until it is carried out. */
export interface RemovalWish {
  readonly format: 1;
  readonly id: string;
  readonly target: Target;
  readonly endpointName: string;
  /** ISO; see RemovalPlan. */
  readonly endpointCreatedAt: string | undefined;
  /** In the order of the calls. */
  readonly goes: readonly Resource[];
  /** Set where the endpoint is to be parked: kept from the moment it is gone. */
  readonly park: ParkedEndpoint | undefined;
  readonly startedAt: string;
}

/** Where a removal of this window stands. */
export interface RemovalProgress {
  readonly what: 'waiting' | 'deleting';
  readonly resource: Resource;
}

export interface RemovalsOptions {
  /** The journal's folder. */
  readonly store: RecordStore;
  readonly clock: Clock;
  /** Names this window among others. */
  readonly owner: string;
  readonly newId: () => string;
  readonly portsFor: (target: Target) => Promise<RemovalPorts>;
  /** What carries a removal out; few windows ever need it. */
  readonly loadRemoval: () => Promise<{ readonly remove: typeof remove }>;
  readonly pollMs: (target: Target) => number;
  /** Awaited before the wish is forgotten, so that what follows from it is not lost with the window. */
  readonly settled: (wish: RemovalWish, result: RemovalResult) => Promise<void>;
  /** What makes a removal stand still is shown to it. */
  readonly failed: (target: Target, error: unknown) => void;
  readonly warn: (message: string) => void;
}

interface Run {
  /** Ends it where it is; the wish stays. */
  readonly stop: AbortController;
  /** The user does not wish it any more. */
  readonly withdraw: AbortController;
  readonly ended: Promise<RemovalResult | undefined>;
}

const FILE = /^removal-([a-zA-Z0-9-]+)\.json$/;
const HEARTBEAT_MS = 10_000;

/** All wishes to delete that are not carried out yet. Whichever window holds the lease of one carries it out. */
export class Removals {
  private readonly journal: Journal;
  private readonly wishes = new Map<string, RemovalWish>();
  private readonly runs = new Map<string, Run>();
  private readonly steps = new Map<string, RemovalProgress>();
  private readonly problems = new Map<string, string>();
  /** Records that cannot be read, and why: each is told of once. */
  private readonly named = new Map<string, string>();
  private readonly life = new AbortController();
  private retrying = false;
  private readonly changed = new Emitter<undefined>();
  readonly onChange = this.changed.on;
  private readonly ended = new Emitter<{ readonly wish: RemovalWish; readonly result: RemovalResult }>();
  /** A removal came to its end in this window, or was withdrawn here. */
  readonly onEnd = this.ended.on;

  constructor(private readonly options: RemovalsOptions) {
    this.journal = new Journal(options.store, options.clock, options.owner);
  }

  list(): readonly RemovalWish[] { return [...this.wishes.values()]; }

  /** Undefined where another window carries it out, or nobody does just now. */
  progress(id: string): RemovalProgress | undefined { return this.steps.get(id); }

  /** Why it stands still, a sentence; undefined where it does not. */
  problem(id: string): string | undefined { return this.problems.get(id); }

  runsHere(id: string): boolean { return this.runs.has(id); }

  /** Writes the wish down, begins, and returns its id at once. @throws Error where it cannot be written: nothing was deleted then */
  async start(wish: Omit<RemovalWish, 'format' | 'id' | 'startedAt'>): Promise<string> {
    const id = this.options.newId();
    const record: RemovalWish = { format: 1, id, ...wish, startedAt: this.options.clock.now().toISOString() };
    await this.journal.take(id);
    try {
      await this.options.store.write(fileOf(id), JSON.stringify(record, null, 1));
    } catch (error) {
      await this.journal.release(id).catch(() => undefined);
      throw error;
    }
    this.wishes.set(id, record);
    this.run(record);
    return id;
  }

  /** Resolves when it has ended here: with what came of it, or with undefined where it stands still and will be taken up again. */
  async end(id: string): Promise<RemovalResult | undefined> {
    return this.runs.get(id)?.ended;
  }

  /** What was deleted by then stays deleted. */
  withdraw(id: string): void {
    this.runs.get(id)?.withdraw.abort();
  }

  /** Reads the wishes and carries out what nobody else does. Safe to call again at any time. */
  async resume(): Promise<void> {
    const found = await this.read();
    for (const id of this.wishes.keys()) if (!found.has(id) && !this.runs.has(id)) this.wishes.delete(id);
    for (const [id, wish] of found) if (!this.runs.has(id)) this.wishes.set(id, wish);
    this.changed.fire(undefined);
    // one that cannot be taken over keeps no other from it
    for (const id of found.keys()) await this.takeOver(id).catch((error: unknown) => { this.options.warn(messageOf(error)); });
  }

  async dispose(): Promise<void> {
    this.life.abort();
    const runs = [...this.runs.values()];
    for (const run of runs) run.stop.abort();
    await Promise.all(runs.map((run) => run.ended));
  }

  private async read(): Promise<Map<string, RemovalWish>> {
    const found = new Map<string, RemovalWish>();
    for (const name of await this.options.store.list()) {
      if (!FILE.test(name)) continue;
      try {
        const text = await this.options.store.read(name);
        if (text === undefined) continue;
        const wish = parse(text);
        found.set(wish.id, wish);
      } catch (error) {
        const reason = messageOf(error);
        if (this.named.get(name) !== reason) this.options.warn(`The record ${name} of a removal cannot be read: ${reason} It was left as it is.`);
        this.named.set(name, reason);
      }
    }
    return found;
  }

  private async takeOver(id: string): Promise<void> {
    if (this.runs.has(id) || raised(this.life.signal)) return;
    if (!await this.journal.claim(id)) { this.retryLater(); return; }
    // whoever had it may have come to its end since we read it
    try {
      const text = await this.options.store.read(fileOf(id));
      if (text !== undefined && !this.runs.has(id) && !raised(this.life.signal)) { this.run(parse(text)); return; }
      if (text === undefined) { this.wishes.delete(id); this.changed.fire(undefined); }
    } catch (error) {
      await this.journal.release(id).catch(() => undefined);
      throw error;
    }
    await this.journal.release(id);
  }

  /** What another window carries out is looked at again until it is done, or until that window gives no more sign of life. */
  private retryLater(): void {
    if (this.retrying) return;
    this.retrying = true;
    void this.options.clock.sleep(HEARTBEAT_MS, this.life.signal)
      .then(() => { this.retrying = false; return this.resume(); })
      .catch((error: unknown) => { if (!raised(this.life.signal)) this.options.warn(messageOf(error)); });
  }

  private run(wish: RemovalWish): void {
    this.problems.delete(wish.id);
    const [stop, withdraw] = [new AbortController(), new AbortController()];
    const ended = this.runToEnd(wish, stop, withdraw).finally(() => { this.runs.delete(wish.id); this.steps.delete(wish.id); this.changed.fire(undefined); });
    this.runs.set(wish.id, { stop, withdraw, ended });
    this.changed.fire(undefined);
  }

  private async runToEnd(wish: RemovalWish, stop: AbortController, withdraw: AbortController): Promise<RemovalResult | undefined> {
    const { id, target } = wish;
    const beats = this.heartbeat(id, stop);
    try {
      const ports = await this.options.portsFor(target);
      const onStep = (what: RemovalProgress['what'], resource: Resource): void => { this.steps.set(id, { what, resource }); this.changed.fire(undefined); };
      const { remove } = await this.options.loadRemoval();
      const result = await remove(wish, { ports, clock: this.options.clock, pollMs: this.options.pollMs(target), signal: AbortSignal.any([stop.signal, withdraw.signal]), onStep });
      if (raised(stop.signal)) return undefined;
      await this.options.settled(wish, result);
      await this.options.store.remove(fileOf(id));
      this.wishes.delete(id);
      this.ended.fire({ wish, result });
      return result;
    } catch (error) {
      if (raised(stop.signal)) return undefined;
      // somebody has to sign in first, or to free the disk; then it is taken up again
      this.problems.set(id, messageOf(error));
      this.options.warn(`The removal of ${wish.endpointName} stands still: ${messageOf(error)}`);
      this.options.failed(target, error);
      return undefined;
    } finally {
      beats.abort();
      await this.journal.release(id).catch((error: unknown) => { this.options.warn(messageOf(error)); });
    }
  }

  private heartbeat(id: string, stop: AbortController): AbortController {
    const end = new AbortController();
    const signal = AbortSignal.any([stop.signal, end.signal]);
    const beat = async (): Promise<void> => {
      for (;;) {
        await this.options.clock.sleep(HEARTBEAT_MS, signal);
        // another window may have taken over while this one was asleep
        if (!await this.journal.renew(id).catch(() => true)) stop.abort();
      }
    };
    beat().catch(() => undefined);
    return end;
  }
}

function fileOf(id: string): string {
  return `removal-${id}.json`;
}

const KINDS = new Set<unknown>(['scalableTarget', 'inferenceComponent', 'endpoint', 'endpointConfig', 'model', 'copies']);

/** @throws Error with a sentence, where the text is no record of this format */
function parse(text: string): RemovalWish {
  const value = JSON.parse(text) as unknown;
  if (!isObject(value)) throw new Error('It holds no removal.');
  if (value['format'] !== 1) throw new Error('It is of another format; this version reads format 1.');
  const { target, goes, park } = value;
  const whole = ['id', 'endpointName', 'startedAt'].every((key) => typeof value[key] === 'string') && isObject(target) && typeof target['region'] === 'string' && typeof target['accountId'] === 'string'
    && Array.isArray(goes) && goes.every((r) => isObject(r) && KINDS.has(r['kind']) && typeof r['name'] === 'string') && (park === undefined || isObject(park));
  if (!whole) throw new Error('Parts of it are missing.');
  return value as unknown as RemovalWish;
}
