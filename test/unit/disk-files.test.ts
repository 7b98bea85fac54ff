// Files that people see, and what VS Code keeps for them, while the disk goes wrong or two windows write.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultyDisk } from '../../scripts/proofs/storage/disk.js';
import { Files } from '../../src/aws/files.js';
import { newFile } from '../../src/ui/newFile.js';
import { TryHistory } from '../../src/ui/panel/tryHistory.js';
import { memento } from '../support/memento.js';

const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'jumpstart-disk-'));
  folders.push(made);
  return made;
}

describe('a new file', () => {
  for (const fault of ['full', 'torn', 'read-only', 'denied'] as const) {
    it(`is whole or not there, on a disk that is ${fault}, and what has its name stays`, async () => {
      const [here, bytes] = [folder(), Buffer.from('a notebook')];
      writeFileSync(join(here, 'taken'), 'mine');
      const disk = faultyDisk(here);
      await disk.begin(fault);
      try {
        await assert.rejects(newFile(join(here, 'new'), bytes), /ENOSPC|EROFS|EACCES/);
        assert.equal(await newFile(join(here, 'taken'), bytes), false);
        assert.equal(readFileSync(join(here, 'taken'), 'utf8'), 'mine');
      } finally {
        disk.end();
      }
      assert.deepEqual(readdirSync(here), ['taken']);
      assert.equal(await newFile(join(here, 'new'), bytes), true);
      assert.equal(readFileSync(join(here, 'new'), 'utf8'), 'a notebook');
    });
  }
});

describe('a record behind a link', () => {
  it('is one like others; where the link leads nowhere it is none', async () => {
    const here = folder();
    writeFileSync(join(here, '.elsewhere'), '{}');
    symlinkSync(join(here, '.elsewhere'), join(here, 'deployment-a.json'));
    symlinkSync(join(here, '.nowhere'), join(here, 'deployment-b.json'));
    const files = new Files(here);
    assert.deepEqual([await files.list(), await files.read('deployment-a.json')], [['deployment-a.json'], '{}']);
    await files.write('deployment-a.json', '{"a":1}');
    assert.equal(readFileSync(join(here, '.elsewhere'), 'utf8'), '{}', 'what is written takes the link\'s place');
  });
});

describe('the requests that were tried', () => {
  const entry = (title: string) => ({ at: '2026-11-01T00:00:00.000Z', title, outcome: '0.1 s', failed: false });
  const send = { example: 0, body: '{}', stream: false, edited: false } as never;

  it('are kept of both, where two windows try one endpoint', async () => {
    const memory = memento();
    const [one, two] = [new TryHistory('key', memory), new TryHistory('key', memory)];
    await one.add(entry('first'), send);
    await two.add(entry('second'), send);
    await one.add(entry('third'), send);
    assert.deepEqual(two.views().map(({ title }) => title), ['third', 'second', 'first']);
  });

  for (const held of [null, '', '\0\u0001', 7, { entries: [] }, [null, 'x', { id: 1 }]]) {
    it(`are none where ${JSON.stringify(held)} is kept, and the next one is kept`, async () => {
      const history = new TryHistory('key', memento({ key: held }));
      assert.deepEqual(history.views(), []);
      await history.add(entry('next'), send);
      assert.deepEqual(history.views().map(({ title }) => title), ['next']);
    });
  }
});
