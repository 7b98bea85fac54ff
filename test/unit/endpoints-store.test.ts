import assert from 'node:assert/strict';
import { EndpointStore } from '../../src/endpoints/store.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { FakeEndpoints, ManualClock, settle } from '../support/endpoints.js';

const SDK_TAGS = { 'sagemaker-sdk:jumpstart-model-id': 'meta-textgeneration-llama-2-7b', 'sagemaker-sdk:jumpstart-model-version': '4.1.0' };
const stores: EndpointStore[] = [];
afterEach(() => { for (const store of stores.splice(0)) store.dispose(); });

function world() {
  const clock = new ManualClock();
  const aws = new FakeEndpoints(clock);
  const failures: unknown[] = [];
  const store = new EndpointStore({
    port: () => Promise.resolve(aws), clock, intervals: () => ({ pending: 15_000, idle: 60_000 }), failed: (e) => { failures.push(e); }, random: () => 0.5,
  });
  stores.push(store);
  return { clock, aws, store, failures };
}

async function look(store: EndpointStore): Promise<void> {
  store.show({ jumpStart: true, others: false });
  await settle();
}

describe('endpoint store', () => {
  it('asks nothing before somebody looks', async () => {
    const { aws, clock } = world();
    await clock.advance(600_000);
    assert.deepEqual(aws.calls, []);
  });

  it('lists first, reads tags once, and describes what is looked at', async () => {
    const { aws, store } = world();
    aws.add('llama', { tags: SDK_TAGS });
    aws.add('somebody-elses');
    await look(store);
    assert.deepEqual(aws.calls, ['list', 'endpointTags', 'describe llama', 'describeConfig llama']);
    assert.equal(store.find('llama')?.config?.variants[0]?.instanceType, 'ml.g5.2xlarge');
    assert.equal(store.find('llama')?.origin?.modelId, 'meta-textgeneration-llama-2-7b');
    assert.equal(store.find('somebody-elses')?.origin, undefined);
    assert.equal(store.find('somebody-elses')?.detail, undefined);
  });

  it('describes the others when they are looked at', async () => {
    const { aws, store } = world();
    aws.add('somebody-elses');
    await look(store);
    aws.calls.length = 0;
    store.show({ jumpStart: true, others: true });
    await settle();
    assert.deepEqual(aws.calls, ['list', 'describe somebody-elses', 'describeConfig somebody-elses']);
  });

  it('watches 100 endpoints, 3 of them pending, with 4 calls a look', async () => {
    const { aws, store, clock } = world();
    for (let i = 0; i < 97; i++) aws.add(`jumpstart-dft-${i}`);
    for (const name of ['jumpstart-a', 'jumpstart-b', 'jumpstart-c']) aws.add(name, { status: 'Creating' });
    await look(store);
    aws.calls.length = 0;
    await clock.advance(15_000);
    assert.deepEqual(aws.calls, ['list', 'describe jumpstart-a', 'describe jumpstart-b', 'describe jumpstart-c']);
  });

  it('looks every minute while nothing is pending, every 15 seconds while something is', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a');
    await look(store);
    assert.equal(clock.next, 60_000);
    aws.setStatus('jumpstart-a', 'Updating');
    await clock.advance(60_000);
    assert.equal(clock.next, 15_000);
  });

  it('stops when nobody looks and nothing is pending, and goes on while something is', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a', { status: 'Creating' });
    await look(store);
    store.show({ jumpStart: false, others: false });
    aws.calls.length = 0;
    await clock.advance(15_000);
    assert.ok(aws.calls.includes('list'), 'a pending endpoint is watched while the view is hidden');
    aws.setStatus('jumpstart-a', 'InService');
    await clock.advance(15_000);
    aws.calls.length = 0;
    await clock.advance(3_600_000);
    assert.deepEqual(aws.calls, []);
    assert.equal(clock.next, undefined);
  });

  it('never looks twice at the same time', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a');
    let release = (): void => undefined;
    aws.hold = new Promise((resolve) => { release = resolve; });
    store.show({ jumpStart: true, others: false });
    const refreshed = Promise.all([store.refresh(), store.refresh()]);
    await clock.advance(300_000);
    assert.deepEqual(aws.calls, ['list']);
    release();
    await refreshed;
    assert.equal(aws.calls.filter((c) => c === 'list').length, 2, 'both refreshes share the look after the one under way');
  });

  it('backs off when throttled, keeps the list and calls it no problem', async () => {
    const { aws, store, clock, failures } = world();
    aws.add('jumpstart-a');
    await look(store);
    aws.failing.set('list', { error: new ServiceError('throttled', 'Rate exceeded'), times: 2 });
    await clock.advance(60_000);
    assert.equal(clock.next, 120_000);
    await clock.advance(120_000);
    assert.equal(clock.next, 240_000);
    assert.equal(store.state.problem, undefined);
    assert.equal(store.state.rows.length, 1);
    assert.deepEqual(failures, []);
    await clock.advance(240_000);
    assert.equal(clock.next, 60_000);
  });

  it('keeps the last good list when offline, says so, and finds back', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a');
    await look(store);
    aws.failing.set('list', { error: new ServiceError('offline', 'No network.'), times: 1 });
    await clock.advance(60_000);
    assert.equal(store.state.problem?.kind, 'offline');
    assert.equal(store.state.rows.length, 1);
    await clock.advance(120_000);
    assert.equal(store.state.problem, undefined);
  });

  for (const kind of ['permission', 'signIn'] as const) {
    it(`does not ask again after a refusal (${kind}) until asked to`, async () => {
      const { aws, store, clock } = world();
      aws.failing.set('list', { error: new ServiceError(kind, 'No.'), times: 1 });
      await look(store);
      aws.calls.length = 0;
      await clock.advance(3_600_000);
      assert.deepEqual(aws.calls, []);
      assert.equal(store.state.problem?.kind, kind);
      await store.refresh();
      assert.equal(store.state.problem, undefined);
    });
  }

  it('lists without tags where they may not be read, and recognises by the name', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a', { tags: SDK_TAGS });
    aws.failing.set('endpointTags', { error: new ServiceError('permission', 'No tag:GetResources.'), times: 9 });
    await look(store);
    assert.deepEqual(store.find('jumpstart-a')?.origin, { modelId: undefined, version: undefined, config: undefined, source: 'name' });
    await clock.advance(60_000);
    assert.equal(aws.calls.filter((c) => c === 'endpointTags').length, 1, 'a refusal is not asked for again');
  });

  it('asks for tags again when an endpoint appears', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a');
    await look(store);
    aws.add('b', { tags: SDK_TAGS });
    await clock.advance(60_000);
    assert.equal(store.find('b')?.origin?.source, 'sdk');
    assert.equal(aws.calls.filter((c) => c === 'endpointTags').length, 2);
  });

  it('lists where describing is denied, and asks for it once', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a');
    aws.failing.set('describe', { error: new ServiceError('permission', 'No.'), times: 9 });
    await look(store);
    await clock.advance(60_000);
    assert.equal(store.state.rows.length, 1);
    assert.equal(store.state.problem, undefined);
    assert.equal(aws.calls.filter((c) => c === 'describe jumpstart-a').length, 1);
  });

  it('drops an answer that belongs to the connection before', async () => {
    const { aws, store } = world();
    aws.add('jumpstart-old');
    let release = (): void => undefined;
    aws.hold = new Promise((resolve) => { release = resolve; });
    store.show({ jumpStart: true, others: false });
    await settle();
    aws.hold = Promise.resolve();
    store.reset();
    aws.endpoints.clear();
    aws.add('jumpstart-new');
    release();
    await settle();
    assert.deepEqual(store.state.rows.map((r) => r.summary.name), ['jumpstart-new']);
  });

  it('reads a config once, and believes in its absence only when the endpoint has settled', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a', { status: 'Creating' });
    aws.configs.clear();
    await look(store);
    assert.equal(store.find('jumpstart-a')?.config, undefined);
    aws.setStatus('jumpstart-a', 'InService');
    await clock.advance(15_000);
    assert.equal(store.find('jumpstart-a')?.config, null);
    aws.calls.length = 0;
    await clock.advance(60_000);
    assert.deepEqual(aws.calls, ['list']);
  });

  it('forgets an endpoint that is gone', async () => {
    const { aws, store, clock } = world();
    aws.add('jumpstart-a');
    await look(store);
    aws.endpoints.clear();
    await clock.advance(60_000);
    assert.deepEqual(store.state.rows, []);
    assert.equal(store.state.loaded, true);
  });
});
