import { t } from '../../../src/shared/l10n.js';
import type { AnswerView, RunError, RunView } from '../../../src/shared/tryProtocol.js';
import { attr, h, icon, type Part, show, text } from '../dom.js';
import { plainButton } from '../endpoint/button.js';
import { forecast } from './forecast.js';
import type { TryActions } from './page.js';
import { boxes, images, segments } from './pictures.js';
import { table } from './table.js';

/** What came back, as the task wants it; how long it took; and the answer as it came, on demand. */
export function answer(actions: TryActions): Part<RunView | null> {
  const progress = h('div', { class: 'progress' });
  const none = h('p', { class: 'help' }, t('The answer will be here.'));
  const said = h('p', { role: 'status', class: 'said' });
  const slow = h('p', { class: 'notice warning' }, icon('clock'), h('span', { class: 'notice-body' }, t('This takes long. SageMaker ends a request after 60 s: where it comes to that, ask for less, or let the answer stream.')));
  const thought = h('p', { class: 'written' });
  const thinking = h('details', {}, h('summary', {}, t('What the model thought first')), thought);
  const written = h('p', { class: 'written', tabindex: '0', role: 'region', 'aria-label': t('Answer') });
  const shown = h('div', { class: 'shown' });
  const failed = failure(actions);
  const facts = h('p', { class: 'facts' });
  const raw = rawPart(actions);
  const copy = plainButton(t('Copy text'), { icon: 'copy' }, () => actions.tell('copy', { text: written.textContent }));
  let drawn: AnswerView | null = null;
  return {
    element: h('section', { class: 'answer', 'aria-label': t('Answer of the model') }, progress, h('h2', {}, t('Answer')), none, slow, failed.element, thinking, written, shown, h('div', { class: 'row' }, copy.element), facts, raw.element, said),
    update: (run) => {
      show(none, run === null);
      show(progress, run?.status === 'sending');
      show(slow, run?.slow === true);
      const words = run?.answer?.kind === 'text' ? run.answer.text : run?.text ?? '';
      text(written, words);
      show(written, words !== '');
      show(copy.element, words !== '' && run?.status !== 'sending');
      text(thought, run?.thought ?? '');
      show(thinking, (run?.thought ?? '') !== '');
      // a picture is drawn once, not with every change beside it
      if (drawn !== (run?.answer ?? null)) {
        drawn = run?.answer ?? null;
        shown.replaceChildren(...(drawn === null ? [] : drawAnswer(drawn, actions)));
      }
      failed.update(run?.error ?? null);
      text(facts, run === null ? '' : factsOf(run).join(' · '));
      raw.update(run);
      text(said, run === null ? '' : statusOf(run));
      attr(said, 'class', run?.status === 'sending' || run?.status === 'stopped' ? 'help said' : 'visually-hidden');
    },
  };
}

function statusOf({ status, latencyMs, streaming, text: words }: RunView): string {
  switch (status) {
    case 'sending': return streaming && words !== '' ? t('The model is writing…') : t('Waiting for the answer…');
    case 'stopped': return words === '' ? t('Stopped.') : t('Stopped; what came until then is shown.');
    case 'failed': return t('There is no answer.');
    case 'done': return t('The answer is here, after {0}.', seconds(latencyMs ?? 0));
  }
}

function factsOf({ latencyMs, firstMs, size, variant, contentType }: RunView): string[] {
  return [
    ...(latencyMs === null ? [] : [seconds(latencyMs)]), ...(firstMs === null ? [] : [t('first part after {0}', seconds(firstMs))]),
    ...(size === null ? [] : [size < 1000 ? t('{0} bytes', size) : size < 1e6 ? `${(size / 1000).toFixed(1)} KB` : `${(size / 1e6).toFixed(1)} MB`]),
    ...(variant === null ? [] : [t('variant {0}', variant)]), ...(contentType === null ? [] : [contentType]),
  ];
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function failure(actions: TryActions): Part<RunError | null> {
  const message = h('p');
  const said = h('p', { class: 'mono' });
  const log = plainButton(t('Show log'), { icon: 'output' }, () => actions.tell('run', { action: 'showContainerLog' }));
  const signIn = plainButton(t('Sign in'), { icon: 'account' }, () => actions.tell('run', { action: 'signIn' }));
  const container = h('p', { class: 'label' }, t('The container says'));
  const element = h('div', { class: 'notice error', role: 'alert' }, icon('error'), h('div', { class: 'notice-body' }, message, container, said, h('p', { class: 'row' }, log.element, signIn.element)));
  return {
    element,
    update: (error) => {
      show(element, error !== null);
      text(message, error?.message ?? '');
      text(said, error?.container?.message ?? '');
      for (const part of [container, said, log.element]) show(part, error?.container != null);
      show(signIn.element, error?.kind === 'signIn');
    },
  };
}

function rawPart(actions: TryActions): Part<RunView | null> {
  const area = h('pre', { class: 'mono', tabindex: '0', role: 'region', 'aria-label': t('The answer as it came') });
  const cut = h('p', { class: 'help' }, t('Only its beginning is shown.'));
  const details = h('details', {}, h('summary', {}, t('The answer as it came')), area, cut);
  let held: string | undefined;
  const read = async (): Promise<void> => {
    const raw = await actions.raw();
    text(area, raw.text);
    show(cut, raw.cut);
  };
  details.addEventListener('toggle', () => { if (details.open) void read(); });
  return {
    element: details,
    update: (run) => {
      show(details, run !== null && run.status !== 'sending' && (run.size !== null || run.text !== ''));
      const key = run === null ? '' : `${run.id} ${run.status}`;
      if (key === held) return;
      held = key;
      details.open = false;
    },
  };
}

function drawAnswer(answered: AnswerView, actions: TryActions): HTMLElement[] {
  switch (answered.kind) {
    case 'text': return [];
    case 'classes': return [
      ...(answered.predicted === null ? [] : [h('p', { class: 'predicted' }, t('Predicted:'), ' ', h('strong', {}, answered.predicted))]),
      ...answered.groups.map((group, index) => table(answered.groups.length > 1 ? t('Row {0}', index + 1) : t('Classes'), [t('Class'), t('Score')], group.map(({ label, score }) => [label, percent(score)]), [1], group.map(({ score }) => score))),
    ];
    case 'embedding': return [
      ...(answered.similarity === null ? [] : [h('p', {}, t('Cosine similarity of the first two:'), ' ', h('strong', {}, answered.similarity.toFixed(3)))]),
      table(t('Vectors'), [t('Vector'), t('Dimensions'), t('Length'), t('Begins with')], answered.vectors.map(({ dimensions, length, first }, index) => [String(index + 1), String(dimensions), length.toPrecision(4), `${first.slice(0, 5).map((value) => value.toFixed(4)).join(', ')}, …`]), [1, 2]),
    ];
    case 'records': return [table(t('Records'), answered.columns, answered.rows, [])];
    case 'boxes': return boxes(answered, percent);
    case 'segments': return segments(answered, percent);
    case 'images': return images(answered.images, (image) => actions.tell('save', { image }));
    case 'forecast': return answered.items.map(forecast);
    case 'raw': return [h('pre', { class: 'mono', tabindex: '0', role: 'region', 'aria-label': t('Answer') }, answered.text), ...(answered.cut ? [h('p', { class: 'help' }, t('Only its beginning is shown.'))] : [])];
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
