import { setTimeout as after } from 'node:timers/promises';
import type { Clock } from '../deploy/ports.js';

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      await after(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // node wraps the reason into an AbortError of its own
      signal?.throwIfAborted();
      throw error;
    }
  },
};
