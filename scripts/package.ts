// `npm run package`: builds what ships and packs it as jumpstart-deploy-<version>.vsix. Uses no network.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from './setup.mjs';

const limitBytes = 2_000_000;

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
const file = join(root, `${name}-${version}.vsix`);
// So that nobody takes an older package for the result of a build that fails.
rmSync(file, { force: true });

const built = spawnSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

await createVSIX({ cwd: root, packagePath: file, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });

const { size } = statSync(file);
console.log(`${file}: ${(size / 1000).toFixed(0)} KB of ${limitBytes / 1000} KB`);
if (size > limitBytes) {
  console.error('The package is over its limit: see what it holds (npx vsce ls --no-dependencies) and exclude it in .vscodeignore.');
  process.exitCode = 1;
}
