import assert from 'node:assert/strict';
import { CopyObjectCommand, DeleteObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { Connection } from '../../../src/aws/connection.js';
import { Copier, type CopySizes, partsOf } from '../../../src/aws/copy.js';
import { s3Client } from '../../../src/aws/services/s3.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { JsonObject } from '../../../src/shared/json.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const SOURCE = `jumpstart-cache-prod-${REGION}`;
const MINE = 'ml-models-111122223333';
const MIB = 1024 * 1024;
const KEY = '00000000-aaaa-bbbb-cccc-000000000001';
/** A prefix of several files, and one archive. */
const weights = builtInCatalogue().artifacts.filter(({ kind, role }) => kind === 'content' && role === 'weights').map(({ key }) => key);
const PREFIX = weights.find((key) => key.endsWith('/')) ?? '';
const ARCHIVE = weights.find((key) => key.endsWith('.tar.gz')) ?? '';

describe('copying artifacts over the SDK', () => {
  let emulator: Emulator;
  let connection: Connection;
  let client: S3Client;

  before(async () => {
    emulator = await startEmulator({ region: REGION });
    connection = new Connection({ profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    client = s3Client(connection);
  });
  after(async () => { connection.dispose(); await emulator.stop(); });
  afterEach(() => { emulator.setFaults([]); });

  const input = (from: string, to: string, more: JsonObject = {}): JsonObject => ({ Source: { Bucket: SOURCE, Key: from }, Destination: { Bucket: MINE, Key: to }, ...more });
  const sent = (operation: string, since: number) => emulator.calls.slice(since).filter((call) => call.operation === operation).length;
  const openUploads = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket: MINE }))).Uploads ?? [];
  async function objects(bucket: string, prefix: string): Promise<Map<string, number>> {
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    return new Map((Contents ?? []).map(({ Key, Size }) => [(Key ?? '').slice(prefix.length), Size ?? 0]));
  }
  async function copy(copyInput: JsonObject, { sizes, signal, onProgress }: { sizes?: CopySizes; signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {}): Promise<{ since: number; progress: [number, number][] }> {
    const since = emulator.calls.length;
    const progress: [number, number][] = [];
    await new Copier(connection, sizes).copy(copyInput, { ...(signal === undefined ? {} : { signal }), onProgress: (done, total) => { progress.push([done, total]); onProgress?.(done, total); } });
    return { since, progress };
  }
  function largest(files: ReadonlyMap<string, number>): number {
    return Math.max(...files.values());
  }
  /** So small that the largest file goes in parts; S3 takes no parts under 5 MB. */
  async function small(): Promise<CopySizes> {
    const size = largest(await objects(SOURCE, PREFIX));
    assert.ok(size > 12 * MIB, `the emulator's largest file has ${size} bytes`);
    return { wholeBytes: size - 1, partBytes: Math.max(5 * MIB, Math.ceil(size / 20)) };
  }

  it('copies a prefix, tells the bytes, and does nothing the second time', async () => {
    const files = await objects(SOURCE, PREFIX);
    const total = [...files.values()].reduce((sum, size) => sum + size, 0);
    assert.ok(files.size > 1);
    const first = await copy(input(PREFIX, 'jumpstart/one/'));
    assert.deepEqual(await objects(MINE, 'jumpstart/one/'), files);
    assert.equal(sent('CopyObject', first.since), files.size);
    assert.deepEqual(first.progress[0], [0, total]);
    assert.deepEqual(first.progress.at(-1), [total, total]);
    assert.ok(first.progress.every(([done], i) => i === 0 || done >= (first.progress[i - 1]?.[0] ?? 0)));

    const second = await copy(input(PREFIX, 'jumpstart/one/'));
    assert.equal(sent('CopyObject', second.since), 0);
    assert.deepEqual(second.progress.at(-1), [total, total]);

    const [gone = ''] = files.keys();
    await client.send(new DeleteObjectCommand({ Bucket: MINE, Key: `jumpstart/one/${gone}` }));
    assert.equal(sent('CopyObject', (await copy(input(PREFIX, 'jumpstart/one/'))).since), 1);
  });

  it('copies one archive', async () => {
    const { since, progress } = await copy(input(ARCHIVE, 'jumpstart/two/model.tar.gz'));
    assert.equal(sent('CopyObject', since), 1);
    const [size] = (await objects(SOURCE, ARCHIVE)).values();
    assert.deepEqual([...(await objects(MINE, 'jumpstart/two/'))], [['model.tar.gz', size]]);
    assert.deepEqual(progress.at(-1), [size, size]);
    assert.equal(sent('CopyObject', (await copy(input(ARCHIVE, 'jumpstart/two/model.tar.gz'))).since), 0);
  });

  it('copies again what is of the same size but of nobody knows what', async () => {
    const place = { Bucket: MINE, Key: 'jumpstart/three/model.tar.gz' };
    await copy(input(ARCHIVE, place.Key));
    assert.match((await client.send(new HeadObjectCommand(place))).Metadata?.['jumpstart-source-etag'] ?? '', /^".+"$/);
    await client.send(new CopyObjectCommand({ ...place, CopySource: `${place.Bucket}/${place.Key}`, MetadataDirective: 'REPLACE', Metadata: { other: '1' } }));
    assert.equal(sent('CopyObject', (await copy(input(ARCHIVE, place.Key))).since), 1);
  });

  it('encrypts with the key, and copies again what was encrypted otherwise', async () => {
    const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY };
    await copy(input(ARCHIVE, 'jumpstart/four/model.tar.gz'));
    assert.equal(sent('CopyObject', (await copy(input(ARCHIVE, 'jumpstart/four/model.tar.gz', encrypted))).since), 1);
    const head = await client.send(new HeadObjectCommand({ Bucket: MINE, Key: 'jumpstart/four/model.tar.gz' }));
    assert.equal(head.ServerSideEncryption, 'aws:kms');
    assert.ok(head.SSEKMSKeyId?.endsWith(KEY));
    assert.equal(sent('CopyObject', (await copy(input(ARCHIVE, 'jumpstart/four/model.tar.gz', encrypted))).since), 0);
  });

  it('copies large files in parts, as large as they were, and knows them again', async () => {
    const sizes = await small();
    const { since, progress } = await copy(input(PREFIX, 'jumpstart/five/', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY }), { sizes });
    assert.deepEqual(await objects(MINE, 'jumpstart/five/'), await objects(SOURCE, PREFIX));
    assert.ok(sent('UploadPartCopy', since) > 1);
    assert.equal(sent('CompleteMultipartUpload', since), [...(await objects(SOURCE, PREFIX)).values()].filter((size) => size > sizes.wholeBytes).length);
    assert.equal(progress.at(-1)?.[0], progress.at(-1)?.[1]);
    assert.deepEqual(await openUploads(), []);
    const again = await copy(input(PREFIX, 'jumpstart/five/', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY }), { sizes });
    assert.equal(sent('UploadPartCopy', again.since) + sent('CopyObject', again.since), 0);
  });

  it('a cancelled copy leaves no open upload and no half file', async () => {
    const sizes = await small();
    const stop = new AbortController();
    const reason = new Error('cancelled');
    emulator.setFaults([{ kind: 'delay', operation: 'UploadPartCopy', delayMs: 50 }]);
    const copying = copy(input(PREFIX, 'jumpstart/six/'), { sizes, signal: stop.signal });
    setTimeout(() => { stop.abort(reason); }, 120);
    await assert.rejects(copying, (error) => error === reason);
    emulator.setFaults([]);
    assert.deepEqual(await openUploads(), []);
    const files = await objects(SOURCE, PREFIX);
    for (const [key, size] of await objects(MINE, 'jumpstart/six/')) assert.equal(size, files.get(key));
    await copy(input(PREFIX, 'jumpstart/six/'), { sizes });
    assert.deepEqual(await objects(MINE, 'jumpstart/six/'), files);
  });

  it('a part that is refused ends the copy and leaves no open upload', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'UploadPartCopy', after: 1 }]);
    const error = await serviceError(copy(input(PREFIX, 'jumpstart/seven/'), { sizes: await small() }), 'permission');
    assert.equal(error.action, 's3:PutObject');
    assert.deepEqual(await openUploads(), []);
  });

  it('what broke for a moment is tried again', async () => {
    emulator.setFaults([{ kind: 'drop', operation: 'CopyObject', times: 1 }, { kind: 'serverError', operation: 'CopyObject', times: 1 }]);
    await copy(input(PREFIX, 'jumpstart/eight/'));
    assert.deepEqual(await objects(MINE, 'jumpstart/eight/'), await objects(SOURCE, PREFIX));
  });

  it('copies everything where it may not look at the bucket first', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'ListObjectsV2', containing: MINE }]);
    const { since } = await copy(input(PREFIX, 'jumpstart/one/'));
    emulator.setFaults([]);
    assert.equal(sent('CopyObject', since), (await objects(SOURCE, PREFIX)).size);
  });

  it('tells what is not there and what is not allowed', async () => {
    assert.match((await serviceError(copy(input('nothing/here/', 'x/')), 'notFound')).message, /no model files at s3:\/\/jumpstart-cache-prod-us-west-2\/nothing\/here\//);
    await serviceError(copy(input('nothing/here.tar.gz', 'x.tar.gz')), 'notFound');
    await serviceError(copy({ ...input(PREFIX, 'x/'), Destination: { Bucket: 'no-such-bucket-here', Key: 'x/' } }), 'notFound');
    emulator.setFaults([{ kind: 'accessDenied', operation: 'ListObjectsV2' }]);
    assert.equal((await serviceError(copy(input(PREFIX, 'x/')), 'permission')).action, 's3:ListBucket');
    emulator.setFaults([{ kind: 'accessDenied', operation: 'HeadObject' }]);
    assert.equal((await serviceError(copy(input(ARCHIVE, 'x.tar.gz')), 'permission')).action, 's3:GetObject');
    emulator.setFaults([{ kind: 'accessDenied', operation: 'CopyObject' }]);
    assert.equal((await serviceError(copy(input(PREFIX, 'x/')), 'permission')).action, 's3:PutObject');
    emulator.setFaults([{ kind: 'expiredToken', operation: 'CopyObject' }]);
    await serviceError(copy(input(PREFIX, 'x/')), 'signIn');
    await serviceError(copy({}), 'unexpected');
  });

  it('is what a planned CopyArtifacts does', async () => {
    const gateways = gatewaysTo(emulator.url);
    const seen: number[] = [];
    assert.deepEqual(await gateways.deploy.execute({ id: 'copy', service: 's3', operation: 'CopyArtifacts', input: input(PREFIX, 'jumpstart/nine/') }, { onProgress: (done) => { seen.push(done); } }), { arn: undefined });
    gateways.dispose();
    assert.ok(seen.length > 1);
    assert.deepEqual(await objects(MINE, 'jumpstart/nine/'), await objects(SOURCE, PREFIX));
  });

  it('parts cover every byte once, and are never more than S3 takes', () => {
    for (const [size, partBytes] of [[1, 10], [10, 10], [11, 10], [95, 10], [50_000, 3]] as const) {
      const parts = partsOf(size, partBytes);
      assert.ok(parts.length <= 10_000);
      assert.deepEqual([parts[0]?.first, parts.at(-1)?.last, parts[0]?.number], [0, size - 1, 1]);
      assert.ok(parts.every(({ first, number }, i) => i === 0 || (first === (parts[i - 1]?.last ?? 0) + 1 && number === i + 1)));
    }
  });
});
