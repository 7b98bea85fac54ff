import { AwsError } from '../core/errors.js';
import { number, objects, optional, strings, text, type JsonObject } from '../core/json.js';
import { contentBucket, privateBucket } from '../core/regions.js';
import { page, type Operation, type Service } from '../core/service.js';
import type { Call } from '../core/world.js';
import { gateways, routeTables, securityGroups, subnets, vpcs, type RouteTable } from './network.js';

/** A resource with the values that filters compare. */
interface Entry { id: string; filters: Readonly<Record<string, readonly string[]>>; body: JsonObject }

const nameTag = (name: string): JsonObject[] => [{ key: 'Name', value: name }];
const wildcard = (pattern: string): RegExp => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);

function matches(entry: Entry, filters: readonly JsonObject[]): boolean {
  return filters.every((filter) => {
    const name = text(filter, 'Name');
    const values = Object.hasOwn(entry.filters, name) ? entry.filters[name] : undefined;
    if (values === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return strings(filter, 'Value').some((pattern) => values.some((value) => wildcard(pattern).test(value)));
  });
}

/** A Describe operation: by ids, by filters, in pages. */
function describing(member: string, ids: string, missing: (id: string) => AwsError, all: (call: Call) => Entry[]): Operation {
  return {
    run: (call) => {
      const entries = all(call);
      const wanted = strings(call.input, ids);
      for (const id of wanted) if (!entries.some((entry) => entry.id === id)) throw missing(id);
      const limit = number(call.input, 'MaxResults');
      if (limit !== undefined && wanted.length > 0) throw new AwsError('InvalidParameterCombination', `The parameter ${ids} cannot be used with the parameter maxResults`);
      if (limit !== undefined && (limit < 5 || limit > 1000)) throw new AwsError('InvalidParameterValue', `Value ( ${limit} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`);
      const found = entries.filter((entry) => (wanted.length === 0 || wanted.includes(entry.id)) && matches(entry, objects(call.input, 'Filter')));
      const { items, next } = page(found, optional(call.input, 'NextToken'), limit ?? 1000, () => new AwsError('InvalidNextToken', 'The token is invalid.'));
      return { [member]: items.map((entry) => entry.body), nextToken: next };
    },
  };
}

const allVpcs = (call: Call): Entry[] => vpcs.map((vpc) => ({
  id: vpc.id, filters: { 'vpc-id': [vpc.id], 'is-default': [String(vpc.isDefault)], isDefault: [String(vpc.isDefault)], state: ['available'], 'tag:Name': [vpc.name], cidr: [vpc.cidr] },
  body: { vpcId: vpc.id, ownerId: call.world.account, state: 'available', cidrBlock: vpc.cidr, instanceTenancy: 'default', isDefault: vpc.isDefault, tagSet: nameTag(vpc.name) },
}));

const allSubnets = (call: Call): Entry[] => subnets.map((subnet) => {
  const zone = `${call.region}${subnet.zone}`;
  return {
    id: subnet.id, filters: { 'subnet-id': [subnet.id], 'vpc-id': [subnet.vpc], 'availability-zone': [zone], availabilityZone: [zone], state: ['available'], 'tag:Name': [subnet.name] },
    body: {
      subnetId: subnet.id, subnetArn: call.world.arn(call.region, 'ec2', `subnet/${subnet.id}`), ownerId: call.world.account, state: 'available', vpcId: subnet.vpc, cidrBlock: subnet.cidr, availableIpAddressCount: subnet.free,
      availabilityZone: zone, availabilityZoneId: `${call.region.replace(/-/g, '')}-az${subnet.zone.charCodeAt(0) - 96}`, defaultForAz: false, mapPublicIpOnLaunch: false, tagSet: nameTag(subnet.name),
    },
  };
});

const allGroups = (call: Call): Entry[] => securityGroups.map((group) => ({
  id: group.id, filters: { 'group-id': [group.id], 'vpc-id': [group.vpc], 'group-name': [group.name], description: [group.description] },
  body: {
    groupId: group.id, groupName: group.name, groupDescription: group.description, vpcId: group.vpc, ownerId: call.world.account, ipPermissions: [],
    ipPermissionsEgress: group.name === 'ml-no-egress' ? [] : [{ ipProtocol: '-1', ipRanges: [{ cidrIp: '0.0.0.0/0' }] }], tagSet: nameTag(group.name),
  },
}));

function routes(table: RouteTable): JsonObject[] {
  const local = { destinationCidrBlock: vpcs.find((vpc) => vpc.id === table.vpc)?.cidr, gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' };
  const others = table.routes.map(({ destination, target }): JsonObject => ({
    destinationCidrBlock: destination, state: 'active', origin: 'CreateRoute',
    ...(target.startsWith('nat-') ? { natGatewayId: target } : target.startsWith('tgw-') ? { transitGatewayId: target } : { gatewayId: target }),
  }));
  const gateway = gateways.filter((entry) => entry.routeTables.some((id) => id === table.id)).map((entry): JsonObject => ({ destinationPrefixListId: 'pl-0a1b2c3d', gatewayId: entry.id, state: 'active', origin: 'CreateRoute' }));
  return [local, ...others, ...gateway];
}

const allTables = (call: Call): Entry[] => routeTables.map((table) => {
  const members = subnets.filter((subnet) => subnet.routeTable === table.id);
  const associations = members.map((subnet): JsonObject => ({ routeTableAssociationId: `rtbassoc-${subnet.id.slice(-17)}`, routeTableId: table.id, subnetId: subnet.id, main: false, associationState: { state: 'associated' } }));
  return {
    id: table.id,
    filters: { 'route-table-id': [table.id], 'vpc-id': [table.vpc], 'association.subnet-id': members.map((subnet) => subnet.id), 'association.main': [String(table.main)], 'association.route-table-id': [table.id] },
    body: {
      routeTableId: table.id, vpcId: table.vpc, ownerId: call.world.account, routeSet: routes(table), propagatingVgwSet: [], tagSet: [],
      associationSet: table.main ? [{ routeTableAssociationId: `rtbassoc-${table.id.slice(-17)}`, routeTableId: table.id, main: true, associationState: { state: 'associated' } }] : associations,
    },
  };
});

const allEndpoints = (call: Call): Entry[] => gateways.map((gateway) => {
  const service = `${call.region.startsWith('cn-') ? 'cn.' : ''}com.amazonaws.${call.region}.s3`;
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [contentBucket(call.region), privateBucket(call.region), `sagemaker-${call.region}-${call.world.account}`].flatMap((bucket) => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]) }] };
  return {
    id: gateway.id, filters: { 'vpc-endpoint-id': [gateway.id], 'vpc-id': [gateway.vpc], 'service-name': [service], 'vpc-endpoint-type': ['Gateway'], 'vpc-endpoint-state': ['available'] },
    body: {
      vpcEndpointId: gateway.id, vpcEndpointType: 'Gateway', vpcId: gateway.vpc, serviceName: service, state: 'available', policyDocument: JSON.stringify(policy), routeTableIdSet: [...gateway.routeTables], subnetIdSet: [], groupSet: [],
      privateDnsEnabled: false, ownerId: call.world.account, creationTimestamp: '2026-01-01T00:00:00.000Z', tagSet: [],
    },
  };
});

const missing = (code: string, what: string) => (id: string): AwsError => new AwsError(code, `The ${what} '${id}' does not exist`);

export const ec2: Service = {
  name: 'ec2', actions: 'ec2',
  operations: {
    DescribeVpcs: describing('vpcSet', 'VpcId', missing('InvalidVpcID.NotFound', 'vpc ID'), allVpcs),
    DescribeSubnets: describing('subnetSet', 'SubnetId', missing('InvalidSubnetID.NotFound', 'subnet ID'), allSubnets),
    DescribeSecurityGroups: describing('securityGroupInfo', 'GroupId', missing('InvalidGroup.NotFound', 'security group'), allGroups),
    DescribeRouteTables: describing('routeTableSet', 'RouteTableId', missing('InvalidRouteTableID.NotFound', 'routeTable ID'), allTables),
    DescribeVpcEndpoints: describing('vpcEndpointSet', 'VpcEndpointId', missing('InvalidVpcEndpointId.NotFound', 'vpcEndpoint ID'), allEndpoints),
  },
};
