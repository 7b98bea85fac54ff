import { h, text } from './dom.js';
import { plural } from './format.js';
import type { Lists, LookUpKind } from '../../src/shared/protocol.js';
import type { View } from './view.js';

const NAMES: Readonly<Record<LookUpKind, string>> = { roles: 'role', vpcs: 'VPC', subnets: 'subnet', securityGroups: 'security group', keys: 'encryption key', buckets: 'bucket' };
/** Errors are read out after this pause in typing, in milliseconds. */
const PAUSE = 700;

/** Says to screen readers what the eye sees happen: results politely, errors at once. */
export class Announcer {
  private readonly status = h('div', { role: 'status', class: 'visually-hidden' });
  private readonly alert = h('div', { role: 'alert', class: 'visually-hidden' });
  readonly element = h('div', {}, this.status, this.alert);
  private before: View | undefined;
  private said: ReadonlySet<string> = new Set();
  private timer: ReturnType<typeof setTimeout> | undefined;

  update(view: View): void {
    if (this.before) {
      const news = [...listNews(this.before.state.lists, view.state.lists), ...deploymentNews(this.before, view)];
      if (news.length > 0) text(this.status, news.join(' '));
    }
    this.before = view;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sayErrors(view), PAUSE);
  }

  private sayErrors({ shown }: View): void {
    const now = new Set(Object.values(shown));
    text(this.alert, [...now].filter((error) => !this.said.has(error)).join(' '));
    this.said = now;
  }
}

function listNews(before: Lists, now: Lists): string[] {
  return (Object.keys(NAMES) as LookUpKind[]).flatMap((kind) => {
    const list = now[kind];
    if (before[kind].status === list.status) return [];
    if (list.status === 'loaded') return [`${plural(list.items.length, NAMES[kind])} found.`];
    if (list.status === 'failed') return [list.message];
    return list.status === 'denied' ? [`The list was refused: you may not call ${list.action}.`] : [];
  });
}

function deploymentNews({ state: { deployment: before } }: View, { state: { deployment: now } }: View): string[] {
  if (!now) return [];
  const changed = now.steps.filter((step) => before?.steps.find(({ id }) => id === step.id)?.status !== step.status);
  const done = changed.filter(({ status }) => status === 'done').map(({ label }) => `Done: ${label}.`);
  const active = changed.filter(({ status }) => status === 'active').map(({ label }) => `In progress: ${label}.`);
  return [...done, ...active, ...(now.phase === 'inService' && before?.phase !== 'inService' ? ['The endpoint is in service.'] : [])];
}
