import { Emitter } from '../shared/emitter.js';
import type { DeploymentForm } from '../shared/form.js';
import { t } from '../shared/l10n.js';
import { ServiceError, messageOf } from '../shared/serviceError.js';
import { Damage, damagedFile } from './damage.js';
import { Journal } from './journal.js';
import type { DeploymentPlan, ResourceKind } from './plan.js';
import type { Clock, DeployPort, RecordStore } from './ports.js';
import { type DeploymentRecord, type Target, hasEnded } from './record.js';
import type { Runner, RunnerOptions } from './runner.js';

const HEARTBEAT_MS = 10_000;
/** Pauses before a deployment that stands still is tried again: the first, and the longest. */
const FIRST_AGAIN_MS = 30_000;
const LAST_AGAIN_MS = 10 * 60_000;

const KINDS: Readonly<Record<ResourceKind, string>> = { model: t('model'), endpointConfig: t('endpoint configuration'), endpoint: t('endpoint') };

export interface DeploymentsOptions {
  readonly store: RecordStore;
  readonly clock: Clock;
  /** Names this window among others. */
  readonly owner: string;
  readonly portFor: (target: Target) => Promise<DeployPort>;
  /** What carries a deployment out; few windows ever need it. */
  readonly loadRunner: () => Promise<{ readonly Runner: typeof Runner }>;
  /** How a deployment's endpoint is looked at while it is being created. */
  readonly lookFor: (target: Target, port: DeployPort) => RunnerOptions['look'];
  readonly pollMs: (target: Target) => number;
  /** What makes a deployment stand still is shown to it: a sign-in that ran out, say, which the window's connection shares. */
  readonly failed: (target: Target, error: unknown) => void;
  /** Whether a deployment that stands still for this reason is tried again by itself; nobody may be bothered by it. */
  readonly asksAgain: (target: Target, error: unknown) => boolean;
  readonly newId: () => string;
  readonly warn: (message: string) => void;
}

export interface NewDeployment {
  readonly title: string;
  readonly plan: DeploymentPlan;
  readonly form: DeploymentForm;
  readonly target: Target;
}

interface Run {
  readonly stop: AbortController;
  readonly cancel: AbortController;
  readonly ended: Promise<void>;
}

/** All deployments that the journal knows; those of this window run here. */
export class Deployments {
  private readonly journal: Journal;
  private readonly records = new Map<string, DeploymentRecord>();
  private readonly runs = new Map<string, Run>();
  /** What is wished to be cancelled, also where the disk does not take the wish: here it holds all the same. */
  private readonly unwanted = new Set<string>();
  /** Deployments that other windows run. */
  private readonly others = new Set<string>();
  /** How often what stands still was tried again. */
  private readonly attempts = new Map<string, number>();
  /** Those of them that a further try waits for. */
  private readonly asking = new Set<string>();
  /** Of others, for the moment. */
  private readonly unseen = new Damage();
  private following = false;
  private resuming = false;
  private readonly life = new AbortController();
  private readonly changed = new Emitter<DeploymentRecord | undefined>();

  /** The record that changed, or undefined where several may have. */
  readonly onChange = this.changed.on;
  private readonly ended = new Emitter<DeploymentRecord>();
  /** A deployment came to its end in this window; in one window only, whichever saw it through. */
  readonly onEnd = this.ended.on;
  private readonly damage = new Damage();
  readonly onDamaged = this.damage.on;

  constructor(private readonly options: DeploymentsOptions) {
    this.journal = new Journal(options.store, options.clock, options.owner);
  }

  /** Newest first. */
  list(): readonly DeploymentRecord[] {
    return [...this.records.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  get(id: string): DeploymentRecord | undefined {
    return this.records.get(id);
  }

  /** Whether this window is the one that carries the deployment on. */
  runsHere(id: string): boolean {
    return this.runs.has(id);
  }

  /** Writes the intention down, starts, and returns the id at once. @throws Error where the journal cannot be written: nothing was created then */
  async start({ title, plan, form, target }: NewDeployment): Promise<string> {
    const id = this.options.newId();
    const record: DeploymentRecord = {
      format: 1, id, title, target, plan, form, startedAt: this.options.clock.now().toISOString(), endedAt: undefined, phase: 'running',
      calls: plan.calls.map((c) => ({ id: c.id, status: 'waiting', startedAt: undefined, endedAt: undefined, arn: undefined, progress: undefined })),
      cancelWanted: false, failure: undefined, paused: undefined,
    };
    try {
      // a record that nobody holds is one that the next window carries on: it comes last, or not at all
      await this.journal.take(id);
      await this.keep(record);
    } catch (error) {
      await this.journal.release(id).catch(() => undefined);
      throw new ServiceError('unexpected', t('Nothing was created, because the deployment has to be written down first. {0}', messageOf(error)), { cause: error });
    }
    this.run(record);
    return id;
  }

  /** The wish is kept over a restart; see Runner for when it is carried out. @throws Error where it cannot be written: then it holds in this window alone */
  async cancel(id: string): Promise<void> {
    const record = this.records.get(id);
    if (!record || hasEnded(record)) return;
    this.unwanted.add(id);
    const run = this.runs.get(id);
    try {
      await this.journal.wantCancel(id);
    } catch (error) {
      throw new ServiceError('unexpected', t('The wish to cancel could not be written down, and holds only as long as this window is open. {0}', messageOf(error)), { cause: error });
    } finally {
      run?.cancel.abort();
    }
    if (run) return;
    this.show({ ...record, cancelWanted: true });
    await this.takeOver(id);
  }

  /** Reads the journal and carries on with what nobody else is running. Safe to call again at any time. */
  async resume(): Promise<void> {
    const { records, damaged } = await this.journal.read().catch((error: unknown) => {
      this.damage.tell(damagedFile('', error));
      this.resumeLater();
      throw error;
    });
    this.damage.forget('');
    for (const file of damaged) {
      if (this.damage.tell(file)) this.options.warn(`The record ${file.name} of a deployment cannot be read: ${file.reason} It was left as it is.`);
    }
    if (damaged.some(({ mayPass }) => mayPass)) this.resumeLater();
    for (const record of records) if (!this.runs.has(record.id)) this.records.set(record.id, record);
    this.changed.fire(undefined);
    const going = records.filter((record) => !hasEnded(record));
    // one that cannot be taken over keeps no other from it
    for (const { id, target } of going) {
      await this.takeOver(id).catch((error: unknown) => {
        this.standStill(id, error);
        if (this.options.asksAgain(target, error)) this.askAgain(id);
      });
    }
    // what cannot be read may be running elsewhere
    if (damaged.length === 0) await this.journal.tidy(new Set([...going.map(({ id }) => id), ...this.runs.keys()])).catch((error: unknown) => { this.options.warn(messageOf(error)); });
  }

  /** For when the disk gives back what it did not. */
  private resumeLater(): void {
    if (this.resuming) return;
    this.resuming = true;
    const later = async (): Promise<void> => {
      await this.options.clock.sleep(FIRST_AGAIN_MS, this.life.signal);
      this.resuming = false;
      await this.resume();
    };
    // it has told why
    later().catch(() => undefined);
  }

  /** Stops running here; the journal keeps the place for the next window. */
  async dispose(): Promise<void> {
    this.life.abort();
    const runs = [...this.runs.values()];
    for (const run of runs) run.stop.abort();
    await Promise.all(runs.map((r) => r.ended));
  }

  private async takeOver(id: string): Promise<void> {
    if (this.runs.has(id)) return;
    if (!await this.journal.claim(id)) { this.followOther(id); return; }
    // whoever ran it may have gone on since we read it
    try {
      const record = await this.journal.readOne(id);
      if (record) this.show(record);
      if (record && !hasEnded(record)) { this.run(record); return; }
    } catch (error) {
      await this.journal.release(id).catch(() => undefined);
      throw error;
    }
    await this.journal.release(id);
  }

  /** What another window runs moves on unseen: it is read again until it ends, or until that window gives no more sign of life. */
  private followOther(id: string): void {
    this.others.add(id);
    if (this.following) return;
    this.following = true;
    const follow = async (): Promise<void> => {
      while (this.others.size > 0) {
        await this.options.clock.sleep(HEARTBEAT_MS, this.life.signal);
        for (const other of [...this.others]) {
          await this.lookAtOther(other).catch((error: unknown) => {
            this.others.add(other);
            if (this.unseen.tell(damagedFile(other, error))) this.options.warn(messageOf(error));
          });
        }
      }
    };
    follow().catch(() => undefined).finally(() => { this.following = false; });
  }

  private async lookAtOther(id: string): Promise<void> {
    this.others.delete(id);
    const record = await this.journal.readOne(id);
    if (!record || this.runs.has(id)) return;
    this.show(record);
    // one that stands still and was let go waits for somebody to sign in
    if (!hasEnded(record) && (record.paused === undefined || await this.journal.isLeased(id))) await this.takeOver(id);
  }

  private run(record: DeploymentRecord): void {
    const stop = new AbortController();
    const cancel = new AbortController();
    if (this.unwanted.has(record.id)) cancel.abort();
    const ended = this.runToEnd(record, stop, cancel).finally(() => { this.runs.delete(record.id); this.changed.fire(this.records.get(record.id)); });
    this.runs.set(record.id, { stop, cancel, ended });
    this.changed.fire(record);
  }

  private async runToEnd(record: DeploymentRecord, stop: AbortController, cancel: AbortController): Promise<void> {
    const { id } = record;
    const beats = this.heartbeat(id, stop, cancel);
    let cause: unknown;
    // another window may have taken over while this one was asleep: then nothing more may be done
    const confirm = async (): Promise<void> => {
      if (await this.journal.holds(id)) return;
      stop.abort();
      throw new Error('Another window carries this deployment on.');
    };
    // asked after the write: this window may stand still before it for as long as it likes
    const save = async (next: DeploymentRecord): Promise<void> => {
      await this.journal.write(next);
      await confirm();
      this.show(next);
    };
    try {
      const [port, { Runner }] = await Promise.all([this.options.portFor(record.target), this.options.loadRunner()]);
      const { clock, lookFor, pollMs, failed } = this.options;
      const runner = new Runner(record, { port, look: lookFor(record.target, port), clock, pollMs: pollMs(record.target), save, confirm, failed: (error) => { cause = error; failed(record.target, error); }, cancelWanted: () => this.journal.cancelWanted(id) });
      runner.onNote = (r) => { this.show(r); };
      const last = await runner.run(stop.signal, cancel.signal);
      if (!hasEnded(last) || !await this.journal.holds(id)) return;
      this.attempts.delete(id);
      this.unwanted.delete(id);
      this.ended.fire(last);
      // whoever tidies the journal removes it later
      await this.journal.forgetCancel(id).catch((error: unknown) => { this.options.warn(messageOf(error)); });
    } catch (error) {
      // the connection could not be made, or the disk refuses the journal
      cause = error;
      this.standStill(id, error);
    } finally {
      beats.abort();
      await this.letGo(id).catch((error: unknown) => { this.options.warn(messageOf(error)); });
      if (cause !== undefined && !stop.signal.aborted && this.options.asksAgain(record.target, cause)) this.askAgain(id);
    }
  }

  /** Shows why it does not go on, and leaves the rest to the next try. */
  private standStill(id: string, error: unknown): void {
    const record = this.records.get(id);
    if (!record) return;
    const again = this.options.asksAgain(record.target, error) ? ` ${t('It goes on by itself when that is mended.')}` : '';
    this.show({ ...record, paused: `${messageOf(error)}${again}${createdBy(record)}` });
    this.options.warn(`The deployment of ${record.title} stands still: ${messageOf(error)}`);
  }

  /** Goes on by itself with what stands still, less and less often: somebody may have signed in, given a permission or made room elsewhere. */
  private askAgain(id: string): void {
    if (this.asking.has(id)) return;
    this.asking.add(id);
    const attempt = this.attempts.get(id) ?? 0;
    this.attempts.set(id, attempt + 1);
    const again = async (): Promise<void> => {
      await this.options.clock.sleep(Math.min(FIRST_AGAIN_MS * 2 ** attempt, LAST_AGAIN_MS), this.life.signal);
      this.asking.delete(id);
      const record = await this.journal.readOne(id);
      if (record && !hasEnded(record)) await this.takeOver(id);
      // its end was written, here or elsewhere, when nobody could tell whether it counts
      else if (record) this.show(record);
    };
    again().catch((error: unknown) => {
      if (this.life.signal.aborted) return;
      this.options.warn(messageOf(error));
      this.askAgain(id);
    });
  }

  private async letGo(id: string): Promise<void> {
    const ours = await this.journal.holds(id).finally(() => this.journal.release(id));
    if (ours) return;
    const record = await this.journal.readOne(id);
    if (record) this.show(record);
    if (record && !hasEnded(record)) this.followOther(id);
  }

  private heartbeat(id: string, stop: AbortController, cancel: AbortController): AbortController {
    const end = new AbortController();
    const signal = AbortSignal.any([stop.signal, end.signal]);
    const beat = async (): Promise<void> => {
      for (;;) {
        await this.options.clock.sleep(HEARTBEAT_MS, signal);
        try {
          // a run that ended meanwhile let go by itself
          if (!await this.journal.renew(id) && !signal.aborted) stop.abort();
          if (await this.journal.cancelWanted(id)) cancel.abort();
        } catch (error) {
          this.options.warn(`The journal cannot be written: ${messageOf(error)}`);
        }
      }
    };
    beat().catch(() => undefined);
    return end;
  }

  private async keep(record: DeploymentRecord): Promise<void> {
    await this.journal.write(record);
    this.show(record);
  }

  private show(record: DeploymentRecord): void {
    this.records.set(record.id, record);
    this.changed.fire(record);
  }
}

/** What may be there although the disk does not take it down: named, so that nobody has to search for it. */
function createdBy({ plan, calls }: DeploymentRecord): string {
  const created = plan.calls.filter((_, i) => calls[i]?.status === 'done' || calls[i]?.status === 'intended').flatMap(({ creates }) => (creates ? [`${KINDS[creates.kind]} ${creates.name}`] : []));
  return created.length === 0 ? '' : ` ${t('Created by then: {0}.', created.join(', '))}`;
}
