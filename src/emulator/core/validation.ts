import { AwsError, invalid } from './errors.js';
import { isObject, type Json, type JsonObject } from './json.js';

/**
 * Constraints of an input as the services publish them, checked in one place so that every operation answers with AWS's
 * own texts ("1 validation error detected: Value … at '…' failed to satisfy constraint: …").
 */
export type Shape =
  | { type: 'string'; min?: number; max?: number; pattern?: string; values?: readonly string[] }
  | { type: 'number'; whole: boolean; min?: number; max?: number }
  | { type: 'boolean' }
  | { type: 'any' }
  | { type: 'list'; of: Shape; min?: number; max?: number }
  | { type: 'map'; key: Shape; value: Shape; max?: number }
  | { type: 'structure'; fields: Readonly<Record<string, Shape>>; required: readonly string[] };

export const str = (limits: Omit<Extract<Shape, { type: 'string' }>, 'type'> = {}): Shape => ({ type: 'string', ...limits });
export const oneOf = (...values: string[]): Shape => ({ type: 'string', values });
const anyNumber = (whole: boolean, min?: number, max?: number): Shape => ({ type: 'number', whole, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) });
export const num = (min?: number, max?: number): Shape => anyNumber(true, min, max);
export const fraction = (min?: number, max?: number): Shape => anyNumber(false, min, max);
export const bool: Shape = { type: 'boolean' };
export const anything: Shape = { type: 'any' };
export const listOf = (of: Shape, min?: number, max?: number): Shape => ({ type: 'list', of, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) });
export const mapOf = (key: Shape, value: Shape, max?: number): Shape => ({ type: 'map', key, value, ...(max === undefined ? {} : { max }) });
export const struct = (fields: Readonly<Record<string, Shape>>, ...required: string[]): Shape => ({ type: 'structure', fields, required });

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** A value the way the services print it in their messages. */
function print(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (isObject(value)) return `{${Object.entries(value).map(([k, v]) => `${k}=${print(v ?? null)}`).join(', ')}}`;
  return String(value);
}

const patterns = new Map<string, RegExp>();
function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  // AWS writes Java's patterns
  const made = new RegExp(`^(?:${pattern.replaceAll('\\p{Print}', '[\\x20-\\x7E]')})$`, 'u');
  patterns.set(pattern, made);
  return made;
}

/** What a string violates, each as the services word it. */
function stringViolations(shape: Extract<Shape, { type: 'string' }>, value: string): string[] {
  const found: string[] = [];
  if (shape.max !== undefined && value.length > shape.max) found.push(`Member must have length less than or equal to ${shape.max}`);
  if (shape.min !== undefined && value.length < shape.min) found.push(`Member must have length greater than or equal to ${shape.min}`);
  if (shape.pattern !== undefined && !compiled(shape.pattern).test(value)) found.push(`Member must satisfy regular expression pattern: ${shape.pattern}`);
  if (shape.values !== undefined && !shape.values.includes(value)) found.push(`Member must satisfy enum value set: [${shape.values.join(', ')}]`);
  return found;
}

const wrongType = (shape: Shape, path: string): AwsError =>
  new AwsError('SerializationException', `Could not read '${path}' of the request: a ${shape.type === 'number' && shape.whole ? 'whole number' : shape.type} was expected.`);

class Checker {
  readonly problems: string[] = [];

  check(shape: Shape, value: Json, path: string): void {
    switch (shape.type) {
      case 'string':
        if (typeof value !== 'string') throw wrongType(shape, path);
        for (const violation of stringViolations(shape, value)) this.add(value, path, violation);
        break;
      case 'number':
        if (typeof value !== 'number' || (shape.whole && !Number.isInteger(value))) throw wrongType(shape, path);
        if (shape.min !== undefined && value < shape.min) this.add(value, path, `Member must have value greater than or equal to ${shape.min}`);
        if (shape.max !== undefined && value > shape.max) this.add(value, path, `Member must have value less than or equal to ${shape.max}`);
        break;
      case 'boolean':
        if (typeof value !== 'boolean') throw wrongType(shape, path);
        break;
      case 'list': this.list(shape, value, path); break;
      case 'map': this.map(shape, value, path); break;
      case 'structure': this.structure(shape, value, path); break;
      case 'any': break;
    }
  }

  private list(shape: Extract<Shape, { type: 'list' }>, value: Json, path: string): void {
    if (!Array.isArray(value)) throw wrongType(shape, path);
    if (shape.min !== undefined && value.length < shape.min) this.add(value, path, `Member must have length greater than or equal to ${shape.min}`);
    if (shape.max !== undefined && value.length > shape.max) this.add(value, path, `Member must have length less than or equal to ${shape.max}`);
    value.forEach((entry, index) => this.check(shape.of, entry, `${path}.${index + 1}.member`));
  }

  private map(shape: Extract<Shape, { type: 'map' }>, value: Json, path: string): void {
    if (!isObject(value)) throw wrongType(shape, path);
    const entries = Object.entries(value);
    if (shape.max !== undefined && entries.length > shape.max) this.add(value, path, `Member must have length less than or equal to ${shape.max}`);
    for (const [key, entry] of entries) {
      if (entry === undefined || typeof entry !== 'string' || shape.key.type !== 'string' || shape.value.type !== 'string') throw wrongType(shape, `${path}.${key}`);
      const keyFaults = stringViolations(shape.key, key);
      const valueFaults = stringViolations(shape.value, entry);
      if (keyFaults.length > 0) this.add(value, path, `Map keys must satisfy constraint: [${keyFaults.join(', ')}]`);
      if (valueFaults.length > 0) this.add(value, path, `Map value must satisfy constraint: [${valueFaults.join(', ')}]`);
    }
  }

  structure(shape: Extract<Shape, { type: 'structure' }>, value: Json, path: string): void {
    if (!isObject(value)) throw wrongType(shape, path);
    const inside = (name: string): string => (path === '' ? lowerFirst(name) : `${path}.${lowerFirst(name)}`);
    for (const name of shape.required) {
      if (value[name] === undefined || value[name] === null) this.problems.push(`Value null at '${inside(name)}' failed to satisfy constraint: Member must not be null`);
    }
    for (const [name, member] of Object.entries(shape.fields)) {
      const entry = value[name];
      if (entry !== undefined && entry !== null) this.check(member, entry, inside(name));
    }
  }

  private add(value: Json, path: string, constraint: string): void {
    this.problems.push(`Value '${print(value)}' at '${path}' failed to satisfy constraint: ${constraint}`);
  }
}

/** Throws a ValidationException that lists every violated constraint; members that no constraint names are ignored. */
export function validate(shape: Shape, input: JsonObject): void {
  const checker = new Checker();
  checker.check(shape, input, '');
  const count = checker.problems.length;
  if (count > 0) throw invalid(`${count} validation error${count === 1 ? '' : 's'} detected: ${checker.problems.join('; ')}`);
}
