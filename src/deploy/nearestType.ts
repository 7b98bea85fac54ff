import { familyOf } from '../catalog/variants.js';

/** What is known of an instance type that the model can be deployed on in the region. */
export interface TypeCandidate {
  readonly type: string;
  /** Instances of it that the account may still run; undefined where that is not known. */
  readonly left: number | undefined;
  /** USD; null where it is not known. */
  readonly pricePerHour: number | null;
}

/**
 * What to take in place of a type whose quota is used up: the next larger size of its family that has room, else the next smaller one,
 * else the cheapest of the others. Prices that are not known come last; among equals the order given decides.
 * @param needed instances
 * @returns undefined where no type is known to have room
 */
export function nearestType<T extends TypeCandidate>(candidates: readonly T[], wanted: string, needed: number): T | undefined {
  const free = candidates.filter(({ type, left }) => type !== wanted && left !== undefined && left >= needed);
  const size = sizeOf(wanted);
  const relatives = free.filter(({ type }) => familyOf(type) === familyOf(wanted)).map((candidate) => ({ candidate, steps: sizeOf(candidate.type) - size }));
  const larger = least(relatives.filter(({ steps }) => steps >= 0), ({ steps }) => steps);
  const smaller = least(relatives, ({ steps }) => -steps);
  return (larger ?? smaller)?.candidate ?? least(free, ({ pricePerHour }) => pricePerHour ?? Number.POSITIVE_INFINITY);
}

const SMALL_SIZES = ['nano', 'micro', 'small', 'medium', 'large', 'xlarge'];

/** Sizes in their order: `large` < `xlarge` < `2xlarge` < … < `metal`; one that is not known counts as the smallest. */
function sizeOf(instanceType: string): number {
  const size = instanceType.split('.')[2] ?? '';
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  if (times !== undefined) return SMALL_SIZES.length + Number(times);
  return size.startsWith('metal') ? Number.MAX_SAFE_INTEGER : SMALL_SIZES.indexOf(size);
}

/** The first of those with the smallest value. */
function least<T>(items: readonly T[], valueOf: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>((best, item) => (best === undefined || valueOf(item) < valueOf(best) ? item : best), undefined);
}
