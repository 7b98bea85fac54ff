import { combobox, type Entry } from '../controls/combobox.js';
import { describe, group } from '../controls/group.js';
import { listNotice } from '../controls/listNotice.js';
import { recent } from '../controls/recent.js';
import { isLoading, itemsOf, listMessage } from '../controls/lists.js';
import { h, icon, type Part, show, text } from '../dom.js';
import { radios, textField } from '../fields.js';
import { ago } from '../format.js';
import { adminMessage } from '../lookups.js';
import type { DefaultRole, RoleOption } from '../../../src/shared/account.js';
import { type RoleChoice, type RoleMode, chosenRole } from '../../../src/shared/form.js';
import { t } from '../../../src/shared/l10n.js';
import type { Actions, View } from '../view.js';

const MODES: readonly { readonly value: RoleMode; readonly text: string }[] = [
  { value: 'default', text: t('Default') }, { value: 'find', text: t('Find IAM role') }, { value: 'input', text: t('Input IAM role') },
];

/** The role that SageMaker takes on to read the model and write logs. */
export function role(actions: Actions): Part<View> {
  let now: View | undefined;
  const set = (change: Partial<RoleChoice>, typing = false): void => { if (now) actions.edit({ role: { ...now.form.role, ...change } }, typing ? { typing } : {}); };
  const leave = (): void => actions.leave('role');
  const mode = radios(t('IAM role'), MODES, (value) => {
    const chosen = MODES.find((each) => each.value === value)?.value ?? 'default';
    if (chosen === 'find' && now?.state.lists.roles.status === 'denied') actions.lookUp('roles');
    set({ mode: chosen });
  });
  const standard = defaultRole();
  const find = combobox({ label: t('IAM role'), placeholder: t('Filter by name'), onChange: (found) => set({ found }), onLeave: leave });
  const input = textField({ label: t('Role ARN'), labelHidden: true, code: true, placeholder: 'arn:aws:iam::123456789012:role/Name', onInput: (typed) => set({ typed }, true) });
  input.element.addEventListener('focusout', leave);
  const notice = listNotice((kind) => actions.lookUp(kind), (action) => { if (now) actions.copy(adminMessage(action, t('list the account\'s IAM roles'), now.state.connection)); });
  const before = recent<string>((typed) => set({ typed }));
  const box = group('role', mode.element, h('div', { class: 'indent' }, standard.element, find.element, input.element, before.element));
  box.element.append(notice.element);
  return {
    element: box.element,
    update: (view) => {
      now = view;
      const { state, form, shown } = view;
      const { lists: { roles }, resolved, connection } = state;
      const model = { error: shown.role, loading: form.role.mode === 'find' && isLoading(roles), help: help(form.role.mode) };
      mode.update({ value: form.role.mode });
      show(standard.element, form.role.mode === 'default' || (resolved.defaultRole !== null && resolved.defaultRole.arn === undefined && chosenRole(form, undefined) === ''));
      standard.update({ found: resolved.defaultRole, signedIn: connection.status === 'connected' || connection.status === 'connecting' });
      show(find.element, form.role.mode === 'find');
      find.update({ value: form.role.found, entries: roleEntries(itemsOf(roles)), message: listMessage(roles, t('There are no roles in this account.')), invalid: shown.role !== undefined, errorId: box.errorId });
      show(input.element, form.role.mode === 'input');
      input.update({ value: form.role.typed, invalid: shown.role !== undefined, description: describe(model) });
      before.update(form.role.mode === 'input' ? state.recent.roles.filter((arn) => arn !== form.role.typed).map((arn) => ({ value: arn, text: arn.replace(/^.*:role\//, '') })) : []);
      notice.update({ lists: form.role.mode === 'default' ? [] : [{ kind: 'roles', list: roles }], instead: t('Type the role\'s ARN instead.') });
      box.update(model);
    },
  };
}

function help(mode: RoleMode): string | undefined {
  if (mode === 'find') return t('Roles that trust SageMaker come first.');
  return mode === 'input' ? t('The role must trust sagemaker.amazonaws.com.') : undefined;
}

/** Trusted ones first, each half in the list's own order. */
export function roleEntries(all: readonly RoleOption[], now = Date.now()): Entry[] {
  const entry = ({ arn, name, trusted, lastUsed }: RoleOption): Entry => ({
    value: arn, text: name, detail: lastUsed === undefined ? arn : `${arn} · ${t('last used {0}', ago(lastUsed, now))}`, note: trusted ? undefined : t('does not trust SageMaker'),
  });
  return [...all.filter(({ trusted }) => trusted), ...all.filter(({ trusted }) => !trusted)].map(entry);
}

function defaultRole(): Part<{ readonly found: DefaultRole | null; readonly signedIn: boolean }> {
  const arn = h('code', { class: 'mono' });
  const source = h('span', { class: 'help-inline' });
  const glyph = icon('warning');
  const words = h('span');
  const warning = h('p', { class: 'warning-line' }, glyph, words);
  const known = h('p', { class: 'known' }, arn, ' ', source);
  return {
    element: h('div', {}, known, warning),
    update: ({ found, signedIn }) => {
      const warn = found === null ? undefined
        : found.arn === undefined ? `${found.reason} ${t('Choose a role with Find, or type its ARN.')}`
        : found.trusted === false ? t('This role does not trust SageMaker, so SageMaker cannot take it on. Choose another one, or change its trust policy.') : undefined;
      show(known, found === null || found.arn !== undefined);
      text(arn, found?.arn ?? '');
      show(arn, found?.arn !== undefined);
      text(source, found === null ? signedIn ? t('Looking for your default role…') : t('Your default role is shown here once you are signed in.') : found.arn === undefined ? '' : t('from {0}', found.source));
      show(warning, warn !== undefined);
      text(words, warn ?? '');
    },
  };
}
