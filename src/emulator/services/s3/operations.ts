import { decode, header, type HttpRequest } from '../../core/http.js';
import type { JsonObject } from '../../core/json.js';

export interface S3Target { operation: string; bucket: string; key: string; input: JsonObject }

/** What of an object or bucket a request is about where it is not about the thing itself: tags, permissions and the like. */
const aspects: readonly string[] = [
  'accelerate', 'acl', 'analytics', 'attributes', 'cors', 'encryption', 'intelligent-tiering', 'inventory', 'legal-hold', 'lifecycle', 'logging', 'metadataConfiguration', 'metadataTable', 'metrics', 'notification', 'object-lock', 'ownershipControls',
  'policy', 'policyStatus', 'publicAccessBlock', 'replication', 'requestPayment', 'restore', 'retention', 'select', 'session', 'tagging', 'torrent', 'versioning', 'versions', 'website',
];
const ofAnAspect = (query: URLSearchParams): boolean => aspects.some((name) => query.has(name));

function objectOperation(request: HttpRequest): string {
  const { method, query } = request;
  if (ofAnAspect(query)) return method === 'GET' && query.has('tagging') ? 'GetObjectTagging' : 'Unknown';
  const copy = header(request, 'x-amz-copy-source') !== undefined;
  switch (method) {
    case 'GET': return query.has('uploadId') ? 'ListParts' : 'GetObject';
    case 'HEAD': return 'HeadObject';
    case 'PUT':
      if (query.has('uploadId')) return copy ? 'UploadPartCopy' : 'UploadPart';
      return copy ? 'CopyObject' : 'PutObject';
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload';
      return query.has('uploadId') ? 'CompleteMultipartUpload' : 'Unknown';
    case 'DELETE': return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    default: return 'Unknown';
  }
}

function bucketOperation(request: HttpRequest): string {
  const { method, query } = request;
  switch (method) {
    case 'GET':
      if (query.has('location')) return 'GetBucketLocation';
      if (query.has('policy')) return 'GetBucketPolicy';
      if (query.has('uploads')) return 'ListMultipartUploads';
      if (query.get('list-type') === '2') return 'ListObjectsV2';
      return ofAnAspect(query) ? 'Unknown' : 'ListObjects';
    case 'HEAD': return 'HeadBucket';
    case 'PUT': return query.has('policy') ? 'PutBucketPolicy' : query.size === 0 || query.has('x-id') ? 'CreateBucket' : 'Unknown';
    case 'POST': return query.has('delete') ? 'DeleteObjects' : 'Unknown';
    case 'DELETE': return query.has('policy') ? 'DeleteBucketPolicy' : query.size === 0 || query.has('x-id') ? 'DeleteBucket' : 'Unknown';
    default: return 'Unknown';
  }
}

const recorded: Readonly<Record<string, string>> = {
  'if-none-match': 'IfNoneMatch', range: 'Range', 'x-amz-copy-source': 'CopySource', 'x-amz-copy-source-range': 'CopySourceRange', 'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId', 'content-type': 'ContentType',
};

/** Which operation a path-style request asks for, on what. */
export function s3Target(request: HttpRequest): S3Target {
  const [, rawBucket = '', rawKey = ''] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
  const [bucket, key] = [decode(rawBucket), decode(rawKey)];
  const operation = bucket === '' ? (request.method === 'GET' ? 'ListBuckets' : 'Unknown') : key === '' ? bucketOperation(request) : objectOperation(request);
  const input: JsonObject = {};
  if (bucket !== '') input['Bucket'] = bucket;
  if (key !== '') input['Key'] = key;
  for (const [name, value] of request.query) if (!/^(x-(id|amz-)|AWSAccessKeyId$|Signature$|Expires$)/i.test(name)) input[name] = value;
  for (const [name, member] of Object.entries(recorded)) {
    const value = header(request, name);
    if (value !== undefined) input[member] = value;
  }
  return { operation, bucket, key, input };
}

/** IAM action and resource of an operation, for denials. */
export function s3Action(target: S3Target, partition: string): { action: string; resource: string } {
  const names: Readonly<Record<string, string>> = {
    HeadObject: 'GetObject', HeadBucket: 'ListBucket', ListObjectsV2: 'ListBucket', ListObjects: 'ListBucket', ListBuckets: 'ListAllMyBuckets', CopyObject: 'PutObject', UploadPart: 'PutObject', UploadPartCopy: 'PutObject',
    CreateMultipartUpload: 'PutObject', CompleteMultipartUpload: 'PutObject', ListParts: 'ListMultipartUploadParts', DeleteObjects: 'DeleteObject', ListMultipartUploads: 'ListBucketMultipartUploads',
  };
  const resource = target.bucket === '' ? '*' : `"arn:${partition}:s3:::${target.bucket}${target.key === '' ? '' : `/${target.key}`}"`;
  return { action: `s3:${names[target.operation] ?? target.operation}`, resource };
}
