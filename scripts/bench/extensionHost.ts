// What the extension costs its host: activation, and the heap after the whole catalogue was browsed. Each measurement has a
// window, and so an extension host, of its own.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { type Emulator, startEmulator } from '../../src/emulator/start.js';
import { launchBrowser, madeUpAws, quietSettings, remoteUri, serverCommand, startServer, workbenchUrl, writeSettings, type Server } from '../host/host.js';
import { root } from '../setup.mjs';
import type { Activation, BrowseResult, HostJob, HostResult } from './hostJob.js';
import { type Row, median } from './row.js';

const REGION = 'us-west-2';
/** With the emulator's own models a catalogue as long as the real one. */
const FILLERS = 1000;
const ACTIVATIONS = 5;
const LIMIT_MS = 90_000;

export const ACTIVATION = { name: 'activation in the extension host', budget: 50, unit: 'ms', failsBuild: false };
export const REACH = { name: 'connections, requests and lazy bundles (AWS SDK) of activation', budget: 0, unit: 'in all', failsBuild: false };
export const HEAP = { name: 'heap of the extension host after browsing all, over an idle one', budget: 40, unit: 'MB', failsBuild: false };

interface Place {
  readonly temp: string;
  /** The extension as VS Code has unpacked it. */
  readonly extension: string;
  readonly entry: string;
  readonly emulator: Emulator;
  readonly server: Server;
  readonly browser: Browser;
}

/** @param vsix the package that is measured */
export function extensionHostRows(vsix: string): Promise<Row[]> {
  return inPlace((temp) => unpack(vsix, join(temp, 'unpacked')), async (place) => {
    const activations: Counted[] = [];
    for (let i = 0; i < ACTIVATIONS; i++) activations.push(await activationIn(place, `activate-${i}`));
    const { browsed } = await inHost(place, 'browse', { browse: true });
    return [...activationRows(activations, browsed), heapRow(browsed)];
  });
}

/** Of activation and the first list of models. @param extension its folder */
export function activationProfile(extension: string): Promise<Profiler.Profile> {
  return inPlace(() => Promise.resolve(extension), async (place) => {
    const { profile } = await inHost(place, 'profile', { browse: false, profile: true });
    if (!profile) throw new Error('The extension host made no profile.');
    return profile;
  });
}

async function inPlace<T>(find: (temp: string) => Promise<string>, task: (place: Place) => Promise<T>): Promise<T> {
  const temp = mkdtempSync(join(tmpdir(), 'jsd-'));
  const emulator = await startEmulator({ region: REGION, fillerModels: FILLERS });
  const browser = await launchBrowser();
  let server: Server | undefined;
  try {
    const [extension, entry] = await Promise.all([find(temp), bundleEntry()]);
    server = await serve(temp, emulator);
    return await task({ temp, extension, entry, emulator, server, browser });
  } finally {
    await browser.close();
    await server?.stop();
    await emulator.stop();
    rmSync(temp, { recursive: true, force: true });
  }
}

async function unpack(vsix: string, folder: string): Promise<string> {
  await serverCommand(['--install-extension', vsix, '--extensions-dir', folder, '--server-data-dir', `${folder}-data`]);
  const name = readdirSync(folder).find((entry) => entry.startsWith('jumpstart-deploy.'));
  if (name === undefined) throw new Error('The extension could not be installed.');
  return join(folder, name);
}

async function bundleEntry(): Promise<string> {
  const outfile = join(root, 'out/bench/hostEntry.cjs');
  await build({ entryPoints: [join(root, 'scripts/bench/hostEntry.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], logLevel: 'warning' });
  return outfile;
}

function serve(temp: string, emulator: Emulator): Promise<Server> {
  const dataDir = join(temp, 'server');
  writeSettings(dataDir, { ...quietSettings, 'jumpstartDeploy.endpointUrl': emulator.url, 'jumpstartDeploy.region': REGION });
  return startServer({ dataDir, extensionsDir: join(temp, 'none'), testDriver: true, maxSeconds: 360, env: { TMPDIR: temp, HOME: temp, ...madeUpAws(join(temp, 'aws'), REGION) } });
}

/** Runs hostEntry.ts in the extension host of a window that is opened for it alone. */
async function inHost({ temp, extension, entry, emulator, server, browser }: Place, name: string, what: Omit<HostJob, 'emulatorUrl'>): Promise<HostResult> {
  const folder = join(temp, name);
  mkdirSync(folder);
  const job: HostJob = { ...what, emulatorUrl: emulator.url };
  writeFileSync(join(folder, 'job.json'), JSON.stringify(job));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    // the window calls it at the end
    await page.exposeFunction('codeAutomationExit', () => { /* the window is closed when the result is there */ return; });
    const payload = [['skipWelcome', 'true'], ['extensionDevelopmentPath', remoteUri(extension, server.url)], ['extensionTestsPath', remoteUri(entry, server.url)]] as const;
    await page.goto(workbenchUrl(server.url, { folder, payload }));
    const result = await resultOf(join(folder, 'result.json'));
    if (result.problem !== undefined) throw new Error(result.problem);
    return result;
  } finally {
    await context.close();
  }
}

async function resultOf(file: string): Promise<HostResult> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end;) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as HostResult;
    await sleep(50);
  }
  throw new Error(`The extension host did not answer in ${LIMIT_MS / 1000} s.`);
}

interface Counted extends Activation {
  /** Requests that the emulator got. */
  readonly calls: number;
}

async function activationIn(place: Place, name: string): Promise<Counted> {
  const before = place.emulator.calls.length;
  const { activation } = await inHost(place, name, { browse: false });
  if (!activation) throw new Error('The extension host measured no activation.');
  return { ...activation, calls: place.emulator.calls.length - before };
}

const isSdk = (bundle: string): boolean => bundle === 'aws-gateways.mjs';

/** How long activation takes, and what it reaches for; that the latter would be seen is shown by the browsing. */
function activationRows(activations: readonly Counted[], browsed: BrowseResult | undefined): Row[] {
  if (!browsed || browsed.reached.sockets === 0 || !browsed.reached.bundles.some(isSdk)) throw new Error('Network and AWS SDK are used when models are browsed, and it was not seen.');
  const samples = activations.map(({ loadMs, callMs }) => loadMs + callMs);
  const middle = (part: 'loadMs' | 'callMs' | 'wholeMs'): string => median(activations.map((a) => a[part])).toFixed(1);
  const reached = activations.map(({ reached: { sockets, bundles }, calls }) => sockets + calls + bundles.length);
  const [of] = activations.filter((_, i) => reached[i] !== 0);
  const note = of ? `connections ${of.reached.sockets}, requests ${of.calls}, bundles: ${of.reached.bundles.join(', ') || 'none'}` : `browsing then makes ${browsed.reached.sockets} connections and loads ${browsed.reached.bundles.length} bundles`;
  return [
    { ...ACTIVATION, value: median(samples), samples, note: `${middle('loadMs')} ms to load the bundle, ${middle('callMs')} ms in activate(); ${middle('wholeMs')} ms until VS Code is done with it` },
    { ...REACH, value: Math.max(...reached), samples: reached, note },
  ];
}

function heapRow(browsed: BrowseResult | undefined): Row {
  if (!browsed) throw new Error('The extension host browsed nothing.');
  const { idle, heap, models, groups } = browsed;
  return { ...HEAP, value: heap - idle, samples: [], note: `${models} models in ${groups} groups, all shown; ${idle.toFixed(1)} MB before activation, ${heap.toFixed(1)} MB after` };
}
