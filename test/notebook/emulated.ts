import { setTimeout as delay } from 'node:timers/promises';
import assert from 'node:assert/strict';
import { CreateEndpointCommand, CreateEndpointConfigCommand, CreateModelCommand, DescribeEndpointCommand, SageMakerClient, type CreateEndpointCommandInput, type CreateEndpointConfigCommandInput, type CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { contentBucket } from '../../src/catalog/regions.js';
import { parseModelId } from '../../src/catalog/modelId.js';
import { parseSpec, type ModelSpec } from '../../src/catalog/spec.js';
import { taskFromKeywords, taskOf } from '../../src/catalog/tasks.js';
import { plan, resolve, type DeploymentPlan } from '../../src/deploy/plan.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { builtInCatalogue, supportedTypes } from '../../src/emulator/catalogue/catalogue.js';
import { type Emulator, startEmulator } from '../../src/emulator/start.js';
import type { NotebookInput } from '../../src/notebook/notebook.js';

export const REGION = 'us-west-2';
export const ROLE = 'arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000';

interface Row {
  readonly model_id: string;
  readonly version: string;
  readonly spec_key: string;
  readonly search_keywords: readonly string[];
}

/** The newest version of every model of the emulator's catalogue, as its content bucket tells. */
export async function modelsOf(emulator: Emulator): Promise<{ readonly spec: ModelSpec; readonly keywords: readonly string[] }[]> {
  const bucket = `${emulator.url}/${contentBucket(REGION)}`;
  const rows: Row[] = [];
  for (const manifest of ['models_manifest.json', 'proprietary-sdk-manifest.json']) {
    const answer = await fetch(`${bucket}/${manifest}`);
    assert.equal(answer.status, 200, manifest);
    rows.push(...await answer.json() as Row[]);
  }
  const newest = new Map<string, Row>();
  for (const row of rows) if (!newest.has(row.model_id)) newest.set(row.model_id, row);
  return Promise.all([...newest.values()].map(async (row) => ({ spec: parseSpec(await (await fetch(`${bucket}/${row.spec_key}`)).json()), keywords: row.search_keywords })));
}

export function sagemakerOf(emulator: Emulator): SageMakerClient {
  return new SageMakerClient({ region: REGION, endpoint: emulator.url, credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' } });
}

/** Deploys as the product plans it. A model whose code has to be packed first is deployed with its plain artifact. */
export async function deploy(client: SageMakerClient, spec: ModelSpec, endpointName: string): Promise<DeploymentPlan> {
  const form = { ...defaultForm(spec, REGION, new Date()), endpointName, acceptEula: true, acceptDeprecated: true, acceptVulnerable: true };
  const result = plan(spec, form, { region: REGION, accountId: '111122223333', defaultRole: ROLE });
  assert.ok(result.ok, JSON.stringify(result));
  for (const { operation, input } of result.plan.calls) {
    if (operation === 'CreateModel') await client.send(new CreateModelCommand(input as unknown as CreateModelCommandInput));
    if (operation === 'CreateEndpointConfig') await client.send(new CreateEndpointConfigCommand(input as unknown as CreateEndpointConfigCommandInput));
    if (operation === 'CreateEndpoint') await client.send(new CreateEndpointCommand(input as unknown as CreateEndpointCommandInput));
  }
  return result.plan;
}

export async function inService(client: SageMakerClient, endpointName: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { EndpointStatus } = await client.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
    if (EndpointStatus === 'InService') return;
    assert.equal(EndpointStatus, 'Creating', endpointName);
    await delay(50);
  }
  assert.fail(`${endpointName} did not come into service`);
}

/** What the product would hand to the notebook for a deployment in the emulator. */
export function inputOf(emulator: Emulator, spec: ModelSpec, keywords: readonly string[], plan: DeploymentPlan): NotebookInput {
  const { hosting } = resolve(spec, REGION, { config: plan.model.config ?? '', instanceType: plan.model.instanceType });
  const proprietary = spec.subscription !== undefined;
  const code = proprietary ? '' : parseModelId(spec.modelId)?.taskCode ?? '';
  const endpoint = plan.calls.find((call) => call.operation === 'CreateEndpoint')?.creates?.name ?? assert.fail('no endpoint');
  return {
    displayName: spec.modelId, modelId: spec.modelId, modelVersion: spec.version, taskCode: code,
    taskLabel: proprietary ? taskFromKeywords(keywords) ?? 'Other' : taskOf(code).label,
    license: spec.license, gated: spec.gatedBucket, upstream: spec.url, endpointName: endpoint, region: REGION, profile: undefined,
    endpointUrl: emulator.url, emulated: true, instanceType: plan.model.instanceType, instanceCount: 1, pricePerHour: undefined,
    payloads: hosting.payloads, predictor: hosting.predictor, contentBucketUrl: `${emulator.url}/${contentBucket(REGION)}`,
    createdAt: '2026-11-23T05:00:00.000Z', framework: hosting.framework,
  };
}

/** An emulator in which everything can be deployed at once, and is there at once. */
export function ampleEmulator(): Promise<Emulator> {
  const types = builtInCatalogue().latest(REGION).flatMap((entry) => supportedTypes(entry.spec));
  return startEmulator({ region: REGION, timeScale: 100_000, quotas: Object.fromEntries(types.map((type) => [type, 100])) });
}

export interface Deployed {
  readonly spec: ModelSpec;
  readonly input: NotebookInput;
}

/** Every model of the catalogue, in service; what has to be packed first is no matter of the notebook. */
export async function deployEveryModel(emulator: Emulator, client: SageMakerClient): Promise<Deployed[]> {
  const deployed: Deployed[] = [];
  for (const [index, { spec, keywords }] of (await modelsOf(emulator)).entries()) {
    if (!plan(spec, { ...defaultForm(spec, REGION, new Date()), acceptEula: true, acceptDeprecated: true, acceptVulnerable: true }, { region: REGION, accountId: undefined, defaultRole: ROLE }).ok) continue;
    deployed.push({ spec, input: inputOf(emulator, spec, keywords, await deploy(client, spec, `nb-${index}`)) });
  }
  for (const { input } of deployed) await inService(client, input.endpointName);
  return deployed;
}
