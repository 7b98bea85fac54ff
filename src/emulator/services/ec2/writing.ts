import { randomBytes } from 'node:crypto';
import { AwsError } from '../../core/errors.js';
import { number, objects, optional, strings, text, type JsonObject } from '../../core/json.js';
import type { GroupRecord, NetworkRecord, RuleRecord, VpcEndpointRecord } from '../../core/records.js';
import type { Operation } from '../../core/service.js';
import type { Call } from '../../core/world.js';
import { networkOf } from './network.js';
import { endpointBody } from './resources.js';
import { openPolicy } from './seed.js';

const net = (call: Call): NetworkRecord => networkOf(call.world, call.region);
const fresh = (kind: string): string => `${kind}-${randomBytes(9).toString('hex').slice(0, 17)}`;

/** A resource that a request names. */
function named<T>(all: ReadonlyMap<string, T>, id: string, code: string, what: string): T {
  const found = all.get(id);
  if (found === undefined) throw new AwsError(code, `The ${what} '${id}' does not exist`);
  return found;
}

const groupOf = (call: Call): GroupRecord => named(net(call).groups, text(call.input, 'GroupId'), 'InvalidGroup.NotFound', 'security group');
const endpointOf = (call: Call, id: string): VpcEndpointRecord => named(net(call).endpoints, id, 'InvalidVpcEndpointId.NotFound', 'vpcEndpoint ID');

function rulesOf(call: Call): RuleRecord[] {
  return objects(call.input, 'IpPermissions').flatMap((entry): RuleRecord[] => {
    const [from, to] = [number(entry, 'FromPort'), number(entry, 'ToPort')];
    const base = { protocol: text(entry, 'IpProtocol'), ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    return [
      ...objects(entry, 'IpRanges').map((range) => ({ ...base, cidr: text(range, 'CidrIp') })), ...objects(entry, 'PrefixListIds').map((list) => ({ ...base, prefixList: text(list, 'PrefixListId') })),
      ...objects(entry, 'Groups').map((group) => ({ ...base, group: text(group, 'GroupId') })),
    ];
  });
}

const same = (a: RuleRecord, b: RuleRecord): boolean => a.protocol === b.protocol && a.from === b.from && a.to === b.to && a.cidr === b.cidr && a.prefixList === b.prefixList && a.group === b.group;

function revoke(call: Call): JsonObject {
  const [group, rules] = [groupOf(call), rulesOf(call)];
  for (const rule of rules) if (!group.egress.some((other) => same(other, rule))) throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  group.egress = group.egress.filter((other) => !rules.some((rule) => same(other, rule)));
  return { return: true };
}

function createEndpoint(call: Call): JsonObject {
  const { input } = call;
  const vpc = named(net(call).vpcs, text(input, 'VpcId'), 'InvalidVpcID.NotFound', 'vpc ID').id;
  const type = optional(input, 'VpcEndpointType') ?? 'Gateway';
  if (type !== 'Gateway' && type !== 'Interface') throw new AwsError('InvalidParameter', `The emulator has no endpoints of type ${type}.`);
  const endpoint: VpcEndpointRecord = {
    id: fresh('vpce'), vpc, type, service: text(input, 'ServiceName'), state: 'available', policy: optional(input, 'PolicyDocument') ?? openPolicy, created: call.world.clock.date(), routeTables: strings(input, 'RouteTableId'),
    subnets: strings(input, 'SubnetId'), groups: strings(input, 'SecurityGroupId'), privateDns: type === 'Interface' && text(input, 'PrivateDnsEnabled') !== 'false',
  };
  for (const id of endpoint.routeTables) named(net(call).tables, id, 'InvalidRouteTableId.NotFound', 'routeTable ID');
  net(call).endpoints.set(endpoint.id, endpoint);
  return { vpcEndpoint: endpointBody(call, endpoint) };
}

function modifyEndpoint(call: Call): JsonObject {
  const { input } = call;
  const endpoint = endpointOf(call, text(input, 'VpcEndpointId'));
  if (text(input, 'ResetPolicy') === 'true') endpoint.policy = openPolicy;
  endpoint.policy = optional(input, 'PolicyDocument') ?? endpoint.policy;
  const changed = (old: readonly string[], what: string): string[] => [...new Set([...old, ...strings(input, `Add${what}`)])].filter((id) => !strings(input, `Remove${what}`).includes(id));
  endpoint.routeTables = changed(endpoint.routeTables, 'RouteTableId');
  endpoint.subnets = changed(endpoint.subnets, 'SubnetId');
  if (optional(input, 'PrivateDnsEnabled') !== undefined) endpoint.privateDns = text(input, 'PrivateDnsEnabled') === 'true';
  return { return: true };
}

function createRoute(call: Call): JsonObject {
  const table = named(net(call).tables, text(call.input, 'RouteTableId'), 'InvalidRouteTableID.NotFound', 'routeTable ID');
  const target = ['NatGatewayId', 'TransitGatewayId', 'GatewayId', 'VpcPeeringConnectionId', 'NetworkInterfaceId'].flatMap((member) => optional(call.input, member) ?? [])[0];
  if (target === undefined) throw new AwsError('MissingParameter', 'The request must contain exactly one target of the route.');
  table.routes = [...table.routes.filter((route) => route.destination !== text(call.input, 'DestinationCidrBlock')), { destination: text(call.input, 'DestinationCidrBlock'), target }];
  return { return: true };
}

function deleteRoute(call: Call): JsonObject {
  const table = named(net(call).tables, text(call.input, 'RouteTableId'), 'InvalidRouteTableID.NotFound', 'routeTable ID');
  const destination = text(call.input, 'DestinationCidrBlock');
  if (!table.routes.some((route) => route.destination === destination)) throw new AwsError('InvalidRoute.NotFound', `no route with destination-cidr-block ${destination} in route table ${table.id}`);
  table.routes = table.routes.filter((route) => route.destination !== destination);
  return { return: true };
}

function createVpc(call: Call): JsonObject {
  const vpc = { id: fresh('vpc'), name: '', cidr: text(call.input, 'CidrBlock'), isDefault: false };
  net(call).vpcs.set(vpc.id, vpc);
  const table = { id: fresh('rtb'), vpc: vpc.id, main: true, routes: [] };
  net(call).tables.set(table.id, table);
  return { vpc: { vpcId: vpc.id, state: 'pending', cidrBlock: vpc.cidr, isDefault: false, ownerId: call.world.account } };
}

function createSubnet(call: Call): JsonObject {
  const vpc = named(net(call).vpcs, text(call.input, 'VpcId'), 'InvalidVpcID.NotFound', 'vpc ID').id;
  const zone = (optional(call.input, 'AvailabilityZone') ?? `${call.region}a`).slice(-1);
  const subnet = { id: fresh('subnet'), vpc, zone, cidr: text(call.input, 'CidrBlock'), name: '', free: 251 };
  net(call).subnets.set(subnet.id, subnet);
  return { subnet: { subnetId: subnet.id, vpcId: vpc, state: 'pending', cidrBlock: subnet.cidr, availabilityZone: `${call.region}${zone}`, availableIpAddressCount: subnet.free } };
}

function createGroup(call: Call): JsonObject {
  const vpc = named(net(call).vpcs, text(call.input, 'VpcId'), 'InvalidVpcID.NotFound', 'vpc ID').id;
  const group: GroupRecord = { id: fresh('sg'), vpc, name: text(call.input, 'GroupName'), description: text(call.input, 'GroupDescription'), egress: [{ protocol: '-1', cidr: '0.0.0.0/0' }] };
  net(call).groups.set(group.id, group);
  return { groupId: group.id };
}

/** Operations that change the network; what they do counts from the next call on. */
export const writing: Readonly<Record<string, Operation>> = {
  CreateVpcEndpoint: { run: createEndpoint },
  ModifyVpcEndpoint: { run: modifyEndpoint },
  DeleteVpcEndpoints: { run: (call) => { for (const id of strings(call.input, 'VpcEndpointId')) net(call).endpoints.delete(endpointOf(call, id).id); return { unsuccessful: [] }; } },
  CreateRoute: { run: createRoute },
  DeleteRoute: { run: deleteRoute },
  AuthorizeSecurityGroupEgress: { run: (call) => { groupOf(call).egress.push(...rulesOf(call)); return { return: true }; } },
  RevokeSecurityGroupEgress: { run: revoke },
  CreateVpc: { run: createVpc },
  CreateSubnet: { run: createSubnet },
  CreateSecurityGroup: { run: createGroup },
};
