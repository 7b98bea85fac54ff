// A deployment survives: its process is killed at every write of the journal and at every call to AWS, every call goes wrong in every
// way, windows share it, the machine sleeps. Each time the journal is carried on by a process of the real parts, and afterwards there
// is one endpoint or none, nothing was created twice, and the account holds what the journal says.
import { availableParallelism } from 'node:os';
import { concurrently } from '../../src/aws/concurrently.js';
import { random } from '../../test/support/random.js';
import type { Outcome } from '../proof.js';
import { table } from '../table.js';
import { bundleChild, type Bundle } from './lifecycle/bundle.js';
import { type Case, type Outcome as Result, runCase } from './lifecycle/cases.js';
import { PLAYS } from './lifecycle/plays.js';
import { SCENARIOS, type Scenario, killsOf, mishapsOf, nameOf } from './lifecycle/points.js';

interface Done { readonly given: Case; readonly result: Result }

/** Some more than there are processors: a case waits most of its time. */
const AT_ONCE = availableParallelism() + 2;

/** The points of a scenario are those that it comes by when nothing happens. */
async function casesOf(bundle: Bundle, scenario: Scenario): Promise<Case[]> {
  const { kind, cancelAt } = scenario;
  const rehearsal: Case = { kind, point: nameOf(scenario), what: 'nothing happens', ...(cancelAt === undefined ? {} : { cancelAt }) };
  const { events } = await runCase(bundle, rehearsal);
  return [rehearsal, ...killsOf(scenario, events), ...mishapsOf(scenario, events)];
}

function show(done: readonly Done[]): void {
  const rows = done.map(({ given, result }) => [given.point, given.what, result.phase, result.endpoints, result.configs, result.models, result.calls, result.problems.join('; ').slice(0, 300)]);
  console.log(table(['point', 'what happened', 'ended', 'endpoints', 'configs', 'models', 'calls', ''], rows));
  const ends = new Map<string, number>();
  for (const { result } of done) ends.set(result.phase, (ends.get(result.phase) ?? 0) + 1);
  console.log(`\n${done.length} cases: ${[...ends].map(([phase, times]) => `${times} ${phase}`).join(', ')}`);
}

async function run(bundle: Bundle, cases: readonly Case[]): Promise<Outcome> {
  const done = await concurrently(cases, AT_ONCE, async (given) => ({ given, result: await runCase(bundle, given) }));
  show(done);
  const failed = done.filter(({ result }) => result.problems.length > 0).length;
  return { passed: done.length - failed, failed };
}

/** The short form: some cases of one scenario, and one play. */
export async function proveSome(seed: number, count: number): Promise<Outcome> {
  const next = random(seed);
  const take = <T>(from: readonly T[]): T => from[Math.trunc(next() * from.length)] as T;
  console.log(`lifecycle, seed ${seed}\n`);
  const bundle = await bundleChild();
  try {
    const cases = await casesOf(bundle, take(SCENARIOS));
    return await run(bundle, [...Array.from({ length: count - 1 }, () => take(cases)), take(PLAYS)]);
  } finally {
    bundle.remove();
  }
}

export async function prove(): Promise<Outcome> {
  const bundle = await bundleChild();
  try {
    const cases = (await concurrently(SCENARIOS, AT_ONCE, (scenario) => casesOf(bundle, scenario))).flat();
    return await run(bundle, [...cases, ...PLAYS]);
  } finally {
    bundle.remove();
  }
}
