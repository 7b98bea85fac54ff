/** What stands in for VS Code and the host of the tab that tries an endpoint, inside the page. */
import { answer, type Handlers, type Message } from '../../src/shared/rpc.js';
import type { TryRequests, TryState } from '../../src/shared/tryProtocol.js';
import type { Asked } from './stub.js';

const { state, saved } = window.stubSetup as unknown as { state: TryState; saved?: unknown };
const post = (message: unknown): void => window.postMessage(structuredClone(message), '*');
const asked: Asked[] = [];
const violations: string[] = [];
const stub = { asked, violations, saved, post };
const noted = (method: keyof TryRequests) => (params: unknown): null => { asked.push({ method, params }); return null; };
const handlers: Handlers<TryRequests> = {
  ready: (params) => {
    noted('ready')(params);
    post({ kind: 'event', name: 'state', data: state } satisfies Message);
    return null;
  },
  recall: (params) => { noted('recall')(params); return { example: 1, body: '{"messages":[{"role":"user","content":"x"},{"role":"user","content":"from before"}]}', stream: false }; },
  raw: (params) => { noted('raw')(params); return { text: '{"raw": "<b>"}', cut: true }; },
  send: noted('send'), stop: noted('stop'), chooseFile: noted('chooseFile'), dropFile: noted('dropFile'), save: noted('save'), run: noted('run'), copy: noted('copy'), reload: noted('reload'),
};
document.addEventListener('securitypolicyviolation', (event) => { violations.push(`${event.violatedDirective} ${event.blockedURI}`); });
Object.assign(window, {
  stub,
  acquireVsCodeApi: () => ({ getState: () => stub.saved, setState: (kept: unknown) => { stub.saved = kept; }, postMessage: (message: unknown) => { void answer<TryRequests>(message, handlers, post); } }),
});
