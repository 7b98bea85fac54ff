import { byIndex, h, keyed, type Part, show, text, uniqueId } from '../dom.js';
import { checkbox, textField } from '../fields.js';
import { type Entry, search } from './combobox.js';
import { t } from '../../../src/shared/l10n.js';

export interface ChecklistModel {
  readonly entries: readonly Entry[];
  readonly chosen: readonly string[];
  /** What is said instead of entries. */
  readonly message: string;
}

/** From this many entries on there is a filter above the list. */
const FILTER_FROM = 8;
const SHOWN = 100;

/** Several of a list may be ticked. */
export function checklist({ label, filterLabel }: { readonly label: string; readonly filterLabel: string }, onChange: (chosen: readonly string[]) => void): Part<ChecklistModel> {
  const id = uniqueId('checklist');
  const count = h('span', { class: 'checklist-count' });
  let model: ChecklistModel = { entries: [], chosen: [], message: '' };
  let query = '';
  const filter = textField({ label: filterLabel, labelHidden: true, placeholder: t('Filter'), onInput: (value) => { query = value; draw(); } });
  const rows = h('div', { class: 'checklist-rows' });
  const note = h('p', { class: 'help' });
  const element = h('div', { class: 'checklist', role: 'group', 'aria-labelledby': id }, h('div', { class: 'checklist-head' }, h('span', { class: 'label', id }, label), count), filter.element, rows, note);
  const drawRows = keyed<Entry>(rows, (entry) => entry.value, (entry) => {
    const box = checkbox(entry.text, (checked) => onChange(checked ? [...model.chosen, entry.value] : model.chosen.filter((value) => value !== entry.value)));
    const detail = h('span', { class: 'checklist-detail' });
    return {
      element: h('div', { class: 'checklist-row' }, box.element, detail),
      update: (now) => {
        const about = now.detail ?? '';
        box.update({ checked: model.chosen.includes(now.value), label: now.text, description: about });
        text(detail, about);
      },
    };
  });
  function draw(): void {
    const lost = model.message === '' ? model.chosen.filter((value) => !model.entries.some((entry) => entry.value === value)) : [];
    const all = [...lost.map((value) => ({ value, text: value, detail: t('not found in this VPC') })), ...model.entries];
    const found = search(all, query);
    drawRows(found.slice(0, SHOWN));
    show(rows, found.length > 0);
    show(filter.element, model.entries.length >= FILTER_FROM);
    filter.update({ value: query });
    text(count, model.chosen.length === 0 ? '' : t('{0} of {1} chosen', model.chosen.length, model.entries.length));
    const rest = found.length - SHOWN;
    const words = model.message !== '' ? model.message : found.length === 0 ? t('Nothing fits what you typed.') : rest > 0 ? t('{0} more: type to narrow the list.', rest) : '';
    text(note, words);
    show(note, words !== '');
  }
  return { element, update: (next) => { model = next; draw(); } };
}

/** Buttons in a row, as many as there are. */
export function buttonRow<T>(make: (item: T) => Part<T>): Part<readonly T[]> {
  const element = h('div', { class: 'actions' });
  const draw = keyed<T>(element, byIndex, make);
  return { element, update: (items) => { show(element, items.length > 0); draw(items); } };
}
