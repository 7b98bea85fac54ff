import { attr, h, icon, type Part, setIcon, show, text } from '../dom.js';
import { button } from '../fields.js';
import type { ConnectionView, Problem } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';
import { remedies } from './remedies.js';

/** What is wrong outside any field; the form stays below it. */
export function banners(actions: Actions): Part<View> {
  const signIn = banner(actions, 'warning');
  const problem = banner(actions, 'error');
  const refusal = banner(actions, 'error');
  const dismiss = button({ text: 'Dismiss', kind: 'icon', icon: 'close', onClick: () => actions.dismissRefusal() });
  refusal.element.append(dismiss.element);
  const marketplace = banner(actions, 'info');
  const subscribe = button({ text: 'Open the listing', icon: 'link-external', onClick: () => actions.openLink('subscription') });
  marketplace.element.querySelector('.notice-body')?.append(h('div', { class: 'actions' }, subscribe.element));
  const usage = banner(actions, 'info');
  return {
    element: h('div', { class: 'banners' }, signIn.element, problem.element, refusal.element, marketplace.element, usage.element),
    update: ({ state, refusal: refused }) => {
      const form = state.deployment === null;
      signIn.update(signInProblem(state.connection, state.problem));
      problem.update(state.problem);
      refusal.update(refused === null ? null : { message: refused, remedies: [] });
      dismiss.update({});
      marketplace.update(state.card.marketplace && form
        ? { message: 'This model is sold on AWS Marketplace. The account needs a subscription, and its software is billed besides the instance.', remedies: [] } : null);
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

function signInProblem({ status, profile, problem: why }: ConnectionView, problem: Problem | null): Problem | null {
  if (status === 'connected' || status === 'connecting') return null;
  if (problem?.remedies.some(({ action }) => action.kind === 'signIn')) return null;
  const of = profile === null ? '' : ` of the profile ${profile}`;
  const message = {
    signedOut: `${why ?? 'You are not signed in to AWS: sign in to look things up and to deploy.'} What you enter here is kept.`,
    expired: `The sign-in${of} has expired. What you entered is kept; sign in again to go on.`,
    failed: `Signing in${of === '' ? '' : ` with the profile ${profile ?? ''}`} failed. ${why === null ? '' : `${why} `}What you entered is kept; try again or choose another profile.`,
  }[status];
  return { message, remedies: [{ label: 'Sign in', action: { kind: 'signIn' } }, { label: 'Switch profile', action: { kind: 'switchProfile' } }] };
}
