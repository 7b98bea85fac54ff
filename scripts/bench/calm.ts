import { setTimeout as sleep } from 'node:timers/promises';

const CALM_MS = 1000;
const LOOKS = 20;
const PATIENCE_MS = 15_000;

function taskMs(): number {
  const start = performance.now();
  for (let i = 0, x = 0; i < 1e6; i++) x = (x * 31 + i) | 0;
  return performance.now() - start;
}

/**
 * Resolves when a little task took the same time in each of the last looks, or patience is at its end: what a window still does at
 * its start, and what else the machine does, is not to be measured.
 */
export async function machineIsCalm(): Promise<void> {
  const looks: number[] = [];
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    looks.push(taskMs());
    if (looks.length >= LOOKS && Math.max(...looks.slice(-LOOKS)) < 1.5 * Math.min(...looks)) return;
    await sleep(CALM_MS / LOOKS);
  }
}
