/** Figures and times as rows show them. */
import { t } from '../shared/l10n.js';

/** "40 s", "3 min", "2 h", "5 d": the largest unit that is at least one. @param ms a length of time in milliseconds */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('{0} min', minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('{0} h', hours) : t('{0} d', Math.floor(hours / 24));
}

/** In the user's own time zone and notation. */
export function exactTime(time: Date): string {
  return time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Names come from elsewhere: nothing in them may be read as Markdown, nor as HTML. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, '\\$&').replace(/\s+/g, ' ');
}

/**
 * An endpoint's name as it fits a side bar: JumpStart's own prefixes and the middle left out, the end, which tells two of a kind
 * apart, kept. The full name stays in the tooltip and for screen readers.
 */
export function shortName(name: string, maxLength = 22): string {
  const bare = name.replace(/^jumpstart-(dft-)?/, '');
  if (bare.length <= maxLength) return bare;
  const tail = Math.floor(maxLength * 0.4);
  return `${bare.slice(0, maxLength - tail - 1)}…${bare.slice(-tail)}`;
}
