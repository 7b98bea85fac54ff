// What VS Code runs in its extension host for the budgets that need it, bundled by extensionHost.ts. The folder that is open has
// the job in job.json, and gets result.json.
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import Module from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import { machineIsCalm } from './calm.js';
import type { Activation, BrowseResult, HostJob, HostResult } from './hostJob.js';

const QUIET_MS = 1000;
const PATIENCE_MS = 60_000;

/** Sockets that were opened in this host since it began to count, whoever opened them. */
class Sockets {
  count = 0;
  constructor() {
    subscribe('net.client.socket', () => { this.count++; });
  }
}

/** The lazy bundles of the extension that this host has compiled, by file name; modules of either kind. */
function lazyBundles(): string[] {
  const session = new Session();
  const found = new Set<string>();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => {
    const name = /\/dist\/lazy\/([^/]+)$/.exec(params.url)?.[1];
    if (name !== undefined) found.add(name);
  });
  // tells of every script that there is
  session.post('Debugger.enable');
  session.post('Debugger.disable');
  session.disconnect();
  return [...found].sort();
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** MB of the heap in use when two looks in a row find the same. */
async function settledHeap(): Promise<number> {
  let before = Number.POSITIVE_INFINITY;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    collectGarbage();
    const now = process.memoryUsage().heapUsed / 1e6;
    if (Math.abs(now - before) < 0.1) return now;
    before = now;
    await sleep(500);
  }
  throw new Error('The heap of the extension host does not come to rest.');
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds());) {
    if (Date.now() > end) throw new Error(`Not within ${PATIENCE_MS / 1000} s: ${what}`);
    await sleep(50);
  }
}

interface Loader {
  _load: (request: string, ...more: unknown[]) => unknown;
}

/** Times the extension's own bundle: to load it, and the call of its activate(). What VS Code does around them is not its. */
function ownTime(): { load: number; call: number } {
  const own = { load: Number.NaN, call: Number.NaN };
  const loader = Module as unknown as Loader;
  const { _load: load } = loader;
  loader._load = (request, ...more) => {
    if (!request.endsWith('extension.cjs')) return load.call(loader, request, ...more);
    loader._load = load;
    const start = performance.now();
    const { activate: activateExtension, ...rest } = load.call(loader, request, ...more) as { activate: (context: unknown) => unknown };
    own.load = performance.now() - start;
    return {
      ...rest,
      activate: (context: unknown) => {
        const called = performance.now();
        try {
          return activateExtension(context);
        } finally {
          own.call = performance.now() - called;
        }
      },
    };
  };
  return own;
}

async function activate(sockets: Sockets): Promise<Activation & { readonly parts: Parts }> {
  const extension = vscode.extensions.getExtension<Parts | undefined>('jumpstart-deploy.jumpstart-deploy');
  if (!extension || extension.isActive) throw new Error(extension ? 'The extension is active before anybody uses it.' : 'The extension is not installed.');
  const before = sockets.count;
  const own = ownTime();
  const start = performance.now();
  const parts = await extension.activate();
  const wholeMs = performance.now() - start;
  if (!parts) throw new Error('The extension does not know that this is a test.');
  // what activation sets going, but does not wait for, counts too
  await sleep(QUIET_MS);
  return { parts, loadMs: own.load, callMs: own.call, wholeMs, reached: { sockets: sockets.count - before, bundles: lazyBundles() } };
}

/** Opens the Models view and every group in it, as the window does it; returns when nothing is fetched any more. */
async function browse({ models, modelsTree }: Parts, sockets: Sockets, emulatorUrl: string): Promise<Omit<BrowseResult, 'idle' | 'heap'>> {
  const shown = new Set<string>();
  const itemOf = modelsTree.getTreeItem.bind(modelsTree);
  modelsTree.getTreeItem = (element) => {
    if (element.kind === 'model') shown.add(element.model.id);
    return itemOf(element);
  };
  await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
  await until('the models are listed', () => models.status === 'ready');
  // before this program itself asks for something
  const opened = sockets.count;
  await requestsEnd(emulatorUrl);
  const groups = modelsTree.getChildren();
  const all = groups.reduce((sum, e) => sum + (e.kind === 'group' ? e.group.models.length : 1), 0);
  // a list that was not there yet could not take the focus; from its last group to the first, so that those above are still closed
  await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
  await vscode.commands.executeCommand('list.focusLast');
  for (let i = 0; i < groups.length; i++) {
    const before = shown.size;
    await vscode.commands.executeCommand('list.expand');
    await until(`group ${groups.length - i} of ${groups.length} opens`, () => shown.size > before);
    await vscode.commands.executeCommand('list.focusUp');
  }
  await until(`every model is shown (${shown.size} of ${all})`, () => shown.size >= all);
  await requestsEnd(emulatorUrl);
  return { models: shown.size, groups: groups.length, reached: { sockets: opened, bundles: lazyBundles() } };
}

/** Resolves when the emulator was asked for no file in the last second. */
async function requestsEnd(emulatorUrl: string): Promise<void> {
  let seen = -1;
  await until('no more specs are fetched', async () => {
    // connections that were kept open may have ended while this host was busy
    const response = await fetch(`${emulatorUrl}/_emulator/calls`).catch(() => undefined);
    if (!response) return false;
    const { length } = ((await response.json()) as { service: string }[]).filter((call) => call.service === 's3');
    const quiet = length === seen;
    seen = length;
    if (!quiet) await sleep(QUIET_MS);
    return quiet;
  });
}

/** What the host does until `task` has ended. */
async function profileOf(task: () => Promise<void>): Promise<Profiler.Profile> {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 100 });
  session.post('Profiler.start');
  await task();
  return new Promise((done, fail) => {
    session.post('Profiler.stop', (error, { profile }) => {
      session.disconnect();
      if (error) fail(error);
      else done(profile);
    });
  });
}

async function activateAndList(): Promise<void> {
  const parts = await vscode.extensions.getExtension<Parts | undefined>('jumpstart-deploy.jumpstart-deploy')?.activate();
  if (!parts) throw new Error('The extension is not installed, or does not know that this is a test.');
  await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
  await until('the models are listed', () => parts.models.status === 'ready');
}

async function work({ browse: browsing, profile, emulatorUrl }: HostJob): Promise<HostResult> {
  if (profile === true) return { profile: await profileOf(activateAndList) };
  const idle = browsing ? await settledHeap() : Number.NaN;
  const sockets = new Sockets();
  await machineIsCalm();
  const { parts, ...activation } = await activate(sockets);
  const browsed = browsing ? { idle, ...await browse(parts, sockets, emulatorUrl), heap: await settledHeap() } : undefined;
  return { activation, ...(browsed && { browsed }) };
}

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const job = JSON.parse(readFileSync(join(folder, 'job.json'), 'utf8')) as HostJob;
  const result: HostResult = await work(job).catch((error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }));
  // whoever waits for the file finds all of it
  writeFileSync(join(folder, 'result.part'), JSON.stringify(result));
  renameSync(join(folder, 'result.part'), join(folder, 'result.json'));
}
