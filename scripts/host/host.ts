// A real VS Code for tests and for `npm start`: the VS Code server from the npm package code-server, with Chromium (or
// your own browser) as its window. scripts/setup.mjs installs it.
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { findBrowser, hostNode, hostVsCode } from '../setup.mjs';

const serverMain = join(hostVsCode, 'out/server-main.js');

export type Settings = Readonly<Record<string, unknown>>;

/** User settings for a quiet workbench: no chat, no welcome page, nothing that asks a marketplace. */
export const quietSettings: Settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Writes a server's settings: those of the extension into the server's own file, because settings of scope `machine` count
 * only there, the others into the user's. A file for which there are none stays as it is.
 */
export function writeSettings(dataDir: string, settings: Settings): void {
  const ours = ([key]: [string, unknown]) => key.startsWith('jumpstartDeploy.');
  const entries = Object.entries(settings);
  write('User', entries.filter((entry) => !ours(entry)));
  write('Machine', entries.filter(ours));

  function write(scope: string, chosen: [string, unknown][]): void {
    if (chosen.length === 0) return;
    const folder = join(dataDir, 'data', scope);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(Object.fromEntries(chosen), undefined, 2));
  }
}

/**
 * Environment in which AWS clients find made-up credentials (a `default` profile in `folder`) and no others: nothing that
 * runs against the emulator signs a request with, or shows the name of, the credentials of this machine's user.
 */
export function madeUpAws(folder: string, region: string): Record<string, string | undefined> {
  mkdirSync(folder, { recursive: true });
  const credentials = join(folder, 'credentials');
  const config = join(folder, 'config');
  writeFileSync(credentials, '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n');
  writeFileSync(config, `[default]\nregion = ${region}\n`);
  const hidden = Object.keys(process.env).filter((name) => name.startsWith('AWS_')).map((name) => [name, undefined]);
  return { ...Object.fromEntries(hidden) as Record<string, undefined>, AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config, AWS_EC2_METADATA_DISABLED: 'true' };
}

export interface ServerOptions {
  /** Folder of the server's own state; made when missing. */
  readonly dataDir: string;
  readonly extensionsDir?: string | undefined;
  /** Port on 127.0.0.1; 0 or nothing: any free one. */
  readonly port?: number;
  /** Asks this token of everyone who opens the page; without one, any program on this machine may use the server. */
  readonly token?: string;
  /** Makes the page accept a payload that names an extension under development and its tests; it then shows no notifications. */
  readonly testDriver?: boolean;
  /** A folder counts as not trusted until somebody trusts it; else every folder is trusted. */
  readonly workspaceTrust?: boolean | undefined;
  /** The language of the window, such as `de`, for which a language pack has to be there. */
  readonly language?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** File that takes what the server prints. */
  readonly logFile?: string | undefined;
  /** How much VS Code and its extensions log; as VS Code itself does unless given. */
  readonly logLevel?: 'trace' | undefined;
  /** Ends the server after this time even if this process is gone by then. */
  readonly maxSeconds?: number;
}

export interface Server {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Resolves with a reason when the server has ended, for whatever cause. */
  readonly ended: Promise<string>;
  /** Ends the server and everything that it started. */
  stop(): Promise<void>;
}

/** Starts the VS Code server; resolves when it listens. */
export async function startServer(options: ServerOptions): Promise<Server> {
  mkdirSync(options.dataDir, { recursive: true });
  const limit = options.maxSeconds === undefined ? [] : ['timeout', '--kill-after=5', String(options.maxSeconds)];
  const [command = hostNode, ...args] = [...limit, hostNode, serverMain, ...serverArguments(options)];
  // In a process group of its own, so that stop() reaches the extension hosts too.
  const child = spawn(command, args, { env: serverEnvironment(options.env), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(signal ?? `exit code ${String(code)}`));
  });
  const url = await listening(child, ended, options.logFile);
  return { url, ended, stop: () => endGroup(child, ended) };
}

function serverArguments(options: ServerOptions): string[] {
  return [
    '--host', '127.0.0.1', '--port', String(options.port ?? 0), '--server-data-dir', options.dataDir,
    ...(options.extensionsDir === undefined ? [] : ['--extensions-dir', options.extensionsDir]),
    ...(options.token === undefined ? ['--without-connection-token'] : ['--connection-token', options.token]),
    '--accept-server-license-terms', '--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments',
    '--disable-getting-started-override', ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    ...(options.testDriver === true ? ['--enable-smoke-test-driver'] : []), ...(options.language === undefined ? [] : ['--locale', options.language]),
    ...(options.logLevel === undefined ? [] : ['--log', options.logLevel]),
  ];
}

function serverEnvironment(extra: ServerOptions['env'] = {}): NodeJS.ProcessEnv {
  // These would make the server believe that it was started by another VS Code or with this process's loaders.
  return { ...process.env, VSCODE_CLI: '1', ELECTRON_RUN_AS_NODE: undefined, NODE_OPTIONS: undefined, VSCODE_IPC_HOOK_CLI: undefined, ...extra };
}

function listening(child: ChildProcess, ended: Promise<string>, logFile: string | undefined): Promise<string> {
  const log = logFile === undefined ? undefined : createWriteStream(logFile);
  let text = '';
  return new Promise((done, fail) => {
    const tooLong = setTimeout(() => fail(new Error(`The VS Code server did not start in 60 s:\n${text}`)), 60_000);
    const onData = (chunk: Buffer): void => {
      log?.write(chunk);
      if (text.length > 20_000) return;
      text += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(tooLong);
      done(`http://127.0.0.1:${port}`);
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    void ended.then((why) => {
      clearTimeout(tooLong);
      fail(new Error(`The VS Code server ended (${why}) before it listened:\n${text}`));
    });
  });
}

/** Ends a child that leads a process group, and the group; by force after five seconds. */
export async function endGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(pid, 'SIGTERM');
  const late = await Promise.race([ended.then(() => false), sleep(5000, true, { ref: false })]);
  if (late) {
    signalGroup(pid, 'SIGKILL');
    await ended;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended by itself.
  }
}

/** Runs the server's command line once, e.g. `--install-extension FILE`; resolves with what it printed. */
export function serverCommand(args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(hostNode, [serverMain, '--accept-server-license-terms', ...args], { env: serverEnvironment() });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done(text);
      else fail(new Error(`The VS Code server's command failed (${args.join(' ')}):\n${text}`));
    });
  });
}

/** Starts a headless browser that reaches loopback addresses only. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('No Chromium here: run node scripts/test.mjs once, or name one with CHROMIUM=/path.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      // The workbench asks for a marketplace and a CDN; refused here, it goes on at once.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

/** The `vscode-remote:` URI, in the payload of a server's page, of a path or a `file:` URI. */
export function remoteUri(pathOrUri: string, serverUrl: string): string {
  const path = pathOrUri.startsWith('file://') ? fileURLToPath(pathOrUri) : resolve(pathOrUri);
  return `vscode-remote://${new URL(serverUrl).host}${path.split('/').map(encodeURIComponent).join('/')}`;
}

export interface WorkbenchPage {
  readonly folder?: string | undefined;
  readonly workspace?: string | undefined;
  readonly token?: string;
  readonly payload?: readonly (readonly [string, string])[];
}

/** The address of the workbench with a folder, a workspace file or nothing open. */
export function workbenchUrl(serverUrl: string, { folder, workspace, token, payload = [] }: WorkbenchPage): string {
  const url = new URL(serverUrl);
  if (token !== undefined) url.searchParams.set('tkn', token);
  if (folder !== undefined) url.searchParams.set('folder', resolve(folder));
  else if (workspace !== undefined) url.searchParams.set('workspace', resolve(workspace));
  else url.searchParams.set('ew', 'true');
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** A fresh folder with a short path: the sockets in it have names of limited length. */
export function tempDir(): string {
  return mkdtempSync(join(tmpdir(), 'jsd-'));
}
