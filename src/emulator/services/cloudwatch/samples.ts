import { objects, optional, text, type JsonObject } from '../../core/json.js';
import type { MetricRecord, MetricSample, RegionState } from '../../core/state.js';

/** Samples of one metric that are kept; the oldest go first. */
const KEPT = 5000;

export interface MetricName { namespace: string; name: string; dimensions: Readonly<Record<string, string>> }

/** Dimensions are a set: their order does not tell metrics apart. */
const keyOf = ({ namespace, name, dimensions }: MetricName): string => JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => a.localeCompare(b))]);

/** Members of a Metric structure. */
export const metricOf = (input: JsonObject): MetricName => ({
  namespace: text(input, 'Namespace'), name: text(input, 'MetricName'),
  dimensions: Object.fromEntries(objects(input, 'Dimensions').map((dimension) => [text(dimension, 'Name'), text(dimension, 'Value')])),
});

/** Writes down what was measured. */
export function record(region: RegionState, metric: MetricName, unit: string, ...samples: readonly MetricSample[]): void {
  region.metrics ??= new Map();
  const key = keyOf(metric);
  const held: MetricRecord = region.metrics.get(key) ?? { namespace: metric.namespace, name: metric.name, dimensions: { ...metric.dimensions }, unit, samples: [] };
  held.samples.push(...samples);
  if (held.samples.length > KEPT) held.samples.splice(0, held.samples.length - KEPT);
  region.metrics.set(key, held);
}

export const recorded = (region: RegionState, metric: MetricName): MetricRecord | undefined => region.metrics?.get(keyOf(metric));

/** Seconds since the epoch, as JSON carries times, or a text in ISO form; in milliseconds. */
export function timeOf(input: JsonObject, member: string): number {
  const value = input[member];
  return typeof value === 'number' ? value * 1000 : Date.parse(optional(input, member) ?? '');
}

/** What a period of a metric comes to. */
export function statistic(samples: readonly MetricSample[], stat: string): number | undefined {
  const count = samples.reduce((sum, { weight }) => sum + weight, 0);
  const sum = samples.reduce((total, { value, weight }) => total + value * weight, 0);
  switch (stat) {
    case 'Sum': return sum;
    case 'SampleCount': return count;
    case 'Average': return sum / count;
    case 'Minimum': return Math.min(...samples.map(({ value }) => value));
    case 'Maximum': return Math.max(...samples.map(({ value }) => value));
    default: {
      const percent = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(stat)?.[1];
      return percent === undefined ? undefined : percentile(samples, count * Number(percent) / 100);
    }
  }
}

function percentile(samples: readonly MetricSample[], rank: number): number {
  const sorted = [...samples].sort((a, b) => a.value - b.value);
  let passed = 0;
  for (const { value, weight } of sorted) {
    passed += weight;
    if (passed >= rank) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}

/** The samples of each period that has any, by its start, oldest first. @param period seconds */
export function periods(samples: readonly MetricSample[], from: number, to: number, period: number): [at: number, samples: MetricSample[]][] {
  const length = period * 1000;
  const first = Math.floor(from / length) * length;
  const found = new Map<number, MetricSample[]>();
  for (const sample of samples) {
    if (sample.at < first || sample.at >= to) continue;
    const at = Math.floor(sample.at / length) * length;
    const held = found.get(at);
    if (held === undefined) found.set(at, [sample]);
    else held.push(sample);
  }
  return [...found].sort(([a], [b]) => a - b);
}
