import { attr, h, icon, type Part, setIcon, show, text } from '../dom.js';
import { button } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import { type ConnectionView, OPEN_SETTINGS, type Problem } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';
import { remedies } from './remedies.js';

/** What is wrong outside any field; the form stays below it. */
export function banners(actions: Actions): Part<View> {
  const signIn = banner(actions, 'warning');
  const problem = banner(actions, 'error');
  const refusal = banner(actions, 'error');
  const dismiss = button({ text: t('Dismiss'), kind: 'icon', icon: 'close', onClick: () => actions.dismissRefusal() });
  refusal.element.append(dismiss.element);
  const notice = banner(actions, 'info');
  const seen = button({ text: t('Dismiss'), kind: 'icon', icon: 'close', onClick: () => actions.remedy({ kind: 'dismissNotice' }) });
  notice.element.append(seen.element);
  const marketplace = banner(actions, 'info');
  const subscribe = button({ text: t('Open the listing'), icon: 'link-external', onClick: () => actions.openLink('subscription') });
  marketplace.element.querySelector('.notice-body')?.append(h('div', { class: 'actions' }, subscribe.element));
  const usage = banner(actions, 'info');
  return {
    element: h('div', { class: 'banners' }, signIn.element, problem.element, refusal.element, notice.element, marketplace.element, usage.element),
    update: ({ state, refusal: refused }) => {
      const form = state.deployment === null;
      signIn.update(signInProblem(state.connection, state.problem));
      problem.update(state.problem);
      refusal.update(refused === null ? null : { message: refused, remedies: [] });
      dismiss.update({});
      notice.update(state.notice !== null && form ? { message: state.notice, remedies: [] } : null);
      seen.update({});
      marketplace.update(state.card.marketplace && form
        ? { message: t('This model is sold on AWS Marketplace. The account needs a subscription, and its software is billed besides the instance.'), remedies: [] } : null);
      subscribe.update({});
      usage.update(state.card.usageMessage !== null && form ? { message: state.card.usageMessage, remedies: [] } : null);
    },
  };
}

function banner(actions: Actions, kind: 'error' | 'warning' | 'info'): Part<Problem | null> {
  const words = h('p');
  const glyph = icon(kind);
  const buttons = remedies(actions);
  const element = h('div', { class: `notice ${kind}` }, glyph, h('div', { class: 'notice-body' }, words, buttons.element));
  if (kind !== 'info') attr(element, 'role', 'alert');
  setIcon(glyph, kind);
  return {
    element,
    update: (problem) => {
      show(element, problem !== null);
      text(words, problem?.message ?? '');
      buttons.update(problem?.remedies ?? []);
    },
  };
}

function signInProblem({ status, profile, problem: why, wrongSetting }: ConnectionView, problem: Problem | null): Problem | null {
  if (status === 'connected' || status === 'connecting') return null;
  if (problem?.remedies.some(({ action }) => action.kind === 'signIn')) return null;
  if (wrongSetting && why !== null) return { message: `${why} ${t('What you enter here is kept.')}`, remedies: [OPEN_SETTINGS] };
  const sentences = {
    signedOut: [why ?? t('You are not signed in to AWS: sign in to look things up and to deploy.'), t('What you enter here is kept.')],
    expired: [profile === null ? t('The sign-in has expired.') : t('The sign-in of the profile {0} has expired.', profile), t('What you entered is kept; sign in again to go on.')],
    failed: [profile === null ? t('Signing in failed.') : t('Signing in with the profile {0} failed.', profile), why, t('What you entered is kept; try again or choose another profile.')],
  }[status];
  const message = sentences.filter((sentence) => sentence !== null).join(' ');
  return { message, remedies: [{ label: t('Sign in'), action: { kind: 'signIn' } }, { label: t('Switch profile'), action: { kind: 'switchProfile' } }] };
}
