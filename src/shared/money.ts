/** Money as people read it. */
import type { Price } from './account.js';
import { t } from './l10n.js';
import type { PriceView } from './protocol.js';

const DEFAULT_CURRENCY = 'USD';

/** `$2.80`, `$0.115`, `CNY 12.30`: two decimals, three below one. */
export function money(amount: number, currency = DEFAULT_CURRENCY): string {
  const digits = amount >= 1 || amount === 0 ? 2 : 3;
  return signOf(currency) + amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits });
}

/** The same without decimals from 10 on. */
export function roundMoney(amount: number, currency = DEFAULT_CURRENCY): string {
  return amount >= 10 ? signOf(currency) + Math.round(amount).toLocaleString('en-US') : money(amount, currency);
}

/** In which a region's price list counts, as far as one of its prices is known. */
export function currencyOf(price: PriceView): string {
  return price.status === 'known' ? price.price.currency : DEFAULT_CURRENCY;
}

function signOf(currency: string): string {
  return currency === DEFAULT_CURRENCY ? '$' : `${currency} `;
}

/**
 * The cheapest and the dearest of several instance types, per hour and for all instances; undefined where a price is not known or
 * there is one type only.
 * @param prices per hour, by type
 */
export function priceRange(types: readonly string[], prices: readonly { readonly type: string; readonly pricePerHour: number | null }[], instanceCount: number): { readonly least: number; readonly most: number } | undefined {
  const known = types.map((type) => prices.find((row) => row.type === type)?.pricePerHour).filter((price) => price !== undefined && price !== null);
  if (types.length < 2 || known.length < types.length) return undefined;
  return { least: Math.min(...known) * instanceCount, most: Math.max(...known) * instanceCount };
}

/** What one of several types costs, where `priceRange` knows it: two figures, or one where they read the same. */
export function rangeSentence({ least, most }: { readonly least: number; readonly most: number }, currency: string): string {
  const [from, to] = [money(least, currency), money(most, currency)];
  return from === to ? t('Each of these costs {0} per hour.', from) : t('It then costs {0} to {1} per hour, by the type that is used.', from, to);
}

/** "It costs $0.115 per hour ($2.76 a day) until you delete it; …": the same figures that the tab shows. */
export function costSentence({ perHour, currency, date }: Price, instanceCount: number): string {
  const hour = perHour * instanceCount;
  return t('It costs {0} per hour ({1} a day) until you delete it; instance price only, AWS price list of {2}.', money(hour, currency), roundMoney(hour * 24, currency), date);
}
