import { type Json, isObject } from '../shared/json.js';

/** The value with other texts in place of those that stand for files. @param texts pairs of what stands there and what belongs there */
export function withTexts(value: Json, texts: readonly (readonly [string, string])[]): Json {
  if (texts.length === 0) return value;
  if (typeof value === 'string') return texts.reduce((text, [token, now]) => text.replaceAll(token, () => now), value);
  if (Array.isArray(value)) return value.map((entry) => withTexts(entry, texts));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withTexts(entry, texts)])) : value;
}
