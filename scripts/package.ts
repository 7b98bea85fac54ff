// `npm run package`: builds what ships and packs it as jumpstart-deploy-<version>.vsix. Uses no network. The same commit gives the same
// bytes, whatever the folder, time zone, language and rights: test/e2e/package.test.ts packs it twice.
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { root } from './setup.mjs';

const limitBytes = 2_000_000;

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
const file = join(root, `${name}-${version}.vsix`);
// So that nobody takes an older package for the result of a build that fails.
rmSync(file, { force: true });

const built = spawnSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

// An archive holds the time and the rights of each file, and times in the zone of the machine: what differs between machines is set here.
process.env['TZ'] = 'UTC';
process.env['SOURCE_DATE_EPOCH'] = String(Date.UTC(2000, 0) / 1000);
for (const packed of await listFiles({ cwd: root, packageManager: PackageManager.None })) chmodSync(join(root, packed), 0o644);
await createVSIX({ cwd: root, packagePath: file, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });

const { size } = statSync(file);
console.log(`${file}: ${(size / 1000).toFixed(0)} KB of ${limitBytes / 1000} KB`);
if (size > limitBytes) {
  console.error('The package is over its limit: see what it holds (npx vsce ls --no-dependencies) and exclude it in .vscodeignore.');
  process.exitCode = 1;
}
