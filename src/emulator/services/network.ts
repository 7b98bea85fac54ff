/** The network of the emulated account: a VPC whose subnets reach S3, and one whose subnets do not. Ids are the same in every region. */
export interface Subnet { id: string; vpc: string; zone: string; cidr: string; name: string; free: number; routeTable?: string }
export interface SecurityGroup { id: string; vpc: string; name: string; description: string }

export const vpcs = [
  { id: 'vpc-0a1b2c3d4e5f60001', name: 'ml-platform', cidr: '10.20.0.0/16', main: 'rtb-0a1b2c3d4e5f60001', isDefault: false },
  { id: 'vpc-0a1b2c3d4e5f60002', name: 'sealed-lab', cidr: '10.40.0.0/16', main: 'rtb-0a1b2c3d4e5f60002', isDefault: false },
] as const;

const [platform, lab] = [vpcs[0].id, vpcs[1].id];

export const subnets: readonly Subnet[] = [
  { id: 'subnet-0a1b2c3d4e5f60011', vpc: platform, zone: 'a', cidr: '10.20.1.0/24', name: 'ml-private-a', free: 243, routeTable: 'rtb-0a1b2c3d4e5f60003' },
  { id: 'subnet-0a1b2c3d4e5f60012', vpc: platform, zone: 'b', cidr: '10.20.2.0/24', name: 'ml-private-b', free: 239, routeTable: 'rtb-0a1b2c3d4e5f60003' },
  { id: 'subnet-0a1b2c3d4e5f60013', vpc: platform, zone: 'c', cidr: '10.20.3.0/28', name: 'ml-private-c-small', free: 1, routeTable: 'rtb-0a1b2c3d4e5f60003' },
  { id: 'subnet-0a1b2c3d4e5f60014', vpc: platform, zone: 'a', cidr: '10.20.9.0/24', name: 'ml-public-a', free: 250, routeTable: 'rtb-0a1b2c3d4e5f60004' },
  { id: 'subnet-0a1b2c3d4e5f60021', vpc: lab, zone: 'a', cidr: '10.40.1.0/24', name: 'sealed-a', free: 251 },
  { id: 'subnet-0a1b2c3d4e5f60022', vpc: lab, zone: 'b', cidr: '10.40.2.0/24', name: 'sealed-b', free: 251 },
];

export const securityGroups: readonly SecurityGroup[] = [
  { id: 'sg-0a1b2c3d4e5f60031', vpc: platform, name: 'default', description: 'default VPC security group' },
  { id: 'sg-0a1b2c3d4e5f60032', vpc: platform, name: 'ml-endpoints', description: 'Endpoints of the ML platform' },
  { id: 'sg-0a1b2c3d4e5f60033', vpc: platform, name: 'ml-no-egress', description: 'Nothing leaves' },
  { id: 'sg-0a1b2c3d4e5f60034', vpc: lab, name: 'default', description: 'default VPC security group' },
  { id: 'sg-0a1b2c3d4e5f60035', vpc: lab, name: 'sealed', description: 'Sealed lab' },
];

export interface RouteTable { id: string; vpc: string; main: boolean; routes: readonly { destination: string; target: string }[] }
export const routeTables: readonly RouteTable[] = [
  { id: vpcs[0].main, vpc: platform, main: true, routes: [] },
  { id: 'rtb-0a1b2c3d4e5f60003', vpc: platform, main: false, routes: [] },
  { id: 'rtb-0a1b2c3d4e5f60004', vpc: platform, main: false, routes: [{ destination: '0.0.0.0/0', target: 'igw-0a1b2c3d4e5f60041' }] },
  { id: vpcs[1].main, vpc: lab, main: true, routes: [] },
];

/** Gateway endpoints for S3. */
export const gateways = [{ id: 'vpce-0a1b2c3d4e5f60051', vpc: platform, routeTables: ['rtb-0a1b2c3d4e5f60003'] }] as const;

const tableOf = (subnet: Subnet): string => subnet.routeTable ?? vpcs.find((vpc) => vpc.id === subnet.vpc)?.main ?? '';

/** Whether a subnet's traffic gets to S3. An internet gateway does not help: the network interfaces have no public address. */
export function reachesS3(subnetId: string): boolean {
  const subnet = subnets.find((candidate) => candidate.id === subnetId);
  if (subnet === undefined) return false;
  const table = tableOf(subnet);
  const throughGateway = gateways.some((gateway) => gateway.routeTables.some((id) => id === table));
  return throughGateway || routeTables.some((entry) => entry.id === table && entry.routes.some((route) => /^(nat|tgw)-/.test(route.target)));
}
