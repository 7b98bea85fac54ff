// Replies that are well-formed and not what AWS answers: another shape, another type, too much, too little, texts of somebody who means harm.
import fc from 'fast-check';
import { type Json, isObject } from '../../../src/shared/json.js';
import { POISON, damaged, json, scalar, spoiled, text } from '../../fixtures/hostile.js';
import { readXml, spoiledXml, writeXml } from './markup.js';
import type { Reply } from './player.js';

/** What a message may show in no form. */
export const SECRET = 'FUZZSECRET';
const SECRETS = [`Authorization: AWS4-HMAC-SHA256 Credential=${SECRET}`, `{"x-amz-security-token":"${SECRET}"}`, `AKIA${SECRET}0000`, `Command failed: aws ${SECRET}`] as const;

const nested = (depth: number): Json => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as Json;
/** Besides any JSON: what is long, deep, or at the ends of numbers and times. */
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: json },
  { weight: 2, arbitrary: fc.constantFrom<Json>(null, [null], [[]], [{}], {}, [], -1, 1e308, 1e17, -8.64e15, 8.65e12, 0.1, '1', 'NaN', 'Infinity', true) },
  { weight: 1, arbitrary: scalar.map((one) => JSON.parse(JSON.stringify(Array.from({ length: 1000 }, () => one))) as Json) },
  { weight: 1, arbitrary: fc.constantFrom(nested(500), 'y'.repeat(100_000), ...SECRETS) },
);

/** Of other services, other errors, and of nothing. */
const CODES = ['ValidationException', 'AccessDeniedException', 'AccessDenied', 'ResourceLimitExceeded', 'ExpiredToken', 'ResourceNotFoundException', 'NoSuchKey', 'ModelError', 'DryRunOperationException', 'InternalFailure', ...POISON] as const;
/** What the product takes apart in the texts of errors. */
const PHRASES = ['', 'Could not find endpoint "', 'is not authorized to perform: ', ' on resource: arn:', 'with an explicit deny in ', 'Could not assume role ', 'Could not access model data at s3://', 'service limit \'', 'Cannot create already existing ', 'Rate exceeded ', 'Received client error (', 'not subscribed '] as const;
const said: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.oneof(fc.constantFrom(...PHRASES), text, fc.constantFrom(...SECRETS)), { maxLength: 4 }).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: value },
);
const code: fc.Arbitrary<Json> = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...CODES) }, { weight: 1, arbitrary: value });
/** Not 429: how the product bears with a service that throttles is another matter. */
const status = fc.constantFrom(200, 400, 400, 403, 404, 409, 413, 424, 500, 503);

/** What stands in a header has to be of its letters. */
const headerText = fc.oneof(text, fc.constantFrom('0', '-1', '1e9', 'NaN', 'Thu, 99 Nov 2026 99:99:99 GMT', 'application/json', ...SECRETS)).map((raw) => raw.replace(/[^\x20-\x7e]/g, '').trim().slice(0, 2000));

type Kind = 'json' | 'xml' | 'other';
function kindOf({ headers, body }: Reply): Kind {
  const type = headers['content-type'] ?? '';
  return type.includes('json') && body.toString().trim().startsWith('{') ? 'json' : type.includes('xml') && body.length > 0 ? 'xml' : 'other';
}

function spoiledBody(reply: Reply): fc.Arbitrary<string> {
  const content = reply.body.toString();
  const read: unknown = kindOf(reply) === 'json' ? JSON.parse(content) : undefined;
  if (isObject(read)) return fc.oneof({ weight: 5, arbitrary: spoiled(read, value) }, { weight: 1, arbitrary: value }).map((changed) => JSON.stringify(changed));
  const element = kindOf(reply) === 'xml' ? readXml(content) : undefined;
  return element ? fc.oneof({ weight: 5, arbitrary: spoiledXml(element) }, { weight: 1, arbitrary: damaged(content) }) : damaged(content);
}

function refusal(kind: Kind): fc.Arbitrary<string> {
  if (kind === 'json') return fc.record({ __type: code, message: said, Message: said, code, Code: code, OriginalStatusCode: value, OriginalMessage: said }, { requiredKeys: ['__type'] }).map((body) => JSON.stringify(body));
  const part = (name: string, raw: Json): Parameters<typeof writeXml>[0] => ({ name, attributes: '', children: [(typeof raw === 'string' ? raw : JSON.stringify(raw)).replace(/[<>&]|[^\x20-\ud7ff]/g, '?')] });
  return fc.tuple(fc.constantFrom('ErrorResponse', 'Response', 'Error'), code, said).map(([root, name, words]) => {
    const error = { name: 'Error', attributes: '', children: [part('Code', name), part('Message', words)] };
    return writeXml(root === 'Error' ? error : { name: root, attributes: '', children: [root === 'Response' ? { name: 'Errors', attributes: '', children: [error] } : error] });
  });
}

/** In place of a reply of AWS. */
export function oddOf(reply: Reply): fc.Arbitrary<Reply> {
  const withBody = (body: string, more: Partial<Reply> = {}): Reply => ({ ...reply, ...more, body: Buffer.from(body) });
  const names = [...new Set([...Object.keys(reply.headers), 'x-amzn-errortype', 'x-amz-meta-jumpstart-source-etag', 'etag', 'last-modified', 'x-amz-bucket-region'])].filter((name) => name !== 'content-length' && name !== 'date');
  return fc.oneof(
    { weight: 6, arbitrary: spoiledBody(reply).map((body) => withBody(body)) },
    { weight: 3, arbitrary: fc.tuple(refusal(kindOf(reply)), status).map(([body, of]) => withBody(body, { status: of })) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...names), headerText).map(([name, held]) => ({ ...reply, headers: { ...reply.headers, [name]: held } })) },
    { weight: 1, arbitrary: fc.tuple(damaged(reply.body.toString().slice(0, 4000)), status).map(([body, of]) => withBody(body, { status: of })) },
  );
}

const MORE = { NextToken: 'more', nextToken: 'more', NextMarker: 'more', Marker: 'more', Truncated: true, IsTruncated: true, PaginationToken: 'more', NextContinuationToken: 'more', ContinuationToken: 'more', nextForwardToken: 'more' };

/** The reply as a page after which there is another one, by whatever name. */
export function endless(reply: Reply): Reply {
  const content = reply.body.toString();
  if (kindOf(reply) === 'json') return { ...reply, body: Buffer.from(JSON.stringify({ ...JSON.parse(content) as object, ...MORE })) };
  const more = Object.entries(MORE).map(([name, held]) => `<${name}>${held}</${name}>`).join('');
  // in IAM's answers the list is one level below
  return { ...reply, body: Buffer.from(content.replace(/<IsTruncated>\w*<\/IsTruncated>/g, '').replace(/(<\w+Result>)|(?=<\/\w+(?:Response|Result)>\s*$)/, `$1${more}`)) };
}
