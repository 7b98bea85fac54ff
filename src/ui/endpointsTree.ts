import * as vscode from 'vscode';
import type { Deployments } from '../deploy/deployments.js';
import { type DeploymentRecord, endpointNameOf } from '../deploy/record.js';
import type { ParkedEndpoint, ParkedEndpoints } from '../endpoints/parked.js';
import type { Updates } from '../endpoints/updates.js';
import type { RemovalWish, Removals } from '../endpoints/removals.js';
import { costOf, totalCost, typesToPrice } from '../endpoints/cost.js';
import type { PriceBook } from '../endpoints/prices.js';
import type { EndpointRow, EndpointStore } from '../endpoints/store.js';
import { accountOf } from '../shared/accountOf.js';
import { t } from '../shared/l10n.js';
import type { ServiceErrorKind } from '../shared/serviceError.js';
import type { Connections } from './connection.js';
import type { ContextKeys, EndpointsStateKey } from './contextKeys.js';
import type { EndpointLook, RowCost, Wish } from './endpointRow.js';
import { totalText } from './endpointCost.js';
import { exactTime, shortName } from './format.js';
import { isHere, runningHere } from './here.js';
import { parkedHere } from './removing.js';
import { selectedIn } from './selection.js';

export type EndpointElement =
  | { readonly kind: 'endpoint'; readonly row: EndpointRow; readonly running: DeploymentRecord | undefined }
  | { readonly kind: 'parked'; readonly parked: ParkedEndpoint }
  | { readonly kind: 'deployment'; readonly record: DeploymentRecord }
  | { readonly kind: 'others'; readonly elements: readonly EndpointElement[] };

interface Dependencies {
  readonly store: EndpointStore;
  readonly prices: PriceBook;
  readonly connections: Connections;
  readonly deployments: Deployments;
  readonly removals: Removals;
  readonly updates: Updates;
  readonly parked: ParkedEndpoints;
  readonly keys: ContextKeys;
  readonly now: () => Date;
}

/** Ages are part of the rows: they are repainted this often while somebody looks. */
const REPAINT_MS = 60_000;

/** What the view says where the endpoints could not be listed. */
const STATE_OF: Partial<Readonly<Record<ServiceErrorKind, EndpointsStateKey>>> = { offline: 'offline', permission: 'denied', setting: 'setting' };

/** The Endpoints view: what JumpStart made first, everything else of the account in a group of its own. */
export class EndpointsTree implements vscode.TreeDataProvider<EndpointElement>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<EndpointElement | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: { dispose(): unknown }[] = [];
  private readonly view: vscode.TreeView<EndpointElement>;
  private roots: EndpointElement[] = [];
  private othersOpen = false;
  private readonly phases = new Map<string, DeploymentRecord['phase']>();
  private reconciledAt: Date | undefined;
  private repaint: ReturnType<typeof setInterval> | undefined;
  private scheduled: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly deps: Dependencies) {
    this.view = vscode.window.createTreeView('jumpstartDeploy.endpoints', { treeDataProvider: this });
    const { store, connections, deployments, removals, updates, parked } = deps;
    this.subscriptions.push(
      this.view, this.changed,
      this.view.onDidChangeVisibility(() => { this.follow(); }),
      this.view.onDidExpandElement(({ element }) => { if (element.kind === 'others') this.open(true); }),
      this.view.onDidCollapseElement(({ element }) => { if (element.kind === 'others') this.open(false); }),
      store.onChange(() => { this.followParked(); this.update(); }),
      removals.onChange(() => { this.update(); }),
      updates.onChange(() => { this.update(); }),
      parked.onChange(() => { this.update(); }),
      deps.prices.onChange(() => { this.update(); }),
      deployments.onChange((record) => { this.followDeployment(record); this.update(); }),
      connections.onChange((what) => {
        this.follow();
        if (what === 'settings') { store.reset(); deps.prices.reset(); }
        this.update();
      }),
    );
    this.follow();
    this.update();
  }

  /** Of the endpoint whose row is selected. */
  async selectedName(): Promise<string | undefined> {
    const element = await selectedIn(this.view, 1000);
    return element?.kind === 'endpoint' ? element.row.summary.name : undefined;
  }

  getChildren(element?: EndpointElement): EndpointElement[] {
    if (!element) {
      this.follow();
      return this.roots;
    }
    return element.kind === 'others' ? [...element.elements] : [];
  }

  async getTreeItem(element: EndpointElement): Promise<vscode.TreeItem> {
    if (element.kind === 'others') return othersItem(element.elements.length, this.othersOpen);
    const { describeDeployment, describeEndpoint, describeParked, endpointCard } = await import('./descriptions.js');
    if (element.kind === 'deployment') return deploymentItem(element.record, describeDeployment(element.record));
    if (element.kind === 'parked') return this.parkedItem(element.parked, describeParked);
    const { row, running } = element;
    const item = dressed(row.summary.name, describeEndpoint(row, this.deps.now(), running ?? this.wishFor(row), this.costOf(row)));
    item.id = `endpoint:${row.summary.arn}`;
    item.command = { command: 'jumpstartDeploy.openEndpoint', title: t('Open the endpoint') };
    item.tooltip = new vscode.MarkdownString(endpointCard(row, this.costOf(row)), true);
    return item;
  }

  dispose(): void {
    clearInterval(this.repaint);
    clearTimeout(this.scheduled);
    for (const s of this.subscriptions) s.dispose();
  }

  private parkedItem(parked: ParkedEndpoint, look: (parked: ParkedEndpoint, configGone: boolean) => EndpointLook): vscode.TreeItem {
    const gone = this.deps.parked.isConfigGone(parked);
    const item = dressed(parked.endpointName, look(parked, gone));
    item.id = `parked:${parked.target.region}:${parked.endpointName}`;
    item.tooltip = [parked.endpointName, parked.modelId, t('Parked since {0}.', exactTime(new Date(parked.parkedAt))),
      gone ? t('Its endpoint configuration {0} was deleted: it cannot be resumed.', parked.configName) : undefined].filter((line) => line !== undefined).join('\n');
    return item;
  }

  /** What is going to become of an endpoint as soon as SageMaker allows it, whichever window does it. */
  private wishFor({ summary }: EndpointRow): Wish | undefined {
    const settings = this.deps.connections.settings();
    const ofThis = ({ endpointName, target }: Pick<RemovalWish, 'endpointName' | 'target'>): boolean => endpointName === summary.name && isHere(target, settings, accountOf(summary.arn));
    const removal = this.deps.removals.list().find(ofThis);
    if (removal) return { wish: removal.park ? t('Waiting to be parked') : t('Waiting to be deleted') };
    const update = this.deps.updates.list().find(ofThis);
    return update && { wish: t('Updating, {0}', update.summary) };
  }

  /** Each new list tells what of the parked ones still holds. */
  private followParked(): void {
    const { store, connections } = this.deps;
    const { at, loading, problem } = store.state;
    if (at === undefined || loading || problem !== undefined || at === this.reconciledAt) return;
    this.reconciledAt = at;
    this.reconcileParked(at).catch((error: unknown) => { connections.reportError(error); });
  }

  /** @param at when the list was read @throws ServiceError */
  private async reconcileParked(at: Date): Promise<void> {
    const { store, connections, parked, now } = this.deps;
    const settings = connections.settings();
    const { endpoints } = await connections.gateways();
    await parked.load();
    // meanwhile the window may have gone to another account, whose list is another one
    if (store.state.at !== at || !connections.looksAt(settings)) return;
    await parked.reconcile(parkedHere(parked, settings, connections.identity()?.accountId), store.state.rows, endpoints, now());
  }

  private open(open: boolean): void {
    this.othersOpen = open;
    this.follow();
  }

  /** Watches where there is somebody to watch for and something that may be watched. */
  private follow(): void {
    const { connections, store } = this.deps;
    const { visible } = this.view;
    if (visible && connections.status === 'unknown') void connections.ensureIdentity();
    const may = visible && connections.status === 'connected';
    store.show({ jumpStart: may, others: may && this.othersOpen });
    clearInterval(this.repaint);
    if (may) this.repaint = setInterval(() => { this.changed.fire(undefined); }, REPAINT_MS);
  }

  /** A deployment that comes to another phase has changed what the account holds. */
  private followDeployment(record: DeploymentRecord | undefined): void {
    if (!record || this.phases.get(record.id) === record.phase) return;
    this.phases.set(record.id, record.phase);
    if (this.view.visible && record.phase !== 'running' && this.deps.connections.status === 'connected') void this.deps.store.refresh();
  }

  /** Several changes in one turn become one. */
  private update(): void {
    this.scheduled ??= setTimeout(() => {
      this.scheduled = undefined;
      this.rebuild();
    }, 20);
  }

  private rebuild(): void {
    const { store, connections, deployments, parked, keys } = this.deps;
    const running = runningHere(deployments.list(), connections.settings(), connections.identity()?.accountId);
    const { rows } = store.state;
    const listed = new Set(rows.map((row) => row.summary.name));
    const elements = rows.map((row): EndpointElement => ({ kind: 'endpoint', row, running: running.find((r) => endpointNameOf(r) === row.summary.name) }));
    const isOurs = (e: EndpointElement): boolean => e.kind === 'endpoint' && e.row.origin !== undefined;
    const others = elements.filter((e) => !isOurs(e));
    this.roots = [
      ...running.filter((record) => !listed.has(endpointNameOf(record))).map((record): EndpointElement => ({ kind: 'deployment', record })),
      ...elements.filter(isOurs),
      ...parkedHere(parked, connections.settings(), connections.identity()?.accountId).filter(({ endpointName }) => !listed.has(endpointName) && !running.some((r) => endpointNameOf(r) === endpointName))
        .map((each): EndpointElement => ({ kind: 'parked', parked: each })),
      ...(others.length > 0 ? [{ kind: 'others', elements: others } as const] : []),
    ];
    keys.set('endpoints', this.stateKey());
    keys.set('anyFailed', rows.some((row) => row.summary.status === 'Failed'));
    this.say();
    this.price(rows);
    this.changed.fire(undefined);
  }

  private costOf(row: EndpointRow): RowCost {
    const { prices, connections, now } = this.deps;
    return { cost: costOf(row, prices.of, now()), emulated: connections.settings().emulated };
  }

  /** What all of them cost in an hour stands beside the view's title. */
  private price(rows: readonly EndpointRow[]): void {
    const { prices, connections } = this.deps;
    if (connections.status === 'connected') prices.want(rows.flatMap(typesToPrice));
    this.view.description = totalText(totalCost(rows.map((row) => this.costOf(row).cost)), connections.settings().emulated);
  }

  private stateKey(): EndpointsStateKey {
    const { connections, store } = this.deps;
    if (this.roots.length > 0) return 'ready';
    const problem = connections.status === 'failed' ? connections.problem : store.state.problem;
    if (connections.status === 'signedOut' || connections.status === 'expired') return connections.status;
    if (problem) return STATE_OF[problem.kind] ?? 'error';
    return store.state.loaded ? 'none' : 'loading';
  }

  /** A message hides the view's welcome, so there is none where nothing is listed. */
  private say(): void {
    const { connections, store } = this.deps;
    const { problem, at } = store.state;
    const stale = connections.status === 'expired' ? t('Your sign-in has expired.') : problem?.message;
    const since = at === undefined ? '' : ` ${t('The list is that of {0}.', exactTime(at))}`;
    this.view.message = this.roots.length > 0 && stale !== undefined ? `${stale}${since}` : '';
  }
}

function deploymentItem(record: DeploymentRecord, look: EndpointLook): vscode.TreeItem {
  const item = dressed(endpointNameOf(record), look);
  item.id = `deployment:${record.id}`;
  item.tooltip = [endpointNameOf(record), record.title, record.paused].filter((line) => line !== undefined).join('\n');
  item.command = { command: 'jumpstartDeploy.deployModel', title: t('Show the deployment'), arguments: [{ deploymentId: record.id }] };
  return item;
}

function dressed(label: string, look: EndpointLook): vscode.TreeItem {
  const item = new vscode.TreeItem(shortName(label));
  item.description = look.description;
  item.iconPath = new vscode.ThemeIcon(look.icon, look.color === undefined ? undefined : new vscode.ThemeColor(look.color));
  item.contextValue = look.marks.join(' ');
  item.accessibilityInformation = { label: `${label}, ${look.description}` };
  return item;
}

function othersItem(count: number, open: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Others in this account ({0})', count), open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
  item.id = 'others';
  item.contextValue = 'others';
  return item;
}
