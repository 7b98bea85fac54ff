import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackageManager, listFiles } from '@vscode/vsce';
import { root } from '../../scripts/setup.mjs';

describe('The package', () => {
  let files: readonly string[];

  before(async () => {
    files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  });

  it('holds what the manifest starts', () => {
    const { main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { main: string };
    for (const file of [main.replace('./', ''), 'dist/lazy/aws-gateways.mjs', 'dist/webview/webview.js', 'package.json']) assert.ok(files.includes(file), file);
  });

  it('holds nothing but the bundle, pictures and the pages of the listing', () => {
    const expected = /^(dist\/|media\/|(package(\.nls(\.[\w-]+)?)?\.json|README\.md|CHANGELOG\.md|LICENSE)$)/;
    assert.deepEqual(files.filter((file) => !expected.test(file) || /\.(map|ts|vsix)$/.test(file)), []);
  });

  it('holds no picture that nothing shows', () => {
    const texts = files.filter((file) => /\.(json|md|[cm]?js|css)$/.test(file)).map((file) => readFileSync(join(root, file), 'utf8'));
    const unused = files.filter((file) => file.startsWith('media/')).filter((file) => {
      const name = file.split('/').at(-1) ?? file;
      return !texts.some((text) => text.includes(name));
    });
    assert.deepEqual(unused, []);
  });
});
