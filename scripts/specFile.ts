// The model that a plan is made for: a spec as it lies in the bucket, or a hub's document of it.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isHubDocument, parseHubDocument } from '../src/catalog/hubDocument.js';
import { type ModelHub, PUBLIC_HUB } from '../src/catalog/modelHub.js';
import { type ModelSpec, parseSpec } from '../src/catalog/spec.js';
import { type JsonObject, isObject } from '../src/shared/json.js';
import { messageOf } from '../src/shared/serviceError.js';

/** @throws Error, in one sentence, where the file cannot be used */
export function readSpec(file: string, region: string): { spec: ModelSpec; notes: readonly string[] } {
  let text: string;
  try { text = readFileSync(file, 'utf8'); } catch { throw new Error(`The spec ${file} cannot be read.`); }
  try {
    const document = JSON.parse(text) as unknown;
    if (isObject(document) && typeof document['HubContentDocument'] === 'string') return { spec: fromAnswer(document, document['HubContentDocument'], region), notes: [] };
    return isHubDocument(document) ? fromDocument(document, file, region) : { spec: parseSpec(document), notes: [] };
  } catch (error) {
    throw new Error(`The spec ${file} is not usable: ${messageOf(error).replace(/\.$/, '')}.`, { cause: error });
  }
}

/** What `aws sagemaker describe-hub-content` prints. */
function fromAnswer(answer: JsonObject, document: string, region: string): ModelSpec {
  const text = (field: string): string => {
    const value = answer[field];
    if (typeof value !== 'string' || value === '') throw new Error(`the hub's answer has no "${field}"`);
    return value;
  };
  const hub: ModelHub | undefined = text('HubName') === PUBLIC_HUB ? undefined
    : { name: text('HubName'), arn: text('HubArn'), contentArn: text('HubContentArn'), reference: answer['HubContentType'] === 'ModelReference' };
  return parseHubDocument(JSON.parse(document) as unknown, { modelId: text('HubContentName'), version: text('HubContentVersion'), region, hub });
}

/** A document alone names neither the model nor its version. */
function fromDocument(document: JsonObject, file: string, region: string): { spec: ModelSpec; notes: readonly string[] } {
  // artifacts lie under `<family>/<model>/artifacts/`
  const modelId = /^s3:\/\/[^/]+\/[^/]+\/([^/]+)\/artifacts\//.exec(JSON.stringify(document['HostingArtifactUri'] ?? '').replaceAll('"', ''))?.[1] ?? basename(file).split('.')[0] ?? '';
  return {
    spec: parseHubDocument(document, { modelId, version: 'unknown', region }),
    notes: [`The document names neither its model nor the version: ${modelId} is taken for the model, and the version is "unknown". What describe-hub-content prints names both.`],
  };
}
