// A server that refuses every request and repeats all of it, as AWS does with a signature that does not match, and as proxies do.
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Echo {
  readonly url: string;
  /** What the next requests are answered with. */
  answer: Refusal;
  close(): Promise<void>;
}

export interface Refusal { readonly status: number; readonly type: string; readonly say: (request: string) => string }

const json = (status: number, code: string, text: (request: string) => string): Refusal => ({ status, type: 'application/x-amz-json-1.1', say: (request) => JSON.stringify({ __type: code, message: text(request) }) });

export const REFUSALS: readonly Refusal[] = [
  json(403, 'InvalidSignatureException', (request) => `The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this request should have been\n'${request}'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256'`),
  json(400, 'ValidationException', (request) => `1 validation error detected in: ${request}`), json(403, 'AccessDeniedException', (request) => `Refused: ${request}`),
  json(400, 'SomethingNew', (request) => request), json(500, 'InternalFailure', (request) => request),
  { status: 502, type: 'text/html', say: (request) => `<html><pre>${request}</pre></html>` }, { status: 200, type: 'text/html', say: (request) => `<html><pre>${request}</pre></html>` },
];

function textOf({ method = '', url = '', headers }: IncomingMessage): string {
  return [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}:${String(value)}`)].join('\n');
}

export async function startEcho(): Promise<Echo> {
  const server: Server = createServer((request, response) => {
    request.resume();
    response.writeHead(echo.answer.status, { 'content-type': echo.answer.type }).end(echo.answer.say(textOf(request)));
  });
  const echo: { answer: Refusal } = { answer: REFUSALS[0] ?? json(500, 'InternalFailure', (text) => text) };
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  return Object.assign(echo, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((closed) => { server.close(() => { closed(); }); server.closeAllConnections(); }),
  });
}
