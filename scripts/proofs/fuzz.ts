// The long form of the property tests (specs, forms, manifests, names, tags and ARNs that a generator makes up) and of the fuzz tests
// (messages, documents, records and texts that somebody might send who means harm). PROPERTY_RUNS and PROPERTY_SEED as in
// test/unit/properties.test.ts.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from '../proof.js';
import { root } from '../setup.mjs';
import { table } from '../table.js';

const RUNS = process.env['PROPERTY_RUNS'] ?? '5000';
const SEED = process.env['PROPERTY_SEED'] ?? String(Math.trunc(Math.random() * 2 ** 31));

interface Test { readonly title: string; readonly duration?: number; readonly err: { readonly message?: string } }
interface Report { readonly passes: readonly Test[]; readonly failures: readonly Test[] }

/** The report that mocha prints after what the tests themselves print. */
async function runProperties(): Promise<Report> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'node_modules/mocha/bin/mocha.js'), '--timeout', '0', '--reporter', 'json', 'test/unit/properties.test.ts', 'test/unit/fuzz/*.test.ts'], {
    cwd: root, env: { ...process.env, PROPERTY_RUNS: RUNS, PROPERTY_SEED: SEED, PROPERTY_TIMEOUT: '0' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  await new Promise((resolve) => child.once('close', resolve));
  const start = text.search(/^\{$/m);
  if (start < 0) throw new Error(`The property tests did not come to their end: ${text.slice(-500)}`);
  return JSON.parse(text.slice(start)) as Report;
}

export async function prove(): Promise<Outcome> {
  console.log(`${RUNS} runs of each property, seed ${SEED}\n`);
  const { passes, failures } = await runProperties();
  const row = (outcome: string) => ({ title, duration }: Test): (string | number)[] => [title, outcome, Math.round(duration ?? 0)];
  console.log(table(['property', '', 'ms'], [...passes.map(row('holds')), ...failures.map(row('FAILS'))]));
  for (const { title, err } of failures) console.log(`\n${title}:\n${err.message ?? ''}`);
  return { passed: passes.length, failed: failures.length };
}
