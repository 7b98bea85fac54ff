import { header, type HttpRequest } from '../core/http.js';

/** What a signature says about the request. It is not checked against a secret, because the emulator has none: all credentials are accepted. */
export interface Scope { accessKey: string; region: string; service: string }

/** Credential scope of a signature in the header or of a presigned URL; undefined for an unsigned request. */
export function scopeOf(request: HttpRequest): Scope | undefined {
  const authorization = header(request, 'authorization') ?? '';
  // Signature Version 2, which presigned URLs of boto3 and the AWS CLI still carry; it names no region
  const second = /^AWS ([^:]+):/.exec(authorization)?.[1] ?? request.query.get('AWSAccessKeyId') ?? undefined;
  if (second !== undefined) return { accessKey: second, region: '', service: 's3' };
  const credential = /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? request.query.get('X-Amz-Credential') ?? undefined;
  if (credential === undefined) return undefined;
  const parts = credential.split('/');
  const [accessKey = '', , region = '', service = ''] = parts;
  if (parts.length === 4) return { accessKey, region: header(request, 'x-amz-region-set')?.split(',')[0] ?? '', service: region };
  return { accessKey, region, service };
}
