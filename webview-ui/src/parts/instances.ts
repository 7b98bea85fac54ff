import { describe, group } from '../controls/group.js';
import { attr, h, keyed, type Part, show, text, uniqueId } from '../dom.js';
import { textField } from '../fields.js';
import { money } from '../../../src/shared/money.js';
import type { InstanceRow } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

interface DrawnRow {
  readonly row: InstanceRow;
  readonly checked: boolean;
  readonly currency: string;
}

/** The instance types as a table with a radio button in each row; those that cannot be used say why. */
export function instances(actions: Actions): Part<View> {
  const label = uniqueId('instances');
  const choose = (type: string): void => actions.edit({ instanceType: type }, { touch: ['instanceType'] });
  const rows = h('tbody');
  const price = h('th', { scope: 'col', class: 'number' });
  const table = h('table', { class: 'instances', 'aria-labelledby': label },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Type'), h('th', { scope: 'col' }, 'Accelerator'), price)), rows);
  const name = uniqueId('instance-type');
  const draw = keyed<DrawnRow>(rows, ({ row }) => row.type, ({ row }) => instanceRow(name, row.type, choose));
  const typed = textField({ label: 'Instance type', labelHidden: true, code: true, placeholder: 'ml.g5.2xlarge', onInput: (value) => choose(value.trim()), meaning: (value) => value.trim() });
  const frame = h('div', { class: 'table-frame' }, table);
  const box = group('instanceType', h('h3', { class: 'label', id: label }, 'Instance type'), frame, typed.element);
  return {
    element: box.element,
    update: ({ state, form, shown }) => {
      const all = withChosen(state.resolved.instanceTypes, form.instanceType);
      const currency = state.price.status === 'known' ? state.price.price.currency : 'USD';
      text(price, `${currency === 'USD' ? '$' : currency} / h`);
      draw(all.map((row) => ({ row, checked: row.type === form.instanceType, currency })));
      const { namesInstanceTypes: named, defaultInstanceType: standard } = state.resolved;
      show(frame, named);
      show(typed.element, !named);
      const model = { error: shown.instanceType, help: named ? movedHelp(standard, form.instanceType) : 'The model names no instance types: give one that you know it runs on.' };
      attr(table, 'aria-description', describe(model));
      typed.update({ value: form.instanceType, description: describe(model), invalid: shown.instanceType !== undefined });
      box.update(model);
    },
  };
}

function movedHelp(standard: string | null, chosen: string): string | undefined {
  return standard === null || standard === chosen || chosen === '' ? undefined : `The model's default is ${standard}.`;
}

/** The chosen type is shown even where the list does not have it. */
function withChosen(rows: readonly InstanceRow[], chosen: string): readonly InstanceRow[] {
  if (chosen === '' || rows.some((row) => row.type === chosen)) return rows;
  return [...rows, { type: chosen, isDefault: false, accelerator: null, unavailable: null, pricePerHour: null }];
}

function instanceRow(name: string, type: string, choose: (type: string) => void): Part<DrawnRow> {
  const id = uniqueId('type');
  const reasonId = uniqueId('reason');
  const radio = h('input', { type: 'radio', name, value: type, 'aria-labelledby': id });
  const badge = h('span', { class: 'badge' }, 'default');
  const reason = h('span', { class: 'reason', id: reasonId });
  const accelerator = h('td');
  const price = h('td', { class: 'number' });
  const title = h('label', { class: 'instance-name' }, radio, h('span', {}, h('span', { id, class: 'instance-type' }, type), ' ', badge));
  const element = h('tr', {}, h('th', { scope: 'row' }, title, reason), accelerator, price);
  radio.addEventListener('change', () => choose(type));
  element.addEventListener('click', (event) => {
    if (radio.disabled || radio.checked || title.contains(event.target as Node)) return;
    radio.focus();
    choose(type);
  });
  return {
    element,
    update: ({ row, checked, currency }) => {
      // A type that is chosen and cannot be used stays reachable: it is what the error is about.
      const blocked = row.unavailable !== null && !checked;
      if (radio.checked !== checked) radio.checked = checked;
      if (radio.disabled !== blocked) radio.disabled = blocked;
      element.classList.toggle('selected', checked);
      attr(element, 'aria-disabled', blocked ? 'true' : undefined);
      attr(radio, 'aria-describedby', row.unavailable === null ? undefined : reasonId);
      show(badge, row.isDefault);
      show(reason, row.unavailable !== null);
      text(reason, row.unavailable ?? '');
      text(accelerator, row.accelerator ?? '–');
      text(price, row.pricePerHour === null ? '–' : money(row.pricePerHour, currency).replace(/^\D+/, ''));
      attr(price, 'title', row.pricePerHour === null ? 'The price is not known.' : undefined);
    },
  };
}
