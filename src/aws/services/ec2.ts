import { EC2Client, type Filter, paginateDescribeSecurityGroups, paginateDescribeSubnets, paginateDescribeVpcs, type Tag } from '@aws-sdk/client-ec2';
import type { OnPage } from '../../deploy/ports.js';
import type { SecurityGroupOption, SubnetOption, VpcOption } from '../../shared/account.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';

/** Of one VPC, or exactly these; an id that does not exist is an error of kind `notFound`. */
export type NetworkFilter = { readonly vpcId: string } | { readonly ids: readonly string[] };

const PAGE = 1000;

export class Network {
  private readonly client: EC2Client;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new EC2Client(connection.config()));
  }

  /** The default VPC first, then by name. @throws ServiceError */
  vpcs(signal?: AbortSignal, onPage?: OnPage<VpcOption>): Promise<VpcOption[]> {
    return this.connection.call({ action: 'ec2:DescribeVpcs', doing: 'list the VPCs', signal }, async (options) => {
      let found: VpcOption[] = [];
      for await (const page of pagesOf(paginateDescribeVpcs({ client: this.client, pageSize: PAGE }, {}, options))) {
        for (const vpc of page.Vpcs ?? []) found.push({ id: vpc.VpcId ?? '', name: nameIn(vpc.Tags), cidr: vpc.CidrBlock ?? '', isDefault: vpc.IsDefault ?? false });
        found = found.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.name ?? a.id).localeCompare(b.name ?? b.id));
        onPage?.(found);
      }
      return found;
    });
  }

  /** By zone, then by name. @throws ServiceError */
  subnets(filter: NetworkFilter, signal?: AbortSignal, onPage?: OnPage<SubnetOption>): Promise<SubnetOption[]> {
    return this.connection.call({ action: 'ec2:DescribeSubnets', doing: 'list the subnets', signal }, async (options) => {
      let found: SubnetOption[] = [];
      const input = 'ids' in filter ? { SubnetIds: [...filter.ids] } : { Filters: inVpc(filter.vpcId) };
      for await (const page of pagesOf(paginateDescribeSubnets(this.paging(filter), input, options))) {
        for (const subnet of page.Subnets ?? []) {
          found.push({ id: subnet.SubnetId ?? '', name: nameIn(subnet.Tags), vpcId: subnet.VpcId ?? '', zone: subnet.AvailabilityZone ?? '', freeAddresses: subnet.AvailableIpAddressCount ?? 0 });
        }
        found = found.toSorted((a, b) => a.zone.localeCompare(b.zone) || (a.name ?? a.id).localeCompare(b.name ?? b.id));
        onPage?.(found);
      }
      return found;
    });
  }

  /** By name. @throws ServiceError */
  securityGroups(filter: NetworkFilter, signal?: AbortSignal, onPage?: OnPage<SecurityGroupOption>): Promise<SecurityGroupOption[]> {
    return this.connection.call({ action: 'ec2:DescribeSecurityGroups', doing: 'list the security groups', signal }, async (options) => {
      let found: SecurityGroupOption[] = [];
      const input = 'ids' in filter ? { GroupIds: [...filter.ids] } : { Filters: inVpc(filter.vpcId) };
      for await (const page of pagesOf(paginateDescribeSecurityGroups(this.paging(filter), input, options))) {
        for (const group of page.SecurityGroups ?? []) found.push({ id: group.GroupId ?? '', name: group.GroupName ?? '', vpcId: group.VpcId ?? '', description: group.Description ?? '' });
        found = found.toSorted((a, b) => a.name.localeCompare(b.name));
        onPage?.(found);
      }
      return found;
    });
  }

  /** EC2 refuses a page size beside ids. */
  private paging(filter: NetworkFilter) {
    return 'ids' in filter ? { client: this.client } : { client: this.client, pageSize: PAGE };
  }
}

function inVpc(vpcId: string): Filter[] {
  return [{ Name: 'vpc-id', Values: [vpcId] }];
}

function nameIn(tags: readonly Tag[] | undefined): string | undefined {
  return tags?.find(({ Key }) => Key === 'Name')?.Value || undefined;
}
