import type { BucketState } from '../../shared/account.js';
import type { DeploymentForm } from '../../shared/form.js';
import type { CheckRow } from '../../shared/protocol.js';
import { bucketError } from '../../shared/validate.js';
import type { Account } from '../plan.js';
import type { Fact } from '../preflight.js';

/** The bucket that artifacts are copied into; no row where none is chosen. */
export function bucketRows(form: DeploymentForm, { region }: Account, fact: Fact<BucketState | undefined>): CheckRow[] {
  const { artifactBucket: name } = form;
  // said at the field
  if (name === '' || bucketError(name) !== undefined) return [];
  return [bucketRow(name, region, fact)];
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
