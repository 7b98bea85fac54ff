import { h, icon, type Part, setIcon, show, text } from '../dom.js';
import { button } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import { money, priceRange, roundMoney } from '../../../src/shared/money.js';
import type { Actions, View } from '../view.js';

/** What it costs, what is missing, and the button. */
export function footer(actions: Actions): Part<View> {
  const amount = h('span', { class: 'price' });
  const about = h('span', { class: 'price-about' });
  const glyph = icon('pass');
  const words = h('span');
  const problems = h('button', { type: 'button', class: 'problems' }, glyph, words);
  problems.addEventListener('click', () => actions.showFirstProblem());
  const deploy = button({ text: t('Deploy'), kind: 'primary', icon: 'rocket', onClick: () => actions.deploy() });
  return {
    element: h('div', { class: 'footer-row' }, h('div', { class: 'price-block' }, amount, about), problems, deploy.element),
    update: (view) => {
      const price = priceOf(view);
      text(amount, price.amount);
      show(amount, price.amount !== '');
      text(about, price.about);
      const state = problemsOf(view);
      setIcon(glyph, state.icon, `status-${state.status}`);
      text(words, state.words);
      if (problems.disabled === (state.status === 'problem')) problems.disabled = state.status !== 'problem';
      deploy.update({ text: view.deploying ? t('Confirming…') : t('Deploy'), busy: view.deploying });
    },
  };
}

/** The host's price, or for a change that it has not answered yet, the one of the instance table. */
function priceOf({ state, form, stale }: View): { readonly amount: string; readonly about: string } {
  const { price } = state;
  const row = state.resolved.instanceTypes.find(({ type }) => type === form.instanceType);
  if (!stale && price.status === 'unknown') return { amount: '', about: t('Price not known: {0}', price.reason) };
  const known = price.status === 'known' ? price.price : undefined;
  const perHour = stale ? row?.pricePerHour ?? undefined : known?.perHour;
  if (perHour === undefined) return { amount: '', about: t('Looking up the price…') };
  const all = perHour * Math.max(1, form.instanceCount);
  const source = known === undefined ? [] : [state.connection.emulated ? t('from the emulator\'s own list') : t('AWS price list {0}', known.date.slice(0, 10))];
  const only = [t('instance price only'), ...source].join(', ');
  const range = priceRange([form.instanceType, ...form.fallbackTypes], state.resolved.instanceTypes, Math.max(1, form.instanceCount));
  if (range && range.least < range.most) return { amount: t('{0} to {1} / h', money(range.least, known?.currency), money(range.most, known?.currency)), about: `${t('by the instance type that is used')}, ${only}` };
  return { amount: t('{0} / h · {1} / day', money(all, known?.currency), roundMoney(all * 24, known?.currency)), about: form.instanceCount > 1 ? `${t('{0} instances', form.instanceCount)}, ${only}` : only };
}

interface ProblemCount {
  readonly status: 'ok' | 'problem' | 'unknown' | 'checking';
  readonly icon: string;
  readonly words: string;
}

/**
 * Wrong fields and failed checks together, each once: a row about a field and an error there are the same problem, and what a check
 * still calls open is none yet. What is not known is not counted as good.
 */
function problemsOf({ errors, state, stale }: View): ProblemCount {
  // what a check finds wrong may be mended by now; what it calls open stays open
  const rows = stale ? state.checks.filter(({ status }) => status !== 'problem') : state.checks;
  const wrong = Object.keys(errors).filter((field) => !rows.some((row) => row.field === field));
  const count = wrong.length + rows.filter(({ status }) => status === 'problem').length;
  if (count > 0) return { status: 'problem', icon: 'error', words: count === 1 ? t('1 problem to solve') : t('{0} problems to solve', count) };
  if (stale || state.checks.some(({ status }) => status === 'checking')) return { status: 'checking', icon: 'sync', words: t('Checking…') };
  const unknown = state.checks.filter(({ status }) => status === 'unknown').length;
  if (unknown > 0) return { status: 'unknown', icon: 'question', words: t('No problems, {0} not known', unknown) };
  return { status: 'ok', icon: 'pass', words: t('No problems') };
}
