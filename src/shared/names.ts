import { NAME_MAX } from './constraints.js';

/** What Studio puts before the names of all three resources; managed policies and people's habits filter by it. */
export const PREFIX = 'jumpstart-';

/** The name of endpoint, endpoint config and model. */
export function resourceName(endpointName: string, usePrefix: boolean): string {
  const name = endpointName.trim();
  return usePrefix && !name.startsWith(PREFIX) ? PREFIX + name : name;
}

/**
 * `dft-<base>-YYYYMMDD-HHMMSS` (UTC), to which the prefix is added: Studio's own habit. Lower case, single dashes, and
 * short enough for SageMaker's 63 characters with the prefix.
 * @param base the spec's `resource_name_base`, or the model id where the spec has none
 */
export function defaultEndpointName(base: string, now: Date): string {
  const stamp = stampOf(now);
  const room = NAME_MAX - PREFIX.length - 'dft-'.length - 1 - stamp.length;
  const safe = base.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, room).replace(/-+$/, '');
  return ['dft', safe, stamp].filter((part) => part !== '').join('-');
}

/** The name of the model and the endpoint config that an endpoint is updated with: its own, with another time of day. */
export function updateName(endpointName: string, now: Date): string {
  const stamp = stampOf(now);
  const stem = endpointName.replace(/-\d{8}-\d{6}$/, '').slice(0, NAME_MAX - 1 - stamp.length).replace(/-+$/, '');
  return `${stem}-${stamp}`;
}

/** `YYYYMMDD-HHMMSS`, UTC. */
function stampOf(now: Date): string {
  const iso = now.toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 19).replaceAll(':', '')}`;
}

/** A name near the taken one: its trailing number raised, or `-2` appended, cut to fit. */
export function nextName(name: string, maxLength = NAME_MAX): string {
  const match = /^(.*?)-(\d{1,3})$/.exec(name);
  const stem = match?.[1] ?? name;
  const suffix = `-${Number(match?.[2] ?? 1) + 1}`;
  return stem.slice(0, maxLength - suffix.length).replace(/-+$/, '') + suffix;
}

/** The next name that fits for an endpoint as the form has it, which is without the prefix where that is added. */
export function nextEndpointName(endpointName: string, usePrefix: boolean): string {
  const name = endpointName.trim();
  return nextName(name, NAME_MAX - (resourceName(name, usePrefix).length - name.length));
}
