import { InvokeEndpointCommand, InvokeEndpointWithResponseStreamCommand, type InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import assert from 'node:assert/strict';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import type { CatalogueEntry } from '../../../src/emulator/catalogue/builder.js';
import { isObject, object, optional, strings, type Json } from '../../../src/emulator/core/json.js';
import { at, put, steps } from '../../../src/emulator/services/runtime/paths.js';
import { hostingTypes } from '../../../src/emulator/services/instanceTypes.js';
import { clientsOf, deploy, emulatorForSuite, failure, prefixSource, region, type Clients } from './support.js';

const catalogue = builtInCatalogue();
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Image, type and data of a model, for CreateModel; worked out here on its own, not with the product's code. */
function hosting(id: string): { image: string; type: string; uri: string; payloads: Json; accepts: string[] } {
  const entry: CatalogueEntry | undefined = catalogue.find(id);
  assert(entry !== undefined, id);
  const component = Object.values(object(entry.spec, 'inference_config_components')).filter(isObject)[0] ?? {};
  const spec = { ...entry.spec, ...component };
  const type = optional(spec, 'default_inference_instance_type') ?? '';
  const variants = object(spec, 'hosting_instance_type_variants');
  const alias = optional(object(object(object(variants, 'variants'), type.split('.')[1] ?? ''), 'regional_properties'), 'image_uri')?.slice(1) ?? '';
  const key = optional(spec, 'hosting_prepacked_artifact_key') ?? optional(spec, 'hosting_artifact_key') ?? '';
  return {
    type, image: optional(object(object(variants, 'regional_aliases'), region), alias) ?? '', uri: `s3://jumpstart-${spec['gated_bucket'] === true ? 'private-' : ''}cache-prod-${region}/${key}`,
    payloads: object(spec, 'default_payloads'), accepts: strings(object(spec, 'predictor_specs'), 'supported_content_types'),
  };
}

describe('emulator: runtime', () => {
  const unlimited = Object.fromEntries([...hostingTypes.keys()].map((type) => [type, 100]));
  const emulator = emulatorForSuite({ timeScale: 1, quotas: unlimited });
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });

  async function start(id: string): Promise<string> {
    const { image, type, uri } = hosting(id);
    const name = id.slice(0, 50);
    const data = uri.endsWith('/') ? { ModelDataSource: prefixSource(uri, true) } : { ModelDataUrl: uri };
    await deploy(clients, name, type as never, { PrimaryContainer: { Image: image, ...data } });
    emulator.current.advance(900);
    return name;
  }
  async function ask(EndpointName: string, Body: string | Uint8Array, ContentType: string, more: Partial<InvokeEndpointCommandInput> = {}): Promise<Json> {
    const answer = await clients.runtime.send(new InvokeEndpointCommand({ EndpointName, Body, ContentType, ...more }));
    assert.equal(answer.InvokedProductionVariant, 'AllTraffic');
    return JSON.parse(new TextDecoder().decode(answer.Body)) as Json;
  }

  it('answers every default payload of every open model at its output keys, marked as emulated', async function () {
    this.timeout(60_000);
    let asked = 0;
    for (const { modelId, proprietary, deprecated } of catalogue.latest(region)) {
      if (proprietary || deprecated) continue;
      const { payloads } = hosting(modelId);
      const name = await start(modelId);
      for (const payload of Object.values(isObject(payloads) ? payloads : {}).filter(isObject)) {
        const body = typeof payload['body'] === 'string' ? payload['body'] : JSON.stringify(payload['body']);
        const answer = await ask(name, body, optional(payload, 'content_type') ?? '', { Accept: optional(payload, 'accept') });
        for (const path of Object.values(object(payload, 'output_keys')).filter((value) => typeof value === 'string')) assert.notEqual(at(answer, steps(path)), undefined, `${modelId} ${path}: ${JSON.stringify(answer).slice(0, 200)}`);
        asked++;
      }
    }
    assert(asked >= 15);
  });

  it('answers in the form of the task', async () => {
    const value = async (id: string, body: string | Uint8Array, type: string, accept?: string): Promise<Json> => ask(id.slice(0, 50), body, type, { Accept: accept });
    const image = await value('pytorch-ic-mobilenet-v2', Buffer.from([0xff, 0xd8]), 'application/x-image', 'application/json;verbose');
    assert(isObject(image) && Array.isArray(image['probabilities']) && Array.isArray(image['labels']) && image['labels'].length === image['probabilities'].length);
    const plain = await value('pytorch-ic-mobilenet-v2', Buffer.from([0xff, 0xd8]), 'application/x-image', 'application/json');
    assert(isObject(plain) && plain['labels'] === undefined);
    const embedding = await value('huggingface-sentencesimilarity-bge-large-en-v1-5', JSON.stringify({ text_inputs: ['a', 'b'] }), 'application/json');
    assert(isObject(embedding) && Array.isArray(embedding['embedding']) && embedding['embedding'].length === 2 && Array.isArray(embedding['embedding'][0]));
    const near = await value('huggingface-sentencesimilarity-bge-large-en-v1-5', JSON.stringify({ corpus: ['a', 'b', 'c'], queries: ['x'], top_k: 2, mode: 'nn_corpus' }), 'application/json');
    assert(Array.isArray(near) && Array.isArray(near[0]) && near[0].length === 2);
    const rows = await value('lightgbm-classification-model', '1,2,3\n4,5,6\n', 'text/csv');
    assert(isObject(rows) && Array.isArray(rows['probabilities']) && rows['probabilities'].length === 2);
    const boxes = await value('huggingface-od-microsoft-table-transformer-detection', Buffer.from('png'), 'application/x-image', 'application/json;verbose');
    assert(isObject(boxes) && Array.isArray(boxes['normalized_boxes']) && Array.isArray(boxes['scores']));
    const speech = await value('huggingface-asr-whisper-small', Buffer.from('RIFF'), 'audio/wav');
    assert(isObject(speech) && Array.isArray(speech['text']));
    const picture = await value('model-txt2img-stabilityai-stable-diffusion-v2-1-base', JSON.stringify({ prompt: 'x', num_images_per_prompt: 2 }), 'application/json', 'application/json;jpeg');
    assert(isObject(picture) && Array.isArray(picture['generated_images']) && picture['generated_images'].length === 2);
    assert.equal(Buffer.from(textOf(picture['generated_images'][0]), 'base64').readUInt16BE(0), 0xffd8);
    const pixels = await value('model-txt2img-stabilityai-stable-diffusion-v2-1-base', JSON.stringify({ prompt: 'x' }), 'application/json', 'application/json');
    assert(Array.isArray(at(pixels, ['generated_images', 0, 0, 0])));
  });

  it('generates text in the form of the container: list for TGI, object for LMI, chat for messages', async () => {
    const tgi = await ask('huggingface-llm-falcon-7b-instruct-bf16', JSON.stringify({ inputs: 'A question' }), 'application/json');
    assert.match(textOf(at(tgi, [0, 'generated_text'])), /^\[emulated\] .*A question/);
    const lmi = await ask('meta-textgeneration-llama-3-1-8b-instruct', JSON.stringify({ inputs: 'A question' }), 'application/json');
    assert.match(textOf(at(lmi, ['generated_text'])), /^\[emulated\] /);
    const messages = JSON.stringify({ messages: [{ role: 'user', content: 'A question' }] });
    const chat = await ask('openai-reasoning-gpt-oss-20b', messages, 'application/json');
    assert.match(textOf(at(chat, ['choices', 0, 'message', 'content'])), /^\[emulated\] .*A question/);
    const dialog = await ask('meta-textgeneration-llama-3-1-8b-instruct', JSON.stringify({ inputs: [[{ role: 'user', content: 'A question' }]] }), 'application/json');
    assert.equal(at(dialog, [0, 'generation', 'role']), 'assistant', 'dialogs of the first Llama chat models');
    assert.match(textOf(at(dialog, [0, 'generation', 'content'])), /^\[emulated\] You asked “A question”/);
  });

  it('streams parts that put together are server-sent events', async () => {
    const stream = async (body: object): Promise<string> => {
      const answer = await clients.runtime.send(new InvokeEndpointWithResponseStreamCommand({ EndpointName: 'openai-reasoning-gpt-oss-20b', ContentType: 'application/json', Body: JSON.stringify(body) }));
      let text = '';
      let parts = 0;
      for await (const event of answer.Body ?? []) { text += new TextDecoder().decode(event.PayloadPart?.Bytes); parts++; }
      assert(parts > 3);
      return text;
    };
    const text = await stream({ messages: [{ role: 'user', content: 'hi' }], stream: true });
    assert(text.endsWith('data: [DONE]\n\n'));
    const said = text.split('\n\n').filter((line) => line.startsWith('data: {')).map((line) => textOf(at(JSON.parse(line.slice(6)) as Json, ['choices', 0, 'delta', 'content']))).join('');
    assert.match(said, /^\[emulated\] You asked “hi”/);
    const lines = await (async (): Promise<string> => {
      const answer = await clients.runtime.send(new InvokeEndpointWithResponseStreamCommand({ EndpointName: 'meta-textgeneration-llama-3-1-8b-instruct', ContentType: 'application/json', Body: JSON.stringify({ inputs: 'hi' }) }));
      let joined = '';
      for await (const event of answer.Body ?? []) joined += new TextDecoder().decode(event.PayloadPart?.Bytes);
      return joined;
    })();
    assert.match(textOf(at(JSON.parse(lines.trim().split('\n').at(-1) ?? '') as Json, ['generated_text'])), /^\[emulated\] /, 'LMI sends lines of JSON');
    const image = { EndpointName: 'pytorch-ic-mobilenet-v2', ContentType: 'application/x-image', Body: Buffer.from([0xff, 0xd8]) };
    const classes = await clients.runtime.send(new InvokeEndpointWithResponseStreamCommand(image));
    const bytes: Uint8Array[] = [];
    for await (const event of classes.Body ?? []) bytes.push(event.PayloadPart?.Bytes ?? new Uint8Array());
    assert.deepEqual([classes.ContentType, JSON.parse(Buffer.concat(bytes).toString())], ['application/json', await ask(image.EndpointName, image.Body, image.ContentType)], 'what is no text is streamed as it is');
    emulator.current.setFaults([{ kind: 'streamBroken' }]);
    assert.equal((await failure(stream({ messages: [] }))).name, 'ModelStreamError');
    emulator.current.setFaults([]);
  });

  it('answers errors as the service does', async () => {
    const missing = await failure(ask('nobody', '{}', 'application/json'));
    assert.deepEqual([missing.name, missing.message, missing.$metadata?.httpStatusCode], ['ValidationError', 'Endpoint nobody of account 111122223333 not found.', 400]);
    assert.equal((await failure(ask('PYTORCH-IC-MOBILENET-V2', '{}', 'application/json'))).name, 'ValidationError', 'names count with their case');
    await deploy(clients, 'not-yet');
    assert.equal((await failure(ask('not-yet', 'x', 'application/x-image'))).name, 'ValidationError');
    const wrong = await failure(ask('pytorch-ic-mobilenet-v2', 'a,b', 'text/csv')) as Error & { OriginalStatusCode?: number; OriginalMessage?: string; LogStreamArn?: string; $metadata?: { httpStatusCode?: number } };
    assert.deepEqual([wrong.name, wrong.$metadata?.httpStatusCode, wrong.OriginalStatusCode], ['ModelError', 424, 415]);
    assert.match(wrong.message, /^Received client error \(415\) from primary with message/);
    assert.match(wrong.OriginalMessage ?? '', /text\/csv is not supported/);
    assert.match(wrong.LogStreamArn ?? '', /^arn:aws:logs/);
    assert.equal((await failure(ask('huggingface-llm-falcon-7b-instruct-bf16', '{', 'application/json'))).name, 'ModelError');
    assert.equal((await failure(ask('pytorch-ic-mobilenet-v2', Buffer.alloc(6_291_457), 'application/x-image'))).$metadata?.httpStatusCode, 413);
    await ask('pytorch-ic-mobilenet-v2', Buffer.alloc(6_291_456), 'application/x-image');
    emulator.current.setFaults([{ kind: 'modelTimeout', times: 1 }, { kind: 'modelError', times: 1 }]);
    assert.match((await failure(ask('pytorch-ic-mobilenet-v2', 'x', 'application/x-image'))).message, /^Received server error \(0\) from primary .*timed out/);
    assert.match((await failure(ask('pytorch-ic-mobilenet-v2', 'x', 'application/x-image'))).message, /^Received server error \(500\)/);
    emulator.current.setFaults([]);
    assert.match((await failure(ask('pytorch-ic-mobilenet-v2', 'x', 'application/x-image', { TargetVariant: 'Other' }))).message, /Variant Other not found/);
  });

  it('keeps what was asked for, never what was said', async () => {
    await ask('huggingface-llm-falcon-7b-instruct-bf16', JSON.stringify({ inputs: 'a private question' }), 'application/json', { CustomAttributes: 'accept_eula=true' });
    assert.deepEqual(emulator.current.calls.at(-1)?.input, { EndpointName: 'huggingface-llm-falcon-7b-instruct-bf16', ContentType: 'application/json', CustomAttributes: 'accept_eula=true', ContentLength: '31' });
    assert(!JSON.stringify(emulator.current.calls).includes('a private question'));
  });

  it('says that it does not know a model that is not in the catalogue', async () => {
    assert.match(JSON.stringify(await ask('churn-scoring-prod', '1,2', 'text/csv')), /\[emulated\] The emulator does not know/);
  });
});

describe('emulator: paths of output keys', () => {
  it('reads and writes what a path names', () => {
    for (const path of ['[0].generated_text', 'generated_text', '[0].completions[0].data.text', 'a.b[2].c', '[0].details.prefill[*].logprob']) {
      assert.equal(at(put(undefined, steps(path), 'x'), steps(path)), 'x', path);
    }
    assert.deepEqual(put({ a: 1 }, steps('b[1]'), 2), { a: 1, b: [null, 2] });
  });
});
