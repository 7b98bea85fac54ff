import * as vscode from 'vscode';
import { isObject } from '../../shared/json.js';
import { t } from '../../shared/l10n.js';
import { isServiceError, messageOf } from '../../shared/serviceError.js';
import { unlinked } from '../notify.js';
import { DeployPanel, type OpenOptions, type PanelDeps } from './deployPanel.js';
import { Choices } from './choices.js';
import { Drafts } from './drafts.js';
import type { Offered } from './offered.js';
import { PANEL_TYPE } from './panelType.js';

export interface PanelsDeps extends Omit<PanelDeps, 'drafts' | 'choices'> {
  /** Drafts and choices are kept here. */
  readonly memory: vscode.Memento;
}

/** The model tabs of this window, one per model. */
export class DeployPanels implements vscode.WebviewPanelSerializer {
  private readonly open_ = new Map<string, DeployPanel>();

  private readonly deps: PanelDeps;

  constructor({ memory, ...deps }: PanelsDeps) {
    this.deps = { ...deps, drafts: new Drafts(memory), choices: new Choices(memory) };
  }

  /** Opens the model's tab, or shows it where it is open already. */
  async open(modelId: string, options: OpenOptions = {}): Promise<void> {
    const held = this.open_.get(modelId);
    if (held) {
      if (options.link) await held.take(options.link);
      held.follow(options.deploymentId);
      held.reveal();
      return;
    }
    await this.closeSleeping(modelId);
    const panel = vscode.window.createWebviewPanel(PANEL_TYPE, modelId, vscode.ViewColumn.Active, { enableFindWidget: true });
    await this.fill(panel, modelId, options);
  }

  /** Of the model tab that is active. */
  offered(): Offered | undefined {
    return [...this.open_.values()].map((panel) => panel.offered()).find((offered) => offered !== undefined);
  }

  /** After a restart: `state` is what the webview kept, and no more to be trusted than its messages are. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const draft = isObject(state) && isObject(state['form']) ? state['form'] : undefined;
    const modelId = draft?.['modelId'];
    if (typeof modelId !== 'string' || modelId === '') { panel.dispose(); return; }
    await this.fill(panel, modelId, { draft });
  }

  /**
   * After a restart VS Code shows a tab before it restores it, which it does when somebody looks. Such a tab cannot be shown from here,
   * so that a new one takes its place; the draft is kept.
   */
  private async closeSleeping(modelId: string): Promise<void> {
    const title = (await this.deps.catalogue().find(modelId).catch(() => undefined))?.displayName;
    const awake = new Set([...this.open_.values()].map((panel) => panel.title));
    if (title === undefined || awake.has(title)) return;
    const sleeping = vscode.window.tabGroups.all.flatMap((group) => group.tabs)
      .filter(({ input, label }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANEL_TYPE) && label === title);
    await vscode.window.tabGroups.close(sleeping);
  }

  private async fill(panel: vscode.WebviewPanel, modelId: string, options: OpenOptions & { draft?: unknown }): Promise<void> {
    const view = new DeployPanel(panel, modelId, this.deps);
    this.open_.set(modelId, view);
    panel.onDidDispose(() => { this.open_.delete(modelId); });
    try {
      await view.open(options);
    } catch (error) {
      panel.dispose();
      const retry = t('Try again');
      const switchRegion = t('Switch region');
      const actions = isServiceError(error, 'notFound') ? [switchRegion] : [retry];
      const chosen = await vscode.window.showErrorMessage(unlinked(messageOf(error)), ...actions);
      if (chosen === retry) await this.open(modelId);
      if (chosen === switchRegion) this.deps.actions.run('switchRegion');
    }
  }
}
