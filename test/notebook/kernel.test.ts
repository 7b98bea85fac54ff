import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteEndpointCommand, DeleteEndpointConfigCommand, DeleteModelCommand, DescribeEndpointCommand, DescribeEndpointConfigCommand, DescribeModelCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Payload } from '../../src/catalog/payloads.js';
import { startEmulator, type Emulator } from '../../src/emulator/start.js';
import { buildNotebook, type Notebook, type NotebookInput } from '../../src/notebook/notebook.js';
import { type Deployed, REGION, ampleEmulator, deploy, deployEveryModel, inService, sagemakerOf } from './emulated.js';
import { byId, edited, pythonOrSkip, runNotebooks, runPython, type CellResult } from './support.js';

const LLM = 'huggingface-llm-falcon-7b-instruct-bf16';

describe('notebooks in Jupyter, against the emulator', function () {
  this.timeout(300_000);
  let python = '';
  let emulator: Emulator;
  let client: SageMakerClient;
  const endings: (() => unknown)[] = [];
  const deployed = new Map<string, Deployed>();

  before(async function () {
    python = await pythonOrSkip(this);
    emulator = await ampleEmulator();
    endings.push(() => emulator.stop());
    client = sagemakerOf(emulator);
    endings.push(() => client.destroy());
    for (const one of await deployEveryModel(emulator, client)) deployed.set(one.spec.modelId, one);
  });

  after(async () => {
    for (const end of endings.reverse()) await end();
  });

  function of(modelId: string): Deployed {
    return deployed.get(modelId) ?? assert.fail(`${modelId} is not deployed`);
  }

  async function fresh(name: string, modelId = LLM): Promise<NotebookInput> {
    const { spec, input } = of(modelId);
    await deploy(client, spec, name);
    await inService(client, `jumpstart-${name}`);
    return { ...input, endpointName: `jumpstart-${name}` };
  }

  function ranWell(what: string, results: readonly CellResult[]): void {
    for (const { id, error } of results) assert.equal(error, null, `${what}, cell ${id}: ${error ?? ''}`);
  }

  it('run for every model of the catalogue, and show its answer', async () => {
    assert.ok(deployed.size >= 20, `${deployed.size} models`);
    const list = [...deployed.values()];
    const results = await runNotebooks(python, list.map(({ input }) => buildNotebook(input)));
    for (const [index, { input }] of list.entries()) {
      const cells = results[index] ?? [];
      ranWell(input.modelId, cells);
      const cell = byId(cells);
      assert.match(cell('wait').text, /is InService\./);
      if (/-od1?-/.test(input.modelId)) assert.equal(cell('answer').images, 1, input.modelId);
      if (/txt2img|depth2img/.test(input.modelId)) assert.equal(cell('answer').images, 1, input.modelId);
      else if (/embedding|similarity/.test(input.modelId)) assert.match(cell('answer').text, /^384 dimensions: .*\n384 dimensions: .*\nCosine similarity of the first two: -?0\.\d+/);
      else if (/lightgbm/.test(input.modelId)) assert.match(cell('answer').text, /\d\d\.\d\d% {2}[01]/);
      else assert.match(cell('answer').text, /\[emulated\]/, input.modelId);
      if (/llm|textgen|reasoning|text2text/.test(input.modelId) && !/embedding/.test(input.modelId)) assert.equal(cell('stream').text, cell('answer').text.trimEnd(), input.modelId);
      assert.match(cell('clean-up').text, /^Nothing was deleted/);
      const { EndpointStatus } = await client.send(new DescribeEndpointCommand({ EndpointName: input.endpointName }));
      assert.equal(EndpointStatus, 'InService', 'the clean-up was off');
    }
  });

  it('run with a request of our own where the spec has no example', async () => {
    const ids = [LLM, 'openai-reasoning-gpt-oss-20b', 'pytorch-ic-mobilenet-v2', 'model-txt2img-stabilityai-stable-diffusion-v2-1-base', 'model-depth2img-stable-diffusion-2-depth-fp16', 'huggingface-sentencesimilarity-bge-large-en-v1-5', 'huggingface-tc-bert-base-cased', 'huggingface-eqa-bert-base-cased', 'huggingface-asr-whisper-small'];
    const results = await runNotebooks(python, ids.map((id) => buildNotebook({ ...of(id).input, payloads: [] })));
    results.forEach((cells, index) => {
      ranWell(ids[index] ?? '', cells);
      const answer = byId(cells)('answer');
      assert.ok(answer.images > 0 || answer.text.length > 10, ids[index]);
    });
  });

  it('draw what was found, the classes of pixels, and a forecast, in a plain Jupyter', async () => {
    const answers: Readonly<Record<string, string>> = {
      od: '{"normalized_boxes": [[0.1, 0.2, 0.3, 0.4], [0.5, 0.5, 0.9, 0.9]], "classes": [0, 1], "scores": [0.9, 0.8], "labels": ["<b>cat</b>", "dog"]}',
      semseg: '{"predictions": [[0] * 256 + [1] * 256] * 512, "labels": ["sea", "land"]}',
      forecasting: '{"predictions": [{"item_id": "product_A", "mean": [150.0, 160.0, 170.0], "0.1": [140.0, 148.0, 155.0], "0.9": [160.0, 175.0, 190.0]}]}',
    };
    const { input } = of('pytorch-ic-mobilenet-v2');
    const results = await runNotebooks(python, Object.entries(answers).map(([taskCode, answer]) => (
      edited(buildNotebook({ ...input, taskCode, payloads: [], predictor: undefined }), 'query', 'answer = query(body)', `answer = ${answer}`))));
    for (const cells of results) {
      const answer = byId(cells)('answer');
      assert.equal(answer.error, null);
      assert.equal(answer.images, 1, answer.text);
    }
  });

  it('delete the endpoint, its configuration and its model once they are told to, and then say that it is gone', async () => {
    const input = await fresh('nb-clean-up');
    const plain = buildNotebook(input);
    const switched = edited(plain, 'clean-up', 'delete_now = False', 'delete_now = True');
    const cleanUp = switched.cells.at(-1) ?? assert.fail('no cells');
    const [cells = []] = await runNotebooks(python, [{ ...switched, cells: [...switched.cells, { ...cleanUp, id: 'again' }] }]);
    ranWell('clean-up', cells);
    assert.match(byId(cells)('clean-up').text, /^Deleting jumpstart-nb-clean-up …\nThe endpoint, its configuration and its model are deleted\./);
    assert.match(byId(cells)('again').text, /^The endpoint jumpstart-nb-clean-up is gone already\. There is nothing to delete\./);
    const name = input.endpointName;
    for (const gone of [
      () => client.send(new DescribeEndpointCommand({ EndpointName: name })),
      () => client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })),
      () => client.send(new DescribeModelCommand({ ModelName: name })),
    ]) await assert.rejects(gone, /Could not find/);
    const [later = []] = await runNotebooks(python, [plain]);
    assert.equal(byId(later)('wait').error, `There is no endpoint ${name} in ${REGION} in this account: it was deleted, or you are signed in to another account. Deploy the model again, or set endpoint_name above to another endpoint of this model.`);
  });

  it('delete an endpoint whose configuration and model are gone already, or that is being deleted, and wait for one that is being created', async () => {
    const input = await fresh('nb-bereft');
    const name = input.endpointName;
    await client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name }));
    await client.send(new DeleteModelCommand({ ModelName: name }));
    const switched = edited(buildNotebook(input), 'clean-up', 'delete_now = False', 'delete_now = True');
    const [bereft = []] = await runNotebooks(python, [switched]);
    assert.equal(byId(bereft)('clean-up').error, null);
    assert.match(byId(bereft)('clean-up').text, /are deleted\. It costs nothing from now on\.\n$/);
    await assert.rejects(client.send(new DescribeEndpointCommand({ EndpointName: name })), /Could not find/);

    const only = (status: string): Notebook => edited(switched, 'wait', 'endpoint = describe()\nif endpoint', `real = describe\ndescribe = lambda: {**real(), "EndpointStatus": "${status}"}\nendpoint = real()\nif endpoint`);
    const { endpointName } = await fresh('nb-bereft');
    assert.equal(endpointName, name);
    const [creating = []] = await runNotebooks(python, [only('Creating')]);
    assert.equal(byId(creating)('clean-up').error, `${name} is Creating, and AWS deletes no endpoint while that lasts. Run this cell again once it has ended: until then the endpoint is not deleted.`);
    await client.send(new DeleteEndpointCommand({ EndpointName: name }));
    const [deleting = []] = await runNotebooks(python, [{ ...switched, cells: switched.cells.map((cell) => (cell.id === 'clean-up' ? { ...cell, source: [`describe = lambda: ${JSON.stringify({ EndpointStatus: 'Deleting', EndpointConfigName: name })}\n${cell.source.join('')}`] } : cell)) }]);
    assert.equal(byId(deleting)('clean-up').error, null);
    await assert.rejects(client.send(new DescribeModelCommand({ ModelName: name })), /Could not find/);
  });

  it('wait for an endpoint that is being created', async () => {
    const { spec, input } = of('pytorch-ic-mobilenet-v2');
    const slow = await startEmulator({ region: REGION, timeScale: 1, quotas: { 'ml.m5.large': 5 } }); // it is advanced below
    const slowClient = sagemakerOf(slow);
    try {
      await deploy(slowClient, spec, 'nb-slow');
      const own = { ...input, endpointName: 'jumpstart-nb-slow', endpointUrl: slow.url, contentBucketUrl: input.contentBucketUrl.replace(emulator.url, slow.url) };
      const running = runNotebooks(python, [buildNotebook(own)]);
      const asked = setInterval(() => {
        if (slow.calls.filter((call) => call.operation === 'DescribeEndpoint').length >= 2) slow.advance(3600);
      }, 100);
      const [cells = []] = await running.finally(() => clearInterval(asked));
      ranWell('waiting', cells);
      assert.match(byId(cells)('wait').text, /^jumpstart-nb-slow is being created\. .*\njumpstart-nb-slow is InService\.\n$/);
    } finally {
      slowClient.destroy();
      await slow.stop();
    }
  });

  it('say why an endpoint failed', async () => {
    const { spec, input } = of(LLM);
    emulator.setFaults([{ kind: 'crashLoop', containing: 'nb-broken' }]);
    try {
      await deploy(client, spec, 'nb-broken');
      await assert.rejects(inService(client, 'jumpstart-nb-broken'));
      const [cells = []] = await runNotebooks(python, [buildNotebook({ ...input, endpointName: 'jumpstart-nb-broken' })]);
      const { FailureReason } = await client.send(new DescribeEndpointCommand({ EndpointName: 'jumpstart-nb-broken' }));
      assert.ok(FailureReason);
      assert.equal(byId(cells)('wait').error, `jumpstart-nb-broken has failed: ${FailureReason}`);
    } finally {
      emulator.setFaults([]);
      await client.send(new DeleteEndpointCommand({ EndpointName: 'jumpstart-nb-broken' }));
    }
  });

  it('say in a sentence what the model, the time limit and the permissions refuse', async () => {
    const { input } = of(LLM);
    const cases = [
      { fault: { kind: 'modelError' } as const, cell: 'query', says: /CUDA out of memory/ },
      { fault: { kind: 'modelTimeout' } as const, cell: 'query', says: /^No answer within 60 s, SageMaker's limit: ask for less, or let the answer stream as below\./ },
      { fault: { kind: 'streamBroken' } as const, cell: 'stream', says: /The stream was broken/ },
      { fault: { kind: 'accessDenied', operation: 'DescribeEndpoint' } as const, cell: 'wait', says: /AccessDenied.* is not authorized to perform: sagemaker:DescribeEndpoint/ },
      { fault: { kind: 'expiredToken', operation: 'DescribeEndpoint' } as const, cell: 'wait', says: /expired.* Sign in to AWS again, for example with `aws sso login`, and run this cell once more\.$/ },
    ];
    try {
      for (const { fault, cell, says } of cases) {
        emulator.setFaults([fault]);
        const [cells = []] = await runNotebooks(python, [buildNotebook(input)]);
        const { error } = byId(cells)(cell);
        assert.match(error ?? 'no error', says);
        assert.ok(!error?.includes('Traceback'), error ?? '');
      }
    } finally {
      emulator.setFaults([]);
    }
  });

  it('say what to do when the emulator is not there, the profile is unknown, or boto3 is missing', async () => {
    const { input } = of(LLM);
    const [absent = []] = await runNotebooks(python, [buildNotebook({ ...input, endpointUrl: 'http://127.0.0.1:9' })], { AWS_MAX_ATTEMPTS: '1' });
    assert.match(byId(absent)('wait').error ?? '', /^The emulator does not answer at http:\/\/127\.0\.0\.1:9: start it again and open the notebook anew\./);
    const [unknown = []] = await runNotebooks(python, [buildNotebook({ ...input, emulated: false, profile: 'no such' })]);
    assert.equal(byId(unknown)('connect').error, 'The config profile (no such) could not be found. Set profile above to a profile of this computer, or to None for the kernel\'s own role.');
    const folder = mkdtempSync(join(tmpdir(), 'jsd-no-boto3-'));
    try {
      writeFileSync(join(folder, 'boto3.py'), 'raise ImportError("no boto3 here")\n');
      const [missing = []] = await runNotebooks(python, [buildNotebook(input)], { PYTHONPATH: folder });
      assert.equal(byId(missing)('connect').error, 'This kernel has no boto3. Run  %pip install boto3  in a cell of its own, restart the kernel and start again.');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('say in words what a boto3 is too old for, and do all the rest', async () => {
    const { input } = of(LLM);
    const folder = mkdtempSync(join(tmpdir(), 'jsd-old-boto3-'));
    try {
      await agedModels(python, folder);
      const [old = [], component = []] = await runNotebooks(python, [buildNotebook(input), buildNotebook({ ...input, inferenceComponentName: 'part-1' })], { AWS_DATA_PATH: folder });
      ranWell('old boto3', old);
      assert.match(byId(old)('answer').text, /\[emulated\]/);
      assert.match(byId(old)('stream').text, /^boto3 [\d.]+ is too old to stream: .* %pip install -U boto3 .*\n$/);
      assert.match(byId(component)('query').error ?? '', /^boto3 [\d.]+ is too old for inference components\. Run/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('leave every hostile text what it is: a text', async () => {
    const { input } = of(LLM);
    const evil = '"""\'\'\'\\"); open("pwned", "w"); ("\n%%bash\ntouch pwned\n!touch pwned\n%run x\nx?\n>>> 1\n{input}%s$s3<a>\u2028\u202e\ud800😀\0 朝';
    const body = { [evil]: evil, inputs: evil, messages: [{ role: 'user', content: evil }] };
    const payload: Payload = { alias: evil, contentType: 'application/json', accept: 'application/json', body, promptKey: 'inputs', outputKeys: { [evil]: evil }, customAttributes: undefined };
    const notebook = buildNotebook({ ...input, displayName: evil, modelId: evil, modelVersion: evil, taskLabel: evil, license: evil, upstream: evil, instanceType: evil, payloads: [payload] });
    const check = { cell_type: 'code', execution_count: null, id: 'check', metadata: {}, outputs: [], source: ['import os\n', 'print(json.dumps([payload, os.path.exists("pwned")]))'] } as const;
    const [cells = []] = await runNotebooks(python, [{ ...notebook, cells: [...notebook.cells, check] }]);
    ranWell('hostile', cells);
    assert.deepEqual(JSON.parse(byId(cells)('check').text), [body, false]);
  });
});

/** botocore's description of the runtime as it was before streaming and inference components, for AWS_DATA_PATH. */
async function agedModels(python: string, folder: string): Promise<void> {
  const found = await runPython(python, `
import gzip, json, botocore, pathlib, sys
folder = pathlib.Path(botocore.__file__).parent / "data" / "sagemaker-runtime" / "2017-05-13"
packed = folder / "service-2.json.gz"
text = gzip.open(packed, "rt").read() if packed.exists() else (folder / "service-2.json").read_text()
model = json.loads(text)
model["operations"].pop("InvokeEndpointWithResponseStream", None)
model["shapes"]["InvokeEndpointInput"]["members"].pop("InferenceComponentName", None)
print(json.dumps({"folder": str(folder), "model": model}))`, null) as { folder: string; model: unknown };
  const own = join(folder, 'sagemaker-runtime', '2017-05-13');
  mkdirSync(own, { recursive: true });
  cpSync(found.folder, own, { recursive: true });
  rmSync(join(own, 'service-2.json.gz'), { force: true });
  writeFileSync(join(own, 'service-2.json'), JSON.stringify(found.model));
}
