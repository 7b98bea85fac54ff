import { describe, group } from '../controls/group.js';
import { h, keyed, type Part, show, text, uniqueId } from '../dom.js';
import { button, checkbox } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import type { EulaView } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

type Text = EulaView['texts'][number];

/** The licence of a gated model, to read and to accept. It can be accepted once its text is on the page. */
export function licence(actions: Actions): Part<View> {
  const texts = h('div');
  const draw = keyed<Text>(texts, (eula, index) => `${index} ${eula.name}`, (eula) => eulaText(eula.name, actions));
  const accept = checkbox(t('I have read the licence and accept it'), (checked) => actions.edit({ acceptEula: checked }, { touch: ['acceptEula'] }));
  const box = group('acceptEula', accept.element);
  return {
    element: h('div', {}, texts, box.element),
    update: ({ state: { resolved: { eula } }, form, shown }) => {
      const all = eula?.texts ?? [];
      draw(all);
      const readable = all.every((each) => each.text !== null);
      const model = { error: shown.acceptEula, help: readable ? t('SageMaker asks for the acceptance with every deployment; it is sent with this one.') : t('The licence can be accepted when its text is shown here.') };
      accept.update({ checked: form.acceptEula, disabled: !readable && !form.acceptEula, description: describe(model), invalid: model.error !== undefined });
      box.update(model);
    },
  };
}

function eulaText(name: string, actions: Actions): Part<Text> {
  const id = uniqueId('eula');
  const words = h('div', { class: 'eula', tabindex: '0', role: 'region', 'aria-labelledby': id });
  const bar = h('div', { class: 'progress', hidden: true });
  const problem = h('p');
  const retry = button({ text: t('Try again'), icon: 'refresh', onClick: () => actions.remedy({ kind: 'retry' }) });
  const notice = h('div', { class: 'notice warning' }, h('div', { class: 'notice-body' }, problem, h('div', { class: 'actions' }, retry.element)));
  return {
    element: h('div', { class: 'group' }, bar, h('h3', { class: 'label', id }, name), notice, words),
    update: (eula) => {
      show(words, eula.problem === null);
      text(words, eula.text ?? t('Loading the licence…'));
      show(bar, eula.text === null && eula.problem === null);
      show(notice, eula.problem !== null);
      text(problem, eula.problem ?? '');
      retry.update({});
    },
  };
}

/** Ticks that a deprecated or a vulnerable version needs, with the reason beside them. */
export function ticks(actions: Actions): Part<View> {
  const deprecated = tick(t('Deploy the deprecated version'), 'acceptDeprecated', actions);
  const vulnerable = tick(t('Deploy the version with known vulnerabilities'), 'acceptVulnerable', actions);
  return {
    element: h('div', { class: 'ticks' }, deprecated.element, vulnerable.element),
    update: (view) => {
      const { card, validation } = view.state;
      deprecated.update({ view, reason: validation.deprecated ? card.deprecationMessage ?? t('Version {0} is deprecated.', view.form.modelVersion) : null });
      const { modelVersion } = view.form;
      const known = card.vulnerabilities.length > 0 ? t('Version {0} has known vulnerabilities: {1}.', modelVersion, card.vulnerabilities.join(', ')) : t('Version {0} has known vulnerabilities.', modelVersion);
      vulnerable.update({ view, reason: validation.vulnerable ? known : null });
    },
  };
}

function tick(label: string, field: 'acceptDeprecated' | 'acceptVulnerable', actions: Actions): Part<{ view: View; reason: string | null }> {
  const accept = checkbox(label, (checked) => actions.edit({ [field]: checked }, { touch: [field] }));
  const words = h('p');
  const box = group(field, h('div', { class: 'notice warning' }, h('span', { class: 'codicon codicon-warning', 'aria-hidden': 'true' }), h('div', { class: 'notice-body' }, words, accept.element)));
  return {
    element: box.element,
    update: ({ view: { form, shown }, reason }) => {
      show(box.element, reason !== null);
      text(words, reason ?? '');
      accept.update({ checked: form[field], description: [shown[field], reason].filter(Boolean).join(' ') || undefined, invalid: shown[field] !== undefined });
      box.update({ error: shown[field] });
    },
  };
}
