import type { ResolvedView } from '../../shared/protocol.js';
import type { ServiceErrorKind } from '../../shared/serviceError.js';
import type { DeploymentForm } from '../../shared/form.js';
import type { ModelSpec } from '../../catalog/spec.js';
import type { Account, DeploymentPlan, Refusal, Resolution } from '../plan.js';
import type { AccountPort, DeployPort } from '../ports.js';

/** What a look-up answered, or why it could not. */
export type Fact<T> =
  | { readonly status: 'pending' }
  | { readonly status: 'known'; readonly value: T }
  /** `action`: the permission that would answer it. `kind`: what went wrong, where it was asked at all. */
  | { readonly status: 'unknown'; readonly reason: string; readonly action: string | undefined; readonly kind?: ServiceErrorKind | undefined };

export const PENDING = { status: 'pending' } as const;

/** Not asked, because something has to be chosen or mended first. */
export function unasked(reason: string, kind?: ServiceErrorKind): Fact<never> {
  return { status: 'unknown', reason, action: undefined, kind };
}

/** What the checks may ask of AWS; all of it read-only. */
export interface CheckPorts {
  readonly account: AccountPort;
  readonly deploy: Pick<DeployPort, 'describe'>;
  readonly endpoints: { instancesInUse(signal?: AbortSignal): Promise<ReadonlyMap<string, number>> };
}

/**
 * What is known of a question now; it is asked where nobody has. The same question in words is the same question, so that they have to
 * hold all that the answer depends on. The signal ends a look-up that nobody waits for any more.
 */
export type Ask = <T>(question: string, look: (ports: CheckPorts, signal: AbortSignal) => Promise<T>) => Fact<T>;

/** What is looked at before the first Create call. */
export interface Subject {
  readonly spec: ModelSpec;
  readonly resolution: Resolution;
  readonly refusals: readonly Refusal[];
  readonly form: DeploymentForm;
  readonly account: Account;
  /** As it would be if nothing were refused. Undefined where there is no name or no role yet. */
  readonly plan: DeploymentPlan | undefined;
  /** What to take where the quota is too small. */
  readonly nearest?: ResolvedView['nearest'];
}

/** The first that is not known, else what both answered. */
export function both<A, B>(a: Fact<A>, b: Fact<B>): Fact<readonly [A, B]> {
  if (a.status !== 'known') return a;
  if (b.status !== 'known') return b;
  return { status: 'known', value: [a.value, b.value] };
}
