import assert from 'node:assert/strict';
import type { DeploymentRecord } from '../../src/deploy/record.js';
import { ServiceError, isServiceError } from '../../src/shared/serviceError.js';
import { World, ended, never, until } from '../support/deployments.js';

const RESOURCES = ['endpoint', 'endpointConfig', 'model'].map((kind) => `${kind} jumpstart-dft-test`);

describe('deployments', () => {
  it('create model, config and endpoint once and in order, and end in service', async () => {
    const world = new World();
    const window = world.window();
    const id = await world.start(window);
    const record = await until(window, id, ended);
    assert.equal(record.phase, 'inService');
    assert.deepEqual(world.aws.created, ['model jumpstart-dft-test', 'endpointConfig jumpstart-dft-test', 'endpoint jumpstart-dft-test']);
    assert.deepEqual(record.calls.map((c) => c.status), ['done', 'done', 'done']);
    assert.deepEqual(world.aws.log.slice(0, 3), ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint'], 'no other call comes before the endpoint is created');
  });

  it('writes the intention down before each call', async () => {
    const world = new World();
    const window = world.window();
    const seen: string[] = [];
    world.aws.before = (operation) => {
      if (!operation.startsWith('Create')) return;
      const record = JSON.parse(world.store.files.get('deployment-d1.json') ?? '') as DeploymentRecord;
      seen.push(`${operation}: ${record.calls.map((c) => c.status).join(' ')}`);
    };
    await until(window, await world.start(window), ended);
    assert.deepEqual(seen, ['CreateModel: intended waiting waiting', 'CreateEndpointConfig: done intended waiting', 'CreateEndpoint: done done intended']);
  });

  it('start nothing where the journal cannot be written', async () => {
    const world = new World();
    const window = world.window();
    world.store.beforeWrite = () => { throw new Error('The disk is full.'); };
    await assert.rejects(world.start(window), /disk is full/);
    assert.deepEqual(world.aws.log, []);
  });

  for (const [operation, kept] of [['CreateModel', 0], ['CreateEndpointConfig', 1], ['CreateEndpoint', 2]] as const) {
    it(`take back what was created when ${operation} is refused, and keep the first error`, async () => {
      const world = new World();
      const window = world.window();
      world.aws.before = (op) => { if (op === operation) throw new ServiceError('quota', 'The quota is used up.'); };
      const record = await until(window, await world.start(window), ended);
      assert.equal(record.phase, 'failed');
      assert.equal(record.failure?.message, 'The quota is used up.');
      assert.equal(world.aws.created.length, kept);
      assert.equal(world.aws.resources.size, 0);
      assert.deepEqual(world.aws.log.filter((l) => l.startsWith('Delete')), ['Delete endpointConfig', 'Delete model'].slice(2 - kept), 'newest first');
    });
  }

  it('name what could not be removed, without masking the first error', async () => {
    const world = new World();
    const window = world.window();
    world.aws.before = (op) => {
      if (op === 'CreateEndpoint') throw new ServiceError('capacity', 'No capacity.');
      if (op === 'Delete endpointConfig') throw new ServiceError('permission', 'You may not delete.');
    };
    const record = await until(window, await world.start(window), ended);
    assert.equal(record.failure?.message, 'No capacity.');
    assert.deepEqual(record.calls.map((c) => c.status), ['removed', 'left', 'refused']);
  });

  it('settle a lost answer by a Describe and not by a second Create', async () => {
    const world = new World();
    const window = world.window();
    let lost = false;
    world.aws.after = (op) => { if (op === 'CreateModel' && !lost) { lost = true; throw new ServiceError('offline', 'The connection was lost.'); } };
    const record = await until(window, await world.start(window), ended);
    assert.equal(record.phase, 'inService');
    assert.equal(world.aws.created.filter((c) => c.startsWith('model')).length, 1);
  });

  it('do not take another\'s resource of the same name for their own', async () => {
    const world = new World();
    world.aws.resources.set('model jumpstart-dft-test', { kind: 'model', createdAt: new Date('2026-01-01'), looks: 0 });
    const window = world.window();
    const record = await until(window, await world.start(window), ended);
    assert.equal(record.phase, 'failed');
    assert.equal(record.failure?.kind, 'nameTaken');
    assert.ok(world.aws.resources.has('model jumpstart-dft-test'), 'the other\'s model is still there');
  });

  for (const [operation, taken] of [['CreateModel', 'model'], ['CreateEndpointConfig', 'endpointConfig'], ['CreateEndpoint', 'endpoint']] as const) {
    it(`leave alone the ${taken} that somebody else gave the same name a second earlier`, async () => {
      const world = new World();
      const window = world.window();
      const key = `${taken} jumpstart-dft-test`;
      world.aws.before = (op) => { if (op === operation) world.aws.resources.set(key, { kind: taken, createdAt: new Date(world.clock.now().getTime() - 1000), looks: 0 }); };
      const record = await until(window, await world.start(window), ended);
      assert.equal(record.phase, 'failed');
      assert.equal(record.failure?.kind, 'nameTaken');
      assert.deepEqual([...world.aws.resources.keys()], [key], 'theirs is there, ours is gone');
    });
  }

  it('know what the first try of a request made that was sent again', async () => {
    const world = new World();
    const window = world.window();
    world.aws.after = (op) => { if (op === 'CreateModel') throw new ServiceError('nameTaken', 'There is a model of this name.', { retried: true }); };
    assert.equal((await until(window, await world.start(window), ended)).phase, 'inService');
  });

  it('wait out throttling and a lost network while watching', async () => {
    const world = new World();
    const window = world.window();
    let n = 0;
    world.aws.before = (op) => { if (op === 'Describe endpoint' && ++n <= 4) throw new ServiceError(n % 2 === 0 ? 'offline' : 'throttled', 'Not now.'); };
    assert.equal((await until(window, await world.start(window), ended)).phase, 'inService');
  });

  it('say why an endpoint failed, and leave it to be looked at', async () => {
    const world = new World();
    world.aws.outcome = { status: 'Failed', failureReason: 'Unable to provision requested ML compute capacity.' };
    const window = world.window();
    const record = await until(window, await world.start(window), ended);
    assert.equal(record.phase, 'failed');
    assert.equal(record.failure?.kind, 'capacity');
    assert.match(record.failure.message, /Unable to provision/);
    assert.equal(world.aws.resources.size, 3);
  });

  it('say that somebody else deleted the endpoint', async () => {
    const world = new World();
    world.aws.looksToEnd = 100;
    const window = world.window();
    const id = await world.start(window);
    await until(window, id, (r) => r.phase === 'creating');
    world.aws.resources.delete('endpoint jumpstart-dft-test');
    const record = await until(window, id, ended);
    assert.match(record.failure?.message ?? '', /somebody deleted it/);
  });

  it('stand still on an expired sign-in and carry on after it', async () => {
    const world = new World();
    const window = world.window();
    let expired = true;
    world.aws.before = (op) => { if (expired && op === 'CreateEndpointConfig') throw new ServiceError('signIn', 'Your sign-in has expired. Sign in again.'); };
    const id = await world.start(window);
    const paused = await until(window, id, (r) => r.paused !== undefined);
    assert.equal(paused.phase, 'running');
    assert.ok(world.failures.some((error) => isServiceError(error, 'signIn')), 'the connection is told, so that somebody is asked to sign in');
    expired = false;
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    await window.resume();
    assert.equal((await until(window, id, ended)).phase, 'inService');
    assert.equal(world.aws.created.length, 3);
  });
});

describe('cancelling a deployment', () => {
  it('before the endpoint exists takes everything back', async () => {
    const world = new World();
    const window = world.window();
    const id = await new Promise<string>((resolve) => {
      world.aws.before = async (op) => { if (op === 'CreateEndpointConfig') await window.cancel('d1'); };
      void world.start(window).then(resolve);
    });
    const record = await until(window, id, ended);
    assert.equal(record.phase, 'cancelled');
    assert.equal(world.aws.resources.size, 0);
  });

  it('while the endpoint is being created waits until SageMaker allows it, then deletes all three', async () => {
    const world = new World();
    world.aws.looksToEnd = 6;
    const window = world.window();
    const id = await world.start(window);
    await until(window, id, (r) => r.phase === 'creating');
    await window.cancel(id);
    await until(window, id, (r) => r.phase === 'cancelling');
    assert.equal(world.aws.resources.size, 3);
    const record = await until(window, id, ended);
    assert.equal(record.phase, 'cancelled');
    assert.equal(world.aws.resources.size, 0);
  });

  it('is carried out by the next window where this one goes first', async () => {
    const world = new World();
    world.aws.looksToEnd = 8;
    const first = world.window('one');
    const id = await world.start(first);
    await until(first, id, (r) => r.phase === 'creating');
    await first.cancel(id);
    await until(first, id, (r) => r.phase === 'cancelling');
    await first.dispose();
    const second = world.window('two');
    await second.resume();
    assert.equal((await until(second, id, ended)).phase, 'cancelled');
    assert.equal(world.aws.resources.size, 0);
  });
});

describe('a process that dies', () => {
  // every write of the journal, and every call to AWS before and after it took effect
  const points: [string, number, (world: World, die: () => void | Promise<void>, n: number) => void][] = [
    ['before journal write', 6, (w, die, n) => { w.store.beforeWrite = (_, i) => (i === n ? die() : undefined); }],
    ['before call', 6, (w, die, n) => { w.aws.before = (_, i) => (i === n ? die() : undefined); }],
    ['after call', 6, (w, die, n) => { w.aws.after = (_, i) => (i === n ? die() : undefined); }],
  ];
  for (const [where, count, arm] of points) {
    for (let n = 1; n <= count; n++) {
      it(`at ${where} ${n} leaves one endpoint or none, and the next window finishes`, async () => {
        const world = new World();
        const death = { came: false };
        arm(world, () => { death.came = true; return never(); }, n);
        const first = world.window('one');
        void world.start(first).catch(() => undefined);
        for (let i = 0; i < 300 && !death.came; i++) await new Promise((resolve) => { setImmediate(resolve); });
        assert.ok(death.came, 'the deployment has this point');
        world.store.beforeWrite = world.aws.before = world.aws.after = () => undefined;
        world.end();
        world.clock.pass(60_000);
        const second = world.window('two');
        await second.resume();
        const [record] = second.list();
        if (!record) { assert.deepEqual(world.aws.created, [], 'what was not written down was not created'); return; }
        assert.equal((await until(second, record.id, ended)).phase, 'inService');
        assert.deepEqual([...world.aws.resources.keys()].sort(), RESOURCES);
        assert.equal(world.aws.created.length, 3, 'nothing was created twice');
        await second.dispose();
      });
    }
  }
});

describe('two windows', () => {
  it('never run the same deployment', async () => {
    const world = new World();
    world.aws.looksToEnd = 5;
    const [first, second] = [world.window('one'), world.window('two')];
    const id = await world.start(first);
    await second.resume();
    await until(first, id, ended);
    assert.equal(world.aws.created.length, 3);
    await second.resume();
    assert.equal(second.get(id)?.phase, 'inService');
  });

  it('leave a damaged record where it is, and say so', async () => {
    const world = new World();
    world.store.files.set('deployment-x.json', '{"format":1,"id":"x"');
    world.store.files.set('deployment-y.json', '{"format":7}');
    await world.window().resume();
    assert.equal(world.warnings.length, 2);
    assert.ok(world.store.files.has('deployment-x.json'));
  });
});
