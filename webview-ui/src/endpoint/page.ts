import type { EndpointAction, EndpointState, MetricWindow } from '../../../src/shared/endpointProtocol.js';
import { t } from '../../../src/shared/l10n.js';
import { attr, byIndex, h, icon, keyed, type Part, setIcon, show, text } from '../dom.js';
import { plainButton } from './button.js';
import { charts } from './charts.js';
import { details } from './details.js';
import { age, exact } from './times.js';

export interface EndpointActions {
  run(action: EndpointAction): void;
  openModel(): void;
  setWindow(window: MetricWindow): void;
  refresh(): void;
  copy(text: string): void;
}

const ACTIONS: Readonly<Record<EndpointAction, readonly [name: string, icon: string]>> = {
  tryEndpoint: [t('Try it'), 'play'], openNotebook: [t('Open notebook'), 'notebook'], showCode: [t('Show code'), 'code'], showContainerLog: [t('Container log'), 'output'], showFailure: [t('Why did it fail?'), 'question'],
  copyEndpointArn: [t('Copy ARN'), 'copy'], openInConsole: [t('Open in console'), 'link-external'], updateEndpoint: [t('Update…'), 'sync'], parkEndpoint: [t('Park…'), 'debug-pause'], deleteEndpoint: [t('Delete…'), 'trash'],
};
const TONES: Readonly<Record<EndpointState['status']['tone'], string>> = { ok: 'circle-filled', busy: 'sync', warning: 'warning', error: 'error', off: 'circle-slash' };

export interface EndpointPage extends Part<EndpointState> {
  /** Why the latest request came to nothing; null where it did not. */
  refused(message: string | null): void;
}

/** The whole endpoint tab. */
export function page(actions: EndpointActions): EndpointPage {
  const top = header(actions);
  const words = h('div', { class: 'notice-body' });
  const refusal = h('div', { class: 'notice error', role: 'alert', hidden: true }, icon('error'), words);
  const failed = failure();
  const problems = h('div', { class: 'problems', role: 'status' });
  const drawProblems = keyed<string>(problems, byIndex, notice);
  const graphs = charts(actions);
  const facts = details(actions);
  const said = h('div', { role: 'status', class: 'visually-hidden' });
  let before: EndpointState | undefined;
  return {
    element: h('main', { class: 'endpoint' }, top.element, refusal, failed.element, problems, graphs.element, facts.element, said),
    update: (state) => {
      top.update(state);
      failed.update(state.failure);
      drawProblems(state.problems);
      show(graphs.element, state.endpoint === 'there');
      graphs.update(state.metrics);
      facts.update(state.details);
      if (before && before.status.text !== state.status.text) text(said, t('The endpoint\'s status is now: {0}.', state.status.text));
      before = state;
    },
    refused: (message) => {
      show(refusal, message !== null);
      text(words, message ?? '');
    },
  };
}

function header(actions: EndpointActions): Part<EndpointState> {
  const name = h('h1', { tabindex: '-1' });
  const emulated = h('p', { class: 'emulated' }, icon('beaker'), h('strong', {}, t('Emulator – not AWS')), h('span', {}, t('Nothing runs in AWS and nothing is billed.')));
  const glyph = icon('sync');
  const status = h('span');
  const facts = ['hardware', 'age', 'hour', 'spent'].map((which) => h('span', { class: `fact ${which}` }));
  const [hardware, created, perHour, spent] = facts;
  const place = h('span', { class: 'fact' });
  const note = h('p', { class: 'help' });
  const row = h('div', { class: 'actions', role: 'group', 'aria-label': t('What can be done with the endpoint') });
  const drawActions = keyed<EndpointAction>(row, (action) => action, (action) => {
    const [words, picture] = ACTIONS[action];
    const button = plainButton(words, { icon: picture, kind: action === 'tryEndpoint' ? 'primary' : 'secondary' }, () => actions.run(action));
    return { element: button.element, update: () => undefined };
  });
  return {
    element: h('header', { class: 'top' }, emulated, name, h('p', { class: 'facts' }, h('span', { class: 'fact status' }, glyph, status), ...facts, place), note, row),
    update: (state) => {
      text(name, state.name);
      show(emulated, state.emulated);
      setIcon(glyph, TONES[state.status.tone], `tone-${state.status.tone}`);
      text(status, state.endpoint === 'loading' ? t('Loading…') : state.status.text);
      const words = [state.hardware, state.createdAt === null ? null : age(state.createdAt, Date.now()), state.cost?.perHour ?? null, state.cost?.spent == null ? state.cost && t('Price unknown') : t('{0} so far', state.cost.spent)];
      [hardware, created, perHour, spent].forEach((fact, index) => {
        if (!fact) return;
        text(fact, words[index] ?? '');
        show(fact, (words[index] ?? '') !== '');
      });
      if (created) attr(created, 'title', state.createdAt === null ? undefined : t('Created {0}', exact(state.createdAt)));
      text(place, state.region);
      text(note, state.endpoint === 'gone' ? t('The endpoint is not there any more, and is no longer billed.') : state.cost?.note ?? '');
      show(note, note.textContent !== '');
      drawActions(state.actions);
    },
  };
}

function failure(): Part<EndpointState['failure']> {
  const cause = h('p');
  const detail = h('p', { class: 'mono' });
  const advice = h('ul');
  const drawAdvice = keyed<string>(advice, byIndex, () => {
    const element = h('li');
    return { element, update: (words) => text(element, words) };
  });
  const element = h('section', { class: 'notice error', 'aria-label': t('Why it failed') }, icon('error'), h('div', { class: 'notice-body' }, cause, detail, advice));
  return {
    element,
    update: (failed) => {
      show(element, failed !== null);
      text(cause, failed?.cause ?? '');
      text(detail, failed?.detail ?? '');
      show(detail, (failed?.detail ?? '') !== '');
      drawAdvice(failed?.advice ?? []);
    },
  };
}

function notice(): Part<string> {
  const words = h('div', { class: 'notice-body' });
  return { element: h('div', { class: 'notice warning' }, icon('warning'), words), update: (message) => text(words, message) };
}
