import assert from 'node:assert/strict';
import { Journal } from '../../src/deploy/journal.js';
import type { DeploymentRecord } from '../../src/deploy/record.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { ProcessClock } from '../support/deploy.js';
import { World, ended, turns, until } from '../support/deployments.js';

/** After so many take-overs. */
const written = (world: World, term = ''): DeploymentRecord => JSON.parse(world.store.files.get(`deployment-d1${term}.json`) ?? '') as DeploymentRecord;

describe('a deployment that another window runs', () => {
  it('can be cancelled from here', async () => {
    const world = new World();
    world.aws.looksToEnd = 60;
    const [first, second] = [world.window('one'), world.window('two')];
    const id = await world.start(first);
    await until(first, id, (r) => r.phase === 'creating');
    await second.resume();
    await second.cancel(id);
    assert.equal((await until(first, id, ended)).phase, 'cancelled');
    assert.equal(world.aws.resources.size, 0);
    assert.equal((await until(second, id, ended)).phase, 'cancelled', 'and is seen to end here');
    assert.deepEqual([...world.store.files.keys()], ['deployment-d1.json'], 'neither lease nor wish is left behind');
  });

  it('keeps what that window wrote, whatever is pressed here', async () => {
    const world = new World();
    const [first, second] = [world.window('one'), world.window('two')];
    let kept: string[] = [];
    world.aws.before = async (op) => {
      if (op === 'CreateModel') await second.resume();
      if (op !== 'CreateEndpoint') return;
      await second.cancel('d1');
      kept = written(world).calls.map((c) => c.status);
    };
    await world.start(first);
    await until(first, 'd1', ended);
    assert.deepEqual(kept, ['done', 'done', 'intended']);
  });

  it('is taken over when that window is gone for good, without anybody doing anything', async () => {
    const world = new World();
    world.aws.looksToEnd = 40;
    const first = world.window('one');
    const id = await world.start(first);
    await until(first, id, (r) => r.phase === 'creating');
    const second = world.window('two');
    await second.resume();
    world.kill(0);
    assert.equal((await until(second, id, ended)).phase, 'inService');
    assert.equal(world.aws.created.length, 3);
  });

  it('is followed on where the record of another deployment cannot be read any more', async () => {
    const world = new World();
    const [first, second] = [world.window('one'), world.window('two')];
    world.aws.looksToEnd = 60;
    const id = await world.start(first);
    await until(first, id, (r) => r.phase === 'creating');
    const file = 'deployment-d0.json';
    world.store.files.set(file, JSON.stringify({ ...written(world), id: 'd0' }));
    world.store.files.set('lease-d0.json', JSON.stringify({ owner: 'three', until: world.clock.now().getTime() + 30_000 }));
    await second.resume();
    world.store.files.set(file, '{"format":2}');
    assert.equal((await until(second, id, ended)).phase, 'inService');
    assert.equal(world.warnings.length, 1);
  });

  it('waits for a sign-in where that window waits for one', async () => {
    const world = new World();
    const [first, second] = [world.window('one'), world.window('two')];
    world.aws.before = (op) => { if (op === 'CreateEndpointConfig') throw new ServiceError('signIn', 'Expired.'); };
    const id = await world.start(first);
    await second.resume();
    await until(first, id, (r) => r.paused !== undefined);
    await until(second, id, (r) => r.paused !== undefined);
    await turns(200);
    assert.equal(world.aws.log.filter((l) => l === 'CreateEndpointConfig').length, 1, 'nobody asks again before somebody signed in');
  });
});

describe('a window that slept while another took over', () => {
  it('neither writes to the record nor goes on', async () => {
    const world = new World();
    let wake = (): void => undefined;
    world.aws.before = (op) => (op === 'CreateEndpointConfig' ? new Promise<void>((resolve) => { wake = resolve; }) : undefined);
    const first = world.window('one');
    const id = await world.start(first);
    while (!world.aws.log.includes('CreateEndpointConfig')) await turns(1);
    // time passes without a heartbeat: the lid was closed
    world.clock.pass(3_600_000);
    world.aws.before = () => undefined;
    const second = world.window('two');
    await second.resume();
    await second.cancel(id);
    assert.equal((await until(second, id, ended)).phase, 'cancelled');
    wake();
    await turns(200);
    assert.equal(written(world, '.1').phase, 'cancelled');
    assert.deepEqual([...world.store.files.keys()].sort(), ['deployment-d1.1.json', 'deployment-d1.json'], 'it leaves no lease behind');
    assert.ok(!world.aws.log.includes('CreateEndpoint'), 'no endpoint is created of what was cancelled');
    assert.equal(first.get(id)?.phase, 'cancelled', 'it shows what the other did');
  });
});

describe('a window that stands still at a call while another takes over', () => {
  for (const how of ['carried on', 'cancelled', 'taken back']) {
    it(`creates and deletes nothing more of what is ${how}`, async () => {
      for (let at = 1; at < 12; at++) {
        const world = new World();
        const lease = JSON.stringify({ owner: 'two', until: world.clock.now().getTime() + 30_000 });
        world.aws.before = (op, n) => {
          if (how === 'cancelled' && op === 'Describe endpoint') void window.cancel('d1');
          if (n === at) world.store.files.set('lease-d1.1.json', lease);
          if (how === 'taken back' && op === 'CreateEndpoint') throw new ServiceError('quota', 'No room.');
        };
        const window = world.window();
        // the other one never gives a sign of life: here it is not to be taken over again
        window.onChange(() => { if (world.store.files.has('lease-d1.1.json') && !window.runsHere('d1')) void window.dispose(); });
        await world.start(window);
        await turns(150);
        assert.deepEqual(world.aws.log.slice(at).filter((op) => !op.startsWith('Describe')), [], `${at} of ${world.aws.log.join()}`);
        world.end();
      }
    });
  }
});

describe('the end of a deployment', () => {
  it('is told once, also where it came while no window was open', async () => {
    const world = new World();
    const told: string[] = [];
    const first = world.window('one');
    first.onEnd(() => told.push('one'));
    const id = await world.start(first);
    await until(first, id, (r) => r.phase === 'creating');
    await first.dispose();
    world.aws.looksToEnd = 0;
    const [second, third] = [world.window('two'), world.window('three')];
    second.onEnd((record) => told.push(`two: ${record.phase}`));
    third.onEnd((record) => told.push(`three: ${record.phase}`));
    await Promise.all([second.resume(), third.resume()]);
    await until(second, id, ended);
    await until(third, id, ended);
    await second.resume();
    assert.equal(told.length, 1, told.join());
    assert.match(told.join(), /^(two|three): inService$/);
  });

  it('is shown to be on its way from the moment at which it is taken up', async () => {
    const world = new World();
    world.aws.looksToEnd = 1000;
    const first = world.window('one');
    const id = await world.start(first);
    await until(first, id, (r) => r.phase === 'creating');
    await first.dispose();
    const second = world.window('two');
    const here: boolean[] = [];
    second.onChange(() => { here.push(second.runsHere(id)); });
    await second.resume();
    assert.ok(here.includes(true));
  });
});

describe('a record', () => {
  const damages: Record<string, (record: DeploymentRecord) => object> = {
    'its model': (r) => ({ ...r, plan: { ...r.plan, model: undefined } }), 'its title': (r) => ({ ...r, title: undefined }), 'its account': (r) => ({ ...r, target: { region: 'us-west-2' } }),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`that lacks ${what} is said to be damaged, and shown nowhere`, async () => {
      const world = new World();
      const first = world.window('one');
      await until(first, await world.start(first), ended);
      world.store.files.set('deployment-d1.json', JSON.stringify(damage(written(world))));
      const second = world.window('two');
      await second.resume();
      assert.deepEqual(second.list(), []);
      assert.match(world.warnings.join(), /Parts of it are missing/);
    });
  }
});

describe('a lease', () => {
  it('of a clock that was set back since is nobody\'s', async () => {
    const world = new World();
    world.clock.pass(365 * 86_400_000);
    const clock = new ProcessClock(world.clock);
    await new Journal(world.store, clock, 'one').take('x');
    world.clock.pass(-365 * 86_400_000);
    assert.ok(await new Journal(world.store, clock, 'two').claim('x'));
  });

  it('is renewed again after a moment in which the disk was full', async () => {
    const world = new World();
    world.aws.looksToEnd = 120;
    const first = world.window('one');
    const id = await world.start(first);
    await until(first, id, (r) => r.phase === 'creating');
    const write = world.store.write.bind(world.store);
    let failures = 0;
    world.store.write = (name, text) => {
      if (name.startsWith('lease-') && failures++ === 0) return Promise.reject(new Error('The disk is full.'));
      return write(name, text);
    };
    for (let i = 0; i < 500 && failures < 4; i++) await turns(1);
    assert.ok(failures >= 4, `renewed ${failures} times`);
    assert.deepEqual(world.warnings, ['The journal cannot be written: The disk is full.']);
    assert.equal((await until(first, id, ended)).phase, 'inService');
  });
});
