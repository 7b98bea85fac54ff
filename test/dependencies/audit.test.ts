import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { root } from '../../scripts/setup.mjs';
import { skipBecause } from '../support/skip.js';
import { ADVISORIES } from './exceptions.js';

interface Report {
  readonly vulnerabilities: Readonly<Record<string, { readonly via: readonly (string | { readonly url: string; readonly title: string; readonly severity: string })[] }>>;
}

/** What is known to be wrong, a line for each advisory by its address; undefined where the report is none, as nobody could be asked. */
function advisoriesIn(report: string): Map<string, string> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(report);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !('vulnerabilities' in parsed)) return undefined;
  const found = Object.entries((parsed as Report).vulnerabilities).flatMap(([name, { via }]) => via.flatMap((one) => (typeof one === 'string' ? [] : [[one.url, `${name}: ${one.title} (${one.severity})`] as const])));
  return new Map(found);
}

describe('Known vulnerabilities', () => {
  // the one test that asks somebody outside: only npm's registry knows them
  it('are none, but for those that somebody looked at', function () {
    this.timeout(90_000);
    const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: root, encoding: 'utf8', timeout: 60_000, shell: process.platform === 'win32' });
    const found = advisoriesIn(stdout) ?? skipBecause(this, 'the registry that npm uses here answers no question about vulnerabilities');
    assert.deepEqual([...found].filter(([url]) => ADVISORIES[url] === undefined), []);
    assert.deepEqual(Object.keys(ADVISORIES).filter((url) => !found.has(url)), [], 'an exception that nothing needs');
  });

  it('are read from what npm reports, each once', () => {
    const via = [{ url: 'https://example.com/a', title: 'Bad', severity: 'high' }, 'other'];
    assert.deepEqual([...advisoriesIn(JSON.stringify({ vulnerabilities: { x: { via }, y: { via: ['x'] } } })) ?? []], [['https://example.com/a', 'x: Bad (high)']]);
    assert.deepEqual([advisoriesIn('{"message": "405"}'), advisoriesIn('no JSON')], [undefined, undefined]);
  });
});
