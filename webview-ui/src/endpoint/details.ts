import type { DetailGroup, DetailRow } from '../../../src/shared/endpointProtocol.js';
import { t } from '../../../src/shared/l10n.js';
import { attr, byIndex, h, keyed, type Part, show, text } from '../dom.js';
import { plainButton } from './button.js';
import type { EndpointActions } from './page.js';
import { exact } from './times.js';

/** Everything that is known of the endpoint, to be read and copied. */
export function details(actions: EndpointActions): Part<readonly DetailGroup[]> {
  const element = h('div', { class: 'details' });
  const draw = keyed<DetailGroup>(element, ({ title }) => title, () => {
    const title = h('h2');
    const list = h('dl');
    const drawRows = keyed<DetailRow>(list, byIndex, () => detail(actions));
    return { element: h('section', {}, title, list), update: (group) => { text(title, group.title); drawRows(group.rows); } };
  });
  return { element, update: draw };
}

function detail(actions: EndpointActions): Part<DetailRow> {
  const term = h('dt');
  const value = h('span');
  let shown: DetailRow | undefined;
  const copy = plainButton(t('Copy'), { icon: 'copy', kind: 'bare' }, () => { if (shown) actions.copy(shown.value); });
  const open = plainButton(t('Open the model'), { icon: 'go-to-file', kind: 'bare' }, () => actions.openModel());
  return {
    element: h('div', { class: 'detail' }, term, h('dd', {}, value, copy.element, open.element)),
    update: (row) => {
      shown = row;
      text(term, row.label);
      text(value, row.kind === 'time' ? exact(row.value) : row.value);
      attr(value, 'class', row.kind === 'id' ? 'mono' : undefined);
      attr(value, 'title', row.kind === 'time' ? row.value : undefined);
      const name = t('Copy: {0}', row.label);
      attr(copy.element, 'aria-label', name);
      attr(copy.element, 'title', name);
      show(copy.element, row.kind === 'id');
      show(open.element, row.kind === 'model');
    },
  };
}
