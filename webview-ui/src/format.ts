/** Figures and times as people read them. */

/** `$2.80`, `$0.115`, `CNY 12.30`: two decimals, three below one. */
export function money(amount: number, currency = 'USD'): string {
  const sign = currency === 'USD' ? '$' : `${currency} `;
  const digits = amount >= 1 || amount === 0 ? 2 : 3;
  return sign + amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits });
}

/** The same without decimals from 10 on. */
export function roundMoney(amount: number, currency = 'USD'): string {
  return amount >= 10 ? `${currency === 'USD' ? '$' : `${currency} `}${Math.round(amount).toLocaleString('en-US')}` : money(amount, currency);
}

/** `0:02`, `4:10`, `1:04:10` */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${Math.floor((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest.padStart(5, '0')}`;
}

/** `today`, `3 days ago`, `2 months ago` */
export function ago(iso: string, now: number): string {
  const days = Math.floor((now - Date.parse(iso)) / 86_400_000);
  if (!Number.isFinite(days)) return iso;
  if (days < 1) return 'today';
  if (days < 60) return plural(days, 'day') + ' ago';
  return days < 730 ? `${plural(Math.round(days / 30), 'month')} ago` : `${plural(Math.round(days / 365), 'year')} ago`;
}

/** `1 problem`, `3 problems` */
export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `123456789012` → `1234-5678-9012` */
export function account(id: string): string {
  return id.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3');
}
