import { isInProgress } from '../deploy/inProgress.js';
import type { Clock } from '../deploy/ports.js';
import { t } from '../shared/l10n.js';
import { isPassing, isServiceError, messageOf } from '../shared/serviceError.js';
import { patiently } from './patiently.js';
import { BUSY, type RemovalPlan } from './removalPlan.js';
import { type Kept, type RemovalPorts, type Resource, usedByConfig, whyConfigStays, whyCopiesStay, whyModelStays } from './uses.js';

export interface RemovalResult {
  readonly removed: readonly Resource[];
  readonly left: readonly Kept[];
}

export interface RemovalOptions {
  readonly ports: RemovalPorts;
  readonly clock: Clock;
  /** Milliseconds between two looks at an endpoint that goes, and before AWS is asked again where it could not be reached. */
  readonly pollMs: number;
  readonly signal?: AbortSignal;
  /** Asked before each call that deletes: rejects where another window carries it out by now. */
  readonly confirm?: () => Promise<void>;
  readonly onStep?: (what: 'waiting' | 'deleting', resource: Resource) => void;
}

/** What may be carried out: an endpoint with what belongs to it, or what nothing uses any more. */
export type Removable = Pick<RemovalPlan, 'goes'> & Partial<Pick<RemovalPlan, 'endpointName' | 'endpointCreatedAt'>>;

/**
 * Carries the plan out: automatic scaling, inference components, endpoint, wait until it is gone, configurations, models, copied
 * files. What is not there any more counts as removed, so that it may be carried out again from wherever it stopped; an error ends
 * nothing but its own resource and what that uses, and whoever uses a resource by then keeps it. AWS out of reach is waited for.
 * @throws ServiceError (`signIn`) where nobody is signed in any more
 */
export async function remove(plan: Removable, options: RemovalOptions): Promise<RemovalResult> {
  const removed: Resource[] = [];
  const left: Kept[] = [];
  for (const resource of plan.goes) {
    const keep = (reason: string): void => { left.push({ ...resource, reason }); };
    try {
      // what is still used must not be taken from under its user
      const reason = whyAfter(resource, plan, left) ?? await patiently(async () => {
        options.signal?.throwIfAborted();
        const user = await whyStays(resource, { plan, removed }, options);
        if (user === undefined) await removeOne(resource, plan, options);
        return user;
      }, options);
      if (reason === undefined) removed.push(resource);
      else keep(reason);
    } catch (error) {
      const stopped = options.signal?.aborted === true;
      if (!stopped && isServiceError(error, 'signIn')) throw error;
      keep(stopped ? t('the removal was stopped') : messageOf(error));
    }
  }
  return { removed, left };
}

const USERS: Partial<Record<Resource['kind'], Resource['kind']>> = { endpoint: 'inferenceComponent', endpointConfig: 'endpoint', model: 'endpointConfig' };

/** What is left of an endpoint keeps what it uses. Left-overs have nothing to do with each other: who uses one is asked of AWS. */
function whyAfter({ kind }: Resource, { endpointName }: Removable, left: readonly Kept[]): string | undefined {
  if (endpointName === undefined) return undefined;
  const user = left.find((kept) => kept.kind === USERS[kind]) ?? (kind === 'model' ? left.find((kept) => kept.kind === 'endpoint') : undefined);
  if (!user) return undefined;
  if (user.kind === 'endpointConfig') return usedByConfig(user.name);
  return user.kind === 'endpoint' ? t('the endpoint {0} is still there', user.name) : t('the inference component {0} is still there', user.name);
}

/** Asked again right before: minutes may lie between the plan and this moment. */
async function whyStays({ kind, name }: Resource, { plan, removed }: { plan: Removable; removed: readonly Resource[] }, { ports, signal }: RemovalOptions): Promise<string | undefined> {
  const gone = (of: Resource['kind']): string[] => removed.filter((r) => r.kind === of).map((r) => r.name);
  switch (kind) {
    case 'endpointConfig': return whyConfigStays(ports, name, { endpoints: [], parked: plan.endpointName === undefined ? [] : [plan.endpointName] }, signal);
    case 'model': return whyModelStays(ports, name, { configs: gone('endpointConfig'), components: gone('inferenceComponent') }, signal);
    case 'copies': return whyCopiesStay(ports, name, gone('model'), signal);
    default: return undefined;
  }
}

async function removeOne(resource: Resource, plan: Removable, options: RemovalOptions): Promise<void> {
  const { ports: { endpoints, removal }, signal, confirm, onStep } = options;
  onStep?.('deleting', resource);
  await confirm?.();
  const { kind, name } = resource;
  switch (kind) {
    case 'scalableTarget': return removal.deregister({ resourceId: name, dimension: resource.dimension ?? '' }, signal);
    case 'inferenceComponent': return untilGone(resource, { look: () => removal.component(name, signal), push: () => removal.removeComponent(name, signal) }, options);
    case 'endpoint': return untilGone(resource, { look: () => endpointOf(name, plan, options), push: () => endpoints.remove(kind, name, signal) }, options);
    case 'copies': return removal.removeCopies(name, signal);
    default: return endpoints.remove(kind, name, signal);
  }
}

/** Undefined also where another endpoint has taken the name since. */
async function endpointOf(name: string, { endpointCreatedAt }: Removable, { ports, signal }: RemovalOptions): Promise<{ status: string } | undefined> {
  const found = await ports.endpoints.describe(name, signal);
  return endpointCreatedAt === undefined || found?.createdAt.toISOString() === endpointCreatedAt ? found : undefined;
}

interface Slow {
  readonly look: () => Promise<{ readonly status: string } | undefined>;
  readonly push: () => Promise<void>;
}

/** SageMaker refuses while the resource is being created or updated: the wish is kept until it does not, also while AWS cannot be reached. */
async function untilGone(resource: Resource, slow: Slow, { clock, pollMs, signal, confirm, onStep }: RemovalOptions): Promise<void> {
  let step: 'gone' | 'asked' | 'busy' | undefined;
  for (;;) {
    const before = step;
    try {
      step = await pushRemoval({ ...slow, push: async () => { await confirm?.(); await slow.push(); } }, step === 'asked');
    } catch (error) {
      // what was accepted goes on, whatever keeps us from seeing it
      if (!isPassing(error) && !(step === 'asked' && isServiceError(error, 'unexpected'))) throw error;
    }
    if (step === 'gone') return;
    if (step !== before) onStep?.(step === 'asked' ? 'deleting' : 'waiting', resource);
    await clock.sleep(pollMs, signal);
  }
}

async function pushRemoval({ look, push }: Slow, asked: boolean): Promise<'gone' | 'asked' | 'busy'> {
  const state = await look();
  if (!state) return 'gone';
  if (asked || state.status === 'Deleting') return 'asked';
  if (BUSY.has(state.status)) return 'busy';
  try {
    await push();
    return 'asked';
  } catch (error) {
    // its state changed between our look and our call
    if (isInProgress(error)) return 'busy';
    throw error;
  }
}
