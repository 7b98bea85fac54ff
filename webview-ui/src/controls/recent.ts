import { h, keyed, type Part, show } from '../dom.js';
import { button } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';

export interface Recent<T> {
  readonly value: T;
  /** Also what tells one from another. */
  readonly text: string;
}

/** Values that were used before, to be taken over with a click; nothing where there are none. */
export function recent<T>(onChoose: (value: T) => void): Part<readonly Recent<T>[]> {
  const list = h('ul', { class: 'recent-list', 'aria-label': t('Used before') });
  const element = h('div', { class: 'recent' }, h('span', { class: 'help-inline' }, t('Used before:')), list);
  const draw = keyed<Recent<T>>(list, (item) => item.text, (item) => {
    const choose = button({ text: item.text, onClick: () => onChoose(item.value) });
    return { element: h('li', {}, choose.element), update: (now) => choose.update({ text: now.text }) };
  });
  return { element, update: (items) => { show(element, items.length > 0); draw(items); } };
}
