import { h, text } from './dom.js';
import { t } from '../../src/shared/l10n.js';
import type { Lists, LookUpKind } from '../../src/shared/protocol.js';
import type { View } from './view.js';

const FOUND: Readonly<Record<LookUpKind, (count: number) => string>> = {
  roles: (count) => (count === 1 ? t('1 role found.') : t('{0} roles found.', count)),
  vpcs: (count) => (count === 1 ? t('1 VPC found.') : t('{0} VPCs found.', count)),
  subnets: (count) => (count === 1 ? t('1 subnet found.') : t('{0} subnets found.', count)),
  securityGroups: (count) => (count === 1 ? t('1 security group found.') : t('{0} security groups found.', count)),
  keys: (count) => (count === 1 ? t('1 encryption key found.') : t('{0} encryption keys found.', count)),
  buckets: (count) => (count === 1 ? t('1 bucket found.') : t('{0} buckets found.', count)),
};
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
  return (Object.keys(FOUND) as LookUpKind[]).flatMap((kind) => {
    const list = now[kind];
    if (before[kind].status === list.status) return [];
    if (list.status === 'loaded') return [FOUND[kind](list.items.length)];
    if (list.status === 'failed') return [list.message];
    return list.status === 'denied' ? [t('The list was refused: you may not call {0}.', list.action)] : [];
  });
}

function deploymentNews({ state: { deployment: before } }: View, { state: { deployment: now } }: View): string[] {
  if (!now) return [];
  const changed = now.steps.filter((step) => before?.steps.find(({ id }) => id === step.id)?.status !== step.status);
  const done = changed.filter(({ status }) => status === 'done').map(({ label }) => t('Done: {0}.', label));
  const active = changed.filter(({ status }) => status === 'active').map(({ label }) => t('In progress: {0}.', label));
  return [...done, ...active, ...(now.phase === 'inService' && before?.phase !== 'inService' ? [t('The endpoint is in service.')] : [])];
}
