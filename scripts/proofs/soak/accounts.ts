// What the journal and the removals say of every resource, against the emulator's own books.
import type { RecordedCall } from '../../../src/emulator/start.js';
import type { DeploymentRecord } from '../../../src/deploy/record.js';
import type { Removed } from './crew.js';

/** By `kind name`. */
export interface Books {
  readonly created: ReadonlyMap<string, number>;
  readonly deleted: ReadonlyMap<string, number>;
  readonly held: ReadonlySet<string>;
}

/** `gone`: deleted by us. `left`: it could not be deleted, and is named. `kept`: nobody wished it away. */
export type Claim = 'never' | 'gone' | 'left' | 'kept';

const KINDS = { Model: 'model', EndpointConfig: 'endpointConfig', Endpoint: 'endpoint' } as const;
const CHANGES = /^(Create|Delete)(Model|EndpointConfig|Endpoint)$/;

/** @param held all that the account holds now @param before what it held when all began */
export function booksOf(calls: readonly RecordedCall[], held: readonly string[], before: readonly string[]): Books {
  const [created, deleted] = [new Map<string, number>(), new Map<string, number>()];
  for (const { operation, status, error, input } of calls) {
    const [, verb, kind = ''] = CHANGES.exec(operation) ?? [];
    if (verb === undefined || !(status === 200 || error === 'LostAnswer')) continue;
    const name = input[`${kind}Name`];
    const what = `${KINDS[kind as keyof typeof KINDS]} ${typeof name === 'string' ? name : ''}`;
    const book = verb === 'Create' ? created : deleted;
    book.set(what, (book.get(what) ?? 0) + 1);
  }
  return { created, deleted, held: new Set(held.filter((what) => !before.includes(what))) };
}

const OF_STATUS = { waiting: 'never', refused: 'never', intended: 'kept', done: 'kept', removed: 'gone', left: 'left' } as const satisfies Record<string, Claim>;

export function claimsOf(records: readonly DeploymentRecord[], removed: ReadonlyMap<string, Removed>): Map<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const { plan, calls } of records) {
    for (const { id, creates } of plan.calls) if (creates) claims.set(`${creates.kind} ${creates.name}`, OF_STATUS[calls.find((call) => call.id === id)?.status ?? 'waiting']);
  }
  for (const { gone, left } of removed.values()) {
    for (const { kind, name } of gone) claims.set(`${kind} ${name}`, 'gone');
    for (const { kind, name } of left) claims.set(`${kind} ${name}`, 'left');
  }
  return claims;
}

/** Where the two do not agree, in words, by resource. */
export function differences({ created, deleted, held }: Books, claims: ReadonlyMap<string, Claim>): Map<string, string> {
  const found = new Map<string, string>();
  for (const what of new Set([...created.keys(), ...held, ...claims.keys()])) {
    const [claim, there, made] = [claims.get(what), held.has(what), created.get(what) ?? 0];
    const wrong = claim === undefined ? 'nobody knows of it'
      : made > 1 ? `it was created ${made} times`
        : made - (deleted.get(what) ?? 0) !== Number(there) ? 'the emulator\'s own books do not add up'
          : claim === 'never' && made > 0 ? 'it was never created, says the journal'
            : claim === 'gone' && there ? 'it is gone, says the journal, and it is there'
              : (claim === 'left' || claim === 'kept') && !there ? `it is ${claim}, says the journal, and it is not there` : undefined;
    if (wrong !== undefined) found.set(what, wrong);
  }
  return found;
}
