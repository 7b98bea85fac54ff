import assert from 'node:assert/strict';
import { once } from 'node:events';
import { payloadPart, streamError, streamException } from '../../../src/emulator/protocols/eventStream.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways, Invocation } from '../../../src/endpoints/ports.js';
import { deploy, modelsOf, sagemakerOf } from '../../notebook/emulated.js';
import { type LocalServer, REGION, gatewaysTo, serve, serviceError } from './support.js';

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';
const LLM = 'jumpstart-ask-llm';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);
const classify = (change: Partial<Invocation> = {}): Invocation => ({ endpointName: STUDIO, contentType: 'application/x-text', accept: 'application/json;verbose', body: bytes('A fine day.'), ...change });
const chat = (change: Partial<Invocation> = {}): Invocation => ({ endpointName: LLM, contentType: 'application/json', body: bytes(JSON.stringify({ messages: [{ role: 'user', content: 'Grüße 🌊' }], stream: true })), ...change });

describe('calls of models over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  before(async () => {
    emulator = await startEmulator({ region: REGION });
    const model = (await modelsOf(emulator)).find(({ spec }) => spec.modelId === 'openai-reasoning-gpt-oss-20b');
    assert.ok(model);
    await deploy(sagemakerOf(emulator), model.spec, LLM);
    emulator.advance(3600);
  });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  it('bring the answer, its type, the variant, the time and the size', async () => {
    const answer = await gateways.runtime.invoke(classify());
    assert.ok('predicted_label' in (JSON.parse(text(answer.body)) as object));
    assert.deepEqual([answer.contentType, answer.variant, answer.size], ['application/json', 'AllTraffic', answer.body.length]);
    assert.ok(answer.latencyMs > 0 && answer.latencyMs < 5000);
    const call = emulator.calls.at(-1);
    assert.deepEqual([call?.operation, call?.input['Accept']], ['InvokeEndpoint', 'application/json;verbose']);
  });

  it('refuse what is no name of an endpoint, before it becomes part of an address', async () => {
    const before = emulator.calls.length;
    for (const endpointName of ['..', '.', '', 'a/b', '../x', 'a b']) {
      await serviceError(gateways.runtime.invoke(classify({ endpointName })), 'invalid');
      await serviceError(gateways.runtime.invokeStream(chat({ endpointName }), () => undefined), 'invalid');
    }
    assert.equal(emulator.calls.length, before);
  });

  it('name the component and pass attributes on', async () => {
    await gateways.runtime.invoke(classify({ inferenceComponentName: 'part', customAttributes: 'accept_eula=true' }));
    assert.deepEqual([emulator.calls.at(-1)?.input['InferenceComponentName'], emulator.calls.at(-1)?.input['CustomAttributes']], ['part', 'accept_eula=true']);
  });

  it('stream part by part', async () => {
    const parts: Uint8Array[] = [];
    const answer = await gateways.runtime.invokeStream(chat(), (part) => { parts.push(part); });
    assert.ok(parts.length > 3);
    const all = Buffer.concat(parts);
    assert.match(all.toString(), /data: \[DONE\]\n\n$/);
    assert.deepEqual([answer.size, answer.contentType, answer.variant], [all.length, 'text/event-stream', 'AllTraffic']);
  });

  it('keep what came where the sign-in runs out in the middle of a stream', async () => {
    emulator.setFaults([{ kind: 'streamExpired' }]);
    const parts: Uint8Array[] = [];
    const error = await serviceError(gateways.runtime.invokeStream(chat(), (part) => { parts.push(part); }), 'signIn');
    assert.equal(parts.length, 2);
    assert.match(error.message, /sign-in.* has expired/);
  });

  it('tell an answer of the container from one of SageMaker', async () => {
    const refused = await serviceError(gateways.runtime.invoke(classify({ contentType: 'application/zip' })), 'invalid');
    assert.equal(refused.code, 'ModelError');
    assert.deepEqual([refused.container?.status, refused.container?.log], [415, `arn:aws:logs:us-west-2:111122223333:log-group:/aws/sagemaker/Endpoints/${STUDIO}`]);
    assert.match(refused.container?.message ?? '', /^Content type application\/zip is not supported/);
    assert.match(refused.message, /did not accept the request \(415\)/);
    emulator.setFaults([{ kind: 'modelError', times: 1 }]);
    const before = emulator.calls.length;
    const failed = await serviceError(gateways.runtime.invoke(classify()), 'unexpected');
    assert.deepEqual([failed.container?.status, failed.container?.message, emulator.calls.length - before], [500, 'CUDA out of memory. Tried to allocate 512.00 MiB.', 1], 'and nothing is asked twice');
    emulator.setFaults([{ kind: 'modelTimeout', times: 1 }]);
    const late = await serviceError(gateways.runtime.invoke(classify()), 'invalid');
    assert.match(late.message, /within 60 s, which is SageMaker's limit.* stream/);
    assert.equal((await serviceError(gateways.runtime.invokeStream(chat({ contentType: 'text/csv' }), () => undefined), 'invalid')).container?.status, 415);
  });

  for (const [fault, kind, says] of [
    ['modelNotReady', 'throttled', /still being loaded/], ['internalDependency', 'unexpected', /Nothing is wrong with the request/], ['throttle', 'throttled', /no more requests/],
    ['serverError', 'unexpected', /problem of its own/], ['expiredToken', 'signIn', /has expired/], ['accessDenied', 'permission', /sagemaker:InvokeEndpoint\b/], ['drop', 'offline', /connection/],
  ] as const) {
    it(`say what ${fault} means, after one try`, async () => {
      emulator.setFaults([{ kind: fault }]);
      const before = emulator.calls.length;
      assert.match((await serviceError(gateways.runtime.invoke(classify()), kind)).message, says);
      assert.equal(emulator.calls.length - before, 1);
    });
  }

  it('name an endpoint that is not there', async () => {
    assert.match((await serviceError(gateways.runtime.invoke(classify({ endpointName: 'nobody' })), 'notFound')).message, /no endpoint nobody in service/);
  });

  it('do not send what SageMaker would not take', async () => {
    const before = emulator.calls.length;
    const error = await serviceError(gateways.runtime.invoke(classify({ body: new Uint8Array(6_291_457) })), 'invalid');
    assert.match(error.message, /6,291,457 bytes; SageMaker takes at most 6,291,456/);
    assert.equal(emulator.calls.length, before);
  });

  it('say what a broken stream was', async () => {
    emulator.setFaults([{ kind: 'streamBroken', message: 'CUDA error' }]);
    const error = await serviceError(gateways.runtime.invokeStream(chat(), () => undefined), 'unexpected');
    assert.deepEqual([error.code, error.container?.message], ['StreamBroken', 'CUDA error']);
  });
});

describe('calls of models over a server that does as it likes', () => {
  let server: LocalServer;
  let gateways: Gateways;
  afterEach(async () => { gateways.dispose(); await server.close(); });
  const at = async (answer: Parameters<typeof serve>[0]): Promise<void> => { server = await serve(answer); gateways = gatewaysTo(server.url); };
  const streamed = { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-sagemaker-content-type': 'text/event-stream' };

  it('end the request when they are stopped, before an answer', async () => {
    const stop = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    await at((request) => {
      closed = once(request.socket, 'close');
      stop.abort();
    });
    await assert.rejects(gateways.runtime.invoke(classify(), stop.signal), { name: 'AbortError' });
    await closed;
  });

  it('end the request when they are stopped, in the middle of a stream', async () => {
    const stop = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    await at((_request, response) => {
      closed = once(response, 'close');
      response.writeHead(200, streamed);
      response.write(payloadPart(Buffer.from('data: one\n')));
    });
    const parts: string[] = [];
    await assert.rejects(gateways.runtime.invokeStream(chat(), (part) => { parts.push(text(part)); stop.abort(); }, stop.signal), { name: 'AbortError' });
    await closed;
    assert.deepEqual(parts, ['data: one\n']);
  });

  for (const [what, end, kind, says] of [
    ['a model that wrote too long', streamException('ModelStreamError', { Message: 'too long', ErrorCode: 'ModelInvocationTimeExceeded' }), 'invalid', /longer than SageMaker lets it/],
    ['a failure of SageMaker', streamException('InternalStreamFailure', { Message: 'x' }), 'unexpected', /problem of its own/],
    ['an error that no model names', streamError('ThrottlingException', 'Rate exceeded'), 'throttled', /no more requests/],
  ] as const) {
    it(`explain ${what} in the middle of a stream`, async () => {
      await at((_request, response) => { response.writeHead(200, streamed).end(Buffer.concat([payloadPart(Buffer.from('some')), end])); });
      const parts: string[] = [];
      assert.match((await serviceError(gateways.runtime.invokeStream(chat(), (part) => { parts.push(text(part)); }), kind)).message, says);
      assert.deepEqual(parts, ['some']);
    });
  }

  it('take a stream that is cut off for a lost connection', async () => {
    await at((request, response) => { response.writeHead(200, streamed).write(payloadPart(Buffer.from('some')), () => { setTimeout(() => { request.socket.destroy(); }, 30); }); });
    await serviceError(gateways.runtime.invokeStream(chat(), () => undefined), 'offline');
  });
});
