// What stands behind the handlers of the three tabs, over AWS in memory: whatever a page asks for, in whatever order, the tab has a state
// to show that is plain JSON, and does nothing that only a person may do.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PriceBook } from '../../../src/endpoints/prices.js';
import type { Answer, EndpointFacts, MetricPoint, RuntimePort } from '../../../src/endpoints/ports.js';
import { EndpointStore } from '../../../src/endpoints/store.js';
import { METRIC_WINDOWS } from '../../../src/shared/endpointProtocol.js';
import { type Json, type JsonObject, isObject } from '../../../src/shared/json.js';
import { LOOK_UPS } from '../../../src/shared/protocol.js';
import { isServiceError } from '../../../src/shared/serviceError.js';
import { EndpointSession } from '../../../src/ui/panel/endpointSession.js';
import { readForm } from '../../../src/ui/panel/readForm.js';
import { readLookUp, readRemedy } from '../../../src/ui/panel/readRequest.js';
import { TrySession } from '../../../src/ui/panel/trySession.js';
import { json, spoiled, text } from '../../fixtures/hostile.js';
import { input } from '../../notebook/input.js';
import { FakeEndpoints, ManualClock } from '../../support/endpoints.js';
import { announced, holds } from '../../support/fuzz.js';
import { memento } from '../../support/memento.js';
import { GATED, HALF, OPEN, Tab } from '../../support/tab.js';

/** What can be posted to a webview and comes out there as it was. */
function assertPlain(state: unknown): void {
  assert.deepEqual(JSON.parse(JSON.stringify(state)), JSON.parse(JSON.stringify(structuredClone(state))));
}

const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
const HERE = { region: 'us-west-2', profile: 'dev', endpointUrl: undefined, emulated: false };
const CREATED = new Date('2026-11-01T00:00:00Z');

describe('fuzz: tabs', function () {
  announced(this);

  const step = fc.record({ what: fc.constantFrom('edit', 'edit', 'change', 'lookUp', 'startOver', 'requestQuota', 'namesTaken', 'policies', 'leave'), value: fc.oneof(json, fc.record({ kind: fc.constantFrom(...LOOK_UPS), vpcId: text })), name: text, at: fc.nat() });
  it('a model\'s tab', () => holds(fc.tuple(fc.constantFrom(OPEN, GATED, HALF), fc.array(step, { minLength: 1, maxLength: 6 })), async ([id, steps]) => {
    const tab = await Tab.open(id);
    for (const { what, value, name, at } of steps) {
      const { session } = tab;
      const before = plain(tab.draft());
      // as the page has it, with one field of another value
      const field = Object.keys(before)[at % Object.keys(before).length] ?? '';
      const form = readForm({ ...before, [field]: inPlace(before[field], value, name) });
      if (what === 'edit' && form) await session.edit(form, at);
      if (what === 'change') {
        const { change } = asked(() => readRemedy({ kind: 'setForm', change: { [field]: value } }), 'change') ?? {};
        const changed = change && readForm({ ...before, ...change });
        if (changed) session.change(changed);
      }
      if (what === 'lookUp') { const read = asked(() => readLookUp(value), 'kind'); if (read) session.lookUp(read.kind, read.vpcId); }
      if (what === 'startOver') session.startOver(at % 2 === 0);
      if (what === 'requestQuota') await session.requestQuota(name, at).catch(told);
      if (what === 'namesTaken') await session.namesTaken().catch(told);
      if (what === 'policies') try { session.policyMessage(); } catch (error) { told(error); }
      if (what === 'leave') { tab.region = name; session.connectionChanged(); }
      const state = tab.state;
      assertPlain(state);
      for (const said of [...Object.values(state.errors), ...state.warnings]) assert.ok(said !== '');
      assert.ok(state.calls.length === 0 || Object.keys(state.errors).length === 0, 'there is no plan of what cannot be deployed');
    }
    assert.deepEqual([tab.aws.created, tab.deployments.list()], [[], []]);
  }, 0.4));

  const facts: EndpointFacts = {
    detail: { name: 'e', arn: 'arn:aws:sagemaker:us-west-2:111122223333:endpoint/e', status: 'InService', createdAt: CREATED, modifiedAt: CREATED, configName: 'c', failureReason: 'Failed.', variants: [{ name: 'AllTraffic', currentCount: 1, desiredCount: 2, pools: [{ instanceType: 'ml.g5.2xlarge', count: 1 }] }] },
    components: [{ name: 'ic', status: 'InService', variantName: 'AllTraffic' }], problems: [], tags: { 'sagemaker-sdk:jumpstart-model-id': 'a', 'sagemaker-sdk:jumpstart-model-version': '1' },
    config: { name: 'c', kmsKeyId: undefined, createdAt: CREATED, dataCapture: 's3://b/k', variants: [{ name: 'AllTraffic', modelName: 'm', instanceType: 'ml.g5.2xlarge', initialCount: 1 }] },
    variants: [{ name: 'AllTraffic', currentWeight: 1, desiredWeight: 1, scaling: { min: 1, max: 2, target: 3 }, images: [{ specified: 'repo:tag', resolved: 'repo@sha256:1' }] }],
    models: [{ name: 'm', roleArn: 'arn:aws:iam::111122223333:role/R', isolated: true, vpc: { subnets: ['subnet-1'], securityGroups: ['sg-1'] }, containers: [{ image: 'repo:tag', artifact: 's3://b/k', packageName: undefined, variables: 3 }] }],
  };
  const points = fc.array(fc.array(fc.record({ at: fc.date({ noInvalidDate: true }), value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -1, 1e308)) }), { maxLength: 5 }), { maxLength: 4 });
  it('an endpoint\'s tab, whatever its names, tags, reasons and numbers are', () => holds(fc.tuple(fc.array(fc.tuple(fc.nat(), text), { minLength: 1, maxLength: 4 }), fc.date({ noInvalidDate: true }), fc.integer(), points, fc.constantFrom(...METRIC_WINDOWS)), async ([changes, at, count, measured, window]) => {
    const odd = retexted(facts, changes, at, count);
    const clock = new ManualClock();
    const store = new EndpointStore({ port: () => Promise.resolve(new FakeEndpoints(clock)), clock, intervals: () => ({ pending: 1, idle: 1 }), failed: () => undefined });
    const prices = new PriceBook({ price: () => Promise.resolve({ perHour: 1.5, currency: 'USD', date: '2026-10-05' }), clock, failed: () => undefined });
    const read = <T>(value: T) => (): Promise<T> => Promise.resolve(value);
    const session = new EndpointSession('e', { store, prices, clock, settings: () => HERE, gateways: () => Promise.resolve({ facts: { read: read(odd) }, metrics: { read: read(measured as MetricPoint[][]) } }), changed: () => undefined, failed: (error) => { throw error; } });
    await session.refresh();
    await session.setWindow(window);
    const state = session.state();
    assertPlain(state);
    assert.equal(state.endpoint, 'there');
    store.dispose();
  }, 0.5));

  const send = fc.oneof({ weight: 3, arbitrary: spoiled({ example: 0, body: '{"inputs":"Why?"}', stream: true }, fc.oneof(json, json.map((value) => JSON.stringify(value)))) }, { weight: 1, arbitrary: json });
  const body = fc.oneof(json.map((value) => JSON.stringify(value)), text, json.map((value) => JSON.stringify([{ generated_text: value }])), json.map((value) => `data: ${JSON.stringify({ choices: [{ delta: { content: value } }] })}\n\n`));
  it('the tab that tries an endpoint, whatever is sent and whatever the model answers', () => holds(fc.tuple(fc.array(fc.tuple(send, body, text), { minLength: 1, maxLength: 3 }), fc.constantFrom('llm', 'tc', 'txt2img', 'od', 'tcembedding', 'semseg', 'asr'), json), async ([sends, taskCode, other]) => {
    let said = '';
    let contentType = 'application/json';
    const answer = (): Answer => ({ body: new TextEncoder().encode(said), contentType, variant: undefined, latencyMs: 1, size: said.length });
    const runtime: RuntimePort = { invoke: () => Promise.resolve(answer()), invokeStream: (_, onPart) => { for (const part of said.match(/[^]{1,7}/g) ?? []) onPart(new TextEncoder().encode(part)); return Promise.resolve(answer()); } };
    const session = new TrySession('e', {
      settings: () => HERE, source: () => Promise.resolve({ input: input({ endpointName: 'e', taskCode, modelId: 'm' }), problem: undefined }), runtime: () => Promise.resolve(runtime), download: () => Promise.resolve(new Uint8Array(3)),
      clock: { now: () => CREATED }, memory: memento(), changed: () => undefined, failed: told,
    });
    await session.load();
    for (const [params, words, type] of sends) {
      [said, contentType] = [words, type.length > 0 && type.length < 20 ? type : 'application/json'];
      await session.send(params).catch((error: unknown) => { assert.match(String(error), /^Error: (There is no such example|This is no request)\.$/); });
      assert.notEqual(session.run?.status, 'sending');
      session.recall(other);
      session.raw();
      session.image(other);
      const file = session.fileOf(other, other);
      assert.ok(file === undefined || typeof other === 'string');
      for (const { id } of session.state().history) session.recall(id);
      assertPlain(session.state());
    }
  }, 0.4));
});

/** Undefined where the reader refuses, as a handler then does. */
function asked<T, K extends string>(read: () => T, has: K): Extract<T, Record<K, unknown>> | undefined {
  try {
    const value = read();
    return isObject(value) && has in value ? value as Extract<T, Record<K, unknown>> : undefined;
  } catch (error) {
    assert.match(String(error), /^Error: The tab asked for .*\.$/);
    return undefined;
  }
}

/** Of the kind of what stood there, so that it gets further. */
function inPlace(before: Json | undefined, value: Json, name: string): Json {
  if (typeof before === 'string') return name;
  return isObject(before) && isObject(value) ? { ...before, ...value } : value;
}

/** In words, as every error that a person may see. */
function told(error: unknown): void {
  assert.ok(isServiceError(error), String(error));
}

/** With other texts in some places, and another time and count wherever there is one. */
function retexted(facts: EndpointFacts, changes: readonly (readonly [number, string])[], at: Date, count: number): EndpointFacts {
  let seen = 0;
  const walk = (value: unknown): unknown => {
    if (value instanceof Date) return at;
    if (typeof value === 'number') return count;
    if (typeof value === 'string') { const mine = seen++; return changes.find(([place]) => place % 20 === mine % 20)?.[1] ?? value; }
    if (Array.isArray(value)) return value.map(walk);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, held]) => [key, walk(held)])) : value;
  };
  return walk(facts) as EndpointFacts;
}
