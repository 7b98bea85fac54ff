import { describe, group, type GroupModel } from './group.js';
import type { Part } from '../dom.js';
import { textField } from '../fields.js';
import type { Actions } from '../view.js';

type NumberField = 'instanceCount' | 'volumeSizeGB' | 'downloadTimeoutS' | 'startupTimeoutS' | 'provisionTimeoutS';

interface NumberModel extends GroupModel { readonly value: number; readonly placeholder?: string }

/** A number of the form. An empty field is 0. */
export function numberField(label: string, field: NumberField, actions: Pick<Actions, 'edit'>): Part<NumberModel> {
  const asNumber = (value: string): number => { const n = Number(value); return Number.isFinite(n) ? n : 0; };
  const input = textField({
    label, number: true, meaning: (value) => String(asNumber(value)),
    onInput: (value) => actions.edit({ [field]: asNumber(value) }, { typing: true, touch: [field] }),
  });
  const box = group(field, input.element);
  box.element.classList.add('narrow');
  return {
    element: box.element,
    update: (model) => {
      input.update({ value: String(model.value), invalid: model.error !== undefined, description: describe(model), ...(model.placeholder === undefined ? {} : { placeholder: model.placeholder }) });
      box.update(model);
    },
  };
}
