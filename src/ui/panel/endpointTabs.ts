import * as vscode from 'vscode';
import { isObject } from '../../shared/json.js';
import { readEndpointName } from './readRequest.js';

export interface TabKind {
  /** The panels' type. */
  readonly type: string;
  readonly titleOf: (endpointName: string) => string;
  /** What fills a panel, and goes with it. */
  readonly fill: (panel: vscode.WebviewPanel, endpointName: string) => { dispose(): void };
}

/** The tabs of one kind in this window, one per endpoint. */
export class EndpointTabs implements vscode.WebviewPanelSerializer {
  private readonly open_ = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly kind: TabKind) {}

  async open(name: string): Promise<void> {
    const held = this.open_.get(name);
    if (held) { held.reveal(); return; }
    await this.closeSleeping(name);
    this.fill(vscode.window.createWebviewPanel(this.kind.type, this.kind.titleOf(name), vscode.ViewColumn.Active, { enableFindWidget: true }), name);
  }

  /** After a restart: `state` is what the webview kept, and no more to be trusted than its messages are. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const name = readEndpointName(isObject(state) ? state['endpointName'] : undefined);
    if (name === undefined || this.open_.has(name)) panel.dispose();
    else this.fill(panel, name);
    return Promise.resolve();
  }

  /** After a restart VS Code shows a tab before it restores it; such a tab cannot be shown from here, so that a new one takes its place. */
  private async closeSleeping(name: string): Promise<void> {
    const title = this.kind.titleOf(name);
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap((group) => group.tabs)
      .filter(({ input, label }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(this.kind.type) && label === title));
  }

  private fill(panel: vscode.WebviewPanel, name: string): void {
    this.open_.set(name, panel);
    const tab = this.kind.fill(panel, name);
    panel.onDidDispose(() => {
      if (this.open_.get(name) === panel) this.open_.delete(name);
      tab.dispose();
    });
  }
}
