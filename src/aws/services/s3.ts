import { S3Client, paginateListBuckets } from '@aws-sdk/client-s3';
import type { OnPage } from '../../deploy/ports.js';
import type { BucketOption } from '../../shared/account.js';
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
    return this.connection.call({ action: 's3:ListAllMyBuckets', doing: 'list the S3 buckets', signal }, async (options) => {
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
}
