import assert from 'node:assert/strict';
import { idleKey, idleOf, idleRange, invocationQueries, mayBeIdle } from '../../src/endpoints/idle.js';
import { IdleWatch } from '../../src/endpoints/idleWatch.js';
import type { MetricPoint, MetricQuery } from '../../src/endpoints/ports.js';
import type { EndpointRow, EndpointsState } from '../../src/endpoints/store.js';
import { Emitter } from '../../src/shared/emitter.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { idleText } from '../../src/ui/endpointCost.js';
import { ManualClock, settle } from '../support/endpoints.js';

const HOUR = 3_600_000;
const START = new ManualClock().now();
const EXTENSION = { modelId: 'm', version: '1.0.0', config: undefined, source: 'extension' } as const;

interface Options { readonly status?: string; readonly source?: 'sdk' | 'studio' | 'name' | 'extension'; readonly age?: number; readonly changed?: number; readonly variants?: readonly string[]; readonly looked?: boolean }
function row(name: string, { status = 'InService', source = 'extension', age = 10, changed = age, variants = ['AllTraffic'], looked = true }: Options = {}): EndpointRow {
  const summary = { name, arn: `arn:aws:sagemaker:us-west-2:111122223333:endpoint/${name}`, status, createdAt: new Date(START.getTime() - age * HOUR), modifiedAt: new Date(START.getTime() - changed * HOUR) };
  return {
    summary, origin: { ...EXTENSION, source }, config: undefined,
    detail: looked ? { ...summary, configName: 'c', failureReason: undefined, variants: variants.map((variant) => ({ name: variant, currentCount: 1, desiredCount: 1 })) } : undefined,
  };
}

describe('whether an endpoint is idle', () => {
  it('is asked of those in service that this extension made, when they are old enough', () => {
    const rows = [row('old'), row('young', { age: 2 }), row('updated', { changed: 1 }), row('creating', { status: 'Creating' }), row('sdk', { source: 'sdk' }), row('named', { source: 'name' }), row('exact', { age: 3 })];
    assert.deepEqual(mayBeIdle(rows, 3, START).map(({ summary }) => summary.name), ['old', 'exact']);
  });

  for (const hours of [0, -1, NaN]) it(`is not asked with ${hours} hours`, () => { assert.deepEqual(mayBeIdle([row('old')], hours, START), []); });

  it('is asked of each variant, in one go, over the whole hours', () => {
    assert.deepEqual(invocationQueries([row('a', { variants: ['x', 'y'] }), row('b', { looked: false })]).map(({ endpointName, variantName, stat }) => [endpointName, variantName, stat]), [['a', 'x', 'Sum'], ['a', 'y', 'Sum']]);
    assert.deepEqual(idleRange(3, START), { from: new Date(START.getTime() - 3 * HOUR), to: START, periodS: 3600 });
  });

  it('is so where no variant was invoked, and no data points are no invocation', () => {
    const rows = [row('a', { variants: ['x', 'y'] }), row('b'), row('c'), row('d', { looked: false })];
    const queries = invocationQueries(rows);
    assert.deepEqual(idleOf(rows, queries, [0, 4, 0]).map(({ summary }) => summary.name), ['b', 'c']);
  });
});

describe('the watch for idle endpoints', () => {
  function world(rows: EndpointRow[], hours = 3) {
    const clock = new ManualClock();
    const changed = new Emitter<undefined>();
    const state: EndpointsState = { rows, loaded: true, loading: false, problem: undefined, at: clock.now() };
    const asked: MetricQuery[][] = [];
    const found: string[] = [];
    const failed: unknown[] = [];
    const kept = new Set<string>();
    let points: MetricPoint[][] | Error = [];
    const watch = new IdleWatch({
      store: { state, onChange: changed.on }, clock, hours: () => hours, isKept: (key) => kept.has(key), failed: (error) => { failed.push(error); },
      found: ({ summary }) => { found.push(summary.name); },
      port: () => Promise.resolve({ read: (queries) => { asked.push([...queries]); return points instanceof Error ? Promise.reject(points) : Promise.resolve(points); } }),
    });
    const poll = async (): Promise<void> => { changed.fire(undefined); await settle(); };
    return { clock, asked, found, failed, kept, watch, poll, answer: (next: MetricPoint[][] | Error) => { points = next; } };
  }

  it('asks for all endpoints with one call, at most every 15 minutes, and says each once', async () => {
    const { asked, found, poll, clock } = world(Array.from({ length: 40 }, (_, i) => row(`e${i}`)));
    await poll();
    await poll();
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.length, 40);
    assert.equal(found.length, 40);
    await clock.advance(15 * 60_000);
    await poll();
    assert.equal(asked.length, 1, 'nothing is left to ask about');
    assert.equal(found.length, 40);
  });

  it('asks again after a quarter of an hour about those that were used', async () => {
    const { asked, found, poll, clock, answer } = world([row('used')]);
    answer([[{ at: START, value: 7 }]]);
    await poll();
    assert.deepEqual(found, []);
    answer([[]]);
    await clock.advance(14 * 60_000);
    await poll();
    assert.equal(asked.length, 1);
    await clock.advance(60_000);
    await poll();
    assert.deepEqual(found, ['used']);
  });

  it('asks nothing where it is switched off, where all are kept, and where nobody polls', async () => {
    const off = world([row('a')], 0);
    await off.poll();
    const kept = world([row('a')]);
    kept.kept.add(idleKey(row('a')));
    await kept.poll();
    const alone = world([row('a')]);
    await alone.clock.advance(24 * HOUR);
    assert.deepEqual([off.asked, kept.asked, alone.asked], [[], [], []]);
  });

  it('takes an endpoint that was made anew under its name for another one', () => {
    assert.notEqual(idleKey(row('a')), idleKey(row('a', { age: 5 })));
  });

  it('asks no more where it was refused, and again a while after another failure', async () => {
    const refused = world([row('a')]);
    refused.answer(new ServiceError('permission', 'You may not call cloudwatch:GetMetricData.'));
    await refused.poll();
    await refused.clock.advance(24 * HOUR);
    await refused.poll();
    assert.equal(refused.asked.length, 1);
    refused.watch.reset();
    await refused.poll();
    assert.equal(refused.asked.length, 2, 'another connection may be allowed to');
    const offline = world([row('a')]);
    offline.answer(new ServiceError('offline', 'No network.'));
    await offline.poll();
    offline.answer([[]]);
    await offline.clock.advance(15 * 60_000);
    await offline.poll();
    assert.deepEqual(offline.found, ['a']);
    assert.equal(offline.failed.length, 1);
  });

  it('drops an answer about another connection', async () => {
    const { found, poll, watch } = world([row('a')]);
    const polled = poll();
    watch.reset();
    await polled;
    assert.deepEqual(found, []);
  });

  it('says what it has cost, and that nobody knows where nobody does', () => {
    const cost = { status: 'known', perHour: 2.8, spent: 28, currency: 'USD', date: '2026-10-05' } as const;
    assert.equal(idleText('a', 3, cost, false), 'Nobody has used the endpoint a for 3 hours. It has cost $28.00 so far and costs $2.80 per hour (instance price only) until it is deleted.');
    assert.match(idleText('a', 1, cost, true), /for an hour\. .*emulator's price list; nothing is billed/);
    assert.match(idleText('a', 3, undefined, false), /its price is not known/);
  });
});
