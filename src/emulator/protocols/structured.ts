import { AwsError } from '../core/errors.js';
import type { HttpAnswer } from '../core/http.js';
import { compact, parseObject, text, type Json, type JsonObject } from '../core/json.js';
import { element, elements } from '../core/xml.js';

/** How a protocol that carries structures reads requests and writes answers and errors. */
export interface Protocol {
  read(body: Buffer): JsonObject;
  write(operation: string, output: JsonObject, requestId: string): HttpAnswer;
  error(error: AwsError, requestId: string): HttpAnswer;
}

export const json11: Protocol = {
  read: (body) => {
    const input = body.length === 0 ? {} : parseObject(body.toString());
    if (input === undefined) throw new AwsError('SerializationException', 'The body of the request is not a JSON object.');
    return input;
  },
  write: (_operation, output, requestId) => ({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId }, body: JSON.stringify(compact(output)) }),
  error: (error, requestId) => ({
    status: error.status, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: JSON.stringify({ __type: error.code, ...(error.message === '' ? {} : { message: error.message }), ...error.fields }),
  }),
};

/** Puts `A.member.1.B=x` and `A.1.B=x` into the structures that they stand for. */
function unflatten(form: URLSearchParams): JsonObject {
  // without a prototype, so that a parameter called __proto__ is a parameter like any other
  const empty = (): JsonObject => Object.create(null) as JsonObject;
  const root = empty();
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    const path = name.split('.').filter((part) => part !== 'member');
    let at: JsonObject = root;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      const inner: JsonObject = typeof next === 'object' && next !== null && !Array.isArray(next) ? next : empty();
      at[part] = inner;
      at = inner;
    }
    at[path.at(-1) ?? name] = value;
  }
  const lists = (value: Json | undefined): Json => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? null;
    const keys = Object.keys(value);
    if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) return keys.sort((a, b) => Number(a) - Number(b)).map((key) => lists(value[key]));
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, lists(entry)]));
  };
  return Object.fromEntries(Object.entries(root).map(([key, value]) => [key, lists(value)]));
}

const xml = (status: number, requestId: string, body: string): HttpAnswer => ({ status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` });

/** STS and IAM. */
export const query = (namespace: string): Protocol => ({
  read: (body) => unflatten(new URLSearchParams(body.toString())),
  write: (operation, output, requestId) => xml(200, requestId,
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${elements(output, 'member')}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`),
  error: (error, requestId) => xml(error.status, requestId,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>${element('Code', error.code, 'member')}${element('Message', error.message, 'member')}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`),
});

export const ec2Query: Protocol = {
  read: (body) => unflatten(new URLSearchParams(body.toString())),
  write: (operation, output, requestId) => xml(200, requestId, `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>${elements(output, 'item')}</${operation}Response>`),
  error: (error, requestId) => xml(error.status, requestId, `<Response><Errors><Error>${element('Code', error.code, 'item')}${element('Message', error.message, 'item')}</Error></Errors><RequestID>${requestId}</RequestID></Response>`),
};

export const s3Error = (error: AwsError, requestId: string, head: boolean): HttpAnswer => ({
  status: error.status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, ...('Region' in error.fields ? { 'x-amz-bucket-region': text(error.fields, 'Region') } : {}) },
  ...(head ? {} : { body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements({ Code: error.code, Message: error.message, ...error.fields, RequestId: requestId, HostId: 'emulated' }, 'flat')}</Error>` }),
});

/** REST-JSON: the runtime. */
export const restError = (error: AwsError, requestId: string): HttpAnswer => ({
  status: error.status, headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code },
  body: JSON.stringify({ message: error.message, Message: error.message, ...error.fields }),
});
