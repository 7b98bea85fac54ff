import assert from 'node:assert/strict';
import { examine } from '../../scripts/proofs/removal.js';
import { findLeftOvers } from '../../src/endpoints/leftOvers.js';
import { ParkedEndpoints } from '../../src/endpoints/parked.js';
import type { ParkedEndpoint } from '../../src/endpoints/parked.js';
import { type RemovalWish, Removals } from '../../src/endpoints/removals.js';
import { parkingOf, planRemoval } from '../../src/endpoints/removalPlan.js';
import { type RemovalResult, remove } from '../../src/endpoints/removal.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { describeEndpoint, describeParked } from '../../src/ui/endpointRow.js';
import { MemoryStore, TARGET } from '../support/deploy.js';
import { FakeEndpoints, ManualClock, settle } from '../support/endpoints.js';

class World {
  readonly clock = new ManualClock();
  readonly store = new MemoryStore();
  readonly aws = new FakeEndpoints(this.clock);
  readonly warnings: string[] = [];
  readonly failures: unknown[] = [];
  readonly settled: { wish: RemovalWish; result: RemovalResult }[] = [];
  private ids = 0;

  window(owner = 'one'): Removals {
    return new Removals({
      store: this.store, clock: this.clock, owner, newId: () => `r${++this.ids}`, pollMs: () => 1000, loadRemoval: () => Promise.resolve({ remove }), portsFor: () => Promise.resolve(this.aws.ports()),
      settled: (wish, result) => { this.settled.push({ wish, result }); return Promise.resolve(); }, failed: (_, error) => this.failures.push(error), warn: (m) => this.warnings.push(m),
    });
  }

  async wish(window: Removals, name: string, park?: ParkedEndpoint): Promise<string> {
    const plan = await planRemoval(this.aws.ports(), name);
    const { endpointName, endpointCreatedAt, goes } = park ? parkingOf(plan) : plan;
    return window.start({ target: TARGET, endpointName, endpointCreatedAt, goes, park });
  }

  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) { this.aws.finishDeleting(); await this.clock.advance(1000); }
  }
}

const PARKED: ParkedEndpoint = {
  format: 1, endpointName: 'a', configName: 'a', models: ['a'], target: TARGET, tags: [{ Key: 'team', Value: 'search' }], instanceType: 'ml.g5.2xlarge', instanceCount: 1, modelId: 'm', version: '1.0.0', endpointCreatedAt: '2026-10-31T00:00:00.000Z', parkedAt: '2026-11-01T00:00:00.000Z',
};

/** A wish that some window wrote down and did not get to. */
async function left(world: World, id: string, name: string): Promise<void> {
  world.aws.add(name);
  const { endpointCreatedAt, goes } = await planRemoval(world.aws.ports(), name);
  const wish: Partial<RemovalWish> = { format: 1, id, target: TARGET, endpointName: name, ...(endpointCreatedAt === undefined ? {} : { endpointCreatedAt }), goes, startedAt: '2026-11-01T00:00:00.000Z' };
  world.store.files.set(`removal-${id}.json`, JSON.stringify(wish));
}

describe('a wish to delete', () => {
  it('is written down before anything is deleted, and forgotten when it is carried out', async () => {
    const world = new World();
    world.aws.add('a');
    const window = world.window();
    const id = await world.wish(window, 'a');
    assert.ok(world.store.files.has('removal-r1.json') && world.store.files.has('lease-r1.1.json'));
    assert.ok(!world.aws.calls.some((c) => c.startsWith('remove')));
    await world.pass(5);
    assert.equal(await window.end(id), undefined, 'it runs no longer');
    assert.deepEqual(world.settled[0]?.result.left, []);
    assert.deepEqual([...world.store.files.keys()], []);
    assert.deepEqual(world.aws.inventory(), []);
  });

  it('that SageMaker refuses survives a reload, and is carried out by the next window', async () => {
    const world = new World();
    world.aws.add('a', { status: 'Creating' });
    const first = world.window('one');
    await world.wish(first, 'a');
    await world.pass(2);
    await first.dispose();
    assert.deepEqual([...world.store.files.keys()], ['removal-r1.json']);
    const second = world.window('two');
    await Promise.all([second.resume(), world.pass(2)]);
    assert.equal(second.progress('r1')?.what, 'waiting');
    world.aws.setStatus('a', 'InService');
    await world.pass(6);
    assert.deepEqual([world.aws.inventory(), [...world.store.files.keys()], second.list()], [[], [], []]);
  });

  it('is left to the window that holds it, and taken over when that one gives no more sign of life', async () => {
    const world = new World();
    world.aws.add('a', { status: 'Creating' });
    await world.store.write('lease-r9.json', JSON.stringify({ owner: 'dead', until: world.clock.now().getTime() + 29_000 }));
    const plan = await planRemoval(world.aws.ports(), 'a');
    const wish: Partial<RemovalWish> = { format: 1, id: 'r9', target: TARGET, endpointName: 'a', endpointCreatedAt: plan.endpointCreatedAt, goes: plan.goes, startedAt: '2026-11-01T00:00:00.000Z' };
    await world.store.write('removal-r9.json', JSON.stringify(wish));
    const window = world.window();
    await Promise.all([window.resume(), world.pass(2)]);
    assert.deepEqual([window.runsHere('r9'), window.list().map((w) => w.endpointName)], [false, ['a']], 'it is shown here all the same');
    world.aws.setStatus('a', 'InService');
    await world.pass(45);
    assert.deepEqual(world.aws.inventory(), []);
  });

  it('stands still when the sign-in runs out, and goes on afterwards', async () => {
    const world = new World();
    world.aws.add('a');
    world.aws.failing.set('remove endpointConfig', { error: new ServiceError('signIn', 'Your sign-in has expired.'), times: 1 });
    const window = world.window();
    await world.wish(window, 'a');
    await world.pass(4);
    assert.equal(window.problem('r1'), 'Your sign-in has expired.');
    assert.equal(world.failures.length, 1);
    assert.deepEqual([...world.store.files.keys()], ['removal-r1.json']);
    await Promise.all([window.resume(), world.pass(4)]);
    assert.deepEqual([world.aws.inventory(), [...world.store.files.keys()]], [[], []]);
  });

  it('stands still until somebody has signed in also where it let go in the middle of a sign of life', async () => {
    const world = new World();
    world.aws.add('a');
    const { write, remove: drop } = { write: world.store.write.bind(world.store), remove: world.store.remove.bind(world.store) };
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => { go = resolve; });
    world.store.write = async (name, text) => { if (world.clock.now().getTime() >= began + 10_000) await gate; await write(name, text); };
    world.store.remove = async (name) => { go(); await settle(); await drop(name); };
    const began = world.clock.now().getTime();
    const window = world.window();
    world.aws.setStatus('a', 'Creating');
    await world.wish(window, 'a');
    await world.pass(10);
    world.aws.failing.set('describe', { error: new ServiceError('signIn', 'Your sign-in has expired.'), times: 2 });
    await world.pass(1);
    const calls = world.aws.calls.length;
    await world.pass(20);
    assert.deepEqual([window.problem('r1'), world.aws.calls.length], ['Your sign-in has expired.', calls]);
  });

  it('waits on where SageMaker has a problem of its own while the endpoint goes', async () => {
    const world = new World();
    world.aws.add('a');
    const look = world.aws.describe.bind(world.aws);
    let looks = 0;
    world.aws.describe = (...of) => (++looks === 3 ? Promise.reject(new ServiceError('unexpected', 'SageMaker has a problem of its own (500).')) : look(...of));
    await world.wish(world.window(), 'a');
    await world.pass(6);
    assert.deepEqual([world.settled[0]?.result.left, world.aws.inventory()], [[], []]);
  });

  it('that another window takes over while this one stands still is carried out here no more, whichever call it stands still at', async () => {
    for (let at = 1; at < 8; at++) {
      const world = new World();
      world.aws.add('a');
      const window = world.window();
      await world.wish(window, 'a');
      const { calls } = world.aws;
      const lease = JSON.stringify({ owner: 'two', until: world.clock.now().getTime() + 30_000 });
      const before = calls.length;
      Object.defineProperty(world.aws, 'hold', { get: () => { if (calls.length === before + at) world.store.files.set('lease-r1.2.json', lease); return Promise.resolve(); } });
      await world.pass(8);
      assert.deepEqual(calls.slice(before + at).filter((c) => /^(remove|deregister)/.test(c)), [], `call ${at} of ${calls.slice(before).join()}`);
      assert.deepEqual([world.settled, world.store.files.has('removal-r1.json')], [[], true], 'nor does it end');
    }
  });

  it('that another window took over while this one slept is followed to its end', async () => {
    const world = new World();
    world.aws.add('a', { status: 'Creating' });
    const window = world.window();
    const id = await world.wish(window, 'a');
    await world.store.write('lease-r1.2.json', JSON.stringify({ owner: 'two', until: world.clock.now().getTime() + 20_000 }));
    await world.pass(11);
    assert.deepEqual([window.runsHere(id), window.list().length], [false, 1]);
    for (const name of ['removal-r1.json', 'lease-r1.2.json']) await world.store.remove(name);
    await world.pass(11);
    assert.deepEqual(window.list(), []);
  });

  it('can be withdrawn while it waits', async () => {
    const world = new World();
    world.aws.add('a', { status: 'Creating' });
    const window = world.window();
    const id = await world.wish(window, 'a');
    await world.pass(1);
    window.withdraw(id);
    await world.pass(1);
    assert.match(world.settled[0]?.result.left[0]?.reason ?? '', /stopped/);
    assert.deepEqual([[...world.store.files.keys()], world.aws.endpoints.has('a')], [[], true]);
  });

  it('that a full disk refuses is none: nothing is held for it, and the next one is carried out', async () => {
    for (const refused of ['removal-', 'lease-']) {
      const world = new World();
      world.aws.add('a');
      const window = world.window();
      const write = world.store.write.bind(world.store);
      world.store.write = (name, text) => (name.startsWith(refused) ? Promise.reject(new Error('The disk is full.')) : write(name, text));
      await assert.rejects(world.wish(window, 'a'), /disk is full/);
      assert.deepEqual([window.list(), [...world.store.files.keys()]], [[], []], refused);
      world.store.write = write;
      await world.wish(window, 'a');
      await world.pass(5);
      assert.deepEqual([world.aws.inventory(), [...world.store.files.keys()]], [[], []], refused);
    }
  });

  it('that is damaged is told of once, however often the wishes are read, and the others are carried out', async () => {
    const world = new World();
    world.store.files.set('removal-x.json', '{');
    await left(world, 'r9', 'a');
    const window = world.window();
    for (let i = 0; i < 3; i++) await Promise.all([window.resume(), world.pass(4)]);
    assert.deepEqual([world.warnings.length, world.aws.inventory(), [...world.store.files.keys()]], [1, [], ['removal-x.json']]);
    world.store.files.set('removal-x.json', '{"format":2}');
    await window.resume();
    assert.equal(world.warnings.length, 2, 'another reason is told');
  });

  it('that cannot be taken over keeps no other from it, holds no lease, and is taken over later', async () => {
    for (const broken of ['the lease', 'the record']) {
      const world = new World();
      await left(world, 'r8', 'a');
      await left(world, 'r9', 'b');
      const { create, read } = { create: world.store.create.bind(world.store), read: world.store.read.bind(world.store) };
      let looks = 0;
      if (broken === 'the lease') world.store.create = (name, text) => (name === 'lease-r8.1.json' ? Promise.reject(new Error('It is locked.')) : create(name, text));
      else world.store.read = (name) => (name === 'removal-r8.json' && ++looks > 1 ? Promise.reject(new Error('It is locked.')) : read(name));
      const window = world.window();
      await Promise.all([window.resume(), world.pass(6)]);
      assert.deepEqual([world.warnings, [...world.aws.endpoints.keys()], [...world.store.files.keys()]], [['It is locked.'], ['a'], ['removal-r8.json']], broken);
      Object.assign(world.store, { create, read });
      await Promise.all([window.resume(), world.pass(6)]);
      assert.deepEqual([world.aws.inventory(), [...world.store.files.keys()]], [[], []], broken);
    }
  });

  it('that lies under the name of another one is left as it is, and said', async () => {
    const world = new World();
    const copy = JSON.stringify({ format: 1, id: 'y', target: TARGET, endpointName: 'a', startedAt: '', goes: [{ kind: 'endpoint', name: 'a' }] });
    world.store.files.set('removal-x.json', copy);
    const window = world.window();
    await window.resume();
    assert.match(world.warnings.join(), /^The record removal-x\.json of a removal cannot be read: It is a copy of another record\. It was left/);
    assert.deepEqual([window.list(), [...world.store.files]], [[], [['removal-x.json', copy]]]);
  });

  it('that cannot be read is left as it is, and said', async () => {
    const world = new World();
    for (const text of ['{', 'null', '{"format":2}', '{"format":1,"id":"x"}']) world.store.files.set('removal-x.json', text);
    await world.window().resume();
    assert.match(world.warnings[0] ?? '', /removal-x\.json of a removal cannot be read: Parts of it are missing\. It was left/);
    assert.ok(world.store.files.has('removal-x.json'));
  });
});

describe('parked endpoints', () => {
  it('are kept in a file each, and known to other windows', async () => {
    const store = new MemoryStore();
    await new ParkedEndpoints(store, (m) => { throw new Error(m); }).keep(PARKED);
    const other = new ParkedEndpoints(store, (m) => { throw new Error(m); });
    await other.load();
    assert.deepEqual(other.list(), [JSON.parse(JSON.stringify(PARKED))]);
    await other.forget(PARKED);
    assert.deepEqual([other.list(), store.files.size], [[], 0]);
  });

  it('are parked no longer when they run again, and say when their config is gone', async () => {
    const world = new World();
    const parked = new ParkedEndpoints(new MemoryStore(), (m) => { throw new Error(m); });
    await parked.keep(PARKED);
    await parked.reconcile(parked.list(), [], world.aws, world.clock.now());
    assert.equal(parked.isConfigGone(PARKED), true);
    assert.equal(describeParked(PARKED, true).description, 'Parked · $0 · ml.g5.2xlarge × 1 · its configuration was deleted');
    await world.clock.advance(1000);
    world.aws.add('a');
    const summary = (await world.aws.list())[0];
    assert.ok(summary);
    await parked.reconcile(parked.list(), [{ summary, detail: undefined, config: undefined, origin: undefined }], world.aws, world.clock.now());
    assert.deepEqual(parked.list(), []);
  });

  it('stay parked when a list from before their deletion comes late, also where the clock here lags behind AWS\'s', async () => {
    const world = new World();
    world.aws.add('a');
    const [summary] = await world.aws.list();
    assert.ok(summary);
    const parked = new ParkedEndpoints(new MemoryStore(), (m) => { throw new Error(m); });
    const createdAt = summary.createdAt.getTime();
    await parked.keep({ ...PARKED, endpointCreatedAt: summary.createdAt.toISOString(), parkedAt: new Date(createdAt - 3_600_000).toISOString() });
    await parked.reconcile(parked.list(), [{ summary: { ...summary, status: 'InService' }, detail: undefined, config: undefined, origin: undefined }], world.aws, world.clock.now());
    assert.equal(parked.list().length, 1);
  });

  it('stay parked when they were resumed and parked again before a look at them came to its end', async () => {
    const world = new World();
    world.aws.add('a');
    const [summary] = await world.aws.list();
    assert.ok(summary);
    const parked = new ParkedEndpoints(new MemoryStore(), (m) => { throw new Error(m); });
    const before = { ...PARKED, endpointCreatedAt: new Date(summary.createdAt.getTime() - 1000).toISOString() };
    const again = { ...PARKED, endpointCreatedAt: summary.createdAt.toISOString() };
    await parked.keep(again);
    await parked.reconcile([before], [{ summary: { ...summary, status: 'InService' }, detail: undefined, config: undefined, origin: undefined }], world.aws, world.clock.now());
    assert.deepEqual(parked.list().map(({ endpointCreatedAt }) => endpointCreatedAt), [again.endpointCreatedAt]);
  });

  it('in a file that is damaged are said, and left', async () => {
    const store = new MemoryStore();
    store.files.set('parked-x.json', '{"format":1}');
    const warnings: string[] = [];
    await new ParkedEndpoints(store, (m) => warnings.push(m)).load();
    assert.match(warnings.join(), /parked-x\.json .* Parts of it are missing/);
    assert.equal(store.files.size, 1);
  });

  it('have rows of their own, and those that wait to be parked say so', () => {
    assert.deepEqual(describeParked(PARKED, false), { description: 'Parked · $0 · ml.g5.2xlarge × 1', icon: 'debug-pause', color: undefined, marks: ['parked', 'resumable'] });
    const summary = { name: 'a', arn: 'arn', status: 'Updating', createdAt: new Date(0), modifiedAt: new Date(0) };
    const row = { summary, detail: undefined, config: undefined, origin: undefined };
    assert.match(describeEndpoint(row, new Date(0), { phase: 'cancelling', wish: 'Waiting to be parked' }).description, /^Waiting to be parked/);
    assert.match(describeEndpoint({ ...row, summary: { ...summary, status: 'Deleting' } }, new Date(0), { phase: 'cancelling' }).description, /^Deleting/);
  });
});

describe('left-overs', () => {
  const arn = (type: string, name: string): string => `arn:aws:sagemaker:us-west-2:111122223333:${type}/${name}`;

  it('are what JumpStart made and no endpoint uses, with what they are of', async () => {
    const { aws } = new World();
    aws.add('jumpstart-live');
    aws.add('jumpstart-old', { models: ['jumpstart-old', 'tagged'] });
    aws.add('somebodys');
    aws.endpoints.delete('jumpstart-old');
    aws.endpoints.delete('somebodys');
    aws.models.add('jumpstart-alone');
    aws.models.add('plain');
    aws.tags.set(arn('model', 'tagged'), { 'sagemaker-sdk:jumpstart-model-id': 'x', 'sagemaker-sdk:jumpstart-model-version': '2.0.0' });
    const found = await findLeftOvers(aws.ports(), new Set());
    assert.deepEqual(found.map(({ kind, name, heldBy, origin }) => [kind, name, heldBy, origin.modelId]), [
      ['endpointConfig', 'jumpstart-old', [], undefined], ['model', 'jumpstart-old', ['jumpstart-old'], undefined], ['model', 'tagged', ['jumpstart-old'], 'x'], ['model', 'jumpstart-alone', [], undefined],
    ]);
  });

  it('are none that a parked endpoint, an update, a component or a running deployment needs', async () => {
    const { aws } = new World();
    for (const name of ['jumpstart-parked', 'jumpstart-next', 'jumpstart-soon']) { aws.add(name); aws.endpoints.delete(name); }
    aws.add('jumpstart-live');
    const live = aws.endpoints.get('jumpstart-live');
    if (live) live.pendingConfigName = 'jumpstart-next';
    aws.models.add('jumpstart-part');
    aws.inferenceComponents.set('part', { endpointName: 'jumpstart-live', modelName: 'jumpstart-part', status: 'InService' });
    assert.deepEqual(await findLeftOvers(aws.ports((config) => (config === 'jumpstart-parked' ? ['jumpstart-parked'] : [])), new Set(['jumpstart-soon'])), []);
  });
});

describe('a removal in accounts at random', () => {
  it('leaves nothing of its own and takes nothing of others, broken off at any call', async () => {
    for (let seed = 1; seed <= 10; seed++) assert.deepEqual((await examine(seed)).wrongs, [], `state ${seed}`);
  });
});
