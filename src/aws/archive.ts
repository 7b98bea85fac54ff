import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Extract, type Pack, extract, pack } from 'tar-stream';
import { t } from '../shared/l10n.js';
import { ServiceError } from '../shared/serviceError.js';

type Entry = Extract extends AsyncIterable<infer Item> ? Item : never;

/** A gzipped tar archive on this machine. */
export interface Archive {
  readonly path: string;
  /** Where it came from, for messages. */
  readonly uri: string;
}

export interface ArchiveLimits {
  /** Of all files together, unpacked. */
  readonly bytes: number;
  readonly entries: number;
}

const LIMITS: ArchiveLimits = { bytes: 20_000_000_000, entries: 100_000 };

interface Job {
  readonly out: Pack;
  readonly signal: AbortSignal;
  readonly limits: ArchiveLimits;
  bytes: number;
  entries: number;
}

/**
 * Packs the model's files and, under `code/`, those of the script into one archive. Where both hold a file of one name the script's
 * wins, as with AWS's own SDK. Nothing is unpacked onto the disk, and the same archives always give the same bytes.
 * @throws ServiceError (`invalid`) for an archive that is damaged, too large or holds what must not be unpacked; or the signal's reason
 */
export async function packTogether(weights: Archive, script: Archive, target: string, signal: AbortSignal, limits = LIMITS): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const job: Job = { out: pack(), signal: stop, limits, bytes: 0, entries: 0 };
  const errors: unknown[] = [];
  const orStop = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      // the one that failed first is the cause, the other fails for it
      errors.push(error);
      failed.abort(error);
      job.out.destroy();
    }
  };
  await Promise.all([orStop(pipeline(job.out, createGzip(), createWriteStream(target), { signal: stop })), orStop(addBoth(job, weights, script))]);
  signal.throwIfAborted();
  if (errors.length > 0) throw errors[0];
}

async function addBoth(job: Job, weights: Archive, script: Archive): Promise<void> {
  const taken = await addAll(job, script, 'code/', new Set());
  await addAll(job, weights, '', taken);
  job.out.finalize();
}

/** Adds what an archive holds, but for the names that are taken; answers the names. */
async function addAll(job: Job, archive: Archive, folder: string, taken: ReadonlySet<string>): Promise<Set<string>> {
  const added = new Set<string>();
  await eachEntry(job, archive, async (entry) => {
    if (++job.entries > job.limits.entries) throw new ServiceError('invalid', t('The archive {0} holds more than {1} files, which is more than such a model has: it was not packed. Choose another version of the model.', archive.uri, job.limits.entries));
    const name = folder + nameIn(archive, entry);
    const isFolder = entry.header.type === 'directory';
    // a folder may be named as often as one likes; a file that is there twice is of two contents
    if (name === '' || taken.has(name) || (isFolder && added.has(name))) { entry.resume(); return; }
    if (added.has(name)) throw new ServiceError('invalid', t('The archive {0} holds {1} twice, so that it is not clear which of the two is meant. Choose another version of the model.', archive.uri, name));
    added.add(name);
    const { mode, size } = entry.header;
    const common = { name, mode: isFolder || (mode & 0o100) !== 0 ? 0o755 : 0o644, mtime: new Date(0), uid: 0, gid: 0 };
    if (isFolder) { job.out.entry({ ...common, type: 'directory' }); entry.resume(); } else await pipeline(entry, job.out.entry({ ...common, type: 'file', size }), { signal: job.signal });
  });
  return added;
}

async function eachEntry(job: Job, archive: Archive, visit: (entry: Entry) => Promise<void>): Promise<void> {
  const entries = extract();
  const reading = pipeline(createReadStream(archive.path), createGunzip(), meter(job, archive), entries, { signal: job.signal });
  try {
    await Promise.all([reading, visitAll(entries, visit)]);
  } catch (error) {
    entries.destroy();
    await reading.catch(() => undefined);
    job.signal.throwIfAborted();
    if (error instanceof ServiceError) throw error;
    throw new ServiceError('invalid', t('The archive {0} cannot be unpacked: it is damaged, or not a gzipped tar archive. Choose another version of the model.', archive.uri), { cause: error });
  }
}

async function visitAll(entries: AsyncIterable<Entry>, visit: (entry: Entry) => Promise<void>): Promise<void> {
  for await (const entry of entries) await visit(entry);
}

/** Counts what comes out of the compression, which may be a thousand times of what goes in. */
function meter(job: Job, { uri }: Archive): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      job.bytes += chunk.length;
      if (job.bytes > job.limits.bytes) done(new ServiceError('invalid', t('The archive {0} unpacks to more than {1} GB, which is more than such a model has: it was not packed. Choose another version of the model.', uri, job.limits.bytes / 1_000_000_000)));
      else done(null, chunk);
    },
  });
}

/** The entry's name as a path inside the archive, without `./`; `''` is its top folder. */
function nameIn({ uri }: Archive, { header: { name, type } }: Entry): string {
  const refuse = (what: string): never => {
    throw new ServiceError('invalid', t('The archive {0} holds {1}, which could write outside of the model\'s folder where it is unpacked. It was not packed: choose another version of the model.', uri, what));
  };
  if (type === 'symlink' || type === 'link') refuse(t('the link {0}', name));
  if (type !== 'file' && type !== 'contiguous-file' && type !== 'directory') refuse(t('{0}, a {1} and no file', name, type));
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || name.includes('\0') || parts.includes('..')) refuse(t('a file called {0}', JSON.stringify(name)));
  return parts.join('/');
}
