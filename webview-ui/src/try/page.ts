import { t } from '../../../src/shared/l10n.js';
import type { Params } from '../../../src/shared/rpc.js';
import type { TryRequests, TrySend, TryState } from '../../../src/shared/tryProtocol.js';
import { h, icon, type Part, show, text } from '../dom.js';
import { plainButton } from '../endpoint/button.js';
import { answer } from './answer.js';
import type { Draft } from './draft.js';
import { history } from './history.js';
import { request } from './request.js';

export interface TryActions {
  tell<K extends keyof TryRequests>(method: K, params: Params<TryRequests[K]>): void;
  recall(id: string): Promise<TrySend | null>;
  raw(): Promise<{ readonly text: string; readonly cut: boolean }>;
  keep(draft: Draft): void;
}

/** The whole tab: what is asked on the left, what is answered on the right, what was asked before below. */
export function page(actions: TryActions, saved: Draft | undefined): Part<TryState> {
  const top = header(actions);
  const asked = request(actions, saved);
  const answered = answer(actions);
  const before = history(async (id) => {
    const send = await actions.recall(id);
    if (send) asked.fill(send);
  });
  const columns = h('div', { class: 'columns' }, asked.element, answered.element);
  let sending = false;
  addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); asked.send(); }
    if (event.key === 'Escape' && sending) { event.preventDefault(); actions.tell('stop', {}); }
  });
  return {
    element: h('main', { class: 'try' }, top.element, columns, before.element),
    update: (state) => {
      sending = state.run?.status === 'sending';
      top.update(state);
      show(columns, state.status === 'ready');
      asked.update(state);
      answered.update(state.run);
      before.update(state.history);
    },
  };
}

function header(actions: TryActions): Part<TryState> {
  const title = h('h1', { tabindex: '-1' });
  const emulated = h('p', { class: 'emulated' }, icon('beaker'), h('strong', {}, t('Emulator – not AWS')), h('span', {}, t('The answers have the right shape but no meaning, and nothing is billed.')));
  const place = h('p', { class: 'facts' });
  const code = plainButton(t('Show code'), { icon: 'code' }, () => actions.tell('run', { action: 'showCode' }));
  const notebook = plainButton(t('Open notebook'), { icon: 'notebook' }, () => actions.tell('run', { action: 'openNotebook' }));
  const problem = h('p', { class: 'notice-body' });
  const again = plainButton(t('Try again'), {}, () => actions.tell('reload', {}));
  const signIn = plainButton(t('Sign in'), {}, () => actions.tell('run', { action: 'signIn' }));
  const notice = h('div', { class: 'notice warning', role: 'status' }, icon('warning'), h('div', { class: 'notice-body' }, problem, h('p', { class: 'row' }, again.element, signIn.element)));
  const loading = h('p', { class: 'help', role: 'status' }, t('Reading the model\'s examples…'));
  return {
    element: h('header', { class: 'top' }, emulated, h('div', { class: 'title' }, title, h('div', { class: 'row' }, code.element, notebook.element)), place, loading, notice),
    update: (state) => {
      text(title, state.model === null ? t('Try the endpoint') : t('Try {0}', state.model));
      text(place, `${state.name} · ${state.region}`);
      show(emulated, state.emulated);
      show(loading, state.status === 'loading');
      show(notice, state.problem !== null);
      text(problem, state.problem ?? '');
      show(again.element, state.status === 'failed');
      show(signIn.element, state.status === 'failed');
    },
  };
}
