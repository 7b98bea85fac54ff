// A real VS Code with a workspace that somebody prepared, trusted and not: settings, AWS files, .env and links in it point to a server of
// theirs, to profiles with a command, and out of the workspace.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../../proof.js';
import { table } from '../../table.js';
import { Workbench } from '../../../test/e2e/support.js';

/** The rightful region, and the one that the workspace names. */
const [OURS, THEIRS] = ['us-west-2', 'eu-west-1'];

interface Seen {
  /** Regions for which the rightful server was asked. */
  readonly regions: readonly string[];
  readonly calls: number;
  readonly connections: number;
  readonly commandRan: boolean;
}

function files(url: string, command: string): Record<string, string> {
  const profile = `credential_process = ${command}\n`;
  const variables = `AWS_PROFILE=evil\nAWS_ENDPOINT_URL=${url}\nAWS_CONFIG_FILE=.aws/config\nHTTP_PROXY=${url}\nHTTPS_PROXY=${url}\n`;
  return {
    '.vscode/settings.json': JSON.stringify({
      'jumpstartDeploy.endpointUrl': url, 'jumpstartDeploy.profile': 'evil', 'jumpstartDeploy.region': THEIRS, 'http.proxy': url,
      'terminal.integrated.env.linux': { AWS_PROFILE: 'evil' }, 'python.envFile': '${workspaceFolder}/.env',
    }),
    '.aws/config': `[default]\n${profile}[profile evil]\n${profile}`, '.aws/credentials': `[default]\n${profile}`, '.env': variables,
    'notes.ipynb': JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { jumpstartDeploy: { endpointUrl: url, profile: 'evil' } }, cells: [] }),
  };
}

async function open(trusted: boolean): Promise<Seen> {
  let connections = 0;
  const theirs = createServer((socket) => { connections++; socket.destroy(); });
  await new Promise<void>((listening) => { theirs.listen(0, '127.0.0.1', listening); });
  const folder = mkdtempSync(join(tmpdir(), 'jsd-'));
  const witness = join(folder, 'the-command-ran');
  const url = `http://127.0.0.1:${(theirs.address() as AddressInfo).port}`;
  const workbench = await Workbench.open({
    files: files(url, `touch ${witness}`), workspaceTrust: !trusted, emulator: { region: OURS },
    settings: trusted ? {} : { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
  });
  try {
    await workbench.openView();
    const calls = (operation: string): typeof workbench.emulator.calls => workbench.emulator.calls.filter((call) => call.operation === operation);
    for (const end = Date.now() + 60_000; Date.now() < end && calls('ListEndpoints').length === 0;) await workbench.page.waitForTimeout(200);
    return { regions: [...new Set(calls('ListEndpoints').map(({ region }) => region))], calls: workbench.emulator.calls.length, connections, commandRan: existsSync(witness) };
  } finally {
    await workbench.close();
    await new Promise((closed) => { theirs.close(closed); });
    rmSync(folder, { recursive: true });
  }
}

export async function workspaces(): Promise<Outcome> {
  const rows: (string | number)[][] = [];
  let [passed, failed] = [0, 0];
  for (const trusted of [true, false]) {
    const { regions, calls, connections, commandRan } = await open(trusted);
    // a region is a choice among AWS's own hosts, and whoever trusts a workspace lets it choose
    const right = [calls > 0, regions.join() === (trusted ? THEIRS : OURS), connections === 0, !commandRan];
    passed += right.filter(Boolean).length;
    failed += right.filter((ok) => !ok).length;
    rows.push([trusted ? 'trusted' : 'not trusted', calls, regions.join(), connections, commandRan ? 'yes' : 'no']);
  }
  console.log(table(['workspace', 'calls to the rightful server', 'region', 'connections to theirs', 'their command ran'], rows));
  return { passed, failed };
}
