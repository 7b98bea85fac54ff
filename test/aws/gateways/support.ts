import assert from 'node:assert/strict';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from '../../../src/aws/gateways.js';
import type { ConnectionSettings, Gateways, MfaPrompt } from '../../../src/endpoints/ports.js';
import { type ServiceErrorKind, isServiceError, ServiceError } from '../../../src/shared/serviceError.js';

export const REGION = 'us-west-2';

const noCode: MfaPrompt = () => Promise.resolve(undefined);

/** Gateways to a local address. */
export function gatewaysTo(url: string, settings: Partial<ConnectionSettings> = {}, mfaCode: MfaPrompt = noCode): Gateways {
  return connect({ profile: undefined, region: REGION, endpointUrl: url, emulated: true, ...settings }, { mfaCode });
}

/** The ServiceError that the promise rejects with; fails when it does not. */
export async function serviceError(promise: Promise<unknown>, kind: ServiceErrorKind): Promise<ServiceError> {
  const outcome = await promise.then((value) => ({ value }), (error: unknown) => ({ error }));
  assert.ok('error' in outcome, `resolved with ${JSON.stringify('value' in outcome ? outcome.value : undefined)} instead of being rejected with ${kind}`);
  if (!isServiceError(outcome.error)) throw outcome.error;
  assert.equal(outcome.error.kind, kind, outcome.error.message);
  return outcome.error;
}

export interface LocalServer {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

/** An HTTP server on loopback. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}

/** Sets environment variables and answers how to put back what was there. */
export function environment(values: Readonly<Record<string, string | undefined>>): () => void {
  const set = (wanted: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(wanted)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
  set(values);
  return () => { set(before); };
}
