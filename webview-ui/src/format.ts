/** Counts and times as people read them. */
import { t } from '../../src/shared/l10n.js';

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
  if (days < 1) return t('today');
  if (days < 60) return days === 1 ? t('1 day ago') : t('{0} days ago', days);
  return days < 730 ? t('{0} months ago', Math.round(days / 30)) : t('{0} years ago', Math.round(days / 365));
}

/** `1 problem`, `3 problems` */
export function problemCount(count: number): string {
  return count === 1 ? t('1 problem') : t('{0} problems', count);
}

/** `1 call`, `4 calls` */
export function callCount(count: number): string {
  return count === 1 ? t('1 call') : t('{0} calls', count);
}

/** `123456789012` → `1234-5678-9012` */
export function account(id: string): string {
  return id.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3');
}
