import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AbortMultipartUploadCommand, CreateBucketCommand, GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseSpec } from '../../../src/catalog/spec.js';
import { Connection } from '../../../src/aws/connection.js';
import { Repacker, type RepackSizes } from '../../../src/aws/repack.js';
import { s3Client } from '../../../src/aws/services/s3.js';
import { systemClock } from '../../../src/aws/clock.js';
import { defaultForm } from '../../../src/deploy/defaults.js';
import { plan, resolve } from '../../../src/deploy/plan.js';
import { Runner } from '../../../src/deploy/runner.js';
import type { OpenUpload, UploadBook } from '../../../src/deploy/ports.js';
import type { DeploymentRecord } from '../../../src/deploy/record.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { DeploymentForm } from '../../../src/shared/form.js';
import type { JsonObject } from '../../../src/shared/json.js';
import { opened } from '../../support/archives.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const MINE = 'ml-models-111122223333';
const OTHER = `sagemaker-${REGION}-111122223333`;
const KEY = '00000000-aaaa-bbbb-cccc-000000000001';
const CONTENT = `jumpstart-cache-prod-${REGION}`;
const document = builtInCatalogue().entries.find(({ modelId }) => modelId === 'sklearn-classification-linear')?.spec ?? {};
const SPEC = parseSpec(document);
const { artifactKey: WEIGHTS = '', scriptKey: SCRIPT = '' } = resolve(SPEC, REGION, {}).hosting;
const ROLE = 'arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000';

describe('packing a model with its code over the SDK', () => {
  let emulator: Emulator;
  let connection: Connection;
  let client: S3Client;

  before(async () => {
    emulator = await startEmulator({ region: REGION, timeScale: 100_000 });
    connection = new Connection({ profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    client = s3Client(connection);
  });
  after(async () => { connection.dispose(); await emulator.stop(); });
  afterEach(() => { emulator.setFaults([]); });

  const input = (to: string, more: JsonObject = {}): JsonObject => ({
    Source: { Bucket: CONTENT, Key: WEIGHTS }, Script: { Bucket: CONTENT, Key: SCRIPT }, Destination: { Bucket: MINE, Key: to }, ...more,
  });
  const sent = (operation: string, since: number) => emulator.calls.slice(since).filter((call) => call.operation === operation).length;
  async function repack(what: JsonObject, sizes?: RepackSizes, signal?: AbortSignal): Promise<{ since: number; progress: [number, number][] }> {
    const since = emulator.calls.length;
    const progress: [number, number][] = [];
    await new Repacker(connection, sizes).repack(what, { ...(signal === undefined ? {} : { signal }), onProgress: (done, total) => { progress.push([done, total]); } });
    return { since, progress };
  }
  async function read(bucket: string, key: string): Promise<Buffer> {
    return Buffer.from(await (await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToByteArray() ?? []);
  }
  const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('jumpstart-repack-'));

  it('stores the model\'s files with the script\'s under code/, tells the bytes and leaves nothing on the disk', async () => {
    const before = await leftovers();
    const { progress } = await repack(input('jumpstart/one/model.tar.gz'));
    const { files } = await opened(await read(MINE, 'jumpstart/one/model.tar.gz'));
    const weights = await opened(await read(CONTENT, WEIGHTS));
    const script = await opened(await read(CONTENT, SCRIPT));
    assert.ok(weights.files.size > 0 && script.files.has('inference.py'));
    assert.deepEqual(files, new Map([...[...script.files].map(([name, content]) => [`code/${name}`, content] as const), ...weights.files]));
    assert.equal(progress[0]?.[0], 0);
    assert.equal(progress.at(-1)?.[0], progress.at(-1)?.[1]);
    assert.ok(progress.every(([done], i) => i === 0 || done >= (progress[i - 1]?.[0] ?? 0)));
    assert.deepEqual(await leftovers(), before);
  });

  it('removes what a process left that was killed while it packed, and nothing of one that lives', async () => {
    const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
    const [left, living] = await Promise.all([mkdtemp(join(tmpdir(), `jumpstart-repack-${dead}-`)), mkdtemp(join(tmpdir(), `jumpstart-repack-${process.ppid}-`))]);
    await repack(input('jumpstart/swept/model.tar.gz'));
    const names = await leftovers();
    assert.deepEqual([names.includes(basename(left)), names.includes(basename(living))], [false, true]);
    await rm(living, { recursive: true });
  });

  it('does nothing where the archive of the same sources is there, and packs again what is encrypted otherwise or of other sources', async () => {
    const key = 'jumpstart/two/model.tar.gz';
    const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY };
    await repack(input(key));
    const again = await repack(input(key));
    assert.deepEqual([sent('PutObject', again.since), sent('GetObject', again.since)], [0, 0]);
    assert.equal(again.progress.at(-1)?.[0], again.progress.at(-1)?.[1]);
    assert.equal(sent('PutObject', (await repack(input(key, encrypted))).since), 1);
    const head = await client.send(new HeadObjectCommand({ Bucket: MINE, Key: key }));
    assert.deepEqual([head.ServerSideEncryption, head.SSEKMSKeyId?.endsWith(KEY)], ['aws:kms', true]);
    assert.equal(sent('PutObject', (await repack(input(key, encrypted))).since), 0);
    await client.send(new PutObjectCommand({ Bucket: MINE, Key: key, Body: 'somebody\'s', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY }));
    assert.equal(sent('PutObject', (await repack(input(key, encrypted))).since), 1);
  });

  /** An archive of the user's own that does not shrink, of some megabytes. */
  async function large(key: string, megabytes: number): Promise<JsonObject> {
    const { randomBytes } = await import('node:crypto');
    const { pack } = await import('tar-stream');
    const { buffer } = await import('node:stream/consumers');
    const { gzipSync } = await import('node:zlib');
    const out = pack();
    out.entry({ name: 'weights.bin' }, randomBytes(megabytes * 1_000_000));
    out.finalize();
    await client.send(new PutObjectCommand({ Bucket: MINE, Key: key, Body: gzipSync(await buffer(out), { level: 1 }) }));
    return { Bucket: MINE, Key: key };
  }
  const SMALL: RepackSizes = { partBytes: 5 * 1024 * 1024, archiveBytes: 5_000_000_000 };

  it('fetches and stores in parts what is large, and leaves no open upload where a part is refused', async () => {
    const Source = await large('sources/a.tar.gz', 6);
    const { since } = await repack({ ...input('jumpstart/three/model.tar.gz'), Source }, SMALL);
    assert.deepEqual([sent('GetObject', since), sent('UploadPart', since), sent('CompleteMultipartUpload', since), sent('PutObject', since)], [3, 2, 1, 0]);
    const { files } = await opened(await read(MINE, 'jumpstart/three/model.tar.gz'));
    assert.ok((files.get('weights.bin')?.length ?? 0) > 0 && files.has('code/inference.py'));
    assert.equal(sent('UploadPart', (await repack({ ...input('jumpstart/three/model.tar.gz'), Source }, SMALL)).since), 0);

    emulator.setFaults([{ kind: 'accessDenied', operation: 'UploadPart', after: 1 }]);
    assert.equal((await serviceError(repack({ ...input('jumpstart/four/model.tar.gz'), Source }, SMALL), 'permission')).action, 's3:PutObject');
    assert.deepEqual((await client.send(new ListMultipartUploadsCommand({ Bucket: MINE }))).Uploads ?? [], []);
  });

  it('an upload that somebody else dropped is told as such and counts as closed, also where the archive cannot be looked at', async () => {
    const Source = await large('sources/b.tar.gz', 6);
    const closed: OpenUpload[] = [];
    const opened: OpenUpload[] = [];
    const uploads: UploadBook = {
      opened: async (upload) => {
        opened.push(upload);
        await client.send(new AbortMultipartUploadCommand({ Bucket: upload.bucket, Key: upload.key, UploadId: upload.uploadId }));
        emulator.setFaults([{ kind: 'serverError', operation: 'HeadObject' }]);
      },
      closed: (upload) => { closed.push(upload); },
    };
    const packing = new Repacker(connection, SMALL).repack({ ...input('jumpstart/dropped/model.tar.gz'), Source }, { uploads });
    assert.equal((await serviceError(packing, 'notFound')).code, 'NoSuchUpload');
    assert.deepEqual([opened.length, closed], [1, opened]);
  });

  it('a cancelled packing leaves nothing on the disk, and stores nothing where it was still fetching', async () => {
    const before = await leftovers();
    const stored = async () => ((await client.send(new ListObjectsV2Command({ Bucket: MINE, Prefix: 'jumpstart/five/' }))).Contents ?? []).map(({ Key }) => Key);
    for (const operation of ['GetObject', 'PutObject']) {
      const stop = new AbortController();
      const reason = new Error('cancelled');
      emulator.setFaults([{ kind: 'delay', operation, delayMs: 300 }]);
      const packing = repack(input('jumpstart/five/model.tar.gz'), undefined, stop.signal);
      setTimeout(() => { stop.abort(reason); }, 150);
      await assert.rejects(packing, (error) => error === reason);
      // what is on its way to S3 may arrive
      if (operation === 'GetObject') assert.deepEqual(await stored(), []);
    }
    // the server notes a request when it has answered it, heard or not
    await new Promise((resolve) => { setTimeout(resolve, 600); });
    assert.deepEqual(await leftovers(), before);
  });

  it('refuses what is too large before it is fetched', async () => {
    const since = emulator.calls.length;
    const error = await serviceError(repack(input('jumpstart/six/model.tar.gz'), { ...SMALL, archiveBytes: 10 }), 'invalid');
    assert.match(error.message, /^The archive s3:\/\/jumpstart-cache-prod-us-west-2\/sklearn-infer\/.+ GB; models that are packed on this machine have at most .+ GB\. Choose another model\.$/);
    assert.equal(sent('GetObject', since), 0);
  });

  it('tells of a bucket in another region, or of none, before anything is fetched', async () => {
    const there = new Connection({ profile: undefined, region: 'eu-west-1', endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    await s3Client(there).send(new CreateBucketCommand({ Bucket: 'models-in-ireland', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    there.dispose();
    const since = emulator.calls.length;
    const elsewhere = await serviceError(repack({ ...input('x/model.tar.gz'), Destination: { Bucket: 'models-in-ireland', Key: 'x' } }), 'invalid');
    assert.match(elsewhere.message, /^The bucket models-in-ireland is in eu-west-1, but you deploy into us-west-2: .* Choose a bucket in us-west-2/);
    assert.match((await serviceError(repack({ ...input('x'), Destination: { Bucket: 'no-such-bucket-here', Key: 'x' } }), 'notFound')).message, /^There is no bucket no-such-bucket-here\./);
    assert.deepEqual([...new Set(emulator.calls.slice(since).map(({ operation }) => operation))], ['HeadBucket']);
  });

  it('goes on where it may not look into the bucket, and names the right that is missing where it may not write', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'HeadBucket' }, { kind: 'accessDenied', operation: 'HeadObject', containing: MINE }]);
    await repack(input('jumpstart/seven/model.tar.gz'));
    emulator.setFaults([{ kind: 'accessDenied', operation: 'PutObject' }]);
    assert.equal((await serviceError(repack(input('jumpstart/eight/model.tar.gz')), 'permission')).action, 's3:PutObject');
    emulator.setFaults([{ kind: 'accessDenied', operation: 'HeadObject' }]);
    assert.equal((await serviceError(repack(input('jumpstart/eight/model.tar.gz')), 'permission')).action, 's3:GetObject');
  });

  async function deploy(change: Partial<DeploymentForm>): Promise<{ record: DeploymentRecord; phases: string[] }> {
    const form: DeploymentForm = { ...defaultForm(SPEC, REGION, new Date()), role: { mode: 'input', found: '', typed: ROLE }, artifactBucket: MINE, ...change };
    const planned = plan(SPEC, form, { region: REGION, accountId: '111122223333' });
    assert.ok(planned.ok, JSON.stringify(planned));
    const gateways = gatewaysTo(emulator.url);
    const phases: string[] = [];
    const record: DeploymentRecord = {
      format: 1, id: 'd1', title: 'Linear', target: { profile: undefined, region: REGION, accountId: '111122223333', endpointUrl: emulator.url, emulated: true }, plan: planned.plan, form, startedAt: new Date().toISOString(),
      endedAt: undefined, phase: 'running', calls: planned.plan.calls.map(({ id }) => ({ id, status: 'waiting', startedAt: undefined, endedAt: undefined, arn: undefined, progress: undefined })), cancelWanted: false, failure: undefined, paused: undefined,
    };
    const runner = new Runner(record, {
      port: gateways.deploy, clock: systemClock, pollMs: 20, save: (saved) => { phases.push(saved.phase); return Promise.resolve(); },
      confirm: () => Promise.resolve(), look: (name, signal) => gateways.deploy.describe('endpoint', name, signal), failed: () => undefined, cancelWanted: () => Promise.resolve(false),
    });
    const never = new AbortController().signal;
    const ended = await runner.run(never, never);
    gateways.dispose();
    return { record: ended, phases };
  }

  it('is what a planned deployment does: the endpoint is in service on the packed, encrypted archive', async () => {
    const since = emulator.calls.length;
    const { record } = await deploy({ endpointName: 'packed', key: { mode: 'input', found: '', typed: KEY } });
    assert.deepEqual([record.phase, record.failure], ['inService', undefined]);
    const operations = emulator.calls.slice(since).map(({ operation }) => operation);
    assert.ok(operations.indexOf('PutObject') >= 0 && operations.indexOf('PutObject') < operations.indexOf('CreateModel'));
    const container = emulator.calls.findLast(({ operation }) => operation === 'CreateModel')?.input['PrimaryContainer'] as JsonObject;
    const key = `jumpstart/${SPEC.modelId}/${SPEC.version}/model.tar.gz`;
    assert.equal(container['ModelDataUrl'], `s3://${MINE}/${key}`);
    const environment = container['Environment'] as JsonObject;
    assert.deepEqual([environment['SAGEMAKER_PROGRAM'], environment['SAGEMAKER_SUBMIT_DIRECTORY']], ['inference.py', '/opt/ml/model/code']);
    const { files } = await opened(await read(MINE, key));
    assert.ok(files.has('model.joblib') && files.has('code/inference.py'), [...files.keys()].join());
    const head = await client.send(new HeadObjectCommand({ Bucket: MINE, Key: key }));
    assert.deepEqual([head.ServerSideEncryption, head.SSEKMSKeyId?.endsWith(KEY)], ['aws:kms', true]);
  });

  it('a second deployment takes the archive over, and CreateModel is refused where it is not there', async () => {
    const since = emulator.calls.length;
    assert.equal((await deploy({ endpointName: 'packed-again', key: { mode: 'input', found: '', typed: KEY } })).record.phase, 'inService');
    assert.deepEqual([sent('PutObject', since), sent('GetObject', since)], [0, 0]);
    const { CreateModelCommand, SageMakerClient } = await import('@aws-sdk/client-sagemaker');
    const sageMaker = new SageMakerClient(connection.config());
    const { PrimaryContainer: container, ...rest } = emulator.calls.findLast(({ operation }) => operation === 'CreateModel')?.input as { ModelName: string; PrimaryContainer: JsonObject; ExecutionRoleArn: string };
    await assert.rejects(sageMaker.send(new CreateModelCommand({ ...rest, ModelName: 'nothing-there', PrimaryContainer: { ...container, ModelDataUrl: `s3://${MINE}/jumpstart/nothing/model.tar.gz` } })), /Could not find model data/);
    sageMaker.destroy();
  });

  it('a deployment whose archive cannot be stored fails with the reason, and nothing was created', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'PutObject' }]);
    const { record } = await deploy({ endpointName: 'not-packed', artifactBucket: OTHER });
    assert.equal(record.phase, 'failed');
    assert.match(record.failure?.message ?? '', /You may not store the packed model at s3:\/\/sagemaker-us-west-2-111122223333\/jumpstart\/.*s3:PutObject is denied/);
    assert.deepEqual((await client.send(new ListObjectsV2Command({ Bucket: OTHER }))).Contents ?? [], []);
  });
});
