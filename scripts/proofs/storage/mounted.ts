// A real small disk in memory, where this process may mount one: it is full because it is, and read-only because the system says so.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disk, DiskFault } from './disk.js';
import { until } from './row.js';

export const REAL_FAULTS = ['full', 'read-only'] as const satisfies readonly DiskFault[];

const run = (command: string, ...args: readonly string[]): string | undefined => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? undefined : error?.message ?? stderr.trim();
};

export interface Mounted {
  /** A folder of it for each use. */
  disk(): Disk;
  remove(): void;
}

/** Why not, where that is not possible here. */
export function mountDisk(): Mounted | string {
  if (process.platform !== 'linux') return 'only Linux mounts a disk in memory';
  const at = mkdtempSync(join(tmpdir(), 'jumpstart-disk-'));
  const refused = run('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at);
  if (refused !== undefined) {
    rmSync(at, { recursive: true });
    return refused;
  }
  return { disk: () => onMount(at), remove: () => { run('umount', at); rmSync(at, { recursive: true, force: true }); } };
}

function onMount(at: string): Disk {
  const ballast = join(at, 'ballast');
  const end = (): void => {
    run('mount', '-o', 'remount,rw', at);
    rmSync(ballast, { force: true });
  };
  return {
    folder: mkdtempSync(join(at, 'product-')), end,
    begin: async (fault) => {
      if (fault === 'full') { fill(ballast); return; }
      // not while a file of it is being written
      await until('becomes read-only', () => run('mount', '-o', 'remount,ro', at) === undefined);
    },
  };
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4096));
  } catch {
    // it is full now
  } finally {
    closeSync(file);
  }
}
