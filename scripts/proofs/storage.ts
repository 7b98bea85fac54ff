// Everything that the product keeps, on disks that go wrong in every way, in files that are damaged in every way, and written by two
// processes at once: nothing is lost that was promised to be kept, what happens is said in a sentence, and all goes on when that is over.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concurrently } from '../../src/aws/concurrently.js';
import type { Outcome } from '../proof.js';
import { table } from '../table.js';
import { DEPLOYMENTS } from './storage/deployments.js';
import { DISK_FAULTS, type Disk, type DiskFault, faultyDisk } from './storage/disk.js';
import { REAL_FAULTS, mountDisk } from './storage/mounted.js';
import { DAMAGES, type FileDamage, type Finding, type Row, halves } from './storage/row.js';
import { OWN } from './storage/own.js';
import { TEXTS } from './storage/texts.js';
import { WISHES } from './storage/wishes.js';
import type { Contested } from './storage/writer.js';
import { contests } from './storage/writers.js';

export const ROWS: readonly Row[] = [...DEPLOYMENTS, ...WISHES, ...TEXTS, ...OWN];

/** Cells wait for the disk most of their time. */
const AT_ONCE = 8;

export interface Cell { readonly row: string; readonly column: string; readonly finding: Finding }

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'jumpstart-storage-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function cell(row: string, column: string, work: () => Promise<Finding>): Promise<Cell> {
  const finding = await work().catch((error: unknown): Finding => ({ ended: 'goes on', said: [], wrongs: [error instanceof Error ? error.message : String(error)] }));
  return { row, column, finding };
}

async function onDisk({ name, onDisk: keep }: Row, column: string, disk: Disk, fault: DiskFault): Promise<Cell[]> {
  if (!keep) return [];
  try {
    return [await cell(name, column, async () => {
      const finding = await keep(disk, fault);
      const left = fault === 'full' || fault === 'torn' ? halves(disk.folder) : [];
      return { ...finding, wrongs: [...finding.wrongs, ...left.map((file) => `leaves half a file, ${file}`)] };
    })];
  } finally {
    disk.end();
  }
}

async function withDamage({ name, damaged }: Row, folder: string, damage: FileDamage): Promise<Cell[]> {
  return damaged ? [await cell(name, damage, () => damaged(folder, damage))] : [];
}

export async function examine(rows: readonly Row[], faults: readonly DiskFault[], damages: readonly FileDamage[]): Promise<Cell[]> {
  const work = rows.flatMap((row) => [
    ...faults.map((fault) => () => inFolder((folder) => onDisk(row, fault, faultyDisk(folder), fault))),
    ...damages.map((damage) => () => inFolder((folder) => withDamage(row, folder, damage))),
  ]);
  return (await concurrently(work, AT_ONCE, (one) => one())).flat();
}

async function examineMounted(rows: readonly Row[]): Promise<Cell[]> {
  const mounted = mountDisk();
  if (typeof mounted === 'string') {
    console.log(`A real small disk is not possible here (${mounted}).\n`);
    return [];
  }
  const cells: Cell[] = [];
  try {
    for (const row of rows) for (const fault of REAL_FAULTS) cells.push(...await onDisk(row, `really ${fault}`, mounted.disk(), fault));
  } finally {
    mounted.remove();
  }
  return cells;
}

export function show(cells: readonly Cell[]): Outcome {
  const names = (of: (cell: Cell) => string): string[] => [...new Set(cells.map(of))];
  const columns = names(({ column }) => column);
  const mark = (row: string, column: string): string => {
    const found = cells.find((each) => each.row === row && each.column === column)?.finding;
    return found === undefined ? '' : found.wrongs.length > 0 ? 'WRONG' : found.ended;
  };
  console.log(table(['kept', ...columns], names(({ row }) => row).map((row) => [row, ...columns.map((column) => mark(row, column))])));
  const wrong = cells.filter(({ finding }) => finding.wrongs.length > 0);
  for (const { row, column, finding } of wrong) console.log(`\n${row}, ${column}: ${finding.wrongs.join('\n  ')}`);
  return { passed: cells.length - wrong.length, failed: wrong.length };
}

export async function contested(things?: readonly Contested[]): Promise<Cell[]> {
  return [...await contests(things)].map(([what, finding]) => ({ row: `${what}, by two processes`, column: 'two', finding }));
}

function sum(...outcomes: readonly Outcome[]): Outcome {
  return { passed: outcomes.reduce((n, { passed }) => n + passed, 0), failed: outcomes.reduce((n, { failed }) => n + failed, 0) };
}

export async function prove(): Promise<Outcome> {
  const cells = [...await examine(ROWS, DISK_FAULTS, DAMAGES), ...await examineMounted(ROWS)];
  const alone = show(cells);
  console.log('');
  const together = show(await contested());
  console.log('\nWhat is said, for example:');
  for (const { row, column, finding } of cells.filter(({ column }) => column === 'full' || column === 'cut')) for (const sentence of finding.said) console.log(`  ${row}, ${column}: ${sentence.replace(/\/\S*\//g, '…/')}`);
  return sum(alone, together);
}
