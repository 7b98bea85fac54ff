import { EC2Client, type Filter, type IpPermission, paginateDescribeSecurityGroups, paginateDescribeSubnets, paginateDescribeVpcs, type Tag } from '@aws-sdk/client-ec2';
import type { OnPage } from '../../deploy/ports.js';
import type { SecurityGroupOption, SubnetOption, VpcOption } from '../../shared/account.js';
import { t } from '../../shared/l10n.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';

/** Of one VPC, or those of these ids that exist: EC2 would refuse all for one that does not. */
export type NetworkFilter = { readonly vpcId: string } | { readonly ids: readonly string[] };

const PAGE = 1000;

export class Network {
  private readonly client: EC2Client;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new EC2Client(connection.config()));
  }

  /** The default VPC first, then by name. @throws ServiceError */
  vpcs(signal?: AbortSignal, onPage?: OnPage<VpcOption>): Promise<VpcOption[]> {
    return this.connection.call({ action: 'ec2:DescribeVpcs', doing: t('list the VPCs'), signal }, async (options) => {
      const found: VpcOption[] = [];
      for await (const page of pagesOf(paginateDescribeVpcs({ client: this.client, pageSize: PAGE }, {}, options))) {
        for (const vpc of page.Vpcs ?? []) found.push({ id: vpc.VpcId ?? '', name: nameIn(vpc.Tags), cidr: vpc.CidrBlock ?? '', isDefault: vpc.IsDefault ?? false });
        found.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.name ?? a.id).localeCompare(b.name ?? b.id));
        onPage?.([...found]);
      }
      return found;
    });
  }

  /** By zone, then by name. @throws ServiceError */
  subnets(filter: NetworkFilter, signal?: AbortSignal, onPage?: OnPage<SubnetOption>): Promise<SubnetOption[]> {
    return this.connection.call({ action: 'ec2:DescribeSubnets', doing: t('list the subnets'), signal }, async (options) => {
      const found: SubnetOption[] = [];
      for await (const page of pagesOf(paginateDescribeSubnets({ client: this.client, pageSize: PAGE }, { Filters: filtersOf(filter, 'subnet-id') }, options))) {
        for (const subnet of page.Subnets ?? []) {
          found.push({ id: subnet.SubnetId ?? '', name: nameIn(subnet.Tags), vpcId: subnet.VpcId ?? '', zone: subnet.AvailabilityZone ?? '', freeAddresses: subnet.AvailableIpAddressCount ?? 0 });
        }
        found.sort((a, b) => a.zone.localeCompare(b.zone) || (a.name ?? a.id).localeCompare(b.name ?? b.id));
        onPage?.([...found]);
      }
      return found;
    });
  }

  /** By name. @throws ServiceError */
  securityGroups(filter: NetworkFilter, signal?: AbortSignal, onPage?: OnPage<SecurityGroupOption>): Promise<SecurityGroupOption[]> {
    return this.connection.call({ action: 'ec2:DescribeSecurityGroups', doing: t('list the security groups'), signal }, async (options) => {
      const found: SecurityGroupOption[] = [];
      for await (const page of pagesOf(paginateDescribeSecurityGroups({ client: this.client, pageSize: PAGE }, { Filters: filtersOf(filter, 'group-id') }, options))) {
        for (const group of page.SecurityGroups ?? []) {
          found.push({ id: group.GroupId ?? '', name: group.GroupName ?? '', vpcId: group.VpcId ?? '', description: group.Description ?? '', httpsOut: httpsOut(group.IpPermissionsEgress ?? []) });
        }
        found.sort((a, b) => a.name.localeCompare(b.name));
        onPage?.([...found]);
      }
      return found;
    });
  }
}

function filtersOf(filter: NetworkFilter, id: string): Filter[] {
  return 'ids' in filter ? [{ Name: id, Values: [...filter.ids] }] : [{ Name: 'vpc-id', Values: [filter.vpcId] }];
}

/** S3's addresses are many and change: only everything, or a list that AWS keeps, is sure to hold them. */
function httpsOut(egress: readonly IpPermission[]): 'anywhere' | 'some' | 'none' {
  const open = egress.filter(({ IpProtocol, FromPort = 0, ToPort = 0 }) => IpProtocol === '-1' || ((IpProtocol === 'tcp' || IpProtocol === '6') && FromPort <= 443 && 443 <= ToPort));
  const anywhere = open.some(({ IpRanges = [], PrefixListIds = [] }) => IpRanges.some(({ CidrIp }) => CidrIp === '0.0.0.0/0') || PrefixListIds.length > 0);
  if (anywhere) return 'anywhere';
  return open.length > 0 ? 'some' : 'none';
}

function nameIn(tags: readonly Tag[] | undefined): string | undefined {
  return tags?.find(({ Key }) => Key === 'Name')?.Value || undefined;
}
