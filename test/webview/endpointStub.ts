/** What stands in for VS Code and the host of the endpoint tab, inside the page: it is bundled and runs before the page's own scripts. */
import type { EndpointRequests, EndpointState } from '../../src/shared/endpointProtocol.js';
import { answer, type Handlers, type Message } from '../../src/shared/rpc.js';
import type { Asked } from './stub.js';

const { state } = window.stubSetup as unknown as { state: EndpointState };
const post = (message: unknown): void => window.postMessage(structuredClone(message), '*');
const asked: Asked[] = [];
const violations: string[] = [];
const stub = { asked, violations, saved: undefined as unknown, post, refusal: undefined as string | undefined };
const noted = (method: keyof EndpointRequests) => (params: unknown): null => {
  asked.push({ method, params });
  if (stub.refusal !== undefined) throw new Error(stub.refusal);
  return null;
};
const handlers: Handlers<EndpointRequests> = {
  ready: (params) => {
    noted('ready')(params);
    post({ kind: 'event', name: 'state', data: state } satisfies Message);
    return null;
  },
  run: noted('run'), openModel: noted('openModel'), setWindow: noted('setWindow'), refresh: noted('refresh'), copy: noted('copy'),
};
document.addEventListener('securitypolicyviolation', (event) => { violations.push(`${event.violatedDirective} ${event.blockedURI}`); });
Object.assign(window, {
  stub,
  acquireVsCodeApi: () => ({ getState: () => stub.saved, setState: (saved: unknown) => { stub.saved = saved; }, postMessage: (message: unknown) => { void answer<EndpointRequests>(message, handlers, post); } }),
});
