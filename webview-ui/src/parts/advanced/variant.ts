import { describe, group } from '../../controls/group.js';
import { numberField } from '../../controls/numberField.js';
import { h, type Part, show, text } from '../../dom.js';
import { textField } from '../../fields.js';
import { NAME_MAX, TIMEOUT_MAX_S, TIMEOUT_MIN_S } from '../../../../src/shared/constraints.js';
import { EMPTY_FORM } from '../../../../src/shared/form.js';
import { t } from '../../../../src/shared/l10n.js';
import { minutes } from '../../../../src/shared/summary.js';
import type { Actions, View } from '../../view.js';
import { emptyHelp } from './source.js';

/** Seconds that SageMaker waits for the model's data. */
export function downloadTimeout(actions: Actions): Part<View> {
  return timeout(t('Download timeout (s)'), 'downloadTimeoutS', 'downloadS', actions);
}

/** Seconds that SageMaker waits until the container answers its health check. */
export function startupTimeout(actions: Actions): Part<View> {
  return timeout(t('Health check timeout (s)'), 'startupTimeoutS', 'startupS', actions);
}

function timeout(label: string, field: 'downloadTimeoutS' | 'startupTimeoutS', spec: 'downloadS' | 'startupS', actions: Actions): Part<View> {
  // an empty field is the value that holds without one
  const part = numberField(label, field, actions);
  return {
    element: part.element,
    update: ({ state: { resolved }, form, shown }) => {
      const seconds = resolved.timeouts[spec];
      const own = seconds === null ? null : seconds % 60 === 0 ? `${t('{0} s', seconds)} (${minutes(seconds)})` : t('{0} s', seconds);
      part.update({ value: form[field], error: shown[field], placeholder: seconds === null ? '' : String(seconds), help: `${t('{0} to {1} s.', TIMEOUT_MIN_S, TIMEOUT_MAX_S)} ${emptyHelp(own, resolved.defaultsFrom[spec], resolved)}` });
    },
  };
}

/** GB of the storage volume. A type with local storage takes none; a size that was set before stays in sight, so that it can be taken back. */
export function volume(actions: Actions): Part<View> {
  const part = numberField(t('Storage volume (GB)'), 'volumeSizeGB', actions);
  const words = h('p', { class: 'help' });
  const without = h('div', { class: 'group' }, h('h3', { class: 'label' }, t('Storage volume')), words);
  return {
    element: h('div', {}, part.element, without),
    update: ({ state: { resolved }, form, shown }) => {
      const { volumeSizeGB: own, hasVolume } = resolved;
      show(part.element, hasVolume || form.volumeSizeGB !== 0);
      show(without, !hasVolume && form.volumeSizeGB === 0);
      text(words, t('{0} has local storage, so that SageMaker attaches no volume and there is no size to set.', form.instanceType));
      part.update({
        value: form.volumeSizeGB, error: shown.volumeSizeGB, placeholder: own === null ? '' : String(own),
        help: hasVolume ? emptyHelp(own === null ? null : `${own} GB`, resolved.defaultsFrom.volumeSizeGB, resolved) : t('{0} has local storage, so that SageMaker attaches no volume: the size is not sent.', form.instanceType),
      });
    },
  };
}

/** The production variant's name, by which calls and metrics name it. */
export function variantName(actions: Actions): Part<View> {
  const input = textField({ label: t('Production variant'), code: true, placeholder: EMPTY_FORM.variantName, onInput: (value) => actions.edit({ variantName: value.trim() }, { typing: true, touch: ['variantName'] }), meaning: (value) => value.trim() });
  const box = group('variantName', input.element);
  return {
    element: box.element,
    update: ({ form, shown }) => {
      const model = { error: shown.variantName, help: t('At most {0} letters, digits and dashes. AWS\'s own tools call it {1}; metrics and logs carry the name.', NAME_MAX, EMPTY_FORM.variantName) };
      input.update({ value: form.variantName, invalid: model.error !== undefined, description: describe(model) });
      box.update(model);
    },
  };
}
