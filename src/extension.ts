// The composition root: builds the parts, wires them, registers them. Nothing here asks the network or loads the AWS SDK.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { systemClock as clock } from './aws/clock.js';
import { publicContent } from './aws/content.js';
import { isEmulator } from './aws/emulatorProbe.js';
import { CacheFiles, Files } from './aws/files.js';
import { listProfiles } from './aws/profiles.js';
import { Deployments } from './deploy/deployments.js';
import { EndpointStore } from './endpoints/store.js';
import { watchThrough } from './endpoints/watch.js';
import { once } from './shared/once.js';
import { messageOf } from './shared/serviceError.js';
import { announce } from './ui/announcements.js';
import { Catalogues } from './ui/catalogues.js';
import { registerCommands } from './ui/commands/register.js';
import { Connections } from './ui/connection.js';
import { ContextKeys } from './ui/contextKeys.js';
import { EndpointsTree } from './ui/endpointsTree.js';
import { LocalEmulator } from './ui/localEmulator.js';
import { askForMfaCode } from './ui/mfaPrompt.js';
import { ModelsState } from './ui/modelsState.js';
import { ModelsTree } from './ui/modelsTree.js';
import { notebookOpener } from './ui/openNotebook.js';
import { PANEL_TYPE } from './ui/panel/panelType.js';
import { Drafts } from './ui/panel/drafts.js';
import { settings } from './ui/settings.js';
import { noticeExpiry } from './ui/signInNotice.js';
import { StatusBar } from './ui/statusBar.js';

export type Parts = ReturnType<typeof wire>;
let end = (): Promise<void> => Promise.resolve();
/** Tests get the parts to look at; nobody else gets anything. */
export function activate(context: vscode.ExtensionContext): Parts | undefined {
  const log = vscode.window.createOutputChannel('SageMaker JumpStart', { log: true });
  context.subscriptions.push(log);
  try {
    const parts = wire(context, log);
    return context.extensionMode === vscode.ExtensionMode.Test ? parts : undefined;
  } catch (error) { // VS Code itself would say nothing
    void vscode.window.showErrorMessage(vscode.l10n.t('SageMaker JumpStart could not be started: {0}', messageOf(error)));
    throw error;
  }
}

export function deactivate(): Promise<void> { return end(); }

function wire(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
  const now = (): Date => clock.now();
  const warn = (message: string): void => { log.warn(message); };
  const stored = (...path: string[]): string => join(context.globalStorageUri.fsPath, ...path);
  const emulator = new LocalEmulator({ load: async () => (await import('./emulator/start.js')).startEmulator, isEmulator, memory: context.globalState, stateFile: stored('emulator.json') });
  const loadConnect = async () => (await import('./aws/gateways.js')).connect;
  const connections = new Connections({ choice: settings.connection, environment: process.env, isEmulator, listProfiles, emulator, mfaCode: askForMfaCode, loadConnect });
  const cache = (origin: string): CacheFiles => new CacheFiles(stored('cache', encodeURIComponent(origin)));
  const catalogues = new Catalogues({ content: (region, endpointUrl) => publicContent({ region, endpointUrl }), cache, now, log: warn });
  const intervals = (emulated = connections.settings().emulated) => (emulated ? { pending: 1000, idle: 10_000 } : { pending: 15_000, idle: 60_000 });
  const resume = (): void => { void deployments.resume().catch((error: unknown) => { warn(messageOf(error)); }); };
  const failed = (error: unknown): void => { log.warn(messageOf(error)); connections.reportError(error); };
  const store = new EndpointStore({ port: async () => (await connections.gateways()).endpoints, clock, intervals, failed });
  const deployments = new Deployments({
    store: new Files(stored('deployments')), clock, owner: randomUUID(), newId: randomUUID, warn,
    portFor: async (target) => (await connections.gatewaysFor(target)).deploy, pollMs: ({ emulated }) => intervals(emulated).pending, failed: (target, error) => { if (connections.looksAt(target)) failed(error); },
    lookFor: (target, port) => watchThrough({ store, port, clock, sameConnection: () => connections.looksAt(target), maxAgeMs: intervals(target.emulated).pending / 2 }),
  });
  const keys = new ContextKeys();
  const models = new ModelsState(connections, catalogues, warn);
  const modelsTree = new ModelsTree({ state: models, connections, catalogues, keys, memory: context.globalState });
  const endpointsTree = new EndpointsTree({ store, connections, deployments, keys, now });
  const notebook = notebookOpener({ connections, catalogues, deployments, clock, log: warn, loadBuilder: () => import('./notebook/notebook.js') });
  const panels = once(async () => new (await import('./ui/panel/deployPanels.js')).DeployPanels({
    connection: connections, catalogue: () => catalogues.catalogue(connections.settings()), deployments, store, now, extensionUri: context.extensionUri, drafts: new Drafts(context.globalState),
    actions: { openNotebook: notebook, warn, run: (command, ...args) => { void vscode.commands.executeCommand(`jumpstartDeploy.${command}`, ...args); } },
  }));
  const connected = async <T>(show: () => Promise<T>): Promise<T> => { void connections.ensureIdentity(); await connections.settled(); return show(); };
  context.subscriptions.push(
    settings.onChange(['profile', 'region', 'endpointUrl'], () => { connections.choose(); }),
    connections.onChange(() => { if (connections.status === 'connected') resume(); }), // what waited for somebody to sign in goes on
    connections, store, modelsTree, endpointsTree, new StatusBar(connections, emulator, keys), noticeExpiry(connections), announce(deployments),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, { deserializeWebviewPanel: (panel, state: unknown) => connected(async () => (await panels()).deserializeWebviewPanel(panel, state)) }),
    registerCommands({
      connections, catalogues, models, modelsTree, store, endpointsTree, deployments, emulator, listProfiles, clock, log, openNotebook: notebook,
      openPanel: (modelId, deploymentId) => connected(async () => (await panels()).open(modelId, { deploymentId })),
    }),
  );
  end = () => deployments.dispose().then(() => emulator.dispose());
  resume();
  return { connections, models, modelsTree, store, endpointsTree, deployments, emulator, keys };
}
