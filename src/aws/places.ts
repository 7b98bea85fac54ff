/** Places in S3, and what is noted at an object that was put there: shared by copying and packing. */
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { ServiceError } from '../shared/serviceError.js';

/** Notes at the copy which original it is of, so that it is not made again. */
export const SOURCE_ETAG = 'jumpstart-source-etag';

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

export interface Encryption {
  readonly ServerSideEncryption?: 'aws:kms';
  readonly SSEKMSKeyId?: string;
}

/** @throws ServiceError where a plan names none */
export function place(value: unknown): Place {
  if (isObject(value) && typeof value['Bucket'] === 'string' && typeof value['Key'] === 'string') return { bucket: value['Bucket'], key: value['Key'] };
  throw new ServiceError('unexpected', t('The plan names no place to copy from or to. Please report this.'));
}

export function encryptionOf(input: JsonObject): Encryption {
  const key = input['SSEKMSKeyId'];
  return input['ServerSideEncryption'] === 'aws:kms' ? { ServerSideEncryption: 'aws:kms', ...(typeof key === 'string' ? { SSEKMSKeyId: key } : {}) } : {};
}

/** An alias cannot be compared with the key that S3 names: such an object is made again. */
export function encryptedWith(head: HeadObjectCommandOutput, { SSEKMSKeyId: wanted }: Encryption): boolean {
  return wanted === undefined || (head.SSEKMSKeyId !== undefined && (head.SSEKMSKeyId === wanted || head.SSEKMSKeyId.endsWith(`:key/${wanted}`)));
}
