import { EC2Client, type Route as Ec2Route, type RouteTable as Ec2Table, paginateDescribeRouteTables, paginateDescribeVpcEndpoints } from '@aws-sdk/client-ec2';
import type { Route, RouteTable, VpcEndpoint } from '../../deploy/checks/answers.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { t } from '../../shared/l10n.js';

const PAGE = 100;

/** Where a VPC's traffic goes. */
export class Routes {
  private readonly client: EC2Client;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new EC2Client(connection.config()));
  }

  /** @throws ServiceError */
  tables(vpcId: string, signal?: AbortSignal): Promise<RouteTable[]> {
    return this.connection.call({ action: 'ec2:DescribeRouteTables', doing: t('read the route tables'), signal }, async (options) => {
      const found: RouteTable[] = [];
      for await (const page of pagesOf(paginateDescribeRouteTables({ client: this.client, pageSize: PAGE }, { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }, options))) found.push(...(page.RouteTables ?? []).map(tableOf));
      return found;
    });
  }

  /** For S3, in every partition; those of S3 Express and of outposts are others. @throws ServiceError */
  s3Endpoints(vpcId: string, signal?: AbortSignal): Promise<VpcEndpoint[]> {
    return this.connection.call({ action: 'ec2:DescribeVpcEndpoints', doing: t('read the VPC endpoints'), signal }, async (options) => {
      const found: VpcEndpoint[] = [];
      for await (const page of pagesOf(paginateDescribeVpcEndpoints({ client: this.client, pageSize: PAGE }, { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }, options))) {
        for (const endpoint of page.VpcEndpoints ?? []) {
          if (!/\.s3$/.test(endpoint.ServiceName ?? '')) continue;
          found.push({
            id: endpoint.VpcEndpointId ?? '', type: endpoint.VpcEndpointType ?? '', state: endpoint.State ?? '', routeTables: endpoint.RouteTableIds ?? [], privateDns: endpoint.PrivateDnsEnabled ?? false, policy: endpoint.PolicyDocument,
          });
        }
      }
      return found;
    });
  }
}

function tableOf({ RouteTableId, Associations = [], Routes: routes = [] }: Ec2Table): RouteTable {
  return { id: RouteTableId ?? '', main: Associations.some(({ Main }) => Main), subnets: Associations.flatMap(({ SubnetId }) => SubnetId ?? []), routes: routes.map(routeOf) };
}

function routeOf(route: Ec2Route): Route {
  return {
    destination: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? '',
    target: route.NatGatewayId ?? route.TransitGatewayId ?? route.VpcPeeringConnectionId ?? route.LocalGatewayId ?? route.CarrierGatewayId ?? route.CoreNetworkArn ?? route.GatewayId ?? route.NetworkInterfaceId ?? route.EgressOnlyInternetGatewayId ?? '',
    active: route.State !== 'blackhole',
  };
}
