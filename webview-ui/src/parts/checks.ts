import { h, keyed, type Part, setIcon, show, text } from '../dom.js';
import type { CheckRow } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';
import { remedies } from './remedies.js';

const LOOKS: Readonly<Record<CheckRow['status'], { readonly icon: string; readonly word: string }>> = {
  ok: { icon: 'pass', word: 'OK' }, problem: { icon: 'error', word: 'Problem' }, unknown: { icon: 'question', word: 'Not known' },
  checking: { icon: 'loading', word: 'Checking' },
};

/** "Will it deploy?": what was looked at before anything is created. */
export function checks(actions: Actions): Part<View> {
  const count = h('span', { class: 'side-count' });
  const bar = h('div', { class: 'progress', hidden: true });
  const list = h('ul', { class: 'checks' });
  const empty = h('p', { class: 'help' }, 'The checks run when the form is complete and you are signed in.');
  const draw = keyed<CheckRow>(list, (row) => row.id, () => checkRow(actions));
  return {
    element: h('section', { class: 'side-block' }, bar, h('h2', { class: 'side-title' }, h('span', {}, 'Will it deploy?'), count), list, empty),
    update: ({ state: { checks: rows }, stale }) => {
      draw(rows);
      show(list, rows.length > 0);
      show(empty, rows.length === 0);
      show(bar, stale || rows.some(({ status }) => status === 'checking'));
      text(count, rows.length === 0 ? '' : `${rows.filter(({ status }) => status === 'ok').length} of ${rows.length}`);
    },
  };
}

function checkRow(actions: Actions): Part<CheckRow> {
  const glyph = h('span', { 'aria-hidden': 'true' });
  const status = h('span', { class: 'visually-hidden' });
  const words = h('span');
  const buttons = remedies(actions);
  const element = h('li', {}, glyph, h('div', {}, h('p', {}, status, words), buttons.element));
  return {
    element,
    update: (row) => {
      const look = LOOKS[row.status];
      setIcon(glyph, look.icon, `status-${row.status}${row.status === 'checking' ? ' codicon-modifier-spin' : ''}`);
      text(status, `${look.word}: `);
      text(words, row.text);
      buttons.update(row.remedies);
    },
  };
}
