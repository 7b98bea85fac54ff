// What the emulated account holds when all is over, against what the journal says and what the account held before.
import type { Emulator } from '../../../src/emulator/start.js';
import type { DeploymentRecord } from '../../../src/deploy/record.js';
import { inventory, openUploads } from './account.js';
import { ENDPOINT } from './plans.js';

export interface Books {
  /** `kind name`. */
  readonly held: readonly string[];
  /** Multipart uploads that are paid for and that nobody completed or dropped. */
  readonly uploads: number;
  /** Calls that took effect, by operation and name. */
  readonly effects: ReadonlyMap<string, number>;
}

const ONCE = /^(?:(?:Create|Delete)(Model|EndpointConfig|Endpoint|InferenceComponent)|DeregisterScalableTarget)$/;

export async function booksOf(emulator: Emulator): Promise<Books> {
  const effects = new Map<string, number>();
  for (const { operation, status, input } of emulator.calls) {
    const match = status === 200 ? ONCE.exec(operation) : null;
    if (!match) continue;
    const what = `${operation} ${JSON.stringify(input[`${match[1] ?? ''}Name`] ?? input['ResourceId'])}`;
    effects.set(what, (effects.get(what) ?? 0) + 1);
  }
  return { held: await inventory(emulator), uploads: await openUploads(emulator), effects };
}

/** Of what was deployed here, or is deleted. */
export const count = (held: readonly string[], kind: string): number => held.filter((what) => what.startsWith(`${kind} ${ENDPOINT}`)).length;

function doubled({ effects }: Books): string[] {
  return [...effects].filter(([, times]) => times > 1).map(([what, times]) => `${what} took effect ${times} times`);
}

/** Where journal and account differ, in words; empty where everything is accounted for. */
export function differences(books: Books, before: readonly string[], record: DeploymentRecord | undefined): string[] {
  const made = books.held.filter((what) => !before.includes(what) && !what.startsWith('file '));
  const found = [...doubled(books), ...before.filter((what) => !books.held.includes(what)).map((what) => `${what} is gone`)];
  if (!record) return made.length === 0 ? found : [...found, `the journal knows nothing of ${made.join(', ')}`];
  for (const call of record.plan.calls) {
    if (!call.creates) continue;
    const what = `${call.creates.kind} ${call.creates.name}`;
    const status = record.calls.find((c) => c.id === call.id)?.status ?? '';
    const there = made.includes(what);
    if (there && !['done', 'left'].includes(status)) found.push(`${what} is there and ${status}`);
    if (!there && status === 'done') found.push(`${what} is done and not there`);
  }
  const planned = new Set(record.plan.calls.map((c) => `${c.creates?.kind ?? ''} ${c.creates?.name ?? ''}`));
  found.push(...made.filter((what) => !planned.has(what)).map((what) => `${what} is in no plan`));
  if (count(made, 'endpoint') > 1) found.push(`${count(made, 'endpoint')} endpoints`);
  if (books.uploads > 0) found.push(`${books.uploads} uploads are open`);
  return found;
}

/** What a removal left though it is the endpoint's, or took though it is not. @param left what it said that it left */
export function wrongs(books: Books, before: readonly string[], own: readonly string[], left: readonly string[] | 'all'): string[] {
  const stays = (what: string): boolean => left === 'all' || left.some((each) => covers(each, what));
  // SageMaker takes its scaling along with an endpoint, also where that was to stay
  const wentAlong = (what: string): boolean => what.startsWith('scalableTarget ') && !books.held.includes(what) && left !== 'all';
  return [
    ...doubled(books),
    ...own.filter((what) => books.held.includes(what) !== stays(what) && !wentAlong(what)).map((what) => (stays(what) ? `${what} is gone, and nobody said so` : `${what} is left`)),
    ...before.filter((what) => !own.includes(what) && !books.held.includes(what)).map((what) => `${what} was taken, though it is not the endpoint's alone`),
    ...books.held.filter((what) => !before.includes(what)).map((what) => `${what} is new`),
  ];
}

/** A folder of copies is one thing to the removal. */
function covers(resource: string, what: string): boolean {
  return resource === what || (resource.startsWith('copies s3://') && what.startsWith(`file ${resource.split('/').slice(3).join('/')}`));
}
