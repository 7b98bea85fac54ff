import { type Json, type JsonObject, isObject } from './json.js';

export type Path = readonly (string | number)[];

/** What lies at a path; undefined where nothing does. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((here, step) => (Array.isArray(here) ? here[Number(step)] : isObject(here) && Object.hasOwn(here, step) ? here[step] : undefined), value);
}

/** The value with something else at a path that is there. */
export function withValueAt(value: Json, path: Path, now: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return now;
  if (Array.isArray(value)) return value.map((entry, index) => (index === Number(step) ? withValueAt(entry, rest, now) : entry));
  if (!isObject(value) || !Object.hasOwn(value, step)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, key === String(step) ? withValueAt(entry, rest, now) : entry]));
}

/** JSON in lines, with the numbers of a list on one. */
export function prettyJson(value: Json): string {
  // a line break as such is never within a string
  return JSON.stringify(value, null, 2).replace(/\[\n\s+((?:[\d.eE+-]+,\n\s+)*[\d.eE+-]+)\n\s*\]/g, (_, numbers: string) => `[${numbers.replace(/,\n */g, ', ')}]`);
}

/** A parameter of a request that a person may want to change. */
export interface Parameter {
  readonly path: Path;
  readonly name: string;
  readonly value: number | boolean | string;
}

const LONGEST = 60;
const MOST = 12;

/** Numbers, switches and short words of a request, at its top and in its `parameters`; but not what is asked, nor how it is delivered. */
export function parametersOf(body: Json, promptPath: Path | null): Parameter[] {
  const from = (value: Json | undefined, path: Path): Parameter[] => Object.entries(isObject(value) ? value : ({} satisfies JsonObject)).flatMap(([name, entry]): Parameter[] => {
    const here = [...path, name];
    if (here.join('.') === promptPath?.join('.') || name === 'stream') return [];
    if (typeof entry !== 'string' && typeof entry !== 'number' && typeof entry !== 'boolean') return [];
    return typeof entry === 'string' && (entry.length > LONGEST || /[\n<]/.test(entry)) ? [] : [{ path: here, name, value: entry }];
  });
  return [...from(body, []), ...from(valueAt(body, ['parameters']), ['parameters'])].slice(0, MOST);
}
