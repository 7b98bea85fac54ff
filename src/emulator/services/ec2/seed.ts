import type { GroupRecord, NetworkRecord, RouteTableRecord, RuleRecord, SubnetRecord, VpcEndpointRecord, VpcRecord } from '../../core/records.js';
import { contentBucket, partitionOf, privateBucket } from '../../core/regions.js';
import type { World } from '../../core/world.js';

const id = (kind: string, n: string): string => `${kind}-0a1b2c3d4e5f6${n}`;
const [platform, lab, link, research, restricted] = ['0001', '0002', '0005', '0006', '0007'].map((n) => id('vpc', n)) as [string, string, string, string, string];

/** Prefix list of S3's addresses. */
export const s3List = 'pl-0a1b2c3d';

const vpcs: VpcRecord[] = ([[platform, 'ml-platform', 20], [lab, 'sealed-lab', 40], [link, 'private-link', 50], [research, 'research-nat', 60], [restricted, 'restricted-endpoint', 70]] as const)
  .map(([vpc, name, net]) => ({ id: vpc, name, cidr: `10.${net}.0.0/16`, isDefault: false }));

const pair = (vpc: string, name: string, net: number, n: number): SubnetRecord[] => ['a', 'b'].map((zone, index) => ({ id: id('subnet', `00${n + index}`), vpc, zone, cidr: `10.${net}.${index + 1}.0/24`, name: `${name}-${zone}`, free: 251 }));
const subnets: SubnetRecord[] = [
  { id: id('subnet', '0011'), vpc: platform, zone: 'a', cidr: '10.20.1.0/24', name: 'ml-private-a', free: 243, routeTable: id('rtb', '0003') },
  { id: id('subnet', '0012'), vpc: platform, zone: 'b', cidr: '10.20.2.0/24', name: 'ml-private-b', free: 239, routeTable: id('rtb', '0003') },
  { id: id('subnet', '0013'), vpc: platform, zone: 'c', cidr: '10.20.3.0/28', name: 'ml-private-c-small', free: 1, routeTable: id('rtb', '0003') },
  { id: id('subnet', '0014'), vpc: platform, zone: 'a', cidr: '10.20.9.0/24', name: 'ml-public-a', free: 250, routeTable: id('rtb', '0004') },
  ...pair(lab, 'sealed', 40, 21), ...pair(link, 'link', 50, 23), ...pair(research, 'research', 60, 25), ...pair(restricted, 'restricted', 70, 27),
];

const everywhere: RuleRecord = { protocol: '-1', cidr: '0.0.0.0/0' };
const group = (n: string, vpc: string, name: string, description: string, egress: RuleRecord[] = [everywhere]): GroupRecord => ({ id: id('sg', n), vpc, name, description, egress });
const defaultGroup = (n: string, vpc: string): GroupRecord => group(n, vpc, 'default', 'default VPC security group');
const groups: GroupRecord[] = [
  defaultGroup('0031', platform), group('0032', platform, 'ml-endpoints', 'Endpoints of the ML platform'), group('0033', platform, 'ml-no-egress', 'Nothing leaves', []),
  defaultGroup('0034', lab), group('0035', lab, 'sealed', 'Sealed lab'), defaultGroup('0036', link), defaultGroup('0037', research), defaultGroup('0038', restricted),
  group('0039', research, 'research-s3-only', 'HTTPS to S3', [{ protocol: 'tcp', from: 443, to: 443, prefixList: s3List }]),
];

const main = (n: string, vpc: string, routes: RouteTableRecord['routes'] = []): RouteTableRecord => ({ id: id('rtb', n), vpc, main: true, routes });
const tables = (): RouteTableRecord[] => [
  main('0001', platform), { ...main('0003', platform), main: false }, { ...main('0004', platform, [{ destination: '0.0.0.0/0', target: id('igw', '0041') }]), main: false },
  main('0002', lab), main('0005', link), main('0006', research, [{ destination: '0.0.0.0/0', target: id('nat', '0042') }]), main('0007', restricted),
];

export const s3Service = (region: string): string => `${region.startsWith('cn-') ? 'cn.' : ''}com.amazonaws.${region}.s3`;
export const openPolicy = JSON.stringify({ Version: '2008-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] });
export const bucketsPolicy = (region: string, buckets: readonly string[]): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: buckets.flatMap((bucket) => [`arn:${partitionOf(region)}:s3:::${bucket}`, `arn:${partitionOf(region)}:s3:::${bucket}/*`]) }] });

const byId = <T extends { id: string }>(all: readonly T[]): Map<string, T> => new Map(all.map((entry) => [entry.id, structuredClone(entry)]));

/** A VPC with a good gateway endpoint, one with nothing, one with an interface endpoint, one with NAT alone, and one whose endpoint does not let JumpStart's buckets through. */
export function seedNetwork(world: World, region: string): NetworkRecord {
  const own = `sagemaker-${region}-${world.account}`;
  const endpoint = (n: string, vpc: string, more: Partial<VpcEndpointRecord>): VpcEndpointRecord => (
    { id: id('vpce', n), vpc, type: 'Gateway', service: s3Service(region), state: 'available', policy: openPolicy, created: Date.UTC(2026, 0, 1), routeTables: [], subnets: [], groups: [], privateDns: false, ...more });
  return {
    vpcs: byId(vpcs), subnets: byId(subnets), groups: byId(groups), tables: byId(tables()),
    endpoints: byId([
      endpoint('0051', platform, { routeTables: [id('rtb', '0003')], policy: bucketsPolicy(region, [contentBucket(region), privateBucket(region), own, `ml-models-${world.account}`]) }),
      endpoint('0052', link, { type: 'Interface', subnets: [id('subnet', '0023'), id('subnet', '0024')], groups: [id('sg', '0036')], privateDns: true }),
      endpoint('0053', restricted, { routeTables: [id('rtb', '0007')], policy: bucketsPolicy(region, [own]) }),
    ]),
  };
}
