import * as vscode from 'vscode';
import { keyOfContentArn } from '../../catalog/modelHub.js';
import type { Clock } from '../../deploy/ports.js';
import type { PriceBook } from '../../endpoints/prices.js';
import type { EndpointStore, StoreOptions } from '../../endpoints/store.js';
import { ENDPOINT_ACTIONS, type EndpointRequests, METRIC_WINDOWS } from '../../shared/endpointProtocol.js';
import { t } from '../../shared/l10n.js';
import { type Handlers, type Message, answer } from '../../shared/rpc.js';
import type { Connections } from '../connection.js';
import { EndpointSession } from './endpointSession.js';
import { EndpointTabs } from './endpointTabs.js';
import { panelHtml, webviewOptions } from './html.js';
import { ENDPOINT_PANEL_TYPE } from './panelType.js';
import { readCopy } from './readRequest.js';

export interface EndpointPanelsDeps {
  readonly connections: Connections;
  readonly store: EndpointStore;
  readonly prices: PriceBook;
  readonly clock: Pick<Clock, 'now'>;
  /** Between two looks at an endpoint whose tab somebody sees, in milliseconds: while it changes, and while it does not. */
  readonly intervals: StoreOptions['intervals'];
  readonly extensionUri: vscode.Uri;
  readonly failed: (error: unknown) => void;
  /** Runs one of the extension's commands. */
  readonly run: (command: string, ...args: readonly unknown[]) => void;
  readonly openModel: (modelId: string) => Promise<void>;
}

/** The endpoint tabs of this window, one per endpoint. */
export function endpointPanels(deps: EndpointPanelsDeps): EndpointTabs {
  return new EndpointTabs({ type: ENDPOINT_PANEL_TYPE, titleOf: (name) => name, fill: (panel, name) => new EndpointPanel(panel, name, deps) });
}

/** One endpoint's tab: a webview and its session. */
class EndpointPanel {
  private readonly session: EndpointSession;
  private readonly subscriptions: { dispose(): unknown }[] = [];
  private ready = false;
  private disposed = false;
  private visible = true;
  private scheduled: ReturnType<typeof setTimeout> | undefined;
  private next: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly panel: vscode.WebviewPanel, name: string, private readonly deps: EndpointPanelsDeps) {
    const { connections, store, prices } = deps;
    this.session = new EndpointSession(name, { ...deps, settings: () => connections.settings(), gateways: () => connections.gateways(), changed: () => { this.show(); } });
    this.subscriptions.push(
      panel.webview.onDidReceiveMessage((data: unknown) => answer<EndpointRequests>(data, this.handlers, (message) => { this.post(message); })),
      panel.onDidChangeViewState(() => {
        // the event comes for the focus, too, and a look costs requests
        if (panel.visible && !this.visible) this.lookLater(0);
        this.visible = panel.visible;
        this.show();
      }),
      store.onChange(() => { if (panel.visible) void this.session.follow(); }),
      prices.onChange(() => { this.show(); }),
      connections.onChange(() => { if (connections.status === 'connected') void this.session.refresh(); else this.show(); }),
    );
    panel.webview.options = webviewOptions(deps.extensionUri);
    panel.webview.html = panelHtml(panel.webview, deps.extensionUri, { script: 'endpoint', title: t('Endpoint') });
    void this.start();
  }

  dispose(): void {
    clearTimeout(this.scheduled);
    clearTimeout(this.next);
    this.ready = false;
    this.disposed = true;
    for (const s of this.subscriptions) s.dispose();
  }

  private readonly handlers: Handlers<EndpointRequests> = {
    ready: () => { this.ready = true; this.show(); return null; },
    run: ({ action }) => {
      if (!ENDPOINT_ACTIONS.includes(action)) throw new Error(`There is no action "${action}".`);
      if (this.session.isHere()) this.deps.run(action, this.session.name);
      return null;
    },
    openModel: async () => {
      const { origin } = this.session;
      const key = origin?.hubContentArn === undefined ? undefined : keyOfContentArn(origin.hubContentArn);
      if (origin?.modelId !== undefined) await this.deps.openModel(key ?? origin.modelId);
      return null;
    },
    setWindow: async ({ window }) => {
      if (!METRIC_WINDOWS.includes(window)) throw new Error(`There is no window "${window}".`);
      await this.session.setWindow(window);
      return null;
    },
    refresh: async () => { await this.session.refresh(); return null; },
    copy: async ({ text }) => { await vscode.env.clipboard.writeText(readCopy(text)); return null; },
  };

  private async start(): Promise<void> {
    await this.deps.connections.ensureIdentity();
    await this.session.refresh();
    this.lookLater();
  }

  /** While the tab is seen, the window's one poller looks for it, too; its metrics are read again with that. */
  private lookLater(ms?: number): void {
    clearTimeout(this.next);
    // a closed panel cannot be asked whether it is seen
    if (this.disposed || !this.panel.visible) return;
    const { connections, store, intervals } = this.deps;
    const times = intervals();
    const pending = this.session.state().status.tone === 'busy';
    this.next = setTimeout(() => {
      if (!this.panel.visible) return;
      const look = connections.status === 'connected' && this.session.isHere() ? store.look().then(() => this.session.readMetrics()) : Promise.resolve();
      void look.finally(() => { this.lookLater(); });
    }, ms ?? (pending ? times.pending : times.idle));
  }

  /** Several changes in one turn become one message. */
  private show(): void {
    if (!this.ready || !this.panel.visible || this.scheduled) return;
    this.scheduled = setTimeout(() => {
      this.scheduled = undefined;
      this.post({ kind: 'event', name: 'state', data: this.session.state() });
    }, 10);
  }

  private post(message: Message): void {
    // a tab may be closed while its request is under way
    if (this.ready) void this.panel.webview.postMessage(message);
  }
}
