import { h, keyed, type Part, show, text } from '../../dom.js';
import { button } from '../../fields.js';
import { t } from '../../../../src/shared/l10n.js';
import type { ResolvedView } from '../../../../src/shared/protocol.js';
import type { Actions, View } from '../../view.js';

/** What the spec decides; to be read, not changed. */
export function resolvedFacts(actions: Actions): Part<View> {
  const list = h('dl', { class: 'facts-list' });
  const draw = keyed<Fact>(list, ({ name }) => name, ({ name, copyName }) => {
    const value = h('span', { class: 'mono' });
    const copy = button({ text: copyName, kind: 'icon', icon: 'copy', onClick: () => actions.copy(value.textContent) });
    return { element: h('div', { class: 'copyable' }, h('dt', {}, name), h('dd', {}, value, copy.element)), update: (fact) => { text(value, fact.value); copy.update({}); } };
  });
  return { element: list, update: ({ state: { resolved } }) => { const facts = factsOf(resolved); show(list, facts.length > 0); draw(facts); } };
}

interface Fact {
  readonly name: string;
  readonly copyName: string;
  readonly value: string;
}

function factsOf({ image, artifactUri }: ResolvedView): Fact[] {
  return [
    ...(image === null ? [] : [{ name: t('Container image'), copyName: t('Copy container image'), value: image }]),
    ...(artifactUri === null ? [] : [{ name: t('Model artifacts'), copyName: t('Copy model artifacts'), value: artifactUri }]),
  ];
}
