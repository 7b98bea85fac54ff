import '../language.js';
import '../styles/base.css';
import '../styles/notices.css';
import '../styles/plain.css';
import '../styles/endpoint.css';
import type { EndpointRequests, EndpointState } from '../../../src/shared/endpointProtocol.js';
import { isObject } from '../../../src/shared/json.js';
import { t } from '../../../src/shared/l10n.js';
import { readMessage, RpcClient, type Message, type Params } from '../../../src/shared/rpc.js';
import { h } from '../dom.js';
import { page } from './page.js';

interface VsCode {
  postMessage(message: Message): void;
  setState(state: { readonly endpointName: string }): void;
}

declare function acquireVsCodeApi(): VsCode;

/** How often ages are brought up to date, in milliseconds. */
const MINUTE = 60_000;

function start(root: HTMLElement): void {
  const vscode = acquireVsCodeApi();
  const rpc = new RpcClient<EndpointRequests>((message) => vscode.postMessage(message));
  const waiting = h('p', { class: 'waiting', role: 'status' }, t('Loading the endpoint…'));
  const failed = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    if (state === undefined) root.replaceChildren(h('p', { class: 'waiting', role: 'alert' }, message));
    else view.refused(message);
  };
  const send = <K extends keyof EndpointRequests>(method: K, params: Params<EndpointRequests[K]>): void => void rpc.request(method, params).then(() => view.refused(null), failed);
  const view = page({
    run: (action) => send('run', { action }), openModel: () => send('openModel', {}), setWindow: (window) => send('setWindow', { window }),
    refresh: () => send('refresh', {}), copy: (text) => send('copy', { text }),
  });
  let state: EndpointState | undefined;
  root.replaceChildren(waiting);
  addEventListener('message', (event: MessageEvent<unknown>) => {
    if (rpc.receive(event.data)) return;
    const message = readMessage(event.data);
    if (message?.kind !== 'event' || message.name !== 'state' || !isObject(message.data)) return;
    if (state === undefined) root.replaceChildren(view.element);
    state = message.data as unknown as EndpointState;
    // after a restart the host finds the endpoint again by this
    vscode.setState({ endpointName: state.name });
    view.update(state);
  });
  setInterval(() => { if (state) view.update(state); }, MINUTE);
  send('ready', {});
}

const root = document.getElementById('app');
if (root) start(root);
