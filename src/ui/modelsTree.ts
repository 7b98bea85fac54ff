import * as vscode from 'vscode';
import type { CatalogModel } from '../catalog/manifest.js';
import { t } from '../shared/l10n.js';
import { messageOf } from '../shared/serviceError.js';
import type { Catalogues } from './catalogues.js';
import type { Connections } from './connection.js';
import type { ContextKeys } from './contextKeys.js';
import { exactTime } from './format.js';
import { type Grouping, type ModelGroup, groupModels, splitByHub } from './modelIndex.js';
import { describeRow, markdownCard } from './modelRow.js';
import type { ModelsState } from './modelsState.js';
import { settings } from './settings.js';
import { selectedIn } from './selection.js';

export type ModelElement =
  | { readonly kind: 'group'; readonly group: ModelGroup }
  | { readonly kind: 'model'; readonly model: CatalogModel };

interface Dependencies {
  readonly state: ModelsState;
  readonly connections: Connections;
  readonly catalogues: Catalogues;
  readonly keys: ContextKeys;
  readonly memory: vscode.Memento;
}

const GROUPING = 'jumpstartDeploy.models.grouping';
/** Beyond this many rows without a group, nothing is fetched for them: nobody looks at them all. */
const FLAT_FACTS = 60;

/** The Models view. It holds no data of its own but what it shows of {@link ModelsState} now. */
export class ModelsTree implements vscode.TreeDataProvider<ModelElement>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ModelElement | ModelElement[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: { dispose(): unknown }[] = [];
  private readonly view: vscode.TreeView<ModelElement>;
  private query_ = '';
  private roots: ModelElement[] = [];
  /** The element of a model that the window knows, so that one row can be refreshed. */
  private readonly rows = new Map<string, ModelElement>();
  private factsOf: { dispose(): void } | undefined;

  constructor(private readonly deps: Dependencies) {
    this.view = vscode.window.createTreeView('jumpstartDeploy.models', { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions.push(
      this.view, this.changed,
      this.view.onDidChangeVisibility(({ visible }) => { if (visible) this.look(); }),
      deps.state.onChange(() => { this.rebuild(); }),
      settings.onChange(['showDeprecated'], () => { this.rebuild(); }),
    );
    this.rebuild();
    if (this.view.visible) this.look();
  }

  get query(): string { return this.query_; }

  get visible(): boolean { return this.view.visible; }

  /** Of the model whose row is selected. */
  async selectedModelId(): Promise<string | undefined> {
    const element = await selectedIn(this.view, 3000);
    return element?.kind === 'model' ? element.model.id : undefined;
  }

  /** Filters as the user types; an empty query shows all. */
  search(query: string): void {
    if (query === this.query_) return;
    this.query_ = query;
    this.rebuild();
  }

  get grouping(): Grouping {
    const held = this.deps.memory.get<Grouping>(GROUPING);
    return held === 'provider' || held === 'name' ? held : 'task';
  }

  async group(by: Grouping): Promise<void> {
    await this.deps.memory.update(GROUPING, by);
    this.rebuild();
  }

  getChildren(element?: ModelElement): ModelElement[] {
    if (!element) {
      // the first question comes when the view is opened
      if (this.view.visible) this.look();
      return this.roots;
    }
    if (element.kind === 'model') return [];
    void this.facts().want(element.group.models);
    return element.group.models.map((model) => this.rowOf(model));
  }

  getTreeItem(element: ModelElement): vscode.TreeItem {
    if (element.kind === 'group') return groupItem(element.group, this.query_ !== '');
    const { model } = element;
    const row = describeRow(model, this.facts().of(model));
    const item = new vscode.TreeItem(model.displayName);
    item.id = `model:${model.kind}:${model.id}`;
    item.description = row.description;
    item.iconPath = new vscode.ThemeIcon(row.icon, row.color === undefined ? undefined : new vscode.ThemeColor(row.color));
    item.contextValue = ['model', ...row.marks].join(' ');
    item.accessibilityInformation = { label: `${model.displayName}, ${row.description}` };
    item.command = { command: 'jumpstartDeploy.openModel', title: t('Open model') };
    return item;
  }

  /** What needs the model's spec is looked up when somebody points at the row. */
  async resolveTreeItem(item: vscode.TreeItem, element: ModelElement): Promise<vscode.TreeItem> {
    if (element.kind !== 'model') return item;
    const { model } = element;
    const where = this.deps.connections.settings();
    try {
      const spec = await this.deps.catalogues.source(where).spec(model.id, model.version);
      item.tooltip = new vscode.MarkdownString(markdownCard(model, { spec, region: where.region }), true);
    } catch (error) {
      item.tooltip = new vscode.MarkdownString(markdownCard(model, { problem: messageOf(error) }), true);
    }
    return item;
  }

  dispose(): void {
    this.factsOf?.dispose();
    for (const s of this.subscriptions) s.dispose();
  }

  private look(): void {
    this.deps.state.start();
    void this.deps.connections.ensureIdentity();
  }

  private facts() {
    return this.deps.catalogues.facts(this.deps.connections.settings());
  }

  private rebuild(): void {
    const { state, keys } = this.deps;
    const models = state.index.find(this.query_, { deprecated: settings.showDeprecated() });
    this.rows.clear();
    const by = this.grouping;
    const { hubs, others } = splitByHub(models);
    const asGroup = (group: ModelGroup): ModelElement => ({ kind: 'group', group });
    // the hubs come last, because they come later: no row moves away under the pointer
    this.roots = [...(by === 'name' ? others.map((model) => this.rowOf(model)) : groupModels(others, by).map(asGroup)), ...hubs.map(asGroup)];
    keys.set('searching', this.query_ !== '');
    keys.set('models', state.status !== 'ready' && state.models.length === 0 ? state.status : models.length > 0 ? 'ready' : this.query_ === '' ? 'none' : 'noMatch');
    this.say(models.length);
    this.followFacts();
    if (by === 'name') void (others.length <= FLAT_FACTS ? this.facts().want(others) : this.facts().recall(others));
    this.changed.fire(undefined);
  }

  /** A message hides the view's welcome, so there is none where nothing is listed. */
  private say(count: number): void {
    const { state } = this.deps;
    const parts: string[] = [];
    if (count > 0 && this.query_ !== '') parts.push(count === 1 ? t('Showing 1 model matching \'{0}\'', this.query_) : t('Showing {0} models matching \'{1}\'', count, this.query_));
    if (count > 0 && state.checkedAt) parts.push(t('The list is that of {0}: it could not be fetched anew. Refresh to try again.', exactTime(state.checkedAt)));
    if (count > 0 && state.insteadOf) parts.push(t('These are the models of the public hub, because JumpStart\'s bucket cannot be read from here.'));
    if (count > 0 && state.hubsOnly) parts.push(t('These are the models of your hubs: JumpStart\'s own list cannot be read from here.'));
    this.view.message = parts.join('\n');
    this.view.description = this.deps.connections.settings().region;
  }

  /** Facts of another region's models are another object's. */
  private followFacts(): void {
    this.factsOf?.dispose();
    this.factsOf = this.facts().onChange((models) => {
      const shown = models.map((m) => this.rows.get(m.id)).filter((row) => row !== undefined);
      if (shown.length > 0) this.changed.fire(shown);
    });
  }

  private rowOf(model: CatalogModel): ModelElement {
    const row = this.rows.get(model.id) ?? { kind: 'model', model };
    this.rows.set(model.id, row);
    return row;
  }
}

function groupItem(group: ModelGroup, searching: boolean): vscode.TreeItem {
  // VS Code remembers by id whether a row is open: what a search opens must not stay open after it
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(group.label, searching ? Expanded : Collapsed);
  item.id = `${searching ? 'found' : 'group'}:${group.id}`;
  item.description = String(group.models.length);
  item.contextValue = 'group';
  item.accessibilityInformation = { label: group.models.length === 1 ? t('{0}, 1 model', group.label) : t('{0}, {1} models', group.label, group.models.length) };
  return item;
}
