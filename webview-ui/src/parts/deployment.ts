import { describe, group } from '../controls/group.js';
import { byIndex, h, keyed, type Part, show, text, uniqueId } from '../dom.js';
import { checkbox, dropdown, textField } from '../fields.js';
import { NAME_MAX } from '../../../src/shared/constraints.js';
import { PREFIX, resourceName } from '../../../src/shared/names.js';
import type { Actions, View } from '../view.js';

/** The inference config, where the model has more than one. */
export function config(actions: Actions): Part<View> {
  const id = uniqueId('config');
  const list = dropdown('Inference config', (value) => actions.edit({ inferenceConfig: value }, { touch: ['inferenceConfig'] }));
  const benchmarks = h('ul', { class: 'benchmarks', 'aria-label': 'Benchmarks of this config on this instance type' });
  const draw = keyed<string>(benchmarks, byIndex, () => {
    const element = h('li');
    return { element, update: (line) => text(element, line) };
  });
  const box = group('inferenceConfig', h('h3', { class: 'label', id }, 'Inference config'), list.element, benchmarks);
  return {
    element: box.element,
    update: ({ state: { resolved }, form, shown }) => {
      const { configs } = resolved;
      show(box.element, configs.length > 1);
      const ranked = form.inferenceConfig === '' && resolved.config !== null ? `By ranking: ${resolved.config}` : 'By ranking';
      list.update({ value: form.inferenceConfig, choices: [{ value: '', text: ranked }, ...configs.map(({ name }) => ({ value: name, text: name }))] });
      const inForce = configs.find(({ name }) => name === (form.inferenceConfig || resolved.config));
      const figures = inForce?.benchmarks[form.instanceType] ?? [];
      draw(figures.map(({ name, value, unit, concurrency }) => `${name}: ${value} ${unit}${concurrency === null ? '' : ` at ${concurrency} concurrent request${concurrency === '1' ? '' : 's'}`}`));
      show(benchmarks, figures.length > 0);
      box.update({ help: inForce && inForce.instanceTypes.length > 0 ? `Made for ${inForce.instanceTypes.join(', ')}.` : undefined, error: shown.inferenceConfig });
    },
  };
}

/** Instances of the endpoint. An empty field is 0, which is refused as a count. */
export function count(actions: Actions): Part<View> {
  const asNumber = (value: string): number => { const n = Number(value); return value.trim() === '' || !Number.isFinite(n) ? 0 : n; };
  const field = textField({
    label: 'Instance count', number: true, meaning: (value) => String(asNumber(value)),
    onInput: (value) => actions.edit({ instanceCount: asNumber(value) }, { typing: true, touch: ['instanceCount'] }),
  });
  const box = group('instanceCount', field.element);
  box.element.classList.add('narrow');
  return {
    element: box.element,
    update: ({ form, shown }) => {
      const model = { error: shown.instanceCount };
      field.update({ value: String(form.instanceCount), invalid: model.error !== undefined, description: describe(model) });
      box.update(model);
    },
  };
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
