// Tells of cases as they end, and counts them.
import type { Outcome } from '../../proof.js';
import { table } from '../../table.js';
import type { Case, Outcome as Result } from './cases.js';
import { isCall } from './points.js';

export interface Done {
  readonly given: Case;
  readonly result: Result;
  /** Real milliseconds. */
  readonly began: number;
  readonly ended: number;
}

const failed = ({ result }: Done): boolean => result.problems.length > 0;
const times = (done: readonly Done[], fits: (one: Done) => boolean): number => done.filter(fits).length;

export class Tally {
  private readonly done = new Map<string, Done[]>();
  /** How many cases the scenarios have. */
  private readonly sizes = new Map<string, number>();

  /** What is still to come. */
  expect(cases: readonly Case[]): void {
    for (const { scenario } of cases) this.sizes.set(scenario, (this.sizes.get(scenario) ?? this.done.get(scenario)?.length ?? 0) + 1);
  }

  /** Lists the points of a scenario. */
  announce(scenario: string, points: readonly string[]): void {
    console.log(`${scenario}\n  journal: ${points.filter((point) => !isCall(point)).join(', ')}\n  AWS:     ${points.filter(isCall).join(', ')}`);
  }

  add(one: Done): void {
    const { given: { scenario, point, what }, result } = one;
    const done = [...this.done.get(scenario) ?? [], one];
    this.done.set(scenario, done);
    if (failed(one)) console.log(`✘ ${scenario}: ${point}, ${what}: ${result.problems.join('; ')}`);
    if (done.length === this.sizes.get(scenario)) console.log(`${times(done, failed) === 0 ? '✔' : '✘'} ${scenario}: ${counts(done)}`);
  }

  /** The table of all scenarios. */
  show(): Outcome {
    const all = [...this.done.values()].flat();
    const phases = [...new Set(all.map(({ result }) => result.phase))];
    const row = (name: string, done: readonly Done[]): (string | number)[] => [
      name, done.length, times(done, ({ given }) => given.kill !== undefined), times(done, ({ given }) => given.kill === undefined && given.faults !== undefined && !given.play),
      ...[0, 1].map((n) => times(done, ({ result }) => result.endpoints === n)), ...phases.map((phase) => times(done, ({ result }) => result.phase === phase)),
      done.reduce((sum, { result }) => sum + result.calls, 0), times(done, (one) => !failed(one)), times(done, failed), seconds(done),
    ];
    const rows = [...this.done].map(([name, done]) => row(name, done));
    console.log(`\n${table(['scenario', 'cases', 'killed', 'calls gone wrong', 'no endpoint', '1 endpoint', ...phases, 'calls', 'passed', 'failed', 'seconds'], [...rows, row('all', all)])}`);
    return { passed: times(all, (one) => !failed(one)), failed: times(all, failed) };
  }
}

function counts(done: readonly Done[]): string {
  return `${done.length} cases, ${times(done, (one) => !failed(one))} passed, ${times(done, failed)} failed, ${seconds(done)} s`;
}

/** From the beginning of the first one to the end of the last one. */
function seconds(done: readonly Done[]): number {
  return Math.round((Math.max(...done.map(({ ended }) => ended)) - Math.min(...done.map(({ began }) => began))) / 1000);
}
