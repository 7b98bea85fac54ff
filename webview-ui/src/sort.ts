/** The order of the table of instance types, which is the user's own affair: the host knows nothing of it. */
import { isObject } from '../../src/shared/json.js';
import type { InstanceRow } from '../../src/shared/protocol.js';

export interface Sort {
  readonly by: 'price' | 'quota';
  readonly descending: boolean;
}

/** Cheapest first, most left first; then the other way round; then the spec's order again. */
export function nextSort(now: Sort | null, by: Sort['by']): Sort | null {
  const first = by === 'quota';
  if (now?.by !== by) return { by, descending: first };
  return now.descending === first ? { by, descending: !first } : null;
}

/** What is not known comes last, whichever the direction; equals keep the spec's order. */
export function sorted(rows: readonly InstanceRow[], sort: Sort | null): readonly InstanceRow[] {
  if (sort === null) return rows;
  const valueOf = ({ pricePerHour, quota }: InstanceRow): number | null => (sort.by === 'price' ? pricePerHour : quota.left);
  return [...rows].sort((a, b) => {
    const [one, other] = [valueOf(a), valueOf(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sort.descending ? other - one : one - other;
  });
}

/** Of what was kept; anything else is the spec's order. */
export function readSort(value: unknown): Sort | null {
  if (!isObject(value) || (value['by'] !== 'price' && value['by'] !== 'quota') || typeof value['descending'] !== 'boolean') return null;
  return { by: value['by'], descending: value['descending'] };
}
