import type { Json, JsonObject } from './json.js';

const escapeXml = (value: string): string =>
  value.replace(/[&<>"\u0000-\u0008\u000b-\u001f]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);

/** How a protocol writes lists: wrapped in `member` (Query) or `item` (EC2) elements, or the element itself repeated (S3). */
export type ListStyle = 'member' | 'item' | 'flat';

/** One element; undefined members are left out. */
export function element(name: string, value: Json | undefined, lists: ListStyle): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    if (lists === 'flat') return value.map((entry) => element(name, entry, lists)).join('');
    return `<${name}>${value.map((entry) => element(lists, entry, lists)).join('')}</${name}>`;
  }
  if (typeof value === 'object') return `<${name}>${elements(value, lists)}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

export const elements = (value: JsonObject, lists: ListStyle): string =>
  Object.entries(value).map(([name, entry]) => element(name, entry, lists)).join('');
