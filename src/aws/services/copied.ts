import { DeleteObjectsCommand, HeadObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
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
    const keys = await this.connection.call({ action: 's3:ListBucket', doing: `list the bucket ${bucket}`, signal }, async (options) => {
      const found: string[] = [];
      for await (const page of pagesOf(paginateListObjectsV2({ client: this.client, pageSize: 1000 }, { Bucket: bucket, Prefix: prefix }, options))) found.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      return found;
    });
    const marked = await concurrently(keys, AT_ONCE, async (key) => {
      const head = await undefinedIfGone(this.connection.call({ action: 's3:GetObject', doing: `look at s3://${bucket}/${key}`, signal }, (options) => this.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), options)));
      return head?.Metadata?.[SOURCE_ETAG] === undefined ? [] : [key];
    });
    return marked.flat();
  }

  /** @throws ServiceError where one of them stays */
  async remove(folder: string, signal?: AbortSignal): Promise<void> {
    const { bucket } = placeOf(folder);
    const keys = await this.list(folder, signal);
    for (let first = 0; first < keys.length; first += PER_REQUEST) {
      const { Errors: [refused] = [] } = await this.connection.call({ action: 's3:DeleteObject', doing: `delete the copied files in ${folder}`, signal }, (options) => this.client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: keys.slice(first, first + PER_REQUEST).map((Key) => ({ Key })), Quiet: true } }), options));
      if (refused) throw new ServiceError(refused.Code === 'AccessDenied' ? 'permission' : 'unexpected', `S3 did not delete ${refused.Key ?? 'a file'} in ${folder}: ${refused.Message ?? refused.Code ?? 'it gave no reason'}.`);
    }
  }
}

function placeOf(folder: string): Place {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+\/)$/.exec(folder) ?? [];
  if (bucket === undefined || key === undefined) throw new ServiceError('unexpected', `"${folder}" is no folder of an S3 bucket. Please report this.`);
  return { bucket, key };
}
