// The tables of a soak.
import { setTimeout as after } from 'node:timers/promises';
import type { DeploymentRecord } from '../../../src/deploy/record.js';
import { endpointNameOf } from '../../../src/deploy/record.js';
import type { Outcome } from '../../proof.js';
import { table } from '../../table.js';
import { type Books, type Claim, differences } from './accounts.js';
import type { Member } from './crew.js';
import type { Fate } from './fates.js';
import type { Figures } from './measure.js';

/** Records of deployments are kept, and shown for as long as the window lives; bytes for each. */
const HEAP_PER_RECORD = 60_000;
/** Bytes by which a heap differs without reason. */
const HEAP_SLACK = 1_500_000;
/** Real milliseconds: connections that nobody uses are closed some seconds later. */
const QUIET_MS = 30_000;

const failures = (problems: number, of: number): Outcome => ({ passed: of - problems, failed: problems });
const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
const open = ({ descriptors, resources }: Figures): number => (descriptors ?? 0) + sum(resources);

/** Looks until the process holds on to no more than it may, or to no less than a moment before; not for ever. */
export async function quiet(member: Member, before?: Figures): Promise<Figures> {
  let last = await member.measure();
  for (const end = Date.now() + QUIET_MS; Date.now() < end;) {
    if (before && open(last) <= open(before)) return last;
    await after(before ? 500 : 6000);
    const next = await member.measure();
    if (!before && open(next) >= open(last)) return next;
    last = next;
  }
  return last;
}

/** How the deployments ended, by what happened to them. */
export function showFates(fates: readonly Fate[], records: readonly DeploymentRecord[]): void {
  const phaseOf = (name: string): string => records.find((record) => endpointNameOf(record) === name)?.phase ?? 'not begun';
  const phases = [...new Set(fates.map(({ name }) => phaseOf(name)))];
  const rows = [...new Set(fates.map(({ mishap }) => mishap))].map((mishap) => {
    const of = fates.filter((fate) => fate.mishap === mishap);
    return [mishap, of.length, of.filter(({ cancelsAfter }) => cancelsAfter !== undefined).length, of.filter(({ removesAfter }) => removesAfter !== undefined).length, ...phases.map((phase) => of.filter(({ name }) => phaseOf(name) === phase).length)];
  });
  console.log(`${table(['what went wrong', 'deployments', 'to be cancelled', 'to be deleted', ...phases], rows)}\n`);
}

export function showAccounts(books: Books, claims: ReadonlyMap<string, Claim>): Outcome {
  const wrong = differences(books, claims);
  const kinds = ['model', 'endpointConfig', 'endpoint'];
  const rows = kinds.map((kind) => {
    const ofKind = (what: string): boolean => what.startsWith(`${kind} `);
    const claimed = (claim: Claim): number => [...claims].filter(([what, its]) => ofKind(what) && its === claim && (claim === 'never' || books.created.has(what))).length;
    return [kind, ...[books.created, books.deleted].map((book) => [...book.keys()].filter(ofKind).length), [...books.held].filter(ofKind).length, claimed('gone'), claimed('left'), claimed('kept'), claimed('never'), [...wrong.keys()].filter(ofKind).length];
  });
  console.log(`${table(['kind', 'created', 'deleted', 'there', '│ deleted by us', 'left and named', 'kept', 'never made', 'differences'], rows)}\n`);
  for (const [what, claim] of claims) if (claim === 'left') console.log(`  left: ${what}`);
  for (const [what, why] of wrong) console.log(`✘ ${what}: ${why}`);
  const all = new Set([...books.created.keys(), ...books.held, ...claims.keys()]);
  return failures(wrong.size, all.size);
}

/** @param more records that the window shows since */
export function showFigures(before: Figures, after: Figures, more: number): Outcome {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const kinds = [...new Set([...Object.keys(before.resources), ...Object.keys(after.resources)])];
  const rows: [what: string, before: number, after: number, most: number][] = [
    ['file descriptors', before.descriptors ?? 0, after.descriptors ?? 0, before.descriptors ?? 0], ['sockets', before.sockets ?? 0, after.sockets ?? 0, before.sockets ?? 0],
    ...kinds.map((kind): [string, number, number, number] => [kind, before.resources[kind] ?? 0, after.resources[kind] ?? 0, before.resources[kind] ?? 0]),
  ];
  const most = before.heap + HEAP_SLACK + more * HEAP_PER_RECORD;
  const wrong = rows.filter(([, , is, may]) => is > may).length + Number(after.heap > most);
  console.log(table(['the window that lived all the time', 'before', 'after', 'at most'], [['heap, MB', megabytes(before.heap), megabytes(after.heap), megabytes(most)], ...rows.map((row) => row.map(String))]));
  return failures(wrong, rows.length + 1);
}
