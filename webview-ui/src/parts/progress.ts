import { byIndex, h, icon, keyed, type Part, setIcon, show, text } from '../dom.js';
import { button } from '../fields.js';
import { elapsed } from '../format.js';
import { t } from '../../../src/shared/l10n.js';
import type { DeploymentView, PanelState, StepView } from '../../../src/shared/protocol.js';
import type { Actions } from '../view.js';
import { remedies } from './remedies.js';

const LOOKS: Readonly<Record<StepView['status'], { readonly icon: string; readonly word: string }>> = {
  waiting: { icon: 'circle-large-outline', word: t('Waiting') }, active: { icon: 'loading', word: t('In progress') }, done: { icon: 'pass-filled', word: t('Done') },
  failed: { icon: 'error', word: t('Failed') }, undone: { icon: 'discard', word: t('Taken back') },
};

const TITLES: Readonly<Record<DeploymentView['phase'], string>> = {
  running: t('Deploying'), creating: t('Deploying'), inService: t('In service'), failed: t('The deployment failed'), cancelling: t('Cancelling'), cancelled: t('Cancelled'),
};

/** A deployment while it runs and after it ended. `update` again each second moves the clocks. */
export function progress(actions: Actions): Part<Pick<PanelState, 'deployment' | 'connection'>> {
  let id = '';
  const title = h('h2', { class: 'progress-title', tabindex: '-1' });
  const summary = h('p', { class: 'progress-summary' });
  const failed = failure(actions);
  const steps = h('ol', { class: 'steps' });
  const drawSteps = keyed<DrawnStep>(steps, ({ step }) => step.id, () => stepRow(actions));
  const left = leftOver(actions);
  const copies = h('p', { class: 'help' });
  const why = h('p');
  const paused = h('div', { class: 'notice warning', role: 'alert' }, icon('debug-pause'), h('div', { class: 'notice-body' }, why));
  const cancel = button({ text: t('Cancel'), onClick: () => actions.cancelDeployment(id) });
  const notebook = button({ text: t('Open notebook'), kind: 'primary', icon: 'notebook', onClick: () => actions.openNotebook() });
  const remove = button({ text: t('Delete…'), onClick: () => actions.deleteEndpoint() });
  const another = button({ text: t('Deploy another'), onClick: () => actions.startOver(false) });
  const back = button({ text: t('Back to the form'), onClick: () => actions.startOver(true) });
  const billed = h('p', { class: 'help' });
  const element = h('section', { class: 'running' }, title, summary, failed.element, paused, steps, left.element, copies, billed,
    h('div', { class: 'actions' }, notebook.element, another.element, back.element, remove.element, cancel.element));
  return {
    element,
    update: ({ deployment: view, connection: { emulated } }) => {
      if (!view) return;
      ({ id } = view);
      const { phase } = view;
      text(title, phase === 'inService' && view.endpoint === 'gone' ? t('Deleted') : TITLES[phase]);
      text(summary, view.summary);
      failed.update(view.failure);
      show(paused, view.paused !== null);
      text(why, view.paused ?? '');
      const now = view.endedAt === null ? Date.now() : Date.parse(view.endedAt);
      drawSteps(view.steps.map((step) => ({ step, now, usually: view.usually })));
      left.update(view.leftOver);
      text(copies, view.copies === null ? '' : t('Copied files stay in {0}: the next deployment takes them up. Delete them in S3 when you need them no longer.', view.copies));
      show(copies, view.copies !== null);
      text(billed, endNote(view, emulated));
      show(billed, billed.textContent !== '');
      const running = phase === 'running' || phase === 'creating' || phase === 'cancelling';
      const there = view.endpoint === 'there' && !running;
      for (const [part, shown] of [[cancel, running], [notebook, there && phase === 'inService'], [remove, there], [another, phase === 'inService'], [back, phase === 'failed' || phase === 'cancelled']] as const) show(part.element, shown);
      cancel.update(phase === 'cancelling' ? { text: t('Cancelling…'), busy: true } : {});
      for (const part of [notebook, remove, another, back]) part.update({});
    },
  };
}

/** What it costs, or what becomes of it. */
function endNote({ phase, endpoint }: DeploymentView, emulated: boolean): string {
  if (endpoint === 'gone') return t('The endpoint was deleted.');
  if (phase === 'inService') return emulated ? t('In AWS the endpoint would be billed until you delete it, here or in the Endpoints view.') : t('The endpoint is billed until you delete it, here or in the Endpoints view.');
  if (phase === 'failed' && endpoint === 'there') return t('The failed endpoint, its endpoint config and its model are still there, for its log to be read. Delete them when you need them no longer.');
  return phase === 'cancelling' ? t('SageMaker does not delete an endpoint while it is being created. It is deleted as soon as that is over; you may close this tab.')
    : phase === 'running' || phase === 'creating' ? t('You may close this tab or the window: the deployment goes on, and the Endpoints view shows it.') : '';
}

interface DrawnStep {
  readonly step: StepView;
  /** Milliseconds. */
  readonly now: number;
  readonly usually: string;
}

function stepRow(actions: Actions): Part<DrawnStep> {
  const glyph = h('span', { 'aria-hidden': 'true' });
  const status = h('span', { class: 'visually-hidden' });
  const label = h('span', { class: 'step-label' });
  const time = h('span', { class: 'step-time', role: 'timer' });
  const usual = h('span', { class: 'step-usually' });
  const detail = h('span', { class: 'mono' });
  const copy = button({ text: t('Copy'), kind: 'icon', icon: 'copy', onClick: () => actions.copy(detail.textContent) });
  const more = h('span', { class: 'step-detail copyable' }, detail, copy.element);
  const element = h('li', {}, glyph, h('div', { class: 'step-body' }, h('span', { class: 'step-line' }, h('span', {}, status, label), usual, time), more));
  return {
    element,
    update: ({ step, now, usually }) => {
      const look = LOOKS[step.status];
      setIcon(glyph, look.icon, `step-${step.status}${step.status === 'active' ? ' codicon-modifier-spin' : ''}`);
      text(status, `${look.word}: `);
      text(label, step.label);
      const start = step.startedAt === null ? Number.NaN : Date.parse(step.startedAt);
      const end = step.endedAt === null ? now : Date.parse(step.endedAt);
      text(time, Number.isFinite(end - start) ? elapsed(end - start) : '');
      text(usual, step.status === 'active' ? usually : '');
      text(detail, step.detail ?? '');
      show(more, step.detail !== null);
      show(copy.element, step.detail?.startsWith('arn:') ?? false);
      copy.update({ text: t('Copy the ARN: {0}', step.label) });
    },
  };
}

function failure(actions: Actions): Part<DeploymentView['failure']> {
  const cause = h('p', { class: 'failure-cause' });
  const detail = h('pre', { class: 'mono failure-detail', tabindex: '0', role: 'region', 'aria-label': t('What SageMaker said') });
  const advice = h('ul', { class: 'failure-advice' });
  const drawAdvice = keyed<string>(advice, byIndex, () => {
    const element = h('li');
    return { element, update: (sentence) => text(element, sentence) };
  });
  const buttons = remedies(actions);
  const element = h('div', { class: 'failure', role: 'alert' }, icon('error'), h('div', { class: 'failure-body' }, cause, detail, advice, buttons.element));
  return {
    element,
    update: (now) => {
      show(element, now !== null);
      text(cause, now?.cause ?? '');
      text(detail, now?.detail ?? '');
      show(detail, now !== null && now.detail !== null);
      drawAdvice(now?.advice ?? []);
      show(advice, now !== null && now.advice.length > 0);
      buttons.update(now?.remedies ?? []);
    },
  };
}

function leftOver(actions: Actions): Part<readonly string[]> {
  const list = h('ul');
  const draw = keyed<string>(list, (name) => name, (name) => {
    const copy = button({ text: t('Copy {0}', name), kind: 'icon', icon: 'copy', onClick: () => actions.copy(name) });
    return { element: h('li', { class: 'copyable' }, h('span', { class: 'mono' }, name), copy.element), update: () => copy.update({}) };
  });
  const element = h('div', { class: 'notice warning' }, icon('warning'), h('div', { class: 'notice-body' }, h('p', {}, t('This was created and could not be removed again. Delete an endpoint in the Endpoints view, a model or an endpoint config in the AWS console:')), list));
  return { element, update: (names) => { show(element, names.length > 0); draw(names); } };
}
