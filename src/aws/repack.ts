import {
  CompleteMultipartUploadCommand, CreateMultipartUploadCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client, UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type FileHandle, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecuteOptions, UploadBook } from '../deploy/ports.js';
import type { JsonObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { ServiceError, isServiceError } from '../shared/serviceError.js';
import { packTogether } from './archive.js';
import { concurrently } from './concurrently.js';
import type { Connection } from './connection.js';
import { abandonUpload, partsOf } from './copy.js';
import { type Encryption, type Place, SOURCE_ETAG, encryptedWith, encryptionOf, place } from './places.js';
import { given, undefinedIfGone } from './resources.js';
import { checkDestination, s3Client } from './services/s3.js';

const MIB = 1024 * 1024;
/** Some megabytes over a slow line. */
const ATTEMPT_MS = 5 * 60 * 1000;
/** As many parts are held in memory. */
const AT_ONCE = 4;
/** Followed by the id of the process that packs in it. */
const FOLDER = 'jumpstart-repack-';
const SCRIPT_ETAG = 'jumpstart-script-etag';

export interface RepackSizes {
  /** Of what is sent or fetched in one request; S3 takes no parts of an upload under 5 MB. */
  readonly partBytes: number;
  /** Compressed, of each of the two archives. */
  readonly archiveBytes: number;
}

interface Source {
  readonly from: Place;
  readonly size: number;
  readonly etag: string;
}

interface Job {
  readonly to: Place;
  readonly encryption: Encryption;
  readonly metadata: Record<string, string>;
  readonly signal: AbortSignal;
  readonly uploads: UploadBook | undefined;
}

/** Packs a model's weights and inference code into one archive in the user's bucket, by way of this machine's temporary folder. */
export class Repacker {
  private readonly client: S3Client;

  constructor(private readonly connection: Connection, private readonly sizes: RepackSizes = { partBytes: 16 * MIB, archiveBytes: 5_000_000_000 }) {
    this.client = s3Client(connection, ATTEMPT_MS);
  }

  /**
   * Carries out a planned RepackArtifacts. An archive of the same originals that is there already is left as it is. Progress is in
   * bytes fetched and sent; what will be sent is guessed from what is fetched, until it is packed.
   * @param input as `copyCall` in src/deploy/artifacts.ts makes it
   * @throws ServiceError, or the signal's reason
   */
  async repack(input: JsonObject, options: ExecuteOptions): Promise<void> {
    const signal = options.signal ?? new AbortController().signal;
    const to = place(input['Destination']);
    await checkDestination(this.connection, this.client, to.bucket, signal);
    const weights = await this.look(place(input['Source']), signal);
    const script = await this.look(place(input['Script']), signal);
    const job: Job = { to, encryption: encryptionOf(input), metadata: { [SOURCE_ETAG]: weights.etag, [SCRIPT_ETAG]: script.etag }, signal, uploads: options.uploads };
    const fetched = weights.size + script.size;
    if (await this.isPacked(job)) { options.onProgress?.(fetched, fetched); return; }
    await removeAbandoned();
    const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
    try {
      let done = 0;
      const tell = (bytes: number, total: number): void => { options.onProgress?.(done += bytes, total); };
      tell(0, 2 * fetched);
      const archiveOf = async (source: Source, name: string) => {
        const path = join(folder, name);
        await this.fetch(source, path, signal, (bytes) => { tell(bytes, 2 * fetched); });
        return { path, uri: uriOf(source.from) };
      };
      const packed = join(folder, 'packed.tar.gz');
      await packTogether(await archiveOf(weights, 'weights.tar.gz'), await archiveOf(script, 'script.tar.gz'), packed, signal);
      await this.send(packed, job, (bytes, size) => { tell(bytes, fetched + size); });
    } catch (error) {
      throw isFullDisk(error) ? new ServiceError('invalid', t('There is no room left in {0} to pack the model in. Free some space, then try again.', tmpdir()), { cause: error }) : error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async look(from: Place, signal: AbortSignal): Promise<Source> {
    const head = await this.connection.call({ action: 's3:GetObject', doing: t('look at the model\'s archive {0}', uriOf(from)), signal },
      (options) => this.client.send(new HeadObjectCommand({ Bucket: from.bucket, Key: from.key }), options));
    const size = head.ContentLength ?? 0;
    if (size > this.sizes.archiveBytes) {
      throw new ServiceError('invalid', t('The archive {0} has {1} GB; models that are packed on this machine have at most {2} GB. Choose another model.', uriOf(from), (size / 1_000_000_000).toFixed(1), this.sizes.archiveBytes / 1_000_000_000));
    }
    return { from, size, etag: given(head.ETag, t('the ETag of the archive')) };
  }

  /** Who may not look into the bucket has the archive made again. */
  private async isPacked({ to, metadata, encryption, signal }: Job): Promise<boolean> {
    try {
      const head = await undefinedIfGone(this.connection.call({ action: 's3:GetObject', doing: t('look at {0}', uriOf(to)), signal },
        (options) => this.client.send(new HeadObjectCommand({ Bucket: to.bucket, Key: to.key }), options)));
      return head !== undefined && Object.entries(metadata).every(([name, etag]) => head.Metadata?.[name] === etag) && encryptedWith(head, encryption);
    } catch (error) {
      if (isServiceError(error, 'permission')) return false;
      throw error;
    }
  }

  private async fetch({ from, size, etag }: Source, path: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
    const file = await open(path, 'w');
    try {
      await concurrently(partsOf(size, this.sizes.partBytes), AT_ONCE, async ({ first, last }) => {
        const bytes = await this.connection.call({ action: 's3:GetObject', doing: t('fetch the model\'s archive {0}', uriOf(from)), signal }, async (options) => {
          const { Body } = await this.client.send(new GetObjectCommand({ Bucket: from.bucket, Key: from.key, Range: `bytes=${first}-${last}`, IfMatch: etag }), options);
          return given(await Body?.transformToByteArray(), t('the bytes of the archive'));
        });
        await file.write(bytes, 0, bytes.length, first);
        onBytes(bytes.length);
      });
    } finally {
      await file.close();
    }
  }

  private async send(path: string, job: Job, onBytes: (bytes: number, size: number) => void): Promise<void> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const sent = (bytes: number): void => { onBytes(bytes, size); };
      if (size <= this.sizes.partBytes) await this.sendWhole(await piece(file, 0, size), job, sent);
      else await this.sendInParts(file, size, job, sent);
    } finally {
      await file.close();
    }
  }

  private async sendWhole(Body: Uint8Array, job: Job, sent: (bytes: number) => void): Promise<void> {
    await this.connection.call(storing(job), (options) => this.client.send(new PutObjectCommand({ ...headersOf(job), Body }), options));
    sent(Body.length);
  }

  private async sendInParts(file: FileHandle, size: number, job: Job, sent: (bytes: number) => void): Promise<void> {
    job.signal.throwIfAborted();
    // waited for also where the job ends meanwhile: only who has the answer can close what was opened
    const { UploadId } = await this.connection.call({ ...storing(job), signal: undefined }, () => this.client.send(new CreateMultipartUploadCommand(headersOf(job))));
    const upload = { Bucket: job.to.bucket, Key: job.to.key, UploadId: given(UploadId, t('the id of the upload')) };
    const noted = { ...job.to, uploadId: upload.UploadId };
    try {
      await job.uploads?.opened(noted);
      const parts = await concurrently(partsOf(size, this.sizes.partBytes), AT_ONCE, async ({ number, first, last }) => {
        const Body = await piece(file, first, last - first + 1);
        const { ETag } = await this.connection.call(storing(job), (options) => this.client.send(new UploadPartCommand({ ...upload, PartNumber: number, Body }), options));
        sent(Body.length);
        return { PartNumber: number, ETag };
      });
      await this.connection.call(storing(job), (options) => this.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }), options));
      job.uploads?.closed(noted);
    } catch (error) {
      // a retried completion finds no upload when its first try did the work; where nobody can tell, it did not
      const completed = isServiceError(error, 'notFound') && await this.isPacked(job).catch(() => false);
      if (completed) { job.uploads?.closed(noted); return; }
      // the first error is the one to tell; what could not be dropped stays noted
      await abandonUpload(this.connection, this.client, noted).then(() => job.uploads?.closed(noted), () => undefined);
      throw error;
    }
  }
}

/** Archives of gigabytes that a process left which was killed while it packed; where one cannot be removed, packing goes on. */
async function removeAbandoned(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const dead = names.filter((name) => {
    const pid = name.startsWith(FOLDER) ? /^(\d+)-/.exec(name.slice(FOLDER.length))?.[1] : undefined;
    return pid !== undefined && !isAlive(Number(pid));
  });
  await Promise.all(dead.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function storing({ to, signal }: Job): { action: string; doing: string; signal: AbortSignal } {
  return { action: 's3:PutObject', doing: t('store the packed model at {0}', uriOf(to)), signal };
}

function headersOf({ to, metadata, encryption }: Job) {
  return { Bucket: to.bucket, Key: to.key, Metadata: metadata, ContentType: 'application/x-tar', ...encryption };
}

async function piece(file: FileHandle, first: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, first);
  return buffer.subarray(0, bytesRead);
}

function uriOf({ bucket, key }: Place): string {
  return `s3://${bucket}/${key}`;
}

function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
