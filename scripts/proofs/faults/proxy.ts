// Stands on loopback between the product and the emulator, lets one operation go wrong, and counts how often that was sent.
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const FAULTS = ['throttle', '500', '503', 'timeout', 'reset', 'truncated', 'malformed', 'denied', 'explicitDeny', 'expired', 'clockSkew', 'noService'] as const;
export type Fault = typeof FAULTS[number];

/** Words of the service that are not meant for users. */
export const RAW = 'RAW-TEXT-0xDEADBEEF';
/** Tells `withNetworkFaults` what to make of an answer. */
const MARK = 'x-network-fault';
const DENIED = (action: string, more: string): string => `User: arn:aws:sts::111122223333:assumed-role/DataScientist/dev is not authorized to perform: ${action} ${more}`;

type Protocol = 'json' | 'query' | 'ec2' | 's3' | 'rest';
interface Refusal { readonly code: string; readonly status: number; readonly message: string }

function refusalOf(fault: Fault, protocol: Protocol, action: string): Refusal {
  const xml = protocol !== 'json';
  switch (fault) {
    case 'throttle': return { code: { json: 'ThrottlingException', rest: 'ThrottlingException', query: 'Throttling', ec2: 'RequestLimitExceeded', s3: 'SlowDown' }[protocol], status: protocol === 's3' || protocol === 'ec2' ? 503 : 400, message: `Rate exceeded ${RAW}` };
    case '500': return { code: protocol === 's3' || protocol === 'ec2' ? 'InternalError' : 'InternalFailure', status: 500, message: RAW };
    case 'denied': return { code: protocol === 'ec2' ? 'UnauthorizedOperation' : xml && protocol !== 'rest' ? 'AccessDenied' : 'AccessDeniedException', status: xml ? 403 : 400, message: DENIED(action, 'because no identity-based policy allows the action') };
    case 'explicitDeny': return { code: protocol === 'ec2' ? 'UnauthorizedOperation' : xml && protocol !== 'rest' ? 'AccessDenied' : 'AccessDeniedException', status: xml ? 403 : 400, message: DENIED(action, 'with an explicit deny in a service control policy') };
    case 'expired': return { code: protocol === 'ec2' ? 'RequestExpired' : xml && protocol !== 'rest' ? 'ExpiredToken' : 'ExpiredTokenException', status: protocol === 'query' || protocol === 'rest' ? 403 : 400, message: 'The security token included in the request is expired' };
    case 'clockSkew': return protocol === 's3' ? { code: 'RequestTimeTooSkewed', status: 403, message: 'The difference between the request time and the current time is too large.' }
      : { code: protocol === 'query' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException', status: xml ? 403 : 400, message: 'Signature expired: 20200101T000000Z is now earlier than 20260101T000000Z (20260101T000500Z - 5 min.)' };
    default: return { code: 'ServiceUnavailable', status: 503, message: RAW };
  }
}

function bodyOf({ code, message }: Refusal, protocol: Protocol): string {
  switch (protocol) {
    case 'json': case 'rest': return JSON.stringify({ __type: code, message, Message: message });
    case 'query': return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
    case 'ec2': return `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`;
    case 's3': return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  }
}

interface Known { readonly operation: string; readonly protocol: Protocol }

/** By what AWS itself tells its operations apart. */
export function operationOf(method: string, url: string, target: string | undefined, body: string): Known {
  const { pathname, searchParams: query } = new URL(url, 'http://local');
  if (target !== undefined) return { operation: target.split('.').at(-1) ?? '', protocol: 'json' };
  if (pathname.startsWith('/endpoints/')) return { operation: pathname.endsWith('-response-stream') ? 'InvokeEndpointWithResponseStream' : 'InvokeEndpoint', protocol: 'rest' };
  const action = new URLSearchParams(body).get('Action');
  if (method === 'POST' && action !== null) return { operation: action, protocol: /Version=2016-11-15/.test(body) ? 'ec2' : 'query' };
  const inKey = pathname.split('/').filter(Boolean).length > 1;
  const named = query.get('x-id') ?? (query.has('uploads') ? 'CreateMultipartUpload' : query.has('delete') ? 'DeleteObjects' : query.has('list-type') ? 'ListObjectsV2'
    : method === 'POST' ? 'CompleteMultipartUpload' : method === 'HEAD' ? inKey ? 'HeadObject' : 'HeadBucket' : pathname === '/_emulator' ? 'probe' : 'content');
  return { operation: named, protocol: 's3' };
}

export interface Aim { readonly fault: Fault; readonly operation: string; readonly action: string }
export interface Proxy {
  readonly url: string;
  aim: Aim | undefined;
  /** The operation whose successes at the emulator are counted in `done`. */
  watched: string;
  sent: number;
  done: number;
  close(): void;
}

export async function forward(upstream: string, request: IncomingMessage, body: Buffer): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const headers = Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding|expect)$/.test(name) ? [[name, value]] : [])));
  const method = request.method ?? 'GET';
  const response = await fetch(upstream + (request.url ?? '/'), { method, headers, redirect: 'manual', ...(method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) }) });
  return { status: response.status, headers: Object.fromEntries([...response.headers].filter(([name]) => !/^(connection|transfer-encoding|keep-alive|content-encoding)$/.test(name))), body: Buffer.from(await response.arrayBuffer()) };
}

async function answer(proxy: Proxy, upstream: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const target = request.headers['x-amz-target'];
  const { operation, protocol } = operationOf(request.method ?? '', request.url ?? '/', typeof target === 'string' ? target : undefined, body.toString('latin1'));
  const { aim } = proxy;
  const aimed = aim?.operation === operation;
  if (aimed) proxy.sent += 1;
  if (aimed && aim.fault === 'noService') { response.writeHead(200, { [MARK]: 'ENOTFOUND' }).end(); return; }
  if (aimed && !(['timeout', 'reset', 'truncated', 'malformed'] as const).some((fault) => fault === aim.fault)) {
    const refusal = refusalOf(aim.fault, protocol, aim.action);
    response.writeHead(refusal.status, { 'content-type': protocol === 'json' ? 'application/x-amz-json-1.1' : protocol === 'rest' ? 'application/json' : 'text/xml', ...(protocol === 'rest' ? { 'x-amzn-errortype': refusal.code } : {}) });
    response.end(request.method === 'HEAD' ? undefined : bodyOf(refusal, protocol));
    return;
  }
  // what goes wrong on the way back has taken effect
  const given = await forward(upstream, request, body);
  if (proxy.watched === operation && given.status < 300) proxy.done += 1;
  if (aimed && aim.fault === 'reset') { request.socket.destroy(); return; }
  if (aimed && aim.fault === 'timeout') { response.writeHead(200, { [MARK]: 'TimeoutError' }).end(); return; }
  const length = request.method === 'HEAD' ? given.headers['content-length'] : String(given.body.length);
  if (aimed && aim.fault === 'truncated' && given.body.length > 0) {
    response.writeHead(given.status, { ...given.headers, 'content-length': length });
    response.write(given.body.subarray(0, given.body.length / 2), () => { request.socket.destroy(); });
    return;
  }
  const sent = aimed && aim.fault === 'malformed' && given.body.length > 0 ? Buffer.from('{"<oops') : given.body;
  response.writeHead(given.status, { ...given.headers, ...(request.method === 'HEAD' ? {} : { 'content-length': String(sent.length) }) }).end(sent);
}

export async function proxyTo(upstream: string): Promise<Proxy> {
  const server = createServer((request, response) => {
    answer(proxy, upstream, request, response).catch(() => { request.socket.destroy(); });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const proxy: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, aim: undefined, watched: '', sent: 0, done: 0,
    close: () => { server.close(); server.closeAllConnections(); },
  };
  return proxy;
}

/** What cannot happen on loopback: a name that is not found, and half a minute without an answer. Both as `fetch` tells them; and pauses pass quicker. */
export async function withNetworkFaults<T>(work: () => Promise<T>): Promise<T> {
  const [fetched, waits] = [globalThis.fetch, globalThis.setTimeout];
  globalThis.fetch = async (input, init) => {
    const response = await fetched(input, init);
    const mark = response.headers.get(MARK);
    if (mark === 'TimeoutError') throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    if (mark !== null) throw new TypeError('fetch failed', { cause: Object.assign(new Error(`getaddrinfo ${mark} service.nowhere.amazonaws.com`), { code: mark }) });
    return response;
  };
  const quick = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout => waits(callback, ms > 0 && ms < LONG_MS ? ms / QUICKER : ms, ...args);
  globalThis.setTimeout = Object.assign(quick, { __promisify__: waits.__promisify__ }) as typeof setTimeout;
  try {
    return await work();
  } finally {
    globalThis.fetch = fetched;
    globalThis.setTimeout = waits;
  }
}

/** The SDK's longest pause between two attempts; what is longer is a limit, and stays. */
const LONG_MS = 20_001;
const QUICKER = 20;
