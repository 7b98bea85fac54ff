import { Announcer } from './announcer.js';
import { showOrigins } from './controls/origins.js';
import { section } from './controls/section.js';
import type { SectionId } from './draft.js';
import { attr, h, icon, type Part, setIcon, show, text } from './dom.js';
import { callCount } from './format.js';
import { inferenceAmi } from './parts/advanced/ami.js';
import { environment } from './parts/advanced/environment.js';
import { resolvedFacts } from './parts/advanced/resolvedFacts.js';
import { downloadTimeout, startupTimeout, variantName, volume } from './parts/advanced/variant.js';
import { banners } from './parts/banners.js';
import { bucket } from './parts/bucket.js';
import { checks, checksSummary } from './parts/checks.js';
import { count, endpointName } from './parts/deployment.js';
import { fallbacks } from './parts/fallbacks.js';
import { footer } from './parts/footer.js';
import { header } from './parts/header.js';
import { config } from './parts/inferenceConfig.js';
import { instances } from './parts/instances.js';
import { isolation, key } from './parts/key.js';
import { licence, ticks } from './parts/licence.js';
import { plan } from './parts/plan.js';
import { policies } from './parts/policies.js';
import { progress } from './parts/progress.js';
import { role } from './parts/role.js';
import { tags } from './parts/tags.js';
import { vpc } from './parts/vpc.js';
import { t } from '../../src/shared/l10n.js';
import { advancedSummary, deploymentSummary, securitySummary } from '../../src/shared/summary.js';
import { type Field, FIELDS } from '../../src/shared/validate.js';
import type { Actions, View } from './view.js';

/** Which section holds which field. Fields of no section are always in sight. */
const SECTIONS: Readonly<Record<SectionId, readonly Field[]>> = {
  deployment: ['instanceType', 'fallbackTypes', 'provisionTimeoutS', 'inferenceConfig', 'instanceCount', 'endpointName', 'tags', 'artifactBucket'],
  security: ['role', 'subnets', 'securityGroups', 'key', 'networkIsolation'],
  advanced: ['environment', 'volumeSizeGB', 'downloadTimeoutS', 'startupTimeoutS', 'inferenceAmi', 'variantName'],
  licence: ['acceptEula'],
};
const FOCUSABLE = 'input:not([disabled]), button:not([disabled]), vscode-text-field, vscode-checkbox:not([aria-disabled=true]), vscode-radio[tabindex="0"], vscode-dropdown, [tabindex="0"]';

/** The model tab. */
export class App implements Part<View> {
  readonly element: HTMLElement;
  private readonly parts: readonly Part<View>[];
  private readonly progress: Part<View['state']>;
  private readonly announcer = new Announcer();
  private readonly form: Part<View>;
  private readonly side: HTMLElement;
  private readonly strip: Part<View>;
  private readonly bar: HTMLElement;
  private readonly checks: Part<View>;
  private view: View | undefined;

  constructor(private readonly actions: Actions) {
    const top = header(actions);
    const notices = banners(actions);
    this.form = formColumn(actions);
    this.progress = progress(actions);
    this.checks = checks(actions);
    const calls = plan(actions);
    const bottom = footer(actions);
    this.side = h('aside', { class: 'side', id: 'side', 'aria-label': t('Checks and plan') }, h('div', { class: 'side-inside' }, this.checks.element, calls.element));
    this.strip = strip(this.side);
    this.bar = h('footer', { class: 'bar' }, this.strip.element, bottom.element);
    this.element = h('div', { class: 'page' }, top.element,
      h('div', { class: 'columns' }, h('main', { class: 'main' }, notices.element, this.form.element, this.progress.element), this.side), this.bar, this.announcer.element);
    this.parts = [top, notices, this.form, this.checks, calls, bottom, this.strip];
    // The bar lies over the page's end: what is below it can be scrolled to, and the strip opens right above it.
    new ResizeObserver(() => document.documentElement.style.setProperty('--bar-height', `${this.bar.offsetHeight}px`)).observe(this.bar);
  }

  update(view: View): void {
    const { deployment } = view.state;
    const folded = deployment !== null;
    const turned = this.view !== undefined && folded !== (this.view.state.deployment !== null);
    const answered = this.view?.deploying === true && !view.deploying;
    const keepFocus = focusKeeper(this.element);
    this.view = view;
    this.element.classList.toggle('folded', folded);
    for (const part of this.parts) part.update(view);
    showOrigins(this.form.element, view.state.origins);
    this.progress.update(view.state);
    show(this.form.element, !folded);
    show(this.checks.element, !folded);
    show(this.progress.element, folded);
    show(this.bar, !folded);
    this.announcer.update(view);
    if (turned) this.startAtTop();
    else keepFocus();
    // VS Code's question takes the focus out of the page and gives it back to the page as a whole
    if (answered && !turned && document.activeElement === document.body) this.bar.querySelector<HTMLElement>('.footer-row > vscode-button')?.focus({ preventScroll: true });
  }

  /** Moves the clocks of a deployment. */
  tick(): void {
    if (this.view?.state.deployment) this.progress.update(this.view.state);
  }

  /** From the form to the deployment and back, what had the focus is gone: it goes to the heading of what came. */
  private startAtTop(): void {
    scrollTo({ top: 0 });
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && activeElement !== document.body && isVisible(activeElement)) return;
    [...this.element.querySelectorAll<HTMLElement>('.progress-title, h1')].filter(isVisible).at(-1)?.focus({ preventScroll: true });
  }

  /** Puts the focus on the first thing that keeps the model from being deployed, and opens what hides it. */
  focusProblem(view: View): void {
    const field = FIELDS.find((each) => view.errors[each] !== undefined);
    if (field === undefined) {
      attr(this.side, 'data-open', '');
      const row = this.checks.element.querySelector<HTMLElement>('[data-status=problem]');
      row?.querySelector<HTMLElement>('vscode-button')?.focus();
      (row ?? this.checks.element).scrollIntoView({ block: 'nearest' });
      return;
    }
    const inside = (Object.entries(SECTIONS) as [SectionId, readonly Field[]][]).find(([, fields]) => fields.includes(field));
    if (inside) this.actions.setOpen(inside[0], true);
    this.actions.leave(field);
    const groups = [...this.element.querySelectorAll<HTMLElement>(`[data-field="${field}"]`)].filter(isVisible);
    const target = groups.map((group) => firstFocusable(group)).find((element) => element !== undefined);
    target?.focus();
    groups[0]?.scrollIntoView({ block: 'center' });
  }
}

/**
 * Remembers what has the focus. The function that it returns is for after a change: where that took away what had the focus, such as the
 * button of a problem that is solved, the focus goes to the heading above it and not to the window's beginning.
 */
function focusKeeper(page: HTMLElement): () => void {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement) || !page.contains(activeElement)) return () => undefined;
  const heading = activeElement.closest('.side-block, .running, .section')?.querySelector<HTMLElement>('h2 button, h2') ?? page.querySelector('h1');
  return () => {
    if (activeElement.isConnected && isVisible(activeElement)) return;
    if (heading?.localName === 'h2') attr(heading, 'tabindex', '-1');
    heading?.focus({ preventScroll: true });
  };
}

function isVisible(element: HTMLElement): boolean {
  return element.offsetParent !== null;
}

/** What is marked as wrong first, then the first control of the group. */
function firstFocusable(group: HTMLElement): HTMLElement | undefined {
  const all = [...group.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isVisible);
  return all.find((element) => element.matches('.invalid, [aria-invalid=true], input[type=radio]:checked, [role=combobox]')) ?? all[0];
}

function formColumn(actions: Actions): Part<View> {
  const blocks = {
    deployment: [instances, fallbacks, config, count, endpointName, tags, bucket].map((make) => make(actions)),
    security: [role, vpc, key, isolation, policies].map((make) => make(actions)),
    advanced: [resolvedFacts, environment, downloadTimeout, startupTimeout, volume, inferenceAmi, variantName].map((make) => make(actions)),
    licence: [licence(actions)],
  };
  const titles = { deployment: t('Deployment Configuration'), security: t('Security Settings'), advanced: t('Advanced'), licence: t('Licence') };
  const ids = ['deployment', 'security', 'licence', 'advanced'] as const;
  const sections = ids.map((id) => ({ id, part: section(titles[id], blocks[id].map(({ element }) => element), (open) => actions.setOpen(id, open)) }));
  const needed = ticks(actions);
  return {
    element: h('div', { class: 'form' }, needed.element, ...sections.map(({ part }) => part.element)),
    update: (view) => {
      needed.update(view);
      for (const { id, part } of sections) {
        const problems = SECTIONS[id].filter((field) => view.shown[field] !== undefined).length;
        show(part.element, id !== 'licence' || view.state.resolved.eula !== null);
        part.update({ open: view.open[id] ?? (id === 'deployment' || id === 'licence'), summary: summaryOf(id, view), problems });
        for (const block of blocks[id]) block.update(view);
      }
    },
  };
}

function summaryOf(id: SectionId, { state, form }: View): string {
  switch (id) {
    case 'deployment': return deploymentSummary(form);
    case 'security': return securitySummary(form, state.resolved.defaultRole?.arn);
    case 'advanced': return advancedSummary(form, state.resolved);
    case 'licence': return form.acceptEula ? t('accepted') : t('to be accepted');
  }
}

/** On narrow pages the checks and the plan are behind this line, which opens them above itself. */
function strip(side: HTMLElement): Part<View> {
  const glyph = icon('chevron-up');
  const words = h('span');
  const element = h('button', { type: 'button', class: 'strip', 'aria-controls': side.id }, words, glyph);
  const draw = (): void => {
    const open = side.hasAttribute('data-open');
    attr(element, 'aria-expanded', String(open));
    setIcon(glyph, open ? 'chevron-down' : 'chevron-up');
  };
  element.addEventListener('click', () => {
    side.toggleAttribute('data-open');
    draw();
  });
  side.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !side.hasAttribute('data-open')) return;
    side.removeAttribute('data-open');
    draw();
    element.focus();
  });
  return {
    element,
    update: (view) => {
      const { checks: rows, calls } = view.state;
      text(words, `${rows.length === 0 ? t('No checks yet') : checksSummary(rows)} · ${callCount(calls.length)}`);
      draw();
    },
  };
}
