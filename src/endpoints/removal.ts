import { isInProgress } from '../deploy/inProgress.js';
import type { ResourceKind } from '../deploy/plan.js';
import type { Clock } from '../deploy/ports.js';
import { isServiceError, messageOf } from '../shared/serviceError.js';
import { modelsOf } from './pools.js';
import type { EndpointsPort } from './ports.js';

export interface Resource {
  readonly kind: ResourceKind;
  readonly name: string;
}

export interface Kept extends Resource {
  /** Why it stays, as a sentence's end: "the endpoint other uses it". */
  readonly reason: string;
}

/** What goes and what stays when an endpoint is deleted; in the order of the calls. */
export interface RemovalPlan {
  readonly endpointName: string;
  readonly goes: readonly Resource[];
  readonly stays: readonly Kept[];
  /** SageMaker refuses to delete it now; it will be deleted as soon as that ends. */
  readonly busy: boolean;
}

export interface RemovalResult {
  readonly removed: readonly Resource[];
  readonly left: readonly Kept[];
}

export interface RemovalOptions {
  readonly port: EndpointsPort;
  readonly clock: Clock;
  /** Between two looks at an endpoint that goes. */
  readonly pollMs: number;
  readonly signal?: AbortSignal;
  readonly onStep?: (what: 'waiting' | 'deleting', resource: Resource) => void;
}

const BUSY = new Set(['Creating', 'Updating', 'SystemUpdating', 'RollingBack']);

/** Looks up what belongs to the endpoint and to nothing else. @throws ServiceError where the endpoint cannot be read */
export async function planRemoval(port: EndpointsPort, endpointName: string, signal?: AbortSignal): Promise<RemovalPlan> {
  const endpoint = await port.describe(endpointName, signal);
  const goes: Resource[] = [{ kind: 'endpoint', name: endpointName }];
  const stays: Kept[] = [];
  const config = endpoint && await port.describeConfig(endpoint.configName, signal);
  if (config) {
    const models = [...new Set(config.variants.flatMap(modelsOf))];
    const inUse = await whyConfigStays(port, config.name, endpointName, signal);
    if (inUse === undefined) goes.push({ kind: 'endpointConfig', name: config.name });
    else stays.push({ kind: 'endpointConfig', name: config.name, reason: inUse });
    for (const name of models) {
      const why = inUse === undefined ? await whyModelStays(port, name, config.name, signal) : usedByConfig(config.name);
      if (why === undefined) goes.push({ kind: 'model', name });
      else stays.push({ kind: 'model', name, reason: why });
    }
  }
  return { endpointName, goes, stays, busy: BUSY.has(endpoint?.status ?? '') };
}

/**
 * Carries the plan out: endpoint, wait until it is gone, configuration, model. What is not there any more counts as removed; an
 * error ends nothing but its own resource, and whoever uses a resource by then keeps it.
 */
export async function remove(plan: RemovalPlan, options: RemovalOptions): Promise<RemovalResult> {
  const removed: Resource[] = [];
  const left: Kept[] = [];
  for (const resource of plan.goes) {
    // what is still used must not be taken from under its user
    const user = left.at(-1);
    const keep = (reason: string): void => { left.push({ ...resource, reason }); };
    try {
      const reason = user && user.kind !== 'model' ? whyAfter(user) : await whyStays(plan, resource, options);
      if (reason !== undefined) { keep(reason); continue; }
      await removeOne(resource, options);
      removed.push(resource);
    } catch (error) {
      keep(options.signal?.aborted === true ? 'the removal was stopped' : messageOf(error));
    }
  }
  return { removed, left };
}

function whyAfter(user: Kept): string {
  return user.kind === 'endpoint' ? `the endpoint ${user.name} is still there` : usedByConfig(user.name);
}

function usedByConfig(name: string): string {
  return `the endpoint configuration ${name} uses it`;
}

async function removeOne(resource: Resource, options: RemovalOptions): Promise<void> {
  options.signal?.throwIfAborted();
  options.onStep?.('deleting', resource);
  if (resource.kind === 'endpoint') await removeEndpoint(resource, options);
  else await options.port.remove(resource.kind, resource.name, options.signal);
}

/** SageMaker refuses while the endpoint is being created or updated: the wish is kept until it does not, also while AWS cannot be reached. */
async function removeEndpoint(resource: Resource, options: RemovalOptions): Promise<void> {
  const { clock, pollMs, signal, onStep } = options;
  let step: 'gone' | 'asked' | 'busy' | undefined;
  for (;;) {
    const before = step;
    try {
      step = await pushRemoval(resource, step === 'asked', options);
    } catch (error) {
      if (!isServiceError(error, 'offline') && !isServiceError(error, 'throttled')) throw error;
    }
    if (step === 'gone') return;
    if (step !== before) onStep?.(step === 'asked' ? 'deleting' : 'waiting', resource);
    await clock.sleep(pollMs, signal);
  }
}

async function pushRemoval({ kind, name }: Resource, asked: boolean, { port, signal }: RemovalOptions): Promise<'gone' | 'asked' | 'busy'> {
  const state = await port.describe(name, signal);
  if (!state) return 'gone';
  if (asked || state.status === 'Deleting') return 'asked';
  if (BUSY.has(state.status)) return 'busy';
  try {
    await port.remove(kind, name, signal);
    return 'asked';
  } catch (error) {
    // its state changed between our look and our call
    if (isInProgress(error)) return 'busy';
    throw error;
  }
}

/** Asked again right before: minutes may lie between the plan and this moment. */
async function whyStays(plan: RemovalPlan, resource: Resource, { port, signal }: RemovalOptions): Promise<string | undefined> {
  if (resource.kind === 'endpoint') return undefined;
  if (resource.kind === 'endpointConfig') return whyConfigStays(port, resource.name, plan.endpointName, signal);
  return whyModelStays(port, resource.name, plan.goes.find((r) => r.kind === 'endpointConfig')?.name, signal);
}

async function whyConfigStays(port: EndpointsPort, config: string, besides: string, signal?: AbortSignal): Promise<string | undefined> {
  return usedBy('endpoint', () => port.endpointsUsing(config, signal), besides);
}

async function whyModelStays(port: EndpointsPort, model: string, besides: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
  return usedBy('endpoint configuration', () => port.configsUsing(model, signal), besides);
}

/** Not knowing who uses a resource is a reason to leave it. */
async function usedBy(what: string, users: () => Promise<string[]>, besides: string | undefined): Promise<string | undefined> {
  try {
    const others = (await users()).filter((name) => name !== besides);
    return others.length === 0 ? undefined : `the ${what} ${others.slice(0, 3).join(', ')}${others.length > 3 ? ` and ${others.length - 3} more` : ''} uses it`;
  } catch (error) {
    if (isServiceError(error, 'signIn') || isServiceError(error, 'offline')) throw error;
    return `it could not be checked who else uses it (${messageOf(error)})`;
  }
}
