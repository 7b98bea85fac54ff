import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { TextCache } from '../catalog/ports.js';
import type { RecordStore } from '../deploy/ports.js';
import { t } from '../shared/l10n.js';
import { ServiceError, messageOf } from '../shared/serviceError.js';

const TEMPORARY = /^\.[0-9a-f-]{36}\.tmp$/;
const ABANDONED_MS = 60_000;

/** One flat folder of small files; each is written whole or not at all. Errors are ServiceErrors of kind `unexpected`. */
export class Files implements RecordStore {
  /** Writes and removals of one name happen in the order in which they were asked for. */
  private readonly pending = new Map<string, Promise<void>>();

  constructor(private readonly folder: string) {}

  /** Names in no particular order; files that were not fully written are none. */
  async list(): Promise<string[]> {
    try {
      const entries = await readdir(this.folder, { withFileTypes: true });
      await this.sweep(entries.map((entry) => entry.name));
      const named = entries.filter((entry) => isSafeName(entry.name));
      const linked = await Promise.all(named.filter((entry) => entry.isSymbolicLink()).map(async ({ name }) => ({ name, isFile: await leadsToFile(join(this.folder, name)) })));
      return [...named.filter((entry) => entry.isFile()), ...linked.filter(({ isFile }) => isFile)].map(({ name }) => name);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw failure('listed', this.folder, error);
    }
  }

  async read(name: string): Promise<string | undefined> {
    const path = this.path(name);
    await this.pending.get(name)?.catch(() => undefined);
    return readIfThere(path);
  }

  async write(name: string, text: string): Promise<void> {
    const path = this.path(name);
    await this.inOrder(name, () => writeWhole(path, text));
  }

  async create(name: string, text: string): Promise<boolean> {
    let made = false;
    await writeWhole(this.path(name), text, { place: async (from, to) => { made = await placeNew(from, to); } });
    return made;
  }

  async remove(name: string): Promise<void> {
    const path = this.path(name);
    await this.inOrder(name, async () => {
      try {
        await rm(path, { force: true });
      } catch (error) {
        throw failure('removed', path, error);
      }
    });
  }

  /** What a process was writing when it was killed. One that lives writes a file in a moment. */
  private async sweep(names: readonly string[]): Promise<void> {
    for (const name of names.filter((n) => TEMPORARY.test(n))) {
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { force: true }).catch(() => undefined);
    }
  }

  private path(name: string): string {
    if (!isSafeName(name)) throw new ServiceError('unexpected', t('"{0}" is not a file name that JumpStart Deploy writes. Please report this.', name));
    return join(this.folder, name);
  }

  private inOrder(name: string, work: () => Promise<void>): Promise<void> {
    const done = (this.pending.get(name) ?? Promise.resolve()).catch(() => undefined).then(work);
    this.pending.set(name, done);
    const forget = (): void => { if (this.pending.get(name) === done) this.pending.delete(name); };
    done.then(forget, forget);
    return done;
  }
}

/** A folder of texts that can be fetched again; names are paths. What is missing, damaged or unreadable reads as undefined. */
export class CacheFiles implements TextCache {
  constructor(private readonly folder: string) {}

  async read(name: string): Promise<string | undefined> {
    const content = await readIfThere(this.path(name)).catch(() => undefined);
    if (content === undefined) return undefined;
    const end = content.indexOf('\n');
    const text = content.slice(end + 1);
    return end > 0 && content.slice(0, end) === seal(text) ? text : undefined;
  }

  /** @throws ServiceError where the text cannot be kept; the caller can do without */
  async write(name: string, text: string): Promise<void> {
    await writeWhole(this.path(name), `${seal(text)}\n${text}`, { durable: false });
  }

  private path(name: string): string {
    const segments = name.split('/');
    // half a character cannot be encoded
    if (segments.some((segment) => /^\.*$|\p{Surrogate}/u.test(segment))) throw new ServiceError('unexpected', t('"{0}" is not a name that can be cached. Please report this.', name));
    return join(this.folder, ...segments.map((segment) => encodeURIComponent(segment).replace(/\*/g, '%2A')));
  }
}

/** Shows on reading that a text is as it was written. */
function seal(text: string): string {
  return `jumpstart-cache ${crc32(text).toString(16)} ${text.length}`;
}

/** No separators, no hidden files, nothing that a file system reads in its own way. */
function isSafeName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name) && !name.endsWith('.');
}

function leadsToFile(link: string): Promise<boolean> {
  return stat(link).then((found) => found.isFile(), () => false);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw failure('read', path, error);
  }
}

interface Writing {
  /** Return only when the text is safe on the disk. */
  readonly durable?: boolean;
  /** Gives what was written its name. */
  readonly place?: (from: string, to: string) => Promise<void>;
}

async function writeWhole(path: string, text: string, { durable = true, place = replace }: Writing = {}): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, text, { encoding: 'utf8', flag: 'wx', flush: durable, mode: 0o600 });
    await place(temporary, path);
    if (durable) await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw failure('written', path, error);
  }
}

/** On Windows a file that somebody is reading cannot be replaced for a moment. */
async function replace(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (attempt === 5 || process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
    }
  }
}

/** Renaming would replace what is there; a second name is refused. Where the disk knows no second names, a copy comes to be a moment before it is whole. */
async function placeNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') throw error;
      return copyFile(from, to, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(from, { force: true });
  }
}

/** Makes the new name itself safe; some systems cannot open folders, there it is left to them. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch {
    // not every file system can
  } finally {
    await handle?.close();
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: t('the disk is full. Free some space, then try again'),
  EDQUOT: t('your disk quota is used up. Free some space, then try again'),
  EROFS: t('the disk can only be read. Make it writable, then try again'),
  EACCES: t('your user may not do that there. Correct the rights of the folder, then try again'),
  EPERM: t('your user may not do that there. Correct the rights of the folder, then try again'),
  ENOTDIR: t('a file is where a folder should be. Move it away, then try again'),
  EISDIR: t('a folder is where a file should be. Move it away, then try again'),
  EIO: t('the disk reports an error. Check it, then try again'),
  EMFILE: t('too many files are open. Close some windows, then try again'),
};

const WHAT = {
  listed: (path: string, why: string) => t('{0} could not be listed: {1}.', path, why), removed: (path: string, why: string) => t('{0} could not be removed: {1}.', path, why),
  read: (path: string, why: string) => t('{0} could not be read: {1}.', path, why), written: (path: string, why: string) => t('{0} could not be written: {1}.', path, why),
};

function failure(verb: keyof typeof WHAT, path: string, error: unknown): ServiceError {
  const code = codeOf(error);
  const why = (code === undefined ? undefined : WHY[code]) ?? t('{0}. Try again', messageOf(error));
  return new ServiceError('unexpected', WHAT[verb](path, why), { cause: error, ...(code === undefined ? {} : { code }) });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
