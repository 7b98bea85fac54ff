// Every call that the product makes to AWS goes wrong in every way, through the product's own functions, the real SDK and real sockets.
// Each time the right thing is said, nothing is sent more often than is safe, nothing is created twice, and the next try succeeds.
import { concurrently } from '../../src/aws/concurrently.js';
import { startEmulator } from '../../src/emulator/start.js';
import type { Outcome } from '../proof.js';
import { table } from '../table.js';
import { CALLS, type Call, REGION } from './faults/calls.js';
import { type Cell, examine } from './faults/cell.js';
import { FAULTS, type Fault, withNetworkFaults } from './faults/proxy.js';

/** More than there are processors: a cell waits most of its time. */
const AT_ONCE = 8;
const QUOTAS = { 'ml.m5.large': 1000, 'ml.m5.xlarge': 1000 };

/** @param faultsOf which of the faults a call is to meet */
export async function examineAll(calls: readonly Call[], faultsOf: (at: number) => readonly Fault[]): Promise<Cell[]> {
  process.env['AWS_ACCESS_KEY_ID'] ??= 'AKIDEXAMPLEFAULTS';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'secret-of-the-faults';
  return withNetworkFaults(async () => (await concurrently(calls.map((call, at) => ({ call, faults: faultsOf(at) })), AT_ONCE, async ({ call, faults }) => {
    const emulator = await startEmulator({ region: REGION, quotas: QUOTAS });
    try {
      const cells: Cell[] = [];
      for (const fault of faults) cells.push(await examine(emulator, call, fault));
      return cells;
    } finally {
      await emulator.stop();
    }
  })).flat());
}

export function show(cells: readonly Cell[]): Outcome {
  const names = [...new Set(cells.map(({ call }) => call))];
  const mark = (call: string, fault: Fault): string => {
    const cell = cells.find((each) => each.call === call && each.fault === fault);
    return cell === undefined ? '' : cell.wrongs.length > 0 ? 'WRONG' : cell.ended;
  };
  console.log(table(['call', ...FAULTS], names.map((name) => [name, ...FAULTS.map((fault) => mark(name, fault))])));
  const wrong = cells.filter(({ wrongs }) => wrongs.length > 0);
  for (const { call, fault, wrongs } of wrong) console.log(`\n${call}, ${fault}: ${wrongs.join('\n  ')}`);
  const spoken = cells.filter(({ ended }) => ended !== 'goes on').length;
  console.log(`\n${names.length} calls, ${cells.length} cells: ${spoken} told in a sentence, ${cells.filter(({ ended }) => ended === 'goes on').length} gone on without, ${cells.reduce((sum, { sent }) => sum + sent, 0)} requests met a fault`);
  return { passed: cells.length - wrong.length, failed: wrong.length };
}

export async function prove(): Promise<Outcome> {
  return show(await examineAll(CALLS, () => FAULTS));
}
