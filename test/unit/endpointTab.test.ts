import assert from 'node:assert/strict';
import type { EndpointFacts, MetricQuery, Scaling } from '../../src/endpoints/ports.js';
import { chartQueries, chartsOf, metricRange } from '../../src/endpoints/metrics.js';
import { PriceBook } from '../../src/endpoints/prices.js';
import { EndpointStore } from '../../src/endpoints/store.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { EndpointSession } from '../../src/ui/panel/endpointSession.js';
import { actionsFor, detailsOf, failureOf } from '../../src/ui/panel/endpointView.js';
import { FakeEndpoints, ManualClock, settle } from '../support/endpoints.js';

const CREATED = new Date('2026-11-01T00:00:00Z');
function facts(change: Partial<EndpointFacts> = {}, status = 'InService', failureReason?: string): EndpointFacts {
  const detail = {
    name: 'e', arn: 'arn:aws:sagemaker:us-west-2:111122223333:endpoint/e', status, createdAt: CREATED, modifiedAt: CREATED, configName: 'c', failureReason,
    variants: [{ name: 'AllTraffic', currentCount: 1, desiredCount: 2 }],
  };
  return {
    detail, components: [], problems: [], tags: { team: 'search' },
    config: { name: 'c', kmsKeyId: undefined, createdAt: CREATED, dataCapture: undefined, variants: [{ name: 'AllTraffic', modelName: 'm', instanceType: 'ml.g5.2xlarge', initialCount: 1 }] },
    variants: [{ name: 'AllTraffic', currentWeight: 1, desiredWeight: 1, images: [{ specified: 'repo:tag', resolved: 'repo@sha256:1' }] }],
    models: [{ name: 'm', roleArn: 'arn:aws:iam::111122223333:role/R', isolated: true, vpc: undefined, containers: [{ image: 'repo:tag', artifact: 's3://b/k', packageName: undefined, variables: 3 }] }],
    ...change,
  };
}
const valueOf = (from: EndpointFacts, label: string): string | undefined => detailsOf(from, undefined).flatMap(({ rows }) => rows).find((row) => row.label === label)?.value;

describe('the details of an endpoint', () => {
  it('name config, instances, image, model, role, isolation, key, capture and tags', () => {
    const shown = facts();
    assert.deepEqual(['Endpoint config', 'Instances', 'Image that runs', 'Artifact', 'Environment', 'Execution role', 'VPC', 'Network isolation', 'Encryption key', 'Data capture', 'team'].map((label) => valueOf(shown, label)),
      ['c', '1 of 2 wanted', 'repo@sha256:1', 's3://b/k', '3 variables', 'arn:aws:iam::111122223333:role/R', 'none', 'on', 'SageMaker\'s own', 'off', 'search']);
  });

  it('say that the config was deleted, and leave out what is not known', () => {
    assert.match(detailsOf(facts({ config: null, models: [] }), undefined)[0]?.rows.map(({ value }) => value).join(' ') ?? '', /config was deleted/);
    assert.equal(valueOf(facts({ config: undefined, models: [], tags: undefined }), 'Encryption key'), undefined);
  });

  it('lead to the model\'s tab', () => {
    assert.deepEqual(detailsOf(facts(), { modelId: 'a-model', version: '1.0.0', config: undefined, source: 'extension' })[0]?.rows[1], { label: 'JumpStart model', value: 'a-model 1.0.0', kind: 'model' });
  });

  it('name the config that an update brings in, not one that is in use', () => {
    const pending = (pendingConfigName: string): EndpointFacts => facts({ detail: { ...facts().detail, pendingConfigName } });
    assert.deepEqual([facts(), pending('c'), pending('next')].map((shown) => valueOf(shown, 'Config that is coming')), [undefined, undefined, 'next']);
  });

  it('list inference components', () => {
    assert.equal(valueOf(facts({ components: [{ name: 'ic-1', status: 'InService', variantName: 'AllTraffic' }] }), 'ic-1'), 'InService · AllTraffic');
  });

  it('explain a failure, and none where there is none', () => {
    assert.equal(failureOf(facts().detail), null);
    const failed = failureOf(facts({}, 'Failed', 'CapacityError: Unable to provision requested ML compute capacity.').detail);
    assert.match(failed?.cause ?? '', /no free instance/);
    assert.match(failed?.detail ?? '', /^CapacityError/);
    assert.ok((failed?.advice.length ?? 0) > 0);
  });

  it('say how a variant scales by itself', () => {
    const scales = (scaling: Scaling): string | undefined => valueOf(facts({ variants: facts().variants.map((variant) => ({ ...variant, scaling })) }), 'Scales by itself');
    assert.equal(valueOf(facts(), 'Scales by itself'), undefined);
    assert.equal(scales({ min: 1, max: 3, target: 100 }), '1 to 3 instances, at 100 invocations per instance and minute');
    assert.equal(scales({ min: 2, max: 4, target: undefined }), '2 to 4 instances');
  });

  it('tell of an update that was taken back, or only half', () => {
    const reason = 'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.';
    const back = failureOf(facts({}, 'InService', reason).detail);
    assert.match(back?.cause ?? '', /^The last update was taken back, and what ran before goes on\. .*no free instance/);
    assert.equal(back?.detail, reason);
    assert.doesNotMatch(failureOf(facts({}, 'UpdateRollbackFailed', reason).detail)?.cause ?? 'taken back', /taken back/);
  });

  it('offer what the status allows', () => {
    assert.deepEqual(actionsFor({ status: 'InService' }, false), ['tryEndpoint', 'openNotebook', 'showCode', 'showContainerLog', 'copyEndpointArn', 'openInConsole', 'updateEndpoint', 'parkEndpoint', 'deleteEndpoint']);
    assert.deepEqual(actionsFor({ status: 'Failed' }, true), ['showFailure', 'showContainerLog', 'copyEndpointArn', 'deleteEndpoint']);
    assert.deepEqual(actionsFor({ status: 'Deleting' }, true), ['showContainerLog', 'copyEndpointArn']);
  });
});

describe('the charts of an endpoint', () => {
  const now = new Date('2026-11-01T12:00:30Z');
  const of = (variants: string[], answer: (query: MetricQuery) => number[], window: '1h' | '6h' | '24h' = '1h') => {
    const range = metricRange(window, now);
    const points = chartQueries('e', variants).map((query) => answer(query).map((value, i) => ({ at: new Date(range.from.getTime() + i * range.periodS * 1000), value })));
    return chartsOf(window, range, variants, points);
  };

  it('have a value or a gap for each period, in milliseconds where SageMaker measures microseconds', () => {
    const { charts, message } = of(['v'], ({ metric, stat }) => (metric === 'ModelLatency' ? [stat === 'p50' ? 1500 : 9000] : metric === 'Invocations' ? [0, 4] : []));
    const latency = charts.find(({ id }) => id === 'modelLatency');
    assert.deepEqual(latency?.lines.map(({ label, values }) => [label, values[0], values[1], values.length]), [['p50', 1.5, null, 61], ['p90', 9, null, 61]]);
    assert.equal(message, null);
  });

  for (const [window, length] of [['1h', 61], ['6h', 73], ['24h', 97]] as const) {
    it(`cover ${window} up to now on whole periods`, () => {
      const { charts, from, stepS } = of(['v'], () => [1], window);
      assert.equal(charts[0]?.lines[0]?.values.length, length);
      assert.equal(Date.parse(from) % (stepS * 1000), 0);
    });
  }

  it('say that there were no invocations, and leave GPU out where there is none', () => {
    const { charts, message } = of(['v'], ({ metric }) => (metric === 'CPUUtilization' ? [3] : []));
    assert.equal(message, 'No invocations yet in the last hour.');
    assert.deepEqual(charts.map(({ id }) => id), ['invocations', 'errors', 'modelLatency', 'overheadLatency', 'cpu', 'memory']);
  });

  it('tell variants apart', () => {
    assert.deepEqual(of(['a', 'b'], () => [1]).charts[0]?.lines.map(({ label }) => label), ['a Invocations', 'b Invocations']);
  });
});

describe('an endpoint\'s tab', () => {
  function world() {
    const clock = new ManualClock();
    const aws = new FakeEndpoints(clock);
    aws.add('e');
    const failures: unknown[] = [];
    const store = new EndpointStore({ port: () => Promise.resolve(aws), clock, intervals: () => ({ pending: 15_000, idle: 60_000 }), failed: (error) => { failures.push(error); } });
    const prices = new PriceBook({ price: () => Promise.resolve({ perHour: 1.5, currency: 'USD', date: '2026-10-05' }), clock, failed: (error) => { failures.push(error); } });
    const here = { profile: undefined, region: 'us-west-2', endpointUrl: undefined, emulated: false };
    const seen = { settings: here, facts: facts() as EndpointFacts | undefined | ServiceError, metrics: undefined as ServiceError | undefined, reads: 0, queries: [] as number[], underWay: (): void => undefined };
    const session = new EndpointSession('e', {
      store, prices, clock, changed: () => undefined, failed: (error) => { failures.push(error); }, settings: () => seen.settings,
      gateways: () => Promise.resolve({
        facts: { read: () => { seen.reads++; seen.underWay(); return seen.facts instanceof ServiceError ? Promise.reject(seen.facts) : Promise.resolve(seen.facts); } },
        metrics: { read: (queries) => { seen.queries.push(queries.length); seen.underWay(); return seen.metrics ? Promise.reject(seen.metrics) : Promise.resolve(queries.map(() => [])); } },
      }),
    });
    return { session, store, seen, aws, failures, prices };
  }

  it('reads the endpoint once and all metrics with one call, and says what it costs', async () => {
    const { session, seen } = world();
    assert.equal(session.state().endpoint, 'loading');
    await session.refresh();
    session.state();
    await settle();
    const state = session.state();
    assert.deepEqual([state.endpoint, state.status.text, state.hardware, state.cost?.perHour, seen.reads, seen.queries.length], ['there', 'In service', 'ml.g5.2xlarge × 1', '$1.50 / h', 1, 1]);
  });

  it('reads it again only where the list says that it has changed', async () => {
    const { session, store, seen, aws } = world();
    await session.refresh();
    await store.refresh();
    await session.follow();
    assert.equal(seen.reads, 1);
    aws.setStatus('e', 'Updating');
    await store.refresh();
    await session.follow();
    assert.equal(seen.reads, 2);
    store.dispose();
  });

  it('says that the endpoint is gone', async () => {
    const { session, seen } = world();
    await session.refresh();
    seen.facts = undefined;
    await session.refresh();
    assert.deepEqual([session.state().endpoint, session.state().status.text, session.state().actions], ['gone', 'Deleted', []]);
  });

  it('names the right that the metrics lack, and shows everything else', async () => {
    const { session, seen } = world();
    seen.metrics = new ServiceError('permission', 'You may not call cloudwatch:GetMetricData.');
    await session.refresh();
    assert.deepEqual([session.state().metrics.status, session.state().metrics.message, session.state().endpoint], ['failed', 'You may not call cloudwatch:GetMetricData.', 'there']);
  });

  it('keeps what it knew and says why it cannot be renewed', async () => {
    const { session, seen } = world();
    await session.refresh();
    seen.facts = new ServiceError('offline', 'No network.');
    await session.refresh();
    assert.deepEqual([session.state().endpoint, session.state().problems], ['there', ['No network.']]);
  });

  it('does not take the endpoint of another region for its own', async () => {
    const { session, seen } = world();
    await session.refresh();
    seen.settings = { ...seen.settings, region: 'eu-west-1' };
    await session.refresh();
    assert.equal(seen.reads, 1);
    assert.deepEqual(session.state().actions, []);
    assert.match(session.state().problems[0] ?? '', /The endpoint is in us-west-2/);
  });

  for (const [what, answer] of [['an answer', undefined], ['a refusal', new ServiceError('signIn', 'You are not signed in.')]] as const) {
    it(`leaves ${what} aside that comes when the window has gone elsewhere`, async () => {
      const { session, seen, failures } = world();
      await session.refresh();
      const known = session.state();
      seen.facts = answer;
      seen.underWay = () => { seen.settings = { ...seen.settings, region: 'eu-west-1' }; };
      await session.refresh();
      seen.settings = { ...seen.settings, region: 'us-west-2' };
      assert.deepEqual([session.state().endpoint, session.state().problems, failures], ['there', known.problems, []]);
    });
  }

  it('leaves metrics aside that fail when the window has gone elsewhere', async () => {
    const { session, seen, failures } = world();
    await session.refresh();
    seen.metrics = new ServiceError('signIn', 'You are not signed in.');
    seen.underWay = () => { seen.settings = { ...seen.settings, region: 'eu-west-1' }; };
    await session.readMetrics();
    assert.deepEqual([session.state().metrics.status, failures], ['loaded', []]);
  });

  it('takes neither place, price nor model from elsewhere', async () => {
    const { session, store, seen } = world();
    await store.refresh();
    await session.refresh();
    session.state();
    await settle();
    assert.notEqual(session.state().cost, null);
    seen.settings = { ...seen.settings, region: 'eu-west-1' };
    await session.setWindow('6h');
    const { region, cost, metrics } = session.state();
    assert.deepEqual([region, cost, metrics.window, metrics.status], ['us-west-2', null, '1h', 'loaded']);
    store.dispose();
  });
});
