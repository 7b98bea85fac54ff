import assert from 'node:assert/strict';
import { planRemoval, remove } from '../../src/endpoints/removal.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { FakeEndpoints, ManualClock, settle } from '../support/endpoints.js';

function world() {
  const clock = new ManualClock();
  return { clock, aws: new FakeEndpoints(clock) };
}

const names = (list: readonly { kind: string; name: string }[]): string[] => list.map((r) => `${r.kind} ${r.name}`);

/** Runs a removal while time passes and the service finishes deleting. */
async function finish<T>(clock: ManualClock, aws: FakeEndpoints, work: Promise<T>): Promise<T> {
  const state = { done: false };
  const end = work.finally(() => { state.done = true; });
  for (let i = 0; i < 50 && !state.done; i++) {
    await settle();
    for (const [name, { summary }] of aws.endpoints) if (summary.status === 'Deleting') aws.endpoints.delete(name);
    await clock.advance(1000);
  }
  return end;
}

describe('removal of an endpoint', () => {
  it('takes config and model with it, in this order', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'a-config', models: ['a-model'] });
    const plan = await planRemoval(aws, 'a');
    assert.deepEqual(names(plan.goes), ['endpoint a', 'endpointConfig a-config', 'model a-model']);
    assert.deepEqual(plan.stays, []);
    const result = await finish(clock, aws, remove(plan, { port: aws, clock, pollMs: 1000 }));
    assert.deepEqual(names(result.removed), ['endpoint a', 'endpointConfig a-config', 'model a-model']);
    assert.deepEqual(aws.calls.filter((c) => c.startsWith('remove')), ['remove endpoint a', 'remove endpointConfig a-config', 'remove model a-model']);
    assert.equal(aws.configs.size + aws.models.size + aws.endpoints.size, 0);
  });

  it('leaves a config that another endpoint uses, and the model of that config', async () => {
    const { aws } = world();
    aws.add('a', { configName: 'shared', models: ['m'] });
    aws.add('b', { configName: 'shared', models: ['m'] });
    const plan = await planRemoval(aws, 'a');
    assert.deepEqual(names(plan.goes), ['endpoint a']);
    assert.deepEqual(plan.stays, [
      { kind: 'endpointConfig', name: 'shared', reason: 'the endpoint b uses it' },
      { kind: 'model', name: 'm', reason: 'the endpoint configuration shared uses it' },
    ]);
  });

  it('leaves a model that another config uses', async () => {
    const { aws } = world();
    aws.add('a', { models: ['m'] });
    aws.add('b', { models: ['m'] });
    const plan = await planRemoval(aws, 'a');
    assert.deepEqual(names(plan.goes), ['endpoint a', 'endpointConfig a']);
    assert.deepEqual(plan.stays, [{ kind: 'model', name: 'm', reason: 'the endpoint configuration b uses it' }]);
  });

  it('leaves what it may not check', async () => {
    const { aws } = world();
    aws.add('a');
    aws.failing.set('configsUsing', { error: new ServiceError('permission', 'You may not call ListEndpointConfigs.'), times: 1 });
    const plan = await planRemoval(aws, 'a');
    assert.deepEqual(names(plan.stays), ['model a']);
    assert.match(plan.stays[0]?.reason ?? '', /could not be checked.*ListEndpointConfigs/);
  });

  it('is done at once for an endpoint that is gone', async () => {
    const { clock, aws } = world();
    const plan = await planRemoval(aws, 'gone');
    const result = await finish(clock, aws, remove(plan, { port: aws, clock, pollMs: 1000 }));
    assert.deepEqual(names(result.removed), ['endpoint gone']);
    assert.deepEqual(result.left, []);
  });

  it('takes the endpoint alone where its config is gone', async () => {
    const { aws } = world();
    aws.add('a');
    aws.configs.clear();
    assert.deepEqual(names((await planRemoval(aws, 'a')).goes), ['endpoint a']);
  });

  it('keeps the wish while the endpoint is being created', async () => {
    const { clock, aws } = world();
    aws.add('a', { status: 'Creating' });
    const plan = await planRemoval(aws, 'a');
    assert.equal(plan.busy, true);
    const work = remove(plan, { port: aws, clock, pollMs: 1000 });
    for (let i = 0; i < 5; i++) await clock.advance(1000);
    assert.ok(!aws.calls.some((c) => c.startsWith('remove')), 'nothing is asked for that would be refused');
    aws.setStatus('a', 'Failed');
    const result = await finish(clock, aws, work);
    assert.deepEqual(result.left, []);
    assert.equal(aws.calls.filter((c) => c === 'remove endpoint a').length, 1);
  });

  it('tries again where the endpoint became busy between look and call', async () => {
    const { clock, aws } = world();
    aws.add('a');
    const plan = await planRemoval(aws, 'a');
    aws.failing.set('remove endpoint', { error: new ServiceError('invalid', 'Could not delete the endpoint a: the endpoint is still being created or updated.', { cause: new Error('Cannot update in-progress endpoint "arn".') }), times: 1 });
    const result = await finish(clock, aws, remove(plan, { port: aws, clock, pollMs: 1000 }));
    assert.deepEqual(result.left, []);
    assert.equal(aws.calls.filter((c) => c === 'remove endpoint a').length, 2);
  });

  for (const kind of ['offline', 'throttled'] as const) {
    it(`keeps the wish while AWS is ${kind}`, async () => {
      const { clock, aws } = world();
      aws.add('a', { status: 'Creating' });
      const plan = await planRemoval(aws, 'a');
      const work = remove(plan, { port: aws, clock, pollMs: 1000 });
      await clock.advance(1000);
      aws.failing.set('describe a', { error: new ServiceError(kind, 'Not now.'), times: 3 });
      for (let i = 0; i < 5; i++) await clock.advance(1000);
      aws.setStatus('a', 'InService');
      aws.failing.set('remove endpoint', { error: new ServiceError(kind, 'Not now.'), times: 1 });
      const result = await finish(clock, aws, work);
      assert.deepEqual(names(result.removed), ['endpoint a', 'endpointConfig a', 'model a']);
    });
  }

  it('names what is left when the endpoint cannot be deleted, and takes nothing from under it', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'c', models: ['m'] });
    const plan = await planRemoval(aws, 'a');
    aws.failing.set('remove endpoint', { error: new ServiceError('permission', 'You may not delete it.'), times: 1 });
    const result = await finish(clock, aws, remove(plan, { port: aws, clock, pollMs: 1000 }));
    assert.deepEqual(result.removed, []);
    assert.deepEqual(result.left, [
      { kind: 'endpoint', name: 'a', reason: 'You may not delete it.' },
      { kind: 'endpointConfig', name: 'c', reason: 'the endpoint a is still there' },
      { kind: 'model', name: 'm', reason: 'the endpoint configuration c uses it' },
    ]);
  });

  it('goes on with other models when one is refused', async () => {
    const { clock, aws } = world();
    aws.add('a', { models: ['m1', 'm2'] });
    const plan = await planRemoval(aws, 'a');
    aws.failing.set('remove model m1', { error: new ServiceError('permission', 'No.'), times: 1 });
    const result = await finish(clock, aws, remove(plan, { port: aws, clock, pollMs: 1000 }));
    assert.deepEqual(names(result.removed), ['endpoint a', 'endpointConfig a', 'model m2']);
    assert.deepEqual(names(result.left), ['model m1']);
  });

  it('checks again right before, and spares what somebody took into use meanwhile', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'c', models: ['m'] });
    const plan = await planRemoval(aws, 'a');
    aws.add('b', { configName: 'c', models: ['m'] });
    const result = await finish(clock, aws, remove(plan, { port: aws, clock, pollMs: 1000 }));
    assert.deepEqual(result.left, [
      { kind: 'endpointConfig', name: 'c', reason: 'the endpoint b uses it' },
      { kind: 'model', name: 'm', reason: 'the endpoint configuration c uses it' },
    ]);
    assert.equal(aws.configs.size, 1);
  });

  it('can be stopped while it waits, and says what is left', async () => {
    const { clock, aws } = world();
    aws.add('a', { status: 'Creating' });
    const plan = await planRemoval(aws, 'a');
    const abort = new AbortController();
    const work = remove(plan, { port: aws, clock, pollMs: 1000, signal: abort.signal });
    await clock.advance(1000);
    abort.abort();
    const result = await finish(clock, aws, work);
    assert.deepEqual(result.left.map((l) => l.reason), ['the removal was stopped', 'the endpoint a is still there', 'the endpoint configuration a uses it']);
  });
});
