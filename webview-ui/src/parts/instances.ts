import { configFor, tokensPerSecond } from '../benchmarks.js';
import { describe, group } from '../controls/group.js';
import { attr, h, keyed, type Part, setIcon, show, text, uniqueId } from '../dom.js';
import { textField } from '../fields.js';
import { nextSort, type Sort, sorted } from '../sort.js';
import { t } from '../../../src/shared/l10n.js';
import { currencyOf, money } from '../../../src/shared/money.js';
import type { InstanceRow, QuotaView } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';
import { choiceNotes } from './choiceNotes.js';

interface DrawnRow {
  readonly row: InstanceRow;
  readonly checked: boolean;
  readonly currency: string;
  /** Tokens per second; undefined where no benchmark of any type says it, and there is no such column. */
  readonly speed: ReturnType<typeof tokensPerSecond> | null;
}

/** The instance types as a table with a radio button in each row; those that cannot be used say why. */
export function instances(actions: Actions): Part<View> {
  const label = uniqueId('instances');
  const choose = (type: string): void => actions.edit({ instanceType: type }, { touch: ['instanceType'] });
  const rows = h('tbody');
  const heads = { price: sortHead('price', actions), quota: sortHead('quota', actions) };
  const speedHead = h('th', { scope: 'col', class: 'number', title: t('Largest throughput that is published for the type') }, t('tokens/s'));
  const table = h('table', { class: 'instances', 'aria-labelledby': label },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('Type')), h('th', { scope: 'col' }, t('Accelerator')), heads.price.element, heads.quota.element, speedHead)), rows);
  const name = uniqueId('instance-type');
  const draw = keyed<DrawnRow>(rows, ({ row }) => row.type, ({ row }) => instanceRow(name, row.type, choose));
  const typed = textField({ label: t('Instance type'), labelHidden: true, code: true, placeholder: 'ml.g5.2xlarge', onInput: (value) => choose(value.trim()), meaning: (value) => value.trim() });
  const frame = h('div', { class: 'table-frame' }, table);
  const notes = choiceNotes(actions);
  const box = group('instanceType', h('h3', { class: 'label', id: label }, t('Instance type')), frame, typed.element, notes.element);
  return {
    element: box.element,
    update: (view) => {
      const { state: { resolved, price }, form, shown, sort } = view;
      const all = withChosen(resolved.instanceTypes, form.instanceType);
      const currency = currencyOf(price);
      heads.price.update({ text: t('{0} / h', currency === 'USD' ? '$' : currency), sort });
      heads.quota.update({ text: t('Quota left'), sort });
      const speeds = new Map(all.map(({ type }) => [type, tokensPerSecond(configFor(resolved.configs, form.inferenceConfig, type), type)]));
      const anySpeed = [...speeds.values()].some((speed) => speed !== undefined);
      show(speedHead, anySpeed);
      const { activeElement } = document;
      draw(sorted(all, sort).map((row) => ({ row, checked: row.type === form.instanceType, currency, speed: anySpeed ? speeds.get(row.type) : null })));
      // a row that was moved lost the focus on its way
      if (activeElement instanceof HTMLElement && rows.contains(activeElement) && document.activeElement !== activeElement) activeElement.focus({ preventScroll: true });
      const { namesInstanceTypes: named } = resolved;
      show(frame, named);
      show(typed.element, !named);
      notes.update(view);
      const model = { error: shown.instanceType, help: named ? undefined : t('The model names no instance types: give one that you know it runs on.') };
      attr(table, 'aria-description', describe(model));
      typed.update({ value: form.instanceType, description: describe(model), invalid: shown.instanceType !== undefined });
      box.update(model);
    },
  };
}

/** A column's head that sorts by it. */
function sortHead(by: Sort['by'], actions: Actions): Part<{ readonly text: string; readonly sort: Sort | null }> {
  let now: Sort | null = null;
  const words = h('span');
  const glyph = h('span', { 'aria-hidden': 'true' });
  const press = h('button', { type: 'button', class: 'sort' }, words, glyph);
  const element = h('th', { scope: 'col', class: `number column-${by}` }, press);
  press.addEventListener('click', () => actions.setSort(nextSort(now, by)));
  return {
    element,
    update: ({ text: label, sort }) => {
      now = sort;
      text(words, label);
      const direction = sort?.by !== by ? 'none' : sort.descending ? 'descending' : 'ascending';
      attr(element, 'aria-sort', direction);
      setIcon(glyph, direction === 'none' ? 'blank' : direction === 'ascending' ? 'arrow-up' : 'arrow-down');
      attr(press, 'title', by === 'price' ? t('Sort by price') : t('Sort by quota left'));
    },
  };
}

/** The chosen type is shown even where the list does not have it. */
function withChosen(rows: readonly InstanceRow[], chosen: string): readonly InstanceRow[] {
  if (chosen === '' || rows.some((row) => row.type === chosen)) return rows;
  return [...rows, { type: chosen, isDefault: false, accelerator: null, unavailable: null, pricePerHour: null, quota: { limit: null, left: null, reason: t('The quota is being looked up.') } }];
}

function instanceRow(name: string, type: string, choose: (type: string) => void): Part<DrawnRow> {
  const id = uniqueId('type');
  const reasonId = uniqueId('reason');
  const radio = h('input', { type: 'radio', name, value: type, 'aria-labelledby': id });
  const badge = h('span', { class: 'badge' }, t('default'));
  const reason = h('span', { class: 'reason', id: reasonId });
  const accelerator = h('td');
  const price = h('td', { class: 'number' });
  const quota = h('td', { class: 'number' });
  const speed = h('td', { class: 'number' });
  const title = h('label', { class: 'instance-name' }, radio, h('span', {}, h('span', { id, class: 'instance-type' }, type), ' ', badge));
  const element = h('tr', {}, h('th', { scope: 'row' }, title, reason), accelerator, price, quota, speed);
  radio.addEventListener('change', () => choose(type));
  element.addEventListener('click', (event) => {
    if (radio.disabled || radio.checked || title.contains(event.target as Node)) return;
    radio.focus();
    choose(type);
  });
  return {
    element,
    update: ({ row, checked, currency, speed: fast }) => {
      // A type that is chosen and cannot be used stays reachable: it is what the error is about.
      const blocked = row.unavailable !== null && !checked;
      if (radio.checked !== checked) radio.checked = checked;
      if (radio.disabled !== blocked) radio.disabled = blocked;
      element.classList.toggle('selected', checked);
      attr(element, 'aria-disabled', blocked ? 'true' : undefined);
      attr(element, 'title', row.unavailable ?? undefined);
      attr(radio, 'aria-describedby', row.unavailable === null ? undefined : reasonId);
      show(badge, row.isDefault);
      show(reason, row.unavailable !== null);
      text(reason, row.unavailable ?? '');
      text(accelerator, row.accelerator ?? '–');
      text(price, row.pricePerHour === null ? '–' : money(row.pricePerHour, currency).replace(/^\D+/, ''));
      attr(price, 'title', row.pricePerHour === null ? t('The price is not known.') : undefined);
      text(quota, quotaText(row.quota));
      attr(quota, 'title', row.quota.reason ?? undefined);
      quota.classList.toggle('none-left', row.quota.left === 0);
      show(speed, fast !== null);
      text(speed, fast?.value ?? '–');
      attr(speed, 'title', fast == null ? t('No figure is published.') : fast.concurrency === null ? undefined : t('With {0} concurrent requests', fast.concurrency));
    },
  };
}

/** `2 of 2`; a dash stands for what is not known, and the title says why. */
function quotaText({ limit, left }: QuotaView): string {
  return limit === null ? '–' : t('{0} of {1}', left ?? '–', limit);
}
