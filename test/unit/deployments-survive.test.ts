import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Journal } from '../../src/deploy/journal.js';
import { type DeploymentRecord, hasEnded } from '../../src/deploy/record.js';
import { ServiceError, type ServiceErrorKind } from '../../src/shared/serviceError.js';
import { ProcessClock } from '../support/deploy.js';
import { ManualClock, settle } from '../support/endpoints.js';
import { World, ended, turns, until } from '../support/deployments.js';

const COPY = { id: 'copy', service: 's3', operation: 'CopyArtifacts', input: {} } as const;

describe('a disk that takes nothing', () => {
  it('keeps a deployment from starting, now and later, whichever file it refuses', async () => {
    for (const refused of ['deployment-', 'lease-']) {
      const world = new World();
      const window = world.window();
      const write = world.store.write.bind(world.store);
      world.store.write = (name, text) => (name.startsWith(refused) ? Promise.reject(new Error('The disk is full.')) : write(name, text));
      await assert.rejects(world.start(window), /disk is full/);
      world.store.write = write;
      await window.resume();
      await turns(50);
      assert.deepEqual([window.list(), world.aws.log, [...world.store.files.keys()]], [[], [], []], refused);
    }
  });

  it('in the middle makes a deployment stand still; it goes on by itself when there is room, and nothing is lost or created twice', async () => {
    for (let n = 2; n <= 6; n++) {
      const world = new World();
      const window = world.window();
      world.asksAgain = () => true;
      world.store.beforeWrite = (_, i) => { if (i >= n && i < n + 3) throw new Error('The disk is full.'); };
      const id = await world.start(window);
      const record = await until(window, id, ended);
      assert.equal(record.phase, 'inService', `write ${n}: ${record.failure?.message ?? ''}`);
      assert.equal(world.aws.created.length, 3);
    }
  });
});

describe('a lost network or a busy service', () => {
  for (const kind of ['offline', 'throttled'] as const) {
    for (const operation of ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint', 'CopyArtifacts']) {
      it(`${kind} at ${operation} is waited for; nothing is given up`, async () => {
        const world = new World();
        const window = world.window();
        let n = 0;
        world.aws.before = (op) => { if (op === operation && ++n <= 3) throw new ServiceError(kind, 'Not now.'); };
        const record = await until(window, await world.start(window, [COPY]), ended);
        assert.equal(record.phase, 'inService', record.failure?.message);
        assert.equal(world.aws.created.filter((c) => c !== 'model ').length, 3);
      });
    }
  }
});

describe('a wish to cancel that comes while the last look is on its way', () => {
  for (const outcome of ['InService', 'Failed']) {
    for (const who of ['this window', 'another window']) {
      it(`of ${who} is carried out where the endpoint is ${outcome}`, async () => {
        const world = new World();
        const [first, second] = [world.window('one'), world.window('two')];
        world.aws.outcome = { status: outcome };
        world.aws.looksToEnd = 3;
        let looks = 0;
        world.aws.after = async (op) => {
          if (op === 'CreateModel') await second.resume();
          if (op === 'Describe endpoint' && ++looks === 3) await (who === 'this window' ? first : second).cancel('d1');
        };
        const id = await world.start(first);
        assert.equal((await until(first, id, ended)).phase, 'cancelled');
        assert.equal(world.aws.resources.size, 0);
      });
    }
  }
});

describe('a deployment that stands still', () => {
  it('is tried again by itself, less and less often, where its sign-in is not the one of this window', async () => {
    const world = new World();
    const window = world.window();
    const times: number[] = [];
    world.asksAgain = () => true;
    world.aws.before = (op) => {
      if (op !== 'CreateModel') return;
      if (times.push(world.clock.now().getTime()) <= 4) throw new ServiceError('signIn', 'Expired.');
    };
    assert.equal((await until(window, await world.start(window), ended)).phase, 'inService');
    const pauses = times.slice(1).map((t, i) => Math.round((t - (times[i] ?? 0)) / 1000));
    assert.deepEqual(pauses, [30, 60, 120, 240]);
  });

  it('waits for one try at a time, however often the journal is read meanwhile', async () => {
    const [world, clock] = [new World(), new ManualClock()];
    const window = world.window('one', clock);
    world.asksAgain = () => true;
    let tries = 0;
    world.aws.before = () => { tries++; throw new ServiceError('signIn', 'Expired.'); };
    const claimed = (): Promise<void> => clock.advance(200);
    await world.start(window);
    await settle();
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      pauses.push(Math.round((clock.next ?? 0) / 1000));
      for (let n = 0; n < 3; n++) {
        const before = tries;
        const reading = window.resume();
        await settle();
        await claimed();
        await reading;
        assert.equal(tries, before + 1, 'a reading is a try, too');
      }
      await clock.advance(clock.next ?? 0);
      await claimed();
    }
    assert.deepEqual(pauses, [30, 60, 120, 240, 480, 600, 600]);
    await window.dispose();
    assert.equal(clock.next, undefined);
  });
});

describe('a record that cannot be read', () => {
  it('is told of once, however often the journal is read', async () => {
    const world = new World();
    world.store.files.set('deployment-x.json', '{"format":1,"id":"x"').set('deployment-y.json', '{"format":2,"id":"y"}');
    const window = world.window();
    for (let i = 0; i < 3; i++) await window.resume();
    assert.equal(world.warnings.length, 2);
    assert.match(world.warnings.join('\n'), /cut off, or was changed by hand\. It was left[^]*newer version of JumpStart Deploy wrote it/);
    assert.equal(world.store.files.size, 2);
  });

  it('is one that lies under another\'s name: it would be carried on twice', async () => {
    const world = new World();
    const window = world.window();
    await until(window, await world.start(window), ended);
    world.store.files.set('deployment-copy.json', world.store.files.get('deployment-d1.json') ?? '');
    const { records, damaged } = await new Journal(world.store, new ProcessClock(world.clock), 'x').read();
    assert.deepEqual([records.length, damaged.map((d) => d.name)], [1, ['deployment-copy.json']]);
  });
});

describe('what a dead window left in the journal', () => {
  it('goes with the next reading: leases and wishes of what ended or never began, those of the living stay', async () => {
    const world = new World();
    const window = world.window();
    await until(window, await world.start(window), ended);
    await turns(5);
    const lease = (ms: number): string => JSON.stringify({ owner: 'other', until: world.clock.now().getTime() + ms });
    world.store.files.set('lease-d1.json', lease(-1)).set('cancel-d1.json', '{}').set('lease-never.json', lease(-1)).set('lease-alive.json', lease(20_000));
    await window.resume();
    assert.deepEqual([...world.store.files.keys()].sort(), ['deployment-d1.json', 'lease-alive.json']);
  });
});

describe('an upload that a dead process left open', () => {
  for (const cancelled of [false, true]) {
    it(`is dropped when the copy is ${cancelled ? 'taken back' : 'taken up again'}`, async () => {
      const world = new World();
      const first = world.window('one');
      world.aws.uploads.add('u1');
      const state = { died: false };
      world.port = {
        describe: (kind, name) => world.aws.describe(kind, name), remove: (kind, name) => world.aws.remove(kind, name), abandon: (upload) => world.aws.abandon(upload),
        execute: async (call, options) => {
          if (call.operation !== 'CopyArtifacts' || state.died) return world.aws.execute(call);
          await options.uploads?.opened({ bucket: 'b', key: 'k', uploadId: 'u1' });
          state.died = true;
          return new Promise(() => undefined);
        },
      };
      void world.start(first, [COPY]);
      while (!state.died) await turns(1);
      world.kill(0);
      world.clock.pass(60_000);
      const second = world.window('two');
      if (cancelled) world.store.files.set('cancel-d1.json', '{}');
      await second.resume();
      assert.equal((await until(second, 'd1', ended)).phase, cancelled ? 'cancelled' : 'inService');
      assert.equal(world.aws.uploads.size, 0);
    });
  }
});

interface Step { readonly do: 'kill' | 'cancel' | 'sleep' | 'fault' | 'lose'; readonly after: number; readonly kind: ServiceErrorKind }

const step = fc.record<Step>({
  do: fc.constantFrom('kill', 'cancel', 'sleep', 'fault', 'lose'), after: fc.integer({ min: 0, max: 12 }), kind: fc.constantFrom('offline', 'throttled', 'signIn', 'unexpected', 'quota'),
});

/** One deployment to which all this happens, until a window sees its end. */
async function live(steps: readonly Step[]): Promise<{ world: World; record: DeploymentRecord | undefined }> {
  const world = new World();
  world.asksAgain = () => true;
  let [n, window] = [0, world.window('w0')];
  void world.start(window).catch(() => undefined);
  for (const one of steps) {
    await turns(one.after);
    if (one.do === 'kill') {
      world.kill(n);
      world.clock.pass(60_000);
      window = world.window(`w${++n}`);
      await window.resume();
    } else if (one.do === 'cancel') for (const { id } of window.list()) await window.cancel(id);
    else if (one.do === 'sleep') world.clock.pass(8 * 3_600_000);
    else {
      const hook = one.do === 'fault' ? 'before' : 'after';
      // an answer that is lost, or one that says nothing about what was done
      const kind = hook === 'after' && (one.kind === 'quota' || one.kind === 'signIn') ? 'offline' : one.kind;
      world.aws[hook] = () => { world.aws[hook] = () => undefined; throw new ServiceError(kind, 'Not now.'); };
    }
  }
  world.aws.before = world.aws.after = () => undefined;
  await turns(10);
  const [found] = window.list();
  const record = found && await until(window, found.id, hasEnded);
  await turns(20);
  return { world, record };
}

describe('whatever happens to a deployment', () => {
  it('there is one endpoint or none, nothing is created twice, and the account holds what the journal says', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 7 }), async (steps) => {
      const { world, record } = await live(steps);
      const held = [...world.aws.resources.keys()];
      assert.ok(new Set(world.aws.created).size === world.aws.created.length, `created twice: ${world.aws.created.join()}`);
      if (!record) { assert.deepEqual(held, []); return; }
      for (const [i, call] of record.plan.calls.entries()) {
        const there = held.includes(`${call.creates?.kind ?? ''} ${call.creates?.name ?? ''}`);
        const status = record.calls[i]?.status;
        assert.ok(there ? status === 'done' || status === 'left' : status !== 'done', `${call.id} is ${status ?? ''} and ${there ? '' : 'not '}there`);
      }
      if (record.phase === 'inService') assert.ok(!steps.some((s) => s.do === 'cancel') || !record.cancelWanted, 'a wish was lost');
      world.end();
    }), { numRuns: 150 });
  });
});
