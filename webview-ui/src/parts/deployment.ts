import { describe, group } from '../controls/group.js';
import { numberField } from '../controls/numberField.js';
import { h, type Part, show } from '../dom.js';
import { checkbox, textField } from '../fields.js';
import { NAME_MAX } from '../../../src/shared/constraints.js';
import { PREFIX, resourceName } from '../../../src/shared/names.js';
import type { Actions, View } from '../view.js';

/** Instances of the endpoint. An empty field is 0, which is refused as a count. */
export function count(actions: Actions): Part<View> {
  const part = numberField('Instance count', 'instanceCount', actions);
  return { element: part.element, update: ({ form, shown }) => { part.update({ value: form.instanceCount, error: shown.instanceCount }); } };
}

/** The name, with the prefix that AWS's tools filter by. */
export function endpointName(actions: Actions): Part<View> {
  const chip = h('span', { class: 'prefix-chip' }, PREFIX);
  const field = textField({ label: 'Endpoint name', code: true, start: chip, onInput: (value) => actions.edit({ endpointName: value }, { typing: true, touch: ['endpointName'] }) });
  const toggle = checkbox('Use the jumpstart- prefix for endpoint, endpoint config and model', (checked) => actions.edit({ usePrefix: checked }, { touch: ['endpointName'] }));
  const box = group('endpointName', field.element);
  const element = h('div', {}, box.element, toggle.element);
  return {
    element,
    update: ({ form, shown }) => {
      const full = resourceName(form.endpointName, form.usePrefix);
      show(chip, form.usePrefix && !form.endpointName.trim().startsWith(PREFIX));
      const model = { error: shown.endpointName, help: form.endpointName.trim() === '' ? undefined : `${full} · ${full.length} of ${NAME_MAX} characters` };
      field.update({ value: form.endpointName, invalid: model.error !== undefined, description: describe(model) });
      box.update(model);
      toggle.update({ checked: form.usePrefix });
    },
  };
}
