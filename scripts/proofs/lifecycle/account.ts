// The emulated account, asked and prepared over HTTP as by anybody.
import type { Emulator } from '../../../src/emulator/start.js';
import { BUCKET, REGION } from './plans.js';

type Answer = Readonly<Record<string, unknown>>;

const TARGETS = { sagemaker: 'SageMaker', 'application-autoscaling': 'AnyScaleFrontendService' } as const;

export const authorization = (service: string): string => `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** @throws Error where the emulator refuses */
export async function ask({ url }: Emulator, service: keyof typeof TARGETS, operation: string, input: object): Promise<Answer> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${TARGETS[service]}.${operation}`, authorization: authorization(service) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  return await response.json() as Answer;
}

export async function put({ url }: Emulator, path: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${url}/${path}`, { method: 'PUT', headers: { authorization: authorization('s3'), ...headers } });
  if (!response.ok) throw new Error(`PUT ${path}: ${await response.text()}`);
}

const LISTS = [
  ['sagemaker', 'ListModels', {}, 'Models', 'ModelName', 'model'], ['sagemaker', 'ListEndpointConfigs', {}, 'EndpointConfigs', 'EndpointConfigName', 'endpointConfig'],
  ['sagemaker', 'ListEndpoints', {}, 'Endpoints', 'EndpointName', 'endpoint'], ['sagemaker', 'ListInferenceComponents', {}, 'InferenceComponents', 'InferenceComponentName', 'inferenceComponent'],
  ['application-autoscaling', 'DescribeScalableTargets', { ServiceNamespace: 'sagemaker' }, 'ScalableTargets', 'ResourceId', 'scalableTarget'],
] as const;

async function inBucket({ url }: Emulator, path: string, tag: string): Promise<string[]> {
  const response = await fetch(`${url}/${BUCKET}${path}`, { headers: { authorization: authorization('s3') } });
  return [...(await response.text()).matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) => text);
}

/** `kind name` of all there is. */
export async function inventory(emulator: Emulator): Promise<string[]> {
  const found: string[] = [];
  for (const [service, operation, input, list, member, kind] of LISTS) {
    for (let page: Answer = {}, first = true; first || page['NextToken'] !== undefined; first = false) {
      page = await ask(emulator, service, operation, { ...input, ...(first ? {} : { NextToken: page['NextToken'] }) });
      found.push(...(page[list] as Record<string, string>[]).map((one) => `${kind} ${one[member] ?? ''}`));
    }
  }
  return [...found, ...(await inBucket(emulator, '?list-type=2', 'Key')).map((key) => `file ${key}`)];
}

/** Multipart uploads that nobody completed or dropped and that hold something: one that is empty costs nothing. */
export async function openUploads(emulator: Emulator): Promise<number> {
  const [ids, keys] = [await inBucket(emulator, '?uploads', 'UploadId'), await inBucket(emulator, '?uploads', 'Key')];
  const parts = await Promise.all(ids.map((id, i) => inBucket(emulator, `/${keys[i] ?? ''}?uploadId=${id}`, 'PartNumber')));
  return parts.filter((of) => of.length > 0).length;
}
