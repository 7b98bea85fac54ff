// Disks that go wrong while the product uses them: its own calls to node:fs/promises fail as they would on such a disk.
import disk from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';

/** `torn`: half of the text is on the disk when it is full. `denied`: as for another user. */
export const WRITE_FAULTS = ['full', 'torn', 'read-only', 'denied'] as const;
export const READ_FAULTS = ['unreadable', 'unlisted'] as const;
export const DISK_FAULTS = [...WRITE_FAULTS, ...READ_FAULTS] as const;
export type DiskFault = typeof DISK_FAULTS[number];

const TEXTS = { ENOSPC: 'no space left on device', EROFS: 'read-only file system', EACCES: 'permission denied', EIO: 'i/o error' } as const;
type Code = keyof typeof TEXTS;

function refusal(code: Code, call: string): Error {
  return Object.assign(new Error(`${code}: ${TEXTS[code]}, ${call}`), { code });
}

/** What changes names only, a full disk may still do. */
const REFUSES: Readonly<Record<DiskFault, { readonly code: Code; readonly calls: readonly (keyof typeof disk)[] }>> = {
  full: { code: 'ENOSPC', calls: ['copyFile', 'mkdir'] }, torn: { code: 'ENOSPC', calls: ['copyFile', 'mkdir'] },
  'read-only': { code: 'EROFS', calls: ['copyFile', 'link', 'mkdir', 'rename', 'rm'] }, denied: { code: 'EACCES', calls: ['copyFile', 'link', 'mkdir', 'rename', 'rm'] },
  unreadable: { code: 'EIO', calls: ['readFile'] }, unlisted: { code: 'EIO', calls: ['readdir'] },
};

const real = { ...disk };
type Any = (...args: readonly unknown[]) => Promise<unknown>;

/** What of the data is on the disk when it refuses. */
function before(fault: DiskFault, data: unknown): Uint8Array | undefined {
  if (fault !== 'full' && fault !== 'torn') return undefined;
  const bytes = typeof data === 'string' ? Buffer.from(data) : data instanceof Uint8Array ? data : new Uint8Array();
  return bytes.subarray(0, fault === 'torn' ? Math.ceil(bytes.length / 2) : 0);
}

/** The disk of a folder is sound until `begin`, and again from `end` on. Only one of a process goes wrong at a time. */
export function faultyDisk(folder: string): { readonly begin: (fault: DiskFault) => void; readonly end: () => void } {
  const isHere = (path: unknown): boolean => typeof path === 'string' && (path === folder || path.startsWith(folder + sep));
  const end = (): void => {
    Object.assign(disk, real);
    syncBuiltinESMExports();
  };
  const begin = (fault: DiskFault): void => {
    const { code, calls } = REFUSES[fault];
    const writes = (WRITE_FAULTS as readonly string[]).includes(fault);
    for (const call of calls) {
      const sound = real[call] as Any;
      // a folder that is there need not be made
      const isMade = async (path: unknown): Promise<boolean> => call === 'mkdir' && await real.stat(String(path)).then((found) => found.isDirectory(), () => false);
      Object.assign(disk, { [call]: async (...args: readonly unknown[]) => (args.slice(0, 2).some(isHere) && !await isMade(args[0]) ? Promise.reject(refusal(code, call)) : sound(...args)) });
    }
    if (writes) Object.assign(disk, { writeFile: writing(fault, code, isHere), open: opening(fault, code, isHere) });
    syncBuiltinESMExports();
  };
  return { begin, end };
}

function writing(fault: DiskFault, code: Code, isHere: (path: unknown) => boolean): Any {
  return async (path, data, ...more) => {
    if (!isHere(path)) return (real.writeFile as Any)(path, data, ...more);
    const part = before(fault, data);
    if (part) await (real.writeFile as Any)(path, part, ...more);
    throw refusal(code, 'write');
  };
}

function opening(fault: DiskFault, code: Code, isHere: (path: unknown) => boolean): Any {
  return async (path, flags, ...more) => {
    if (!isHere(path) || flags === 'r' || flags === undefined) return (real.open as Any)(path, flags, ...more);
    const there = await real.stat(String(path)).then(() => true, () => false);
    // that the name is taken is found before the disk is written to
    if (before(fault, '') === undefined && !there) throw refusal(code, 'open');
    const file = await real.open(String(path), flags as string);
    const write = file.writeFile.bind(file);
    file.writeFile = async (data) => {
      await write(before(fault, data) ?? new Uint8Array());
      throw refusal(code, 'write');
    };
    return file;
  };
}
