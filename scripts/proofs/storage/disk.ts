// Disks that go wrong while the product uses them: its own calls to node:fs and node:fs/promises fail as they would on such a disk.
import fs from 'node:fs';
import disk from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';

/** `torn`: half of the text is on the disk when it is full. `denied`: as for another user. */
export const DISK_FAULTS = ['full', 'torn', 'read-only', 'denied', 'unreadable', 'unlisted'] as const;
export type DiskFault = typeof DISK_FAULTS[number];

export interface Disk {
  readonly folder: string;
  /** It goes wrong from now on, until `end`. */
  readonly begin: (fault: DiskFault) => Promise<void> | void;
  readonly end: () => void;
}

const TEXTS = { ENOSPC: 'no space left on device', EROFS: 'read-only file system', EACCES: 'permission denied', EIO: 'i/o error' } as const;
const CODES: Readonly<Record<DiskFault, keyof typeof TEXTS>> = { full: 'ENOSPC', torn: 'ENOSPC', 'read-only': 'EROFS', denied: 'EACCES', unreadable: 'EIO', unlisted: 'EIO' };
const isFull = (fault: DiskFault): boolean => CODES[fault] === 'ENOSPC';
const isLocked = (fault: DiskFault): boolean => fault === 'read-only' || fault === 'denied';

/** By folder. */
const wrong = new Map<string, DiskFault>();

function faultOf(path: unknown): DiskFault | undefined {
  return [...wrong].find(([folder]) => typeof path === 'string' && (path === folder || path.startsWith(folder + sep)))?.[1];
}

function refusal(fault: DiskFault, call: string): Error {
  const code = CODES[fault];
  return Object.assign(new Error(`${code}: ${TEXTS[code]}, ${call}`), { code });
}

/** What of the data is on a full disk when it refuses the rest. */
function part(fault: DiskFault, data: unknown): Uint8Array {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data instanceof Uint8Array ? data : new Uint8Array();
  return bytes.subarray(0, fault === 'torn' ? Math.ceil(bytes.length / 2) : 0);
}

type Call<R> = (...args: readonly unknown[]) => R;

/** @param refuses the faults of a disk that does not do this */
function refusing<R>(call: string, sound: Call<R>, refuses: (fault: DiskFault, path: unknown) => boolean): Call<R> {
  return (...args) => {
    const fault = faultOf(args[0]) ?? faultOf(args[1]);
    if (fault && refuses(fault, args[0])) throw refusal(fault, call);
    return sound(...args);
  };
}

const isNone = (path: unknown): boolean => !fs.existsSync(String(path));

/** What changes names only, a full disk still does; a folder that is there need not be made. */
const REFUSED: readonly (readonly [call: keyof typeof disk, refuses: (fault: DiskFault, path: unknown) => boolean])[] = [
  ['copyFile', (fault) => isFull(fault) || isLocked(fault)], ['link', isLocked], ['rename', isLocked], ['rm', isLocked],
  ['mkdir', (fault, path) => (isFull(fault) || isLocked(fault)) && isNone(path)],
  ['readFile', (fault) => fault === 'unreadable'], ['readdir', (fault) => fault === 'unlisted'],
];

function install(): void {
  const { writeFile, open } = disk;
  for (const [name, refuses] of REFUSED) {
    const sound = refusing(name, disk[name] as Call<Promise<unknown>>, refuses);
    Object.assign(disk, { [name]: async (...args: readonly unknown[]) => sound(...args) });
  }
  const write = writeFile as Call<Promise<void>>;
  Object.assign(disk, {
    writeFile: async (path: unknown, data: unknown, ...more: readonly unknown[]) => {
      const fault = faultOf(path);
      if (!fault || !(isFull(fault) || isLocked(fault))) { await write(path, data, ...more); return; }
      if (isFull(fault)) await write(path, part(fault, data), ...more);
      throw refusal(fault, 'write');
    },
    open: async (path: string, flags: string, ...more: readonly unknown[]) => {
      const fault = flags === 'r' ? undefined : faultOf(path);
      // that a name is taken is found before the disk is written to
      if (fault && isLocked(fault) && isNone(path)) throw refusal(fault, 'open');
      const file = await (open as Call<ReturnType<typeof open>>)(path, flags, ...more);
      if (fault && isFull(fault)) {
        const onto = file.writeFile.bind(file);
        file.writeFile = async (data) => { await onto(part(fault, data)); throw refusal(fault, 'write'); };
      }
      return file;
    },
  });
  installSync();
  syncBuiltinESMExports();
}

function installSync(): void {
  const { writeFileSync } = fs;
  Object.assign(fs, {
    mkdirSync: refusing('mkdir', fs.mkdirSync as Call<unknown>, (fault, path) => (isFull(fault) || isLocked(fault)) && isNone(path)),
    renameSync: refusing('rename', fs.renameSync as Call<unknown>, isLocked),
    writeFileSync: (path: string, data: unknown, ...more: readonly unknown[]): void => {
      const fault = faultOf(path);
      if (fault && isFull(fault)) (writeFileSync as Call<void>)(path, part(fault, data), ...more);
      refusing('write', writeFileSync as Call<void>, (each) => isFull(each) || isLocked(each))(path, data, ...more);
    },
  });
}

let installed = false;

/** The disk of a folder. */
export function faultyDisk(folder: string): Disk {
  if (!installed) install();
  installed = true;
  return { folder, begin: (fault) => { wrong.set(folder, fault); }, end: () => { wrong.delete(folder); } };
}
