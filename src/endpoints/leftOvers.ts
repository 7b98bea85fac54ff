import { groupBy } from '../shared/groupBy.js';
import { isServiceError } from '../shared/serviceError.js';
import { modelsOf } from './pools.js';
import type { ListedResource } from './ports.js';
import { type JumpStartOrigin, recognise } from './recognise.js';
import type { RemovalPorts, Resource } from './uses.js';

/** A config or model that JumpStart's tools made and that no endpoint uses. */
export interface LeftOver extends Resource {
  readonly kind: 'endpointConfig' | 'model';
  readonly createdAt: Date;
  readonly origin: JumpStartOrigin;
  /** Of a model: the left-over configs that hold it, and without which it cannot go. */
  readonly heldBy: readonly string[];
}

const AT_ONCE = 4;

/**
 * Configs first, newest first. A model that only left-over configs hold is one itself.
 * @param spared names of what something else than AWS needs: deployments that run
 * @throws ServiceError where it cannot be looked up what is in use
 */
export async function findLeftOvers(ports: RemovalPorts, spared: ReadonlySet<string>, signal?: AbortSignal): Promise<LeftOver[]> {
  const { endpoints, removal } = ports;
  const running = await inTurns(await endpoints.list(signal), ({ name }) => endpoints.describe(name, signal));
  const usedConfigs = new Set(running.flatMap((endpoint) => [endpoint?.configName, endpoint?.pendingConfigName]));
  const listed = await removal.listed('endpointConfig', signal);
  const holders = holdersOf(await inTurns(listed, async ({ name }) => [name, (await endpoints.describeConfig(name, signal))?.variants.flatMap(modelsOf) ?? []] as const));
  const components = await inTurns(await removal.components(undefined, signal), (name) => removal.component(name, signal));
  const usedModels = new Set(components.map((component) => component?.modelName));

  const tags = { endpointConfig: await tagsOf(ports, 'endpointConfig', signal), model: await tagsOf(ports, 'model', signal) };
  const asLeftOver = (kind: LeftOver['kind'], { name, arn, createdAt }: ListedResource, heldBy: readonly string[]): LeftOver[] => {
    const origin = recognise(name, tags[kind].get(arn.toLowerCase()));
    return origin === undefined || spared.has(name) ? [] : [{ kind, name, createdAt, origin, heldBy }];
  };
  const configs = listed.filter(({ name }) => !usedConfigs.has(name) && ports.parkedOn(name).length === 0).flatMap((config) => asLeftOver('endpointConfig', config, []));
  const leftOver = new Set(configs.map(({ name }) => name));
  const models = (await removal.listed('model', signal)).flatMap((model) => {
    const heldBy = holders.get(model.name) ?? [];
    return usedModels.has(model.name) || heldBy.some((config) => !leftOver.has(config)) ? [] : asLeftOver('model', model, heldBy);
  });
  return [...configs, ...models];
}

/** The configs that hold a model, by its name. */
function holdersOf(holds: readonly (readonly [config: string, models: readonly string[]])[]): ReadonlyMap<string, readonly string[]> {
  const pairs = holds.flatMap(([config, models]) => [...new Set(models)].map((model) => ({ config, model })));
  return new Map([...groupBy(pairs, ({ model }) => model)].map(([model, held]) => [model, held.map(({ config }) => config)]));
}

/** Who may not read tags knows what is JumpStart's by its name alone. */
async function tagsOf({ removal }: RemovalPorts, kind: LeftOver['kind'], signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  try {
    return await removal.tagsOf(kind, signal);
  } catch (error) {
    if (isServiceError(error, 'permission')) return new Map();
    throw error;
  }
}

/** A few at a time: SageMaker throttles look-ups early. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let first = 0; first < items.length; first += AT_ONCE) results.push(...await Promise.all(items.slice(first, first + AT_ONCE).map(work)));
  return results;
}
