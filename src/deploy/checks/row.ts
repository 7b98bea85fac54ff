import type { CheckRow, RemedyAction } from '../../shared/protocol.js';
import { statementText } from '../../shared/statement.js';
import type { Fact } from './fact.js';

export type Remedy = CheckRow['remedies'][number];

export function ok(id: string, text: string): CheckRow {
  return { id, status: 'ok', text, remedies: [] };
}

export function problem(id: string, text: string, ...remedies: Remedy[]): CheckRow {
  return { id, status: 'problem', text, remedies };
}

export function remedy(label: string, action: RemedyAction): Remedy {
  return { label, action };
}

export function checking(id: string, what: string): CheckRow {
  return { id, status: 'checking', text: `${what}: checking`, remedies: [] };
}

/** @param how what would answer it; a sentence */
export function unknown(id: string, text: string, how?: string, ...remedies: Remedy[]): CheckRow {
  return { id, status: 'unknown', text, ...(how === undefined ? {} : { how }), remedies };
}

/** A row whose question has no answer (yet). */
export function unanswered(id: string, what: string, fact: Exclude<Fact<unknown>, { status: 'known' }>): CheckRow {
  if (fact.status === 'pending') return checking(id, what);
  const { action, reason, kind } = fact;
  if (action !== undefined) {
    return unknown(id, `${what}: not known, you may not call ${action}.`, `${action} would answer it: ask your administrator to allow it, then check again. You can deploy without.`,
      remedy('Copy statement', { kind: 'copy', text: statementText([action], ['*']) }), remedy('Check again', { kind: 'retry' }));
  }
  if (kind === undefined) return unknown(id, `${what}: not known, ${reason}`);
  return unknown(id, `${what}: not known. ${reason}`, `AWS was asked and did not answer: ${reason} You can deploy without.`, remedy('Check again', { kind: 'retry' }));
}

export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** "a, b and c" */
export function enumerated(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
