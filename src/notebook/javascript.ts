import type { Json } from '../shared/json.js';
import { DEEPEST, type Holes, depth, isReadable } from './python.js';

const WIDTH = 100;
const INDENT = 2;

/**
 * A value from outside as JavaScript source: it evaluates to the very value. Lists and objects are broken into lines.
 * @param holes put an expression in place of a text
 */
export function javascriptLiteral(value: Json, column = 0, holes: Holes = () => undefined): string {
  if (depth(value) > DEEPEST) return `JSON.parse(${textLiteral(JSON.stringify(value))})`;
  return literal(value, column, [], holes);
}

function literal(value: Json, column: number, path: readonly (string | number)[], holes: Holes): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'string') return holes(value, path) ?? textLiteral(value);
  const below = column + INDENT;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const entries = Array.isArray(value) ? value.map((entry, index) => literal(entry, below, [...path, index], holes))
    : Object.entries(value).map(([key, entry]) => `${keyLiteral(key)}: ${literal(entry, below, [...path, key], holes)}`);
  const line = entries.join(', ');
  if (!line.includes('\n') && column + line.length + 4 <= WIDTH) return Array.isArray(value) || entries.length === 0 ? open + line + close : `{ ${line} }`;
  const indent = ' '.repeat(below);
  return `${open}\n${entries.map((entry) => `${indent}${entry},\n`).join('')}${' '.repeat(column)}${close}`;
}

/** `__proto__` as it stands would set the prototype. */
function keyLiteral(key: string): string {
  if (key === '__proto__') return '["__proto__"]';
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : textLiteral(key);
}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A JSON string in which nothing is invisible; JavaScript reads it as the same. */
function textLiteral(text: string): string {
  return readable(JSON.stringify(text));
}

/** JSON in lines, in which nothing is invisible. */
export function jsonText(value: Json): string {
  return readable(depth(value) > DEEPEST ? JSON.stringify(value) : JSON.stringify(value, null, 2));
}

/** Of JSON: what can be unreadable there stands within its strings. */
function readable(json: string): string {
  return Array.from(json, (character) => (character === '\n' || isReadable(character) ? character : [...unitsOf(character)].join(''))).join('');
}

function* unitsOf(character: string): Generator<string> {
  for (let index = 0; index < character.length; index++) yield `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
}
