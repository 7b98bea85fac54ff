// What becomes of wishes to delete and to change while the disk takes nothing, or gives nothing back.
import assert from 'node:assert/strict';
import type { EndpointDetail, UpdatePort } from '../../src/endpoints/ports.js';
import { planRemoval } from '../../src/endpoints/removalPlan.js';
import { remove } from '../../src/endpoints/removal.js';
import { Removals } from '../../src/endpoints/removals.js';
import { Updates } from '../../src/endpoints/updates.js';
import { update } from '../../src/endpoints/updating.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { MemoryStore, TARGET } from '../support/deploy.js';
import { FakeEndpoints, ManualClock } from '../support/endpoints.js';

const full = (): Promise<never> => Promise.reject(new ServiceError('unexpected', 'The disk is full.', { code: 'ENOSPC' }));

class World {
  readonly clock = new ManualClock();
  readonly store = new MemoryStore();
  readonly aws = new FakeEndpoints(this.clock);
  readonly warnings: string[] = [];
  readonly common = {
    store: this.store, clock: this.clock, owner: 'one', newId: () => 'w1', pollMs: () => 1000, failed: () => undefined, warn: (m: string) => { this.warnings.push(m); },
  };

  constructor() { this.aws.add('a'); }

  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) { this.aws.finishDeleting(); await this.clock.advance(1000); }
  }

  /** Every operation of the disk that this fits fails, until that is taken back. */
  refuse(operations: readonly (keyof MemoryStore & ('list' | 'read' | 'write' | 'create' | 'remove'))[]): () => void {
    const kept = Object.fromEntries(operations.map((name) => [name, this.store[name].bind(this.store)]));
    Object.assign(this.store, Object.fromEntries(operations.map((name) => [name, full])));
    return () => { Object.assign(this.store, kept); };
  }
}

class RemovalWorld extends World {
  readonly ends: number[] = [];
  readonly window = new Removals({ ...this.common, loadRemoval: () => Promise.resolve({ remove }), portsFor: () => Promise.resolve(this.aws.ports()), settled: () => Promise.resolve() });

  constructor() { super(); this.window.onEnd(({ result }) => { this.ends.push(result.left.length); }); }

  async start(): Promise<string> {
    const { endpointName, endpointCreatedAt, goes } = await planRemoval(this.aws.ports(), 'a');
    return this.window.start({ target: TARGET, endpointName, endpointCreatedAt, goes, park: undefined });
  }
}

describe('a wish to delete, while the disk', () => {
  it('takes nothing from the first, deletes nothing, and says so', async () => {
    const world = new RemovalWorld();
    world.refuse(['write', 'create']);
    await assert.rejects(world.start(), /^ServiceError: Nothing was deleted, .* The disk is full\.$/);
    assert.equal(world.aws.inventory().length, 3);
  });

  for (const [what, operations] of [['cannot be listed', ['list']], ['cannot be written', ['write', 'create', 'remove']]] as const) {
    it(`${what}, is kept, said to stand still, and carried out when that is over`, async () => {
      const world = new RemovalWorld();
      world.aws.setStatus('a', 'Creating');
      const id = await world.start();
      await world.pass(2);
      world.aws.setStatus('a', 'InService');
      const restore = world.refuse(operations);
      await world.pass(20);
      assert.deepEqual([world.window.problem(id), world.ends, world.store.files.has('removal-w1.json')], ['The disk is full.', [], true]);
      restore();
      await world.pass(90);
      assert.deepEqual([world.aws.inventory(), world.ends, [...world.store.files.keys()], world.window.list()], [[], [0], [], []]);
    });
  }

  it('stays full, is taken up less and less often', async () => {
    const world = new RemovalWorld();
    world.aws.setStatus('a', 'Creating');
    await world.start();
    await world.pass(2);
    world.refuse(['write', 'remove']);
    const tries: number[] = [];
    world.store.create = () => { tries.push(world.clock.now().getTime()); return full(); };
    world.aws.setStatus('a', 'InService');
    await world.pass(900);
    const pauses = tries.slice(1).map((at, i) => Math.round((at - (tries[i] ?? 0)) / 1000));
    assert.ok(pauses.length >= 3, String(pauses.length));
    for (const [i, pause] of pauses.slice(1).entries()) assert.ok(pause > 1.5 * (pauses[i] ?? 0), pauses.join());
  });

  it('refuses to have it taken over, is shown with the reason, and carried out later without anybody doing anything', async () => {
    const world = new RemovalWorld();
    const { endpointName, endpointCreatedAt, goes } = await planRemoval(world.aws.ports(), 'a');
    world.store.files.set('removal-w0.json', JSON.stringify({ format: 1, id: 'w0', target: TARGET, endpointName, endpointCreatedAt, goes, startedAt: '' }));
    const restore = world.refuse(['create']);
    await Promise.all([world.window.resume(), world.pass(1)]);
    assert.equal(world.window.problem('w0'), 'The disk is full.');
    restore();
    await world.pass(60);
    assert.deepEqual([world.aws.inventory(), world.ends], [[], [0]]);
  });

  it('keeps its file although it was withdrawn, deletes nothing: that holds here, and is said', async () => {
    const world = new RemovalWorld();
    world.aws.setStatus('a', 'Creating');
    const id = await world.start();
    await world.pass(2);
    const restore = world.refuse(['remove']);
    world.window.withdraw(id);
    world.aws.setStatus('a', 'InService');
    await world.pass(40);
    assert.match(world.window.problem(id) ?? '', /^It was withdrawn, .* only as long as this window is open\. The disk is full\.$/);
    restore();
    await world.pass(90);
    assert.deepEqual([world.aws.inventory().length, [...world.store.files.keys()], world.window.list()], [3, [], []]);
  });

  it('is followed on after a moment in which the folder could not be listed', async () => {
    const world = new RemovalWorld();
    const { endpointName, endpointCreatedAt, goes } = await planRemoval(world.aws.ports(), 'a');
    world.store.files.set('removal-w0.json', JSON.stringify({ format: 1, id: 'w0', target: TARGET, endpointName, endpointCreatedAt, goes, startedAt: '' }));
    world.store.files.set('lease-w0.json', JSON.stringify({ owner: 'dead', until: world.clock.now().getTime() + 29_000 }));
    await Promise.all([world.window.resume(), world.pass(1)]);
    const restore = world.refuse(['list']);
    await world.pass(12);
    restore();
    await world.pass(90);
    assert.deepEqual([world.aws.inventory(), world.ends], [[], [0]]);
  });
});

/** An endpoint that changes its config at once. */
class UpdateWorld extends World {
  readonly calls: string[] = [];
  readonly ends: string[] = [];
  private configName = 'a';
  private readonly made = new Map<string, Date>();
  readonly window: Updates;

  constructor() {
    super();
    const note = <T>(call: string, give: () => T): Promise<T> => { this.calls.push(call); return Promise.resolve(give()); };
    const updates: Pick<UpdatePort, 'create' | 'created' | 'update' | 'tag'> = {
      create: ({ creates }) => note(`create ${creates?.kind ?? ''}`, () => { this.made.set(creates?.name ?? '', this.clock.now()); }), created: (_, name) => Promise.resolve(this.made.get(name)),
      update: (_, config) => note('update', () => { this.configName = config; }), tag: () => note('tag', () => undefined),
    };
    const endpoints = {
      describe: async (name: string): Promise<EndpointDetail | undefined> => { const found = await this.aws.describe(name); return found && { ...found, configName: this.configName }; },
      remove: (kind: string, name: string) => note(`remove ${kind}`, () => { this.made.delete(name); }),
    };
    this.window = new Updates({ ...this.common, loadUpdating: () => Promise.resolve({ update }), portsFor: () => Promise.resolve({ endpoints, updates: updates as UpdatePort }) });
    this.window.onEnd(({ result }) => { this.ends.push(result.outcome); });
  }

  async start(): Promise<string> {
    const summary = this.aws.endpoints.get('a')?.summary;
    return this.window.start({
      target: TARGET, endpointName: 'a', endpointArn: summary?.arn ?? '', endpointCreatedAt: summary?.createdAt.toISOString() ?? '', goal: { kind: 'config', name: 'b' }, tags: { version: '2' }, summary: 'a → b',
      calls: [{ id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', creates: { kind: 'endpointConfig', name: 'b' }, input: {} }],
    });
  }
}

describe('a wish to change an endpoint, while the disk', () => {
  it('takes nothing from the first, changes nothing, and says so', async () => {
    const world = new UpdateWorld();
    world.refuse(['write', 'create']);
    await assert.rejects(world.start(), /^ServiceError: Nothing was changed, .* The disk is full\.$/);
    assert.deepEqual(world.calls, []);
  });

  for (const [what, operations] of [['cannot be listed', ['list']], ['cannot be written', ['write', 'create', 'remove']]] as const) {
    for (const at of ['create endpointConfig', 'update', 'tag']) {
      it(`${what} from ${at} on, is kept, said to stand still, and carried out when that is over`, async () => {
        const world = new UpdateWorld();
        let restore: (() => void) | undefined;
        const push = world.calls.push.bind(world.calls);
        world.calls.push = (...calls) => { if (calls.includes(at) && !restore) restore = world.refuse(operations); return push(...calls); };
        const id = await world.start();
        await world.pass(20);
        assert.deepEqual([world.window.problem(id), world.ends, world.store.files.has('update-w1.json')], ['The disk is full.', [], true]);
        assert.ok(restore);
        restore();
        await world.pass(120);
        assert.deepEqual([world.ends, [...world.store.files.keys()], world.window.list()], [['done'], [], []]);
        assert.deepEqual(world.calls.filter((call) => call !== 'tag'), ['create endpointConfig', 'update'], 'nothing twice');
      });
    }
  }
});
