import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/setup.mjs';
import { withLock } from '../../../scripts/steps.mjs';

describe('The lock of the set-up', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jsd-lock-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets one process at a time in', async () => {
    const log = join(folder, 'log');
    const program = `
      import { appendFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      import { withLock } from ${JSON.stringify(join(root, 'scripts/steps.mjs'))};
      await withLock(${JSON.stringify(join(folder, 'lock'))}, async () => {
        appendFileSync(${JSON.stringify(log)}, '(');
        await sleep(50);
        appendFileSync(${JSON.stringify(log)}, ')');
      });`;
    await Promise.all([1, 2, 3].map(() => new Promise<void>((done, fail) => {
      spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
        .once('exit', (code) => code === 0 ? done() : fail(new Error(`exit code ${String(code)}`)));
    })));
    assert.equal(readFileSync(log, 'utf8'), '()()()');
  });

  it('lets one caller at a time in, of one process too', async () => {
    let inside = 0;
    const work = async (): Promise<number> => {
      const others = inside++;
      await new Promise((done) => setTimeout(done, 20));
      inside--;
      return others;
    };
    const lock = join(folder, 'lock');
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => withLock(lock, work))), [0, 0, 0]);
  });

  it('takes over the lock of a process that has died', async () => {
    const lock = join(folder, 'lock');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(lock, String(dead));
    assert.equal(await withLock(lock, () => Promise.resolve(readFileSync(lock, 'utf8'))), String(process.pid));
    assert.equal(existsSync(lock), false);
  });

  it('is free again after work that fails', async () => {
    const lock = join(folder, 'lock');
    await assert.rejects(withLock(lock, () => Promise.reject(new Error('no space'))), /no space/);
    assert.equal(existsSync(lock), false);
  });
});
