// The long form of the property tests (specs, forms, manifests, names, tags and ARNs that a generator makes up) and of the fuzz tests
// (messages, links, documents, records, texts and replies of AWS that somebody might send who means harm). PROPERTY_RUNS and PROPERTY_SEED
// as in test/unit/properties.test.ts. What VS Code's own panels bear is shown by the integration tests.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from '../proof.js';
import { root } from '../setup.mjs';
import { table } from '../table.js';

const RUNS = process.env['PROPERTY_RUNS'] ?? '5000';
const SEED = process.env['PROPERTY_SEED'] ?? String(Math.trunc(Math.random() * 2 ** 31));
/** What is claimed of the fuzz tests together. */
const LEAST = 100_000;
/** As test/support/fuzz.ts tells of each property. */
const COUNTED = /^cases of a property: (.*)$/gm;
/** Each in a process of its own, at once. */
const PARTS = [['test/unit/properties.test.ts', 'test/unit/fuzz/*.test.ts'], ['test/aws/fuzz/*.test.ts']] as const;

interface Test { readonly title: string; readonly fullTitle: string; readonly duration?: number; readonly err: { readonly message?: string } }
interface Report { readonly passes: readonly Test[]; readonly failures: readonly Test[]; readonly cases: ReadonlyMap<string, number> }

/** The report that mocha prints after what the tests themselves print. */
async function run(files: readonly string[]): Promise<Report> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'node_modules/mocha/bin/mocha.js'), '--timeout', '0', '--reporter', 'json', ...files], {
    cwd: root, env: { ...process.env, PROPERTY_RUNS: RUNS, PROPERTY_SEED: SEED, PROPERTY_TIMEOUT: '0', PROPERTY_COUNTS: 'yes' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  await new Promise((resolve) => child.once('close', resolve));
  const start = text.search(/^\{$/m);
  if (start < 0) throw new Error(`The property tests did not come to their end: ${text.slice(-500)}`);
  const cases = new Map([...text.slice(0, start).matchAll(COUNTED)].map(([, counted = '']) => JSON.parse(counted) as [string, number]));
  return { ...JSON.parse(text.slice(start)) as Omit<Report, 'cases'>, cases };
}

export async function prove(): Promise<Outcome> {
  console.log(`${RUNS} runs of each property, fewer where a case is long; seed ${SEED}\n`);
  const reports = await Promise.all(PARTS.map((files) => run(files)));
  const passes = reports.flatMap((report) => report.passes);
  const failures = reports.flatMap((report) => report.failures);
  const cases = new Map(reports.flatMap((report) => [...report.cases]));
  const row = (outcome: string) => ({ title, fullTitle, duration }: Test): (string | number)[] => [title, cases.get(fullTitle) ?? '', outcome, Math.round(duration ?? 0)];
  console.log(table(['property', 'cases', '', 'ms'], [...passes.map(row('holds')), ...failures.map(row('FAILS'))]));
  for (const { title, err } of failures) console.log(`\n${title}:\n${err.message ?? ''}`);
  const all = [...cases.values()].reduce((sum, count) => sum + count, 0);
  const enough = all >= LEAST;
  console.log(`\n${all.toLocaleString('en')} cases of fuzz tests in all, seed ${SEED}${enough ? '' : `: fewer than ${LEAST.toLocaleString('en')}`}`);
  return { passed: passes.length + Number(enough), failed: failures.length + Number(!enough) };
}
