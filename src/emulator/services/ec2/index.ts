import { AwsError } from '../../core/errors.js';
import type { Service } from '../../core/service.js';
import { describing } from './describing.js';
import { allEndpoints, allGroups, allLists, allNats, allSubnets, allTables, allVpcs } from './resources.js';
import { writing } from './writing.js';

const missing = (code: string, what: string) => (id: string): AwsError => new AwsError(code, `The ${what} '${id}' does not exist`);

export const ec2: Service = {
  name: 'ec2', actions: 'ec2',
  operations: {
    DescribeVpcs: describing('vpcSet', 'VpcId', missing('InvalidVpcID.NotFound', 'vpc ID'), allVpcs),
    DescribeSubnets: describing('subnetSet', 'SubnetId', missing('InvalidSubnetID.NotFound', 'subnet ID'), allSubnets),
    DescribeSecurityGroups: describing('securityGroupInfo', 'GroupId', missing('InvalidGroup.NotFound', 'security group'), allGroups),
    DescribeRouteTables: describing('routeTableSet', 'RouteTableId', missing('InvalidRouteTableID.NotFound', 'routeTable ID'), allTables),
    DescribeVpcEndpoints: describing('vpcEndpointSet', 'VpcEndpointId', missing('InvalidVpcEndpointId.NotFound', 'vpcEndpoint ID'), allEndpoints),
    DescribeNatGateways: describing('natGatewaySet', 'NatGatewayId', missing('NatGatewayNotFound', 'natGateway ID'), allNats),
    DescribePrefixLists: describing('prefixListSet', 'PrefixListId', missing('InvalidPrefixListId.NotFound', 'prefixList ID'), allLists),
    ...writing,
  },
};
