import { isInProgress } from '../deploy/inProgress.js';
import type { PlannedCall } from '../deploy/plan.js';
import type { Clock } from '../deploy/ports.js';
import { t } from '../shared/l10n.js';
import { isPassing, isServiceError, messageOf } from '../shared/serviceError.js';
import { patiently } from './patiently.js';
import type { EndpointDetail, EndpointsPort, UpdatePort } from './ports.js';
import { BUSY } from './removalPlan.js';
import type { UpdateEnd, UpdateProgress, UpdateResult, UpdateWish } from './updates.js';

/** AWS's clock and ours may differ; what was created this long before we asked is still taken for ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** That an endpoint is being changed may not be seen everywhere at once. */
const UNSEEN_MS = 30_000;
/** An endpoint that SageMaker calls in progress for this long, while its status says that it is not, takes no update. */
const IN_PROGRESS_MS = 5 * 60_000;

export interface UpdatePorts {
  readonly endpoints: Pick<EndpointsPort, 'describe' | 'remove'>;
  readonly updates: UpdatePort;
}

export interface UpdateOptions {
  readonly ports: UpdatePorts;
  readonly clock: Clock;
  /** Milliseconds between two looks at the endpoint, and before AWS is asked again where it could not be reached. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
  /** Returns after the wish is safe. */
  readonly save: (wish: UpdateWish) => Promise<void>;
  /** Rejects where another window carries it out by now, as `save` does; asked before each call that changes something. */
  readonly confirm: () => Promise<void>;
  readonly onStep: (progress: UpdateProgress) => void;
}

/**
 * Carries an update on from wherever it stands: model, config, the change itself, and the wait until SageMaker has made it or gone back.
 * Nothing is created twice, and nothing that runs is touched: what an update that came to nothing has created is removed again.
 * @throws ServiceError (`signIn`) where nobody is signed in any more
 */
export async function update(wish: UpdateWish, options: UpdateOptions): Promise<UpdateResult> {
  if (wish.ended) return takeBack(wish, wish.ended, options);
  for (const call of wish.calls) {
    options.onStep({ what: call.operation });
    try {
      await patiently(() => ensure(call, wish, options), options);
    } catch (error) {
      if (options.signal.aborted || isServiceError(error, 'signIn')) throw error;
      return cameToNothing(wish, { outcome: 'refused', reason: messageOf(error) }, options);
    }
  }
  options.onStep({ what: 'UpdateEndpoint' });
  return new Change(wish, options).reach();
}

/** Its name carries the second in which it was planned: what has it, and is not older, was made by this update. */
async function ensure({ creates, ...call }: PlannedCall, { startedAt }: UpdateWish, { ports: { updates }, signal, confirm }: UpdateOptions): Promise<void> {
  if (!creates) return;
  const isThere = async (): Promise<boolean> => {
    const created = await updates.created(creates.kind, creates.name, signal);
    return created !== undefined && created.getTime() >= Date.parse(startedAt) - CLOCK_SKEW_MS;
  };
  if (await isThere()) return;
  await confirm();
  try {
    await updates.create({ ...call, creates }, signal);
  } catch (error) {
    // a retried request finds what its first try made
    if (!isServiceError(error, 'nameTaken') || !await isThere()) throw error;
  }
}

/** The change of the endpoint itself. */
class Change {
  /** Since when the change has been refused because of another one that cannot be seen. */
  private refusedSince: number | undefined;

  constructor(private wish: UpdateWish, private readonly options: UpdateOptions) {}

  async reach(): Promise<UpdateResult> {
    const { clock, pollMs, signal } = this.options;
    for (;;) {
      const result = await this.step();
      if (result) return result;
      await clock.sleep(pollMs, signal);
    }
  }

  private async step(): Promise<UpdateResult | undefined> {
    const { ports: { endpoints }, signal } = this.options;
    try {
      return await this.conclude(await endpoints.describe(this.wish.endpointName, signal));
    } catch (error) {
      // what was sent goes on, whatever keeps us from seeing it
      if (!isUnclear(error)) throw error;
      return undefined;
    }
  }

  private async conclude(detail: EndpointDetail | undefined): Promise<UpdateResult | undefined> {
    const { sent, endpointCreatedAt } = this.wish;
    if (detail?.createdAt.toISOString() !== endpointCreatedAt || detail.status === 'Deleting') return this.ended({ outcome: 'gone' });
    if (BUSY.has(detail.status)) { this.refusedSince = undefined; return undefined; }
    const reason = detail.failureReason;
    if (detail.status === 'Failed' && !sent) return this.ended({ outcome: 'refused', reason: reason === undefined ? t('The endpoint itself has failed.') : t('The endpoint itself has failed. {0}', reason) });
    const changed = sent !== undefined && sent.modifiedAt !== detail.modifiedAt.toISOString();
    // what it runs by then nobody can tell: both configs stay
    if (detail.status === 'Failed' || (detail.status === 'UpdateRollbackFailed' && changed)) return { outcome: 'failed', reason, left: [] };
    if (this.isReached(detail)) return this.done();
    if (changed) return this.ended({ outcome: 'rolledBack', reason });
    if (sent && this.options.clock.now().getTime() - Date.parse(sent.at) < UNSEEN_MS) return undefined;
    return this.send(detail);
  }

  /** Written down with the time of the endpoint's last change, which tells later whether SageMaker has heard of it. */
  private async send({ modifiedAt }: EndpointDetail): Promise<UpdateResult | undefined> {
    await this.note({ at: this.options.clock.now().toISOString(), modifiedAt: modifiedAt.toISOString() });
    try {
      await this.push();
    } catch (error) {
      if (this.options.signal.aborted || isUnclear(error)) throw error;
      // what was sent twice may be refused because it was heard the first time
      if (isServiceError(error) && error.retried && await this.isComing()) return undefined;
      // somebody else's change came first, or nobody is signed in: this one was not heard
      await this.note(undefined);
      if (isServiceError(error, 'signIn')) throw error;
      if (!isInProgress(error) || this.isRefusedLong()) return this.ended({ outcome: 'refused', reason: messageOf(error) });
    }
    return undefined;
  }

  private isRefusedLong(): boolean {
    const now = this.options.clock.now().getTime();
    this.refusedSince ??= now;
    return now - this.refusedSince >= IN_PROGRESS_MS;
  }

  /** Whether SageMaker is making this change, or has made it. */
  private async isComing(): Promise<boolean> {
    const { ports: { endpoints }, signal } = this.options;
    const detail = await endpoints.describe(this.wish.endpointName, signal);
    if (!detail) return false;
    const { goal } = this.wish;
    const isPending = goal.kind === 'config' ? detail.pendingConfigName === goal.name : this.counts(detail).every(({ wanted, desired }) => desired === wanted);
    return this.isReached(detail) || (BUSY.has(detail.status) && isPending);
  }

  private async note(sent: UpdateWish['sent']): Promise<void> {
    this.wish = { ...this.wish, sent };
    await this.options.save(this.wish);
  }

  private async push(): Promise<void> {
    const { ports: { updates }, signal } = this.options;
    const { goal, endpointName } = this.wish;
    if (goal.kind === 'config') await updates.update(endpointName, goal.name, signal);
    else await updates.setCounts(endpointName, goal.counts, signal);
  }

  private isReached(detail: EndpointDetail): boolean {
    const { goal } = this.wish;
    if (goal.kind === 'config') return detail.configName === goal.name;
    return this.counts(detail).every(({ wanted, desired, current }) => desired === wanted && current === wanted);
  }

  /** How many instances each variant is to have, is going to have, and has. */
  private counts({ variants }: EndpointDetail): { wanted: number; desired: number | undefined; current: number | undefined }[] {
    const { goal } = this.wish;
    if (goal.kind === 'config') return [];
    return Object.entries(goal.counts).map(([name, wanted]) => { const found = variants.find((variant) => variant.name === name); return { wanted, desired: found?.desiredCount, current: found?.currentCount }; });
  }

  private async done(): Promise<UpdateResult> {
    const { tags, endpointArn } = this.wish;
    const { ports: { updates }, signal, confirm } = this.options;
    if (Object.keys(tags).length === 0) return { outcome: 'done', left: [] };
    try {
      await patiently(async () => { await confirm(); await updates.tag(endpointArn, tags, signal); }, this.options);
      return { outcome: 'done', left: [] };
    } catch (error) {
      if (signal.aborted || isServiceError(error, 'signIn')) throw error;
      return { outcome: 'done', reason: t('Its tags still name what ran before. {0}', messageOf(error)), left: [] };
    }
  }

  private ended(end: UpdateEnd): Promise<UpdateResult> {
    return cameToNothing(this.wish, end, this.options);
  }
}

/** Written down first: what was removed must not be created again by whoever takes the update up after this. */
async function cameToNothing(wish: UpdateWish, end: UpdateEnd, options: UpdateOptions): Promise<UpdateResult> {
  await options.save({ ...wish, ended: end });
  return takeBack(wish, end, options);
}

/** The config before its model. What cannot be removed is told: it costs nothing. */
async function takeBack({ calls }: UpdateWish, end: UpdateEnd, options: UpdateOptions): Promise<UpdateResult> {
  const left: UpdateResult['left'][number][] = [];
  for (const { creates } of [...calls].reverse()) {
    if (!creates) continue;
    try {
      await patiently(async () => { await options.confirm(); await options.ports.endpoints.remove(creates.kind, creates.name, options.signal); }, options);
    } catch (error) {
      if (options.signal.aborted || isServiceError(error, 'signIn')) throw error;
      left.push({ ...creates, reason: messageOf(error) });
    }
  }
  return { ...end, left };
}

/** AWS did not answer, or had a problem of its own: what was asked may have happened. */
function isUnclear(error: unknown): boolean {
  return isPassing(error) || isServiceError(error, 'unexpected');
}
