import * as vscode from 'vscode';
import type { Deployments } from '../deploy/deployments.js';
import type { Clock } from '../deploy/ports.js';
import type { ParkedEndpoints } from '../endpoints/parked.js';
import type { Removals } from '../endpoints/removals.js';
import type { Updates } from '../endpoints/updates.js';
import { PriceBook } from '../endpoints/prices.js';
import type { EndpointStore, StoreOptions } from '../endpoints/store.js';
import type { NotebookBuilder, NotebookOpener } from './openNotebook.js';
import { once } from '../shared/once.js';
import { announce } from './announcements.js';
import type { Catalogues } from './catalogues.js';
import type { CommandContext } from './commands/context.js';
import { registerCommands } from './commands/register.js';
import type { Connections, Profile } from './connection.js';
import { ContextKeys } from './contextKeys.js';
import { announceDamaged } from './damagedNotice.js';
import { EndpointsTree } from './endpointsTree.js';
import type { LocalEmulator } from './localEmulator.js';
import { ModelsState } from './modelsState.js';
import { ModelsTree } from './modelsTree.js';
import type { DeployPanels, PanelsDeps } from './panel/deployPanels.js';
import { ENDPOINT_PANEL_TYPE, PANEL_TYPE, TRY_PANEL_TYPE } from './panel/panelType.js';
import { announceRemovals } from './removalNotices.js';
import { announceUpdates } from './updateNotices.js';
import { noticeExpiry } from './signInNotice.js';
import { StatusBar } from './statusBar.js';

export interface WorkbenchParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly connections: Connections;
  readonly catalogues: Catalogues;
  readonly store: EndpointStore;
  readonly deployments: Deployments;
  readonly removals: Removals;
  readonly updates: Updates;
  readonly parked: ParkedEndpoints;
  readonly emulator: LocalEmulator;
  readonly clock: Clock;
  readonly intervals: StoreOptions['intervals'];
  /** Every failed request is shown to it. */
  readonly failed: (error: unknown) => void;
  readonly listProfiles: () => Promise<readonly Profile[]>;
  readonly readSdkConfigs: PanelsDeps['readSdkConfigs'];
  readonly loadBuilder: () => Promise<NotebookBuilder>;
}

/** Everything that people see: trees, tabs, status bar, commands, notifications. */
export function workbench({ context, log, connections, catalogues, store, deployments, removals, updates, parked, emulator, clock, intervals, failed, listProfiles, loadBuilder, readSdkConfigs }: WorkbenchParts) {
  const now = (): Date => clock.now();
  const warn = (message: string): void => { log.warn(message); };
  const keys = new ContextKeys();
  const models = new ModelsState(connections, catalogues, warn);
  const modelsTree = new ModelsTree({ state: models, connections, catalogues, keys, memory: context.globalState });
  const prices = new PriceBook({ price: async (type) => (await connections.gateways()).account.price(type), clock, failed });
  const endpointsTree = new EndpointsTree({ store, prices, connections, deployments, removals, updates, parked, keys, now });
  // what few people need at once is loaded when it is first used
  const notebooks = once(async () => (await import('./openNotebook.js')).notebookOpener({ connections, catalogues, deployments, clock, log: warn, loadBuilder }));
  const openNotebook: NotebookOpener = async (...of) => (await notebooks())(...of);
  const containerLogs = once(async () => {
    const logs = new (await import('./containerLogs.js')).ContainerLogs({ connections, clock });
    context.subscriptions.push(logs);
    return logs;
  });
  const watchIdle = once(async () => {
    context.subscriptions.push((await import('./idleNotice.js')).noticeIdle({ store, clock, failed, connections, prices, memory: context.globalState }));
  });
  let opened: DeployPanels | undefined;
  const panels = once(async () => (opened = new (await import('./panel/deployPanels.js')).DeployPanels({
    connection: connections, catalogue: () => catalogues.source(connections.settings()), deployments, store, now, extensionUri: context.extensionUri, memory: context.globalState, readSdkConfigs,
    actions: { openNotebook, warn, run: (command, ...args) => { run(command, ...args); } },
  })));
  const run = (command: string, ...args: readonly unknown[]): void => { void vscode.commands.executeCommand(`jumpstartDeploy.${command}`, ...args); };
  const openPanel: CommandContext['openPanel'] = (modelId, deploymentId, link) => connected(async () => (await panels()).open(modelId, { deploymentId, link }));
  const endpointPanels = once(async () => (await import('./panel/endpointPanels.js')).endpointPanels({ connections, store, prices, clock, intervals, extensionUri: context.extensionUri, failed, run, openModel: openPanel }));
  const tryPanels = once(async () => (await import('./panel/tryPanels.js')).tryPanels({ connections, catalogues, deployments, clock, failed, run, log: warn, extensionUri: context.extensionUri, memory: context.globalState }));
  const connected = async <T>(show: () => Promise<T>): Promise<T> => { void connections.ensureIdentity(); await connections.settled(); return show(); };
  const commands: CommandContext = {
    connections, catalogues, models, modelsTree, store, endpointsTree, deployments, removals, updates, parked, emulator, listProfiles, clock, log, openNotebook, showContainerLog: async (name) => (await containerLogs()).show(name), offered: () => opened?.offered(),
    openPanel, openEndpoint: (name) => connected(async () => (await endpointPanels()).open(name)), openTry: (name) => connected(async () => (await tryPanels()).open(name)),
  };
  context.subscriptions.push(
    modelsTree, endpointsTree, new StatusBar(connections, emulator, keys), noticeExpiry(connections), announce(deployments), announceRemovals(removals, store), announceUpdates(updates, store),
    announceDamaged({ deployments, removals, updates, parked, folder: context.globalStorageUri.fsPath }),
    store.onChange(() => { if (store.state.rows.some(({ summary }) => summary.status === 'InService')) void watchIdle().catch(failed); }),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, { deserializeWebviewPanel: (panel, state: unknown) => connected(async () => (await panels()).deserializeWebviewPanel(panel, state)) }),
    vscode.window.registerWebviewPanelSerializer(ENDPOINT_PANEL_TYPE, { deserializeWebviewPanel: (panel, state: unknown) => connected(async () => (await endpointPanels()).deserializeWebviewPanel(panel, state)) }),
    vscode.window.registerWebviewPanelSerializer(TRY_PANEL_TYPE, { deserializeWebviewPanel: (panel, state: unknown) => connected(async () => (await tryPanels()).deserializeWebviewPanel(panel, state)) }),
    registerCommands(commands),
  );
  return { models, modelsTree, endpointsTree, keys, commands };
}
