import { h, icon, type Part, show, text } from '../dom.js';
import { button } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import type { ListState, LookUpKind } from '../../../src/shared/protocol.js';

export interface ListNoticeModel {
  /** The first of these that is refused or failed is the one to speak of. */
  readonly lists: readonly { readonly kind: LookUpKind; readonly list: ListState<unknown> }[];
  /** What to do instead, as a sentence. */
  readonly instead: string;
}

/** What is said where a list was refused, with the words for whoever can grant it, or failed, with a second try. */
export function listNotice(onRetry: (kind: LookUpKind) => void, onCopy: (action: string, kind: LookUpKind) => void): Part<ListNoticeModel> {
  const words = h('p');
  let subject: ListNoticeModel['lists'][number] | undefined;
  const copy = button({ text: t('Copy message for admin'), icon: 'copy', onClick: () => { if (subject?.list.status === 'denied') onCopy(subject.list.action, subject.kind); } });
  const retry = button({ text: t('Try again'), icon: 'refresh', onClick: () => { if (subject) onRetry(subject.kind); } });
  const element = h('div', { class: 'notice warning' }, icon('warning'), h('div', { class: 'notice-body' }, words, h('div', { class: 'actions' }, copy.element, retry.element)));
  return {
    element,
    update: ({ lists, instead }) => {
      subject = lists.find(({ list }) => list.status === 'denied' || list.status === 'failed');
      show(element, subject !== undefined);
      if (subject?.list.status === 'denied') text(words, `${t('Find was refused: you may not call {0}.', subject.list.action)} ${instead}`);
      if (subject?.list.status === 'failed') text(words, subject.list.message);
      show(copy.element, subject?.list.status === 'denied');
    },
  };
}
