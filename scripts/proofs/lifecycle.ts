// A deployment survives, and so does a removal: its process is killed at every write of the journal and at every call to AWS, every call
// goes wrong in every way, windows share it, the machine sleeps. Each time the journal is carried on by a process of the real parts.
// Afterwards there is one endpoint or none, nothing was done twice, and the account holds what the journal says; of a removed endpoint
// nothing is left, and what others need is there.
import { availableParallelism } from 'node:os';
import { concurrently } from '../../src/aws/concurrently.js';
import { random } from '../../test/support/random.js';
import type { Outcome } from '../proof.js';
import { bundleChild } from './lifecycle/bundle.js';
import { type Case, runCase } from './lifecycle/cases.js';
import { PLAYS } from './lifecycle/plays.js';
import { SCENARIOS, type Scenario, killsOf, mishapsOf, nameOf, pointsOf } from './lifecycle/points.js';
import { Pool } from './lifecycle/pool.js';
import { type Done, Tally } from './lifecycle/tally.js';
import { isRemoval } from './lifecycle/victims.js';

/** More than there are processors: a case waits most of its time. */
const AT_ONCE = 2 * availableParallelism() + 2;

async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const bundle = await bundleChild();
  const pool = new Pool(bundle);
  try {
    return await work(pool);
  } finally {
    pool.end();
    bundle.remove();
  }
}

async function run(pool: Pool, given: Case): Promise<Done> {
  const began = Date.now();
  return { given, result: await runCase(pool, given), began, ended: Date.now() };
}

/** The points of a scenario are those that it comes by when nothing happens. */
async function casesOf(pool: Pool, tally: Tally, scenario: Scenario): Promise<Case[]> {
  const { kind, cancelAt } = scenario;
  const rehearsal = await run(pool, { scenario: nameOf(scenario), kind, point: '', what: 'nothing happens', ...(cancelAt === undefined ? {} : { cancelAt }) });
  const { events } = rehearsal.result;
  const cases = [...killsOf(scenario, events), ...mishapsOf(scenario, events)];
  tally.announce(nameOf(scenario), pointsOf(events, scenario));
  tally.add(rehearsal);
  return cases;
}

async function runAll(pool: Pool, tally: Tally, cases: readonly Case[]): Promise<Outcome> {
  tally.expect(cases);
  await concurrently(cases, AT_ONCE, async (given) => { tally.add(await run(pool, given)); });
  return tally.show();
}

/** The short form: some cases of a deployment and of a removal, and one play. */
export async function proveSome(seed: number, count: number): Promise<Outcome> {
  const next = random(seed);
  const take = <T>(from: readonly T[]): T => from[Math.trunc(next() * from.length)] as T;
  console.log(`lifecycle, seed ${seed}\n`);
  return withPool(async (pool) => {
    const tally = new Tally();
    const scenarios = [false, true].map((removal) => take(SCENARIOS.filter(({ kind }) => isRemoval(kind) === removal)));
    const cases = (await concurrently(scenarios, AT_ONCE, (scenario) => casesOf(pool, tally, scenario))).map((of) => Array.from({ length: count }, () => take(of)));
    return runAll(pool, tally, [...cases.flat(), take(PLAYS)]);
  });
}

export async function prove(): Promise<Outcome> {
  return withPool(async (pool) => {
    const tally = new Tally();
    const cases = await concurrently(SCENARIOS, AT_ONCE, (scenario) => casesOf(pool, tally, scenario));
    return runAll(pool, tally, [...cases.flat(), ...PLAYS]);
  });
}
