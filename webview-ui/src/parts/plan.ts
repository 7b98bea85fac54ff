import { byIndex, h, icon, keyed, type Part, show, text } from '../dom.js';
import { button } from '../fields.js';
import { callCount } from '../format.js';
import { t } from '../../../src/shared/l10n.js';
import type { CallView } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

/** Services as AWS writes their names. */
const SERVICES: Readonly<Record<string, string>> = { sagemaker: 'SageMaker', s3: 'S3' };

/** The calls that will be made, in their order, each with its exact input. */
export function plan(actions: Actions): Part<View> {
  const count = h('span', { class: 'side-count' });
  const list = h('ol', { class: 'calls' });
  const draw = keyed<CallView>(list, (call) => call.id, callRow);
  const empty = h('p', { class: 'help' }, t('The plan is shown when no problem is left to solve.'));
  const warnings = h('ul', { class: 'warnings' });
  const drawWarnings = keyed<string>(warnings, byIndex, () => {
    const words = h('span');
    return { element: h('li', {}, icon('warning'), words), update: (warning) => text(words, warning) };
  });
  const asJson = button({ text: t('Open as JSON'), icon: 'json', onClick: () => actions.showPlan() });
  return {
    element: h('section', { class: 'side-block' }, h('h2', { class: 'side-title' }, h('span', {}, t('The plan')), count), list, empty, warnings, h('div', { class: 'actions' }, asJson.element)),
    update: ({ state: { calls, warnings: all } }) => {
      draw(calls);
      show(list, calls.length > 0);
      show(empty, calls.length === 0);
      text(count, calls.length === 0 ? '' : callCount(calls.length));
      drawWarnings(all);
      show(warnings, all.length > 0);
      asJson.update({});
      show(asJson.element, calls.length > 0);
    },
  };
}

function callRow(call: CallView): Part<CallView> {
  const operation = h('span', { class: 'call-name' });
  const service = h('span', { class: 'call-service' });
  const input = h('pre', { class: 'mono', tabindex: '0', role: 'region', 'aria-label': t('Input of {0}', call.operation) });
  const details = h('details', {}, h('summary', {}, operation, service), input);
  let drawn: CallView | undefined;
  const draw = (): void => { if (details.open && drawn) text(input, JSON.stringify(drawn.input, undefined, 2)); };
  details.addEventListener('toggle', draw);
  return {
    element: h('li', {}, details),
    update: (now) => {
      drawn = now;
      text(operation, now.operation);
      text(service, SERVICES[now.service] ?? now.service);
      draw();
    },
  };
}
