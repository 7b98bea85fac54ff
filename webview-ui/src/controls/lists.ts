import { t } from '../../../src/shared/l10n.js';
import type { ListState } from '../../../src/shared/protocol.js';

/** What a list says in place of entries. */
export function listMessage(list: ListState<unknown>, empty: string): string {
  switch (list.status) {
    case 'idle': return t('Loading…');
    case 'loading': return list.items === undefined ? t('Loading…') : t('More are being loaded…');
    case 'loaded': return list.items.length === 0 ? empty : '';
    case 'denied': return t('The list was refused.');
    case 'failed': return t('The list could not be loaded.');
  }
}

export function isLoading(list: ListState<unknown>): boolean {
  return list.status === 'idle' || list.status === 'loading';
}

export function itemsOf<T>(list: ListState<T>): readonly T[] {
  return list.status === 'loaded' ? list.items : list.status === 'loading' ? list.items ?? [] : [];
}
