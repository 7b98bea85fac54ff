import type { BucketState } from '../../shared/account.js';
import { t } from '../../shared/l10n.js';
import type { CheckRow } from '../../shared/protocol.js';
import { bucketError } from '../../shared/validate.js';
import { type Ask, type Fact, type Subject, unasked } from './fact.js';
import { type Rights, type RightsFacts, rightsRow } from './rights.js';
import { ok, problem, unanswered, unknown } from './row.js';

export interface BucketFacts {
  /** The bucket that artifacts are copied into, where one is chosen; undefined where there is no such bucket. */
  readonly bucket: Fact<BucketState | undefined>;
}

export function bucketFacts({ form: { artifactBucket: name } }: Subject, ask: Ask): BucketFacts {
  return { bucket: isChosen(name) ? ask(`bucket ${name}`, ({ account }, signal) => account.bucket(name, signal)) : unasked(t('choose a bucket first.')) };
}

/** No row where none is chosen. */
export function bucketRows({ form: { artifactBucket: name }, account: { region } }: Subject, { bucket, callerRights }: BucketFacts & RightsFacts): CheckRow[] {
  return isChosen(name) ? [bucketRow(name, region, bucket, callerRights)] : [];
}

/** What is no bucket's name is said at the field. */
function isChosen(name: string): boolean {
  return name !== '' && bucketError(name) === undefined;
}

function bucketRow(name: string, region: string, fact: Fact<BucketState | undefined>, rights: Fact<Rights>): CheckRow {
  // a package of AWS Marketplace stays where it is, whichever bucket is chosen
  if (rights.status === 'known' && !rights.value.needs.some(({ row }) => row === 'bucket')) return ok('bucket', t('The bucket {0} is not needed: this model copies nothing into it', name));
  if (fact.status !== 'known') return unanswered('bucket', t('Bucket {0}', name), fact);
  if (fact.value === undefined) return problem('bucket', noSuchBucket(name));
  const { region: where, readable } = fact.value;
  if (where !== undefined && where !== region) return problem('bucket', bucketElsewhere(name, where, region));
  // what IAM says of writing counts; the bucket's own policy may say otherwise
  const writing = rightsRow('bucket', rights, { what: t('Writing into the bucket {0}', name), who: 'caller', good: t('The bucket {0} is in {1}, and you may write into it', name, region) });
  if (writing.status !== 'ok' || readable) return writing;
  return unknown('bucket', t('Bucket {0}: not known whether you may use it. S3 does not let you look into it, or it belongs to another account.', name),
    t('You may not call s3:ListBucket there, which would answer it: ask whoever owns the bucket to allow it with s3:PutObject, or choose another bucket.'));
}

export function noSuchBucket(name: string): string {
  return t('There is no bucket {0}. Create it, or choose one of your buckets.', name);
}

export function bucketElsewhere(name: string, where: string, region: string): string {
  return t('The bucket {0} is in {1}, but you deploy into {2}: SageMaker reads artifacts from its own region only. Choose a bucket in {2}, or switch the region.', name, where, region);
}
