import { type Json, isObject } from '../shared/json.js';

const STEP = /"([^"]+)"|([A-Za-z_][\w-]*)|\[(\d+|\*|)\]/g;

/**
 * What the first of these paths finds; undefined where none finds anything. The paths are the part of JMESPath that specs use: names,
 * places in lists, and lists of what is found in each.
 */
export function find(value: Json, paths: readonly string[]): Json | undefined {
  for (const path of paths) {
    const found = follow(value, [...path.matchAll(STEP)].map(([, quoted, name, place]) => (place === undefined ? quoted ?? name ?? '' : place === '' || place === '*' ? null : Number(place))));
    if (found != null && !(Array.isArray(found) && found.length === 0)) return found;
  }
  return undefined;
}

/** A null among the steps stands for "each". */
function follow(value: Json | undefined, [step, ...rest]: readonly (string | number | null)[]): Json | undefined {
  if (step === undefined || value == null) return value;
  if (typeof step === 'string') return isObject(value) && Object.hasOwn(value, step) ? follow(value[step], rest) : undefined;
  if (!Array.isArray(value)) return undefined;
  if (step !== null) return follow(value[step], rest);
  return value.flatMap((entry) => (Array.isArray(entry) ? entry : [entry])).map((entry) => follow(entry, rest)).filter((entry) => entry != null);
}
