import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Payload } from '../../src/catalog/payloads.js';
import type { Answer, ConnectionSettings, Invocation, RuntimePort } from '../../src/endpoints/ports.js';
import { answerView, type Expected } from '../../src/notebook/answerView.js';
import { find } from '../../src/notebook/find.js';
import type { NotebookInput } from '../../src/notebook/notebook.js';
import { StreamText } from '../../src/notebook/streamText.js';
import type { Json } from '../../src/shared/json.js';
import { parametersOf, prettyJson, withValueAt } from '../../src/shared/paths.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { TrySession } from '../../src/ui/panel/trySession.js';
import { input } from '../notebook/input.js';
import { memento } from '../support/memento.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const payload = (change: Partial<Payload>): Payload => ({ alias: 'one', contentType: 'application/json', accept: undefined, body: { inputs: 'Hello' }, promptKey: undefined, outputKeys: {}, customAttributes: undefined, ...change });

function world(of: Partial<NotebookInput> | ServiceError = { taskCode: 'llm' }, held: Record<string, unknown> = {}) {
  const asked: (Invocation & { streamed: boolean })[] = [];
  const failures: unknown[] = [];
  const changes: string[] = [];
  const seen = { answer: '[{"generated_text": "Salt."}]' as string | Uint8Array | ServiceError, parts: [] as (string | ServiceError)[], hang: false };
  const answered = (body: Uint8Array): Answer => ({ body, contentType: 'application/json', variant: 'AllTraffic', latencyMs: 1234, size: body.length });
  const until = (signal: AbortSignal | undefined): Promise<never> => new Promise((_, reject) => { signal?.addEventListener('abort', () => { reject(signal.reason as Error); }); });
  const runtime: RuntimePort = {
    invoke: (invocation, signal) => {
      asked.push({ ...invocation, streamed: false });
      if (seen.hang) return until(signal);
      return seen.answer instanceof ServiceError ? Promise.reject(seen.answer) : Promise.resolve(answered(typeof seen.answer === 'string' ? bytes(seen.answer) : seen.answer));
    },
    invokeStream: async (invocation, onPart, signal) => {
      asked.push({ ...invocation, streamed: true });
      for (const part of seen.parts) {
        if (part instanceof ServiceError) throw part;
        onPart(bytes(part));
        await Promise.resolve();
      }
      if (seen.hang) return until(signal);
      return answered(bytes(seen.parts.join('')));
    },
  };
  const memory = memento(held);
  const where = { settings: HERE };
  const session = new TrySession('e', {
    settings: () => where.settings, source: () => (of instanceof ServiceError ? Promise.reject(of) : Promise.resolve({ input: input({ endpointName: 'e', ...of }), problem: undefined })),
    runtime: () => Promise.resolve(runtime), download: (url) => Promise.resolve(bytes(`file at ${url}`)), clock: { now: () => new Date('2026-11-01T00:00:00Z') }, memory,
    changed: (what) => { changes.push(what); }, failed: (error) => { failures.push(error); },
  });
  const body = (): unknown => JSON.parse(new TextDecoder().decode(asked.at(-1)?.body));
  return { session, asked, failures, changes, seen, memory, body, where };
}
const HERE: ConnectionSettings = { region: 'us-west-2', profile: 'dev', endpointUrl: undefined, emulated: false };
const SEND = { example: 0, body: '{"inputs":"Why?"}', stream: false };

describe('the tab that tries an endpoint', () => {
  it('offers each example with its prompt and files', async () => {
    const { session } = world({ payloads: [payload({}), payload({ alias: 'two', contentType: 'application/x-image', body: '$s3<a/b.jpg>' })], taskCode: 'llm' });
    assert.equal(session.state().status, 'loading');
    await session.load();
    const { examples, status } = session.state();
    assert.equal(status, 'ready');
    assert.deepEqual(examples.map(({ name, kind, body, promptPath, streams, files }) => [name, kind, body, promptPath, streams, files.map(({ own }) => own)]), [
      ['one', 'json', '{\n  "inputs": "Hello"\n}', ['inputs'], true, []], ['two', 'file', '', null, false, ['The model\'s example, b.jpg']],
    ]);
  });

  const others: Readonly<Record<string, ConnectionSettings>> = { 'another region': { ...HERE, region: 'eu-west-1' }, 'another profile': { ...HERE, profile: 'prod' }, 'another address': { ...HERE, endpointUrl: 'http://127.0.0.1:4566' } };
  for (const [what, settings] of Object.entries(others)) {
    it(`stays with its endpoint where the window goes to ${what}: it asks nothing there, nor takes examples from there`, async () => {
      const { session, asked, where } = world();
      await session.load();
      where.settings = settings;
      await session.send(SEND);
      assert.deepEqual([asked, session.run?.status, session.state().region], [[], 'failed', 'us-west-2']);
      assert.match(session.run?.error?.message ?? '', /looks at another account or region now, and e is in us-west-2/);
      assert.equal(session.state().problem, session.run?.error?.message);
      await session.load();
      assert.equal(session.state().status, 'failed');
      where.settings = HERE;
      await session.load();
      await session.send(SEND);
      assert.deepEqual([asked.length, session.run?.status, session.state().problem], [1, 'done', null]);
    });
  }

  it('says why there are none, and can be asked again', async () => {
    const { session, failures } = world(new ServiceError('notFound', 'There is no endpoint e.'));
    await session.load();
    assert.deepEqual([session.state().status, session.state().problem, failures.length], ['failed', 'There is no endpoint e.', 1]);
  });

  it('asks, and shows the answer as the task wants it, with time, size and variant', async () => {
    const { session, body, asked } = world();
    await session.load();
    await session.send(SEND);
    const { run } = session;
    assert.deepEqual([run?.status, run?.answer, run?.latencyMs, run?.size, run?.variant], ['done', { kind: 'text', text: 'Salt.' }, 1234, 29, 'AllTraffic']);
    assert.deepEqual([body(), asked[0]?.contentType, asked[0]?.endpointName], [{ inputs: 'Why?' }, 'application/json', 'e']);
    assert.deepEqual(session.raw(), { text: '[{"generated_text": "Salt."}]', cut: false });
  });

  it('streams token by token, and asks the model to', async () => {
    const { session, body, seen, changes } = world({ taskCode: 'reasoning' });
    await session.load();
    seen.parts = ['data: {"choices":[{"delta":{"reasoning_content":"Hm"}}]}\n\nda', 'ta: {"choices":[{"delta":{"content":"Sal"}}]}\n\n', 'data: {"choices":[{"delta":{"content":"t."}}]}\n\ndata: [DONE]\n\n'];
    const before = changes.length;
    await session.send({ example: 0, body: '{"messages":[]}', stream: true });
    assert.deepEqual([session.run?.text, session.run?.thought, session.run?.answer, session.run?.status], ['Salt.', 'Hm', { kind: 'text', text: 'Salt.' }, 'done']);
    assert.ok(session.run?.firstMs != null && changes.slice(before).filter((what) => what === 'run').length >= 4);
    assert.deepEqual(body(), { messages: [], stream: true });
  });

  it('shows the answer of a container that does not stream', async () => {
    const { session, seen } = world();
    await session.load();
    seen.parts = ['[{"generated_', 'text": "All at once."}]'];
    await session.send({ ...SEND, stream: true });
    assert.deepEqual(session.run?.answer, { kind: 'text', text: 'All at once.' });
  });

  it('keeps what came where the sign-in runs out, and what was asked', async () => {
    const { session, seen, failures } = world({ taskCode: 'reasoning' });
    await session.load();
    seen.parts = ['data: {"choices":[{"delta":{"content":"Sal"}}]}\n\n', new ServiceError('signIn', 'Your AWS sign-in has expired.')];
    await session.send({ example: 0, body: '{"messages":[{"role":"user","content":"Why?"}]}', stream: true });
    assert.deepEqual([session.run?.status, session.run?.text, session.run?.error?.kind, failures.length], ['failed', 'Sal', 'signIn', 1]);
    const [entry] = session.state().history;
    assert.deepEqual([entry?.failed, session.recall(entry?.id)?.body], [true, '{"messages":[{"role":"user","content":"Why?"}]}']);
  });

  it('ends the request when it is stopped, and takes the next one', async () => {
    const { session, seen, asked } = world({ taskCode: 'reasoning' });
    await session.load();
    seen.parts = ['data: {"choices":[{"delta":{"content":"Sal"}}]}\n\n'];
    seen.hang = true;
    const sending = session.send({ example: 0, body: '{"messages":[]}', stream: true });
    await new Promise((resolve) => { setImmediate(resolve); });
    await session.send({ example: 0, body: '{"messages":[]}', stream: true });
    assert.equal(asked.length, 1, 'one at a time');
    session.stop();
    await sending;
    assert.deepEqual([session.run?.status, session.run?.text, session.state().history[0]?.outcome], ['stopped', 'Sal', 'Stopped']);
    seen.hang = false;
    await session.send(SEND);
    assert.equal(session.run?.status, 'done');
  });

  it('has the container\'s words beside SageMaker\'s', async () => {
    const { session, seen } = world();
    await session.load();
    seen.answer = new ServiceError('invalid', 'The container did not accept the request (400).', { container: { status: 400, message: 'max_new_tokens', log: 'arn' } });
    await session.send(SEND);
    assert.deepEqual(session.run?.error, { kind: 'invalid', message: 'The container did not accept the request (400).', container: { status: 400, message: 'max_new_tokens' } });
  });

  it('sends nothing that is too large, or no JSON, and says so', async () => {
    const { session, asked } = world();
    await session.load();
    await session.send({ ...SEND, body: '{"inputs":' });
    assert.match(session.run?.error?.message ?? '', /not valid JSON.*Correct it/);
    await session.send({ ...SEND, body: JSON.stringify({ inputs: 'x'.repeat(6_300_000) }) });
    assert.match(session.run?.error?.message ?? '', /6\.3 MB, and SageMaker takes at most 6\.3 MB.*Nothing was sent/);
    assert.equal(asked.length, 0);
  });

  for (const params of [null, {}, { ...SEND, example: 1 }, { ...SEND, example: -1 }, { ...SEND, example: 0.5 }, { ...SEND, body: 3 }, { ...SEND, stream: 'yes' }, []]) {
    it(`takes no request like ${JSON.stringify(params)}`, async () => {
      const { session, asked } = world();
      await session.load();
      await assert.rejects(session.send(params));
      assert.equal(asked.length, 0);
    });
  }

  it('sends the model\'s own files, one that is drawn, or the user\'s', async () => {
    const { session, body, asked } = world({ payloads: [payload({ body: { image: 'data:$s3_b64<a b/c.jpg>' } }), payload({ body: { image: 'data:$s3_b64<a/c.jpg>' } })], contentBucketUrl: 'https://bucket/' });
    await session.load();
    const [, second] = session.state().examples;
    await session.send({ example: 1, body: second?.body ?? '', stream: false });
    assert.deepEqual(body(), { image: `data:${Buffer.from('file at https://bucket/a/c.jpg').toString('base64')}` });
    session.attach(1, '$s3_b64<a/c.jpg>', { name: 'mine.jpg', bytes: bytes('mine') });
    assert.deepEqual(session.fileOf(1, '$s3_b64<a/c.jpg>')?.chosen, { name: 'mine.jpg', size: 4 });
    await session.send({ example: 1, body: second?.body ?? '', stream: false });
    assert.deepEqual(body(), { image: `data:${Buffer.from('mine').toString('base64')}` });
    session.attach(1, '$s3_b64<a/c.jpg>', new ServiceError('invalid', 'Too large.'));
    assert.equal(session.fileOf(1, '$s3_b64<a/c.jpg>')?.problem, 'Too large.');
    assert.equal(session.fileOf(1, 'other'), undefined);
    // a text that only looks like the name of a file stays a text
    await session.send({ example: 0, body: '{"inputs":"$s3_b64<secret/x>"}', stream: false });
    assert.deepEqual(body(), { inputs: '$s3_b64<secret/x>' });
    const picture = world({ taskCode: 'ic' });
    await picture.session.load();
    await picture.session.send({ example: 0, body: '', stream: false });
    assert.equal(Buffer.from(picture.asked[0]?.body ?? []).subarray(1, 4).toString(), 'PNG');
    const speech = world({ taskCode: 'asr', framework: 'vllm 0.22.1' });
    await speech.session.load();
    await speech.session.send({ example: 0, body: '', stream: false });
    assert.match(speech.asked[0]?.contentType ?? '', /^multipart\/form-data; boundary=/);
    assert.equal(asked.length, 3);
  });

  it('remembers the last twenty requests, without large ones\' text, for this endpoint in this place', async () => {
    const { session, memory } = world();
    await session.load();
    for (let n = 0; n < 22; n++) await session.send({ ...SEND, body: JSON.stringify({ inputs: n === 21 ? 'x'.repeat(70_000) : `question ${n}` }) });
    const { history } = session.state();
    assert.deepEqual([history.length, history[0]?.kept, history[1]?.title, history[0]?.title.length], [20, false, 'question 20', 120]);
    assert.equal(session.recall(history[0]?.id), null);
    assert.deepEqual(memory.keys(), ['jumpstartDeploy.try us-west-2 dev  e']);
    const later = world({ taskCode: 'llm' }, { 'jumpstartDeploy.try us-west-2 dev  e': memory.get('jumpstartDeploy.try us-west-2 dev  e') });
    await later.session.load();
    assert.equal(later.session.recall(later.session.state().history[1]?.id)?.body, '{"inputs":"question 20"}');
    assert.equal(world({}, { 'jumpstartDeploy.try us-west-2 dev  e': [1, { id: 'x' }, 'y'] }).session.state().history.length, 0, 'what is no entry is left out');
  });
});

describe('an answer', () => {
  const view = (kind: Expected['kind'], answer: Json, more: Partial<Expected> = {}) => answerView(bytes(JSON.stringify(answer)), 'application/json', { kind, taskCode: 'llm', outputKeys: {}, request: undefined, picture: undefined, ...more });

  it('is read where each container puts it', () => {
    for (const answer of [[{ generated_text: 'x' }], { generated_text: 'x' }, { choices: [{ message: { content: 'x' } }] }, [{ generation: { content: 'x' } }]]) assert.deepEqual(view('text', answer), { kind: 'text', text: 'x' });
    assert.deepEqual(view('text', { a: [{ b: 'x' }] }, { outputKeys: { out: 'a[0].b' } }), { kind: 'text', text: 'x' });
    assert.deepEqual(view('classes', { probabilities: [0.1, 0.9], labels: ['no', 'yes'], predicted_label: 'yes' }), { kind: 'classes', predicted: 'yes', groups: [[{ score: 0.9, label: 'yes' }, { score: 0.1, label: 'no' }]] });
    assert.deepEqual(view('classes', [[{ label: 'a', score: 0.2 }, { label: 'b', score: 0.8 }]]), { kind: 'classes', predicted: null, groups: [[{ score: 0.8, label: 'b' }, { score: 0.2, label: 'a' }]] });
    for (const answer of [{ embedding: [[3, 4], [6, 8]] }, { data: [{ embedding: [3, 4] }, { embedding: [6, 8] }] }, [[3, 4], [6, 8]]]) assert.deepEqual(view('embedding', answer), { kind: 'embedding', similarity: 1, vectors: [{ dimensions: 2, first: [3, 4], length: 5 }, { dimensions: 2, first: [6, 8], length: 10 }] });
    assert.deepEqual(view('boxes', { normalized_boxes: [[0.1, 0.2, 0.3, 0.4]], classes: [1], scores: [0.9], labels: ['cat', 'dog'] }), { kind: 'boxes', shares: true, picture: null, boxes: [{ label: 'dog', score: 0.9, corners: [0.1, 0.2, 0.3, 0.4] }] });
    assert.deepEqual(view('boxes', [{ box: { xmin: 1, ymin: 2, xmax: 3, ymax: 4 }, label: 'cat', score: 0.5 }]), { kind: 'boxes', shares: false, picture: null, boxes: [{ label: 'cat', score: 0.5, corners: [1, 2, 3, 4] }] });
    assert.deepEqual(view('segments', { predictions: [[0, 0], [0, 1]], labels: ['sea', 'land'] }), { kind: 'segments', width: 2, height: 2, classes: 'AAAAAQ==', picture: null, shares: [{ index: 0, label: 'sea', share: 0.75 }, { index: 1, label: 'land', share: 0.25 }] });
    assert.deepEqual(view('images', { generated_images: ['/9j/', [[[1, 2, 3]]]] }), { kind: 'images', images: [{ base64: '/9j/' }, { base64: 'AQID', pixels: { width: 1, height: 1 } }] });
    assert.deepEqual(view('records', { predictions: [{ entity: 'LOC', score: 0.123456 }] }), { kind: 'records', columns: ['entity', 'score'], rows: [['LOC', '0.12346']] });
    assert.deepEqual(view('forecast', { predictions: [{ mean: [1, 2], '0.1': [0, 1], item_id: 'a' }] }, { request: { inputs: [{ target: [5, 6] }] } }), { kind: 'forecast', items: [{ name: 'a', past: [5, 6], series: [{ name: 'mean', values: [1, 2] }, { name: '0.1', values: [0, 1] }] }] });
  });

  it('is shown as it came where it is something else, whatever that is', () => {
    const any = fc.letrec<{ json: Json }>((tie) => ({ json: fc.oneof({ maxDepth: 4 }, fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null), fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('predictions', 'probabilities', 'labels', 'embedding', 'boxes', 'scores', 'generated_images', 'item_id', 'box', 'choices', 'a'), tie('json'), { maxKeys: 4 })) })).json;
    fc.assert(fc.property(any, fc.constantFrom<Expected['kind'][]>('text', 'classes', 'embedding', 'boxes', 'segments', 'images', 'records', 'forecast', 'any'), (answer, kind) => {
      assert.ok(JSON.stringify(view(kind, answer)).startsWith('{"kind":"'));
    }), { numRuns: 2000 });
    assert.deepEqual(answerView(Uint8Array.of(0xff, 0xfe), undefined, { kind: 'text', taskCode: '', outputKeys: {}, request: undefined, picture: undefined }), { kind: 'raw', text: '2 bytes that are neither text nor a picture.', cut: false });
    assert.deepEqual(answerView(Uint8Array.of(0xff, 0xd8), 'image/jpeg', { kind: 'text', taskCode: '', outputKeys: {}, request: undefined, picture: undefined }), { kind: 'images', images: [{ base64: '/9g=' }] });
    assert.equal(view('text', { x: 'y'.repeat(30_000) }).kind, 'raw');
  });

  it('is found by the paths that specs use', () => {
    const value = { a: [{ b: [1, { c: 'x' }] }, { b: [2] }], 'd-e': { 'f g': 0 } };
    assert.deepEqual([find(value, ['a[0].b[1].c']), find(value, ['a[*].b']), find(value, ['a[].b[0]']), find(value, ['"d-e"."f g"']), find(value, ['nothing', 'd-e']), find(value, ['a[9].b', 'toString'])], ['x', [[1, { c: 'x' }], [2]], [1, 2], 0, { 'f g': 0 }, undefined]);
  });

  it('is put together from a stream however that is cut', () => {
    const stream = bytes(['data: {"choices":[{"delta":{"content":"Grüße "}}]}', '', 'data:{"token":{"text":"🌊","special":false}}', '{"token":{"text":"</s>","special":true}}', '{"outputs":["!"]}', 'data: [DONE]', ''].join('\r\n'));
    fc.assert(fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const text = new StreamText();
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
      places.slice(1).forEach((end, index) => { text.push(stream.subarray(places[index], end)); });
      text.end();
      assert.equal(text.text, 'Grüße 🌊!');
    }));
    const broken = new StreamText();
    broken.push(bytes('{"error": {"message": "out of memory"}}\n'));
    assert.equal(broken.error, 'out of memory');
  });
});

describe('the parameters of a request', () => {
  const body: Json = { prompt: 'mine', steps: 50, parameters: { top_p: 0.9, do_sample: true, stop: ['x'] }, stream: true, image: '$s3_b64<a>', sampler: 'DPM', long: 'x'.repeat(61) };

  it('are numbers, switches and short words, and none that is asked or says how to deliver', () => {
    assert.deepEqual(parametersOf(body, ['prompt']).map(({ path, value }) => [path.join('.'), value]), [['steps', 50], ['sampler', 'DPM'], ['parameters.top_p', 0.9], ['parameters.do_sample', true]]);
  });

  it('are changed where they are, and nowhere else', () => {
    assert.deepEqual(withValueAt(body, ['parameters', 'top_p'], 0.1), { ...(body as object), parameters: { top_p: 0.1, do_sample: true, stop: ['x'] } });
    assert.deepEqual(withValueAt(body, ['none', 'x'], 1), body);
    assert.deepEqual(withValueAt([1, [2]], [1, 0], 3), [1, [3]]);
  });

  it('stand in JSON that can be read', () => {
    assert.equal(prettyJson({ target: [1, -2.5, 1e21], text: '[\n 1,\n 2\n]', none: [] }), '{\n  "target": [1, -2.5, 1e+21],\n  "text": "[\\n 1,\\n 2\\n]",\n  "none": []\n}');
    fc.assert(fc.property(fc.json(), (text) => { assert.deepEqual(JSON.parse(prettyJson(JSON.parse(text) as Json)), JSON.parse(JSON.stringify(JSON.parse(text)))); }));
  });
});
