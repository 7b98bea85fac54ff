import assert from 'node:assert/strict';
import type { RecordStore } from '../../src/deploy/ports.js';
import type { EndpointDetail, EndpointsPort, UpdatePort } from '../../src/endpoints/ports.js';
import { type UpdateResult, type UpdateWish, Updates } from '../../src/endpoints/updates.js';
import { update } from '../../src/endpoints/updating.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { MemoryStore, TARGET } from '../support/deploy.js';
import { ManualClock } from '../support/endpoints.js';

const ARN = 'arn:aws:sagemaker:us-west-2:111122223333:endpoint/e';
const call = (id: 'model' | 'config') => ({
  id, service: 'sagemaker', operation: id === 'model' ? 'CreateModel' : 'CreateEndpointConfig', creates: { kind: id === 'model' ? 'model' : 'endpointConfig', name: 'e-2' }, input: {},
} as const);

/** One endpoint as SageMaker keeps it; a change takes three looks. */
class Account {
  readonly calls: string[] = [];
  readonly made = new Map<string, Date>();
  endpoint: { status: string; configName: string; count: number; modifiedAt: Date; createdAt: Date; failureReason?: string } | undefined;
  tags: Record<string, string> = {};
  /** What the change comes to. */
  outcome: 'done' | 'rolledBack' | 'failed' | 'rollbackFailed' = 'done';
  fail: ((call: string, nth: number) => { error: Error; after: boolean } | undefined) | undefined;
  private changing: { configName?: string; count?: number; looks: number } | undefined;

  constructor(private readonly clock: ManualClock) {
    this.endpoint = { status: 'InService', configName: 'e', count: 1, modifiedAt: clock.now(), createdAt: clock.now() };
    this.made.set('endpointConfig e', clock.now()).set('model e', clock.now());
  }

  private async answer<T>(call: string, give: () => T): Promise<T> {
    const nth = this.calls.push(call);
    const fault = this.fail?.(call, nth);
    await Promise.resolve();
    if (fault && !fault.after) throw fault.error;
    const result = give();
    if (fault) throw fault.error;
    return result;
  }

  private look(): EndpointDetail | undefined {
    if (!this.endpoint) return undefined;
    if (this.changing && --this.changing.looks === 0) {
      const { configName = this.endpoint.configName, count = this.endpoint.count } = this.changing;
      this.changing = undefined;
      this.endpoint.modifiedAt = this.clock.now();
      if (this.outcome === 'done') Object.assign(this.endpoint, { status: 'InService', configName, count });
      else Object.assign(this.endpoint, { status: { rolledBack: 'InService', failed: 'Failed', rollbackFailed: 'UpdateRollbackFailed' }[this.outcome], failureReason: 'No capacity.' });
    }
    const { status, configName, count, modifiedAt, createdAt, failureReason } = this.endpoint;
    return { name: 'e', arn: ARN, status, configName, createdAt, modifiedAt, failureReason, variants: [{ name: 'A', currentCount: count, desiredCount: this.changing?.count ?? count }],
      ...(this.changing?.configName === undefined ? {} : { pendingConfigName: this.changing.configName }) };
  }

  private change(what: { configName?: string; count?: number }): void {
    if (!this.endpoint) throw new ServiceError('notFound', 'There is none.');
    if (!['InService', 'UpdateRollbackFailed'].includes(this.endpoint.status)) throw new ServiceError('invalid', 'Cannot update in-progress endpoint.', { cause: new Error('Cannot update in-progress endpoint "e".') });
    if (what.configName !== undefined && !this.made.has(`endpointConfig ${what.configName}`)) throw new ServiceError('invalid', 'Could not find endpoint configuration.');
    Object.assign(this.endpoint, { status: 'Updating', modifiedAt: new Date(this.clock.now().getTime() + 1) });
    this.changing = { ...what, looks: 3 };
  }

  readonly endpoints: Pick<EndpointsPort, 'describe' | 'remove'> = {
    describe: () => this.answer('describe', () => this.look()),
    remove: (kind, name) => this.answer(`remove ${kind}`, () => { this.made.delete(`${kind} ${name}`); }),
  };

  readonly updates: Pick<UpdatePort, 'create' | 'created' | 'update' | 'setCounts' | 'tag'> = {
    create: ({ creates }) => this.answer(`create ${creates?.kind ?? ''}`, () => {
      const key = `${creates?.kind ?? ''} ${creates?.name ?? ''}`;
      if (this.made.has(key)) throw new ServiceError('nameTaken', 'It is there already.');
      this.made.set(key, this.clock.now());
    }),
    created: (kind, name) => this.answer(`look for ${kind}`, () => this.made.get(`${kind} ${name}`)),
    update: (_, configName) => this.answer('update', () => { this.change({ configName }); }),
    setCounts: (_, { A: count }) => this.answer('setCounts', () => { this.change({ count: count ?? 0 }); }),
    tag: (_, tags) => this.answer('tag', () => { Object.assign(this.tags, tags); }),
  };
}

class World {
  readonly clock = new ManualClock();
  readonly store = new MemoryStore();
  readonly aws = new Account(this.clock);
  readonly ends: UpdateResult[] = [];
  readonly warnings: string[] = [];

  window(owner = 'one'): Updates {
    const updates = new Updates({
      store: this.store, clock: this.clock, owner, newId: () => 'u1', pollMs: () => 1000, loadUpdating: () => Promise.resolve({ update }), failed: () => undefined, warn: (m) => this.warnings.push(m),
      portsFor: () => Promise.resolve({ endpoints: this.aws.endpoints, updates: this.aws.updates as UpdatePort }),
    });
    updates.onEnd(({ result }) => this.ends.push(result));
    return updates;
  }

  start(window: Updates, more: Partial<UpdateWish> = {}): Promise<string> {
    return window.start({
      target: TARGET, endpointName: 'e', endpointArn: ARN, endpointCreatedAt: this.aws.endpoint?.createdAt.toISOString() ?? '', goal: { kind: 'config', name: 'e-2' }, calls: [call('model'), call('config')],
      tags: { version: '2' }, summary: 'a → b', ...more,
    });
  }

  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) await this.clock.advance(1000);
  }

  get inventory(): string[] { return [...this.aws.made.keys()].sort(); }
}

const EVERYTHING = ['endpointConfig e', 'endpointConfig e-2', 'model e', 'model e-2'];
const AS_BEFORE = ['endpointConfig e', 'model e'];

describe('an update that is carried out', () => {
  it('creates model and config, asks once, waits, and tags the endpoint with what it runs', async () => {
    const world = new World();
    const window = world.window();
    await world.start(window);
    await world.pass(6);
    assert.deepEqual([world.ends, world.aws.endpoint?.configName, world.aws.tags, world.inventory], [[{ outcome: 'done', left: [] }], 'e-2', { version: '2' }, EVERYTHING]);
    assert.equal(world.aws.calls.filter((c) => c === 'update').length, 1);
    assert.deepEqual([[...world.store.files.keys()], window.list()], [[], []]);
  });

  it('that is of the number of instances creates nothing', async () => {
    const world = new World();
    await world.start(world.window(), { goal: { kind: 'counts', counts: { A: 4 } }, calls: [], tags: {} });
    await world.pass(6);
    assert.deepEqual([world.ends[0]?.outcome, world.aws.endpoint?.count, world.inventory], ['done', 4, AS_BEFORE]);
  });

  for (const goal of [{ kind: 'config', name: 'e-2' }, { kind: 'counts', counts: { A: 4 } }] as const) {
    it(`that SageMaker takes back (${goal.kind}) is noticed, with its reason, and leaves nothing`, async () => {
      const world = new World();
      world.aws.outcome = 'rolledBack';
      await world.start(world.window(), { goal, ...(goal.kind === 'counts' ? { calls: [] } : {}) });
      await world.pass(8);
      assert.deepEqual([world.ends, world.inventory, world.aws.tags], [[{ outcome: 'rolledBack', reason: 'No capacity.', left: [] }], AS_BEFORE, {}]);
    });
  }

  it('that fails so that nobody knows what runs leaves everything', async () => {
    for (const outcome of ['failed', 'rollbackFailed'] as const) {
      const world = new World();
      world.aws.outcome = outcome;
      await world.start(world.window());
      await world.pass(8);
      assert.deepEqual([world.ends[0]?.outcome, world.inventory], ['failed', EVERYTHING]);
    }
  });

  it('that is refused leaves the endpoint as it is, and nothing of its own', async () => {
    for (const refused of ['create model', 'create endpointConfig', 'update']) {
      const world = new World();
      world.aws.fail = (name) => (name === refused ? { error: new ServiceError('quota', 'Your quota is 0.'), after: false } : undefined);
      await world.start(world.window());
      await world.pass(3);
      assert.deepEqual([refused, world.ends, world.inventory, world.aws.endpoint?.status], [refused, [{ outcome: 'refused', reason: 'Your quota is 0.', left: [] }], AS_BEFORE, 'InService']);
    }
  });

  it('names what it cannot remove, and tells of tags that it may not set', async () => {
    const denied = new ServiceError('permission', 'You may not.');
    const world = new World();
    world.aws.outcome = 'rolledBack';
    world.aws.fail = (name) => (name === 'remove model' ? { error: denied, after: false } : undefined);
    await world.start(world.window());
    await world.pass(8);
    assert.deepEqual(world.ends[0]?.left, [{ kind: 'model', name: 'e-2', reason: 'You may not.' }]);
    const other = new World();
    other.aws.fail = (name) => (name === 'tag' ? { error: denied, after: false } : undefined);
    await other.start(other.window());
    await other.pass(8);
    assert.deepEqual(other.ends, [{ outcome: 'done', reason: 'Its tags still name what ran before. You may not.', left: [] }]);
  });

  it('waits for an update that somebody else began, and is carried out then', async () => {
    const world = new World();
    const other = world.aws.updates.setCounts('e', { A: 2 });
    await other;
    await world.start(world.window());
    await world.pass(10);
    assert.deepEqual([world.ends[0]?.outcome, world.aws.endpoint?.configName, world.aws.endpoint?.count], ['done', 'e-2', 2]);
  });

  it('whose answer was lost, so that its second try was refused, is not asked for again', async () => {
    const inProgress = new ServiceError('invalid', 'Cannot update in-progress endpoint.', { retried: true });
    for (const goal of [{ kind: 'config', name: 'e-2' }, { kind: 'counts', counts: { A: 4 } }] as const) {
      const world = new World();
      world.aws.outcome = 'rolledBack';
      world.aws.fail = (name) => (name === 'update' || name === 'setCounts' ? { error: inProgress, after: true } : undefined);
      await world.start(world.window(), { goal, ...(goal.kind === 'counts' ? { calls: [] } : {}) });
      await world.pass(10);
      assert.deepEqual([world.ends, world.aws.calls.filter((c) => c === 'update' || c === 'setCounts').length], [[{ outcome: 'rolledBack', reason: 'No capacity.', left: [] }], 1]);
    }
  });

  it('whose tries all came after somebody else\'s change is asked for when that is made', async () => {
    const world = new World();
    let first = true;
    world.aws.fail = (name) => {
      if (name !== 'update' || !first) return undefined;
      first = false;
      void world.aws.updates.setCounts('e', { A: 2 });
      return { error: new ServiceError('invalid', 'Cannot update in-progress endpoint.', { retried: true }), after: false };
    };
    await world.start(world.window());
    await world.pass(12);
    assert.deepEqual([world.ends[0]?.outcome, world.aws.endpoint?.configName, world.aws.endpoint?.count], ['done', 'e-2', 2]);
  });

  it('that was not heard of an endpoint whose last roll-back failed is asked for again', async () => {
    const world = new World();
    if (world.aws.endpoint) world.aws.endpoint.status = 'UpdateRollbackFailed';
    let first = true;
    world.aws.fail = (name) => { if (name !== 'update' || !first) return undefined; first = false; return { error: new ServiceError('offline', 'No network.'), after: false }; };
    await world.start(world.window());
    await world.pass(45);
    assert.deepEqual([world.ends[0]?.outcome, world.aws.endpoint?.configName], ['done', 'e-2']);
  });

  it('of an endpoint that failed before it was asked for is refused, and leaves nothing', async () => {
    const world = new World();
    if (world.aws.endpoint) Object.assign(world.aws.endpoint, { status: 'Failed', failureReason: 'No capacity.' });
    await world.start(world.window());
    await world.pass(3);
    assert.deepEqual([world.ends, world.inventory], [[{ outcome: 'refused', reason: 'The endpoint itself has failed. No capacity.', left: [] }], AS_BEFORE]);
  });

  it('that SageMaker calls in progress for minutes, though nothing is, is refused', async () => {
    const world = new World();
    world.aws.fail = (name) => (name === 'update' ? { error: new ServiceError('invalid', 'Cannot update in-progress endpoint.'), after: false } : undefined);
    await world.start(world.window());
    await world.pass(100);
    assert.deepEqual(world.ends, []);
    await world.pass(250);
    assert.deepEqual([world.ends, world.inventory], [[{ outcome: 'refused', reason: 'Cannot update in-progress endpoint.', left: [] }], AS_BEFORE]);
  });

  it('ends where the endpoint is gone, or another one has its name', async () => {
    for (const change of [(aws: Account) => { aws.endpoint = undefined; }, (aws: Account) => { if (aws.endpoint) aws.endpoint.createdAt = new Date(1); }]) {
      const world = new World();
      const window = world.window();
      const begun = world.start(window);
      change(world.aws);
      await begun;
      await world.pass(3);
      assert.deepEqual([world.ends[0]?.outcome, world.inventory, world.aws.calls.includes('update')], ['gone', AS_BEFORE, false]);
    }
  });

  it('stands still where the endpoint may not be looked at any more, and takes nothing back', async () => {
    const world = new World();
    const window = world.window();
    world.aws.fail = (name) => (name === 'describe' && world.aws.calls.includes('update') ? { error: new ServiceError('permission', 'You may not look.'), after: false } : undefined);
    const id = await world.start(window);
    await world.pass(5);
    assert.deepEqual([window.problem(id), world.ends, world.inventory], ['You may not look.', [], EVERYTHING]);
  });

  it('stands still when the sign-in runs out, and goes on afterwards', async () => {
    const world = new World();
    const window = world.window();
    let out = true;
    world.aws.fail = (name) => (out && name === 'update' ? { error: new ServiceError('signIn', 'Sign in again.'), after: false } : undefined);
    const id = await world.start(window);
    await world.pass(2);
    assert.deepEqual([window.problem(id), world.ends], ['Sign in again.', []]);
    out = false;
    await window.resume();
    await world.pass(40);
    assert.equal(world.ends[0]?.outcome, 'done');
  });
});

describe('an update that another window takes over while this one stands still', () => {
  it('is changed by this window no more, whichever call it stands still at', async () => {
    for (const outcome of ['done', 'rolledBack'] as const) {
      for (let at = 1; at < 12; at++) {
        const world = new World();
        world.aws.outcome = outcome;
        const lease = JSON.stringify({ owner: 'two', until: world.clock.now().getTime() + 30_000 });
        world.aws.fail = (_, nth) => { if (nth === at) world.store.files.set('lease-u1.2.json', lease); return undefined; };
        await world.start(world.window());
        await world.pass(9);
        if (world.aws.calls.length < at) break;
        assert.deepEqual(world.aws.calls.slice(at).filter((c) => !/^(describe|look)/.test(c)), [], `${outcome}, call ${at}`);
        assert.deepEqual([world.ends, world.store.files.has('update-u1.json')], [[], true], 'nor does it end');
      }
    }
  });
});

describe('an update that is broken off at any call', () => {
  const failures: Readonly<Record<string, () => Error>> = {
    throttle: () => new ServiceError('throttled', 'Slow down.'), 'lost connection': () => new ServiceError('offline', 'No network.'), 'problem of SageMaker\'s own': () => new ServiceError('unexpected', 'Internal error.'),
  };

  it('comes to the same end when the window is killed there and another takes over', async () => {
    for (const outcome of ['done', 'rolledBack'] as const) {
      for (let nth = 1; nth < 16; nth++) {
        for (const after of [false, true]) {
          const world = new World();
          world.aws.outcome = outcome;
          const never = new Promise<never>(() => undefined);
          // a window that is killed hears no answer and writes nothing any more
          const other = world.window('other');
          const window = { dead: false };
          const { endpoints, updates } = world.aws;
          const held = (work: () => Promise<unknown>) => async (): Promise<unknown> => {
            if (window.dead) return never;
            if (world.aws.calls.length + 1 === nth && !after) { window.dead = true; return never; }
            const result = await work();
            if (world.aws.calls.length === nth) { window.dead = true; return never; }
            return result;
          };
          const all = { ...endpoints, ...updates } as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
          const wrapped = Object.fromEntries(Object.entries(all).map(([name, work]) => [name, (...args: unknown[]) => held(() => work(...args))()]));
          const killed = new Updates({
            store: { ...bound(world.store), write: (name, text) => (window.dead ? never : world.store.write(name, text)), remove: (name) => (window.dead ? never : world.store.remove(name)) }, clock: world.clock, owner: 'killed', newId: () => 'u1', pollMs: () => 1000,
            loadUpdating: () => Promise.resolve({ update }), failed: () => undefined, warn: () => undefined, portsFor: () => Promise.resolve({ endpoints: wrapped, updates: wrapped } as never),
          });
          await world.start(killed);
          await world.pass(12);
          if (window.dead) {
            await other.resume();
            // the lease of the dead window runs out
            await world.pass(60);
          }
          const what = `${outcome}, call ${nth}, ${after ? 'after' : 'before'}`;
          assert.deepEqual([what, world.aws.endpoint?.configName, world.inventory], [what, outcome === 'done' ? 'e-2' : 'e', outcome === 'done' ? EVERYTHING : AS_BEFORE]);
          assert.equal(world.aws.calls.filter((c) => c === 'create model').length <= 1, true, what);
          if (window.dead) assert.equal(world.ends[0]?.outcome, outcome, what);
        }
      }
    }
  }).timeout(60_000);

  for (const [name, error] of Object.entries(failures)) {
    it(`by a ${name} comes to the same end`, async () => {
      for (let at = 1; at < 14; at++) {
        for (const after of [false, true]) {
          const world = new World();
          world.aws.fail = (_, nth) => (nth === at ? { error: error(), after } : undefined);
          await world.start(world.window());
          await world.pass(60);
          const refused = world.ends[0]?.outcome === 'refused';
          // before anything was asked of the endpoint, a problem ends the update; afterwards it is seen to its end
          if (name !== 'problem of SageMaker\'s own' || world.aws.calls.includes('update')) assert.equal(refused, false, `call ${at}`);
          assert.deepEqual([at, after, world.inventory, world.aws.endpoint?.configName], [at, after, refused ? AS_BEFORE : EVERYTHING, refused ? 'e' : 'e-2']);
          assert.equal(world.aws.calls.filter((c) => c === 'update').length <= 2, true);
        }
      }
    }).timeout(60_000);
  }
});

function bound(store: MemoryStore): RecordStore {
  return { list: () => store.list(), read: (name: string) => store.read(name), write: (name: string, text: string) => store.write(name, text), create: (name: string, text: string) => store.create(name, text), remove: (name: string) => store.remove(name) };
}
