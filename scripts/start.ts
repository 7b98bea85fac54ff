// `npm start [-- --port P --emulator-port P]`: the packaged extension in a real VS Code that you open in your browser, with
// the emulator in place of AWS and a sample workspace. Stays until Ctrl-C.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endGroup, madeUpAws, quietSettings, serverCommand, startServer, workbenchUrl, writeSettings } from './host/host.js';
import { localDir, root } from './setup.mjs';

const region = 'us-west-2';
// A fixed port, because the browser keeps the window's layout per address.
const usualPort = 8125;
const [dataDir, extensionsDir, workspace] = [join(localDir, 'data'), join(localDir, 'extensions'), join(localDir, 'workspace')];

const readme = `# Sample workspace

Open **SageMaker JumpStart** in the activity bar, choose a model and deploy it. Nothing here reaches AWS and nothing is
billed: a local emulator answers, and its clock runs 60 times faster, so an endpoint is in service within seconds.

The example notebook of an endpoint is written into this folder. Git ignores it.
`;

const ends: (() => Promise<void>)[] = [];

async function stop(code: number): Promise<never> {
  for (const end of ends.splice(0).reverse()) await end();
  process.exit(code);
}

async function installExtension(): Promise<void> {
  const packed = spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'package'], { cwd: root, encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`The extension could not be built:\n${packed.stdout}${packed.stderr}`);
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
  await serverCommand(['--install-extension', join(root, `${name}-${version}.vsix`), '--force', '--extensions-dir', extensionsDir, '--server-data-dir', dataDir]);
}

/** Starts the emulator as a process of its own; resolves with its address. */
function startEmulator(port: string): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'scripts/run.mjs'), 'emulator', '--port', port, '--region', region, '--time-scale', '60'], {
    cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true,
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  ends.push(() => endGroup(child, ended));
  return new Promise((done, fail) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (url !== undefined) done(url);
    });
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`The emulator ended (exit code ${String(code)}) before it listened. ${text}`)));
    stopWith(child);
  });
}

/** Without its emulator the window would only show errors. */
function stopWith(child: ChildProcess): void {
  child.once('exit', () => {
    if (ends.length === 0) return;
    console.error('The emulator has ended, so VS Code is stopped too. Start both again with npm start.');
    void stop(1);
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}

async function choosePort(asked: string | undefined): Promise<number> {
  if (asked === undefined) return await isFree(usualPort) ? usualPort : 0;
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${asked} is not a port: give a number from 0 (any free one) to 65535.`);
  if (!await isFree(port)) throw new Error(`Port ${port} is taken by another program. Give another one with --port, or none to have one chosen.`);
  return port;
}

/** What was set by hand in an earlier session stays; where the extension connects to is set anew. */
function prepareSettings(emulatorUrl: string): void {
  const connection = { 'jumpstartDeploy.endpointUrl': emulatorUrl, 'jumpstartDeploy.region': region };
  const known = existsSync(join(dataDir, 'data/User/settings.json'));
  writeSettings(dataDir, known ? connection : { ...quietSettings, ...connection });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'port': { type: 'string' }, 'emulator-port': { type: 'string' } } });
  const port = await choosePort(values.port);
  console.error('Building the extension, starting the emulator and VS Code …');
  await installExtension();
  const emulatorUrl = await startEmulator(values['emulator-port'] ?? '0');
  prepareSettings(emulatorUrl);
  mkdirSync(workspace, { recursive: true });
  if (!existsSync(join(workspace, 'README.md'))) writeFileSync(join(workspace, 'README.md'), readme);
  // Without a token, every page that the browser shows and every user of this machine could use the server.
  const token = randomBytes(16).toString('hex');
  const server = await startServer({ dataDir, extensionsDir, port, token, env: madeUpAws(join(localDir, 'aws'), region) });
  ends.push(() => server.stop());
  void server.ended.then((why) => {
    if (ends.length === 0) return;
    console.error(`VS Code has ended (${why}). Start it again with npm start.`);
    void stop(1);
  });
  console.log(`Open ${workbenchUrl(server.url, { folder: workspace, token })}`);
  console.log(`AWS is emulated at ${emulatorUrl}: nothing is billed. Stop everything with Ctrl-C.`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await stop(1);
}
