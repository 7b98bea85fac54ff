import { HeadBucketCommand, S3Client, S3ServiceException, paginateListBuckets } from '@aws-sdk/client-s3';
import type { BucketOption, BucketState } from '../../shared/account.js';
import { t } from '../../shared/l10n.js';
import { bucketElsewhere, noSuchBucket } from '../../deploy/checks/bucket.js';
import type { OnPage } from '../../deploy/ports.js';
import { ServiceError } from '../../shared/serviceError.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';

/** @param attemptMs limit of one attempt, for copies that the server takes its time for */
export function s3Client(connection: Connection, attemptMs?: number): S3Client {
  return connection.keep(new S3Client({
    ...connection.config(attemptMs),
    // one address for everything has no subdomain per bucket
    forcePathStyle: connection.settings.endpointUrl !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }));
}

const PAGE = 250;

export class Buckets {
  private readonly client: S3Client;

  constructor(private readonly connection: Connection) {
    this.client = s3Client(connection);
  }

  /** The account's buckets of the connection's region: SageMaker reads model data of its own region only. @throws ServiceError */
  list(signal?: AbortSignal, onPage?: OnPage<BucketOption>): Promise<BucketOption[]> {
    const { region } = this.connection.settings;
    return this.connection.call({ action: 's3:ListAllMyBuckets', doing: t('list the S3 buckets'), signal }, async (options) => {
      const found: BucketOption[] = [];
      for await (const page of pagesOf(paginateListBuckets({ client: this.client, pageSize: PAGE }, { BucketRegion: region }, options))) {
        for (const { Name, CreationDate, BucketRegion } of page.Buckets ?? []) {
          if (Name !== undefined && (BucketRegion ?? region) === region) found.push({ name: Name, created: CreationDate?.toISOString() });
        }
        onPage?.([...found]);
      }
      return found;
    });
  }

  /** Where a bucket is; undefined where there is none of this name. Nothing is written. @throws ServiceError */
  look(name: string, signal?: AbortSignal): Promise<BucketState | undefined> {
    return lookAtBucket(this.connection, this.client, name, signal);
  }
}

export function lookAtBucket(connection: Connection, client: S3Client, name: string, signal?: AbortSignal): Promise<BucketState | undefined> {
  return connection.call({ action: 's3:ListBucket', doing: t('look at the bucket {0}', name), signal }, async (options) => {
    try {
      const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket: name }), options);
      return { region: BucketRegion, readable: true };
    } catch (error) {
      if (!(error instanceof S3ServiceException)) throw error;
      const status = error.$metadata.httpStatusCode;
      // S3 says where a bucket is also to those whom it refuses
      const region = error.$response?.headers['x-amz-bucket-region'];
      if (status === 404) return undefined;
      if (status === 403 || (region !== undefined && region !== connection.settings.region)) return { region, readable: false };
      throw error;
    }
  });
}

/**
 * Asked right before the first byte is written: a bucket of another region is of no use to SageMaker, and copying takes long.
 * @throws ServiceError (`invalid`, `notFound`) with what to choose instead
 */
export async function checkDestination(connection: Connection, client: S3Client, name: string, signal: AbortSignal): Promise<void> {
  const { region } = connection.settings;
  const found = await lookAtBucket(connection, client, name, signal);
  if (found === undefined) throw new ServiceError('notFound', noSuchBucket(name));
  if (found.region !== undefined && found.region !== region) throw new ServiceError('invalid', bucketElsewhere(name, found.region, region));
}
