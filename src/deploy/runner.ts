import { t } from '../shared/l10n.js';
import { raised } from '../shared/raised.js';
import { ServiceError, isPassing, isServiceError, messageOf } from '../shared/serviceError.js';
import { isInProgress } from './inProgress.js';
import type { PlannedCall, ResourceKind } from './plan.js';
import type { Clock, DeployPort, OpenUpload, ResourceState, UploadBook } from './ports.js';
import type { CallRecord, DeploymentRecord } from './record.js';

/** AWS's clock and ours may differ; a resource created this long before we asked is still taken for ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** An endpoint that was created a moment ago may not be seen everywhere yet. */
const UNSEEN_MS = 30_000;
/** Times the usual pause, at most, while AWS does not answer. */
const MAX_BACK_OFF = 16;
/** As SageMaker words it; the single word may be part of somebody's name. */
const NO_CAPACITY = /InsufficientInstanceCapacity|CapacityError|Unable to provision requested ML compute capacity/;
/** SageMaker deletes no endpoint in these states. */
const BUSY = new Set(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting']);

export interface RunnerOptions {
  readonly port: DeployPort;
  readonly clock: Clock;
  /** Returns after the record is safe; every step of a deployment is written down before and after it is taken. */
  readonly save: (record: DeploymentRecord) => Promise<void>;
  /** Rejects where another window carries it on by now, as `save` does; asked before anything is deleted. */
  readonly confirm: () => Promise<void>;
  /** How the endpoint is looked at while it is being created: as `port.describe` would answer. */
  readonly look: (name: string, signal: AbortSignal) => Promise<ResourceState | undefined>;
  /** Milliseconds between two looks at the endpoint. */
  readonly pollMs: number;
  /** What makes a deployment stand still is shown to it. */
  readonly failed: (error: unknown) => void;
  /** Whether somebody, maybe in another window, wants the deployment cancelled. */
  readonly cancelWanted: () => Promise<boolean>;
}

/**
 * Carries a deployment on from wherever its record stands, to its end or to where only a person can help. Nothing is created twice:
 * a call that may have happened is settled by a Describe. Cancelling before the endpoint exists takes back what was created; after
 * that the endpoint is deleted as soon as SageMaker allows it.
 */
export class Runner {
  private record: DeploymentRecord;
  /** What kept the record from being written: nothing may go on then, and nothing is concluded from it. */
  private unsaved: unknown;

  constructor(record: DeploymentRecord, private readonly options: RunnerOptions) {
    this.record = record;
  }

  get current(): DeploymentRecord { return this.record; }

  /**
   * @param stop ends the run where it is, to be taken up later
   * @param cancel the user's wish; may be raised at any time
   */
  async run(stop: AbortSignal, cancel: AbortSignal): Promise<DeploymentRecord> {
    for (;;) {
      try {
        if (this.record.paused !== undefined) await this.update({ paused: undefined });
        if (this.record.phase === 'running') await this.createAll(stop, cancel);
        if (this.record.phase === 'creating' || this.record.phase === 'cancelling') await this.watch(stop, cancel);
        return this.record;
      } catch (error) {
        if (raised(stop)) return this.record;
        if (error === this.unsaved) throw error;
        // the journal keeps the place: a lost network is waited for, the rest only a person can mend
        await this.update({ paused: messageOf(error) });
        this.options.failed(error);
        if (!isPassing(error)) return this.record;
        await this.options.clock.sleep(this.options.pollMs * 2, raised(cancel) ? stop : AbortSignal.any([stop, cancel])).catch(() => undefined);
        if (raised(stop)) return this.record;
      }
    }
  }

  private async createAll(stop: AbortSignal, cancel: AbortSignal): Promise<void> {
    for (const call of this.record.plan.calls) {
      if (raised(cancel) || this.record.cancelWanted || this.record.failure) break;
      if (this.callRecord(call.id).status === 'done') continue;
      try {
        await this.carryOut(call, stop, cancel);
      } catch (error) {
        // a lost network and a busy service are no reason to give up what was made so far
        if (raised(stop) || error === this.unsaved || isServiceError(error, 'signIn') || (isPassing(error) && !raised(cancel))) throw error;
        await this.refuse(call, error);
        if (raised(cancel)) break;
        await this.fail(call, error);
      }
    }
    stop.throwIfAborted();
    const { failure, cancelWanted } = this.record;
    if (failure) await this.takeBack('failed', stop);
    else if ((raised(cancel) || cancelWanted) && !await this.endpointExists(stop)) await this.takeBack('cancelled', stop);
    else await this.update({ phase: 'creating' });
  }

  private async endpointExists(signal: AbortSignal): Promise<boolean> {
    const call = this.endpointCall();
    if (!call) return false;
    const { status, startedAt } = this.callRecord(call.id);
    return status === 'done' || (status === 'intended' && await this.settle(call, startedAt ?? this.now(), signal));
  }

  private async carryOut(call: PlannedCall, stop: AbortSignal, cancel: AbortSignal): Promise<void> {
    const before = this.callRecord(call.id);
    const startedAt = before.startedAt ?? this.now();
    if (before.status === 'intended' && await this.settle(call, startedAt, stop)) return;
    await this.abandonUploads(call.id, stop);
    await this.updateCall(call.id, { status: 'intended', startedAt });
    try {
      const { arn } = await this.options.port.execute(call, {
        signal: stop, cancel, onProgress: (done, total) => { this.note(call.id, { progress: { done, total } }); }, uploads: this.uploadsOf(call.id),
      });
      // written down with the next intention: until then the call counts as one that may have happened
      this.note(call.id, { status: 'done', endedAt: this.now(), arn, progress: undefined });
    } catch (error) {
      // the answer may have been lost, not the request; and a retried request may find what its first try made
      const taken = isServiceError(error, 'nameTaken') && (before.startedAt !== undefined || error.retried);
      const ambiguous = taken || isServiceError(error, 'offline') || isServiceError(error, 'unexpected') || isServiceError(error, 'throttled');
      if (raised(stop) || !ambiguous || !await this.isOurs(call, startedAt, stop)) {
        // settled as not there: nothing is left to take back
        if (!raised(stop) && isServiceError(error, 'offline')) await this.updateCall(call.id, { status: 'waiting' });
        throw error;
      }
    }
  }

  /** As `settle`, where the error of the call itself is the one to tell. */
  private async isOurs(call: PlannedCall, startedAt: string, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.settle(call, startedAt, signal);
    } catch (error) {
      if (raised(signal) || error === this.unsaved || isServiceError(error, 'signIn') || isServiceError(error, 'offline')) throw error;
      return false;
    }
  }

  /** True where the resource is there and ours. */
  private async settle(call: PlannedCall, startedAt: string, signal: AbortSignal): Promise<boolean> {
    if (!call.creates) return false;
    const found = await this.options.port.describe(call.creates.kind, call.creates.name, signal);
    if (!found || found.createdAt.getTime() < Date.parse(startedAt) - CLOCK_SKEW_MS) return false;
    await this.updateCall(call.id, { status: 'done', startedAt, endedAt: this.now(), arn: found.arn, progress: undefined });
    return true;
  }

  /** What AWS answered no to was not created, whoever has a thing of that name. */
  private async refuse(call: PlannedCall, error: unknown): Promise<void> {
    const refused = isServiceError(error) && !['offline', 'unexpected', 'throttled'].includes(error.kind);
    if (refused) await this.updateCall(call.id, { status: 'refused', endedAt: this.now() });
  }

  private async fail(call: PlannedCall, error: unknown): Promise<void> {
    await this.update({ failure: { kind: isServiceError(error) ? error.kind : 'unexpected', message: messageOf(error), awsText: awsTextOf(error), callId: call.id } });
  }

  /** Removes what was created, newest first, without masking the first error; what stays is named in the record. */
  private async takeBack(phase: 'failed' | 'cancelled', stop: AbortSignal): Promise<void> {
    if (phase === 'cancelled') await this.update({ cancelWanted: true });
    for (const call of [...this.record.plan.calls].reverse()) {
      const { status } = this.callRecord(call.id);
      if (status !== 'done' && status !== 'intended') continue;
      // an endpoint that could not be removed goes on using its config and model
      if (this.endpointStays() && status === 'done' && call.creates) await this.updateCall(call.id, { status: 'left', endedAt: this.now() });
      else if (call.creates) await this.removeOne(call, call.creates, stop);
      else if (status === 'intended') {
        await this.abandonUploads(call.id, stop);
        await this.updateCall(call.id, { status: 'waiting', progress: undefined });
      }
    }
    await this.update({ phase, endedAt: this.now() });
  }

  private async removeOne(call: PlannedCall, { kind, name }: { kind: ResourceKind; name: string }, stop: AbortSignal): Promise<void> {
    try {
      const { status, startedAt } = this.callRecord(call.id);
      if (status === 'intended' && !await this.settle(call, startedAt ?? this.now(), stop)) {
        await this.updateCall(call.id, { status: 'waiting' });
        return;
      }
      await this.safely(this.options.confirm());
      await this.options.port.remove(kind, name);
      await this.updateCall(call.id, { status: 'removed', endedAt: this.now() });
    } catch (error) {
      // waited for: by a person, by the network, or until the endpoint may be deleted
      const busy = kind === 'endpoint' && this.record.phase === 'cancelling' && isInProgress(error);
      if (raised(stop) || busy || error === this.unsaved || isServiceError(error, 'signIn') || isPassing(error)) throw error;
      await this.updateCall(call.id, { status: 'left', endedAt: this.now() });
    }
  }

  private async watch(stop: AbortSignal, cancel: AbortSignal): Promise<void> {
    const name = this.endpointCall()?.creates?.name ?? '';
    let failures = 0;
    for (;;) {
      if ((raised(cancel) || this.record.cancelWanted) && this.record.phase !== 'cancelling') await this.update({ phase: 'cancelling', cancelWanted: true });
      const state = await this.look(name, stop);
      failures = state === 'unknown' ? failures + 1 : 0;
      if (state !== 'unknown' && await this.conclude(state, stop, cancel)) return;
      // a cancel shortens the wait, so that the wish is seen at once
      const early = this.record.phase === 'creating' ? AbortSignal.any([stop, cancel]) : stop;
      await this.options.clock.sleep(this.options.pollMs * Math.min(2 ** failures, MAX_BACK_OFF) * (0.9 + Math.random() * 0.2), early).catch(() => { stop.throwIfAborted(); });
    }
  }

  /** Throttling and a lost network slow the watching down; they do not end it. */
  private async look(name: string, signal: AbortSignal): Promise<ResourceState | undefined | 'unknown'> {
    try {
      return await this.options.look(name, signal);
    } catch (error) {
      if (raised(signal) || isServiceError(error, 'signIn') || isServiceError(error, 'permission')) throw error;
      return 'unknown';
    }
  }

  /** True where the deployment has come to its end. */
  private async conclude(state: ResourceState | undefined, stop: AbortSignal, cancel: AbortSignal): Promise<boolean> {
    if (!state && this.isFresh()) return false;
    const ends = !state || state.status === 'InService' || state.status === 'Failed';
    // the wish may have come while we looked: nobody would carry it out after this
    if (ends && this.record.phase === 'creating' && (raised(cancel) || await this.options.cancelWanted())) await this.update({ phase: 'cancelling', cancelWanted: true });
    if (this.record.phase === 'cancelling') return this.concludeCancelled(state, stop);
    if (!state) {
      await this.update({ phase: 'failed', endedAt: this.now(), failure: { kind: 'notFound', message: t('The endpoint is gone: somebody deleted it while it was being created.'), awsText: undefined, callId: 'endpoint' } });
      return true;
    }
    if (state.status === 'InService') {
      await this.update({ phase: 'inService', endedAt: this.now() });
      return true;
    }
    if (state.status !== 'Failed') return false;
    const { failureReason: awsText } = state;
    const message = `${t('SageMaker could not bring the endpoint into service.')} ${awsText ?? t('It gave no reason.')}`;
    await this.update({ phase: 'failed', endedAt: this.now(), failure: { kind: NO_CAPACITY.test(message) ? 'capacity' : 'unexpected', message, awsText, callId: 'endpoint' } });
    return true;
  }

  /** The endpoint goes first, and its config and model when it is gone. */
  private async concludeCancelled(state: ResourceState | undefined, stop: AbortSignal): Promise<boolean> {
    if (BUSY.has(state?.status ?? '')) return false;
    if (state && !this.endpointStays()) {
      await this.removeEndpoint(stop);
      if (!this.endpointStays()) return false;
    }
    await this.takeBack('cancelled', stop);
    return true;
  }

  private endpointStays(): boolean {
    const call = this.endpointCall();
    return call !== undefined && this.callRecord(call.id).status === 'left';
  }

  private endpointCall(): PlannedCall | undefined {
    return this.record.plan.calls.find((c) => c.creates?.kind === 'endpoint');
  }

  private isFresh(): boolean {
    const created = this.endpointCall();
    const { status, endedAt } = created ? this.callRecord(created.id) : {};
    return status === 'done' && endedAt !== undefined && this.options.clock.now().getTime() - Date.parse(endedAt) < UNSEEN_MS;
  }

  /** Does nothing where SageMaker does not delete it yet: its state changed between our look and our call. */
  private async removeEndpoint(stop: AbortSignal): Promise<void> {
    const call = this.endpointCall();
    try {
      if (call?.creates) await this.removeOne(call, call.creates, stop);
    } catch (error) {
      if (!isInProgress(error)) throw error;
    }
  }

  private callRecord(id: string): CallRecord {
    const found = this.record.calls.find((c) => c.id === id);
    if (!found) throw new ServiceError('unexpected', t('The record of this deployment has no call "{0}".', id));
    return found;
  }

  private now(): string { return this.options.clock.now().toISOString(); }

  /** A change that is shown at once and written down with the next one. */
  private note(id: string, change: Partial<CallRecord>): void {
    this.record = this.withCall(id, change);
    this.onNote?.(this.record);
  }

  onNote: ((record: DeploymentRecord) => void) | undefined;

  private async updateCall(id: string, change: Partial<CallRecord>): Promise<void> {
    await this.update(this.withCall(id, change));
  }

  private withCall(id: string, change: Partial<CallRecord>): DeploymentRecord {
    return { ...this.record, calls: this.record.calls.map((c) => (c.id === id ? { ...c, ...change } : c)) };
  }

  private async update(change: Partial<DeploymentRecord>): Promise<void> {
    this.record = { ...this.record, ...change };
    await this.safely(this.options.save(this.record));
  }

  private async safely(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.unsaved = error;
      throw error;
    }
  }

  private uploadsOf(id: string): UploadBook {
    const others = (upload: OpenUpload): OpenUpload[] => (this.callRecord(id).uploads ?? []).filter((u) => u.uploadId !== upload.uploadId);
    return {
      opened: (upload) => this.updateCall(id, { uploads: [...others(upload), upload] }),
      closed: (upload) => { this.note(id, { uploads: others(upload) }); },
    };
  }

  /** What a process that died had begun to upload. One that may not be dropped stays written down. */
  private async abandonUploads(id: string, signal: AbortSignal): Promise<void> {
    for (const upload of this.callRecord(id).uploads ?? []) {
      try {
        await this.options.port.abandon(upload, signal);
        this.uploadsOf(id).closed(upload);
      } catch (error) {
        if (raised(signal) || isServiceError(error, 'signIn') || isPassing(error)) throw error;
      }
    }
  }
}

function awsTextOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? cause.message : undefined;
}
