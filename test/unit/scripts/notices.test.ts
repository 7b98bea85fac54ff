import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticesOf, packagesOf } from '../../../scripts/notices.mjs';

describe('the licences of what is bundled', () => {
  it('are those of the packages that the bundles are made of', () => {
    assert.deepEqual(packagesOf(['src/a.ts', 'node_modules/b/dist/x.js', 'node_modules/b/y.js', 'node_modules/@c/d/e.js', 'node_modules/b/node_modules/@f/g/h.js', 'node_modules\\i\\j.js']),
      ['node_modules/@c/d', 'node_modules/b', 'node_modules/b/node_modules/@f/g', 'node_modules/i']);
  });

  it('stand there word by word, once where several share one', async () => {
    const root = await mkdtemp(join(tmpdir(), 'jumpstart-notices-'));
    try {
      const add = async (name: string, license: string, files: Readonly<Record<string, string>>) => {
        await mkdir(join(root, name));
        await writeFile(join(root, name, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
        for (const [file, text] of Object.entries(files)) await writeFile(join(root, name, file), text);
      };
      await add('a', 'MIT', { 'LICENSE': 'Copyright of A\r\n' });
      await add('b', 'Apache-2.0', { 'LICENSE.txt': 'Apache', 'NOTICE': 'Notice of B' });
      await add('c', 'MIT', { 'license.md': 'Copyright of A' });
      await add('d', 'ISC', { 'README.md': 'none' });
      const text = noticesOf(['a', 'b', 'c', 'd'], root);
      for (const part of ['a 1.2.3 (MIT)\nc 1.2.3 (MIT)\n\nCopyright of A\n', 'b 1.2.3 (Apache-2.0)\n\nApache\n\nNotice of B\n', 'd 1.2.3 (ISC)\n\nLicence: ISC\n']) assert.ok(text.includes(part), text);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
