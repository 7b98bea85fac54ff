import { group } from '../controls/group.js';
import { h, type Part } from '../dom.js';
import { button } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import { COPY_FOR_ADMIN } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

/** The rights that the deployment needs, for who grants them. */
export function policies(actions: Pick<Actions, 'remedy'>): Part<View> {
  const open = button({ text: t('Policies for this deployment…'), icon: 'shield', onClick: () => actions.remedy({ kind: 'policies' }) });
  const copy = button({ text: COPY_FOR_ADMIN.label, icon: 'copy', onClick: () => actions.remedy(COPY_FOR_ADMIN.action) });
  const frame = group(undefined, h('h3', { class: 'label' }, t('Permissions')), h('div', { class: 'actions' }, open.element, copy.element));
  frame.update({ help: t('Exactly the rights that you and the execution role need for this deployment, and why, as policies that an administrator can paste.') });
  return { element: frame.element, update: () => undefined };
}
