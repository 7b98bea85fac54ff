// Lists of a large company's account: complete, sorted, and told page by page while they are read.
import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { OnPage } from '../../../src/deploy/ports.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import type { BucketOption, KeyOption, RoleOption, SubnetOption, VpcOption } from '../../../src/shared/account.js';
import type { Lists } from '../../../src/shared/protocol.js';
import { AccountFacts } from '../../../src/ui/panel/accountFacts.js';
import { REGION, gatewaysTo } from './support.js';

describe('lists with many entries over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  before(async () => {
    emulator = await startEmulator({ region: REGION, big: true });
    gateways = gatewaysTo(emulator.url);
  });
  after(async () => {
    gateways.dispose();
    await emulator.stop();
  });
  afterEach(() => { emulator.setFaults([]); });

  /** Sizes of what was told on the way, and the whole list. Every page holds all that the page before did. */
  async function read<T>(list: (onPage: OnPage<T>) => Promise<T[]>, idOf: (item: T) => string): Promise<{ told: number[]; all: string[] }> {
    const pages: string[][] = [];
    const all = (await list((page) => { pages.push(page.map(idOf)); })).map(idOf);
    for (const [i, page] of [...pages, all].entries()) {
      assert.equal(new Set(page).size, page.length, 'nothing is there twice');
      for (const id of pages[i - 1] ?? []) assert.ok(page.includes(id), `${id} is lost`);
    }
    assert.deepEqual(pages.at(-1), all);
    return { told: pages.map((page) => page.length), all };
  }

  it('roles, keys and buckets come in pages and are complete', async () => {
    const { account } = gateways;
    const roles = await read<RoleOption>((onPage) => account.roles(undefined, onPage), ({ arn }) => arn);
    assert.equal(roles.all.filter((arn) => /\/teams\/Team-\d{4}-EndpointRole$/.test(arn)).length, 1000);
    assert.ok(roles.told.length >= 4 && (roles.told[0] ?? 0) <= 250, JSON.stringify(roles.told));
    const keys = await read<KeyOption>((onPage) => account.keys(undefined, onPage), ({ arn }) => arn);
    assert.equal(keys.all.filter((arn) => arn.includes('/11111111-aaaa-bbbb-cccc-')).length, 400);
    assert.ok(keys.told.length >= 10 && (keys.told[0] ?? 0) <= 20, JSON.stringify(keys.told));
    const buckets = await read<BucketOption>((onPage) => account.buckets(undefined, onPage), ({ name }) => name);
    assert.equal(buckets.all.filter((name) => /^team-\d{4}-/.test(name)).length, 500);
    assert.ok(buckets.told.length >= 2, JSON.stringify(buckets.told));
  });

  it('networks are complete, and of each VPC exactly its own', async () => {
    const { account } = gateways;
    const vpcs = await read<VpcOption>((onPage) => account.vpcs(undefined, onPage), ({ id }) => id);
    const teams = vpcs.all.filter((id) => id.startsWith('vpc-0ffffffffffff'));
    assert.equal(teams.length, 50);
    const subnets = await Promise.all(teams.map(async (vpcId) => read<SubnetOption>((onPage) => account.subnets({ vpcId }, undefined, onPage), ({ id }) => id)));
    assert.deepEqual([new Set(subnets.flatMap(({ all }) => all)).size, subnets.every(({ all }) => all.length === 6)], [300, true]);
  });

  it('what has come so far is in the state of a list that is being read', async () => {
    emulator.setFaults([{ kind: 'delay', service: 'iam', delayMs: 30 }]);
    const states: Lists['roles'][] = [];
    const facts = new AccountFacts({ gateways: () => Promise.resolve(gateways), identity: () => undefined, reportError: (error) => { throw error; } }, () => states.push(facts.lists('').roles));
    facts.lookUp('roles', '');
    while (facts.lists('').roles.status === 'loading') await new Promise((resolve) => setTimeout(resolve, 10));
    const sizes = states.map((state) => (state.status === 'loading' || state.status === 'loaded' ? state.items?.length ?? 0 : -1));
    assert.ok(states.filter(({ status }) => status === 'loading').length >= 4, JSON.stringify(sizes));
    assert.deepEqual(sizes, sizes.toSorted((a, b) => a - b));
    assert.ok(sizes.some((size) => size > 0 && size <= 250) && (sizes.at(-1) ?? 0) >= 1000, JSON.stringify(sizes));
    assert.equal(states.at(-1)?.status, 'loaded');
  });
});
