import type { BucketState } from '../../shared/account.js';
import type { CheckRow } from '../../shared/protocol.js';
import { bucketError } from '../../shared/validate.js';
import { type Ask, type Fact, type Subject, unasked } from './fact.js';

export interface BucketFacts {
  /** The bucket that artifacts are copied into, where one is chosen; undefined where there is no such bucket. */
  readonly bucket: Fact<BucketState | undefined>;
}

export function bucketFacts({ form: { artifactBucket: name } }: Subject, ask: Ask): BucketFacts {
  return { bucket: isChosen(name) ? ask(`bucket ${name}`, ({ account }, signal) => account.bucket(name, signal)) : unasked('choose a bucket first.') };
}

/** No row where none is chosen. */
export function bucketRows({ form: { artifactBucket: name }, account: { region } }: Subject, { bucket }: BucketFacts): CheckRow[] {
  return isChosen(name) ? [bucketRow(name, region, bucket)] : [];
}

/** What is no bucket's name is said at the field. */
function isChosen(name: string): boolean {
  return name !== '' && bucketError(name) === undefined;
}

function bucketRow(name: string, region: string, fact: Fact<BucketState | undefined>): CheckRow {
  const row = (status: CheckRow['status'], text: string): CheckRow => ({ id: 'bucket', status, text, remedies: [] });
  if (fact.status === 'pending') return row('checking', `Bucket ${name}: checking`);
  if (fact.status === 'unknown') return row('unknown', `Bucket ${name}: not known, ${fact.action === undefined ? fact.reason : `you may not call ${fact.action}.`}`);
  if (fact.value === undefined) return row('problem', noSuchBucket(name));
  const { region: where, readable } = fact.value;
  if (where !== undefined && where !== region) return row('problem', bucketElsewhere(name, where, region));
  if (!readable) {
    return row('unknown', `Bucket ${name}: not known whether you may use it. S3 does not let you look into it (s3:ListBucket), or it belongs to another account. Copying into it needs s3:PutObject.`);
  }
  const place = where === undefined ? `You may look into the bucket ${name}` : `The bucket ${name} is in ${where}`;
  return row('unknown', `${place}. Whether you may write into it (s3:PutObject) shows with the first copy: nothing is written to find out.`);
}

export function noSuchBucket(name: string): string {
  return `There is no bucket ${name}. Create it, or choose one of your buckets.`;
}

export function bucketElsewhere(name: string, where: string, region: string): string {
  return `The bucket ${name} is in ${where}, but you deploy into ${region}: SageMaker reads artifacts from its own region only. Choose a bucket in ${region}, or switch the region.`;
}
