// The integration tier: bundles the suites, starts the emulator, and runs mocha inside a real VS Code.
// VSCODE_HOST=desktop takes a desktop VS Code that @vscode/test-electron downloads (VSCODE_VERSION, default stable) instead
// of the VS Code server of scripts/host.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { madeUpAws, quietSettings } from '../../scripts/host/host.js';
import { root } from '../../scripts/setup.mjs';
import { startEmulator } from '../../src/emulator/start.js';

const region = 'us-west-2';
const out = join(root, 'out/test/integration');

async function bundle(): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  await build({
    entryPoints: [join(root, 'test/integration/index.ts'), join(root, 'test/integration/*.test.ts')],
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

async function main(): Promise<number> {
  await bundle();
  const temp = mkdtempSync(join(tmpdir(), 'jsd-'));
  const emulator = await startEmulator({ region, timeScale: 60 });
  try {
    const workspace = join(temp, 'workspace');
    const user = join(temp, 'user/User');
    for (const folder of [workspace, user]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...quietSettings, 'jumpstartDeploy.endpointUrl': emulator.url, 'jumpstartDeploy.region': region }));
    return await runTests({
      ...(process.env['VSCODE_HOST'] === 'desktop'
        ? { version: process.env['VSCODE_VERSION'] ?? 'stable' }
        : { vscodeExecutablePath: join(root, 'scripts/host/code.mjs') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(out, 'index.cjs'),
      launchArgs: [workspace, '--disable-extensions', `--user-data-dir=${join(temp, 'user')}`, `--extensions-dir=${join(temp, 'extensions')}`],
      extensionTestsEnv: { ...madeUpAws(join(temp, 'aws'), region), JUMPSTART_EMULATOR_URL: emulator.url },
    });
  } finally {
    await emulator.stop();
    rmSync(temp, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
