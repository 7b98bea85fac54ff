import type { Clock } from '../deploy/ports.js';
import { isServiceError } from '../shared/serviceError.js';
import { idleKey, idleOf, idleRange, invocationQueries, mayBeIdle } from './idle.js';
import type { MetricsPort } from './ports.js';
import type { EndpointRow, EndpointStore } from './store.js';

export interface IdleWatchOptions {
  readonly store: Pick<EndpointStore, 'state' | 'onChange'>;
  readonly port: () => Promise<MetricsPort>;
  readonly clock: Pick<Clock, 'now'>;
  /** Hours without an invocation after which somebody wants to know; 0 for never. */
  readonly hours: () => number;
  /** Whether an endpoint is to be kept without asking again, by its key. */
  readonly isKept: (key: string) => boolean;
  readonly found: (row: EndpointRow, hours: number) => void;
  /** Every failed look is shown to it. */
  readonly failed: (error: unknown) => void;
}

/** Between two looks, in milliseconds. */
const EVERY_MS = 15 * 60_000;

/** Looks for endpoints that nobody uses, in one call for all of them, and only where the endpoints are looked at anyway. */
export class IdleWatch {
  private lookedAt = -Infinity;
  private looking = false;
  private generation = 0;
  /** Said in this window already. */
  private readonly said = new Set<string>();
  private readonly subscription: { dispose(): void };

  constructor(private readonly options: IdleWatchOptions) {
    this.subscription = options.store.onChange(() => { if (!options.store.state.loading) void this.look(); });
  }

  /** Another account or region. */
  reset(): void {
    this.generation++;
    this.lookedAt = -Infinity;
  }

  dispose(): void {
    this.generation++;
    this.subscription.dispose();
  }

  private async look(): Promise<void> {
    const { store, clock, hours, isKept, port, found, failed } = this.options;
    const now = clock.now();
    if (this.looking || !store.state.loaded || store.state.problem || now.getTime() - this.lookedAt < EVERY_MS) return;
    const wanted = hours();
    const rows = mayBeIdle(store.state.rows, wanted, now).filter((row) => !this.said.has(idleKey(row)) && !isKept(idleKey(row)));
    const queries = invocationQueries(rows);
    if (queries.length === 0) return;
    const { generation } = this;
    this.lookedAt = now.getTime();
    this.looking = true;
    try {
      const points = await (await port()).read(queries, idleRange(wanted, now));
      if (generation !== this.generation) return;
      for (const row of idleOf(rows, queries, points.map((each) => each.reduce((sum, { value }) => sum + value, 0)))) {
        this.said.add(idleKey(row));
        found(row, wanted);
      }
    } catch (error) {
      // a right that is missing now is missing in a quarter of an hour, too
      if (generation === this.generation && isServiceError(error, 'permission')) this.lookedAt = Infinity;
      failed(error);
    } finally {
      this.looking = false;
    }
  }
}
