import type { World } from '../core/world.js';
import { mainTable, networkOf } from './ec2/network.js';
import { iamOf, roleNamed } from './iam/roles.js';
import { keysOf } from './kms/keys.js';

const times = (n: number): string[] => Array.from({ length: n }, (_, index) => String(index + 1).padStart(4, '0'));

/** As much as a large company's account holds, so that lists come in pages: 1,000 roles, 50 VPCs with 300 subnets, 400 keys, 500 buckets. */
export function seedMany(world: World): void {
  world.state.big = true;
  const { region, account } = world;
  const pattern = roleNamed(world, 'MLPlatformEndpointRole');
  const { roles } = iamOf(world);
  for (const n of times(1000)) if (pattern !== undefined) roles.set(`team-${n}-endpointrole`, { ...structuredClone(pattern), name: `Team-${n}-EndpointRole`, path: '/teams/', description: `Endpoints of team ${n}.` });
  const network = networkOf(world, region);
  for (const n of times(50)) {
    const vpc = `vpc-0ffffffffffff${n}`;
    network.vpcs.set(vpc, { id: vpc, name: `team-${n}`, cidr: `10.${100 + Number(n)}.0.0/16`, isDefault: false });
    network.tables.set(`rtb-0ffffffffffff${n}`, { id: `rtb-0ffffffffffff${n}`, vpc, main: mainTable(network, vpc) === undefined, routes: [] });
    network.groups.set(`sg-0ffffffffffff${n}`, { id: `sg-0ffffffffffff${n}`, vpc, name: 'default', description: 'default VPC security group', egress: [{ protocol: '-1', cidr: '0.0.0.0/0' }] });
    for (const [index, zone] of ['a', 'b', 'c', 'a', 'b', 'c'].entries()) {
      const id = `subnet-0fffffffffff${n}${index}`;
      network.subnets.set(id, { id, vpc, zone, cidr: `10.${100 + Number(n)}.${index}.0/24`, name: `team-${n}-${zone}${index}`, free: 251 });
    }
  }
  const keys = keysOf(world, region);
  const [first] = keys.values();
  for (const n of times(400)) if (first !== undefined) keys.set(`11111111-aaaa-bbbb-cccc-00000000${n}`, { ...structuredClone(first), id: `11111111-aaaa-bbbb-cccc-00000000${n}`, alias: `alias/team-${n}`, description: `Key of team ${n}` });
  for (const n of times(500)) {
    const name = `team-${n}-${account}`;
    if (!world.state.buckets.has(name)) world.state.buckets.set(name, { name, region, created: world.clock.date() - 86_400_000, objects: new Map(), uploads: new Map() });
  }
}
