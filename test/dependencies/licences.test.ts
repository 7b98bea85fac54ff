import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packagesOf } from '../../scripts/notices.mjs';
import { root } from '../../scripts/setup.mjs';
import { LICENCES, PERMISSIVE } from './exceptions.js';

interface Locked { readonly name: string; readonly licence: string }

function locked(): Locked[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Readonly<Record<string, { readonly license?: string }>> };
  return Object.entries(packages).filter(([folder]) => folder !== '').map(([folder, { license }]) => ({ name: folder.replace(/^.*node_modules\//, ''), licence: license ?? 'none' }));
}

/** `(MIT OR GPL-3.0-or-later)`: one of them is enough; of `A AND B` each has to be. */
function isPermissive(licence: string): boolean {
  const plain = licence.replace(/^\((.*)\)$/, '$1');
  if (plain.includes(' OR ')) return plain.split(' OR ').some(isPermissive);
  return plain.split(' AND ').every((one) => PERMISSIVE.includes(one));
}

/** What the extension is bundled of, found by bundling it. */
async function bundled(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: ['src/extension.ts', 'src/aws/gateways.ts', 'src/emulator/start.ts', 'src/ui/panel/deployPanels.ts', 'webview-ui/src/main.ts'].map((file) => join(root, file)),
    absWorkingDir: root, outdir: join(root, 'out/never'), write: false, bundle: true, platform: 'node', format: 'esm', splitting: true, metafile: true, external: ['vscode'],
    mainFields: ['module', 'main'], loader: { '.ttf': 'file' }, logLevel: 'error',
  });
  return packagesOf(Object.keys(metafile.inputs)).map((folder) => folder.replace(/^.*node_modules\//, ''));
}

describe('Licences', () => {
  const all = locked();
  const excepted = ({ name, licence }: Locked): boolean => LICENCES.some((one) => one.packages.test(name) && licence.split(' AND ').every((part) => part === one.licence || PERMISSIVE.includes(part)));

  it('of everything that is installed are permissive, or somebody looked at them', () => {
    assert.ok(all.length > 300);
    assert.deepEqual(all.filter((one) => !isPermissive(one.licence) && !excepted(one)), []);
  });

  it('of everything that is passed on are permissive', async () => {
    const names = await bundled();
    assert.ok(names.includes('@aws-sdk/client-sagemaker') && names.includes('@vscode/webview-ui-toolkit'), names.join(' '));
    assert.deepEqual(all.filter(({ name, licence }) => names.includes(name) && !isPermissive(licence)), []);
  });

  it('have no exception that nothing needs', () => {
    assert.deepEqual(LICENCES.filter(({ packages, licence }) => !all.some((one) => packages.test(one.name) && one.licence.includes(licence))), []);
  });
});
