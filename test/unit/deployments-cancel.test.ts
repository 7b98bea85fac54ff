import assert from 'node:assert/strict';
import type { DeployPort } from '../../src/deploy/ports.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { World, ended, turns, until } from '../support/deployments.js';

const NAME = 'jumpstart-dft-test';

describe('taking a deployment back', () => {
  for (const operation of ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint'] as const) {
    it(`waits for the answer of ${operation} that is on its way: SageMaker carries it out all the same`, async () => {
      const world = new World();
      const window = world.window();
      const { aws } = world;
      const port: DeployPort = {
        describe: (kind, name) => aws.describe(kind, name), remove: (kind, name) => aws.remove(kind, name), abandon: (upload) => aws.abandon(upload),
        execute: (call, { signal }) => new Promise((resolve, reject) => {
          signal?.addEventListener('abort', () => { reject(signal.reason as Error); });
          const late = call.operation === operation ? turns(40) : Promise.resolve();
          if (call.operation === operation) void window.cancel('d1');
          void late.then(() => aws.execute(call)).then(resolve, reject);
        }),
      };
      world.port = port;
      const record = await until(window, await world.start(window), ended);
      await turns(60);
      assert.equal(record.phase, 'cancelled');
      assert.deepEqual([...aws.resources.keys()], [], 'nothing is left that nobody knows of');
    });
  }

  for (const kind of ['offline', 'throttled'] as const) {
    for (const operation of ['Delete endpoint', 'Delete endpointConfig', 'Delete model']) {
      it(`waits where ${operation} is ${kind}`, async () => {
        const world = new World();
        const window = world.window();
        world.aws.looksToEnd = 40;
        const id = await world.start(window);
        await until(window, id, (r) => r.phase === 'creating');
        let n = 0;
        world.aws.before = (op) => { if (op === operation && ++n <= 3) throw new ServiceError(kind, 'Not now.'); };
        await window.cancel(id);
        const record = await until(window, id, ended);
        assert.deepEqual(record.calls.map((c) => c.status), ['removed', 'removed', 'removed']);
        assert.equal(world.aws.resources.size, 0);
      });
    }
  }

  it('waits while SageMaker rolls an endpoint back, and where its state changed meanwhile', async () => {
    const world = new World();
    const window = world.window();
    world.aws.looksToEnd = 10;
    const id = await world.start(window);
    await until(window, id, (r) => r.phase === 'creating');
    world.aws.outcome = { status: 'RollingBack' };
    let refused = 0;
    world.aws.before = (op) => {
      if (op === 'Describe endpoint' && (world.aws.resources.get(`endpoint ${NAME}`)?.looks ?? 0) > 14) world.aws.outcome = { status: 'InService' };
      if (op !== 'Delete endpoint') return;
      assert.equal(world.aws.outcome.status, 'InService', 'it is not asked for before');
      if (++refused <= 2) throw new ServiceError('invalid', 'The endpoint is still being created or updated.', { cause: new Error('Cannot update in-progress endpoint "arn".') });
    };
    await window.cancel(id);
    const record = await until(window, id, ended);
    assert.deepEqual(record.calls.map((c) => c.status), ['removed', 'removed', 'removed']);
    assert.equal(refused, 3);
  });

  it('deletes config and model only when the endpoint is gone', async () => {
    const world = new World();
    const window = world.window();
    world.aws.looksToEnd = 5;
    world.aws.looksToGo = 4;
    const id = await world.start(window);
    await until(window, id, (r) => r.phase === 'creating');
    await window.cancel(id);
    const record = await until(window, id, ended);
    const order = world.aws.log.filter((op) => op.startsWith('Delete') || op === 'Describe endpoint');
    assert.deepEqual(order.slice(order.indexOf('Delete endpoint')), ['Delete endpoint', ...Array<string>(5).fill('Describe endpoint'), 'Delete endpointConfig', 'Delete model']);
    assert.deepEqual(record.calls.map((c) => c.status), ['removed', 'removed', 'removed']);
  });

  it('leaves config and model to an endpoint that may not be deleted, and names all three', async () => {
    const world = new World();
    const window = world.window();
    world.aws.looksToEnd = 5;
    const id = await world.start(window);
    await until(window, id, (r) => r.phase === 'creating');
    world.aws.before = (op) => { if (op === 'Delete endpoint') throw new ServiceError('permission', 'You may not call sagemaker:DeleteEndpoint.', { action: 'sagemaker:DeleteEndpoint' }); };
    await window.cancel(id);
    const record = await until(window, id, ended);
    assert.deepEqual(record.calls.map((c) => c.status), ['left', 'left', 'left']);
    assert.equal(world.aws.resources.size, 3);
  });

  it('leaves alone what another made of the name while the answer was open', async () => {
    const world = new World();
    const window = world.window();
    const key = `model ${NAME}`;
    world.aws.before = async (op) => {
      if (op !== 'CreateModel') return;
      world.aws.resources.set(key, { kind: 'model', createdAt: world.clock.now(), looks: 0 });
      await window.cancel('d1');
    };
    const record = await until(window, await world.start(window), ended);
    assert.equal(record.phase, 'cancelled');
    assert.deepEqual([...world.aws.resources.keys()], [key]);
  });

  it('leaves alone what was there before, where it is not known whether the call was sent', async () => {
    const world = new World();
    const first = world.window('one');
    world.store.beforeWrite = (_, n) => (n === 3 ? new Promise<void>(() => undefined) : undefined);
    void world.start(first);
    while (world.store.writes < 3) await turns(1);
    world.kill(0);
    world.store.beforeWrite = () => undefined;
    world.clock.pass(60_000);
    world.aws.resources.set(`endpointConfig ${NAME}`, { kind: 'endpointConfig', createdAt: new Date('2026-01-01'), looks: 0 });
    const file = 'deployment-d1.json';
    world.store.files.set(file, (world.store.files.get(file) ?? '').replace('"waiting"', '"intended"'));
    const second = world.window('two');
    world.store.files.set('cancel-d1.json', '{}');
    await second.resume();
    assert.equal((await until(second, 'd1', ended)).phase, 'cancelled');
    assert.ok(world.aws.resources.has(`endpointConfig ${NAME}`));
  });

  it('shows no step as going on that has ended', async () => {
    const world = new World();
    const window = world.window();
    const copy = { id: 'copy', service: 's3', operation: 'CopyArtifacts', input: {} } as const;
    world.port = {
      describe: (kind, name) => world.aws.describe(kind, name), remove: (kind, name) => world.aws.remove(kind, name), abandon: (upload) => world.aws.abandon(upload),
      execute: (call, { cancel }) => new Promise((_, reject) => {
        cancel?.addEventListener('abort', () => { reject(cancel.reason as Error); });
        if (call.operation === 'CopyArtifacts') void window.cancel('d1');
      }),
    };
    const record = await until(window, await world.start(window, [copy]), ended);
    assert.deepEqual(record.calls.map((c) => c.status), ['waiting', 'waiting', 'waiting', 'waiting']);
  });
});

describe('an endpoint that was just created', () => {
  it('is not taken for gone before it could be seen', async () => {
    const world = new World();
    const window = world.window();
    const { aws } = world;
    let unseen = 5;
    world.port = {
      execute: (call) => aws.execute(call), remove: (kind, name) => aws.remove(kind, name), abandon: (upload) => aws.abandon(upload),
      describe: (kind, name) => (kind === 'endpoint' && unseen-- > 0 ? Promise.resolve(undefined) : aws.describe(kind, name)),
    };
    assert.equal((await until(window, await world.start(window), ended)).phase, 'inService');
  });
});

describe('watching an endpoint', () => {
  it('asks less and less often while SageMaker does not answer', async () => {
    const world = new World();
    const window = world.window();
    const times: number[] = [];
    world.aws.before = (op) => { if (op === 'Describe endpoint' && times.push(world.clock.now().getTime()) <= 6) throw new ServiceError('throttled', 'Not now.'); };
    await until(window, await world.start(window), ended);
    const pauses = times.slice(1, 7).map((t, i) => (t - (times[i] ?? 0)) / 1000);
    for (const [i, pause] of pauses.entries()) assert.ok(pause > Math.min(2 ** (i + 1), 16) * 0.85, pauses.join());
    assert.ok((times[8] ?? 0) - (times[7] ?? 0) < 1200, 'and at its usual pace again afterwards');
  });

  it('tells the error of the call, not that of looking what became of it', async () => {
    const world = new World();
    const window = world.window();
    world.aws.before = (op) => {
      if (op === 'CreateModel') throw new ServiceError('unexpected', 'SageMaker has a problem of its own.');
      if (op === 'Describe model') throw new ServiceError('permission', 'You may not look up the model.');
    };
    const record = await until(window, await world.start(window), ended);
    assert.equal(record.failure?.message, 'SageMaker has a problem of its own.');
    assert.equal(record.calls[0]?.status, 'left', 'it may be there');
  });
});
