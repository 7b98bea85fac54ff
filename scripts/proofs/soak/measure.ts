// What a process holds on to.
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';

export interface Figures {
  /** Bytes, after the garbage was collected. */
  readonly heap: number;
  /** Descriptors of files and sockets; undefined where the system does not tell. */
  readonly descriptors: number | undefined;
  readonly sockets: number | undefined;
  /** Timers, sockets, pipes and whatever else keeps the process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

const PROC = '/proc/self/fd';

function descriptors(): string[] | undefined {
  try {
    // the one that lists them is gone by the time it is looked at
    return readdirSync(PROC).flatMap((name) => { try { return [readlinkSync(`${PROC}/${name}`)]; } catch { return []; } });
  } catch {
    return undefined;
  }
}

/** @throws Error in a process that was started without --expose-gc */
export async function figures(): Promise<Figures> {
  const collect = globalThis.gc;
  if (!collect) throw new Error('This process cannot collect its garbage.');
  // what a collection sets free may hold what the next one finds
  for (let i = 0; i < 4; i++) {
    collect();
    await after(20);
  }
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const open = descriptors();
  return { heap: process.memoryUsage().heapUsed, descriptors: open?.length, sockets: open?.filter((what) => what.startsWith('socket:')).length, resources };
}
