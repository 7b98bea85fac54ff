import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { AwsError, DropConnection } from '../core/errors.js';
import type { HttpAnswer, HttpRequest } from '../core/http.js';
import { restError } from '../protocols/structured.js';
import type { World } from '../core/world.js';
import { control } from './control.js';
import { dispatch, type RecordedCall } from './dispatch.js';
import { refusal } from './guard.js';

/** Records that are kept; older ones are dropped so that a long run does not grow. */
const keptCalls = 50_000;

function requestOf(message: IncomingMessage): HttpRequest {
  const [path = '/', search = ''] = (message.url ?? '/').split(/\?(.*)/s);
  return { method: message.method ?? 'GET', path, query: new URLSearchParams(search), headers: message.headers, message };
}

async function send(response: ServerResponse, answer: HttpAnswer): Promise<void> {
  const { body } = answer;
  const known = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const headers: Record<string, string> = { 'x-emulated': 'true', ...answer.headers };
  if (known && body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
  response.writeHead(answer.status, headers);
  if (known) response.end(body);
  else await pipeline(Readable.from(body), response);
}

/** Why a port cannot be listened on, and what to do. */
const listening: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) => `Port ${port} of 127.0.0.1 is in use by another program (EADDRINUSE). Choose another port, or none to take a free one.`,
  EACCES: (port) => `Port ${port} of 127.0.0.1 may only be used with more rights (EACCES). Choose a port from 1024 on, or none to take a free one.`,
};

/** What remains of an upload is read away, so that the client gets to the answer instead of a broken connection. */
const drain = (message: IncomingMessage): void => void message.resume();

export class EmulatorServer {
  readonly calls: RecordedCall[] = [];
  private readonly server: Server;

  constructor(private readonly world: World, private readonly version: string, private readonly log: (line: string) => void) {
    this.server = createServer({ keepAliveTimeout: 5000 }, (message, response) => void this.handle(message, response));
  }

  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(listening[error.code ?? '']?.(port) ?? `The emulator cannot listen on 127.0.0.1:${port}: ${error.message}.`, { cause: error })));
      this.server.listen(port, '127.0.0.1', () => {
        const address = this.server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = Date.now();
    message.on('error', () => undefined);
    try {
      const reason = refusal(message);
      if (reason !== undefined) {
        drain(message);
        await send(response, { status: 403, headers: { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }, body: `${reason}\n` });
        return;
      }
      const request = requestOf(message);
      const answer = await control(this.world, this.version, this.calls, request) ?? await this.serve(request, started);
      drain(message);
      await send(response, answer);
    } catch (thrown) {
      this.fail(message, response, thrown);
    }
  }

  private async serve(request: HttpRequest, started: number): Promise<HttpAnswer> {
    const { call, answer } = await dispatch(this.world, request);
    this.record(call, started);
    return answer;
  }

  private record(call: RecordedCall, started: number): void {
    this.calls.push(call);
    if (this.calls.length > keptCalls) this.calls.splice(0, keptCalls / 10);
    this.log(`${call.status} ${call.service} ${call.operation} ${call.region}${call.error === undefined ? '' : ` ${call.error}`} ${Date.now() - started} ms`);
  }

  private fail(message: IncomingMessage, response: ServerResponse, thrown: unknown): void {
    const record = thrown instanceof Error && 'record' in thrown ? (thrown.record as RecordedCall) : undefined;
    if (record !== undefined) this.record(record, record.time);
    if (thrown instanceof DropConnection || response.headersSent || response.destroyed) {
      message.socket.destroy();
      return;
    }
    const error = thrown instanceof AwsError ? thrown : new AwsError('InternalFailure', 'The emulator failed on this request.', 500);
    if (!(thrown instanceof AwsError)) this.log(`error ${thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown)}`);
    drain(message);
    send(response, restError(error, 'emulator')).catch(() => undefined);
  }
}
