import { h, icon, type Part, show, text } from '../dom.js';
import { button } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import { currencyOf, money } from '../../../src/shared/money.js';
import type { InstanceRow } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

/** Below the table: what a choice of type changed, and what to take where it has no quota left. Its room is kept, as quotas come late. */
export function choiceNotes(actions: Actions): Part<View> {
  let change: NonNullable<View['state']['resolved']['nearest']>['change'] = {};
  const usual = h('p', { class: 'help' });
  const shortage = h('span');
  const use = button({ text: '', onClick: () => actions.edit(change, { touch: ['instanceType'] }) });
  const short = h('div', { class: 'choice-note' }, h('p', {}, icon('warning'), ' ', shortage), use.element);
  const changes = h('span');
  const dismiss = button({ text: t('Dismiss'), kind: 'icon', icon: 'close', onClick: () => actions.remedy({ kind: 'dismissChanges' }) });
  const told = h('div', { class: 'choice-note quiet' }, changes, dismiss.element);
  const element = h('div', { class: 'choice-notes' }, h('div', { role: 'status' }, short), h('div', { role: 'status' }, told), usual);
  return {
    element,
    update: ({ state: { resolved, price }, form }) => {
      const rowOf = (type: string | undefined): InstanceRow | undefined => resolved.instanceTypes.find((row) => row.type === type);
      const words = shortageOf(rowOf(form.instanceType), form.instanceCount);
      const other = words === undefined ? undefined : rowOf(resolved.nearest?.type);
      text(shortage, words ?? '');
      show(short, words !== undefined);
      change = resolved.nearest?.change ?? {};
      show(use.element, other !== undefined);
      use.update({ text: other ? useText(other, currencyOf(price)) : '' });
      text(changes, resolved.changes ?? '');
      show(told, resolved.changes !== null);
      dismiss.update({});
      const { defaultInstanceType: standard } = resolved;
      const moved = resolved.namesInstanceTypes && standard !== null && standard !== form.instanceType && form.instanceType !== '';
      text(usual, moved ? t('The model\'s default is {0}.', standard) : '');
    },
  };
}

/** `Use ml.g5.2xlarge (2 of 2 left, $1.52 / h)` */
function useText({ type, quota, pricePerHour }: InstanceRow, currency: string): string {
  const facts = [quota.left === null ? undefined : t('{0} of {1} left', quota.left, quota.limit ?? quota.left), pricePerHour === null ? undefined : t('{0} / h', money(pricePerHour, currency))];
  return t('Use {0} ({1})', type, facts.filter((fact) => fact !== undefined).join(', '));
}

function shortageOf(row: InstanceRow | undefined, needed: number): string | undefined {
  if (row?.quota.left == null || row.quota.left >= needed) return undefined;
  const { type, isDefault, quota: { left } } = row;
  const limit = row.quota.limit ?? 0;
  if (left === 0) return isDefault ? t('The model\'s default type {0} has no quota left (0 of {1}).', type, limit) : t('{0} has no quota left (0 of {1}).', type, limit);
  return isDefault ? t('The model\'s default type {0} has {1} of {2} left, and {3} are needed.', type, left, limit, needed) : t('{0} has {1} of {2} left, and {3} are needed.', type, left, limit, needed);
}
