import { h } from '../dom.js';

/** A table that can be scrolled by the keyboard. @param numbers the columns that hold figures  @param shares a bar for each row, from 0 to 1 */
export function table(name: string, columns: readonly string[], rows: readonly (readonly string[])[], numbers: readonly number[], shares?: readonly number[]): HTMLElement {
  const side = (index: number) => (numbers.includes(index) ? { class: 'number' } : {});
  const head = h('tr', {}, ...columns.map((column, index) => h('th', { scope: 'col', ...side(index) }, column)), ...(shares ? [h('th', { 'aria-hidden': 'true' })] : []));
  const body = rows.map((row, index) => h('tr', {}, ...row.map((cell, place) => (place === 0 ? h('th', { scope: 'row', ...side(0) }, cell) : h('td', side(place), cell))), ...(shares ? [h('td', { class: 'bar-cell', 'aria-hidden': 'true' }, bar(shares[index] ?? 0))] : [])));
  return h('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': name }, h('table', {}, h('caption', { class: 'visually-hidden' }, name), h('thead', {}, head), h('tbody', {}, ...body)));
}

function bar(share: number): HTMLElement {
  const element = h('div', { class: 'bar' });
  element.style.width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`;
  return element;
}
