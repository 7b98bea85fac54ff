import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sbomOf } from '../../../scripts/sbom.mjs';

describe('the list of what is bundled', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'jumpstart-sbom-'));
    const write = async (folder: string, content: object, file = 'package.json') => {
      await mkdir(join(root, folder), { recursive: true });
      await writeFile(join(root, folder, file), JSON.stringify(content));
    };
    await write('.', { name: 'product', version: '0.1.0', license: 'Apache-2.0' });
    await write('.', { packages: { 'node_modules/@a/b': { version: '1.2.3', integrity: `sha512-${Buffer.from([0xca, 0xfe]).toString('base64')}` } } }, 'package-lock.json');
    await write('node_modules/@a/b', { name: '@a/b', version: '1.2.3', license: 'MIT' });
    await write('node_modules/c', { name: 'c', version: '2.0.0' });
  });
  after(() => rm(root, { recursive: true }));

  it('names each package by version, licence and the hash that npm checked', () => {
    assert.deepEqual(sbomOf(['node_modules/@a/b'], root).components, [{
      'type': 'library', 'bom-ref': 'pkg:npm/%40a/b@1.2.3', 'name': '@a/b', 'version': '1.2.3', 'purl': 'pkg:npm/%40a/b@1.2.3',
      'licenses': [{ expression: 'MIT' }], 'hashes': [{ alg: 'SHA-512', content: 'cafe' }],
    }]);
  });

  it('leaves out what is not known, and names the product', () => {
    const { components, metadata } = sbomOf(['node_modules/c'], root);
    assert.deepEqual(components, [{ 'type': 'library', 'bom-ref': 'pkg:npm/c@2.0.0', 'name': 'c', 'version': '2.0.0', 'purl': 'pkg:npm/c@2.0.0' }]);
    assert.equal(metadata.component.purl, 'pkg:npm/product@0.1.0');
  });
});
