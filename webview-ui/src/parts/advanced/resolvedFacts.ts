import { h, keyed, type Part, show, text } from '../../dom.js';
import { button } from '../../fields.js';
import type { ResolvedView } from '../../../../src/shared/protocol.js';
import type { Actions, View } from '../../view.js';

/** What the spec decides; to be read, not changed. */
export function resolvedFacts(actions: Actions): Part<View> {
  const list = h('dl', { class: 'facts-list' });
  const draw = keyed<readonly [string, string]>(list, ([name]) => name, ([name]) => {
    const value = h('span', { class: 'mono' });
    const copy = button({ text: `Copy ${name.toLowerCase()}`, kind: 'icon', icon: 'copy', onClick: () => actions.copy(value.textContent) });
    return { element: h('div', { class: 'copyable' }, h('dt', {}, name), h('dd', {}, value, copy.element)), update: ([, now]) => { text(value, now); copy.update({}); } };
  });
  return { element: list, update: ({ state: { resolved } }) => { const facts = factsOf(resolved); show(list, facts.length > 0); draw(facts); } };
}

function factsOf({ image, artifactUri }: ResolvedView): (readonly [string, string])[] {
  const facts: (readonly [string, string | null])[] = [['Container image', image], ['Model artifacts', artifactUri]];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
