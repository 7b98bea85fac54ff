// What becomes of deployments while the disk takes nothing, or gives nothing back.
import assert from 'node:assert/strict';
import { hasEnded } from '../../src/deploy/record.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { World, ended, turns, until } from '../support/deployments.js';

const full = (): Promise<never> => Promise.reject(new ServiceError('unexpected', 'The disk is full.', { code: 'ENOSPC' }));

/** Writing files whose names begin so fails, until that is taken back. */
function refuse(world: World, prefix: string): () => void {
  const { write, create } = { write: world.store.write.bind(world.store), create: world.store.create.bind(world.store) };
  world.store.write = (name, text) => (name.startsWith(prefix) ? full() : write(name, text));
  world.store.create = (name, text) => (name.startsWith(prefix) ? full() : create(name, text));
  return () => { Object.assign(world.store, { write, create }); };
}

describe('a deployment that cannot be written down', () => {
  it('is not begun, and that is what is said', async () => {
    const world = new World();
    refuse(world, 'deployment-');
    await assert.rejects(world.start(world.window()), /^ServiceError: Nothing was created, .* The disk is full\.$/);
    assert.deepEqual(world.aws.log, []);
  });

  it('gives up nothing for that, also where it is settled what became of a call', async () => {
    for (const kind of ['unexpected', 'nameTaken'] as const) {
      const world = new World();
      const window = world.window();
      world.asksAgain = () => true;
      let seen = false;
      world.aws.after = (operation) => {
        if (operation === 'CreateModel' && !seen) throw new ServiceError(kind, 'Something broke.', { retried: true });
        // the model was found: what it is to be written down with is refused, once
        if (operation !== 'Describe model' || seen) return;
        seen = true;
        world.store.beforeWrite = () => { world.store.beforeWrite = () => undefined; return full(); };
      };
      const record = await until(window, await world.start(window), ended);
      assert.deepEqual([record.phase, world.aws.created.length, world.aws.resources.size], ['inService', 3, 3], kind);
    }
  });
});

describe('a wish to cancel that the disk refuses', () => {
  it('is said to be refused, and holds in this window for when the deployment goes on', async () => {
    const world = new World();
    const window = world.window();
    world.asksAgain = () => true;
    world.aws.looksToEnd = 100;
    const id = await world.start(window);
    await until(window, id, (r) => r.phase === 'creating');
    const restore = refuse(world, '');
    await assert.rejects(window.cancel(id), /disk is full/);
    await until(window, id, (r) => r.paused !== undefined);
    await turns(20);
    restore();
    world.aws.looksToEnd = 0;
    assert.deepEqual([(await until(window, id, ended)).phase, world.aws.resources.size], ['cancelled', 0]);
  });

  it('holds also where the deployment stood still already', async () => {
    const world = new World();
    const window = world.window();
    world.asksAgain = () => true;
    let restore = (): void => undefined;
    world.aws.after = (operation) => { if (operation === 'CreateModel') restore = refuse(world, ''); };
    const id = await world.start(window);
    await until(window, id, (r) => r.paused !== undefined && !window.runsHere(id));
    await assert.rejects(window.cancel(id), /disk is full/);
    restore();
    assert.deepEqual([(await until(window, id, ended)).phase, world.aws.resources.size], ['cancelled', 0]);
  });
});

describe('a deployment that ended', () => {
  it('stands still no more where the wish to cancel it cannot be removed', async () => {
    const world = new World();
    const window = world.window();
    const remove = world.store.remove.bind(world.store);
    world.store.remove = (name) => (name.startsWith('cancel-') ? full() : remove(name));
    const id = await world.start(window);
    await until(window, id, ended);
    await turns(10);
    assert.deepEqual([window.get(id)?.paused, window.runsHere(id)], [undefined, false]);
    assert.deepEqual(world.warnings, ['The disk is full.']);
  });
});

describe('an end that was written while the folder could not be listed', () => {
  it('is shown when it can', async () => {
    const world = new World();
    const window = world.window();
    world.asksAgain = () => true;
    const list = world.store.list.bind(world.store);
    world.aws.after = (operation) => { if (operation === 'CreateEndpoint') world.store.beforeWrite = (_, n) => { if (n === 6) world.store.list = full; }; };
    const id = await world.start(window);
    await until(window, id, (r) => r.paused !== undefined && !window.runsHere(id));
    world.store.list = list;
    const record = await until(window, id, ended);
    assert.deepEqual([record.phase, record.paused], ['inService', undefined]);
  });
});

describe('a deployment that nobody can take over', () => {
  it('is said to stand still, and goes on by itself when the disk takes it', async () => {
    const world = new World();
    const first = world.window('one');
    world.asksAgain = () => true;
    world.aws.looksToEnd = 100;
    const id = await world.start(first);
    await until(first, id, (r) => r.phase === 'creating');
    world.kill(0);
    world.clock.pass(60_000);
    const restore = refuse(world, 'lease-');
    const second = world.window('two');
    await second.resume();
    assert.match(second.get(id)?.paused ?? '', /disk is full/);
    restore();
    world.aws.looksToEnd = 0;
    assert.equal((await until(second, id, hasEnded)).phase, 'inService');
  });

  it('is followed on after a moment in which its record could not be read', async () => {
    const world = new World();
    const [first, second] = [world.window('one'), world.window('two')];
    world.aws.looksToEnd = 60;
    const id = await world.start(first);
    await second.resume();
    const read = world.store.read.bind(world.store);
    let failures = 0;
    world.store.read = (name) => (name.startsWith('deployment-') && failures++ === 0 ? full() : read(name));
    assert.equal((await until(second, id, hasEnded)).phase, 'inService');
    assert.ok(failures > 1);
  });
});
