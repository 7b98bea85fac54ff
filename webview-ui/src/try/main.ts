import '../language.js';
import '../styles/base.css';
import '../styles/notices.css';
import '../styles/plain.css';
import '../styles/try.css';
import { isObject } from '../../../src/shared/json.js';
import { t } from '../../../src/shared/l10n.js';
import { readMessage, RpcClient, type Message, type Params } from '../../../src/shared/rpc.js';
import type { RunView, TryRequests, TryState } from '../../../src/shared/tryProtocol.js';
import { h } from '../dom.js';
import { type Draft, readDraft } from './draft.js';
import { page } from './page.js';

interface VsCode {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: { readonly endpointName: string; readonly draft: Draft | undefined }): void;
}

declare function acquireVsCodeApi(): VsCode;

function start(root: HTMLElement): void {
  const vscode = acquireVsCodeApi();
  const rpc = new RpcClient<TryRequests>((message) => vscode.postMessage(message));
  const waiting = h('p', { class: 'waiting', role: 'status' }, t('Loading the endpoint…'));
  let state: TryState | undefined;
  let draft = readDraft(vscode.getState());
  // after a restart the host finds the endpoint again by its name
  const remember = (): void => { if (state) vscode.setState({ endpointName: state.name, draft }); };
  const failed = (error: unknown): void => {
    if (state === undefined) root.replaceChildren(h('p', { class: 'waiting', role: 'alert' }, error instanceof Error ? error.message : String(error)));
  };
  const tell = <K extends keyof TryRequests>(method: K, params: Params<TryRequests[K]>): void => void rpc.request(method, params).catch(failed);
  const view = page({
    tell, recall: (id) => rpc.request('recall', { id }), raw: () => rpc.request('raw', {}),
    keep: (typed) => { draft = typed; remember(); },
  }, draft);
  root.replaceChildren(waiting);
  addEventListener('message', (event: MessageEvent<unknown>) => {
    if (rpc.receive(event.data)) return;
    const message = readMessage(event.data);
    if (message?.kind !== 'event' || !isObject(message.data)) return;
    if (message.name === 'state') {
      if (state === undefined) root.replaceChildren(view.element);
      state = message.data as unknown as TryState;
      remember();
    } else if (message.name === 'run' && state) {
      state = { ...state, run: message.data as unknown as RunView };
    } else return;
    view.update(state);
  });
  tell('ready', {});
}

const root = document.getElementById('app');
if (root) start(root);
