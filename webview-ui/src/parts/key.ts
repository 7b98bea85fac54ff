import { combobox, type Entry } from '../controls/combobox.js';
import { describe, group } from '../controls/group.js';
import { listNotice } from '../controls/listNotice.js';
import { recent } from '../controls/recent.js';
import { isLoading, itemsOf, listMessage } from '../controls/lists.js';
import { h, type Part, show } from '../dom.js';
import { checkbox, radios, textField } from '../fields.js';
import { adminMessage } from '../lookups.js';
import type { KeyOption } from '../../../src/shared/account.js';
import type { KeyChoice, KeyMode } from '../../../src/shared/form.js';
import { t } from '../../../src/shared/l10n.js';
import type { Actions, View } from '../view.js';

const MODES: readonly { readonly value: KeyMode; readonly text: string }[] = [
  { value: 'default', text: t('Default') }, { value: 'find', text: t('Find encryption keys') }, { value: 'input', text: t('Input encryption keys') },
];

/** The KMS key of the endpoint's storage. */
export function key(actions: Actions): Part<View> {
  let now: View | undefined;
  const set = (change: Partial<KeyChoice>, typing = false): void => { if (now) actions.edit({ key: { ...now.form.key, ...change } }, typing ? { typing } : {}); };
  const leave = (): void => actions.leave('key');
  const mode = radios(t('Encryption key'), MODES, (value) => {
    const chosen = MODES.find((each) => each.value === value)?.value ?? 'default';
    if (chosen === 'find' && now?.state.lists.keys.status === 'denied') actions.lookUp('keys');
    set({ mode: chosen });
  });
  const find = combobox({ label: t('Encryption key'), placeholder: t('Filter by alias or id'), onChange: (found) => set({ found }), onLeave: leave });
  const input = textField({ label: t('Key id, ARN or alias'), labelHidden: true, code: true, placeholder: t('alias/name, key id or ARN'), onInput: (typed) => set({ typed }, true) });
  input.element.addEventListener('focusout', leave);
  const notice = listNotice((kind) => actions.lookUp(kind), (action) => { if (now) actions.copy(adminMessage(action, t('list the account\'s KMS keys'), now.state.connection)); });
  const before = recent<string>((typed) => set({ typed }));
  const box = group('key', mode.element, h('div', { class: 'indent' }, find.element, input.element, before.element));
  box.element.append(notice.element);
  return {
    element: box.element,
    update: (view) => {
      now = view;
      const { state: { lists: { keys }, resolved, recent: used }, form, shown } = view;
      const standard = form.key.mode === 'default';
      const help = standard ? t('SageMaker encrypts the endpoint\'s storage with a key of its own.')
        : [t('The key encrypts the endpoint\'s storage. Your identity needs kms:CreateGrant on it.'), resolved.keyNote].filter((part) => part !== null).join(' ');
      const model = { error: shown.key, loading: form.key.mode === 'find' && isLoading(keys), help };
      mode.update({ value: form.key.mode });
      show(find.element, form.key.mode === 'find');
      find.update({ value: form.key.found, entries: itemsOf(keys).map(keyEntry), message: listMessage(keys, t('There are no keys of your own in this region.')), invalid: shown.key !== undefined, errorId: box.errorId });
      show(input.element, form.key.mode === 'input');
      input.update({ value: form.key.typed, invalid: shown.key !== undefined, description: describe(model) });
      before.update(form.key.mode === 'input' ? used.keys.filter((id) => id !== form.key.typed).map((id) => ({ value: id, text: id.replace(/^arn:[^/]*:/, '') })) : []);
      notice.update({ lists: standard ? [] : [{ kind: 'keys', list: keys }], instead: t('Type the key\'s id, ARN or alias instead.') });
      box.update(model);
    },
  };
}

function keyEntry({ id, arn, alias }: KeyOption): Entry {
  return { value: arn, text: alias ?? id, ...(alias === undefined ? {} : { detail: id }) };
}

/** Whether the container is cut off from the network. */
export function isolation(actions: Actions): Part<View> {
  const box = checkbox(t('Network isolation'), (checked) => actions.edit({ networkIsolation: checked }, { touch: ['networkIsolation'] }));
  const frame = group('networkIsolation', h('h3', { class: 'label' }, t('Network')), box.element);
  return {
    element: frame.element,
    update: ({ state: { resolved, validation }, form, shown }) => {
      const says = { true: t('The model\'s spec asks for it.'), false: t('The model\'s spec says that the container needs the network.'), null: t('The model\'s spec does not speak of it; JumpStart\'s models run isolated.') };
      const fixed = !validation.isolationOptional && form.networkIsolation;
      const model = {
        error: shown.networkIsolation,
        help: `${form.networkIsolation ? t('The model\'s container has no network.') : t('The model\'s container may reach the network.')} ${says[`${resolved.isolationSpec}`]}`,
      };
      box.update({ checked: form.networkIsolation, disabled: fixed, description: describe(model), invalid: model.error !== undefined });
      frame.update(model);
    },
  };
}
