// `npm run proof` as people call it, and the short form of the proof `specs`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { table } from '../../scripts/table.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function proof(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'scripts/proof.ts', ...args], { cwd: ROOT, encoding: 'utf8', timeout: 60_000 });
}

describe('npm run proof', function () {
  this.timeout(60_000);

  it('shows that every spec is planned or refused in a sentence', () => {
    const { status, stdout } = proof('specs');
    const last = /^(\d+) passed, 0 failed$/.exec(stdout.trimEnd().split('\n').at(-1) ?? '');
    assert.ok(last && Number(last[1]) > 100, stdout);
    assert.equal(status, 0);
    assert.match(stdout, /refused because/);
  });

  it('ends with 2 and the names for one that is none', () => {
    for (const args of [['nonsense'], ['specs', 'more']]) {
      const { status, stdout, stderr } = proof(...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /NAME is one of specs, preflight, .*hostile\./);
    }
  });
});

describe('tables', () => {
  it('set texts to the left and numbers to the right', () => {
    assert.equal(table(['name', 'n'], [['×', 7], ['longer', 12]]), 'name     n\n──────  ──\n×        7\nlonger  12');
    assert.equal(table(['name'], []), 'name\n────');
  });
});
