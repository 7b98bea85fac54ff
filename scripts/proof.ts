// npm run proof [-- NAME]: shows what is claimed. Runs the long form of one proof, or of all that there are, and prints its table; all of
// them are written to docs/proof.md as well.
// Last line `N passed, N failed`; exit code 1 where something failed, 2 for a name that is none.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Section, recorded, report } from './proofReport.js';
import { root } from './setup.mjs';

/** What a proof found; it has printed its table by then. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** Each is a file of its own in scripts/proofs, which exports `prove`. */
const NAMES = ['specs', 'preflight', 'lifecycle', 'diagnosis', 'removal', 'notebooks', 'newcomer', 'faults', 'soak', 'fuzz', 'secrets', 'hostile', 'storage'] as const;

interface Proof { prove(): Promise<Outcome> | Outcome }

async function load(name: string): Promise<Proof | undefined> {
  const file = new URL(`./proofs/${name}.ts`, import.meta.url);
  return existsSync(fileURLToPath(file)) ? await import(file.href) as Proof : undefined;
}

async function run(name: string): Promise<Outcome | undefined> {
  const proof = await load(name);
  if (!proof) return undefined;
  console.log(`\n━━ ${name} ━━`);
  try {
    return await proof.prove();
  } catch (error) {
    console.log(`The proof itself broke off: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

async function main([wanted, ...more]: readonly string[]): Promise<number> {
  if (more.length > 0 || (wanted !== undefined && !(NAMES as readonly string[]).includes(wanted))) {
    console.error(`npm run proof [-- NAME]: NAME is one of ${NAMES.join(', ')}.`);
    return 2;
  }
  let [passed, failed] = [0, 0];
  const absent: string[] = [];
  const sections: Section[] = [];
  for (const name of wanted === undefined ? NAMES : [wanted]) {
    const { result: outcome, lines } = await recorded(() => run(name));
    if (outcome) sections.push({ name, ...outcome, lines });
    else absent.push(name);
    passed += outcome?.passed ?? 0;
    failed += outcome?.failed ?? 0;
  }
  if (absent.length > 0) {
    console.log(`\nNot written yet, so nothing was shown: ${absent.join(', ')}.`);
    if (wanted !== undefined) failed++;
  }
  if (wanted === undefined) {
    mkdirSync(join(root, 'docs'), { recursive: true });
    writeFileSync(join(root, 'docs/proof.md'), report(sections));
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
