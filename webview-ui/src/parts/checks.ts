import { attr, h, keyed, type Part, setIcon, show, text, uniqueId } from '../dom.js';
import { problemCount } from '../format.js';
import { t } from '../../../src/shared/l10n.js';
import type { CheckRow } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';
import { remedies } from './remedies.js';

type Status = CheckRow['status'];

const LOOKS: Readonly<Record<Status, { readonly icon: string; readonly word: string }>> = {
  ok: { icon: 'pass', word: t('OK') }, problem: { icon: 'error', word: t('Problem') }, unknown: { icon: 'question', word: t('Not known') },
  checking: { icon: 'loading', word: t('Checking') },
};

/** What a row is about. Rows of one group stand together, in the host's order, and never change their place. */
const GROUPS: readonly (readonly [title: string, ids: readonly string[]])[] = [
  [t('Model'), ['region', 'image', 'version', 'eula', 'subscription']],
  [t('Permissions'), ['role', 'callerRights', 'roleRights', 'artifactRights', 'bucket']],
  [t('Network'), ['subnets', 'securityGroups', 'route']],
  [t('Encryption'), ['key', 'keyCaller', 'keyRole']],
];
const FIRST = t('Account');

interface Group { readonly title: string; readonly rows: readonly CheckRow[] }

function groupsOf(rows: readonly CheckRow[]): readonly Group[] {
  const titleOf = (id: string): string => GROUPS.find(([, ids]) => ids.includes(id))?.[0] ?? FIRST;
  return [FIRST, ...GROUPS.map(([title]) => title)].map((title) => ({ title, rows: rows.filter(({ id }) => titleOf(id) === title) })).filter((group) => group.rows.length > 0);
}

/** "9 of 11 OK · 1 problem · 1 not known" */
export function checksSummary(rows: readonly Pick<CheckRow, 'status'>[]): string {
  const count = (status: Status): number => rows.filter((row) => row.status === status).length;
  const [problems, unknown, checking] = [count('problem'), count('unknown'), count('checking')];
  return [
    t('{0} of {1} OK', count('ok'), rows.length),
    ...(problems > 0 ? [problemCount(problems)] : []), ...(unknown > 0 ? [t('{0} not known', unknown)] : []), ...(checking > 0 ? [t('{0} checking', checking)] : []),
  ].join(' · ');
}

/** "Will it deploy?": what was looked at before anything is created. */
export function checks(actions: Actions): Part<View> {
  const count = h('span', { class: 'side-count' });
  // read out when the answers are in, and not at each of them
  const spoken = h('span', { class: 'visually-hidden', role: 'status' });
  const bar = h('div', { class: 'progress', hidden: true });
  const list = h('div', { class: 'checks' });
  const empty = h('p', { class: 'help' }, t('The checks run when the form is complete and you are signed in.'));
  const draw = keyed<Group>(list, ({ title }) => title, () => checkGroup(actions));
  return {
    element: h('section', { class: 'side-block' }, bar, h('h2', { class: 'side-title' }, h('span', {}, t('Will it deploy?')), count), spoken, list, empty),
    update: ({ state: { checks: rows }, stale }) => {
      draw(groupsOf(rows));
      show(list, rows.length > 0);
      show(empty, rows.length === 0);
      const open = stale || rows.some(({ status }) => status === 'checking');
      show(bar, open);
      const summary = rows.length === 0 ? '' : checksSummary(rows);
      text(count, summary);
      if (!open && summary !== '') text(spoken, t('Checks: {0}', summary));
    },
  };
}

function checkGroup(actions: Actions): Part<Group> {
  const id = uniqueId('checks');
  const title = h('h3', { class: 'check-group', id });
  const list = h('ul', { 'aria-labelledby': id });
  const draw = keyed<CheckRow>(list, (row) => row.id, () => checkRow(actions));
  return { element: h('div', {}, title, list), update: (group) => { text(title, group.title); draw(group.rows); } };
}

function checkRow(actions: Actions): Part<CheckRow> {
  const glyph = h('span', { 'aria-hidden': 'true' });
  const status = h('span', { class: 'visually-hidden' });
  const words = h('span');
  const buttons = remedies(actions);
  const answer = explanation(buttons.element);
  const element = h('li', {}, glyph, h('div', {}, h('p', {}, status, words, answer.toggle), answer.element));
  return {
    element,
    update: (row) => {
      const look = LOOKS[row.status];
      setIcon(glyph, look.icon, `status-${row.status}${row.status === 'checking' ? ' codicon-modifier-spin' : ''}`);
      attr(element, 'data-status', row.status);
      text(status, `${look.word}: `);
      text(words, row.text);
      buttons.update(row.remedies);
      answer.update(row);
    },
  };
}

/** "How?" of a row whose answer is not known: what would answer it. Other rows show what helps at once. */
function explanation(buttons: HTMLElement): Part<CheckRow> & { readonly toggle: HTMLElement } {
  const id = uniqueId('how');
  const words = h('p', { class: 'help' });
  const element = h('div', { id }, words, buttons);
  const about = h('span', { class: 'visually-hidden' });
  const toggle = h('button', { type: 'button', class: 'how', 'aria-controls': id }, t('How?'), about);
  let open = false;
  let how: string | undefined;
  const draw = (): void => {
    attr(toggle, 'aria-expanded', how === undefined ? undefined : String(open));
    show(toggle, how !== undefined);
    show(words, how !== undefined);
    show(element, how === undefined || open);
  };
  toggle.addEventListener('click', () => { open = !open; draw(); });
  return {
    element, toggle,
    update: (row) => {
      how = row.how;
      text(words, how ?? '');
      text(about, ` ${row.text}`);
      draw();
    },
  };
}
