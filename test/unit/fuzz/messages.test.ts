// What a webview sends, or what looks like it: all three tabs. Each request ends in an answer or in a sentence.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Message, RpcClient, answer, readMessage } from '../../../src/shared/rpc.js';
import { EMPTY_FORM } from '../../../src/shared/form.js';
import { isObject, type JsonObject } from '../../../src/shared/json.js';
import { PLAIN_REMEDIES } from '../../../src/shared/protocol.js';
import { Choices } from '../../../src/ui/panel/choices.js';
import { Drafts } from '../../../src/ui/panel/drafts.js';
import { readDraft, readForm } from '../../../src/ui/panel/readForm.js';
import { readCopy, readEndpointName, readLookUp, readRemedy } from '../../../src/ui/panel/readRequest.js';
import { TryHistory } from '../../../src/ui/panel/tryHistory.js';
import { readSend } from '../../../src/ui/panel/tryRequest.js';
import { validate } from '../../../src/shared/validate.js';
import { json, spoiled, text } from '../../fixtures/hostile.js';
import { memento } from '../../support/memento.js';
import { announced, holds } from '../../support/fuzz.js';

interface Requests {
  edit(params: { form: unknown }): unknown;
  remedy(params: { action: unknown }): unknown;
  lookUp(params: unknown): unknown;
  copy(params: { text: unknown }): unknown;
  send(params: unknown): unknown;
  open(params: { name: unknown }): unknown;
}

/** The readers that stand behind the handlers of the tabs. */
const HANDLERS = {
  edit: ({ form }: { form: unknown }) => readForm(form) ?? null,
  remedy: ({ action }: { action: unknown }) => readRemedy(action),
  lookUp: (params: unknown) => readLookUp(params),
  copy: ({ text: copied }: { text: unknown }) => readCopy(copied),
  send: (params: unknown) => readSend(params, 3),
  open: ({ name }: { name: unknown }) => readEndpointName(name) ?? null,
};
const SOUND: readonly JsonObject[] = [
  { method: 'edit', params: { form: { ...EMPTY_FORM, vpc: { ...EMPTY_FORM.vpc, subnets: [...EMPTY_FORM.vpc.subnets], securityGroups: [...EMPTY_FORM.vpc.securityGroups] }, environment: { A: 'b' }, role: { ...EMPTY_FORM.role }, key: { ...EMPTY_FORM.key }, tags: [{ key: 'a', value: 'b' }], fallbackTypes: ['ml.g5.xlarge'] } } },
  { method: 'remedy', params: { action: { kind: PLAIN_REMEDIES[0] } } }, { method: 'remedy', params: { action: { kind: 'requestQuota', instanceType: 'ml.g5.2xlarge', limit: 0, wanted: 1 } } }, { method: 'remedy', params: { action: { kind: 'setForm', change: { instanceCount: 2 } } } },
  { method: 'lookUp', params: { kind: 'subnets', vpcId: 'vpc-1' } }, { method: 'copy', params: { text: 'x' } }, { method: 'send', params: { example: 0, body: '{}', stream: false } }, { method: 'open', params: { name: 'a' } },
].map((request) => ({ kind: 'request', id: 1, ...request }));

const message = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...SOUND).chain(spoiled) }, { weight: 1, arbitrary: json }, { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('request', 'reply', 'error', 'event'), id: fc.oneof(fc.integer(), json), method: text, name: text, params: json, result: json, message: text }) });

describe('fuzz: messages of tabs', function () {
  announced(this);

  it('a request gets one answer of its own id, and anything else none', () => holds(message, async (data) => {
    const replies: Message[] = [];
    await answer<Requests>(data, HANDLERS, (reply) => { replies.push(reply); });
    const read = readMessage(data);
    assert.equal(replies.length, read?.kind === 'request' ? 1 : 0);
    for (const reply of replies) {
      assert.ok(reply.kind === 'reply' || reply.kind === 'error');
      assert.equal(reply.id, read?.kind === 'request' ? read.id : undefined);
      if (read?.kind === 'request' && !Object.hasOwn(HANDLERS, read.method)) assert.equal(reply.kind, 'error');
    }
  }));

  it('the tab takes no answer that nobody waits for, and passes none on twice', () => holds(fc.array(message, { maxLength: 5 }), async (sent) => {
    const client = new RpcClient<Requests>(() => undefined);
    const asked = client.request('copy', { text: 'x' });
    for (const data of sent) client.receive(data);
    client.receive({ kind: 'reply', id: 1, result: 'last' });
    assert.equal(client.receive({ kind: 'reply', id: 1, result: 'twice' }), false);
    await asked.catch((error: unknown) => { assert.ok(error instanceof Error); });
  }));

  it('a form is validated whatever stands in its fields, and a draft falls back to the defaults', () => holds(fc.oneof(spoiled(SOUND[0]?.['params'] as JsonObject).map((params) => (isObject(params) ? params['form'] : params)), json), (value) => {
    for (const form of [readForm(value), readDraft(value, EMPTY_FORM)]) {
      if (!form) continue;
      for (const environmentKey of Object.keys(form.environment)) assert.notEqual(environmentKey, '__proto__');
      assert.deepEqual(new Set(Object.keys(form)), new Set(Object.keys(EMPTY_FORM)));
    }
    const form = readForm(value);
    if (form) assert.ok(Object.values(validate(form, { spec: undefined } as never)).every((error) => typeof error === 'string' && error !== ''));
  }));

  it('what VS Code keeps for the tabs is read as far as it is sound', () => holds(fc.tuple(json, text), async ([held, id]) => {
    const kept = memento({ 'jumpstartDeploy.drafts': held, 'jumpstartDeploy.choices': held, history: held });
    const drafts = new Drafts(kept);
    await drafts.write({ ...EMPTY_FORM, modelId: id });
    assert.deepEqual(readDraft(drafts.read(id), EMPTY_FORM)?.modelId, id.slice(0, 4096) === id ? id : undefined);
    await drafts.remove(id);
    assert.equal(readDraft(drafts.read(id), EMPTY_FORM), undefined);
    new Choices(kept).at({ profile: id, accountId: '1', region: id });
    const history = new TryHistory('history', kept);
    assert.ok(history.views().every((view) => typeof view.title === 'string'));
    history.recall(id);
  }));
});
