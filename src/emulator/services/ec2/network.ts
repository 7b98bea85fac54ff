import { evaluate } from '../../core/iamPolicy.js';
import type { GroupRecord, NetworkRecord, RouteTableRecord, RuleRecord, SubnetRecord, VpcEndpointRecord } from '../../core/records.js';
import type { World } from '../../core/world.js';
import { s3List, s3Service, seedNetwork } from './seed.js';

export const networkOf = (world: World, region: string): NetworkRecord => (world.in(region).network ??= seedNetwork(world, region));

export const mainTable = (network: NetworkRecord, vpc: string): RouteTableRecord | undefined => [...network.tables.values()].find((table) => table.vpc === vpc && table.main);
const tableOf = (network: NetworkRecord, subnet: SubnetRecord): RouteTableRecord | undefined => (subnet.routeTable === undefined ? mainTable(network, subnet.vpc) : network.tables.get(subnet.routeTable));

const https = (rule: RuleRecord): boolean => rule.protocol === '-1' || (rule.protocol === 'tcp' && (rule.from ?? 0) <= 443 && (rule.to ?? 65_535) >= 443);
const leaves = (group: GroupRecord, reaches: (rule: RuleRecord) => boolean): boolean => group.egress.some((rule) => https(rule) && (rule.cidr === '0.0.0.0/0' || reaches(rule)));

/** The S3 endpoint that takes a subnet's traffic: a gateway on its route table, or an interface whose private name answers for S3. */
function endpointOf(network: NetworkRecord, region: string, subnet: SubnetRecord): VpcEndpointRecord | undefined {
  const table = tableOf(network, subnet)?.id ?? '';
  const all = [...network.endpoints.values()].filter((endpoint) => endpoint.vpc === subnet.vpc && endpoint.service === s3Service(region) && endpoint.state === 'available');
  return all.find((endpoint) => endpoint.type === 'Gateway' && endpoint.routeTables.includes(table)) ?? all.find((endpoint) => endpoint.type === 'Interface' && endpoint.privateDns);
}

/**
 * Whether a network interface in a subnet gets an object of S3: by a route, past the security groups, past the endpoint's
 * policy. An internet gateway does not help: the interfaces have no public address.
 */
export function reachesS3(world: World, region: string, subnetId: string, groupIds: readonly string[], objectArn: string | undefined): boolean {
  const network = networkOf(world, region);
  const subnet = network.subnets.get(subnetId);
  if (subnet === undefined) return false;
  const endpoint = endpointOf(network, region, subnet);
  const groups = groupIds.flatMap((id) => network.groups.get(id) ?? []);
  const vpc = network.vpcs.get(subnet.vpc);
  const reaches = (rule: RuleRecord): boolean => (endpoint?.type === 'Interface' ? rule.cidr === vpc?.cidr || endpoint.groups.some((id) => id === rule.group) : rule.prefixList === s3List);
  if (!groups.some((group) => leaves(group, reaches))) return false;
  if (endpoint === undefined) return tableOf(network, subnet)?.routes.some((route) => /^(nat|tgw)-/.test(route.target) && route.destination === '0.0.0.0/0') === true;
  if (objectArn === undefined) return true;
  const policy = { id: endpoint.id, type: 'resource', text: endpoint.policy } as const;
  return evaluate({ identity: [{ id: 'any', type: 'none', text: endpointOnly }], network: [policy] }, { action: 's3:GetObject', resource: objectArn, context: {}, principal: { arns: [], account: world.account } }).decision === 'allowed';
}

/** Lets everything through, so that the endpoint's policy alone decides. */
const endpointOnly = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
