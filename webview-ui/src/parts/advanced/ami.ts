import { describe, group } from '../../controls/group.js';
import { h, type Part, show, uniqueId } from '../../dom.js';
import { type Choice, dropdown, textField } from '../../fields.js';
import { INFERENCE_AMIS } from '../../../../src/shared/inferenceAmis.js';
import { t } from '../../../../src/shared/l10n.js';
import type { Actions, View } from '../../view.js';
import { sourceWords } from './source.js';

/** A value that no AMI has. */
const OTHER = '…';

/** The inference AMI: the spec's own, one that AWS documents, or any other by its name. */
export function inferenceAmi(actions: Actions): Part<View> {
  const id = uniqueId('ami');
  let typing = false;
  const list = dropdown(t('Inference AMI'), (value) => {
    typing = value === OTHER;
    actions.edit({ inferenceAmi: typing ? '' : value }, { touch: ['inferenceAmi'] });
    if (typing) typed.element.focus();
  });
  const typed = textField({
    label: t('Inference AMI version'), labelHidden: true, code: true, placeholder: 'al2-ami-sagemaker-inference-gpu-2', meaning: (value) => value.trim(),
    onInput: (value) => actions.edit({ inferenceAmi: value.trim() }, { typing: true, touch: ['inferenceAmi'] }),
  });
  const box = group('inferenceAmi', h('h3', { class: 'label', id }, t('Inference AMI')), list.element, typed.element);
  return {
    element: box.element,
    update: ({ state: { resolved }, form: { inferenceAmi: chosen }, shown }) => {
      const { inferenceAmi: own, defaultsFrom } = resolved;
      const known = INFERENCE_AMIS.map(({ version }) => version);
      if (chosen !== '' && !known.includes(chosen)) typing = true;
      const standard = own === null ? sourceWords('service', resolved) : `${own} (${sourceWords(defaultsFrom.inferenceAmi, resolved)})`;
      const choices: Choice[] = [
        { value: '', text: capital(standard) }, ...INFERENCE_AMIS.map(({ version, holds }) => ({ value: version, text: `${version} – ${holds}` })),
        { value: OTHER, text: t('Another one…') },
      ];
      list.update({ value: typing ? OTHER : chosen, choices });
      const model = { error: shown.inferenceAmi, help: t('The image of the instance itself, with its GPU driver. The container needs a driver that is new enough for its CUDA.') };
      typed.update({ value: chosen, invalid: model.error !== undefined, description: describe(model) });
      show(typed.element, typing);
      box.update(model);
    },
  };
}

/** A value of AWS's stays as it is written. */
function capital(words: string): string {
  return words.startsWith('al2') ? words : words.charAt(0).toUpperCase() + words.slice(1);
}
