import type { Clock } from '../deploy/ports.js';
import { raised } from '../shared/raised.js';
import { type ServiceError, isPassing } from '../shared/serviceError.js';
import type { LogLine } from './containerLog.js';
import type { LogCursor, LogsPort } from './ports.js';

/** While AWS does not answer, times the usual pause at most. */
const MAX_BACK_OFF = 12;

export interface LogFollowing {
  readonly logs: () => Promise<LogsPort>;
  readonly clock: Clock;
  /** Milliseconds between two looks. */
  readonly intervalMs: () => number;
  /** What came, oldest line first; the first time also where nothing has come. */
  readonly onLines: (lines: readonly LogLine[]) => void;
  /** Why nothing comes at the moment; undefined when it comes again. */
  readonly onTrouble: (error: ServiceError | undefined) => void;
}

/**
 * Reads the log of an endpoint's container until `stop`. Throttling and a lost network slow it down; what only a person can mend ends
 * it.
 * @throws ServiceError
 */
export async function followLog(endpointName: string, { logs, clock, intervalMs, onLines, onTrouble }: LogFollowing, stop: AbortSignal): Promise<void> {
  let cursor: LogCursor = {};
  let failures = 0;
  let first = true;
  while (!raised(stop)) {
    try {
      const part = await (await logs()).read(endpointName, cursor, stop);
      cursor = part.cursor;
      if (failures > 0) onTrouble(undefined);
      failures = 0;
      if (first || part.lines.length > 0) onLines(part.lines);
      first = false;
    } catch (error) {
      if (raised(stop)) return;
      if (!isPassing(error)) throw error;
      failures++;
      onTrouble(error);
    }
    await clock.sleep(intervalMs() * Math.min(2 ** failures, MAX_BACK_OFF), stop).catch(() => undefined);
  }
}
