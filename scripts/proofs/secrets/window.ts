// A window of a real VS Code that logs all it can, with secrets in its environment, profiles and settings: what it shows, logs and keeps.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Workbench } from '../../../test/e2e/support.js';
import { proxyTo } from '../faults/proxy.js';
import { patternsOf } from './channels.js';

const MODEL = /MobileNet/i;
const ENDPOINT = /^jumpstart-dft-.*mobilenet/i;

/** One place where something came out, and what of the secrets stood in it. */
export interface Searched { readonly where: string; readonly characters: number; readonly found: readonly string[] }

const secret = (): string => `${randomBytes(24).toString('hex')}/+=&${randomBytes(4).toString('hex')}`;
const keyId = (): string => `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
const keysOf = ([id, key, token]: readonly [string, string, string]): string => `aws_access_key_id = ${id}\naws_secret_access_key = ${key}\naws_session_token = ${token}\n`;

interface Planted {
  readonly credentials: readonly [string, string, string];
  /** What a `credential_process` prints before it fails. */
  readonly printed: string;
  readonly password: string;
}

function plant(folder: string, { credentials, printed }: Planted): Record<string, string> {
  const [config, shared] = [join(folder, 'config'), join(folder, 'credentials')];
  writeFileSync(shared, `[default]\n${keysOf(credentials)}`);
  writeFileSync(config, `[default]\nregion = us-west-2\n[profile failing]\ncredential_process = ${process.execPath} -e "console.log('${printed}'); console.error('${printed}'); process.exit(1)"\n`);
  return { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: shared };
}

async function deployAndTry(bench: Workbench): Promise<void> {
  await bench.openView();
  await bench.openModel(/Image Classification/, MODEL);
  const form = bench.webviewFrame();
  await form.getByRole('radio', { name: /ml\.m5\.large/ }).waitFor();
  await form.getByRole('button', { name: 'Deploy', exact: true }).click();
  await bench.dialog().getByRole('button', { name: 'Deploy' }).click();
  await form.getByRole('button', { name: /Open notebook/i }).click();
  await bench.page.locator('.notebook-editor .view-line', { hasText: 'import json' }).waitFor();
  const row = bench.treeItem(ENDPOINT).first();
  await row.hover();
  await row.getByRole('button', { name: 'Try It' }).click();
  const page = await bench.frameWith('main.try', 60_000);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.answer .shown').first().waitFor();
}

/** AWS refuses, the session runs out, a profile's command fails, an address holds a password; then a report of it all is written. */
async function failAndReport(bench: Workbench, { password }: Planted, address: string): Promise<void> {
  for (const kind of ['accessDenied', 'expiredToken'] as const) {
    bench.emulator.setFaults([{ kind }]);
    await bench.palette('SageMaker JumpStart: Refresh Endpoints');
    await bench.page.waitForTimeout(2000);
  }
  bench.emulator.setFaults([]);
  bench.changeSettings({ 'jumpstartDeploy.profile': 'failing' });
  await bench.page.waitForTimeout(2000);
  await bench.palette('SageMaker JumpStart: Refresh Endpoints');
  await bench.page.locator('.statusbar').getByText(/failing · not signed in/).waitFor();
  bench.changeSettings({ 'jumpstartDeploy.profile': '', 'jumpstartDeploy.endpointUrl': address.replace('http://', `http://user:${password}@`) });
  await bench.page.waitForTimeout(4000);
  await bench.screenshot('secrets-password');
  await bench.palette('SageMaker JumpStart: Report Issue');
  await bench.page.getByRole('tab', { name: /Report/ }).waitFor();
}

/** Of the page and of every webview and notebook output in it. */
async function shownBy(bench: Workbench): Promise<string> {
  const all = await Promise.all(bench.page.frames().map((frame) => frame.content().catch(() => '')));
  return all.join('\n');
}

function filesOf(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)).map((path) => ({ path, text: readFileSync(path, 'latin1') }));
}

function search(where: string, texts: readonly string[], secrets: readonly string[]): Searched {
  const patterns = secrets.flatMap(patternsOf);
  const found = texts.flatMap((text) => patterns.filter((pattern) => pattern.test(text)).map((pattern) => text.slice(Math.max(0, text.search(pattern) - 120), text.search(pattern))));
  return { where, characters: texts.reduce((sum, text) => sum + text.length, 0), found };
}

export async function searchedWindow(): Promise<Searched[]> {
  const folder = mkdtempSync(join(tmpdir(), 'jsd-'));
  const planted: Planted = { credentials: [keyId(), secret(), secret()], printed: secret(), password: randomBytes(16).toString('hex') };
  const secrets = [...planted.credentials, planted.printed, planted.password];
  const bench = await Workbench.open({ environment: plant(folder, planted), logLevel: 'trace', viewport: { width: 1440, height: 900 }, settings: { 'jumpstartDeploy.endpointUrl': '' } });
  // the emulator gets made-up credentials, so that it must not be known as such
  const proxy = await proxyTo(bench.emulator.url);
  proxy.aim = { fault: '500', operation: 'probe', action: '' };
  const shown: string[] = [];
  try {
    bench.changeSettings({ 'jumpstartDeploy.endpointUrl': proxy.url });
    for (const step of [deployAndTry, failAndReport]) {
      await step(bench, planted, proxy.url);
      shown.push(await shownBy(bench));
    }
    await bench.screenshot('secrets-window');
    // where somebody typed the password, it stays, and in VS Code's own copy of the settings
    const kept = filesOf(bench.data).filter(({ path }) => basename(path) !== 'settings.json' && !path.includes('/CachedConfigurations/'));
    const [logs, others] = [kept.filter(({ path }) => path.includes('/logs/')), kept.filter(({ path }) => !path.includes('/logs/'))];
    const texts = (files: typeof kept): string[] => files.map(({ path, text }) => `${path}\n${text}`);
    return [
      search('what the window and its tabs show', shown, secrets), search(`${logs.length} logs at level trace`, texts(logs), secrets),
      search(`${others.length} files that VS Code and the extension keep`, texts(others), secrets), search('the workspace, with the notebook', texts(filesOf(bench.workspace)), secrets),
    ];
  } finally {
    proxy.close();
    await bench.close();
    rmSync(folder, { recursive: true });
  }
}
