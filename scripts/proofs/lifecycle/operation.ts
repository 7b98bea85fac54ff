/** Which operation of AWS a request is, as the emulator names it. */
export function operationOf({ method, url, headers }: Request): string {
  const target = headers.get('x-amz-target');
  if (target !== null) return target.split('.').at(-1) ?? target;
  const { pathname, searchParams } = new URL(url);
  const whole = pathname.split('/').filter((part) => part !== '').length === 1;
  if (method === 'HEAD') return whole ? 'HeadBucket' : 'HeadObject';
  if (method === 'GET') return searchParams.has('uploads') ? 'ListMultipartUploads' : whole ? 'ListObjectsV2' : 'GetObject';
  if (method === 'DELETE') return 'AbortMultipartUpload';
  if (method === 'POST' && searchParams.has('delete')) return 'DeleteObjects';
  if (method === 'POST') return searchParams.has('uploads') ? 'CreateMultipartUpload' : searchParams.has('uploadId') ? 'CompleteMultipartUpload' : 'Query';
  const copy = headers.has('x-amz-copy-source');
  if (searchParams.has('partNumber')) return copy ? 'UploadPartCopy' : 'UploadPart';
  return copy ? 'CopyObject' : 'PutObject';
}
