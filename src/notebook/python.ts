import type { Json } from '../shared/json.js';

/** Columns of a notebook's cell before a literal is broken into lines. */
const WIDTH = 92;
const INDENT = 4;
/** CPython's parser refuses 200 nested brackets; a value that deep is read from its JSON text instead. */
export const DEEPEST = 60;

/** Puts a Python expression in place of the text at a path, or leaves it (undefined). */
export type Holes = (text: string, path: readonly (string | number)[]) => string | undefined;

const NO_HOLES: Holes = () => undefined;

/**
 * A value from outside as Python source: the one way by which anything reaches the code of a notebook. `ast.literal_eval`
 * gives back what `json.loads` would; lists and objects are broken into lines as a person would write them.
 * @param column where the literal starts in its line
 */
export function pythonLiteral(value: Json, column = 0, holes: Holes = NO_HOLES): string {
  if (depth(value) > DEEPEST) return `json.loads(${textLiteral(JSON.stringify(value), column)})`;
  return literal(value, { column, room: WIDTH - column }, [], holes);
}

interface Place {
  /** Indentation of the line. */
  readonly column: number;
  /** Columns that are left on the line. */
  readonly room: number;
}

function literal(value: Json, place: Place, path: readonly (string | number)[], holes: Holes): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'string') return holes(value, path) ?? textLiteral(value, place.column, place.room);
  const below = place.column + INDENT;
  if (Array.isArray(value)) {
    const item = (entry: Json, index: number): string => literal(entry, { column: below, room: WIDTH - below }, [...path, index], holes);
    return bracketed('[', value.map(item), ']', place, value.every((entry) => typeof entry === 'number'));
  }
  const entries = Object.entries(value).map(([key, entry]) => {
    const start = `${textLiteral(key, below, Infinity)}: `;
    return start + literal(entry, { column: below, room: WIDTH - below - start.length }, [...path, key], holes);
  });
  return bracketed('{', entries, '}', place, false);
}

/** On one line where it fits, else one entry a line; numbers fill their lines. */
function bracketed(open: string, entries: readonly string[], close: string, place: Place, fill: boolean): string {
  const length = entries.reduce((sum, entry) => sum + entry.length + 2, 0);
  if (length <= place.room && !entries.some((entry) => entry.includes('\n'))) return open + entries.join(', ') + close;
  const indent = ' '.repeat(place.column + INDENT);
  const lines = fill ? filled(entries, WIDTH - indent.length) : entries;
  return `${open}\n${lines.map((line) => `${indent}${line},\n`).join('')}${' '.repeat(place.column)}${close}`;
}

function filled(entries: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const entry of entries) {
    if (line !== '' && line.length + entry.length + 3 > width) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? entry : `, ${entry}`;
  }
  return line === '' ? lines : [...lines, line];
}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return 'None';
  // JSON's 1e400 is Python's 1e999: both overflow to infinity
  if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

/** A text as one string literal, or, where it is too long for its line, as the parts of one in brackets. */
function textLiteral(text: string, column: number, room = WIDTH - column): string {
  const parts = escapedParts(text, room === Infinity ? Infinity : WIDTH - column - INDENT - 2);
  const whole = parts.join('');
  if (whole.length + 2 <= room || parts.length === 1) return `"${whole}"`;
  const indent = ' '.repeat(column + INDENT);
  return `(\n${parts.map((part) => `${indent}"${part}"\n`).join('')}${' '.repeat(column)})`;
}

/** Escaped pieces that end after a line break, or else after the last space that fits in the width. */
function escapedParts(text: string, width: number): string[] {
  const parts: string[] = [];
  let part = '';
  let space = 0;
  for (const character of text) {
    const escaped = escapeCharacter(character);
    if (part !== '' && part.length + escaped.length > width) {
      const end = space > 0 ? space : part.length;
      parts.push(part.slice(0, end));
      part = part.slice(end);
      space = 0;
    }
    part += escaped;
    if (character === ' ') space = part.length;
    if (character === '\n' && width !== Infinity) {
      parts.push(part);
      part = '';
      space = 0;
    }
  }
  return part !== '' || parts.length === 0 ? [...parts, part] : parts;
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };
/** Letters that are read from left to right and cannot be mistaken for nothing: the only ones beyond ASCII that stay as they are. */
const READABLE = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}、。「」，！？：；（）¿¡«»„“”‘’–—…·°€£]$/u;
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}$/u;

/** Whether a reader sees the character as what it is: it needs no escape but for the quotes of its language. */
export function isReadable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code < 0x7f) || (READABLE.test(character) && !INVISIBLE.test(character));
}

function escapeCharacter(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  if (isReadable(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** Nesting of lists and objects; counted without recursion, for any depth. */
export function depth(value: Json): number {
  let level: Json[] = [value];
  for (let reached = 0; ; reached++) {
    level = level.flatMap((entry) => (typeof entry === 'object' && entry !== null ? Object.values(entry) : []));
    if (level.length === 0 || reached > DEEPEST) return reached;
  }
}
