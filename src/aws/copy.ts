import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CopyObjectCommand, type CopyObjectCommandInput, CreateMultipartUploadCommand, HeadObjectCommand,
  type S3Client, UploadPartCopyCommand, paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { ExecuteOptions, OpenUpload, UploadBook } from '../deploy/ports.js';
import type { JsonObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { ServiceError, isServiceError } from '../shared/serviceError.js';
import { Limiter, concurrently } from './concurrently.js';
import type { Connection } from './connection.js';
import { pagesOf } from './pages.js';
import { type Encryption, type Place, SOURCE_ETAG, encryptedWith, encryptionOf, place } from './places.js';
import { given, undefinedIfGone } from './resources.js';
import { checkDestination, s3Client } from './services/s3.js';

const MIB = 1024 * 1024;
/** S3 copies 5 GB in one request and takes some minutes over it. */
const ATTEMPT_MS = 15 * 60 * 1000;
const AT_ONCE = 8;
/** S3's own limit of an upload. */
const MAX_PARTS = 10_000;

export interface CopySizes {
  /** Objects of more bytes are copied in parts; S3 copies at most 5 GB in one piece. */
  readonly wholeBytes: number;
  readonly partBytes: number;
}

interface Item {
  readonly from: Place;
  readonly to: Place;
  readonly size: number;
  readonly etag: string;
}

interface Job {
  readonly encryption: Encryption;
  readonly signal: AbortSignal;
  /** Stops the rest of the job as well. */
  readonly fail: (error: unknown) => void;
  readonly copied: (bytes: number) => void;
  /** All requests of a job together. */
  readonly limiter: Limiter;
  readonly uploads: UploadBook | undefined;
}

/** Copies a model's artifacts within S3; no byte passes through this machine. */
export class Copier {
  private readonly client: S3Client;

  constructor(private readonly connection: Connection, private readonly sizes: CopySizes = { wholeBytes: 5 * 1024 * MIB, partBytes: 512 * MIB }) {
    this.client = s3Client(connection, ATTEMPT_MS);
  }

  /**
   * Carries out a planned CopyArtifacts. What was copied before is left as it is; a cancelled or failed copy leaves whole objects
   * only, which the next one takes over.
   * @param input as `copyCall` in src/deploy/artifacts.ts makes it: a prefix (ending in `/`) or one object
   * @throws ServiceError, or the signal's reason
   */
  async copy(input: JsonObject, options: ExecuteOptions): Promise<void> {
    const [from, to, encryption] = [place(input['Source']), place(input['Destination']), encryptionOf(input)];
    const failed = new AbortController();
    const signal = options.signal === undefined ? failed.signal : AbortSignal.any([options.signal, failed.signal]);
    await checkDestination(this.connection, this.client, to.bucket, signal);
    const items = await this.items(from, to, signal);
    const held = await this.held(to, signal);
    const total = items.reduce((sum, item) => sum + item.size, 0);
    let done = 0;
    const copied = (bytes: number): void => { options.onProgress?.(done += bytes, total); };
    copied(0);
    const job: Job = { encryption, signal, fail: (error) => { failed.abort(error); }, copied, limiter: new Limiter(AT_ONCE), uploads: options.uploads };
    await concurrently(items, AT_ONCE, async (item) => {
      try {
        if (held.get(item.to.key) === item.size && await this.isCopied(item, job)) copied(item.size);
        else if (item.size > this.sizes.wholeBytes) await this.copyInParts(item, job);
        else await this.copyWhole(item, job);
      } catch (error) {
        job.fail(error);
        throw error;
      }
    });
  }

  /** @throws ServiceError, not where it is gone */
  async abandon(upload: OpenUpload, signal?: AbortSignal): Promise<void> {
    await abandonUpload(this.connection, this.client, upload, signal);
  }

  private async items(from: Place, to: Place, signal: AbortSignal): Promise<Item[]> {
    if (!from.key.endsWith('/')) {
      const head = await this.connection.call({ action: 's3:GetObject', doing: t('look at the model\'s archive s3://{0}/{1}', from.bucket, from.key), signal },
        (options) => this.client.send(new HeadObjectCommand({ Bucket: from.bucket, Key: from.key }), options));
      return [{ from, to, size: head.ContentLength ?? 0, etag: given(head.ETag, t('the ETag of the archive')) }];
    }
    const objects = await this.list(from, t('list the model\'s files'), signal);
    if (objects.length === 0) {
      throw new ServiceError('notFound', t('There are no model files at s3://{0}/{1}. The version may have been withdrawn: choose another version.', from.bucket, from.key));
    }
    return objects.map(({ key, size, etag }) => (
      { from: { bucket: from.bucket, key }, to: { bucket: to.bucket, key: to.key + key.slice(from.key.length) }, size, etag }));
  }

  /** Sizes by key of what the destination holds; who may not list it has everything copied. */
  private async held(to: Place, signal: AbortSignal): Promise<Map<string, number>> {
    try {
      return new Map((await this.list(to, t('list the bucket {0}', to.bucket), signal)).map(({ key, size }) => [key, size]));
    } catch (error) {
      if (isServiceError(error, 'permission')) return new Map();
      throw error;
    }
  }

  private list({ bucket, key }: Place, doing: string, signal: AbortSignal): Promise<{ key: string; size: number; etag: string }[]> {
    return this.connection.call({ action: 's3:ListBucket', doing, signal }, async (options) => {
      const found: { key: string; size: number; etag: string }[] = [];
      for await (const page of pagesOf(paginateListObjectsV2({ client: this.client, pageSize: 1000 }, { Bucket: bucket, Prefix: key }, options))) {
        for (const { Key, Size, ETag } of page.Contents ?? []) {
          // a key that ends with a slash is a folder that some tool drew
          if (Key !== undefined && !Key.endsWith('/')) found.push({ key: Key, size: Size ?? 0, etag: ETag ?? '' });
        }
      }
      return found;
    });
  }

  private async isCopied(item: Item, { encryption, signal, limiter }: Job): Promise<boolean> {
    const head = await limiter.run(() => undefinedIfGone(this.connection.call({ action: 's3:GetObject', doing: t('look at s3://{0}/{1}', item.to.bucket, item.to.key), signal },
      (options) => this.client.send(new HeadObjectCommand({ Bucket: item.to.bucket, Key: item.to.key }), options))));
    return head?.ContentLength === item.size && head.Metadata?.[SOURCE_ETAG] === item.etag && encryptedWith(head, encryption);
  }

  private async copyWhole(item: Item, { encryption, signal, copied, limiter }: Job): Promise<void> {
    await limiter.run(() => this.connection.call({ action: 's3:PutObject', doing: copying(item), signal }, (options) => this.client.send(new CopyObjectCommand({
      ...source(item), Bucket: item.to.bucket, Key: item.to.key, MetadataDirective: 'REPLACE', Metadata: { [SOURCE_ETAG]: item.etag },
      // copying tags would need the right to read them at the source
      TaggingDirective: 'REPLACE', ...encryption,
    }), options)));
    copied(item.size);
  }

  private async copyInParts(item: Item, job: Job): Promise<void> {
    const target = { Bucket: item.to.bucket, Key: item.to.key };
    const ask = { action: 's3:PutObject', doing: copying(item), signal: job.signal };
    job.signal.throwIfAborted();
    // waited for also where the job ends meanwhile: only who has the answer can close what was opened
    const { UploadId } = await this.connection.call({ ...ask, signal: undefined }, () => this.client.send(new CreateMultipartUploadCommand({ ...target, Metadata: { [SOURCE_ETAG]: item.etag }, ...job.encryption })));
    const upload = { ...target, UploadId: given(UploadId, t('the id of the upload')) };
    const noted = { bucket: target.Bucket, key: target.Key, uploadId: upload.UploadId };
    try {
      await job.uploads?.opened(noted);
      const parts = await concurrently(partsOf(item.size, this.sizes.partBytes), AT_ONCE, async ({ number, first, last }) => {
        const { CopyPartResult } = await job.limiter.run(() => this.connection.call(ask, (options) => this.client.send(
          new UploadPartCopyCommand({ ...upload, ...source(item), PartNumber: number, CopySourceRange: `bytes=${first}-${last}` }), options)))
          .catch((error: unknown) => { job.fail(error); throw error; });
        job.copied(last - first + 1);
        return { PartNumber: number, ETag: CopyPartResult?.ETag };
      });
      await this.connection.call(ask, (options) => this.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }), options));
      job.uploads?.closed(noted);
    } catch (error) {
      // a retried completion finds no upload when its first try did the work; where nobody can tell, it did not
      const completed = isServiceError(error, 'notFound') && await this.isCopied(item, job).catch(() => false);
      if (completed) { job.uploads?.closed(noted); return; }
      // the first error is the one to tell; what could not be dropped stays noted
      await this.abandon(noted).then(() => job.uploads?.closed(noted), () => undefined);
      throw error;
    }
  }
}

/** Drops an upload; one that is gone counts as dropped. @throws ServiceError */
export async function abandonUpload(connection: Connection, client: S3Client, { bucket, key, uploadId }: OpenUpload, signal?: AbortSignal): Promise<void> {
  await undefinedIfGone(connection.call({ action: 's3:AbortMultipartUpload', doing: t('drop an upload to s3://{0}/{1} that was not finished', bucket, key), signal },
    (options) => client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }), options)));
}

function copying({ to }: Item): string {
  return t('copy the model\'s files to s3://{0}/{1}', to.bucket, to.key);
}

function source({ from, etag }: Item): Pick<CopyObjectCommandInput, 'CopySource' | 'CopySourceIfMatch'> & { CopySource: string } {
  return { CopySource: `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`, CopySourceIfMatch: etag };
}

/** Byte ranges, both ends included. */
export function partsOf(size: number, partBytes: number): { number: number; first: number; last: number }[] {
  const bytes = Math.max(partBytes, Math.ceil(size / MAX_PARTS));
  return Array.from({ length: Math.ceil(size / bytes) }, (_, index) => ({ number: index + 1, first: index * bytes, last: Math.min(size, (index + 1) * bytes) - 1 }));
}
