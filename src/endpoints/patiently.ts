import type { Clock } from '../deploy/ports.js';
import { isPassing } from '../shared/serviceError.js';

export interface Patience {
  readonly clock: Clock;
  /** Milliseconds before AWS is asked again where it could not be reached. */
  readonly pollMs: number;
  readonly signal?: AbortSignal;
}

/** Again and again while AWS is out of reach or busy; every other error is the work's own. */
export async function patiently<T>(work: () => Promise<T>, { clock, pollMs, signal }: Patience): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await clock.sleep(pollMs, signal);
    }
  }
}
