import { AwsError } from '../../core/errors.js';
import { madeObject, type StoredObject } from '../../core/content.js';
import { header, readBody, type HttpAnswer, type HttpRequest } from '../../core/http.js';
import type { Json, JsonObject } from '../../core/json.js';
import { jumpStartBucket } from '../../core/regions.js';
import type { BucketRecord } from '../../core/state.js';
import type { Call } from '../../core/world.js';
import { element } from '../../core/xml.js';
import { findKey } from '../kms/keys.js';
import { multipart, multipartOperations } from './multipart.js';
import { answerObject, listObjects } from './objects.js';
import type { S3Target } from './operations.js';
import { bucketPolicy, policyOperations } from './policy.js';
import { receive } from './receive.js';

/** One S3 request with what is known about it. `signed`: it carries credentials; only public buckets answer to others. */
export interface S3Call { call: Call; request: HttpRequest; target: S3Target; signed: boolean }

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
export const xmlAnswer = (root: string, value: Json, status = 200): HttpAnswer => ({
  status, headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value, 'flat').replace(new RegExp(`^<${root}`), `<${root} xmlns="${namespace}"`)}`,
});

const accessDenied = (): AwsError => new AwsError('AccessDenied', 'Access Denied', 403);
const noSuchKey = (key: string): AwsError => new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
const noSuchBucket = (bucket: string): AwsError => new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
const otherRegion = (bucket: string, region: string): AwsError => new AwsError(
  'PermanentRedirect', 'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.', 301, { Bucket: bucket, Region: region, Endpoint: `s3.${region}.amazonaws.com` });

/** A bucket of the account, reached through its own region. */
function ownBucket(s3: S3Call, name = s3.target.bucket): BucketRecord {
  const bucket = s3.call.world.state.buckets.get(name);
  if (bucket === undefined) throw noSuchBucket(name);
  if (!s3.signed) throw accessDenied();
  // where a bucket lies is told everywhere
  if (bucket.region !== s3.call.region && s3.target.operation !== 'GetBucketLocation') throw otherRegion(name, bucket.region);
  return bucket;
}

/** The object that a copy reads: own, or in a public bucket; copies cross regions. */
export function copySource(s3: S3Call): StoredObject {
  const { world } = s3.call;
  const source = decodeURIComponent(header(s3.request, 'x-amz-copy-source') ?? '').replace(/^\//, '').replace(/\?versionId=.*$/, '');
  const [bucket = '', ...rest] = source.split('/');
  const key = rest.join('/');
  const jumpStart = jumpStartBucket(bucket);
  if (jumpStart !== undefined && jumpStart.kind !== 'content') throw accessDenied();
  const own = world.state.buckets.get(bucket);
  if (jumpStart === undefined && own === undefined) throw noSuchBucket(bucket);
  const object = jumpStart === undefined ? own?.objects.get(key) : world.content.get(jumpStart.region, 'content', key);
  if (object === undefined) throw noSuchKey(key);
  const expected = header(s3.request, 'x-amz-copy-source-if-match');
  if (expected !== undefined && expected.replaceAll('"', '') !== object.etag.replaceAll('"', '')) throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  return object;
}

/** Headers that stay with an object. A KMS key among them has to be usable. */
export function kept(s3: S3Call): { headers: Record<string, string>; contentType: string } {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(s3.request.headers)) {
    if (typeof value === 'string' && /^x-amz-(meta-|server-side-encryption|storage-class)|^cache-control$|^content-disposition$/.test(name)) headers[name] = value;
  }
  const key = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  if (key !== undefined) {
    const found = findKey(s3.call.world, s3.call.region, key);
    if (found === undefined) throw new AwsError('KMS.NotFoundException', `Key '${key}' does not exist`, 400);
    if (found.state !== 'Enabled') throw new AwsError('KMS.DisabledException', `${found.arn} is disabled.`, 400);
    headers['x-amz-server-side-encryption-aws-kms-key-id'] = found.arn;
  }
  if (headers['x-amz-server-side-encryption'] === undefined) headers['x-amz-server-side-encryption'] = 'AES256';
  return { headers, contentType: header(s3.request, 'content-type') ?? 'binary/octet-stream' };
}

export const encryptionHeaders = (object: { headers: Record<string, string> }): Record<string, string> =>
  Object.fromEntries(Object.entries(object.headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')));

/** Requests to the buckets that AWS owns: the content bucket is open to everybody, the others to nobody. */
function jumpStartObjects(s3: S3Call, region: string, kind: 'content' | 'private' | 'draft'): HttpAnswer {
  const { request, target, call } = s3;
  if (kind !== 'content') throw accessDenied();
  if (s3.signed && call.region !== region) throw otherRegion(target.bucket, region);
  switch (target.operation) {
    case 'HeadBucket': return { status: 200, headers: { 'x-amz-bucket-region': region } };
    case 'ListObjects':
    case 'ListObjectsV2': return xmlAnswer('ListBucketResult', listObjects(request, target.bucket, call.world.content.keys(region, 'content'), (key) => () => call.world.content.get(region, 'content', key)) as JsonObject);
    case 'GetObject':
    case 'HeadObject': {
      const object = call.world.content.get(region, 'content', target.key);
      if (object === undefined) throw noSuchKey(target.key);
      return answerObject(request, object);
    }
    default: throw accessDenied();
  }
}

async function createBucket(s3: S3Call): Promise<HttpAnswer> {
  const { world, region } = s3.call;
  const { bucket } = s3.target;
  const body = (await readBody(s3.request.message, 65_536, accessDenied)).toString();
  const constraint = /<LocationConstraint[^>]*>([^<]*)</.exec(body)?.[1] ?? 'us-east-1';
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.');
  if (constraint !== region) throw new AwsError('IllegalLocationConstraintException', `The ${constraint === 'us-east-1' ? 'unspecified' : constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`);
  if (jumpStartBucket(bucket) !== undefined) throw new AwsError('BucketAlreadyExists', 'The requested bucket name is not available.', 409);
  if (world.state.buckets.has(bucket)) throw new AwsError('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', 409);
  world.state.buckets.set(bucket, { name: bucket, region, created: world.clock.date(), objects: new Map(), uploads: new Map() });
  return { status: 200, headers: { location: `/${bucket}` } };
}

function listBuckets(s3: S3Call): HttpAnswer {
  if (!s3.signed) throw accessDenied();
  const { query } = s3.request;
  const [prefix, region] = [query.get('prefix') ?? '', query.get('bucket-region')];
  const buckets = [...s3.call.world.state.buckets.values()].filter((bucket) => bucket.name.startsWith(prefix) && (region === null || bucket.region === region)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const start = Number(query.get('continuation-token') ?? 0);
  const limit = Number(query.get('max-buckets') ?? 10_000);
  const page = buckets.slice(start, start + limit);
  return xmlAnswer('ListAllMyBucketsResult', {
    Owner: { ID: 'emulated-owner' }, Buckets: { Bucket: page.map((bucket) => ({ Name: bucket.name, CreationDate: new Date(bucket.created).toISOString(), BucketRegion: bucket.region })) },
    ContinuationToken: start + limit < buckets.length ? String(start + limit) : undefined,
  });
}

async function putObject(s3: S3Call, bucket: BucketRecord): Promise<HttpAnswer> {
  const { key } = s3.target;
  const { headers, contentType } = kept(s3);
  if (header(s3.request, 'if-none-match') === '*' && bucket.objects.has(key)) throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  // a header of the emulator's own: an object that only declares its size, to test copies of gigabytes
  const sparse = header(s3.request, 'x-emulator-declared-size');
  const received = await receive(s3.request, s3.call.world);
  const modified = s3.call.world.clock.date();
  const object: StoredObject = sparse === undefined
    ? { key, size: received.size, etag: `"${received.md5}"`, modified, contentType, segments: received.segments, headers }
    : { ...madeObject(key, Number(sparse), contentType, modified), headers };
  bucket.objects.set(key, object);
  return { status: 200, headers: { etag: object.etag, ...encryptionHeaders(object) } };
}

function copyObject(s3: S3Call, bucket: BucketRecord): HttpAnswer {
  const source = copySource(s3);
  if (source.size > 5_368_709_120) throw new AwsError('InvalidRequest', 'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120');
  const replace = header(s3.request, 'x-amz-metadata-directive') === 'REPLACE';
  const { headers, contentType } = kept(s3);
  const metadata = replace ? {} : Object.fromEntries(Object.entries(source.headers).filter(([name]) => name.startsWith('x-amz-meta-')));
  const modified = s3.call.world.clock.date();
  const object = { ...source, key: s3.target.key, modified, contentType: replace ? contentType : source.contentType, headers: { ...metadata, ...headers } };
  bucket.objects.set(object.key, object);
  const answer = xmlAnswer('CopyObjectResult', { ETag: object.etag, LastModified: new Date(modified).toISOString() });
  return { ...answer, headers: { ...answer.headers, ...encryptionHeaders(object) } };
}

async function deleteObjects(s3: S3Call, bucket: BucketRecord): Promise<HttpAnswer> {
  const body = (await readBody(s3.request.message, 2_000_000, accessDenied)).toString();
  const keys = [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) => (match[1] ?? '').replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"'));
  for (const key of keys) bucket.objects.delete(key);
  return xmlAnswer('DeleteResult', { Deleted: keys.map((Key) => ({ Key })) });
}

function ownObjects(s3: S3Call, bucket: BucketRecord): HttpAnswer | Promise<HttpAnswer> {
  const { target, request, call } = s3;
  switch (target.operation) {
    case 'HeadBucket': return { status: 200, headers: { 'x-amz-bucket-region': bucket.region } };
    case 'GetBucketLocation': return xmlAnswer('LocationConstraint', bucket.region === 'us-east-1' ? '' : bucket.region);
    case 'DeleteBucket':
      if (bucket.objects.size > 0) throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
      call.world.state.buckets.delete(bucket.name);
      return { status: 204, headers: {} };
    case 'ListObjects':
    case 'ListObjectsV2': return xmlAnswer('ListBucketResult', listObjects(request, bucket.name, [...bucket.objects.keys()].sort(), (key) => () => bucket.objects.get(key)) as JsonObject);
    case 'GetObject':
    case 'HeadObject': {
      const object = bucket.objects.get(target.key);
      if (object === undefined) throw noSuchKey(target.key);
      return answerObject(request, object);
    }
    // the AWS CLI asks before it copies in parts; nothing here sets tags
    case 'GetObjectTagging':
      if (!bucket.objects.has(target.key)) throw noSuchKey(target.key);
      return xmlAnswer('Tagging', { TagSet: {} });
    case 'PutObject': return putObject(s3, bucket);
    case 'CopyObject': return copyObject(s3, bucket);
    case 'DeleteObject':
      bucket.objects.delete(target.key);
      return { status: 204, headers: {} };
    case 'DeleteObjects': return deleteObjects(s3, bucket);
    default:
      if (multipartOperations.has(target.operation)) return multipart(s3, bucket);
      if (policyOperations.has(target.operation)) return bucketPolicy(request, target.operation, bucket);
      throw new AwsError('NotImplemented', 'The emulator does not implement this S3 operation.', 501);
  }
}

/** Answers one S3 request. */
export async function s3(request: S3Call): Promise<HttpAnswer> {
  const { target } = request;
  if (target.operation === 'ListBuckets') return listBuckets(request);
  const jumpStart = jumpStartBucket(target.bucket);
  if (jumpStart !== undefined && target.operation !== 'CreateBucket') return jumpStartObjects(request, jumpStart.region, jumpStart.kind);
  if (!request.signed) throw request.call.world.state.buckets.has(target.bucket) ? accessDenied() : noSuchBucket(target.bucket);
  if (target.operation === 'CreateBucket') return createBucket(request);
  return ownObjects(request, ownBucket(request));
}
