import type { ChartView, MetricWindow, MetricsView } from '../shared/endpointProtocol.js';
import { t } from '../shared/l10n.js';
import type { MetricPoint, MetricQuery, MetricRange } from './ports.js';

interface Line {
  readonly label: string;
  readonly namespace: string;
  readonly metric: string;
  readonly stat: string;
  /** From CloudWatch's unit to the chart's. */
  readonly scale: number;
}

interface Chart extends Pick<ChartView, 'id' | 'title' | 'unit'> {
  readonly lines: readonly Line[];
  /** Left out where nothing was ever measured: types without the hardware. */
  readonly optional?: true;
}

const INVOCATIONS = 'AWS/SageMaker';
const INSTANCES = '/aws/sagemaker/Endpoints';
const count = (label: string, metric: string): Line => ({ label, namespace: INVOCATIONS, metric, stat: 'Sum', scale: 1 });
/** SageMaker measures times in microseconds. */
const time = (label: string, metric: string, stat: string): Line => ({ label, namespace: INVOCATIONS, metric, stat, scale: 0.001 });
const percent = (metric: string): Line => ({ label: t('Average'), namespace: INSTANCES, metric, stat: 'Average', scale: 1 });

const CHARTS: readonly Chart[] = [
  { id: 'invocations', title: t('Invocations'), unit: '', lines: [count(t('Invocations'), 'Invocations')] },
  { id: 'errors', title: t('Errors'), unit: '', lines: [count('4xx', 'Invocation4XXErrors'), count('5xx', 'Invocation5XXErrors'), count(t('Model errors'), 'InvocationModelErrors')] },
  { id: 'modelLatency', title: t('Model latency'), unit: 'ms', lines: [time('p50', 'ModelLatency', 'p50'), time('p90', 'ModelLatency', 'p90')] },
  { id: 'overheadLatency', title: t('Overhead latency'), unit: 'ms', lines: [time('p50', 'OverheadLatency', 'p50'), time('p90', 'OverheadLatency', 'p90')] },
  { id: 'cpu', title: t('CPU, summed over cores'), unit: '%', lines: [percent('CPUUtilization')] },
  { id: 'memory', title: t('Memory'), unit: '%', lines: [percent('MemoryUtilization')] },
  { id: 'gpu', title: t('GPU, summed over GPUs'), unit: '%', lines: [percent('GPUUtilization')], optional: true },
  { id: 'gpuMemory', title: t('GPU memory, summed over GPUs'), unit: '%', lines: [percent('GPUMemoryUtilization')], optional: true },
];

const SPANS: Readonly<Record<MetricWindow, { readonly hours: number; readonly periodS: number; readonly unused: string }>> = {
  '1h': { hours: 1, periodS: 60, unused: t('No invocations yet in the last hour.') }, '6h': { hours: 6, periodS: 300, unused: t('No invocations yet in the last {0} hours.', 6) }, '24h': { hours: 24, periodS: 900, unused: t('No invocations yet in the last {0} hours.', 24) },
};

/** The window that ends now, on whole periods. */
export function metricRange(window: MetricWindow, now: Date): MetricRange {
  const { hours, periodS } = SPANS[window];
  const period = periodS * 1000;
  const from = Math.floor((now.getTime() - hours * 3_600_000) / period) * period;
  return { from: new Date(from), to: now, periodS };
}

/** Everything that the charts need, in one go. */
export function chartQueries(endpointName: string, variantNames: readonly string[]): MetricQuery[] {
  return CHARTS.flatMap(({ lines }) => variantNames.flatMap((variantName) => lines.map(({ namespace, metric, stat }) => ({ namespace, metric, stat, endpointName, variantName }))));
}

/** The answer to `chartQueries`, as charts with a value or a gap for each period. */
export function chartsOf(window: MetricWindow, range: MetricRange, variantNames: readonly string[], points: readonly (readonly MetricPoint[])[]): MetricsView {
  const length = Math.floor((range.to.getTime() - range.from.getTime()) / (range.periodS * 1000)) + 1;
  let next = 0;
  const charts = CHARTS.map(({ id, title, unit, lines }): ChartView => ({
    id, title, unit,
    lines: variantNames.flatMap((variant) => lines.map(({ label, scale }) => (
      { label: variantNames.length > 1 ? `${variant} ${label}` : label, values: onGrid(points[next++] ?? [], range, length, scale) }))),
  }));
  const measured = (id: string): boolean => charts.some((chart) => chart.id === id && chart.lines.some(({ values }) => values.some((value) => value !== null)));
  const optional = new Set(CHARTS.filter(({ optional: may }) => may === true).map(({ id }) => id));
  return {
    window, status: 'loaded', from: range.from.toISOString(), stepS: range.periodS,
    message: measured('invocations') ? null : SPANS[window].unused,
    charts: charts.filter(({ id }) => !optional.has(id) || measured(id)),
  };
}

function onGrid(points: readonly MetricPoint[], { from, periodS }: MetricRange, length: number, scale: number): (number | null)[] {
  const values = Array.from({ length }, (): number | null => null);
  for (const { at, value } of points) {
    const index = Math.round((at.getTime() - from.getTime()) / (periodS * 1000));
    if (index >= 0 && index < length) values[index] = value * scale;
  }
  return values;
}
