/** JSON as it travels in AWS requests and answers, and the few readers that handlers need. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject { [key: string]: Json | undefined }

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The string at `key`, or undefined when it is absent or not a string. */
export function optional(input: JsonObject, key: string): string | undefined {
  const value = input[key];
  return typeof value === 'string' ? value : undefined;
}

/** The string at `key`, empty when absent: for members that validation has already required. */
export const text = (input: JsonObject, key: string): string => optional(input, key) ?? '';

export function number(input: JsonObject, key: string): number | undefined {
  const value = input[key];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

export function list(input: JsonObject, key: string): Json[] {
  const value = input[key];
  return Array.isArray(value) ? value : [];
}

export const strings = (input: JsonObject, key: string): string[] => list(input, key).filter((v): v is string => typeof v === 'string');
export const objects = (input: JsonObject, key: string): JsonObject[] => list(input, key).filter(isObject);

export function object(input: JsonObject, key: string): JsonObject {
  const value = input[key];
  return isObject(value) ? value : {};
}

/** `JSON.parse` that answers undefined for anything but an object. */
export function parseObject(source: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A copy without the named members. */
export const omit = (input: JsonObject, ...names: readonly string[]): JsonObject => Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));

/** A copy without the members that are undefined, so that `exactOptionalPropertyTypes` callers can spread freely. */
export function compact(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
