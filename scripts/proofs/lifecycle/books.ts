// What the emulated account holds when all is over, asked over HTTP as anybody would, against what the journal says.
import type { Emulator } from '../../../src/emulator/start.js';
import type { DeploymentRecord } from '../../../src/deploy/record.js';
import { ACCOUNT, ENDPOINT, REGION } from './plans.js';

export interface Books {
  /** `kind name`, of what the deployment may have made. */
  readonly held: readonly string[];
  readonly endpoints: number;
  readonly configs: number;
  readonly models: number;
  /** Multipart uploads that nobody completed or aborted. */
  readonly uploads: number;
  /** Creates that took effect, by operation and name. */
  readonly creates: ReadonlyMap<string, number>;
}

export const authorization = (service: string): string => `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

async function names(url: string, operation: string, list: string, member: string): Promise<string[]> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `SageMaker.${operation}`, authorization: authorization('sagemaker') }, body: JSON.stringify({ NameContains: ENDPOINT }) });
  const answer = await response.json() as Record<string, Record<string, string>[]>;
  return (answer[list] ?? []).map((one) => one[member] ?? '');
}

async function openUploads(url: string): Promise<number> {
  const response = await fetch(`${url}/ml-models-${ACCOUNT}?uploads`, { headers: { authorization: authorization('s3') } });
  return (await response.text()).split('<UploadId>').length - 1;
}

export async function booksOf(emulator: Emulator): Promise<Books> {
  const creates = new Map<string, number>();
  for (const { operation, status, input } of emulator.calls) {
    if (status !== 200 || !/^Create(Model|EndpointConfig|Endpoint)$/.test(operation)) continue;
    const what = `${operation} ${JSON.stringify(input[`${operation.slice('Create'.length)}Name`])}`;
    creates.set(what, (creates.get(what) ?? 0) + 1);
  }
  const [models, configs, endpoints] = [
    await names(emulator.url, 'ListModels', 'Models', 'ModelName'),
    await names(emulator.url, 'ListEndpointConfigs', 'EndpointConfigs', 'EndpointConfigName'),
    await names(emulator.url, 'ListEndpoints', 'Endpoints', 'EndpointName'),
  ];
  return {
    held: [...models.map((n) => `model ${n}`), ...configs.map((n) => `endpointConfig ${n}`), ...endpoints.map((n) => `endpoint ${n}`)],
    endpoints: endpoints.length, configs: configs.length, models: models.length, uploads: await openUploads(emulator.url), creates,
  };
}

/** Where journal and account differ, in words; empty where everything is accounted for. */
export function differences(books: Books, record: DeploymentRecord | undefined): string[] {
  if (!record) return books.held.length === 0 ? [] : [`the journal knows nothing of ${books.held.join(', ')}`];
  const found: string[] = [];
  for (const call of record.plan.calls) {
    if (!call.creates) continue;
    const what = `${call.creates.kind} ${call.creates.name}`;
    const status = record.calls.find((c) => c.id === call.id)?.status ?? '';
    const there = books.held.includes(what);
    if (there && !['done', 'left'].includes(status)) found.push(`${what} is there and ${status}`);
    if (!there && status === 'done') found.push(`${what} is done and not there`);
  }
  const planned = new Set(record.plan.calls.map((c) => `${c.creates?.kind ?? ''} ${c.creates?.name ?? ''}`));
  found.push(...books.held.filter((what) => !planned.has(what)).map((what) => `${what} is in no plan`));
  found.push(...[...books.creates].filter(([, times]) => times > 1).map(([what, times]) => `${what} took effect ${times} times`));
  if (books.endpoints > 1) found.push(`${books.endpoints} endpoints`);
  if (books.uploads > 0) found.push(`${books.uploads} uploads are open`);
  return found;
}
