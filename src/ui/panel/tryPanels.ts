import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { LARGEST_BODY } from '../../endpoints/ports.js';
import { t } from '../../shared/l10n.js';
import { type Handlers, type Message, answer } from '../../shared/rpc.js';
import { ServiceError, messageOf } from '../../shared/serviceError.js';
import { TRY_ACTIONS, type FileView, type TryRequests } from '../../shared/tryProtocol.js';
import { type EndpointModelDeps, askable, findEndpoint } from '../endpointModel.js';
import { fileError } from '../fileError.js';
import { showError } from '../notify.js';
import { EndpointTabs } from './endpointTabs.js';
import { panelHtml, webviewOptions } from './html.js';
import { TRY_PANEL_TYPE } from './panelType.js';
import { readCopy } from './readRequest.js';
import type { Memory } from './tryHistory.js';
import { TrySession, refuseLarge } from './trySession.js';

export interface TryPanelsDeps extends EndpointModelDeps {
  readonly extensionUri: vscode.Uri;
  readonly memory: Memory;
  readonly failed: (error: unknown) => void;
  /** Runs one of the extension's commands. */
  readonly run: (command: string, ...args: readonly unknown[]) => void;
}

/** The tabs of this window that try an endpoint, one per endpoint. */
export function tryPanels(deps: TryPanelsDeps): EndpointTabs {
  return new EndpointTabs({ type: TRY_PANEL_TYPE, titleOf: (name) => t('Try {0}', name), fill: (panel, name) => new TryPanel(panel, name, deps) });
}

/** Between two looks at a stream, in milliseconds: faster than that nobody reads. */
const FRAME = 40;
const FILTERS = { image: { [t('Images')]: ['png', 'jpg', 'jpeg', 'webp'] }, audio: { [t('Audio')]: ['wav', 'mp3', 'flac', 'ogg', 'm4a'] }, any: {} };

/** One tab: a webview and its session. It stays with the connection with which it was opened. */
class TryPanel {
  private readonly session: TrySession;
  private readonly subscriptions: { dispose(): unknown }[] = [];
  private ready = false;
  private readonly due = new Set<'state' | 'run'>();
  private scheduled: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly panel: vscode.WebviewPanel, private readonly name: string, private readonly deps: TryPanelsDeps) {
    const { connections } = deps;
    this.session = new TrySession(name, {
      ...deps, settings: () => connections.settings(), source: async () => askable(await findEndpoint(name, undefined, deps), deps), runtime: async () => (await connections.gateways()).runtime,
      download, changed: (what) => { this.show(what); },
    });
    this.subscriptions.push(
      panel.webview.onDidReceiveMessage((data: unknown) => answer<TryRequests>(data, this.handlers, (message) => { this.post(message); })),
      panel.onDidChangeViewState(() => { this.show('state'); }),
      connections.onChange(() => {
        if (connections.status === 'connected' && this.session.state().status === 'failed') void this.session.load();
        else this.show('state');
      }),
    );
    panel.webview.options = webviewOptions(deps.extensionUri);
    panel.webview.html = panelHtml(panel.webview, deps.extensionUri, { script: 'try', title: t('Try') });
    void this.session.load();
  }

  dispose(): void {
    clearTimeout(this.scheduled);
    this.ready = false;
    // nobody sees the answer any more
    this.session.stop();
    for (const s of this.subscriptions) s.dispose();
  }

  private readonly handlers: Handlers<TryRequests> = {
    ready: () => { this.ready = true; this.show('state'); return null; },
    send: (params) => { void this.session.send(params).catch(this.deps.failed); return null; },
    stop: () => { this.session.stop(); return null; },
    chooseFile: async (params) => { await this.chooseFile(params); return null; },
    dropFile: ({ example, token }) => { if (this.session.fileOf(example, token)) this.session.attach(example, token, undefined); return null; },
    recall: ({ id }) => this.session.recall(id),
    raw: () => this.session.raw(),
    save: async ({ image }) => { await this.save(image); return null; },
    run: ({ action }) => {
      if (!TRY_ACTIONS.includes(action)) throw new Error(`There is no action "${action}".`);
      const elsewhere = this.session.elsewhere();
      if (action === 'signIn') this.deps.run(action);
      else if (elsewhere) void showError(elsewhere);
      else this.deps.run(action, this.name);
      return null;
    },
    copy: async ({ text }) => { await vscode.env.clipboard.writeText(readCopy(text)); return null; },
    reload: async () => { await this.session.load(); return null; },
  };

  private async chooseFile({ example, token }: { example: number; token: string }): Promise<void> {
    const file: FileView | undefined = this.session.fileOf(example, token);
    if (!file) throw new Error('There is no such file.');
    const [uri] = await vscode.window.showOpenDialog({ canSelectMany: false, filters: FILTERS[file.media], title: t('File to send'), openLabel: t('Use') }) ?? [];
    if (!uri) return;
    this.session.attach(example, token, await readFile(uri));
  }

  private async save(index: unknown): Promise<void> {
    const bytes = this.session.image(index);
    if (!bytes) return;
    const ending = bytes[0] === 0x89 ? 'png' : bytes[0] === 0xff ? 'jpg' : 'img';
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const uri = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, `${this.name}.${ending}`) });
    if (!uri) return;
    try {
      await vscode.workspace.fs.writeFile(uri, bytes);
    } catch (error) {
      // the page has no place for it
      void showError(fileError(error, uri, (path, reason) => t('The picture could not be written to {0}: {1}.', path, reason)));
    }
  }

  /** Several changes in a short time become one message. */
  private show(what: 'state' | 'run'): void {
    this.due.add(what);
    if (!this.ready || !this.panel.visible || this.scheduled) return;
    this.scheduled = setTimeout(() => {
      this.scheduled = undefined;
      // the state has the run in it
      if (this.due.has('state')) this.post({ kind: 'event', name: 'state', data: this.session.state() });
      else this.post({ kind: 'event', name: 'run', data: this.session.run });
      this.due.clear();
    }, FRAME);
  }

  private post(message: Message): void {
    // a tab may be closed while its request is under way
    if (this.ready) void this.panel.webview.postMessage(message);
  }
}

async function readFile(uri: vscode.Uri): Promise<{ name: string; bytes: Uint8Array } | ServiceError> {
  try {
    // looked at first: a film need not be read to know that it is too large
    const { size } = await vscode.workspace.fs.stat(uri);
    refuseLarge(size);
    return { name: uri.path.split('/').at(-1) ?? '', bytes: await vscode.workspace.fs.readFile(uri) };
  } catch (error) {
    return error instanceof ServiceError ? error : new ServiceError('invalid', t('The file could not be read: {0}', messageOf(error)));
  }
}

/** A public file of the model's examples. */
async function download(url: string): Promise<Uint8Array> {
  let reason: string;
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) });
    const size = Number(response.headers.get('content-length') ?? 0);
    const bytes = response.status === 200 && size <= LARGEST_BODY ? new Uint8Array(await response.arrayBuffer()) : undefined;
    // not every answer says how large it is
    if (bytes && bytes.length <= LARGEST_BODY) return bytes;
    reason = response.status === 200 ? t('it is too large to be sent') : `HTTP ${response.status}`;
  } catch (error) {
    reason = messageOf(error);
  }
  throw new ServiceError('offline', t('The file of the model\'s example could not be read ({0}: {1}). Choose a file of your own in its place.', url, reason));
}
