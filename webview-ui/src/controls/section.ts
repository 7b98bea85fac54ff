import { attr, h, icon, type Part, setIcon, show, text, uniqueId } from '../dom.js';
import { problemCount } from '../format.js';

export interface SectionModel {
  readonly open: boolean;
  /** One line of what is in the section; shown while it is closed. */
  readonly summary: string;
  /** How many fields in it are shown as wrong. */
  readonly problems: number;
}

/** A part of the form under a heading that folds it to one line. */
export function section(title: string, body: readonly HTMLElement[], onToggle: (open: boolean) => void): Part<SectionModel> {
  const id = uniqueId('section');
  const chevron = icon('chevron-right');
  const line = h('span', { class: 'section-summary' });
  const mark = h('span', { class: 'section-problems' }, icon('error'), h('span'));
  const toggle = h('button', { type: 'button', class: 'section-toggle', 'aria-controls': id }, chevron, h('span', { class: 'section-title' }, title), mark, line);
  const inside = h('div', { class: 'section-body', id }, ...body);
  const element = h('section', { class: 'section' }, h('h2', {}, toggle), inside);
  let isOpen = false;
  toggle.addEventListener('click', () => onToggle(!isOpen));
  return {
    element,
    update: ({ open, summary, problems }) => {
      isOpen = open;
      attr(toggle, 'aria-expanded', String(open));
      setIcon(chevron, open ? 'chevron-down' : 'chevron-right');
      show(inside, open);
      show(line, !open);
      text(line, summary);
      attr(line, 'title', summary);
      show(mark, problems > 0);
      text(mark.lastElementChild ?? mark, problemCount(problems));
    },
  };
}
