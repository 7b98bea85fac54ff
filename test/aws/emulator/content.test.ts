import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startEmulator } from '../../../src/emulator/start.js';
import { clientsOf, cpuImage, deploy, emulatorForSuite, failure, prefixSource, region } from './support.js';

interface Row { model_id: string; version: string; spec_key: string; deprecated?: boolean }
const bucket = `jumpstart-cache-prod-${region}`;

describe('emulator: JumpStart buckets', () => {
  const emulator = emulatorForSuite();
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(`${emulator.current.url}/${path}`, { headers });
  const rows = async (key: string, where = region): Promise<Row[]> => await (await get(`jumpstart-cache-prod-${where}/${key}`)).json() as Row[];

  it('serves the manifest to everybody and answers 304 to its own ETag', async () => {
    const first = await get(`${bucket}/models_manifest.json`);
    assert.equal(first.status, 200);
    const etag = first.headers.get('etag') ?? '';
    assert.match(etag, /^"[0-9a-f]{32}"$/);
    const again = await get(`${bucket}/models_manifest.json`, { 'if-none-match': etag });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), '');
    assert.equal((await get(`${bucket}/models_manifest.json`, { 'if-none-match': '"other"' })).status, 200);
  });

  it('has a spec for every row, and every key that a spec names', async () => {
    const all = [...await rows('models_manifest.json'), ...await rows('proprietary-sdk-manifest.json')];
    assert(all.length > 30);
    for (const row of all) {
      const spec = await (await get(`${bucket}/${row.spec_key}`)).json() as Record<string, unknown>;
      assert.equal(spec['model_id'], row.model_id);
      assert.equal(spec['version'], row.version);
      for (const [, key] of JSON.stringify(spec).matchAll(/\$s3(?:_b64)?<([^>]+)>/g)) assert.equal((await get(`${bucket}/${key ?? ''}`)).status, 200, key);
      const licence = spec['hosting_eula_key'];
      if (typeof licence === 'string') assert.match(await (await get(`${bucket}/${licence}`)).text(), /^This emulated licence stands in for/);
    }
  });

  it('has a model of every kind that clients treat differently', async () => {
    const specs = new Map<string, Record<string, unknown>>();
    for (const row of await rows('models_manifest.json')) specs.set(row.model_id, await (await get(`${bucket}/${row.spec_key}`)).json() as Record<string, unknown>);
    const some = (test: (spec: Record<string, unknown>) => boolean): boolean => [...specs.values()].some(test);
    assert(some((spec) => spec['gated_bucket'] === true && spec['hosting_instance_type_variants'] === undefined), 'gated, images only in configs');
    assert(some((spec) => spec['hosting_eula_key'] !== undefined && spec['gated_bucket'] !== true), 'licence without gate');
    assert(some((spec) => String(spec['hosting_prepacked_artifact_key']).endsWith('.tar.gz')), 'archive');
    assert(some((spec) => spec['hosting_use_script_uri'] === true && spec['hosting_prepacked_artifact_key'] === undefined), 'repack');
    assert(some((spec) => spec['inference_vulnerable'] === true), 'vulnerable');
    assert(some((spec) => spec['deprecated'] === true), 'deprecated');
    assert(some((spec) => String(spec['default_inference_instance_type']).startsWith('ml.inf2')), 'neuron');
    assert(some((spec) => spec['default_payloads'] === undefined && spec['inference_configs'] === undefined), 'without payloads');
    assert(some((spec) => spec['inference_enable_network_isolation'] === false), 'not isolated');
    assert.equal((await rows('proprietary-sdk-manifest.json'))[0]?.model_id, 'ai21-jurassic-2-light');
  });

  it('offers other models in other regions, with images of that region', async () => {
    const [here, there] = [await rows('models_manifest.json'), await rows('models_manifest.json', 'ap-south-1')];
    assert(here.some((row) => row.model_id === 'mxnet-posemap-emulated-handcheck'));
    assert(!there.some((row) => row.model_id === 'mxnet-posemap-emulated-handcheck'));
    const spec = JSON.stringify(await (await get(`jumpstart-cache-prod-eu-central-2/community_models/pytorch-ic-mobilenet-v2/specs_v3.0.25.json`)).json());
    assert(spec.includes('380420809688.dkr.ecr.eu-central-2.amazonaws.com/pytorch-inference:1.10.0-cpu-py38'));
    assert(spec.includes('727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/'));
  });

  it('serves sample media that are what they say', async () => {
    const bytes = async (key: string): Promise<Buffer> => Buffer.from(await (await get(`${bucket}/inference-notebook-assets/${key}`)).arrayBuffer());
    assert.deepEqual([...(await bytes('emulated_square.jpg')).subarray(0, 3)], [0xff, 0xd8, 0xff]);
    assert.equal((await bytes('emulated_page.png')).subarray(1, 4).toString(), 'PNG');
    assert.equal((await bytes('emulated_tone.wav')).subarray(0, 4).toString(), 'RIFF');
  });

  it('answers ranges, and refuses those outside the object', async () => {
    const whole = await (await get(`${bucket}/models_manifest.json`)).text();
    const part = await get(`${bucket}/models_manifest.json`, { range: 'bytes=10-19' });
    assert.equal(part.status, 206);
    assert.equal(await part.text(), whole.slice(10, 20));
    assert.equal(part.headers.get('content-range'), `bytes 10-19/${whole.length}`);
    assert.equal(await (await get(`${bucket}/models_manifest.json`, { range: 'bytes=-5' })).text(), whole.slice(-5));
    assert.equal((await get(`${bucket}/models_manifest.json`, { range: 'bytes=99999999-' })).status, 416);
  });

  it('says NoSuchKey for what is not there and AccessDenied for what is not public', async () => {
    const missing = await get(`${bucket}/nothing.json`);
    assert.equal(missing.status, 404);
    assert.match(await missing.text(), /<Code>NoSuchKey<\/Code>/);
    const gated = await get(`jumpstart-private-cache-prod-${region}/anything`);
    assert.equal(gated.status, 403);
    assert.match(await gated.text(), /<Code>AccessDenied<\/Code>/);
    const { s3 } = clientsOf(emulator.current);
    assert.equal((await failure(s3.send(new GetObjectCommand({ Bucket: `jumpstart-private-cache-prod-${region}`, Key: 'x' })))).name, 'AccessDenied');
    assert.equal((await get('somebodys-bucket/key')).status, 404);
    assert.equal((await get('ml-models-111122223333/key')).status, 403);
  });

  it('lists keys in pages and rolls prefixes up', async () => {
    const { s3 } = clientsOf(emulator.current);
    const keys: string[] = [];
    let pages = 0;
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 7 }, { Bucket: bucket, Prefix: 'community_models/' })) {
      pages++;
      assert((page.Contents?.length ?? 0) <= 7);
      keys.push(...(page.Contents ?? []).map((object) => object.Key ?? ''));
    }
    assert(pages > 3);
    assert.deepEqual(keys, [...new Set(keys)].sort());
    assert.equal(keys.length, (await rows('models_manifest.json')).length);
    const folders = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Delimiter: '/', Prefix: 'pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/' }));
    assert.deepEqual(folders.CommonPrefixes?.map((prefix) => prefix.Prefix), ['pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/inference-prepack/', 'pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/inference/']);
    const model = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/inference-prepack/v1.0.0/model.safetensors' }));
    assert.equal(model.ContentLength, 14_000_000);
  });
});

describe('emulator: a catalogue as long as the real one', () => {
  it('has 28 rows for each filler, each with its spec', async () => {
    const emulator = await startEmulator({ fillerModels: 1000 });
    try {
      const rows = await (await fetch(`${emulator.url}/${bucket}/models_manifest.json`)).json() as Row[];
      assert(rows.length > 28_000);
      const last = rows.at(-1);
      assert.equal(((await (await fetch(`${emulator.url}/${bucket}/${last?.spec_key ?? ''}`)).json()) as Row).model_id, last?.model_id);
    } finally {
      await emulator.stop();
    }
  });
});

describe('emulator: a folder of specs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-specs-'));
  after(() => rmSync(folder, { recursive: true }));

  it('makes the manifests from what is in it', async () => {
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ model_id: 'pytorch-ic-own', version: '1.2.0', hosting_artifact_key: 'own/v1/', min_sdk_version: '2.1.0' }));
    writeFileSync(join(folder, 'b.json'), JSON.stringify({ model_id: 'vendor-thing', version: '7', listing_id: 'prodview-x' }));
    writeFileSync(join(folder, 'list.json'), '[]');
    writeFileSync(join(folder, 'broken.json'), '{');
    const emulator = await startEmulator({ catalogDir: folder });
    try {
      const read = async (key: string): Promise<unknown> => (await fetch(`${emulator.url}/${bucket}/${key}`)).json();
      assert.deepEqual(await read('models_manifest.json'), [{ model_id: 'pytorch-ic-own', version: '1.2.0', min_version: '2.1.0', spec_key: 'community_models/pytorch-ic-own/specs_v1.2.0.json', search_keywords: ['Image Classification'], deprecated: false, provider: 'pytorch' }]);
      assert.deepEqual((await read('proprietary-sdk-manifest.json') as Row[]).map((row) => row.model_id), ['vendor-thing']);
      assert.deepEqual(await read('community_models/pytorch-ic-own/specs_v1.2.0.json'), { model_id: 'pytorch-ic-own', version: '1.2.0', hosting_artifact_key: 'own/v1/', min_sdk_version: '2.1.0' });
    } finally {
      await emulator.stop();
    }
  });

  it('names each file that it passes over, and serves the rest', async () => {
    const mixed = mkdtempSync(join(folder, 'mixed-'));
    const spec = (version: string): string => JSON.stringify({ model_id: 'pytorch-ic-own', version, hosting_artifact_key: 'own/v1/' });
    mkdirSync(join(mixed, 'deeper.json'));
    writeFileSync(join(mixed, 'deeper.json', 'older.json'), `\uFEFF${spec('1.2.0')}`);
    writeFileSync(join(mixed, 'good.json'), spec('1.10.0'));
    writeFileSync(join(mixed, 'same.json'), spec('1.10.0'));
    writeFileSync(join(mixed, 'cut.json'), '{"model_id":');
    writeFileSync(join(mixed, 'number.json'), '{"model_id":"pytorch-ic-own","version":1}');
    writeFileSync(join(mixed, 'manifest.json'), '[]');
    symlinkSync('/nowhere/spec.json', join(mixed, 'lost.json'));
    const sentences: string[] = [];
    const emulator = await startEmulator({ catalogDir: mixed, warn: (sentence) => sentences.push(sentence) });
    try {
      const rows = await (await fetch(`${emulator.url}/${bucket}/models_manifest.json`)).json() as Row[];
      assert.deepEqual(rows.map((row) => row.version), ['1.10.0', '1.2.0']);
    } finally {
      await emulator.stop();
    }
    const expected = [/cut\.json is passed over: it is not valid JSON \(.+\)\.$/, /lost\.json is passed over: it cannot be read \(ENOENT.*\)\.$/, /number\.json is passed over: it has no model_id and version of text/, /same\.json is passed over: good\.json is version 1\.10\.0 of pytorch-ic-own already\.$/];
    assert.equal(sentences.length, expected.length, sentences.join('\n'));
    for (const [index, pattern] of expected.entries()) assert.match(sentences[index] ?? '', pattern);
  });

  it('answers in the shape of the task that the id names', async () => {
    const own = mkdtempSync(join(folder, 'tasks-'));
    const keys: Record<string, string[]> = { 'model-imagegeneration-own': ['generated_images', 'prompt'], 'model-inpainting-own': ['generated_images', 'prompt'], 'huggingface-zstc-own': ['labels', 'scores', 'sequence'], 'tensorflow-icembedding-own': ['embedding'] };
    for (const model_id of Object.keys(keys)) writeFileSync(join(own, `${model_id}.json`), JSON.stringify({ model_id, version: '1.0.0', hosting_prepacked_artifact_key: `own/${model_id}/` }));
    const emulator = await startEmulator({ catalogDir: own });
    try {
      const clients = clientsOf(emulator);
      for (const [name, expected] of Object.entries(keys)) {
        await deploy(clients, name, 'ml.m5.large', { PrimaryContainer: { Image: cpuImage, ModelDataSource: prefixSource(`s3://${bucket}/own/${name}/`) } });
        emulator.advance(900);
        const answer = await clients.runtime.send(new InvokeEndpointCommand({ EndpointName: name, ContentType: 'application/json', Body: '{"prompt":"a cat","candidate_labels":["a"]}' }));
        assert.deepEqual(Object.keys(JSON.parse(answer.Body.transformToString()) as object).sort(), expected, name);
      }
    } finally {
      await emulator.stop();
    }
  });

  it('serves real archives for what has to be packed again', async () => {
    const own = mkdtempSync(join(folder, 'repack-'));
    writeFileSync(join(own, 'a.json'), JSON.stringify({ model_id: 'sklearn-classification-own', version: '1.0.0', hosting_artifact_key: 'own/a.tar.gz', hosting_script_key: 'own/sourcedir.tar.gz', hosting_use_script_uri: true }));
    const emulator = await startEmulator({ catalogDir: own });
    try {
      for (const [key, name] of [['own/a.tar.gz', 'model.joblib'], ['own/sourcedir.tar.gz', 'inference.py']] as const) {
        const bytes = Buffer.from(await (await fetch(`${emulator.url}/${bucket}/${key}`)).arrayBuffer());
        const tar = gunzipSync(bytes);
        assert.equal(tar.subarray(0, name.length).toString(), name);
        assert.equal(tar.length % 512, 0);
        const sum = tar.subarray(0, 512).reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
        assert.equal(Number.parseInt(tar.subarray(148, 154).toString(), 8), sum, 'the checksum of the header');
      }
    } finally {
      await emulator.stop();
    }
  });

  it('says what is missing when there is no spec', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    assert.match((await failure(startEmulator({ catalogDir: empty }))).message, /No model spec found in/);
    assert.equal((await failure(startEmulator({ catalogDir: '/nowhere' }))).message, 'The catalogue folder /nowhere cannot be read.');
    assert.equal((await failure(startEmulator({ faultsFile: '/nowhere.json' }))).message, 'The faults file /nowhere.json cannot be read.');
  });
});
