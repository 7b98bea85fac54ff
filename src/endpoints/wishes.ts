import type { Clock, RecordStore } from '../deploy/ports.js';
import type { Target } from '../deploy/record.js';
import { Damage, damagedFile } from '../deploy/damage.js';
import { formatOneIn, isTarget, partsMissing } from '../deploy/recordShape.js';
import { Terms, listedOf } from '../deploy/terms.js';
import { Emitter } from '../shared/emitter.js';
import { t } from '../shared/l10n.js';
import { raised } from '../shared/raised.js';
import { ServiceError, isServiceError, messageOf } from '../shared/serviceError.js';

/** Something that was wished for an endpoint, as the journal's folder holds it until it is carried out. */
export interface Wish {
  readonly format: 1;
  readonly id: string;
  readonly target: Target;
  readonly endpointName: string;
  readonly startedAt: string;
}

export interface WishOptions {
  /** The journal's folder. */
  readonly store: RecordStore;
  readonly clock: Clock;
  /** Names this window among others. */
  readonly owner: string;
  readonly newId: () => string;
  /** What makes a wish stand still is shown to it. */
  readonly failed: (target: Target, error: unknown) => void;
  readonly warn: (message: string) => void;
}

/** What tells one kind of wish from another. */
export interface WishKind<W extends Wish, Progress, Result> {
  /** Its files are `<name>-<id>.json`; people read it in warnings, too. */
  readonly name: 'removal' | 'update';
  /** Whether the members that only this kind has are whole. */
  readonly isWhole: (value: Readonly<Record<string, unknown>>) => boolean;
  /** From wherever it stands to its end. Rejects with what only a person can mend. */
  readonly carryOut: (wish: W, run: WishRun<W, Progress>) => Promise<Result>;
  /** Awaited before the wish is forgotten, so that what follows from it is not lost with the window. */
  readonly settled: (wish: W, result: Result) => Promise<void>;
}

export interface WishRun<W, Progress> {
  /** The window closes, or nobody wishes it any more. */
  readonly signal: AbortSignal;
  readonly onStep: (progress: Progress) => void;
  /** Returns after it is safe. Rejects as `confirm` does. */
  readonly save: (wish: W) => Promise<void>;
  /** Rejects, and raises the signal, where another window carries it out by now. Asked before each call that changes something. */
  readonly confirm: () => Promise<void>;
}

interface Run<Result> {
  /** Ends it where it is; the wish stays. */
  readonly stop: AbortController;
  /** The user does not wish it any more. */
  readonly withdraw: AbortController;
  readonly ended: Promise<Result | undefined>;
}

const HEARTBEAT_MS = 10_000;
/** Before one that stands still is taken up again, at first and at last. */
const [FIRST_AGAIN_MS, LAST_AGAIN_MS] = [30_000, 10 * 60_000];

/** All wishes of one kind that are not carried out yet. Whichever window holds the lease of one carries it out. */
export class Wishes<W extends Wish, Progress, Result> {
  private readonly terms: Terms;
  private readonly wishes = new Map<string, W>();
  private readonly runs = new Map<string, Run<Result>>();
  private readonly steps = new Map<string, Progress>();
  private readonly problems = new Map<string, string>();
  /** What is not wished any more, also where the disk keeps it: here that holds all the same. */
  private readonly withdrawn = new Set<string>();
  private readonly life = new AbortController();
  /** Why the wishes are to be read again. */
  private readonly awaited = new Set<'elsewhere' | 'standstill'>();
  /** How often what stands still was taken up since one came to its end. */
  private attempts = 0;
  private readonly changed = new Emitter<undefined>();
  readonly onChange = this.changed.on;
  private readonly ended = new Emitter<{ readonly wish: W; readonly result: Result }>();
  /** One came to its end in this window, or was withdrawn here. */
  readonly onEnd = this.ended.on;
  private readonly damage = new Damage();
  readonly onDamaged = this.damage.on;

  constructor(private readonly kind: WishKind<W, Progress, Result>, private readonly options: WishOptions) {
    this.terms = new Terms(options.store, options.clock, options.owner, kind.name);
  }

  list(): readonly W[] { return [...this.wishes.values()]; }

  /** Undefined where another window carries it out, or nobody does just now. */
  progress(id: string): Progress | undefined { return this.steps.get(id); }

  /** Why it stands still, a sentence; undefined where it does not. */
  problem(id: string): string | undefined { return this.problems.get(id); }

  runsHere(id: string): boolean { return this.runs.has(id); }

  /** Writes the wish down, begins, and returns its id at once. @throws Error where it cannot be written: nothing was done then */
  async start(wish: Omit<W, 'format' | 'id' | 'startedAt'>): Promise<string> {
    const id = this.options.newId();
    const record = { format: 1, id, ...wish, startedAt: this.options.clock.now().toISOString() } as unknown as W;
    // what is saved later goes to files of its term: whoever wakes late must not write the wish itself again when it is carried out
    try {
      await this.terms.take(id, 1);
      await this.options.store.write(`${this.kind.name}-${id}.json`, JSON.stringify(record, null, 1));
    } catch (error) {
      await this.terms.release(id).catch(() => undefined);
      const why = messageOf(error);
      throw new ServiceError('unexpected', this.kind.name === 'removal' ? t('Nothing was deleted, because the wish has to be written down first. {0}', why) : t('Nothing was changed, because the wish has to be written down first. {0}', why), { cause: error });
    }
    this.run(record);
    return id;
  }

  /** Resolves when it has ended here: with what came of it, or with undefined where it stands still and will be taken up again. */
  async end(id: string): Promise<Result | undefined> {
    return this.runs.get(id)?.ended;
  }

  /** What was done by then stays done. Holds at once, also where the disk refuses to forget the wish. */
  withdraw(id: string): void {
    this.withdrawn.add(id);
    this.runs.get(id)?.withdraw.abort();
  }

  /** Reads the wishes and carries out what nobody else does. Safe to call again at any time. */
  async resume(): Promise<void> {
    const found = await this.read().catch((error: unknown) => {
      this.damage.tell(damagedFile('', error));
      this.takeUpLater();
      throw error;
    });
    this.damage.forget('');
    for (const id of this.wishes.keys()) if (!found.has(id) && !this.runs.has(id)) this.wishes.delete(id);
    for (const [id, wish] of found) if (!this.runs.has(id)) this.wishes.set(id, wish);
    this.changed.fire(undefined);
    // one that cannot be taken over keeps no other from it
    for (const id of found.keys()) {
      await this.takeOver(id).catch((error: unknown) => {
        this.problems.set(id, messageOf(error));
        this.options.warn(messageOf(error));
        this.changed.fire(undefined);
        this.takeUpLater();
      });
    }
  }

  async dispose(): Promise<void> {
    this.life.abort();
    const runs = [...this.runs.values()];
    for (const run of runs) run.stop.abort();
    await Promise.all(runs.map((run) => run.ended));
  }

  private async read(): Promise<Map<string, W>> {
    const found = new Map<string, W>();
    const ours = new RegExp(`^${this.kind.name}-([a-zA-Z0-9-]+)\\.json$`);
    const names = await this.options.store.list();
    const listed = listedOf(names);
    for (let name of names) {
      const id = ours.exec(name)?.[1];
      if (id === undefined) continue;
      try {
        const latest = await this.terms.latest(id, listed);
        if (!latest) continue;
        name = latest.name;
        const wish = this.parse(latest.text, id);
        found.set(wish.id, wish);
      } catch (error) {
        const file = damagedFile(name, error);
        if (this.damage.tell(file)) this.options.warn(`The record ${name} of ${this.kind.name === 'update' ? 'an' : 'a'} ${this.kind.name} cannot be read: ${file.reason} It was left as it is.`);
        if (file.mayPass) this.takeUpLater();
      }
    }
    return found;
  }

  private async takeOver(id: string): Promise<void> {
    if (this.runs.has(id) || raised(this.life.signal)) return;
    if (!await this.terms.claim(id)) { this.lookLater(); return; }
    // whoever had it may have come to its end since we read it
    try {
      const text = (await this.terms.latest(id))?.text;
      if (text !== undefined && !raised(this.life.signal)) { this.run(this.parse(text, id)); return; }
      if (text === undefined) { this.wishes.delete(id); this.changed.fire(undefined); }
    } catch (error) {
      await this.terms.release(id).catch(() => undefined);
      throw error;
    }
    await this.terms.release(id);
  }

  /** What another window carries out is looked at again until it is done, or until that window gives no more sign of life. */
  private lookLater(): void {
    this.resumeIn(HEARTBEAT_MS, 'elsewhere');
  }

  /** Less and less often: each try shows that it goes on, and asks AWS. */
  private takeUpLater(): void {
    if (this.resumeIn(Math.min(FIRST_AGAIN_MS * 2 ** this.attempts, LAST_AGAIN_MS), 'standstill')) this.attempts++;
  }

  /** False where that is awaited already. */
  private resumeIn(ms: number, why: 'elsewhere' | 'standstill'): boolean {
    if (this.awaited.has(why)) return false;
    this.awaited.add(why);
    void this.options.clock.sleep(ms, this.life.signal)
      .then(() => { this.awaited.delete(why); return this.resume(); })
      .catch((error: unknown) => {
        if (raised(this.life.signal)) return;
        this.options.warn(messageOf(error));
        this.takeUpLater();
      });
    return true;
  }

  private run(wish: W): void {
    this.wishes.set(wish.id, wish);
    this.problems.delete(wish.id);
    const [stop, withdraw] = [new AbortController(), new AbortController()];
    if (this.withdrawn.has(wish.id)) withdraw.abort();
    const ended = this.runToEnd(wish, stop, withdraw).finally(() => { this.runs.delete(wish.id); this.steps.delete(wish.id); this.changed.fire(undefined); });
    this.runs.set(wish.id, { stop, withdraw, ended });
    this.changed.fire(undefined);
  }

  private async runToEnd(wish: W, stop: AbortController, withdraw: AbortController): Promise<Result | undefined> {
    const { id } = wish;
    const beats = this.heartbeat(id, stop);
    // what keeps the disk from being asked: nothing may go on then, and nothing is concluded from it
    const halt = new AbortController();
    const safely = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        halt.abort(error);
        throw error;
      }
    };
    const confirm = async (): Promise<void> => {
      if (await safely(this.terms.holds(id))) return;
      stop.abort();
      throw new Error('Another window carries this out.');
    };
    const save = async (changed: W): Promise<void> => {
      await safely(this.terms.save(id, JSON.stringify(changed, null, 1)));
      await confirm();
      this.wishes.set(id, changed);
    };
    try {
      const result = await this.kind.carryOut(wish, {
        signal: AbortSignal.any([stop.signal, withdraw.signal, halt.signal]), save, confirm,
        onStep: (progress) => { this.steps.set(id, progress); this.changed.fire(undefined); },
      });
      if (raised(stop.signal)) return undefined;
      halt.signal.throwIfAborted();
      await confirm();
      await this.kind.settled(wish, result);
      await this.terms.drop(id);
      this.wishes.delete(id);
      this.attempts = 0;
      this.ended.fire({ wish, result });
      return result;
    } catch (error) {
      if (!raised(stop.signal)) this.standStill(wish, error);
      return undefined;
    } finally {
      beats.abort();
      await this.terms.release(id).catch((error: unknown) => { this.options.warn(messageOf(error)); });
      // the window that took over tells nobody of the end
      if (raised(stop.signal) && !raised(this.life.signal)) this.lookLater();
    }
  }

  /** Until somebody has signed in or freed the disk; then it is taken up again. */
  private standStill({ id, target, endpointName }: W, error: unknown): void {
    const reason = messageOf(error);
    this.problems.set(id, this.withdrawn.has(id) ? t('It was withdrawn, which could not be written down and holds only as long as this window is open. {0}', reason) : reason);
    this.options.warn(`The ${this.kind.name} of ${endpointName} stands still: ${reason}`);
    this.options.failed(target, error);
    // who is not signed in must not be asked for codes over and over
    if (!isServiceError(error, 'signIn')) this.takeUpLater();
  }

  private heartbeat(id: string, stop: AbortController): AbortController {
    const end = new AbortController();
    const signal = AbortSignal.any([stop.signal, end.signal]);
    const beat = async (): Promise<void> => {
      for (;;) {
        await this.options.clock.sleep(HEARTBEAT_MS, signal);
        // another window may have taken over while this one was asleep
        // and a run that ended meanwhile let go by itself
        if (!await this.terms.renew(id).catch(() => true) && !signal.aborted) stop.abort();
      }
    };
    beat().catch(() => undefined);
    return end;
  }

  /** @throws Error with a sentence, where the text is no record of this format */
  private parse(text: string, id: string): W {
    const value = formatOneIn(text);
    const whole = ['id', 'endpointName', 'startedAt'].every((key) => typeof value[key] === 'string') && isTarget(value['target']);
    if (!whole || !this.kind.isWhole(value)) throw partsMissing();
    // its files are found by it
    if (value['id'] !== id) throw new Error(t('It is a copy of another record.'));
    return value as unknown as W;
  }
}
