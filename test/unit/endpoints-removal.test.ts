import assert from 'node:assert/strict';
import { remove } from '../../src/endpoints/removal.js';
import { parkingOf, planParkedRemoval, planRemoval, withCopies } from '../../src/endpoints/removalPlan.js';
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
    aws.finishDeleting();
    await clock.advance(1000);
  }
  return end;
}

describe('removal of an endpoint', () => {
  it('takes config and model with it, in this order', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'a-config', models: ['a-model'] });
    const plan = await planRemoval(aws.ports(), 'a');
    assert.deepEqual(names(plan.goes), ['endpoint a', 'endpointConfig a-config', 'model a-model']);
    assert.deepEqual(plan.stays, []);
    const result = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(names(result.removed), ['endpoint a', 'endpointConfig a-config', 'model a-model']);
    assert.deepEqual(aws.calls.filter((c) => c.startsWith('remove')), ['remove endpoint a', 'remove endpointConfig a-config', 'remove model a-model']);
    assert.equal(aws.configs.size + aws.models.size + aws.endpoints.size, 0);
  });

  it('leaves a config that another endpoint uses, and the model of that config', async () => {
    const { aws } = world();
    aws.add('a', { configName: 'shared', models: ['m'] });
    aws.add('b', { configName: 'shared', models: ['m'] });
    const plan = await planRemoval(aws.ports(), 'a');
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
    const plan = await planRemoval(aws.ports(), 'a');
    assert.deepEqual(names(plan.goes), ['endpoint a', 'endpointConfig a']);
    assert.deepEqual(plan.stays, [{ kind: 'model', name: 'm', reason: 'the endpoint configuration b uses it' }]);
  });

  it('leaves what it may not check', async () => {
    const { aws } = world();
    aws.add('a');
    aws.failing.set('configsUsing', { error: new ServiceError('permission', 'You may not call ListEndpointConfigs.'), times: 1 });
    const plan = await planRemoval(aws.ports(), 'a');
    assert.deepEqual(names(plan.stays), ['model a']);
    assert.match(plan.stays[0]?.reason ?? '', /could not be checked.*ListEndpointConfigs/);
  });

  it('is done at once for an endpoint that is gone', async () => {
    const { clock, aws } = world();
    const plan = await planRemoval(aws.ports(), 'gone');
    const result = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(names(result.removed), ['endpoint gone']);
    assert.deepEqual(result.left, []);
  });

  it('takes the endpoint alone where its config is gone', async () => {
    const { aws } = world();
    aws.add('a');
    aws.configs.clear();
    assert.deepEqual(names((await planRemoval(aws.ports(), 'a')).goes), ['endpoint a']);
  });

  it('keeps the wish while the endpoint is being created', async () => {
    const { clock, aws } = world();
    aws.add('a', { status: 'Creating' });
    const plan = await planRemoval(aws.ports(), 'a');
    assert.equal(plan.busy, true);
    const work = remove(plan, { ports: aws.ports(), clock, pollMs: 1000 });
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
    const plan = await planRemoval(aws.ports(), 'a');
    aws.failing.set('remove endpoint', { error: new ServiceError('invalid', 'Could not delete the endpoint a: the endpoint is still being created or updated.', { cause: new Error('Cannot update in-progress endpoint "arn".') }), times: 1 });
    const result = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(result.left, []);
    assert.equal(aws.calls.filter((c) => c === 'remove endpoint a').length, 2);
  });

  for (const kind of ['offline', 'throttled'] as const) {
    it(`keeps the wish while AWS is ${kind}`, async () => {
      const { clock, aws } = world();
      aws.add('a', { status: 'Creating' });
      const plan = await planRemoval(aws.ports(), 'a');
      const work = remove(plan, { ports: aws.ports(), clock, pollMs: 1000 });
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
    const plan = await planRemoval(aws.ports(), 'a');
    aws.failing.set('remove endpoint', { error: new ServiceError('permission', 'You may not delete it.'), times: 1 });
    const result = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(result.removed, []);
    assert.deepEqual(result.left, [
      { kind: 'endpoint', name: 'a', reason: 'You may not delete it.' },
      { kind: 'endpointConfig', name: 'c', reason: 'the endpoint a is still there' },
      { kind: 'model', name: 'm', reason: 'the endpoint configuration c uses it' },
    ]);
  });

  it('leaves the model of a config that stays, which keeps no model of anything else', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'c', models: ['m'] });
    const plan = await planRemoval(aws.ports(), 'a');
    const refuse = (): void => { aws.failing.set('remove endpointConfig c', { error: new ServiceError('permission', 'No.'), times: 1 }); };
    refuse();
    const whole = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual([names(whole.removed), whole.left.map((kept) => kept.reason)], [['endpoint a'], ['No.', 'the endpoint configuration c uses it']]);
    assert.equal(aws.calls.filter((call) => call === 'configsUsing m').length, 1, 'known from the plan, without asking AWS again');
    // left-overs: each is asked for on its own
    aws.models.add('unrelated');
    refuse();
    const goes = [{ kind: 'endpointConfig', name: 'c' }, { kind: 'model', name: 'm' }, { kind: 'model', name: 'unrelated' }] as const;
    const leftOvers = await finish(clock, aws, remove({ goes }, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual([names(leftOvers.removed), names(leftOvers.left)], [['model unrelated'], ['endpointConfig c', 'model m']]);
  });

  it('goes on with other models when one is refused', async () => {
    const { clock, aws } = world();
    aws.add('a', { models: ['m1', 'm2'] });
    const plan = await planRemoval(aws.ports(), 'a');
    aws.failing.set('remove model m1', { error: new ServiceError('permission', 'No.'), times: 1 });
    const result = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(names(result.removed), ['endpoint a', 'endpointConfig a', 'model m2']);
    assert.deepEqual(names(result.left), ['model m1']);
  });

  it('checks again right before, and spares what somebody took into use meanwhile', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'c', models: ['m'] });
    const plan = await planRemoval(aws.ports(), 'a');
    aws.add('b', { configName: 'c', models: ['m'] });
    const result = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(result.left, [
      { kind: 'endpointConfig', name: 'c', reason: 'the endpoint b uses it' },
      { kind: 'model', name: 'm', reason: 'the endpoint configuration c uses it' },
    ]);
    assert.equal(aws.configs.size, 1);
  });

  it('can be stopped while it waits, and says what is left', async () => {
    const { clock, aws } = world();
    aws.add('a', { status: 'Creating' });
    const plan = await planRemoval(aws.ports(), 'a');
    const abort = new AbortController();
    const work = remove(plan, { ports: aws.ports(), clock, pollMs: 1000, signal: abort.signal });
    await clock.advance(1000);
    abort.abort();
    const result = await finish(clock, aws, work);
    assert.deepEqual(result.left.map((l) => l.reason), ['the removal was stopped', 'the endpoint a is still there', 'the endpoint configuration a uses it']);
  });

  it('takes scaling first, then components with their models, then the endpoint', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'c', models: [] });
    aws.configs.set('c', { name: 'c', kmsKeyId: undefined, variants: [{ name: 'AllTraffic', modelName: undefined, instanceType: 'ml.g5.2xlarge', initialCount: 1 }] });
    aws.inferenceComponents.set('part', { endpointName: 'a', modelName: 'm', status: 'InService' });
    aws.models.add('m');
    for (const resourceId of ['endpoint/a/variant/AllTraffic', 'inference-component/part', 'endpoint/b/variant/AllTraffic']) aws.targets.push({ resourceId, dimension: 'd' });
    const plan = await planRemoval(aws.ports(), 'a');
    const order = ['scalableTarget endpoint/a/variant/AllTraffic', 'scalableTarget inference-component/part', 'inferenceComponent part', 'endpoint a', 'endpointConfig c', 'model m'];
    assert.deepEqual(names(plan.goes), order);
    const result = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(result.left, []);
    assert.deepEqual(aws.calls.filter((c) => c.startsWith('remove')), order.map((o) => `remove ${o}`));
    assert.deepEqual(aws.inventory(), ['scalableTarget endpoint/b/variant/AllTraffic']);
  });

  it('waits for a component that is being created', async () => {
    const { clock, aws } = world();
    aws.add('a');
    aws.inferenceComponents.set('part', { endpointName: 'a', modelName: undefined, status: 'Creating' });
    const work = remove(await planRemoval(aws.ports(), 'a'), { ports: aws.ports(), clock, pollMs: 1000 });
    for (let i = 0; i < 3; i++) await clock.advance(1000);
    assert.ok(!aws.calls.some((c) => c.startsWith('remove')));
    aws.inferenceComponents.set('part', { endpointName: 'a', modelName: undefined, status: 'InService' });
    assert.deepEqual((await finish(clock, aws, work)).left, []);
  });

  it('leaves a model that a component of another endpoint runs', async () => {
    const { aws } = world();
    aws.add('a', { models: ['m'] });
    aws.add('b');
    aws.inferenceComponents.set('part', { endpointName: 'b', modelName: 'm', status: 'InService' });
    assert.deepEqual((await planRemoval(aws.ports(), 'a')).stays, [{ kind: 'model', name: 'm', reason: 'the inference component part uses it' }]);
  });

  it('takes the models of instance pools, and both configs of an update under way', async () => {
    const { aws } = world();
    aws.add('a', { configName: 'old', models: ['m1'] });
    aws.add('other', { configName: 'new', models: ['m2'] });
    aws.endpoints.delete('other');
    aws.configs.set('new', { name: 'new', kmsKeyId: undefined, variants: [{ name: 'AllTraffic', modelName: 'm2', instanceType: undefined, initialCount: 1, pools: [{ instanceType: 'ml.g5.xlarge', modelName: undefined }, { instanceType: 'ml.g6.xlarge', modelName: 'm3' }] }] });
    aws.models.add('m3');
    const endpoint = aws.endpoints.get('a');
    if (endpoint) endpoint.pendingConfigName = 'new';
    assert.deepEqual(names((await planRemoval(aws.ports(), 'a')).goes), ['endpoint a', 'endpointConfig old', 'endpointConfig new', 'model m1', 'model m2', 'model m3']);
  });

  it('says what it may not look up, and goes on', async () => {
    const { clock, aws } = world();
    aws.add('a');
    const no = new ServiceError('permission', 'You may not call application-autoscaling:DescribeScalableTargets.');
    aws.failing.set('scalableTargets', { error: no, times: 1 });
    const plan = await planRemoval(aws.ports(), 'a');
    assert.match(plan.notes.join(' '), /scales automatically could not be looked up \(You may not call application-autoscaling:DescribeScalableTargets\)/);
    assert.deepEqual((await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }))).left, []);
  });

  it('lets a scalable target that may not be deregistered keep nothing else', async () => {
    const { clock, aws } = world();
    aws.add('a');
    aws.targets.push({ resourceId: 'endpoint/a/variant/AllTraffic', dimension: 'd' });
    aws.failing.set('remove scalableTarget', { error: new ServiceError('permission', 'No.'), times: 1 });
    const result = await finish(clock, aws, remove(await planRemoval(aws.ports(), 'a'), { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(names(result.left), ['scalableTarget endpoint/a/variant/AllTraffic']);
    assert.deepEqual(names(result.removed), ['endpoint a', 'endpointConfig a', 'model a']);
  });

  it('takes copied files where asked, and no file that is not a copy or that another model reads', async () => {
    const { clock, aws } = world();
    aws.add('a');
    aws.add('b');
    aws.data.set('a', ['s3://mine/jumpstart/x/1.0.0/', 's3://mine/jumpstart/shared/1.0.0/model.tar.gz', 's3://jumpstart-cache-prod-us-west-2/jumpstart/x/1/', 's3://mine/other/y/']);
    aws.data.set('b', ['s3://mine/jumpstart/shared/1.0.0/model.tar.gz']);
    for (const uri of ['s3://mine/jumpstart/x/1.0.0/weights', 's3://mine/jumpstart/shared/1.0.0/model.tar.gz']) aws.copied.add(uri);
    const plan = await planRemoval(aws.ports(), 'a');
    assert.deepEqual(names(plan.copies), ['copies s3://mine/jumpstart/x/1.0.0/']);
    assert.deepEqual(plan.stays, [{ kind: 'copies', name: 's3://mine/jumpstart/shared/1.0.0/', reason: 'the model b uses it' }]);
    assert.ok(!names(plan.goes).some((n) => n.startsWith('copies')));
    await finish(clock, aws, remove(withCopies(plan), { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual([...aws.copied], ['s3://mine/jumpstart/shared/1.0.0/model.tar.gz']);
  });

  it('spares an endpoint that has taken the name since, and what it uses', async () => {
    const { clock, aws } = world();
    aws.add('a');
    const plan = await planRemoval(aws.ports(), 'a');
    aws.endpoints.delete('a');
    await clock.advance(5000);
    aws.add('a');
    const result = await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.equal(aws.endpoints.get('a')?.summary.status, 'InService');
    assert.deepEqual(names(result.left), ['endpointConfig a', 'model a']);
  });

  it('ends where nobody is signed in any more, to be taken up again', async () => {
    const { clock, aws } = world();
    aws.add('a');
    const plan = await planRemoval(aws.ports(), 'a');
    aws.failing.set('remove endpointConfig', { error: new ServiceError('signIn', 'Sign in again.'), times: 1 });
    await assert.rejects(finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 })), /Sign in again/);
    assert.deepEqual((await finish(clock, aws, remove(plan, { ports: aws.ports(), clock, pollMs: 1000 }))).left, []);
    assert.deepEqual(aws.inventory(), []);
  });
});

describe('parking', () => {
  it('takes the endpoint and its scaling alone', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'c', models: ['m'] });
    aws.targets.push({ resourceId: 'endpoint/a/variant/AllTraffic', dimension: 'd' });
    await finish(clock, aws, remove(parkingOf(await planRemoval(aws.ports(), 'a')), { ports: aws.ports(), clock, pollMs: 1000 }));
    assert.deepEqual(aws.inventory(), ['endpointConfig c', 'model m']);
  });

  it('keeps the config from whoever deletes another endpoint on it', async () => {
    const { aws } = world();
    aws.add('b', { configName: 'c', models: ['m'] });
    const plan = await planRemoval(aws.ports((config) => (config === 'c' ? ['a'] : [])), 'b');
    assert.deepEqual(plan.stays[0], { kind: 'endpointConfig', name: 'c', reason: 'the parked endpoint a needs it to be resumed' });
  });

  it('ends for good with config and models, also where the config is gone', async () => {
    const { clock, aws } = world();
    const parked = { endpointName: 'a', configName: 'c', models: ['m'] };
    const ports = aws.ports((config) => (config === 'c' ? ['a'] : []));
    aws.add('a', { configName: 'c', models: ['m'] });
    aws.endpoints.clear();
    const plan = await planParkedRemoval(ports, parked);
    assert.deepEqual(names(plan.goes), ['endpointConfig c', 'model m']);
    await finish(clock, aws, remove(plan, { ports, clock, pollMs: 1000 }));
    assert.deepEqual(aws.inventory(), []);
    aws.models.add('m');
    assert.deepEqual(names((await planParkedRemoval(ports, parked)).goes), ['model m']);
  });

  it('spares a config that runs again', async () => {
    const { clock, aws } = world();
    aws.add('a', { configName: 'c', models: ['m'] });
    const ports = aws.ports(() => ['a']);
    const plan = { ...await planParkedRemoval(ports, { endpointName: 'a', configName: 'c', models: ['m'] }), goes: [{ kind: 'endpointConfig', name: 'c' }, { kind: 'model', name: 'm' }] as const };
    const result = await finish(clock, aws, remove(plan, { ports, clock, pollMs: 1000 }));
    assert.deepEqual(names(result.left), ['endpointConfig c', 'model m']);
  });
});
