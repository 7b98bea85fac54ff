import { t } from '../../shared/l10n.js';
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
  return { id, status: 'checking', text: t('{0}: checking', what), remedies: [] };
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
    return unknown(id, t('{0}: not known, you may not call {1}.', what, action), t('{0} would answer it: ask your administrator to allow it, then check again. You can deploy without.', action),
      remedy(t('Copy statement'), { kind: 'copy', text: statementText([action], ['*']) }), remedy(t('Check again'), { kind: 'retry' }));
  }
  if (kind === undefined) return unknown(id, t('{0}: not known, {1}', what, reason));
  return unknown(id, t('{0}: not known. {1}', what, reason), t('AWS was asked and did not answer: {0} You can deploy without.', reason), remedy(t('Check again'), { kind: 'retry' }));
}

/** "a, b and c" */
export function enumerated(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : t('{0} and {1}', items.slice(0, -1).join(', '), items.at(-1) ?? '');
}
