// The endpoints that are deleted, with what belongs to them and what others need as well.
import { SOURCE_ETAG } from '../../../src/aws/places.js';
import { connect } from '../../../src/aws/gateways.js';
import type { Emulator } from '../../../src/emulator/start.js';
import type { RemovalPlan } from '../../../src/endpoints/removalPlan.js';
import { parkingOf, planRemoval, withCopies } from '../../../src/endpoints/removalPlan.js';
import { ask, put } from './account.js';
import { BUCKET, ENDPOINT, REGION, ROLE, TARGET } from './plans.js';
import type { Work } from './talk.js';

const [OWN, SHARED] = [`${ENDPOINT}-own`, `${ENDPOINT}-shared`];
const FOLDER = 'jumpstart/proof/1.0.0/';
const FILES = ['a.bin', 'b.bin'].map((name) => `${FOLDER}${name}`);
const HOUR_S = 3600;

interface Victim {
  readonly make: (emulator: Emulator) => Promise<void>;
  readonly goes: (plan: RemovalPlan) => RemovalPlan;
  /** `kind name` of what has to be gone afterwards, by hand from how it was made. */
  readonly own: readonly string[];
  readonly parked?: true;
}

const sagemaker = (emulator: Emulator, operation: string, input: object) => ask(emulator, 'sagemaker', operation, input);

async function model(emulator: Emulator, name: string, data: object = {}): Promise<void> {
  const { PrimaryContainer } = await sagemaker(emulator, 'DescribeModel', { ModelName: 'jumpstart-dft-hf-tc-bert-base-cased' });
  await sagemaker(emulator, 'CreateModel', { ModelName: name, ExecutionRoleArn: ROLE, PrimaryContainer: { ...PrimaryContainer as object, ...data } });
}

async function endpoint(emulator: Emulator, variants: readonly object[], more: object = {}): Promise<void> {
  const sized = variants.map((variant) => ({ InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 1, ...variant }));
  await sagemaker(emulator, 'CreateEndpointConfig', { EndpointConfigName: ENDPOINT, ProductionVariants: sized, ...more });
  await sagemaker(emulator, 'CreateEndpoint', { EndpointName: ENDPOINT, EndpointConfigName: ENDPOINT });
}

/** Another configuration that needs a model. */
async function borrower(emulator: Emulator, modelName: string): Promise<void> {
  await sagemaker(emulator, 'CreateEndpointConfig', { EndpointConfigName: 'borrower', ProductionVariants: [{ VariantName: 'A', ModelName: modelName, InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 1 }] });
}

async function scales(emulator: Emulator, ResourceId: string, ScalableDimension: string): Promise<void> {
  await ask(emulator, 'application-autoscaling', 'RegisterScalableTarget', { ServiceNamespace: 'sagemaker', ResourceId, ScalableDimension, MinCapacity: 1, MaxCapacity: 2 });
}

/** Its first model is its own and reads copied files, its second one is needed by another configuration too. */
async function whole(emulator: Emulator): Promise<void> {
  for (const file of FILES) await put(emulator, `${BUCKET}/${file}`, { [`x-amz-meta-${SOURCE_ETAG}`]: '"e"' });
  await model(emulator, OWN, { ModelDataSource: { S3DataSource: { S3Uri: `s3://${BUCKET}/${FOLDER}`, S3DataType: 'S3Prefix', CompressionType: 'None' } } });
  await model(emulator, SHARED);
  await borrower(emulator, SHARED);
  await endpoint(emulator, [{ VariantName: 'A', ModelName: OWN }, { VariantName: 'B', ModelName: SHARED }]);
  emulator.advance(HOUR_S);
  await scales(emulator, `endpoint/${ENDPOINT}/variant/A`, 'sagemaker:variant:DesiredInstanceCount');
}

async function components(emulator: Emulator): Promise<void> {
  for (const name of [OWN, SHARED]) await model(emulator, name);
  await borrower(emulator, SHARED);
  await endpoint(emulator, [{ VariantName: 'A' }], { ExecutionRoleArn: ROLE });
  emulator.advance(HOUR_S);
  for (const name of [OWN, SHARED]) {
    await sagemaker(emulator, 'CreateInferenceComponent', { InferenceComponentName: name, EndpointName: ENDPOINT, VariantName: 'A', Specification: { ModelName: name, ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024 } }, RuntimeConfig: { CopyCount: 1 } });
  }
  emulator.advance(HOUR_S);
  await scales(emulator, `inference-component/${OWN}`, 'sagemaker:inference-component:DesiredCopyCount');
}

async function beingCreated(emulator: Emulator): Promise<void> {
  await model(emulator, OWN);
  await endpoint(emulator, [{ VariantName: 'A', ModelName: OWN }]);
}

const TARGET_A = `scalableTarget endpoint/${ENDPOINT}/variant/A`;
const BOTH = [`endpoint ${ENDPOINT}`, `endpointConfig ${ENDPOINT}`];

const VICTIMS = {
  'delete': { make: whole, goes: withCopies, own: [TARGET_A, ...BOTH, `model ${OWN}`, ...FILES.map((file) => `file ${file}`)] },
  'delete with components': { make: components, goes: (plan) => plan, own: [`scalableTarget inference-component/${OWN}`, `inferenceComponent ${OWN}`, `inferenceComponent ${SHARED}`, ...BOTH, `model ${OWN}`] },
  'delete while it is created': { make: beingCreated, goes: (plan) => plan, own: [...BOTH, `model ${OWN}`] },
  'park': { make: whole, goes: parkingOf, own: [TARGET_A, `endpoint ${ENDPOINT}`], parked: true },
} as const satisfies Record<string, Victim>;

export type RemovalKind = keyof typeof VICTIMS;
export const isRemoval = (kind: string): kind is RemovalKind => Object.hasOwn(VICTIMS, kind);
export const victimOf = (kind: RemovalKind): Victim => VICTIMS[kind];

/** The endpoint, and the wish to delete it as the product plans it. */
export async function prepareVictim(emulator: Emulator, kind: RemovalKind): Promise<Work> {
  const { make, goes, parked } = victimOf(kind);
  await make(emulator);
  const gateways = connect({ profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
  try {
    const plan = goes(await planRemoval({ ...gateways, parkedOn: () => [] }, ENDPOINT));
    const park = parked ? { format: 1, endpointName: ENDPOINT, configName: ENDPOINT, models: [OWN, SHARED], target: TARGET, tags: [], instanceType: 'ml.m5.xlarge', instanceCount: 1, modelId: undefined, version: undefined, endpointCreatedAt: plan.endpointCreatedAt ?? '', parkedAt: new Date().toISOString() } as const : undefined;
    return { remove: { target: TARGET, endpointName: ENDPOINT, endpointCreatedAt: plan.endpointCreatedAt, goes: plan.goes, park } };
  } finally {
    gateways.dispose();
  }
}
