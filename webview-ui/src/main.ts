import './language.js';
import './styles/main.css';
import { App } from './app.js';
import { h } from './dom.js';
import { registerControls } from './fields.js';
import { Session, type VsCode } from './session.js';
import { t } from '../../src/shared/l10n.js';

declare function acquireVsCodeApi(): VsCode;

/** How often the clocks of a running deployment move, in milliseconds. */
const SECOND = 1000;
const SCROLL_PAUSE = 250;

function start(root: HTMLElement): void {
  const session = new Session(acquireVsCodeApi());
  addEventListener('message', (event: MessageEvent<unknown>) => session.receive(event.data));
  // first of all: the page is built while the host makes its answer
  session.start();
  registerControls();
  const app = new App(session);
  const waiting = h('p', { class: 'waiting', role: 'status' }, t('Loading the model…'));
  root.replaceChildren(waiting);
  let shown = false;
  session.changed.on((view) => {
    if (!shown) root.replaceChildren(app.element);
    app.update(view);
    // to ask for the top would have the page laid out before its time
    if (!shown && session.restoredScroll > 0) scrollTo({ top: session.restoredScroll });
    shown = true;
  });
  session.problemWanted.on((view) => app.focusProblem(view));
  session.failed.on((message) => root.replaceChildren(h('p', { class: 'waiting', role: 'alert' }, message)));
  let scrolled: ReturnType<typeof setTimeout> | undefined;
  addEventListener('scroll', () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(() => session.setScroll(scrollY), SCROLL_PAUSE);
  }, { passive: true });
  setInterval(() => app.tick(), SECOND);
}

const root = document.getElementById('app');
if (root) start(root);
