/** A text from outside as plain words of Markdown: no markup, links, formulas or HTML; on one line. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]#|$~>]/g, '\\$&').replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

/** A name from outside as `code`. */
export function codeSpan(text: string): string {
  const plain = oneLine(text);
  if (plain === '') return '(none)';
  const runs = [...plain.matchAll(/`+/g)].map((run) => run[0].length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = plain.startsWith('`') || plain.endsWith('`') ? ' ' : '';
  return fence + pad + plain + pad + fence;
}

/** An http(s) address as a link; anything else as plain words. */
export function linkTo(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return escapeMarkdown(address);
  return `<${url.href.replace(/[`$*_<>\s|\\]/g, (character) => encodeURIComponent(character).replace('*', '%2A').replace('_', '%5F'))}>`;
}

/** Control, bidirectional and invisible characters have no place in a line of text. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '').trim();
}
