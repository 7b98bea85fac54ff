import { t } from '../../../src/shared/l10n.js';
import type { HistoryView } from '../../../src/shared/tryProtocol.js';
import { attr, h, keyed, type Part, setIcon, show, text, icon } from '../dom.js';
import { exact } from '../endpoint/times.js';

/** What was asked before; a click puts it into the fields again. */
export function history(recall: (id: string) => Promise<void>): Part<readonly HistoryView[]> {
  const list = h('ol', { class: 'history' });
  const draw = keyed<HistoryView>(list, ({ id }) => id, (entry) => row(entry.id, recall));
  const element = h('section', { 'aria-label': t('History') }, h('h2', {}, t('History')), list);
  return { element, update: (entries) => { show(element, entries.length > 0); draw(entries); } };
}

function row(id: string, recall: (id: string) => Promise<void>): Part<HistoryView> {
  const glyph = icon('pass');
  const title = h('span', { class: 'asked' });
  const outcome = h('span', { class: 'outcome' });
  const at = h('span', { class: 'at number' });
  const button = h('button', { type: 'button' }, glyph, title, outcome, at);
  button.addEventListener('click', () => { if (button.getAttribute('aria-disabled') !== 'true') void recall(id); });
  return {
    element: h('li', {}, button),
    update: (entry) => {
      setIcon(glyph, entry.failed ? 'error' : 'pass', entry.failed ? 'status-problem' : 'status-ok');
      text(title, entry.title);
      text(outcome, entry.kept ? entry.outcome : `${entry.outcome} · ${t('too large to be kept')}`);
      text(at, exact(entry.at));
      attr(button, 'aria-disabled', entry.kept ? undefined : 'true');
      attr(button, 'title', entry.kept ? t('Put it into the fields again') : t('Its text was too large to be kept'));
    },
  };
}
