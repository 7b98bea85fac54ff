import type { Price } from '../shared/account.js';
import { t } from '../shared/l10n.js';
import type { EndpointConfigDetail, EndpointDetail, EndpointSummary } from './ports.js';

/** What a cost is told from. */
export interface Billed {
  readonly summary: EndpointSummary;
  readonly detail: EndpointDetail | undefined;
  readonly config: EndpointConfigDetail | null | undefined;
}

/** What is known of a price: a sentence where there is none to be had, undefined where nobody has answered yet. */
export type PriceOf = (instanceType: string) => Price | string | undefined;

/** Amounts in `currency`: the instances' price alone, without storage, data and AWS Marketplace software. */
export type EndpointCost =
  | { readonly status: 'known'; readonly perHour: number; readonly spent: number; readonly currency: string; readonly date: string }
  /** Why it cannot be known; a sentence. */
  | { readonly status: 'unknown'; readonly reason: string }
  /** Nobody has looked yet, or the answer is still to come. */
  | { readonly status: 'open' };

/** Statuses in which an endpoint has instances that serve. One that is being created is billed from when it is in service. */
const RUNNING = new Set(['InService', 'Updating', 'SystemUpdating', 'RollingBack', 'UpdateRollbackFailed', 'OutOfService']);
const HOUR_MS = 3_600_000;

/** For the tooltip: what the sum of what was spent rests on. */
export const SPENT_NOTE = t('Counted from the creation with the instances that run now, at today\'s price: SageMaker does not tell how many ran before, nor when the endpoint came into service.');

export function isRunning(summary: EndpointSummary): boolean {
  return RUNNING.has(summary.status);
}

/** Instances that run now, by type; a sentence where that cannot be known, undefined where nobody has looked. */
export function instancesOf({ detail, config }: Pick<Billed, 'detail' | 'config'>): ReadonlyMap<string, number> | string | undefined {
  if (!detail || config === undefined) return undefined;
  const counts = new Map<string, number>();
  const add = (type: string, count: number): void => { counts.set(type, (counts.get(type) ?? 0) + count); };
  for (const live of detail.variants) {
    // the summary of pools names the types that were found, also where the config is gone
    const found = live.pools?.filter((pool) => pool.count > 0) ?? [];
    for (const pool of found) add(pool.instanceType, pool.count);
    if (found.length > 0) continue;
    const type = config?.variants.find((variant) => variant.name === live.name)?.instanceType;
    const count = live.currentCount ?? live.desiredCount;
    if (count === 0) continue;
    if (config === null) return t('Its endpoint configuration was deleted, so that the instance type cannot be known any more.');
    if (type === undefined || count === undefined) return t('Its endpoint configuration names no instance type and count.');
    add(type, count);
  }
  return counts;
}

/** Instance types whose price is needed. */
export function typesToPrice(billed: Billed): string[] {
  const counts = isRunning(billed.summary) ? instancesOf(billed) : undefined;
  return counts === undefined || typeof counts === 'string' ? [] : [...counts.keys()];
}

/** What an endpoint costs and has cost; undefined for one that does not run. */
export function costOf(billed: Billed, priceOf: PriceOf, now: Date): EndpointCost | undefined {
  if (!isRunning(billed.summary)) return undefined;
  const counts = instancesOf(billed);
  if (counts === undefined) return { status: 'open' };
  if (typeof counts === 'string') return { status: 'unknown', reason: counts };
  const prices: (Price & { count: number })[] = [];
  for (const [type, count] of counts) {
    const price = priceOf(type);
    if (price === undefined) return { status: 'open' };
    if (typeof price === 'string') return { status: 'unknown', reason: price };
    prices.push({ ...price, count });
  }
  const [first] = prices;
  if (!first) return { status: 'unknown', reason: t('No instance of it runs at the moment.') };
  const perHour = prices.reduce((sum, { perHour: each, count }) => sum + each * count, 0);
  const hours = Math.max(0, now.getTime() - billed.summary.createdAt.getTime()) / HOUR_MS;
  return { status: 'known', perHour, spent: perHour * hours, currency: first.currency, date: first.date };
}

export interface TotalCost {
  /** Per hour. */
  readonly perHour: number;
  readonly currency: string;
  /** Endpoints that run, by whether their price is known, cannot be known, or nobody has looked. */
  readonly known: number;
  readonly unknown: number;
  readonly open: number;
}

/** What all endpoints that run cost in an hour. */
export function totalCost(costs: readonly (EndpointCost | undefined)[]): TotalCost {
  const running = costs.filter((cost) => cost !== undefined);
  const known = running.filter((cost) => cost.status === 'known');
  const currency = known[0]?.currency ?? 'USD';
  // the price list of a region has one currency; amounts of another one cannot be added
  const summed = known.filter((cost) => cost.currency === currency);
  return { perHour: summed.reduce((sum, cost) => sum + cost.perHour, 0), currency, known: summed.length, unknown: count(running, 'unknown') + known.length - summed.length, open: count(running, 'open') };
}

function count(costs: readonly EndpointCost[], status: EndpointCost['status']): number {
  return costs.filter((cost) => cost.status === status).length;
}
