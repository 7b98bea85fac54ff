import { describe, group } from '../controls/group.js';
import { numberField } from '../controls/numberField.js';
import { attr, h, keyed, type Part, show, text, uniqueId } from '../dom.js';
import { button, dropdown } from '../fields.js';
import { INSTANCE_POOLS_MAX, PROVISION_TIMEOUT_MAX_S, PROVISION_TIMEOUT_MIN_S } from '../../../src/shared/constraints.js';
import { t } from '../../../src/shared/l10n.js';
import { currencyOf, money } from '../../../src/shared/money.js';
import type { InstanceRow } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

interface DrawnType {
  readonly type: string;
  readonly row: InstanceRow | undefined;
  /** 0 is the first of the list, which SageMaker tries second. */
  readonly index: number;
  readonly last: boolean;
  readonly currency: string;
}

interface Editor {
  move(type: string, by: -1 | 1): void;
  remove(type: string): void;
}

const WHY = t('SageMaker tries these in order where the type above has no capacity, and you pay for the one that is used.');

/** Instance types to fall back to. One line while there are none. */
export function fallbacks(actions: Actions): Part<View> {
  let types: readonly string[] = [];
  const id = uniqueId('fallbacks');
  // the type above is the first
  const list = h('ol', { class: 'fallbacks', start: '2', 'aria-labelledby': id });
  const change = (next: readonly string[]): void => actions.edit({ fallbackTypes: next }, { touch: ['fallbackTypes'] });
  const add = dropdown(t('Add a fallback instance type'), (type) => { if (type !== '') change([...types, type]); });
  const draw = keyed<DrawnType>(list, ({ type }) => type, ({ type }) => typeRow(type, editor));
  const focusOn = (type: string | undefined, action: string): void => {
    const row = type === undefined ? undefined : list.children[types.indexOf(type)];
    const found = row?.querySelector<HTMLElement>(`[data-action="${action}"]:not([hidden])`) ?? row?.querySelector<HTMLElement>('[data-action]:not([hidden])');
    (found ?? add.element).focus();
  };
  const editor: Editor = {
    move: (type, by) => {
      const next = types.filter((each) => each !== type);
      next.splice(types.indexOf(type) + by, 0, type);
      change(next);
      focusOn(type, by < 0 ? 'up' : 'down');
    },
    remove: (type) => {
      const at = types.indexOf(type);
      change(types.filter((each) => each !== type));
      focusOn(types.at(Math.min(at, types.length - 1)), 'remove');
    },
  };
  const box = group('fallbackTypes', h('h3', { class: 'label', id }, t('If there is no capacity')), list, h('div', { class: 'actions' }, add.element));
  const timeout = provisionTimeout(actions);
  return {
    element: h('div', {}, box.element, timeout.element),
    update: (view) => {
      const { state: { resolved, price }, form, shown } = view;
      types = form.fallbackTypes;
      const currency = currencyOf(price);
      draw(types.map((type, index) => ({ type, index, row: resolved.instanceTypes.find((row) => row.type === type), last: index === types.length - 1, currency })));
      show(list, types.length > 0);
      const others = resolved.instanceTypes.filter((row) => row.unavailable === null && row.type !== form.instanceType && !types.includes(row.type));
      const full = types.length >= INSTANCE_POOLS_MAX - 1;
      add.update({ value: '', choices: [{ value: '', text: types.length === 0 ? t('Add a type to fall back to…') : t('Add another type…') }, ...others.map((row) => ({ value: row.type, text: choiceText(row, currency) }))] });
      show(add.element, others.length > 0 && !full);
      // a model of one type has nothing to fall back to
      show(box.element, types.length > 0 || others.length > 0);
      const model = { error: shown.fallbackTypes, help: types.length === 0 ? t('The deployment fails where this one type has none. SageMaker can try up to four others.') : WHY };
      attr(list, 'aria-description', describe(model));
      box.update(model);
      timeout.update(view);
    },
  };
}

function choiceText({ type, accelerator, pricePerHour }: InstanceRow, currency: string): string {
  return [type, accelerator, pricePerHour === null ? null : t('{0} / h', money(pricePerHour, currency))].filter((part) => part !== null).join(' · ');
}

function typeRow(type: string, editor: Editor): Part<DrawnType> {
  const reason = h('span', { class: 'reason' });
  const price = h('span', { class: 'fallback-price' });
  const control = (action: string, words: string, icon: string, onClick: () => void): Part<object> => {
    const made = button({ text: words, kind: 'icon', icon, onClick });
    attr(made.element, 'data-action', action);
    return made;
  };
  const up = control('up', t('Try {0} earlier', type), 'arrow-up', () => editor.move(type, -1));
  const down = control('down', t('Try {0} later', type), 'arrow-down', () => editor.move(type, 1));
  const remove = control('remove', t('Remove {0} from the fallback types', type), 'close', () => editor.remove(type));
  return {
    element: h('li', {}, h('div', { class: 'fallback' }, h('span', {}, h('span', { class: 'instance-type' }, type), reason), price, up.element, down.element, remove.element)),
    update: ({ row, index, last, currency }) => {
      const unavailable = row === undefined ? t('Not among the model\'s types') : row.unavailable;
      show(reason, unavailable !== null);
      text(reason, unavailable ?? '');
      text(price, row?.pricePerHour === null || row === undefined ? '–' : t('{0} / h', money(row.pricePerHour, currency)));
      attr(price, 'title', row?.pricePerHour === null || row === undefined ? t('The price is not known.') : undefined);
      show(up.element, index > 0);
      show(down.element, !last);
    },
  };
}

/** Seconds to find instances in; an empty field is 0, SageMaker's own time. Asked for only where there is something to fall back to. */
function provisionTimeout(actions: Actions): Part<View> {
  const part = numberField(t('Time to find instances (seconds)'), 'provisionTimeoutS', actions);
  return {
    element: part.element,
    update: ({ form, shown }) => {
      show(part.element, form.fallbackTypes.length > 0);
      part.update({ value: form.provisionTimeoutS, error: shown.provisionTimeoutS, help: t('For all types together, {0} to {1}. 0 leaves it to SageMaker.', PROVISION_TIMEOUT_MIN_S, PROVISION_TIMEOUT_MAX_S) });
    },
  };
}
