import { randomUUID } from 'node:crypto';
import { md5, slice } from '../../core/content.js';
import { AwsError } from '../../core/errors.js';
import { header, readBody, type HttpAnswer } from '../../core/http.js';
import type { BucketRecord, MultipartUpload } from '../../core/state.js';
import { receive } from './receive.js';
import { copySource, encryptionHeaders, kept, xmlAnswer, type S3Call } from './s3.js';

export const multipartOperations: ReadonlySet<string> = new Set(['CreateMultipartUpload', 'UploadPart', 'UploadPartCopy', 'CompleteMultipartUpload', 'AbortMultipartUpload', 'ListParts', 'ListMultipartUploads']);

const smallestPart = 5 * 1024 * 1024;
const noSuchUpload = (): AwsError => new AwsError('NoSuchUpload', 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.', 404);

function start(s3: S3Call, bucket: BucketRecord): HttpAnswer {
  const id = randomUUID();
  const { headers, contentType } = kept(s3);
  bucket.uploads.set(id, { key: s3.target.key, headers, contentType, started: s3.call.world.clock.date(), parts: new Map() });
  const answer = xmlAnswer('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: s3.target.key, UploadId: id });
  return { ...answer, headers: { ...answer.headers, ...encryptionHeaders({ headers }) } };
}

function partNumber(s3: S3Call): number {
  const number = Number(s3.request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  return number;
}

async function uploadPart(s3: S3Call, upload: MultipartUpload): Promise<HttpAnswer> {
  const number = partNumber(s3);
  const received = await receive(s3.request, s3.call.world);
  const etag = `"${received.md5}"`;
  upload.parts.set(number, { key: upload.key, size: received.size, etag, modified: s3.call.world.clock.date(), contentType: upload.contentType, segments: received.segments, headers: {} });
  return { status: 200, headers: { etag, ...encryptionHeaders(upload) } };
}

function copyPart(s3: S3Call, upload: MultipartUpload): HttpAnswer {
  const number = partNumber(s3);
  const source = copySource(s3);
  const range = /^bytes=(\d+)-(\d+)$/.exec(header(s3.request, 'x-amz-copy-source-range') ?? '');
  const [first, last] = range === null ? [0, source.size - 1] : [Number(range[1]), Number(range[2])];
  if (last >= source.size || first > last) throw new AwsError('InvalidArgument', `Range specified is not valid for source object of size: ${source.size}`);
  const modified = s3.call.world.clock.date();
  const etag = `"${md5(`${source.etag}:${first}-${last}`)}"`;
  upload.parts.set(number, { ...source, key: upload.key, size: last - first + 1, etag, modified, segments: slice(source.segments, first, last - first + 1), headers: {} });
  return xmlAnswer('CopyPartResult', { ETag: etag, LastModified: new Date(modified).toISOString() });
}

async function complete(s3: S3Call, bucket: BucketRecord, id: string, upload: MultipartUpload): Promise<HttpAnswer> {
  const body = (await readBody(s3.request.message, 2_000_000, noSuchUpload)).toString();
  const named = [...body.matchAll(/<Part>(.*?)<\/Part>/gs)].map((match) => {
    const inner = (match[1] ?? '').replaceAll('&quot;', '"');
    return { number: Number(/<PartNumber>(\d+)</.exec(inner)?.[1]), etag: /<ETag>"?([^"<]*)"?</.exec(inner)?.[1] };
  });
  const parts = named.map(({ number, etag }) => {
    const part = upload.parts.get(number);
    if (part?.etag !== `"${etag ?? ''}"`) throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part\'s entity tag.');
    return part;
  });
  if (named.some((entry, index) => index > 0 && entry.number <= (named[index - 1]?.number ?? 0))) throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.');
  if (parts.length === 0) throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
  if (parts.slice(0, -1).some((part) => part.size < smallestPart)) throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  const etag = `"${md5(Buffer.from(parts.map((part) => part.etag.replaceAll('"', '')).join(''), 'hex'))}-${parts.length}"`;
  bucket.objects.set(upload.key, {
    key: upload.key, size: parts.reduce((sum, part) => sum + part.size, 0), etag, modified: s3.call.world.clock.date(), contentType: upload.contentType,
    segments: parts.flatMap((part) => part.segments), headers: upload.headers,
  });
  bucket.uploads.delete(id);
  const answer = xmlAnswer('CompleteMultipartUploadResult', { Location: `/${bucket.name}/${upload.key}`, Bucket: bucket.name, Key: upload.key, ETag: etag });
  return { ...answer, headers: { ...answer.headers, ...encryptionHeaders(upload) } };
}

/** The operations of multipart uploads. */
export function multipart(s3: S3Call, bucket: BucketRecord): HttpAnswer | Promise<HttpAnswer> {
  const { operation, key } = s3.target;
  if (operation === 'CreateMultipartUpload') return start(s3, bucket);
  if (operation === 'ListMultipartUploads') {
    const uploads = [...bucket.uploads].map(([UploadId, upload]) => ({ Key: upload.key, UploadId, Initiated: new Date(upload.started).toISOString() }));
    return xmlAnswer('ListMultipartUploadsResult', { Bucket: bucket.name, IsTruncated: false, Upload: uploads });
  }
  const id = s3.request.query.get('uploadId') ?? '';
  const upload = bucket.uploads.get(id);
  if (upload?.key !== key) throw noSuchUpload();
  switch (operation) {
    case 'UploadPart': return uploadPart(s3, upload);
    case 'UploadPartCopy': return copyPart(s3, upload);
    case 'CompleteMultipartUpload': return complete(s3, bucket, id, upload);
    case 'AbortMultipartUpload':
      bucket.uploads.delete(id);
      return { status: 204, headers: {} };
    default: {
      const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([PartNumber, part]) => ({ PartNumber, ETag: part.etag, Size: part.size, LastModified: new Date(part.modified).toISOString() }));
      return xmlAnswer('ListPartsResult', { Bucket: bucket.name, Key: key, UploadId: id, IsTruncated: false, Part: parts });
    }
  }
}
