// For every task that the emulator's catalogue has a model for: the notebook runs in a Jupyter kernel, the Try tab's session gets an answer
// that it can show, over the real gateway, as a stream, too, where the model streams, and the code samples run as their reader would run
// them. Then payloads that a generator makes up, whose Python literals compile. PROPERTY_RUNS and PROPERTY_SEED as in the proof `fuzz`.
import type { Outcome } from '../proof.js';
import { table } from '../table.js';
import fc from 'fast-check';
import { json, wrongLiterals } from '../../test/notebook/pythonValues.js';
import { ensurePython } from '../../test/support/python.mjs';
import { type Cell, worldOf } from './notebooks/cases.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 10_000);
const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

export async function prove(): Promise<Outcome> {
  const python = await ensurePython();
  if (python === undefined) throw new Error('There is no Python with boto3, nbclient, nbformat and ipykernel.');
  const world = await worldOf(python);
  try {
    const rows = await world.rows();
    const columns = Object.keys(rows[0]?.cells ?? {});
    console.log(table(['task', 'model', ...columns], rows.map(({ task, modelId, cells }) => [task, modelId, ...columns.map((column) => words(cells[column]))])));
    const cells = rows.flatMap((row) => Object.entries(row.cells).map(([column, cell]) => ({ what: `${row.modelId}, ${column}`, ...cell })));
    const problems = cells.filter(({ outcome }) => outcome === 'fails');
    for (const { what, why } of problems) console.log(`\n${what}:\n  ${why ?? ''}`);
    const wrong = await wrongLiterals(python, fc.sample(json, { numRuns: RUNS, seed: SEED }));
    console.log(`\n${RUNS} generated payloads, seed ${SEED}: the Python literals of ${RUNS - wrong.length} compile to the very value.${wrong.slice(0, 5).map((one) => `\n  ${one}`).join('')}`);
    return { passed: cells.filter(({ outcome }) => outcome === 'works').length + RUNS - wrong.length, failed: problems.length + wrong.length };
  } finally {
    await world.end();
  }
}

function words(cell: Cell | undefined): string {
  return cell === undefined ? '' : { works: 'yes', fails: 'NO', none: '–' }[cell.outcome];
}
