import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CopyObjectCommand, CreateBucketCommand, CreateMultipartUploadCommand, DeleteBucketCommand, DeleteObjectCommand, DeleteObjectsCommand, DeleteObjectTaggingCommand,
  GetBucketLocationCommand, GetObjectAclCommand, GetObjectCommand, GetObjectTaggingCommand, HeadBucketCommand, HeadObjectCommand, ListBucketsCommand, ListObjectsV2Command, ListObjectVersionsCommand, ListPartsCommand, PutObjectCommand, PutObjectTaggingCommand, RestoreObjectCommand, UploadPartCommand, UploadPartCopyCommand, type S3Client,
} from '@aws-sdk/client-s3';
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { account, clientsOf, credentials, emulatorForSuite, failure, region } from './support.js';

const bucket = `ml-models-${account}`;

describe('emulator: S3 of the account', () => {
  const emulator = emulatorForSuite();
  let s3: S3Client;
  before(() => { ({ s3 } = clientsOf(emulator.current)); });
  const read = async (key: string): Promise<Buffer> => Buffer.from(await (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToByteArray() ?? []);

  it('makes, finds, lists and removes buckets', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'fresh-bucket', CreateBucketConfiguration: { LocationConstraint: region } }));
    assert.equal((await s3.send(new HeadBucketCommand({ Bucket: 'fresh-bucket' }))).BucketRegion, region);
    assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket: 'fresh-bucket' }))).LocationConstraint, region);
    assert.deepEqual((await s3.send(new ListBucketsCommand({ BucketRegion: region }))).Buckets?.map((entry) => entry.Name), ['fresh-bucket', bucket, `sagemaker-${region}-${account}`]);
    assert.equal((await failure(s3.send(new CreateBucketCommand({ Bucket: 'fresh-bucket', CreateBucketConfiguration: { LocationConstraint: region } })))).name, 'BucketAlreadyOwnedByYou');
    assert.equal((await failure(s3.send(new CreateBucketCommand({ Bucket: 'Bad_Name', CreateBucketConfiguration: { LocationConstraint: region } })))).name, 'InvalidBucketName');
    await s3.send(new DeleteBucketCommand({ Bucket: 'fresh-bucket' }));
    assert.equal((await failure(s3.send(new HeadBucketCommand({ Bucket: 'fresh-bucket' })))).$metadata?.httpStatusCode, 404);
  });

  it('leaves an object alone when a request is about its tags or permissions', async () => {
    const object = { Bucket: bucket, Key: 'tagged' };
    await s3.send(new PutObjectCommand({ ...object, Body: 'as it was' }));
    for (const request of [
      () => s3.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })), () => s3.send(new DeleteObjectTaggingCommand(object)), () => s3.send(new GetObjectAclCommand(object)), () => s3.send(new ListObjectVersionsCommand({ Bucket: bucket })),
      () => s3.send(new RestoreObjectCommand({ ...object, RestoreRequest: { Days: 1 } })),
    ]) assert.equal((await failure(request())).name, 'NotImplemented');
    assert.equal((await read('tagged')).toString(), 'as it was');
    assert.deepEqual((await s3.send(new GetObjectTaggingCommand(object))).TagSet, []);
    assert.equal((await failure(s3.send(new GetObjectTaggingCommand({ ...object, Key: 'nothing' })))).name, 'NoSuchKey');
  });

  it('takes the presigned URLs of boto3 and the AWS CLI, which are signed the old way, in any region', async () => {
    const elsewhere = clientsOf(emulator.current, 'eu-west-1').s3;
    await elsewhere.send(new CreateBucketCommand({ Bucket: 'in-ireland', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    const signature = 'AWSAccessKeyId=AKIA&Signature=c2VjcmV0&Expires=4000000000';
    assert.equal((await fetch(`${emulator.current.url}/in-ireland/a?${signature}`, { method: 'PUT', body: 'through a URL' })).status, 200);
    assert.equal(await (await fetch(`${emulator.current.url}/in-ireland/a?${signature}`)).text(), 'through a URL');
    assert.equal((await fetch(`${emulator.current.url}/in-ireland/a`, { headers: { authorization: 'AWS AKIA:c2VjcmV0' } })).status, 200);
    assert.equal((await fetch(`${emulator.current.url}/in-ireland/a`)).status, 403, 'not without any');
    assert.doesNotMatch(JSON.stringify(emulator.current.calls), /AKIA|c2VjcmV0/);
    await elsewhere.send(new DeleteObjectCommand({ Bucket: 'in-ireland', Key: 'a' }));
    await elsewhere.send(new DeleteBucketCommand({ Bucket: 'in-ireland' }));
  });

  it('copies only what is as expected', async () => {
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'original', Body: 'one' }));
    const copied = (CopySourceIfMatch: string | undefined): Promise<unknown> => s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copied', CopySource: `${bucket}/original`, CopySourceIfMatch }));
    await copied(ETag);
    assert.equal((await failure(copied('"another"'))).name, 'PreconditionFailed');
  });

  it('keeps bytes, type, metadata and encryption', async () => {
    const body = randomBytes(70_000);
    const put = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'a b/ü+1.bin', Body: body, ContentType: 'application/x-thing', Metadata: { origin: 'test' }, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/ml-endpoints' }));
    assert.equal(put.ETag, `"${createHash('md5').update(body).digest('hex')}"`);
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'a b/ü+1.bin' }));
    assert.equal(head.ContentLength, body.length);
    assert.equal(head.ContentType, 'application/x-thing');
    assert.deepEqual(head.Metadata, { origin: 'test' });
    assert.match(head.SSEKMSKeyId ?? '', /key\/00000000-aaaa-bbbb-cccc-000000000001$/);
    assert.deepEqual(await read('a b/ü+1.bin'), body);
    assert.deepEqual((await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'a b/' }))).Contents?.map((object) => object.Key), ['a b/ü+1.bin']);
  });

  it('takes streams, also ones that do not fit into memory', async () => {
    const chunks = Array.from({ length: 160 }, (_, i) => Buffer.alloc(50_000, i));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'stream.bin', Body: Readable.from(chunks), ContentLength: 8_000_000 }));
    assert.deepEqual(await read('stream.bin'), Buffer.concat(chunks));
  });

  it('refuses keys that cannot be used', async () => {
    const put = (key: string): Promise<unknown> => s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'x', Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key }));
    assert.equal((await failure(put('alias/ml-retired'))).name, 'KMS.DisabledException');
    assert.equal((await failure(put('alias/nobody'))).name, 'KMS.NotFoundException');
  });

  it('writes only where nothing is when asked to', async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'once', Body: '1', IfNoneMatch: '*' }));
    assert.equal((await failure(s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'once', Body: '2', IfNoneMatch: '*' })))).name, 'PreconditionFailed');
    assert.equal((await read('once')).toString(), '1');
  });

  it('copies from the content bucket, and not from the private one', async () => {
    const copied = await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copied.json', CopySource: `jumpstart-cache-prod-${region}/models_manifest.json`, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/ml-endpoints' }));
    assert.equal(copied.ServerSideEncryption, 'aws:kms');
    assert(Array.isArray(JSON.parse((await read('copied.json')).toString())));
    assert.equal((await failure(s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'y', CopySource: `jumpstart-private-cache-prod-${region}/y` })))).name, 'AccessDenied');
    assert.equal((await failure(s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'y', CopySource: `${bucket}/not-there` })))).name, 'NoSuchKey');
  });

  it('copies gigabytes in parts without holding them', async () => {
    const key = 'huggingface-llm/huggingface-llm-falcon-7b-instruct-bf16/artifacts/inference-prepack/v2.0.0/model-00001-of-00004.safetensors';
    const source = { Bucket: `jumpstart-cache-prod-${region}`, Key: key };
    const size = (await s3.send(new HeadObjectCommand(source))).ContentLength ?? 0;
    assert(size > 3_000_000_000);
    const before = process.memoryUsage();
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'big' }));
    const step = 1_500_000_000;
    const parts = [];
    for (let PartNumber = 1, from = 0; from < size; PartNumber++, from += step) {
      const copy = await s3.send(new UploadPartCopyCommand({ Bucket: bucket, Key: 'big', UploadId, PartNumber, CopySource: `${source.Bucket}/${key}`, CopySourceRange: `bytes=${from}-${Math.min(from + step, size) - 1}` }));
      parts.push({ PartNumber, ETag: copy.CopyPartResult?.ETag });
    }
    assert.equal((await s3.send(new ListPartsCommand({ Bucket: bucket, Key: 'big', UploadId }))).Parts?.length, parts.length);
    await s3.send(new CompleteMultipartUploadCommand({ Bucket: bucket, Key: 'big', UploadId, MultipartUpload: { Parts: parts } }));
    assert.equal((await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'big' }))).ContentLength, size);
    const at = async (Bucket: string, Key: string): Promise<Buffer> => Buffer.from(await (await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${step - 50}-${step + 49}` }))).Body?.transformToByteArray() ?? []);
    assert.deepEqual(await at(bucket, 'big'), await at(source.Bucket, key));
    assert(process.memoryUsage().rss - before.rss < 100_000_000);
  });

  it('takes an object that only declares its size', async () => {
    const sent = await fetch(`${emulator.current.url}/${bucket}/declared.bin`, { method: 'PUT', headers: { authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/${region}/s3/aws4_request, SignedHeaders=host, Signature=00`, 'x-emulator-declared-size': '3000000000' } });
    assert.equal(sent.status, 200);
    assert.equal((await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'declared.bin' }))).ContentLength, 3_000_000_000);
    const tail = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'declared.bin', Range: 'bytes=2999999990-' }));
    assert.equal((await tail.Body?.transformToByteArray())?.length, 10);
  });

  it('checks the parts of an upload', async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'parts' }));
    const upload = async (PartNumber: number, Body: Buffer): Promise<{ PartNumber: number; ETag: string | undefined }> => ({ PartNumber, ETag: (await s3.send(new UploadPartCommand({ Bucket: bucket, Key: 'parts', UploadId, PartNumber, Body }))).ETag });
    const complete = (Parts: object[]): Promise<unknown> => s3.send(new CompleteMultipartUploadCommand({ Bucket: bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } }));
    const [small, large] = [await upload(1, Buffer.alloc(10, 1)), await upload(2, Buffer.alloc(5_242_880, 2))];
    assert.equal((await failure(complete([small, large]))).name, 'EntityTooSmall');
    assert.equal((await failure(complete([{ PartNumber: 1, ETag: '"0"' }]))).name, 'InvalidPart');
    assert.equal((await failure(complete([large, small]))).name, 'InvalidPartOrder');
    await complete([large]);
    assert.equal((await read('parts')).length, 5_242_880);
    assert.equal((await failure(s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: 'parts', UploadId })))).name, 'NoSuchUpload');
  });

  it('sends clients of another region to the right one', async () => {
    const elsewhere = clientsOf(emulator.current, 'eu-west-1');
    const error = await failure(elsewhere.s3.send(new ListObjectsV2Command({ Bucket: bucket })));
    assert.equal(error.name, 'PermanentRedirect');
    assert.equal(error.$metadata?.httpStatusCode, 301);
    assert.match((await failure(elsewhere.s3.send(new PutObjectCommand({ Bucket: `jumpstart-cache-prod-${region}`, Key: 'x', Body: '' })))).name, /PermanentRedirect/);
  });

  it('removes objects', async () => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'once' }));
    assert.equal((await failure(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'once' })))).name, 'NoSuchKey');
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [{ Key: 'parts' }, { Key: 'big' }] } }));
    assert(!(await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents?.some((object) => object.Key === 'big'));
    assert.equal((await failure(s3.send(new DeleteBucketCommand({ Bucket: bucket })))).name, 'BucketNotEmpty');
  });

  it('keeps no credentials in its records', () => {
    const kept = JSON.stringify(emulator.current.calls);
    assert(emulator.current.calls.length > 20);
    for (const secret of Object.values(credentials)) assert(!kept.includes(secret));
  });
});
