import { describe, group } from '../controls/group.js';
import { numberField } from '../controls/numberField.js';
import { h, type Part, show } from '../dom.js';
import { checkbox, textField } from '../fields.js';
import { NAME_MAX } from '../../../src/shared/constraints.js';
import { t } from '../../../src/shared/l10n.js';
import { PREFIX, resourceName } from '../../../src/shared/names.js';
import type { Actions, View } from '../view.js';

/** Instances of the endpoint. An empty field is 0, which is refused as a count. */
export function count(actions: Actions): Part<View> {
  const part = numberField(t('Instance count'), 'instanceCount', actions);
  return { element: part.element, update: ({ form, shown }) => { part.update({ value: form.instanceCount, error: shown.instanceCount }); } };
}

/** The name, with the prefix that AWS's tools filter by. */
export function endpointName(actions: Actions): Part<View> {
  const chip = h('span', { class: 'prefix-chip' }, PREFIX);
  const field = textField({ label: t('Endpoint name'), code: true, start: chip, onInput: (value) => actions.edit({ endpointName: value }, { typing: true, touch: ['endpointName'] }) });
  const toggle = checkbox(t('Use the jumpstart- prefix for endpoint, endpoint config and model'), (checked) => actions.edit({ usePrefix: checked }, { touch: ['endpointName'] }));
  const box = group('endpointName', field.element);
  const element = h('div', {}, box.element, toggle.element);
  return {
    element,
    update: ({ form, shown }) => {
      const full = resourceName(form.endpointName, form.usePrefix);
      show(chip, form.usePrefix && !form.endpointName.trim().startsWith(PREFIX));
      const model = { error: shown.endpointName, help: form.endpointName.trim() === '' ? undefined : `${full} · ${t('{0} of {1} characters', full.length, NAME_MAX)}` };
      field.update({ value: form.endpointName, invalid: model.error !== undefined, description: describe(model) });
      box.update(model);
      toggle.update({ checked: form.usePrefix });
    },
  };
}
