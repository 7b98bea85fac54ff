import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Job } from '../../../scripts/jobs.js';
import { root } from '../../../scripts/setup.mjs';

/** Runs jobs in a process of their own, because they write to its standard output. */
function run(jobs: readonly Job[], atOnce = 2): { code: number | null; lines: readonly string[] } {
  const program = `
    import { runJobs } from ${JSON.stringify(join(root, 'scripts/jobs.ts'))};
    process.exitCode = await runJobs(${JSON.stringify(jobs)}, ${atOnce});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { cwd: root, encoding: 'utf8' });
  assert.equal(stderr, '');
  return { code: status, lines: stdout.trimEnd().split('\n') };
}

const script = (name: string, program: string, more: Partial<Job> = {}): Job => ({ name, command: [process.execPath, '-e', program], ...more });
const tier = (name: string, counts: unknown, exitCode = 0): Job =>
  script(name, `require('fs').writeFileSync(process.env.TEST_COUNTS_FILE, ${JSON.stringify(JSON.stringify(counts))}); process.exit(${exitCode})`, { counts: true });

describe('The test run', () => {
  it('adds up commands and tiers, and ends with one line of figures', () => {
    const { code, lines } = run([script('lint', ''), tier('unit', { passed: 5, failed: 0, skipped: [{ title: 'a b', reason: 'no moon' }] })]);
    assert.equal(lines.at(-1), '6 passed, 0 failed, 1 skipped');
    assert.ok(lines.includes('  unit: a b: no moon'));
    assert.equal(code, 0);
  });

  it('goes on after a failure, and ends with an exit code that says so', () => {
    const { code, lines } = run([script('lint', 'process.exit(1)'), tier('unit', { passed: 5, failed: 2, skipped: [] }, 2)]);
    assert.equal(lines.at(-1), '5 passed, 3 failed, 0 skipped');
    assert.equal(code, 1);
  });

  for (const [what, job] of [
    ['has no tests', tier('unit', { passed: 0, failed: 0, skipped: [] })],
    ['dies before its end', script('unit', 'process.exit(0)', { counts: true })],
    ['cannot be started', { name: 'unit', command: ['/nowhere'], counts: true }],
  ] as const) {
    it(`counts a tier that ${what} as a failure`, () => {
      const { code, lines } = run([job]);
      assert.equal(lines.at(-1), '0 passed, 1 failed, 0 skipped');
      assert.equal(code, 1);
    });
  }

  it('counts a tier that ends badly after its tests have passed as a failure', () => {
    assert.equal(run([tier('unit', { passed: 5, failed: 0, skipped: [] }, 1)]).lines.at(-1), '5 passed, 1 failed, 0 skipped');
  });

  it('says why a job is not run', () => {
    const { code, lines } = run([script('e2e', 'process.exit(1)', { skip: 'no window here' })]);
    assert.ok(lines.includes('  e2e: e2e: no window here'));
    assert.equal(lines.at(-1), '0 passed, 0 failed, 1 skipped');
    assert.equal(code, 0);
  });

  it('shows outputs in order and whole, though the later one ends first', () => {
    const slow = script('slow', "console.log('slow 1'); setTimeout(() => console.log('slow 2'), 400)");
    const { lines } = run([slow, script('quick', "console.log('quick')")]);
    assert.deepEqual(lines.filter((line) => /^(slow|quick)/.test(line)), ['slow 1', 'slow 2', 'quick']);
  });

  it('starts a job after the one it needs', () => {
    const needed = script('build', "setTimeout(() => console.log(`build ended ${Date.now()}`), 300)");
    const { lines } = run([needed, script('e2e', 'console.log(`e2e started ${Date.now()}`)', { after: 'build' })]);
    const time = (start: string) => Number(lines.find((line) => line.startsWith(start))?.slice(start.length));
    assert.ok(time('e2e started ') >= time('build ended '));
  });
});
