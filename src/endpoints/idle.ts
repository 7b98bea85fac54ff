import type { MetricQuery, MetricRange } from './ports.js';
import type { EndpointRow } from './store.js';

const HOUR_MS = 3_600_000;

/** An endpoint as it is remembered: one that is made anew under the same name is another one. */
export function idleKey({ summary }: EndpointRow): string {
  return `${summary.arn}@${summary.createdAt.toISOString()}`;
}

/**
 * Endpoints that may be idle: made by this extension, in service, and neither created nor changed within the time.
 * @param hours 0: nobody wants to know
 */
export function mayBeIdle(rows: readonly EndpointRow[], hours: number, now: Date): EndpointRow[] {
  if (!(hours > 0)) return [];
  const before = now.getTime() - hours * HOUR_MS;
  return rows.filter(({ summary, origin }) => origin?.source === 'extension' && summary.status === 'InService' && summary.createdAt.getTime() <= before && summary.modifiedAt.getTime() <= before);
}

/** What tells whether they were invoked: a query for each variant. An endpoint that nobody has looked up has no variants yet and is left for later. */
export function invocationQueries(rows: readonly EndpointRow[]): MetricQuery[] {
  return rows.flatMap(({ summary, detail }) => (detail?.variants ?? []).map(({ name }) => (
    { namespace: 'AWS/SageMaker', metric: 'Invocations', stat: 'Sum', endpointName: summary.name, variantName: name })));
}

/** The last hours; CloudWatch adds up by the whole hour, so that the first one is counted from its beginning. */
export function idleRange(hours: number, now: Date): MetricRange {
  return { from: new Date(now.getTime() - hours * HOUR_MS), to: now, periodS: 3600 };
}

/**
 * Of these endpoints, the ones that nobody invoked: no data point means none, because SageMaker writes one only where there was an
 * invocation.
 * @param sums of each query, in their order
 */
export function idleOf(rows: readonly EndpointRow[], queries: readonly MetricQuery[], sums: readonly number[]): EndpointRow[] {
  const asked = new Set(queries.map(({ endpointName }) => endpointName));
  const invoked = new Set(queries.filter((_, index) => (sums[index] ?? 0) > 0).map(({ endpointName }) => endpointName));
  return rows.filter(({ summary }) => asked.has(summary.name) && !invoked.has(summary.name));
}
