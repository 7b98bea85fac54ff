// The composition root: builds the parts, wires them, registers them. Nothing here asks the network or loads the AWS SDK.
import './ui/language.js';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { systemClock as clock } from './aws/clock.js';
import { publicContent } from './aws/content.js';
import { isEmulator } from './aws/emulatorProbe.js';
import { CacheFiles, Files } from './aws/files.js';
import { listProfiles } from './aws/profiles.js';
import { Deployments } from './deploy/deployments.js';
import type { Target } from './deploy/record.js';
import { ParkedEndpoints } from './endpoints/parked.js';
import { Removals } from './endpoints/removals.js';
import { EndpointStore } from './endpoints/store.js';
import { Updates } from './endpoints/updates.js';
import { watchThrough } from './endpoints/watch.js';
import { t } from './shared/l10n.js';
import { messageOf } from './shared/serviceError.js';
import { Catalogues, hubAccess } from './ui/catalogues.js';
import { Connections } from './ui/connection.js';
import { LocalEmulator } from './ui/localEmulator.js';
import { askForMfaCode } from './ui/mfaPrompt.js';
import { removalPorts, settleParked } from './ui/removing.js';
import { settings } from './ui/settings.js';
import { workbench } from './ui/workbench.js';

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
    void vscode.window.showErrorMessage(t('SageMaker JumpStart could not be started: {0}', messageOf(error)));
    throw error;
  }
}

export function deactivate(): Promise<void> { return end(); }

function wire(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
  const now = (): Date => clock.now();
  const warn = (message: string): void => { log.warn(message); };
  const stored = (...path: string[]): string => join(context.globalStorageUri.fsPath, ...path);
  const emulator = new LocalEmulator({ load: async () => (await import('./emulator/start.js')).startEmulator, isEmulator, memory: context.globalState, stateFile: stored('emulator.json'), warn });
  const loadConnect = async () => (await import('./aws/gateways.js')).connect;
  const connections = new Connections({ choice: settings.connection, environment: process.env, isEmulator, listProfiles, emulator, mfaCode: askForMfaCode, loadConnect });
  const cache = (origin: string): CacheFiles => new CacheFiles(stored('cache', encodeURIComponent(origin)));
  const catalogues = new Catalogues({ content: (region, endpointUrl) => publicContent({ region, endpointUrl }), hub: hubAccess(connections), cache, now, log: warn });
  const intervals = (emulated = connections.settings().emulated) => (emulated ? { pending: 1000, idle: 10_000 } : { pending: 15_000, idle: 60_000 });
  const resume = (): void => { for (const work of [deployments, removals, updates]) void work.resume().catch((error: unknown) => { warn(messageOf(error)); }); };
  const failed = (error: unknown): void => { log.warn(messageOf(error)); connections.reportError(error); };
  const store = new EndpointStore({ port: async () => (await connections.gateways()).endpoints, clock, intervals, failed });
  const parked = new ParkedEndpoints(new Files(stored('parked')), warn);
  const journal = { store: new Files(stored('deployments')), clock, owner: randomUUID(), newId: randomUUID, warn };
  const carried = { ...journal, pollMs: ({ emulated }: { readonly emulated: boolean }) => (emulated ? 500 : 5000), failed: (target: Target, error: unknown) => { if (connections.looksAt(target)) failed(error); } };
  const removals = new Removals({
    ...carried, loadRemoval: () => import('./endpoints/removal.js'), portsFor: async (target) => removalPorts(await connections.gatewaysFor(target), parked, target),
    settled: (wish, result) => settleParked(parked, wish, result),
  });
  const updates = new Updates({ ...carried, loadUpdating: () => import('./endpoints/updating.js'), portsFor: (target) => connections.gatewaysFor(target) });
  const deployments = new Deployments({
    ...carried,
    portFor: async (target) => (await connections.gatewaysFor(target)).deploy, loadRunner: () => import('./deploy/runner.js'), pollMs: ({ emulated }) => intervals(emulated).pending, asksAgain: (target, error) => connections.mayAskAgain(target, error),
    lookFor: (target, port) => watchThrough({ store, port, clock, sameConnection: () => connections.looksAt(target), maxAgeMs: intervals(target.emulated).pending / 2 }),
  });
  context.subscriptions.push(
    settings.onChange(['profile', 'region', 'endpointUrl'], () => { connections.choose(); }),
    connections.onChange(() => { if (connections.status === 'connected') resume(); }), // what waited for somebody to sign in goes on
    connections, store,
  );
  const seen = workbench({ context, log, connections, catalogues, store, deployments, removals, updates, parked, emulator, clock, intervals, failed, listProfiles,
    loadBuilder: () => import('./notebook/notebook.js'), readSdkConfigs: async () => (await import('./aws/sdkConfigFiles.js')).readSdkConfigs(),
  });
  end = () => Promise.all([deployments.dispose(), removals.dispose(), updates.dispose()]).then(() => emulator.dispose());
  resume();
  return { connections, store, deployments, removals, updates, parked, emulator, folder: stored(), ...seen };
}
