import * as vscode from 'vscode';
import type { Deployments } from '../deploy/deployments.js';
import type { Clock } from '../deploy/ports.js';
import type { EndpointStore } from '../endpoints/store.js';
import type { NotebookBuilder } from './openNotebook.js';
import { once } from '../shared/once.js';
import { announce } from './announcements.js';
import type { Catalogues } from './catalogues.js';
import { registerCommands } from './commands/register.js';
import type { Connections, Profile } from './connection.js';
import { ContainerLogs } from './containerLogs.js';
import { ContextKeys } from './contextKeys.js';
import { EndpointsTree } from './endpointsTree.js';
import type { LocalEmulator } from './localEmulator.js';
import { ModelsState } from './modelsState.js';
import { ModelsTree } from './modelsTree.js';
import { notebookOpener } from './openNotebook.js';
import type { PanelsDeps } from './panel/deployPanels.js';
import { PANEL_TYPE } from './panel/panelType.js';
import { noticeExpiry } from './signInNotice.js';
import { StatusBar } from './statusBar.js';

export interface WorkbenchParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly connections: Connections;
  readonly catalogues: Catalogues;
  readonly store: EndpointStore;
  readonly deployments: Deployments;
  readonly emulator: LocalEmulator;
  readonly clock: Clock;
  readonly listProfiles: () => Promise<readonly Profile[]>;
  readonly readSdkConfigs: PanelsDeps['readSdkConfigs'];
  readonly loadBuilder: () => Promise<NotebookBuilder>;
}

/** Everything that people see: trees, tabs, status bar, commands, notifications. */
export function workbench({ context, log, connections, catalogues, store, deployments, emulator, clock, listProfiles, loadBuilder, readSdkConfigs }: WorkbenchParts) {
  const now = (): Date => clock.now();
  const warn = (message: string): void => { log.warn(message); };
  const keys = new ContextKeys();
  const models = new ModelsState(connections, catalogues, warn);
  const modelsTree = new ModelsTree({ state: models, connections, catalogues, keys, memory: context.globalState });
  const endpointsTree = new EndpointsTree({ store, connections, deployments, keys, now });
  const openNotebook = notebookOpener({ connections, catalogues, deployments, clock, log: warn, loadBuilder });
  const containerLogs = new ContainerLogs({ logs: async () => (await connections.gateways()).logs, clock, intervalMs: () => (connections.settings().emulated ? 1000 : 5000), failed: (error) => { connections.reportError(error); } });
  const panels = once(async () => new (await import('./panel/deployPanels.js')).DeployPanels({
    connection: connections, catalogue: () => catalogues.source(connections.settings()), deployments, store, now, extensionUri: context.extensionUri, memory: context.globalState, readSdkConfigs,
    actions: { openNotebook, warn, run: (command, ...args) => { void vscode.commands.executeCommand(`jumpstartDeploy.${command}`, ...args); } },
  }));
  const connected = async <T>(show: () => Promise<T>): Promise<T> => { void connections.ensureIdentity(); await connections.settled(); return show(); };
  context.subscriptions.push(
    modelsTree, endpointsTree, containerLogs, new StatusBar(connections, emulator, keys), noticeExpiry(connections), announce(deployments),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, { deserializeWebviewPanel: (panel, state: unknown) => connected(async () => (await panels()).deserializeWebviewPanel(panel, state)) }),
    registerCommands({
      connections, catalogues, models, modelsTree, store, endpointsTree, deployments, emulator, listProfiles, clock, log, openNotebook, containerLogs, offered: async () => (await panels()).offered(),
      openPanel: (modelId, deploymentId) => connected(async () => (await panels()).open(modelId, { deploymentId })),
    }),
  );
  return { models, modelsTree, endpointsTree, keys };
}
