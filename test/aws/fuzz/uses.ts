// Every method of the gateways: what reaches each call of the product to AWS, and the methods that need several of them.
import { CALLS, type Call, MODEL, type World, wireName } from '../../../scripts/proofs/faults/calls.js';
import type { Gateways } from '../../../src/endpoints/ports.js';

export interface Use {
  readonly name: string;
  /** Before what is written down. */
  readonly before?: (world: World) => Promise<unknown>;
  readonly run: (world: World) => Promise<unknown>;
  /** The reply that is mostly the odd one; without it any. */
  readonly operation?: string;
}

const ENDPOINT = 'jumpstart-dft-hf-tc-bert-base-cased';
const found = async ({ gateways }: World): Promise<{ config: string; model: string }> => {
  const config = (await gateways.endpoints.describe(ENDPOINT))?.configName ?? '';
  return { config, model: (await gateways.endpoints.describeConfig(config))?.variants[0]?.modelName ?? '' };
};
const method = (name: string, run: (gateways: Gateways, world: World) => Promise<unknown>, before?: Use['before']): Use => ({ name, run: (world) => run(world.gateways, world), ...(before && { before }) });

const METHODS: readonly Use[] = [
  method('account.defaultRole', ({ account }) => account.defaultRole()),
  method('endpoints.endpointTags', ({ endpoints }) => endpoints.endpointTags()),
  method('endpoints.configsUsing', async ({ endpoints }, world) => endpoints.configsUsing((await found(world)).model)),
  method('endpoints.endpointsUsing', async ({ endpoints }, world) => endpoints.endpointsUsing((await found(world)).config)),
  method('endpoints.instancesInUse', ({ endpoints }) => endpoints.instancesInUse()),
  method('endpoints.remove', ({ endpoints }) => endpoints.remove('endpoint', 'no-such-endpoint')),
  method('removal.scalableTargets', ({ removal }) => removal.scalableTargets([`endpoint/${ENDPOINT}/variant/AllTraffic`])),
  method('removal.modelData', async ({ removal }, world) => removal.modelData((await found(world)).model)),
  method('facts.read', ({ facts }) => facts.read(ENDPOINT)),
  method('updates.create', ({ updates }, world) => updates.create(MODEL(world))),
  method('updates.created', ({ updates }) => updates.created('endpoint', ENDPOINT)),
  method('hub.listModels', ({ hub }) => hub.listModels()),
];

const byCall = (call: Call): Use => ({ name: call.name, run: call.run, operation: wireName(call), ...(call.before && { before: call.before }) });

export const USES: readonly Use[] = [...CALLS.map(byCall), ...METHODS];
