/** What published benchmarks say of a config, ready to be shown. Values and units are the spec's own texts. */
import type { ConfigRow } from '../../src/shared/protocol.js';

type Metric = NonNullable<ConfigRow['benchmarks'][string]>[number];

export interface FigureTable {
  /** `latency (sec)` */
  readonly columns: readonly string[];
  /** One for each number of concurrent requests; a figure that was not published is null. */
  readonly rows: readonly { readonly concurrency: string; readonly values: readonly (string | null)[] }[];
}

/** Metrics as columns, concurrency as rows, each in the spec's order. */
export function figureTable(metrics: readonly Metric[]): FigureTable {
  const columns = [...new Set(metrics.map(columnOf))];
  const concurrencies = [...new Set(metrics.map(({ concurrency }) => concurrency ?? ''))];
  return {
    columns,
    rows: concurrencies.map((concurrency) => ({
      concurrency,
      values: columns.map((column) => metrics.find((metric) => columnOf(metric) === column && (metric.concurrency ?? '') === concurrency)?.value ?? null),
    })),
  };
}

function columnOf({ name, unit }: Metric): string {
  return unit === '' ? name : `${name} (${unit})`;
}

/** The config that holds for a type: the chosen one where it supports it, else the first that does. */
export function configFor(configs: readonly ConfigRow[], chosen: string, instanceType: string): ConfigRow | undefined {
  const supporting = configs.filter(({ instanceTypes }) => instanceTypes.includes(instanceType));
  return supporting.find(({ name }) => name === chosen) ?? supporting[0];
}

/** The largest published throughput in tokens per second, and the concurrency it was reached at; undefined where there is none. */
export function tokensPerSecond(config: ConfigRow | undefined, instanceType: string): { readonly value: string; readonly concurrency: string | null } | undefined {
  const figures = (config?.benchmarks[instanceType] ?? []).filter(({ unit, value }) => /^tokens?\s*\/\s*s(ec(ond)?s?)?$/i.test(unit) && Number.isFinite(Number(value)));
  return figures.reduce<Metric | undefined>((best, figure) => (best === undefined || Number(figure.value) > Number(best.value) ? figure : best), undefined);
}
