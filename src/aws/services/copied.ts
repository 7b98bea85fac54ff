import { DeleteObjectsCommand, HeadObjectCommand, type S3Client, type _Error as Refusal, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { t } from '../../shared/l10n.js';
import { ServiceError } from '../../shared/serviceError.js';
import { concurrently } from '../concurrently.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { SOURCE_ETAG, type Place } from '../places.js';
import { undefinedIfGone } from '../resources.js';
import { s3Client } from './s3.js';

const AT_ONCE = 8;
/** S3 deletes no more in one request. */
const PER_REQUEST = 1000;

/** What deployments put into a bucket of the user. */
export class CopiedFiles {
  private readonly client: S3Client;

  constructor(private readonly connection: Connection) {
    this.client = s3Client(connection);
  }

  /** Keys under the folder that carry the mark of a copy. @throws ServiceError */
  async list(folder: string, signal?: AbortSignal): Promise<string[]> {
    const { bucket, key: prefix } = placeOf(folder);
    const keys = await this.connection.call({ action: 's3:ListBucket', doing: t('list the bucket {0}', bucket), signal }, async (options) => {
      const found: string[] = [];
      for await (const page of pagesOf(paginateListObjectsV2({ client: this.client, pageSize: 1000 }, { Bucket: bucket, Prefix: prefix }, options))) found.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      return found;
    });
    const marked = await concurrently(keys, AT_ONCE, async (key) => {
      const head = await undefinedIfGone(this.connection.call({ action: 's3:GetObject', doing: t('look at s3://{0}/{1}', bucket, key), signal }, (options) => this.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), options)));
      return head?.Metadata?.[SOURCE_ETAG] === undefined ? [] : [key];
    });
    return marked.flat();
  }

  /** @throws ServiceError where one of them stays */
  async remove(folder: string, signal?: AbortSignal): Promise<void> {
    const { bucket } = placeOf(folder);
    const keys = await this.list(folder, signal);
    for (let first = 0; first < keys.length; first += PER_REQUEST) {
      const { Errors: [refused] = [] } = await this.connection.call({ action: 's3:DeleteObject', doing: t('delete the copied files in {0}', folder), signal }, (options) => this.client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: keys.slice(first, first + PER_REQUEST).map((Key) => ({ Key })), Quiet: true } }), options));
      if (refused) throw staying(refused, bucket);
    }
  }
}

/** S3 answers for each file by itself, beside those that it deleted. */
function staying({ Code, Key = '', Message }: Refusal, bucket: string): ServiceError {
  const file = `s3://${bucket}/${Key}`;
  const details = { action: 's3:DeleteObject', ...(Code === undefined ? {} : { code: Code }) };
  if (Code === 'AccessDenied') return new ServiceError('permission', t('You may not delete the copied file {0}: s3:DeleteObject is denied. Ask your administrator to allow s3:DeleteObject on it, or the owner of the bucket to change its policy.', file), details);
  return new ServiceError('unexpected', t('Could not delete the copied file {0}: {1}. Try again.', file, Message ?? Code ?? t('S3 gave no reason')), details);
}

function placeOf(folder: string): Place {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+\/)$/.exec(folder) ?? [];
  if (bucket === undefined || key === undefined) throw new ServiceError('unexpected', t('"{0}" is no folder of an S3 bucket. Please report this.', folder));
  return { bucket, key };
}
