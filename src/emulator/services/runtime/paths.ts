import { isObject, type Json } from '../../core/json.js';

/** Steps of a simple JMESPath such as `[0].completions[0].data.text` or `details.prefill[*].logprob`; `[*]` counts as the first. */
export function steps(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+|\*)\]|([A-Za-z_][\w-]*)/g)].map((match) => (match[1] === undefined ? match[2] ?? '' : match[1] === '*' ? 0 : Number(match[1])));
}

export function at(value: Json | undefined, path: readonly (string | number)[]): Json | undefined {
  let here = value;
  for (const step of path) {
    if (typeof step === 'number') here = Array.isArray(here) ? here[step] : undefined;
    else here = isObject(here) ? here[step] : undefined;
  }
  return here;
}

/** `root` with `value` at `path`; what stands in the way of the path is replaced. */
export function put(root: Json | undefined, path: readonly (string | number)[], value: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list: Json[] = Array.isArray(root) ? [...root] : [];
    while (list.length < step) list.push(null);
    list[step] = put(list[step], rest, value);
    return list;
  }
  const here = isObject(root) ? root : {};
  return { ...here, [step]: put(here[step], rest, value) };
}
