/** One line of the table of budgets. */
export type Row = Measured | NotMeasured;

export interface Named {
  readonly name: string;
  readonly budget: number;
  readonly unit: string;
  /** Over budget fails the run. */
  readonly failsBuild: boolean;
}

export interface Measured extends Named {
  /** The figure that is held against the budget: a size, or the median of the samples. */
  readonly value: number;
  /** Every single measurement, where there are several. */
  readonly samples: readonly number[];
  readonly note: string;
}

export interface NotMeasured extends Named {
  readonly value: undefined;
  readonly reason: string;
}

export function isOver(row: Row): boolean {
  return row.value !== undefined && row.value > row.budget;
}

/** @throws Error where there is no sample */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) throw new Error('There are no samples.');
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Of the line through the logarithms of sizes and costs, by least squares: 1 where twice as much costs twice as much, 2 where it costs four times. */
export function slope(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (of: (log: { x: number; y: number }) => number): number => logs.reduce((sum, log) => sum + of(log), 0) / logs.length;
  const [x, y] = [mean((log) => log.x), mean((log) => log.y)];
  return mean((log) => (log.x - x) * (log.y - y)) / mean((log) => (log.x - x) ** 2);
}

/** Milliseconds that the work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds of the processor: what else a machine does is not in them. */
export async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
