import { AwsError } from '../../core/errors.js';
import { readBody, type HttpAnswer, type HttpRequest } from '../../core/http.js';
import type { BucketRecord } from '../../core/state.js';
import { checkDocument } from '../iam/common.js';

export const policyOperations: ReadonlySet<string> = new Set(['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy']);

const malformed = (message: string): AwsError => new AwsError('MalformedPolicy', message);

/** Reads, sets or removes the policy of a bucket. */
export async function bucketPolicy(request: HttpRequest, operation: string, bucket: BucketRecord): Promise<HttpAnswer> {
  if (operation === 'GetBucketPolicy') {
    if (bucket.policy === undefined) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket.name });
    return { status: 200, headers: { 'content-type': 'application/json' }, body: bucket.policy };
  }
  if (operation === 'DeleteBucketPolicy') delete bucket.policy;
  else {
    const content = (await readBody(request.message, 20_480, () => malformed('Policy is too large.'))).toString();
    try {
      checkDocument(content, true);
    } catch (thrown) {
      throw malformed(thrown instanceof Error ? thrown.message : '');
    }
    bucket.policy = content;
  }
  return { status: 204, headers: {} };
}
