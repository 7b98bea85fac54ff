import { t } from '../shared/l10n.js';
import { isPassing, isServiceError, messageOf } from '../shared/serviceError.js';
import { modelsOf } from './pools.js';
import type { EndpointConfigDetail, EndpointDetail } from './ports.js';
import { type Kept, type RemovalPorts, type Resource, usedByConfig, whyConfigStays, whyCopiesStay, whyModelStays } from './uses.js';

/** What goes and what stays when an endpoint is deleted; in the order of the calls. JSON. */
export interface RemovalPlan {
  readonly endpointName: string;
  /** ISO; tells the endpoint from a later one of its name. Undefined where it was gone already. */
  readonly endpointCreatedAt: string | undefined;
  readonly goes: readonly Resource[];
  readonly stays: readonly Kept[];
  /** Files of the user's bucket that go only where that is asked for. */
  readonly copies: readonly Resource[];
  /** What could not be found out; sentences. */
  readonly notes: readonly string[];
  /** SageMaker refuses to delete it now; it will be deleted as soon as that ends. */
  readonly busy: boolean;
}

export const BUSY = new Set(['Creating', 'Updating', 'SystemUpdating', 'RollingBack']);

/** Looks up what belongs to the endpoint and to nothing else. @throws ServiceError where the endpoint cannot be read */
export async function planRemoval(ports: RemovalPorts, endpointName: string, signal?: AbortSignal): Promise<RemovalPlan> {
  const endpoint = await ports.endpoints.describe(endpointName, signal);
  const own: Resource = { kind: 'endpoint', name: endpointName };
  const base = { endpointName, endpointCreatedAt: endpoint?.createdAt.toISOString(), busy: BUSY.has(endpoint?.status ?? '') };
  if (!endpoint) return { ...base, goes: [own], stays: [], copies: [], notes: [] };
  const notes: string[] = [];
  const configs = await configsOf(ports, endpoint, signal);
  const components = await componentsOf(ports, endpointName, notes, signal);
  const ids = [...new Set([...endpoint.variants, ...configs.flatMap((config) => config.variants)].map(({ name }) => `endpoint/${endpointName}/variant/${name}`)), ...components.map(({ name }) => `inference-component/${name}`)];
  const scaling = await scalingOf(ports, ids, notes, signal);
  const around: Resource[] = [...scaling, ...components.map(({ name }): Resource => ({ kind: 'inferenceComponent', name })), own];
  const rest = await planRest(ports, { endpointName, configs, components }, signal);
  return { ...base, notes, goes: [...around, ...rest.goes], stays: rest.stays, copies: rest.copies };
}

/** As `planRemoval`, for an endpoint that is parked: its config and models. @throws ServiceError */
export async function planParkedRemoval(ports: RemovalPorts, parked: { readonly endpointName: string; readonly configName: string; readonly models: readonly string[] }, signal?: AbortSignal): Promise<RemovalPlan> {
  const config = await ports.endpoints.describeConfig(parked.configName, signal);
  // a config that somebody deleted leaves models that only we know of
  const configs = config ? [config] : [];
  const orphans = config ? [] : parked.models;
  const rest = await planRest(ports, { endpointName: parked.endpointName, configs, components: [], models: orphans }, signal);
  return { endpointName: parked.endpointName, endpointCreatedAt: undefined, busy: false, notes: [], ...rest };
}

/** The plan with its copies among what goes. */
export function withCopies(plan: RemovalPlan): RemovalPlan {
  return { ...plan, goes: [...plan.goes, ...plan.copies], copies: [] };
}

/** The endpoint goes, and what would bring it back stays. */
export function parkingOf(plan: RemovalPlan): RemovalPlan {
  return { ...plan, goes: plan.goes.filter(({ kind }) => kind === 'scalableTarget' || kind === 'endpoint'), stays: [], copies: [] };
}

interface Component { readonly name: string; readonly modelName: string | undefined }

interface Belongings {
  readonly endpointName: string;
  readonly configs: readonly EndpointConfigDetail[];
  readonly components: readonly Component[];
  /** Known from elsewhere. */
  readonly models?: readonly string[];
}

async function planRest(ports: RemovalPorts, { endpointName, configs, components, models: known = [] }: Belongings, signal: AbortSignal | undefined): Promise<Pick<RemovalPlan, 'goes' | 'stays' | 'copies'>> {
  const goes: Resource[] = [];
  const stays: Kept[] = [];
  for (const { name } of configs) {
    const reason = await whyConfigStays(ports, name, { endpoints: [endpointName], parked: [endpointName] }, signal);
    if (reason === undefined) goes.push({ kind: 'endpointConfig', name });
    else stays.push({ kind: 'endpointConfig', name, reason });
  }
  const besides = { configs: goes.map(({ name }) => name), components: components.map(({ name }) => name) };
  const models = new Set([...configs.flatMap((config) => config.variants.flatMap(modelsOf)), ...components.flatMap(({ modelName }) => modelName ?? []), ...known]);
  const going: string[] = [];
  for (const name of models) {
    const keeper = stays.find((kept) => configs.some((config) => config.name === kept.name && config.variants.some((variant) => modelsOf(variant).includes(name))));
    const reason = keeper ? usedByConfig(keeper.name) : await whyModelStays(ports, name, besides, signal);
    if (reason === undefined) going.push(name);
    else stays.push({ kind: 'model', name, reason });
  }
  goes.push(...going.map((name): Resource => ({ kind: 'model', name })));
  const copies = await copiesOf(ports, going, signal);
  return { goes, stays: [...stays, ...copies.stays], copies: copies.goes };
}

/** What runs, and what it is being changed to. */
async function configsOf({ endpoints }: RemovalPorts, { configName, pendingConfigName }: EndpointDetail, signal: AbortSignal | undefined): Promise<EndpointConfigDetail[]> {
  const names = new Set([configName, pendingConfigName].filter((name) => name !== undefined && name !== ''));
  const found: EndpointConfigDetail[] = [];
  for (const name of names) {
    const config = name === undefined ? undefined : await endpoints.describeConfig(name, signal);
    if (config) found.push(config);
  }
  return found;
}

async function componentsOf({ removal }: RemovalPorts, endpointName: string, notes: string[], signal: AbortSignal | undefined): Promise<Component[]> {
  try {
    const found: Component[] = [];
    for (const name of await removal.components(endpointName, signal)) found.push({ name, modelName: (await removal.component(name, signal))?.modelName });
    return found;
  } catch (error) {
    if (isPassing(error) || isServiceError(error, 'signIn')) throw error;
    notes.push(t('Whether the endpoint has inference components could not be looked up ({0}). With some, SageMaker refuses to delete it.', unended(error)));
    return [];
  }
}

async function scalingOf({ removal }: RemovalPorts, ids: readonly string[], notes: string[], signal: AbortSignal | undefined): Promise<Resource[]> {
  try {
    return (await removal.scalableTargets(ids, signal)).map(({ resourceId, dimension }) => ({ kind: 'scalableTarget', name: resourceId, dimension }));
  } catch (error) {
    if (isPassing(error) || isServiceError(error, 'signIn')) throw error;
    notes.push(t('Whether the endpoint scales automatically could not be looked up ({0}). If it does, its scalable target may stay for a while.', unended(error)));
    return [];
  }
}

/** `jumpstart/<model>/<version>/` in a bucket that is not AWS's, as a deployment's copy makes it. */
const COPY = /^(s3:\/\/(?!jumpstart-(?:private-)?cache-)[^/]+\/jumpstart\/[^/]+\/[^/]+\/)/;

async function copiesOf(ports: RemovalPorts, models: readonly string[], signal: AbortSignal | undefined): Promise<{ goes: Resource[]; stays: Kept[] }> {
  const goes: Resource[] = [];
  const stays: Kept[] = [];
  try {
    const folders = new Set<string>();
    for (const model of models) for (const uri of await ports.removal.modelData(model, signal) ?? []) folders.add(COPY.exec(uri)?.[1] ?? '');
    folders.delete('');
    for (const name of folders) {
      const reason = await whyCopiesStay(ports, name, models, signal);
      if (reason !== undefined) stays.push({ kind: 'copies', name, reason });
      else if ((await ports.removal.copies(name, signal)).length > 0) goes.push({ kind: 'copies', name });
    }
  } catch (error) {
    if (isPassing(error) || isServiceError(error, 'signIn')) throw error;
    // only who asks for them would miss them
  }
  return { goes, stays };
}

function unended(error: unknown): string {
  return messageOf(error).replace(/\.$/, '');
}
