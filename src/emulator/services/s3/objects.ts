import { read, slice, type StoredObject } from '../../core/content.js';
import { AwsError } from '../../core/errors.js';
import { header, type HttpAnswer, type HttpRequest } from '../../core/http.js';

const timeOf = (value: string | undefined): number | undefined => {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
};

const bare = (etag: string): string => etag.trim().replace(/^W\//, '').replaceAll('"', '');
const lists = (value: string, etag: string): boolean => value.split(',').some((entry) => entry.trim() === '*' || bare(entry) === bare(etag));

/** Whether the client has the object already, or expects another one. */
function precondition(request: HttpRequest, object: StoredObject): HttpAnswer | undefined {
  const ifMatch = header(request, 'if-match');
  if (ifMatch !== undefined && !lists(ifMatch, object.etag)) throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  const ifNone = header(request, 'if-none-match');
  const since = timeOf(header(request, 'if-modified-since'));
  const same = ifNone !== undefined ? lists(ifNone, object.etag) : since !== undefined && Math.floor(object.modified / 1000) * 1000 <= since;
  return same ? { status: 304, headers: { etag: object.etag, 'last-modified': new Date(object.modified).toUTCString() } } : undefined;
}

function rangeOf(value: string | undefined, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(value ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end || start >= size) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}

/** GetObject and HeadObject of a found object: conditions, ranges, headers. */
export function answerObject(request: HttpRequest, object: StoredObject): HttpAnswer {
  const unchanged = precondition(request, object);
  if (unchanged !== undefined) return unchanged;
  const range = rangeOf(header(request, 'range'), object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const length = end - start + 1;
  const headers: Record<string, string> = {
    ...object.headers, etag: object.etag, 'last-modified': new Date(object.modified).toUTCString(), 'accept-ranges': 'bytes', 'content-type': object.contentType, 'content-length': String(length),
  };
  if (range !== undefined) headers['content-range'] = `bytes ${start}-${end}/${object.size}`;
  const status = range === undefined ? 200 : 206;
  return request.method === 'HEAD' ? { status, headers } : { status, headers, body: read(slice(object.segments, start, length)) };
}

interface ListedKey { key: string; object: () => StoredObject | undefined }
const date = (time: number): string => new Date(time).toISOString();

/** Keys after `after` under the prefix, rolled up at the delimiter, at most `limit` entries. */
function selectKeys(keys: readonly string[], prefix: string, delimiter: string, after: string, limit: number): { contents: string[]; prefixes: string[]; last: string; truncated: boolean } {
  const [contents, prefixes]: [string[], string[]] = [[], []];
  let last = '';
  for (const key of keys) {
    if (!key.startsWith(prefix) || key <= after) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const rolled = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    if (rolled !== undefined && (rolled === prefixes.at(-1) || (after !== '' && after.startsWith(rolled)))) { last = key; continue; }
    if (contents.length + prefixes.length >= limit) return { contents, prefixes, last, truncated: true };
    if (rolled === undefined) contents.push(key);
    else prefixes.push(rolled);
    last = key;
  }
  return { contents, prefixes, last, truncated: false };
}

/** The answer of ListObjects and ListObjectsV2 as members of ListBucketResult. */
export function listObjects(request: HttpRequest, bucket: string, keys: readonly string[], find: (key: string) => ListedKey['object']): Record<string, unknown> {
  const { query } = request;
  const second = query.get('list-type') === '2';
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const token = query.get('continuation-token');
  const after = second ? (token === null ? query.get('start-after') ?? '' : Buffer.from(token, 'base64url').toString()) : query.get('marker') ?? '';
  const { contents, prefixes, last, truncated } = selectKeys(keys, prefix, delimiter, after, limit);
  const url = query.get('encoding-type') === 'url';
  const write = (value: string): string => (url ? encodeURIComponent(value).replaceAll('%2F', '/') : value);
  return {
    Name: bucket, Prefix: write(prefix), ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }), MaxKeys: limit, ...(url ? { EncodingType: 'url' } : {}), IsTruncated: truncated,
    ...(second ? { KeyCount: contents.length + prefixes.length, ...(token === null ? {} : { ContinuationToken: token }), ...(truncated ? { NextContinuationToken: Buffer.from(last).toString('base64url') } : {}) }
      : { Marker: write(after), ...(truncated ? { NextMarker: write(last) } : {}) }),
    Contents: contents.flatMap((key) => {
      const object = find(key)();
      return object === undefined ? [] : [{ Key: write(key), LastModified: date(object.modified), ETag: object.etag, Size: object.size, StorageClass: 'STANDARD' }];
    }),
    CommonPrefixes: prefixes.map((entry) => ({ Prefix: write(entry) })),
  };
}
