/** Counts and times as people read them. */

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
