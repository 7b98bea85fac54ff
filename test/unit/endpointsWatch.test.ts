import assert from 'node:assert/strict';
import type { EndpointSummary, EndpointsPort } from '../../src/endpoints/ports.js';
import { EndpointStore } from '../../src/endpoints/store.js';
import { watchThrough } from '../../src/endpoints/watch.js';
import { ServiceError, isServiceError } from '../../src/shared/serviceError.js';
import { MemoryAws, ProcessClock, VirtualClock } from '../support/deploy.js';

const NAME = 'jumpstart-dft-test';

const ends: (() => void)[] = [];
afterEach(() => { for (const end of ends.splice(0)) end(); });

/** A store over a list that the test sets, a port that counts direct questions, and the look of a deployment. */
function world(status: string | undefined, sameConnection = true) {
  const time = new VirtualClock();
  const clock = new ProcessClock(time);
  const counts = { lists: 0, direct: 0 };
  const held = { status };
  const fault: { error: ServiceError | undefined } = { error: undefined };
  const summary = (): EndpointSummary[] => (held.status === undefined ? [] : [{ name: NAME, arn: `arn:aws:sagemaker:us-west-2:111122223333:endpoint/${NAME}`, status: held.status, createdAt: clock.now(), modifiedAt: clock.now() }]);
  const port: EndpointsPort = {
    list: () => { counts.lists++; return fault.error ? Promise.reject(fault.error) : Promise.resolve(summary()); }, describe: () => Promise.resolve(undefined), describeConfig: () => Promise.resolve(undefined),
    endpointTags: () => Promise.resolve(new Map()), configsUsing: () => Promise.resolve([]), endpointsUsing: () => Promise.resolve([]), instancesInUse: () => Promise.resolve(new Map()), remove: () => Promise.resolve(),
  };
  const store = new EndpointStore({ port: () => Promise.resolve(port), clock, intervals: () => ({ pending: 15_000, idle: 60_000 }), failed: () => undefined });
  const aws = new MemoryAws(clock);
  aws.before = () => { counts.direct++; };
  const look = watchThrough({ store, port: aws, clock, sameConnection: () => sameConnection, maxAgeMs: 7500 });
  ends.push(() => { store.dispose(); clock.die(); });
  return { time, clock, counts, held, fault, aws, look: () => look(NAME, new AbortController().signal) };
}

describe('watching a deployment through the endpoints\' store', () => {
  it('costs no call while the store\'s look is fresh', async () => {
    const w = world('Creating');
    for (let i = 0; i < 5; i++) assert.equal((await w.look())?.status, 'Creating');
    assert.deepEqual(w.counts, { lists: 1, direct: 0 });
  });

  for (const kind of ['throttled', 'offline', 'signIn'] as const) {
    it(`passes on that the store was ${kind}, so that the watch slows down, and asks nothing more`, async () => {
      const w = world('Creating');
      await w.look();
      w.time.pass(60_000);
      w.fault.error = new ServiceError(kind, 'Not now.');
      await assert.rejects(w.look(), (error) => isServiceError(error, kind));
      assert.deepEqual(w.counts, { lists: 2, direct: 0 });
      });
  }

  it('asks directly where the list may not be read', async () => {
    const w = world('Creating');
    w.fault.error = new ServiceError('permission', 'You may not list.');
    w.aws.resources.set(`endpoint ${NAME}`, { kind: 'endpoint', createdAt: w.clock.now(), looks: 0 });
    assert.equal((await w.look())?.status, 'Creating');
  });

  it('asks directly for the reason of a failure', async () => {
    const w = world('Failed');
    w.aws.resources.set(`endpoint ${NAME}`, { kind: 'endpoint', createdAt: w.clock.now(), looks: 9 });
    w.aws.outcome = { status: 'Failed', failureReason: 'CapacityError' };
    assert.equal((await w.look())?.failureReason, 'CapacityError');
  });

  it('does not take an endpoint for gone because a list does not show it yet', async () => {
    const w = world(undefined);
    w.aws.resources.set(`endpoint ${NAME}`, { kind: 'endpoint', createdAt: w.clock.now(), looks: 0 });
    assert.equal((await w.look())?.status, 'Creating');
    assert.equal(w.counts.direct, 1);
  });

  it('asks directly where the window looks at another account', async () => {
    const w = world('InService', false);
    assert.equal(await w.look(), undefined);
    assert.deepEqual(w.counts, { lists: 0, direct: 1 });
  });
});
