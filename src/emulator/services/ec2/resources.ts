import type { JsonObject } from '../../core/json.js';
import type { NetworkRecord, RouteTableRecord, RuleRecord, VpcEndpointRecord } from '../../core/records.js';
import type { Call } from '../../core/world.js';
import { nameTag, type Entry } from './describing.js';
import { networkOf } from './network.js';
import { s3List } from './seed.js';

export const allVpcs = (call: Call): Entry[] => [...networkOf(call.world, call.region).vpcs.values()].map((vpc) => ({
  id: vpc.id, filters: { 'vpc-id': [vpc.id], 'is-default': [String(vpc.isDefault)], isDefault: [String(vpc.isDefault)], state: ['available'], 'tag:Name': [vpc.name], cidr: [vpc.cidr] },
  body: { vpcId: vpc.id, ownerId: call.world.account, state: 'available', cidrBlock: vpc.cidr, instanceTenancy: 'default', isDefault: vpc.isDefault, tagSet: nameTag(vpc.name) },
}));

export const allSubnets = (call: Call): Entry[] => [...networkOf(call.world, call.region).subnets.values()].map((subnet) => {
  const zone = `${call.region}${subnet.zone}`;
  return {
    id: subnet.id, filters: { 'subnet-id': [subnet.id], 'vpc-id': [subnet.vpc], 'availability-zone': [zone], availabilityZone: [zone], state: ['available'], 'tag:Name': [subnet.name] },
    body: {
      subnetId: subnet.id, subnetArn: call.world.arn(call.region, 'ec2', `subnet/${subnet.id}`), ownerId: call.world.account, state: 'available', vpcId: subnet.vpc, cidrBlock: subnet.cidr, availableIpAddressCount: subnet.free,
      availabilityZone: zone, availabilityZoneId: `${call.region.replace(/-/g, '')}-az${subnet.zone.charCodeAt(0) - 96}`, defaultForAz: false, mapPublicIpOnLaunch: false, tagSet: nameTag(subnet.name),
    },
  };
});

const ruleBody = (rule: RuleRecord): JsonObject => ({
  ipProtocol: rule.protocol, fromPort: rule.from, toPort: rule.to, ipRanges: rule.cidr === undefined ? [] : [{ cidrIp: rule.cidr }], prefixListIds: rule.prefixList === undefined ? [] : [{ prefixListId: rule.prefixList }],
  groups: rule.group === undefined ? [] : [{ groupId: rule.group }], ipv6Ranges: [],
});

export const allGroups = (call: Call): Entry[] => [...networkOf(call.world, call.region).groups.values()].map((group) => ({
  id: group.id, filters: { 'group-id': [group.id], 'vpc-id': [group.vpc], 'group-name': [group.name], description: [group.description] },
  body: {
    groupId: group.id, groupName: group.name, groupDescription: group.description, vpcId: group.vpc, ownerId: call.world.account, ipPermissions: [],
    ipPermissionsEgress: group.egress.map(ruleBody), tagSet: nameTag(group.name),
  },
}));

const targets: readonly (readonly [prefix: string, member: string])[] = [['nat-', 'natGatewayId'], ['tgw-', 'transitGatewayId'], ['pcx-', 'vpcPeeringConnectionId'], ['eni-', 'networkInterfaceId']];

function routes(network: NetworkRecord, table: RouteTableRecord): JsonObject[] {
  const local = { destinationCidrBlock: network.vpcs.get(table.vpc)?.cidr, gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' };
  const others = table.routes.map(({ destination, target }): JsonObject => ({
    destinationCidrBlock: destination, state: 'active', origin: 'CreateRoute', [targets.find(([prefix]) => target.startsWith(prefix))?.[1] ?? 'gatewayId']: target,
  }));
  const gateways = [...network.endpoints.values()].filter((endpoint) => endpoint.type === 'Gateway' && endpoint.routeTables.includes(table.id));
  return [local, ...others, ...gateways.map((endpoint): JsonObject => ({ destinationPrefixListId: s3List, gatewayId: endpoint.id, state: 'active', origin: 'CreateRoute' }))];
}

export function allTables(call: Call): Entry[] {
  const network = networkOf(call.world, call.region);
  return [...network.tables.values()].map((table) => {
    const members = [...network.subnets.values()].filter((subnet) => subnet.routeTable === table.id);
    const association = (of: string, more: JsonObject): JsonObject => ({ routeTableAssociationId: `rtbassoc-${of.slice(-17)}`, routeTableId: table.id, ...more, associationState: { state: 'associated' } });
    return {
      id: table.id,
      filters: { 'route-table-id': [table.id], 'vpc-id': [table.vpc], 'association.subnet-id': members.map((subnet) => subnet.id), 'association.main': [String(table.main)], 'association.route-table-id': [table.id], 'route.nat-gateway-id': table.routes.map((route) => route.target) },
      body: {
        routeTableId: table.id, vpcId: table.vpc, ownerId: call.world.account, routeSet: routes(network, table), propagatingVgwSet: [], tagSet: [],
        associationSet: [...(table.main ? [association(table.id, { main: true })] : []), ...members.map((subnet) => association(subnet.id, { subnetId: subnet.id, main: false }))],
      },
    };
  });
}

export const endpointBody = (call: Call, endpoint: VpcEndpointRecord): JsonObject => ({
  vpcEndpointId: endpoint.id, vpcEndpointType: endpoint.type, vpcId: endpoint.vpc, serviceName: endpoint.service, state: endpoint.state, policyDocument: endpoint.policy, routeTableIdSet: endpoint.routeTables, subnetIdSet: endpoint.subnets,
  groupSet: endpoint.groups.map((id) => ({ groupId: id, groupName: networkOf(call.world, call.region).groups.get(id)?.name })), privateDnsEnabled: endpoint.privateDns, ownerId: call.world.account,
  dnsEntrySet: endpoint.type === 'Interface' ? [{ dnsName: `*.${endpoint.id}.s3.${call.region}.vpce.amazonaws.com`, hostedZoneId: 'Z1EMULATED' }] : [], creationTimestamp: new Date(endpoint.created).toISOString(), tagSet: [],
});

export const allEndpoints = (call: Call): Entry[] => [...networkOf(call.world, call.region).endpoints.values()].map((endpoint) => ({
  id: endpoint.id, filters: { 'vpc-endpoint-id': [endpoint.id], 'vpc-id': [endpoint.vpc], 'service-name': [endpoint.service], 'vpc-endpoint-type': [endpoint.type], 'vpc-endpoint-state': [endpoint.state] }, body: endpointBody(call, endpoint),
}));

/** NAT gateways, known by the routes that lead to them. */
export function allNats(call: Call): Entry[] {
  const found = new Map([...networkOf(call.world, call.region).tables.values()].flatMap((table) => table.routes.filter((route) => route.target.startsWith('nat-')).map((route) => [route.target, table.vpc] as const)));
  return [...found].map(([id, vpc]) => ({ id, filters: { 'nat-gateway-id': [id], 'vpc-id': [vpc], state: ['available'] }, body: { natGatewayId: id, vpcId: vpc, state: 'available', connectivityType: 'public', natGatewayAddressSet: [], createTime: '2026-01-01T00:00:00.000Z', tagSet: [] } }));
}

export const allLists = (call: Call): Entry[] => {
  const name = `com.amazonaws.${call.region}.s3`;
  return [{ id: s3List, filters: { 'prefix-list-id': [s3List], 'prefix-list-name': [name] }, body: { prefixListId: s3List, prefixListName: name, cidrSet: ['52.218.128.0/17', '3.5.76.0/22'] } }];
};
