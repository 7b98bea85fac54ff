// Two hours in five minutes: deployments come and go, calls go wrong in every way, windows are killed and others take over. At the end
// journal and removals account for every resource that the emulator ever created, and the window that lived through all of it holds on
// to no more than before. SOAK_SEED repeats a run.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../src/emulator/start.js';
import type { Outcome } from '../proof.js';
import { inventory } from './lifecycle/account.js';
import { bundleChild, type Bundle } from './lifecycle/bundle.js';
import { REGION } from './lifecycle/plans.js';
import { booksOf, claimsOf } from './soak/accounts.js';
import { Crew } from './soak/crew.js';
import { scriptOf } from './soak/fates.js';
import { Play } from './soak/play.js';
import { quiet, showAccounts, showFates, showFigures } from './soak/show.js';

export interface Extent {
  readonly deployments: number;
  /** Virtual. */
  readonly minutes: number;
  readonly kills: number;
  /** Virtual seconds per real second. */
  readonly scale: number;
}

const LONG: Extent = { deployments: 50, minutes: 120, kills: 8, scale: 36 };
const WARM_UP = 3;
export const seedOf = (): number => Number(process.env['SOAK_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

export function prove(): Promise<Outcome> {
  return soak(seedOf(), LONG);
}

export async function soak(seed: number, extent: Extent): Promise<Outcome> {
  console.log(`soak, SOAK_SEED=${seed}: ${extent.deployments} deployments in ${extent.minutes} virtual minutes, ${extent.kills} windows killed\n`);
  const bundle = await bundleChild('soak/window');
  try {
    return await soakIn(bundle, seed, extent);
  } finally {
    bundle.remove();
  }
}

async function soakIn(bundle: Bundle, seed: number, { deployments, minutes, kills, scale }: Extent): Promise<Outcome> {
  const began = Date.now();
  const emulator = await startEmulator({ region: REGION, timeScale: scale, quotas: { 'ml.m5.xlarge': 1000, 'ml.g4dn.xlarge': 1000 } });
  const before = await inventory(emulator);
  const folder = join(bundle.folder, 'journal');
  mkdirSync(folder);
  const pace = { since: began, scale };
  const { crew, steward } = await Crew.open(bundle, { url: emulator.url, folder, ...pace });
  try {
    const stage = { emulator, crew, steward, folder, pace };
    // code is loaded and memory taken with the first of its kind: those come before anything is measured
    const warmUp = scriptOf(seed, { stem: 'first', count: WARM_UP, minutes: 1, kills: 0 });
    await new Play({ ...stage, alone: true }, { ...warmUp, fates: warmUp.fates.map((fate, i) => ({ ...fate, ...(i % 2 === 0 ? { removesAfter: 0 } : { cancelsAfter: 1 }) })) }).run(1);
    const first = await quiet(steward);
    await crew.complete();
    const script = scriptOf(seed, { stem: 'soak', count: deployments, minutes: minutes * 0.75, kills });
    const play = new Play({ ...stage, alone: false }, script);
    const problems = await play.run(minutes).then((): string[] => [], (error: unknown) => [error instanceof Error ? error.message : String(error)]);
    const last = await quiet(steward, first);
    problems.push(...(await play.leftOver()).map((name) => `${name} is left in the journal`), ...crew.told.printed);
    const records = await play.records();
    const books = booksOf(emulator.calls, await inventory(emulator), before);
    showFates(script.fates, records);
    const accounts = showAccounts(books, claimsOf(records, crew.told.removed));
    const held = showFigures(first, last, records.length);
    for (const problem of problems) console.log(`✘ ${problem}`);
    console.log(`\n${crew.killed} windows killed, ${emulator.calls.length} calls, ${Math.round((Date.now() - began) / 1000)} s`);
    return { passed: accounts.passed + held.passed + Number(problems.length === 0), failed: accounts.failed + held.failed + problems.length };
  } finally {
    await crew.end(steward);
    await emulator.stop();
  }
}
