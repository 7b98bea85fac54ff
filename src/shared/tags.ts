import type { Tag } from './form.js';

/**
 * Tags as people paste them, one a line: `key;value` (AWS's page) or `key=value`. The first separator counts, so that a value
 * may hold the other one. A line without a separator is a key with an empty value.
 */
export function parseTags(text: string): Tag[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '').map((line) => {
    const at = line.search(/[;=]/);
    return at < 0 ? { key: line, value: '' } : { key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
  });
}
