import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CacheFiles, Files } from '../../../src/aws/files.js';
import { skipBecause } from '../../support/skip.js';
import { serviceError } from './support.js';

describe('files', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'jumpstart-files-')); });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  describe('records', () => {
    it('are written, read, listed and removed; the folder need not be there', async () => {
      const files = new Files(join(folder, 'deep', 'down'));
      assert.deepEqual(await files.list(), []);
      assert.equal(await files.read('a.json'), undefined);
      await files.write('a.json', '{"ü":1}');
      await files.write('b.json', '2');
      await files.write('a.json', '{"ü":2}');
      assert.deepEqual((await files.list()).sort(), ['a.json', 'b.json']);
      assert.equal(await files.read('a.json'), '{"ü":2}');
      await files.remove('a.json');
      await files.remove('a.json');
      assert.deepEqual(await files.list(), ['b.json']);
    });

    it('leave nothing half-written behind, and list none of it', async () => {
      const files = new Files(folder);
      await Promise.all(Array.from({ length: 20 }, (_, i) => files.write('a.json', String(i).repeat(1000))));
      assert.deepEqual(await readdir(folder), ['a.json']);
      await writeFile(join(folder, '.0000.tmp'), 'cut off');
      await mkdir(join(folder, 'sub'));
      assert.deepEqual(await files.list(), ['a.json']);
    });

    it('are made once, however many try, and whole from the first', async () => {
      const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(1000));
      const made = await Promise.all(texts.map((text) => new Files(folder).create('a.json', text)));
      assert.deepEqual(made.filter(Boolean), [true]);
      assert.equal(await new Files(folder).read('a.json'), texts[made.indexOf(true)]);
      assert.deepEqual(await readdir(folder), ['a.json']);
      await writeFile(join(folder, 'file'), '');
      await serviceError(new Files(join(folder, 'file')).create('a.json', '1'), 'unexpected');
    });

    it('keep the order in which they were written and removed, without waiting in between', async () => {
      const files = new Files(folder);
      const writes = Array.from({ length: 20 }, (_, i) => files.write('a.json', String(i)));
      assert.equal(await files.read('a.json'), '19');
      await Promise.all(writes);
      await Promise.all([files.write('a.json', 'x'), files.remove('a.json')]);
      assert.equal(await files.read('a.json'), undefined);
    });

    it('are for their owner alone', async function () {
      if (process.platform === 'win32') skipBecause(this, 'Windows has no file modes');
      await new Files(folder).write('a.json', '1');
      assert.equal((await stat(join(folder, 'a.json'))).mode & 0o077, 0);
    });

    for (const name of ['../a', 'a/b', 'a\\b', '', '.hidden', 'a:b', 'a.', 'x'.repeat(201), 'nul\0']) {
      it(`are never called ${JSON.stringify(name).slice(0, 20)}`, async () => {
        const files = new Files(folder);
        for (const ask of [() => files.read(name), () => files.write(name, ''), () => files.remove(name)]) await serviceError(ask(), 'unexpected');
        assert.deepEqual(await readdir(folder), []);
      });
    }

    it('say why they could not be written', async () => {
      await writeFile(join(folder, 'file'), '');
      const files = new Files(join(folder, 'file'));
      const error = await serviceError(files.write('a.json', '1'), 'unexpected');
      assert.match(error.message, /could not be written: .*(Move it away|Try again)/);
      assert.ok(error.code === 'ENOTDIR' || error.code === 'EEXIST', error.code);
      await files.write('a.json', '2').catch(() => undefined);
      await serviceError(new Files(join(folder, 'file', 'x')).list(), 'unexpected');
    });

    it('say so where the folder may not be written to', async function () {
      if (process.getuid?.() === 0 || process.platform === 'win32') skipBecause(this, 'the administrator may write everywhere');
      await chmod(folder, 0o500);
      assert.match((await serviceError(new Files(folder).write('a.json', '1'), 'unexpected')).message, /your user may not do that there/);
      await chmod(folder, 0o700);
    });
  });

  describe('cached texts', () => {
    it('have names with folders, and survive', async () => {
      await new CacheFiles(folder).write('us-west-2/meta/1.0:x*.json', 'text');
      assert.equal(await new CacheFiles(folder).read('us-west-2/meta/1.0:x*.json'), 'text');
      assert.equal(await new CacheFiles(folder).read('us-west-2/other'), undefined);
    });

    it('may be empty and large', async () => {
      const cache = new CacheFiles(folder);
      const large = 'zeile ü\n'.repeat(100_000);
      await cache.write('empty', '');
      await cache.write('large', large);
      assert.equal(await cache.read('empty'), '');
      assert.equal(await cache.read('large'), large);
    });

    it('read as missing where they were cut, changed or are not ours', async () => {
      const cache = new CacheFiles(folder);
      await cache.write('a', '{"models":[1,2,3]}');
      const path = join(folder, 'a');
      const whole = await readFile(path, 'utf8');
      for (const damaged of [whole.slice(0, -1), whole.replace('2', '4'), '', '\n', 'no seal', '{"models":[]}']) {
        await writeFile(path, damaged);
        assert.equal(await cache.read('a'), undefined, damaged);
      }
      await writeFile(path, whole);
      assert.equal(await cache.read('a'), '{"models":[1,2,3]}');
    });

    it('that cannot be read are missing, not an error', async () => {
      await mkdir(join(folder, 'a'));
      assert.equal(await new CacheFiles(folder).read('a'), undefined);
    });

    for (const name of ['../a', 'a/../../b', 'a//b', '/a', '.']) {
      it(`never leave their folder: ${name}`, async () => { await serviceError(new CacheFiles(folder).write(name, ''), 'unexpected'); });
    }
  });
});
