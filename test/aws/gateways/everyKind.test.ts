// One model of every kind, planned, deployed by the real runner over the real SDK, in service, and removed: nothing is left.
import assert from 'node:assert/strict';
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { ListEndpointConfigsCommand, ListModelsCommand } from '@aws-sdk/client-sagemaker';
import { systemClock } from '../../../src/aws/clock.js';
import { HubCatalogue } from '../../../src/catalog/hubCatalogue.js';
import { type ModelSpec, parseSpec } from '../../../src/catalog/spec.js';
import { defaultForm, isolationDefault } from '../../../src/deploy/defaults.js';
import { type DeploymentPlan, plan, resolve } from '../../../src/deploy/plan.js';
import type { DeploymentRecord } from '../../../src/deploy/record.js';
import { Runner } from '../../../src/deploy/runner.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { remove } from '../../../src/endpoints/removal.js';
import { planRemoval } from '../../../src/endpoints/removalPlan.js';
import { type DeploymentForm, EMPTY_FORM } from '../../../src/shared/form.js';
import { violations } from '../../fixtures/constraints.js';
import { clientsOf, emulatorForSuite, role } from '../emulator/support.js';
import { REGION, gatewaysTo } from './support.js';

const BUCKET = 'ml-models-111122223333';
const KEY = '00000000-aaaa-bbbb-cccc-000000000001';
const QUOTAS = Object.fromEntries(['m5.large', 'm5.xlarge', 'g4dn.xlarge', 'g5.2xlarge', 'g5.4xlarge', 'g5.12xlarge', 'g5.48xlarge', 'g7e.2xlarge', 'p4d.24xlarge', 'g6.12xlarge'].map((type) => [`ml.${type}`, 50]));

interface Kind {
  readonly title: string;
  /** An id of the catalogue, or behind a hub's name one of a private hub. */
  readonly model: string;
  readonly change?: Partial<DeploymentForm>;
  /** What its container, and for a package its model, has to hold. */
  readonly holds: RegExp;
}

const ACCEPTED = { acceptEula: true };
const MOBILENET = 'pytorch-ic-mobilenet-v2';
const LLAMA = 'meta-textgeneration-llama-3-1-8b-instruct';
const KINDS: readonly Kind[] = [
  { title: 'an open prefix', model: MOBILENET, holds: /"S3Uri":"s3:\/\/jumpstart-cache-prod-us-west-2\/[^"]+\/","S3DataType":"S3Prefix","CompressionType":"None"\}/ },
  { title: 'an archive', model: 'huggingface-textembedding-all-MiniLM-L6-v2', holds: /"ModelDataUrl":"s3:\/\/jumpstart-cache-prod-us-west-2\/[^"]+\.tar\.gz"/ },
  { title: 'a licence alone', model: 'huggingface-llm-elyza-japanese-llama-2-7b-chat', change: ACCEPTED, holds: /jumpstart-cache-prod-us-west-2\/.*"AcceptEula":true/ },
  { title: 'a gated model', model: LLAMA, change: { ...ACCEPTED, inferenceConfig: 'lmi' }, holds: /jumpstart-private-cache-prod-us-west-2\/.*"AcceptEula":true/ },
  { title: 'a gated model with a gated draft model', model: LLAMA, change: { ...ACCEPTED, inferenceConfig: 'lmi-optimized' }, holds: /"AdditionalModelDataSources":\[\{"ChannelName":"[^"]+","S3DataSource":\{"S3Uri":"s3:\/\/jumpstart-private-cache-prod-us-west-2\/[^\]]*"AcceptEula":true/ },
  { title: 'a config by its rank, with an open draft model', model: 'openai-reasoning-gpt-oss-20b', holds: /"AdditionalModelDataSources":\[\{"ChannelName":"[^"]+","S3DataSource":\{"S3Uri":"s3:\/\/[^\]]*"CompressionType":"None"\}\}\]/ },
  { title: 'a package of the Marketplace', model: 'ai21-jurassic-2-light', holds: /^\[\{"ModelPackageName":"arn:aws:sagemaker:us-west-2:594846645681:model-package\/[^"]+"\}\]$/ },
  { title: 'weights and code packed into a bucket', model: 'sklearn-classification-linear', change: { artifactBucket: BUCKET, key: { mode: 'input', found: '', typed: KEY } }, holds: /"ModelDataUrl":"s3:\/\/ml-models-111122223333\/jumpstart\/sklearn-classification-linear\/1\.3\.1\/model\.tar\.gz"/ },
  { title: 'a prefix copied into a bucket, encrypted', model: MOBILENET, change: { artifactBucket: BUCKET, key: { mode: 'input', found: '', typed: KEY } }, holds: /"S3Uri":"s3:\/\/ml-models-111122223333\/jumpstart\/pytorch-ic-mobilenet-v2\/3\.0\.25\/"/ },
  { title: 'a hub\'s own model', model: 'our-models/pytorch-ic-acme-parts', holds: /^(?!.*HubAccessConfig)/ },
  { title: 'a reference of a hub', model: `our-models/${MOBILENET}`, holds: /"HubAccessConfig":\{"HubContentArn":"arn:aws:sagemaker:us-west-2:111122223333:hub-content\/our-models\/ModelReference\/pytorch-ic-mobilenet-v2\/3\.0\.25"\}/ },
  { title: 'a gated reference of a hub', model: `our-models/${LLAMA}`, change: ACCEPTED, holds: /"AcceptEula":true\},"HubAccessConfig"/ },
  { title: 'types to fall back to', model: 'huggingface-tc-bert-base-cased', change: { instanceType: 'ml.m5.xlarge', fallbackTypes: ['ml.g4dn.xlarge'] }, holds: /-cpu-/ },
];

describe('every kind of model', () => {
  const emulator = emulatorForSuite({ timeScale: 100_000, quotas: QUOTAS });
  let gateways: Gateways;
  before(() => { gateways = gatewaysTo(emulator.current.url); });
  after(() => { gateways.dispose(); });

  async function specOf(model: string): Promise<ModelSpec> {
    const [hubName, id] = model.split('/');
    if (id === undefined) return parseSpec(builtInCatalogue().entries.find(({ modelId }) => modelId === model)?.spec);
    const hub = (await gateways.hub.listHubs()).find(({ name }) => name === hubName) ?? assert.fail('no hub');
    const catalogue = new HubCatalogue({ region: REGION, hub, gateway: () => Promise.resolve(gateways.hub), now: () => new Date(), cache: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() } });
    const found = await catalogue.find(id) ?? assert.fail('the hub does not offer it');
    return catalogue.spec(id, found.version);
  }

  async function planned(model: string, change: Partial<DeploymentForm>): Promise<DeploymentRecord> {
    const spec = await specOf(model);
    const wanted = { ...defaultForm(spec, REGION, new Date()), endpointName: `kind-${count++}`, role: { mode: 'input' as const, found: '', typed: role }, ...change };
    const { instanceType, ...rest } = wanted;
    const typed = { ...rest, instanceType: change.inferenceConfig === undefined || change.instanceType !== undefined ? instanceType : resolve(spec, REGION, { config: change.inferenceConfig }).instanceType };
    const form = { ...typed, networkIsolation: isolationDefault(resolve(spec, REGION, { instanceType: typed.instanceType, config: typed.inferenceConfig })) };
    const result = plan(spec, form, { region: REGION, accountId: '111122223333' });
    if (!result.ok) assert.fail(result.refusals.map((r) => r.message).join(' '));
    assert.deepEqual(violations(result.plan), []);
    return recordOf(result.plan, form);
  }

  function recordOf(made: DeploymentPlan, form: DeploymentForm): DeploymentRecord {
    return {
      format: 1, id: 'kind', title: 'Kind', target: { profile: undefined, region: REGION, accountId: '111122223333', endpointUrl: emulator.current.url, emulated: true }, plan: made, form, startedAt: new Date().toISOString(),
      endedAt: undefined, phase: 'running', calls: made.calls.map(({ id }) => ({ id, status: 'waiting', startedAt: undefined, endedAt: undefined, arn: undefined, progress: undefined })), cancelWanted: false, failure: undefined, paused: undefined,
    };
  }

  async function account(): Promise<unknown> {
    const { sagemaker } = clientsOf(emulator.current);
    const [models, configs, endpoints] = await Promise.all([sagemaker.send(new ListModelsCommand({ MaxResults: 100 })), sagemaker.send(new ListEndpointConfigsCommand({ MaxResults: 100 })), gateways.endpoints.list()]);
    sagemaker.destroy();
    return [models.Models?.map((m) => m.ModelName), configs.EndpointConfigs?.map((c) => c.EndpointConfigName), endpoints.map((e) => e.name)].map((names) => names?.sort());
  }

  let count = 0;

  async function comesAndGoes({ model, change = {}, holds }: Kind): Promise<void> {
    const before = await account();
    const record = await planned(model, change);
    const runner = new Runner(record, { port: gateways.deploy, clock: systemClock, pollMs: 20, save: () => Promise.resolve(), confirm: () => Promise.resolve(), look: (name, signal) => gateways.deploy.describe('endpoint', name, signal), failed: () => undefined, cancelWanted: () => Promise.resolve(false) });
    const never = new AbortController().signal;
    const ended = await runner.run(never, never);
    assert.deepEqual([ended.phase, ended.failure, ended.paused], ['inService', undefined, undefined]);
    const created = record.plan.calls.find(({ operation }) => operation === 'CreateModel')?.input ?? {};
    assert.match(JSON.stringify(created['PrimaryContainer'] ?? created['Containers']), holds);
    const sent = emulator.current.calls.findLast(({ operation, input }) => operation === 'CreateModel' && input['ModelName'] === created['ModelName'])?.input;
    assert.deepEqual(sent, created, 'what was shown is what was sent');
    const name = record.plan.calls.at(-1)?.creates?.name ?? '';
    const ports = { ...gateways, parkedOn: () => [] };
    const removal = await planRemoval(ports, name);
    const { left } = await remove(removal, { ports, clock: systemClock, pollMs: 20 });
    assert.deepEqual([left, removal.stays], [[], []]);
    assert.deepEqual(await account(), before);
  }

  for (const kind of KINDS) it(`comes into service and leaves nothing behind: ${kind.title}`, () => comesAndGoes(kind));

  it('comes into service and leaves nothing behind: in a VPC', async () => {
    const { ec2 } = clientsOf(emulator.current);
    const { Subnets: all = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const { SecurityGroups: groups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    ec2.destroy();
    const vpcId = groups[0]?.VpcId ?? '';
    const vpc = { ...EMPTY_FORM.vpc, mode: 'find' as const, vpcId, subnets: all.filter((s) => s.VpcId === vpcId).slice(0, 2).map((s) => s.SubnetId ?? ''), securityGroups: [groups[0]?.GroupId ?? ''] };
    await comesAndGoes({ title: 'in a VPC', model: MOBILENET, change: { vpc }, holds: /S3Prefix/ });
  });
});
