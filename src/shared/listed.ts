import { t } from './l10n.js';

/** `a, b and 4 more`: at most six are named. */
export function listed(items: readonly string[]): string {
  return items.length > 6 ? t('{0} and {1} more', items.slice(0, 6).join(', '), items.length - 6) : items.join(', ');
}
