// `npm run proof` as people call it, and the short form of the proof `specs`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { recorded, report } from '../../scripts/proofReport.js';
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
      assert.match(stderr, /NAME is one of specs, preflight, .*storage\./);
    }
  });
});

describe('the page of all proofs', () => {
  it('has the figures and what each printed, without colours', async () => {
    const { result, lines } = await recorded(() => {
      console.log('━━ one ━━');
      console.log('%s\n\u001b[31mred\u001b[0m', 'a table');
      return Promise.resolve(7);
    });
    assert.equal(result, 7);
    assert.equal(report([{ name: 'one', passed: 2, failed: 0, lines }]), '# What was shown\n\nWritten by `npm run proof`, which runs every proof in its long form.\n\n'
      + '| proof | passed | failed |\n|---|---|---|\n| [one](#one) | 2 | 0 |\n\n## one\n\n```\na table\nred\n```\n');
  });
});

describe('tables', () => {
  it('set texts to the left and numbers to the right', () => {
    assert.equal(table(['name', 'n'], [['×', 7], ['longer', 12]]), 'name     n\n──────  ──\n×        7\nlonger  12');
    assert.equal(table(['name'], []), 'name\n────');
  });
});
