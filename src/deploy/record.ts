import type { DeploymentForm } from '../shared/form.js';
import type { DeploymentPhase } from '../shared/protocol.js';
import type { ServiceErrorKind } from '../shared/serviceError.js';
import type { DeploymentPlan } from './plan.js';
import type { OpenUpload } from './ports.js';

/** Where a deployment goes; enough to find it again in another window. No secret. */
export interface Target {
  readonly profile: string | undefined;
  readonly region: string;
  readonly accountId: string;
  /** Set where requests go to the emulator or another endpoint instead of AWS. */
  readonly endpointUrl: string | undefined;
  readonly emulated: boolean;
}

/** What the journal holds of one planned call. */
export interface CallRecord {
  readonly id: string;
  /**
   * `intended`: written before the call was sent, so it may have happened. `done`: AWS answered. `refused`: AWS answered no.
   * `removed`: taken back. `left`: it could not be taken back.
   */
  readonly status: 'waiting' | 'intended' | 'done' | 'refused' | 'removed' | 'left';
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly arn: string | undefined;
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  /** Multipart uploads that this call has opened and not closed yet. */
  readonly uploads?: readonly OpenUpload[];
}

export interface FailureRecord {
  readonly kind: ServiceErrorKind;
  /** A sentence. */
  readonly message: string;
  /** What AWS itself said, where it said something. */
  readonly awsText: string | undefined;
  readonly callId: string | undefined;
}

/** One deployment, as the journal holds it. Times are ISO. */
export interface DeploymentRecord {
  /** Raised when the record's shape changes. */
  readonly format: 1;
  readonly id: string;
  readonly title: string;
  readonly target: Target;
  readonly plan: DeploymentPlan;
  /** What was asked for, so that it can be tried again with one thing changed. */
  readonly form: DeploymentForm;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly phase: DeploymentPhase;
  readonly calls: readonly CallRecord[];
  readonly cancelWanted: boolean;
  readonly failure: FailureRecord | undefined;
  /** Why it stands still, e.g. until somebody signs in again; a sentence. */
  readonly paused: string | undefined;
}

export function endpointNameIn(plan: DeploymentPlan): string {
  return plan.calls.find((c) => c.creates?.kind === 'endpoint')?.creates?.name ?? '';
}

export function endpointNameOf(record: DeploymentRecord): string {
  return endpointNameIn(record.plan);
}

export function hasEnded(record: DeploymentRecord): boolean {
  return record.phase === 'inService' || record.phase === 'failed' || record.phase === 'cancelled';
}
