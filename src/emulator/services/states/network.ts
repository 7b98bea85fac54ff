import type { NetworkRecord } from '../../core/records.js';
import type { World } from '../../core/world.js';
import { networkOf } from '../ec2/network.js';
import { bucketsPolicy } from '../ec2/seed.js';
import type { StateKind, StateRule } from './common.js';

const platform = 'vpc-0a1b2c3d4e5f60001';

/** The network of the emulator's own region and the VPC that a state is about, the ML platform's when it names none. */
function place(world: World, rule: StateRule): { network: NetworkRecord; vpc: string } {
  const network = networkOf(world, world.region);
  const vpc = rule.on ?? platform;
  if (!network.vpcs.has(vpc)) throw new Error(`There is no VPC ${vpc}.`);
  return { network, vpc };
}

function withoutRoute(world: World, rule: StateRule): void {
  const { network, vpc } = place(world, rule);
  for (const [id, endpoint] of network.endpoints) if (endpoint.vpc === vpc) network.endpoints.delete(id);
  for (const table of network.tables.values()) if (table.vpc === vpc) table.routes = [];
}

function forbidding(world: World, rule: StateRule): void {
  const { network, vpc } = place(world, rule);
  for (const endpoint of network.endpoints.values()) if (endpoint.vpc === vpc) endpoint.policy = bucketsPolicy(world.region, [`sagemaker-${world.region}-${world.account}`]);
}

function pending(world: World, rule: StateRule): void {
  const { network, vpc } = place(world, rule);
  for (const endpoint of network.endpoints.values()) if (endpoint.vpc === vpc) endpoint.state = 'pending';
}

function withoutEgress(world: World, rule: StateRule): void {
  const { network, vpc } = place(world, { ...rule, ...(rule.on?.startsWith('sg-') === true ? { on: platform } : {}) });
  for (const group of network.groups.values()) if (rule.on?.startsWith('sg-') === true ? group.id === rule.on : group.vpc === vpc) group.egress = [];
}

/** States of the network in the emulator's own region. */
export const networkStates: Readonly<Record<string, StateKind>> = {
  noRouteToS3: { help: 'the VPC `on` has no endpoint for S3 and no NAT', apply: withoutRoute },
  endpointPolicyForbids: { help: 'the S3 endpoint of the VPC `on` does not let the buckets of JumpStart through', apply: forbidding },
  endpointPending: { help: 'the S3 endpoint of the VPC `on` is not available yet', apply: pending },
  noEgress: { help: 'the security group or the groups of the VPC `on` let nothing out', apply: withoutEgress },
};
