// How each call to AWS is reached through the product's own functions.
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { AwsAccount } from '../../../src/aws/account.js';
import { Connection } from '../../../src/aws/connection.js';
import { publicContent } from '../../../src/aws/content.js';
import { Copier } from '../../../src/aws/copy.js';
import { parseSpec } from '../../../src/catalog/spec.js';
import { isEmulator } from '../../../src/aws/emulatorProbe.js';
import { connect } from '../../../src/aws/gateways.js';
import { Repacker } from '../../../src/aws/repack.js';
import { type PlannedCall, resolve } from '../../../src/deploy/plan.js';
import type { OpenUpload } from '../../../src/deploy/ports.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import type { Gateways, Invocation } from '../../../src/endpoints/ports.js';
import type { JsonObject } from '../../../src/shared/json.js';
import type { Fault } from './proxy.js';
import { openUpload, storeArchive } from './uploads.js';
import { metadataFile } from './metadata.js';

export const REGION = 'us-west-2';
const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';
const KEY = '00000000-aaaa-bbbb-cccc-000000000001';
const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000`;
const CALLER = `arn:aws:sts::${ACCOUNT}:assumed-role/NotebookAndTrainingRole/me`;
const MINE = `ml-models-${ACCOUNT}`;
const CONTENT = `jumpstart-cache-prod-${REGION}`;
const DIMENSION = 'sagemaker:variant:DesiredInstanceCount';
const MIB = 1024 * 1024;
const PART = 5 * MIB;
const weights = builtInCatalogue().artifacts.filter(({ kind, role }) => kind === 'content' && role === 'weights').map(({ key }) => key);
const PREFIX = weights.find((key) => key.endsWith('/')) ?? '';
const ARCHIVE = weights.find((key) => key.endsWith('.tar.gz')) ?? '';
const { artifactKey: PACKED = '', scriptKey: SCRIPT = '' } = resolve(parseSpec(builtInCatalogue().find('sklearn-classification-linear')?.spec), REGION, {}).hosting;
const IMAGE = `763104351884.dkr.ecr.${REGION}.amazonaws.com/pytorch-inference:1.10.0-cpu-py38`;

/** What a cell has at hand. */
export interface World {
  readonly url: string;
  /** For names that no other cell uses. */
  readonly tag: string;
  readonly gateways: Gateways;
  readonly connection: Connection;
}

export interface Call {
  /** As `callsInSource` names it. */
  readonly name: string;
  /** What is asked for where the service does not name it. */
  readonly action: string;
  readonly run: (world: World) => Promise<unknown>;
  /** Before the fault begins. */
  readonly before?: (world: World) => Promise<unknown>;
  /** Faults after which the product goes on, knowing less. */
  readonly goesOn?: readonly Fault[] | 'always';
  /** Takes effect once at most: so often it may succeed at the emulator. */
  readonly once?: true;
  /** Whether it took effect, where a second call is told of the first one's doing. */
  readonly settled?: (world: World) => Promise<unknown>;
  readonly attempts?: number;
  /** Answers to HEAD have no body, so that the service cannot say why. */
  readonly head?: true;
  /** Sent without a signature. */
  readonly unsigned?: true;
}

export function worldOf(url: string, tag: string): World {
  const settings = { profile: undefined, region: REGION, endpointUrl: url, emulated: true };
  const mfa = { mfaCode: () => Promise.resolve(undefined) };
  return { url, tag, gateways: connect(settings, mfa), connection: new Connection(settings, mfa) };
}

const REFUSED = ['denied', 'explicitDeny'] as const;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const invocation: Invocation = { endpointName: STUDIO, contentType: 'application/x-text', accept: 'application/json;verbose', body: bytes('A fine day.') };

export const MODEL = ({ tag }: World): PlannedCall => ({ id: 'model', service: 'sagemaker', operation: 'CreateModel', creates: { kind: 'model', name: tag }, input: {
  ModelName: tag, ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE, ModelDataUrl: `s3://${CONTENT}/${ARCHIVE}` },
} });
const CONFIG = ({ tag }: World): PlannedCall => ({ id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', creates: { kind: 'endpointConfig', name: tag }, input: {
  EndpointConfigName: tag, ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: tag, InitialInstanceCount: 1, InstanceType: 'ml.m5.large' }],
} });
const ENDPOINT = ({ tag }: World): PlannedCall => ({ id: 'endpoint', service: 'sagemaker', operation: 'CreateEndpoint', creates: { kind: 'endpoint', name: tag }, input: { EndpointName: tag, EndpointConfigName: tag } });

const execute = (call: (world: World) => PlannedCall) => (world: World): Promise<unknown> => world.gateways.deploy.execute(call(world), {});
const model = execute(MODEL);
const config = async (world: World): Promise<unknown> => { await model(world); return execute(CONFIG)(world); };
const endpoint = async (world: World): Promise<unknown> => { await config(world); return execute(ENDPOINT)(world); };
const there = (kind: 'model' | 'endpointConfig' | 'endpoint') => ({ gateways, tag }: World): Promise<unknown> => gateways.deploy.describe(kind, tag);

const vpcOf = async ({ gateways }: World): Promise<string> => (await gateways.account.vpcs())[0]?.id ?? '';
const arnOf = async ({ gateways }: World): Promise<string> => (await gateways.endpoints.describe(STUDIO))?.arn ?? '';
const scale = ({ gateways }: World, max = 3): Promise<void> => gateways.updates.setScaling(STUDIO, 'AllTraffic', { min: 1, max, target: 20 });

const copied = (tag: string): JsonObject => ({ Source: { Bucket: CONTENT, Key: PREFIX }, Destination: { Bucket: MINE, Key: `jumpstart/${tag}/` } });
/** The largest of the files goes in parts. */
const copyInParts = ({ connection, tag }: World): Promise<void> => new Copier(connection, { wholeBytes: PART, partBytes: 512 * MIB }).copy(copied(tag), {});
const copyWhole = ({ connection, tag }: World): Promise<void> => new Copier(connection).copy(copied(tag), {});
const repack = ({ connection, tag }: World, source: JsonObject = { Bucket: CONTENT, Key: PACKED }): Promise<void> => new Repacker(connection, { partBytes: PART, archiveBytes: 5_000_000_000 }).repack(packing(tag, source), {});

function packing(tag: string, source: JsonObject): JsonObject {
  return { Source: source, Script: { Bucket: CONTENT, Key: SCRIPT }, Destination: { Bucket: MINE, Key: `jumpstart/${tag}/model.tar.gz` } };
}

const opened = new Map<string, OpenUpload>();
async function open({ connection, tag }: World): Promise<void> {
  opened.set(tag, { bucket: MINE, key: tag, uploadId: await openUpload(connection, MINE, tag) });
}

/** A finder of the default role that takes this machine for one of SageMaker's. */
async function roleOnMachine({ url }: World, of: 'notebook' | 'space' | 'user' | 'domain'): Promise<unknown> {
  const connection = new Connection({ profile: undefined, region: REGION, endpointUrl: url, emulated: false }, { mfaCode: () => Promise.resolve(undefined) });
  const client = connection.keep(new SageMakerClient(connection.config()));
  try {
    return await new AwsAccount(connection, client, metadataFile(of)).defaultRole();
  } finally {
    connection.dispose();
  }
}

const sagemaker = (operation: string, more: Omit<Call, 'name' | 'action'>): Call => ({ name: `sagemaker:${operation}`, action: `sagemaker:${operation}`, ...more });
const account = (name: string, action: string, run: (gateways: Gateways['account'], world: World) => Promise<unknown>, more: Partial<Call> = {}): Call =>
  ({ name, action, run: (world) => run(world.gateways.account, world), ...more });

const DEPLOYING: readonly Call[] = [
  sagemaker('CreateModel', { run: model, once: true, settled: there('model') }),
  sagemaker('CreateEndpointConfig', { before: model, run: execute(CONFIG), once: true, settled: there('endpointConfig') }),
  sagemaker('CreateEndpoint', { before: config, run: execute(ENDPOINT), once: true, settled: there('endpoint') }),
  sagemaker('DescribeModel', { before: model, run: there('model') }),
  sagemaker('DescribeEndpointConfig', { before: config, run: there('endpointConfig') }),
  sagemaker('DescribeEndpoint', { before: endpoint, run: there('endpoint') }),
  sagemaker('DeleteModel', { before: model, run: ({ gateways, tag }) => gateways.deploy.remove('model', tag), once: true }),
  sagemaker('DeleteEndpointConfig', { before: config, run: ({ gateways, tag }) => gateways.deploy.remove('endpointConfig', tag), once: true }),
  sagemaker('DeleteEndpoint', { before: (world) => endpoint(world), run: ({ gateways, tag }) => gateways.deploy.remove('endpoint', `${tag}-gone`) }),
  sagemaker('DeleteInferenceComponent', { run: ({ gateways, tag }) => gateways.removal.removeComponent(tag) }),
  sagemaker('DescribeInferenceComponent', { run: ({ gateways, tag }) => gateways.removal.component(tag) }),
];

const RUNNING: readonly Call[] = [
  sagemaker('ListEndpoints', { run: ({ gateways }) => gateways.endpoints.list() }),
  sagemaker('ListEndpointConfigs', { run: ({ gateways }) => gateways.removal.listed('endpointConfig') }),
  sagemaker('ListModels', { run: ({ gateways }) => gateways.removal.listed('model') }),
  sagemaker('ListInferenceComponents', { run: ({ gateways }) => gateways.removal.components(STUDIO) }),
  sagemaker('ListTags', { run: ({ gateways }) => gateways.updates.live(STUDIO), goesOn: REFUSED }),
  sagemaker('AddTags', { run: async (world) => world.gateways.updates.tag(await arnOf(world), { seen: 'yes' }) }),
  sagemaker('UpdateEndpoint', { run: ({ gateways, tag }) => gateways.updates.update(`${tag}-none`, tag).catch(gone) }),
  sagemaker('UpdateEndpointWeightsAndCapacities', { run: ({ gateways, tag }) => gateways.updates.setCounts(`${tag}-none`, { AllTraffic: 2 }).catch(gone) }),
  sagemaker('ListHubs', { run: ({ gateways }) => gateways.hub.listHubs(), attempts: 8 }),
  sagemaker('ListHubContents', { run: ({ gateways }) => gateways.hub.listContents('our-models'), attempts: 8 }),
  sagemaker('ListHubContentVersions', { run: ({ gateways }) => gateways.hub.listVersions('our-models', { type: 'ModelReference', id: 'pytorch-ic-mobilenet-v2' }), attempts: 8 }),
  sagemaker('DescribeHubContent', { run: ({ gateways }) => gateways.hub.describe('our-models', { type: 'ModelReference', id: 'pytorch-ic-mobilenet-v2', version: '3.0.25' }), attempts: 8 }),
  { name: 'sagemaker-runtime:InvokeEndpoint', action: 'sagemaker:InvokeEndpoint', run: ({ gateways }) => gateways.runtime.invoke(invocation), once: true, attempts: 1, goesOn: ['malformed'] },
  { name: 'sagemaker-runtime:InvokeEndpointWithResponseStream', action: 'sagemaker:InvokeEndpointWithResponseStream', run: ({ gateways }) => gateways.runtime.invokeStream(invocation, () => undefined), once: true, attempts: 1 },
  { name: 'application-auto-scaling:DescribeScalableTargets', action: 'application-autoscaling:DescribeScalableTargets', run: ({ gateways }) => gateways.updates.scaling(STUDIO, 'AllTraffic') },
  { name: 'application-auto-scaling:DescribeScalingPolicies', action: 'application-autoscaling:DescribeScalingPolicies', before: scale, run: ({ gateways }) => gateways.updates.scaling(STUDIO, 'AllTraffic') },
  { name: 'application-auto-scaling:RegisterScalableTarget', action: 'application-autoscaling:RegisterScalableTarget', run: (world) => scale(world) },
  { name: 'application-auto-scaling:PutScalingPolicy', action: 'application-autoscaling:PutScalingPolicy', run: (world) => scale(world) },
  { name: 'application-auto-scaling:DeregisterScalableTarget', action: 'application-autoscaling:DeregisterScalableTarget', before: scale, run: ({ gateways }) => gateways.removal.deregister({ resourceId: `endpoint/${STUDIO}/variant/AllTraffic`, dimension: DIMENSION }), once: true },
  { name: 'cloudwatch:GetMetricData', action: 'cloudwatch:GetMetricData', run: ({ gateways }) => gateways.metrics.read([{ namespace: 'AWS/SageMaker', metric: 'Invocations', stat: 'Sum', endpointName: STUDIO, variantName: 'AllTraffic' }], { from: new Date(Date.now() - 3_600_000), to: new Date(), periodS: 60 }) },
  { name: 'cloudwatch-logs:DescribeLogStreams', action: 'logs:DescribeLogStreams', run: ({ gateways }) => gateways.logs.read(STUDIO, {}) },
  { name: 'cloudwatch-logs:GetLogEvents', action: 'logs:GetLogEvents', before: endpoint, run: ({ gateways, tag }) => gateways.logs.read(tag, {}) },
  { name: 'resource-groups-tagging-api:GetResources', action: 'tag:GetResources', run: ({ gateways }) => gateways.removal.tagsOf('model') },
];

/** That there is no such endpoint is what the service is to say. */
function gone(error: unknown): void {
  if (!(error instanceof Error && /Could not find|invalid/i.test(error.message) && 'kind' in error && (error.kind === 'notFound' || error.kind === 'invalid'))) throw error;
}

const LOOKING_UP: readonly Call[] = [
  account('sts:GetCallerIdentity', 'sts:GetCallerIdentity', (of) => of.identity()),
  account('iam:ListRoles', 'iam:ListRoles', (of) => of.roles()),
  account('iam:GetRole', 'iam:GetRole', (of) => of.role(ROLE)),
  account('iam:SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy', (of) => of.simulate(CALLER, [{ id: 'create', actions: ['sagemaker:CreateModel'], resources: ['*'], context: {} } as never])),
  account('ec2:DescribeVpcs', 'ec2:DescribeVpcs', (of) => of.vpcs()),
  account('ec2:DescribeSubnets', 'ec2:DescribeSubnets', async (of, world) => of.subnets({ vpcId: await vpcOf(world) })),
  account('ec2:DescribeSecurityGroups', 'ec2:DescribeSecurityGroups', async (of, world) => of.securityGroups({ vpcId: await vpcOf(world) })),
  account('ec2:DescribeRouteTables', 'ec2:DescribeRouteTables', async (of, world) => of.routeTables(await vpcOf(world))),
  account('ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcEndpoints', async (of, world) => of.s3Endpoints(await vpcOf(world))),
  account('kms:ListAliases', 'kms:ListAliases', (of) => of.keys()),
  account('kms:ListKeys', 'kms:ListKeys', (of) => of.keys(), { goesOn: REFUSED }),
  account('kms:DescribeKey', 'kms:DescribeKey', (of) => of.key(KEY)),
  account('kms:GetKeyPolicy', 'kms:GetKeyPolicy', (of) => of.keyPolicy(KEY)),
  account('kms:CreateGrant', 'kms:CreateGrant', (of) => of.mayGrant(`arn:aws:kms:${REGION}:${ACCOUNT}:key/${KEY}`, ROLE), { goesOn: REFUSED }),
  account('s3:ListBuckets', 's3:ListAllMyBuckets', (of) => of.buckets()),
  account('s3:HeadBucket', 's3:ListBucket', (of) => of.bucket(MINE), { head: true, goesOn: [...REFUSED, 'clockSkew'] }),
  account('pricing:GetProducts', 'pricing:GetProducts', (of) => of.price('ml.m5.large')),
  account('service-quotas:ListServiceQuotas', 'servicequotas:ListServiceQuotas', (of) => of.quota('ml.m5.large')),
  account('service-quotas:ListAWSDefaultServiceQuotas', 'servicequotas:ListAWSDefaultServiceQuotas', (of) => of.quota('ml.none.large')),
  account('service-quotas:ListRequestedServiceQuotaChangeHistoryByQuota', 'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota', (of) => of.quotaIncrease('ml.g5.12xlarge')),
  account('service-quotas:RequestServiceQuotaIncrease', 'servicequotas:RequestServiceQuotaIncrease', (of) => of.requestQuotaIncrease('ml.g5.12xlarge', 7), { once: true, settled: ({ gateways }) => gateways.account.quotaIncrease('ml.g5.12xlarge') }),
  account('marketplace-agreement:SearchAgreements', 'aws-marketplace:SearchAgreements', (of) => of.subscribed('prod-aaaaaaaaaaaaa')),
  ...([['DescribeNotebookInstance', 'notebook'], ['DescribeSpace', 'space'], ['DescribeUserProfile', 'user'], ['DescribeDomain', 'domain']] as const)
    .map(([operation, of]) => sagemaker(operation, { run: (world) => roleOnMachine(world, of), goesOn: 'always' })),
];

const STORING: readonly Call[] = [
  { name: 's3:ListObjectsV2', action: 's3:ListBucket', run: copyWhole },
  { name: 's3:HeadObject', action: 's3:GetObject', before: copyWhole, run: ({ gateways, tag }) => gateways.removal.copies(`s3://${MINE}/jumpstart/${tag}/`), head: true },
  { name: 's3:CopyObject', action: 's3:PutObject', run: copyWhole },
  { name: 's3:CreateMultipartUpload', action: 's3:PutObject', run: copyInParts },
  { name: 's3:UploadPartCopy', action: 's3:PutObject', run: copyInParts },
  { name: 's3:CompleteMultipartUpload', action: 's3:PutObject', run: copyInParts },
  { name: 's3:AbortMultipartUpload', action: 's3:AbortMultipartUpload', before: open, run: ({ gateways, tag }) => gateways.deploy.abandon(opened.get(tag) ?? { bucket: MINE, key: tag, uploadId: 'none' }) },
  { name: 's3:DeleteObjects', action: 's3:DeleteObject', before: copyWhole, run: ({ gateways, tag }) => gateways.removal.removeCopies(`s3://${MINE}/jumpstart/${tag}/`) },
  { name: 's3:GetObject', action: 's3:GetObject', run: (world) => repack(world) },
  { name: 's3:PutObject', action: 's3:PutObject', run: (world) => repack(world) },
  { name: 's3:UploadPart', action: 's3:PutObject', before: ({ connection, tag }) => storeArchive(connection, MINE, `${tag}.tar.gz`, PART + MIB), run: (world) => repack(world, { Bucket: MINE, Key: `${world.tag}.tar.gz` }) },
];

const FETCHING: readonly Call[] = [
  { name: 'fetch:content.ts', action: 's3:GetObject', run: ({ url }) => publicContent({ region: REGION, endpointUrl: url }).fetch('models_manifest.json'), unsigned: true, goesOn: ['malformed'] },
  { name: 'fetch:emulatorProbe.ts', action: '', run: ({ url }) => isEmulator(url), unsigned: true, goesOn: 'always' },
];

export const CALLS: readonly Call[] = [...DEPLOYING, ...RUNNING, ...LOOKING_UP, ...STORING, ...FETCHING];

/** The operation as it is told on the wire. */
export function wireName({ name }: Call): string {
  return name === 'fetch:content.ts' ? 'content' : name === 'fetch:emulatorProbe.ts' ? 'probe' : name.slice(name.indexOf(':') + 1);
}
