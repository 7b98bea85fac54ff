import {
  AddTagsCommand, CreateEndpointCommand, CreateEndpointConfigCommand, CreateModelCommand, DeleteEndpointCommand, DeleteEndpointConfigCommand, DeleteModelCommand, DeleteTagsCommand, DescribeEndpointCommand,
  DescribeEndpointConfigCommand, DescribeModelCommand, ListEndpointConfigsCommand, ListEndpointsCommand, ListInferenceComponentsCommand, ListModelsCommand, ListTagsCommand, ProductionVariantInstanceType,
  UpdateEndpointCommand, UpdateEndpointWeightsAndCapacitiesCommand, paginateListEndpoints, waitUntilEndpointDeleted, waitUntilEndpointInService, type CreateEndpointConfigCommandInput, type CreateModelCommandInput,
} from '@aws-sdk/client-sagemaker';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import assert from 'node:assert/strict';
import { hostingTypes } from '../../../src/emulator/services/instanceTypes.js';
import { account, clientsOf, cpuImage, credentials, deploy, emulatorForSuite, failure, mobilenet, modelInput, prefixSource, region, role, statusOf, type Clients } from './support.js';

const arn = (kind: string, name: string): string => `arn:aws:sagemaker:${region}:${account}:${kind}/${name}`;
const variant = { VariantName: 'AllTraffic', ModelName: 'm', InitialInstanceCount: 1, InstanceType: 'ml.m5.large' } as const;

describe('emulator: SageMaker models', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });
  const create = (name: string, more: Partial<CreateModelCommandInput> = {}): Promise<unknown> => clients.sagemaker.send(new CreateModelCommand(modelInput(name, more)));
  const refused = async (name: string, more: Partial<CreateModelCommandInput>): Promise<string> => {
    const error = await failure(create(name, more));
    assert.equal(error.name, 'ValidationException');
    assert.equal(error.$metadata?.httpStatusCode, 400);
    return error.message;
  };

  it('keeps what was sent and names it in lower case in the ARN', async () => {
    await create('My-Model', { Tags: [{ Key: 'team', Value: 'a' }] });
    const model = await clients.sagemaker.send(new DescribeModelCommand({ ModelName: 'My-Model' }));
    assert.equal(model.ModelArn, arn('model', 'my-model'));
    assert.equal(model.ModelName, 'My-Model');
    assert.equal(model.PrimaryContainer?.Image, cpuImage);
    assert.equal(model.EnableNetworkIsolation, true);
    assert(Math.abs((model.CreationTime?.getTime() ?? 0) - Date.now()) < 5000);
    assert.deepEqual((await clients.sagemaker.send(new ListTagsCommand({ ResourceArn: model.ModelArn }))).Tags, [{ Key: 'team', Value: 'a' }]);
    assert.equal(await refused('MY-MODEL', {}), `Cannot create already existing model "${arn('model', 'my-model')}".`);
  });

  it('answers violated constraints in the words of the service', async () => {
    assert.equal(await refused('a'.repeat(64), {}), `1 validation error detected: Value '${'a'.repeat(64)}' at 'modelName' failed to satisfy constraint: Member must have length less than or equal to 63`);
    assert.match(await refused('-a', {}), /^1 validation error detected: Value '-a' at 'modelName' failed to satisfy constraint: Member must satisfy regular expression pattern: /);
    assert.match(await refused('a', { VpcConfig: { SecurityGroupIds: [], Subnets: ['subnet-0a1b2c3d4e5f60011'] } }), /Value '\[\]' at 'vpcConfig\.securityGroupIds' failed to satisfy constraint: Member must have length greater than or equal to 1/);
    assert.match(await refused('a_b', { ExecutionRoleArn: 'not-an-arn-of-any-role' }), /^2 validation errors detected: Value 'a_b' at 'modelName' .*; Value 'not-an-arn-of-any-role' at 'executionRoleArn'/);
    assert.match(await refused('a', { PrimaryContainer: { Image: cpuImage, Environment: { '1X': 'v' } } }), /at 'primaryContainer\.environment' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must satisfy regular expression pattern: \[a-zA-Z_\]/);
    assert.match(await refused('a', { Tags: [{ Key: 'k!', Value: '' }] }), /Value 'k!' at 'tags\.1\.member\.key' failed/);
    assert.match(await refused('a', { Tags: [{ Key: 'k', Value: '' }, { Key: 'k', Value: '' }] }), /Duplicate tag keys found/);
    assert.match(await refused('a', { Tags: [{ Key: 'aws:x', Value: '' }] }), /aws: prefixed tag key names are not allowed/);
    assert.match(await refused('a', { Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }), /at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50/);
    const untyped = { ModelName: undefined as unknown as string };
    assert.match(await refused('a', untyped), /Value null at 'modelName' failed to satisfy constraint: Member must not be null/);
  });

  it('checks the role', async () => {
    const gone = `arn:aws:iam::${account}:role/Nobody`;
    assert.equal(await refused('a', { ExecutionRoleArn: gone }), `Could not assume role ${gone}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`);
    assert.match(await refused('a', { ExecutionRoleArn: `arn:aws:iam::${account}:role/service-role/NightlyReportFunction` }), /^Could not assume role/);
    const foreign = await failure(create('a', { ExecutionRoleArn: 'arn:aws:iam::999988887777:role/Theirs' }));
    assert.equal(foreign.name, 'AccessDeniedException');
    await create('with-condition', { ExecutionRoleArn: `arn:aws:iam::${account}:role/MLPlatformEndpointRole` });
  });

  it('looks for the image and for the model data', async () => {
    const image = (uri: string): Partial<CreateModelCommandInput> => ({ PrimaryContainer: { Image: uri, ModelDataSource: prefixSource(mobilenet) } });
    assert.match(await refused('a', image(`763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:1.10.0-cpu-py38`)), /^Requested image .* not found\.$/);
    assert.match(await refused('a', image(`123456789012.dkr.ecr.${region}.amazonaws.com/thing:1`)), /not found/);
    const data = (uri: string): Partial<CreateModelCommandInput> => ({ PrimaryContainer: { Image: cpuImage, ModelDataSource: prefixSource(uri) } });
    assert.equal(await refused('a', data(`s3://jumpstart-cache-prod-${region}/gone/v1/`)), `Could not find model data at s3://jumpstart-cache-prod-${region}/gone/v1/.`);
    assert.match(await refused('a', data(mobilenet.replace(region, 'us-east-1'))), new RegExp(`^Could not access model data at .*"s3:GetObject" permissions and that the object is located in ${region}\\..*"s3:ListBucket"`));
    assert.match(await refused('a', data('s3://nobodys-bucket/x/')), /^Could not access model data/);
    assert.match(await refused('a', { ...data(`s3://ml-models-${account}/x/`), ExecutionRoleArn: `arn:aws:iam::${account}:role/SageMakerWithoutBuckets` }), /^Could not access model data/);
    assert.match(await refused('a', data(`s3://jumpstart-cache-prod-${region}/pytorch-ic`)), /must end with a forward slash/);
  });

  it('takes a prefix only from a source that says so, and one kind of containers', async () => {
    const gone = `Could not find model data at ${mobilenet}.`;
    assert.equal(await refused('a', { PrimaryContainer: { Image: cpuImage, ModelDataUrl: mobilenet } }), gone);
    assert.equal(await refused('a', { PrimaryContainer: { Image: cpuImage, ModelDataSource: { S3DataSource: { S3Uri: mobilenet, S3DataType: 'S3Object', CompressionType: 'None' } } } }), gone);
    await create('many', { PrimaryContainer: { Image: cpuImage, Mode: 'MultiModel', ModelDataUrl: mobilenet } });
    await clients.sagemaker.send(new DeleteModelCommand({ ModelName: 'many' }));
    assert.equal(await refused('a', { Containers: [{ Image: cpuImage }] }), 'Specify either PrimaryContainer or Containers, not both.');
  });

  it('asks for the licence of gated data, main and additional', async () => {
    const gated = `s3://jumpstart-private-cache-prod-${region}/meta-textgeneration/meta-textgeneration-llama-3-1-8b-instruct/artifacts/inference-prepack/v2.0.0/`;
    const draft = `s3://jumpstart-private-cache-prod-${region}/meta-textgeneration/meta-textgeneration-llama-3-2-1b/artifacts/inference-prepack/v1.0.0/`;
    const Image = `763104351884.dkr.ecr.${region}.amazonaws.com/djl-inference:0.29.0-lmi11.0.0-cu124`;
    const text = (uri: string): string => `The AcceptEula value must be explicitly defined as True in order to accept the end-user license agreement (EULA) that this "${uri}" model requires.`;
    assert.equal(await refused('llama', { PrimaryContainer: { Image, ModelDataSource: prefixSource(gated) } }), text(gated));
    assert.equal(await refused('llama', { PrimaryContainer: { Image, ModelDataSource: prefixSource(gated, false) } }), text(gated));
    const additional = (accept?: boolean): Partial<CreateModelCommandInput> => ({ PrimaryContainer: { Image, ModelDataSource: prefixSource(gated, true), AdditionalModelDataSources: [{ ChannelName: 'draft_model', S3DataSource: prefixSource(draft, accept)?.S3DataSource }] } });
    assert.equal(await refused('llama', additional()), text(draft));
    await create('llama', additional(true));
  });

  it('checks the network', async () => {
    assert.match(await refused('a', { VpcConfig: { SecurityGroupIds: ['sg-0a1b2c3d4e5f60031'], Subnets: ['subnet-gone'] } }), /subnet ID 'subnet-gone' does not exist/);
    assert.match(await refused('a', { VpcConfig: { SecurityGroupIds: ['sg-0a1b2c3d4e5f60034'], Subnets: ['subnet-0a1b2c3d4e5f60011'] } }), /belong to different networks/);
  });

  it('deploys a Marketplace package with network isolation only', async () => {
    const ModelPackageName = `arn:aws:sagemaker:${region}:594846645681:model-package/j2-light-v2-0-004`;
    const open: CreateModelCommandInput = { ModelName: 'package', ExecutionRoleArn: role, Containers: [{ ModelPackageName }] };
    assert.match((await failure(clients.sagemaker.send(new CreateModelCommand(open)))).message, /network isolation/);
    await clients.sagemaker.send(new CreateModelCommand({ ...open, EnableNetworkIsolation: true }));
    assert.equal((await clients.sagemaker.send(new DescribeModelCommand({ ModelName: 'package' }))).Containers?.[0]?.ModelPackageName, ModelPackageName);
  });

  it('pages, filters and deletes', async () => {
    const first = await clients.sagemaker.send(new ListModelsCommand({ MaxResults: 2, SortBy: 'Name', SortOrder: 'Ascending' }));
    const second = await clients.sagemaker.send(new ListModelsCommand({ MaxResults: 2, SortBy: 'Name', SortOrder: 'Ascending', NextToken: first.NextToken }));
    const names = [...first.Models ?? [], ...second.Models ?? []].map((model) => model.ModelName ?? '');
    assert.deepEqual(names, [...names].sort((a, b) => a.localeCompare(b)));
    assert.equal(new Set(names).size, 4);
    assert.deepEqual((await clients.sagemaker.send(new ListModelsCommand({ NameContains: 'LLAMA' }))).Models?.map((model) => model.ModelName), ['llama']);
    await clients.sagemaker.send(new DeleteModelCommand({ ModelName: 'llama' }));
    assert.equal((await failure(clients.sagemaker.send(new DescribeModelCommand({ ModelName: 'llama' })))).message, `Could not find model "${arn('model', 'llama')}".`);
    assert.equal((await failure(clients.sagemaker.send(new DeleteModelCommand({ ModelName: 'llama' })))).message, `Could not find model "${arn('model', 'llama')}".`);
  });
});

describe('emulator: SageMaker endpoint configurations', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  before(async () => {
    clients = clientsOf(emulator.current);
    await clients.sagemaker.send(new CreateModelCommand(modelInput('m')));
  });
  const create = (more: Partial<CreateEndpointConfigCommandInput>): Promise<unknown> => clients.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'c', ProductionVariants: [variant], ...more }));
  const refused = async (more: Partial<CreateEndpointConfigCommandInput>): Promise<string> => (await failure(create(more))).message;

  it('knows every instance type that the SDK knows', () => {
    const missing = Object.values(ProductionVariantInstanceType).filter((type) => !hostingTypes.has(type));
    assert.deepEqual(missing, []);
  });

  it('checks its variants', async () => {
    assert.equal(await refused({ ProductionVariants: [{ ...variant, ModelName: 'gone' }] }), `Could not find model "${arn('model', 'gone')}".`);
    assert.match(await refused({ ProductionVariants: [{ ...variant, InstanceType: 'ml.t3.medium' as never }] }), /Value 'ml\.t3\.medium' at 'productionVariants\.1\.member\.instanceType' failed to satisfy constraint: Member must satisfy enum value set: \[.*ml\.m5\.large/);
    assert.match(await refused({ ProductionVariants: [{ ...variant, InitialInstanceCount: 0 }] }), /at 'productionVariants\.1\.member\.initialInstanceCount' failed to satisfy constraint: Member must have value greater than or equal to 1/);
    assert.equal(await refused({ ProductionVariants: [{ ...variant, InitialInstanceCount: 1.5 }] }), "Could not read 'productionVariants.1.member.initialInstanceCount' of the request: a whole number was expected.");
    assert.match(await refused({ ProductionVariants: [{ ...variant, VolumeSizeInGB: 513 }] }), /less than or equal to 512/);
    assert.match(await refused({ ProductionVariants: [{ ...variant, ModelDataDownloadTimeoutInSeconds: 59 }] }), /greater than or equal to 60/);
    assert.match(await refused({ ProductionVariants: [{ ...variant, InitialInstanceCount: undefined }] }), /needs an InitialInstanceCount/);
    assert.match(await refused({ ProductionVariants: [variant, variant] }), /unique/);
    assert.match(await refused({ ProductionVariants: [] }), /length greater than or equal to 1/);
    assert.match(await refused({ KmsKeyId: 'a key' }), /at 'kmsKeyId' failed/);
    assert.equal(await refused({ ProductionVariants: [{ ...variant, ManagedInstanceScaling: { Status: 'ENABLED' } }] }), 'ManagedInstanceScaling is only supported for inference component endpoints.');
  });

  it('is kept, listed and deleted', async () => {
    await create({ KmsKeyId: 'alias/ml-endpoints' });
    const found = await clients.sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'c' }));
    assert.equal(found.EndpointConfigArn, arn('endpoint-config', 'c'));
    assert.equal(found.KmsKeyId, 'alias/ml-endpoints');
    assert.equal(found.ProductionVariants?.[0]?.InitialVariantWeight, 1);
    assert.equal(await refused({}), `Cannot create already existing endpoint configuration "${arn('endpoint-config', 'c')}".`);
    assert.deepEqual((await clients.sagemaker.send(new ListEndpointConfigsCommand({ NameContains: 'c' }))).EndpointConfigs?.map((entry) => entry.EndpointConfigName)[0], 'c');
    await clients.sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'c' }));
    assert.equal((await failure(clients.sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'c' })))).message, `Could not find endpoint configuration "${arn('endpoint-config', 'c')}".`);
  });
});

describe('emulator: SageMaker endpoints', () => {
  const emulator = emulatorForSuite({ timeScale: 1 });
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });
  const endpoint = (name: string): Promise<unknown> => clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
  const remove = (name: string): Promise<unknown> => clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: name }));

  it('goes from Creating to InService to gone in virtual time', async () => {
    await deploy(clients, 'small');
    const creating = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'small' }));
    assert.equal(creating.EndpointStatus, 'Creating');
    assert.equal(creating.ProductionVariants, undefined);
    assert.equal(creating.PendingDeploymentSummary?.ProductionVariants?.[0]?.InstanceType, 'ml.m5.large');
    assert.equal((await failure(remove('small'))).message, `Cannot update in-progress endpoint "${arn('endpoint', 'small')}".`);
    emulator.current.advance(3 * 60);
    assert.equal(await statusOf(clients, 'small'), 'Creating');
    emulator.current.advance(61);
    const serving = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'small' }));
    assert.equal(serving.EndpointStatus, 'InService');
    assert.equal(serving.PendingDeploymentSummary, undefined);
    assert.equal(serving.ProductionVariants?.[0]?.CurrentInstanceCount, 1);
    assert.equal(serving.ProductionVariants[0].DeployedImages?.[0]?.SpecifiedImage, cpuImage);
    await remove('small');
    assert.equal(await statusOf(clients, 'small'), 'Deleting');
    assert.match((await failure(remove('small'))).message, /in-progress/);
    emulator.current.advance(61);
    assert.equal((await failure(endpoint('small'))).message, `Could not find endpoint "${arn('endpoint', 'small')}".`);
  });

  it('takes longer for a language model', async () => {
    const uri = `s3://jumpstart-cache-prod-${region}/huggingface-llm/huggingface-llm-falcon-7b-instruct-bf16/artifacts/inference-prepack/v2.0.0/`;
    await deploy(clients, 'falcon', 'ml.g5.2xlarge', { PrimaryContainer: { Image: `763104351884.dkr.ecr.${region}.amazonaws.com/huggingface-pytorch-tgi-inference:2.4.0-tgi2.4.0-gpu-py311-cu124-ubuntu22.04`, ModelDataSource: prefixSource(uri) } });
    emulator.current.advance(5 * 60);
    assert.equal(await statusOf(clients, 'falcon'), 'Creating');
    emulator.current.advance(5 * 60 + 1);
    assert.equal(await statusOf(clients, 'falcon'), 'InService');
  });

  it('works with the waiters of the SDK', async () => {
    await deploy(clients, 'awaited');
    const soon = setTimeout(() => emulator.current.advance(241), 500);
    const wait = { client: clients.sagemaker, maxWaitTime: 20, minDelay: 1, maxDelay: 1 };
    assert.equal((await waitUntilEndpointInService(wait, { EndpointName: 'awaited' })).state, 'SUCCESS');
    clearTimeout(soon);
    await remove('awaited');
    setTimeout(() => emulator.current.advance(61), 200);
    assert.equal((await waitUntilEndpointDeleted(wait, { EndpointName: 'awaited' })).state, 'SUCCESS');
  });

  it('has names that are unique without regard to case', async () => {
    await deploy(clients, 'Unique');
    assert.equal((await failure(clients.sagemaker.send(new CreateEndpointCommand({ EndpointName: 'UNIQUE', EndpointConfigName: 'Unique' })))).message, `Cannot create already existing endpoint "${arn('endpoint', 'unique')}".`);
    assert.equal((await failure(clients.sagemaker.send(new CreateEndpointCommand({ EndpointName: 'x', EndpointConfigName: 'gone' })))).message, `Could not find endpoint configuration "${arn('endpoint-config', 'gone')}".`);
  });

  it('holds to the quotas', async () => {
    const error = await failure(deploy(clients, 'dear', 'ml.p4d.24xlarge'));
    assert.equal(error.name, 'ResourceLimitExceeded');
    assert.equal(error.message, 'The account-level service limit \'ml.p4d.24xlarge for endpoint usage\' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.');
    await deploy(clients, 'two', 'ml.g4dn.xlarge', { PrimaryContainer: { Image: cpuImage.replace('cpu', 'gpu'), ModelDataSource: prefixSource(mobilenet) } });
    await clients.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'two-more', ProductionVariants: [{ ...variant, ModelName: 'two', InitialInstanceCount: 2, InstanceType: 'ml.g4dn.xlarge' }] }));
    assert.match((await failure(clients.sagemaker.send(new CreateEndpointCommand({ EndpointName: 'two-more', EndpointConfigName: 'two-more' })))).message, /is 2 Instances, with current utilization of 1 Instances and a request delta of 2 Instances/);
  });

  it('fails where the emulated account is wrong: no way to S3, a disabled key, a GPU image without a GPU', async () => {
    await deploy(clients, 'sealed', 'ml.m5.large', { VpcConfig: { SecurityGroupIds: ['sg-0a1b2c3d4e5f60035'], Subnets: ['subnet-0a1b2c3d4e5f60021', 'subnet-0a1b2c3d4e5f60022'] } });
    await deploy(clients, 'open', 'ml.m5.large', { VpcConfig: { SecurityGroupIds: ['sg-0a1b2c3d4e5f60032'], Subnets: ['subnet-0a1b2c3d4e5f60011', 'subnet-0a1b2c3d4e5f60012'] } });
    await deploy(clients, 'misfit', 'ml.m5.large', { PrimaryContainer: { Image: cpuImage.replace('cpu', 'gpu'), ModelDataSource: prefixSource(mobilenet) } });
    assert.match((await failure(deploy(clients, 'locked', 'ml.m5.large', {}, { KmsKeyId: 'alias/ml-retired' }))).message, /KMS key .* is disabled/);
    assert.match((await failure(deploy(clients, 'lost', 'ml.m5.large', {}, { KmsKeyId: 'alias/nobody' }))).message, new RegExp(`Alias arn:aws:kms:${region}:${account}:alias/nobody is not found`));
    assert.match((await failure(deploy(clients, 'signing', 'ml.m5.large', {}, { KmsKeyId: 'alias/release-signing' }))).message, /key usage is SIGN_VERIFY which is not valid/);
    assert.equal((await failure(deploy(clients, 'managed', 'ml.m5.large', {}, { KmsKeyId: 'alias/aws/s3' }))).name, 'AccessDeniedException');
    emulator.current.advance(13 * 60);
    const sealed = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'sealed' }));
    assert.equal(sealed.EndpointStatus, 'Failed');
    assert.match(sealed.FailureReason ?? '', /^Failed to download model data for container "container_1" from URL: "s3:\/\/jumpstart-cache-prod/);
    assert.equal(await statusOf(clients, 'open'), 'InService');
    assert.match((await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'misfit' }))).FailureReason ?? '', /^CannotStartContainerError/);
    await remove('sealed');
    emulator.current.advance(61);
    await failure(endpoint('sealed'));
  });

  it('updates to a new configuration and scales', async () => {
    await deploy(clients, 'up');
    assert.match((await failure(clients.sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'up', EndpointConfigName: 'up' })))).message, /in-progress/);
    emulator.current.advance(241);
    await clients.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'up-2', ProductionVariants: [{ ...variant, ModelName: 'up', InstanceType: 'ml.c5.xlarge' }] }));
    await clients.sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'up', EndpointConfigName: 'up-2' }));
    const updating = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'up' }));
    assert.deepEqual([updating.EndpointStatus, updating.EndpointConfigName, updating.PendingDeploymentSummary?.EndpointConfigName], ['Updating', 'up', 'up-2']);
    emulator.current.advance(8 * 60 + 1);
    const updated = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'up' }));
    assert.deepEqual([updated.EndpointStatus, updated.EndpointConfigName], ['InService', 'up-2']);
    await clients.sagemaker.send(new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName: 'up', DesiredWeightsAndCapacities: [{ VariantName: 'AllTraffic', DesiredInstanceCount: 3 }] }));
    const scaling = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'up' }));
    assert.deepEqual([scaling.ProductionVariants?.[0]?.CurrentInstanceCount, scaling.ProductionVariants?.[0]?.DesiredInstanceCount], [1, 3]);
    emulator.current.advance(3 * 60 + 1);
    assert.equal((await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'up' }))).ProductionVariants?.[0]?.CurrentInstanceCount, 3);
  });

  it('lists in pages, newest first, with filters', async () => {
    const names: string[] = [];
    for await (const page of paginateListEndpoints({ client: clients.sagemaker, pageSize: 3 }, {})) {
      assert((page.Endpoints?.length ?? 0) <= 3);
      names.push(...(page.Endpoints ?? []).map((entry) => entry.EndpointName ?? ''));
    }
    assert(names.length >= 8);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(names.slice(-2), ['jumpstart-dft-hf-tc-bert-base-cased', 'churn-scoring-prod']);
    const list = async (input: object): Promise<(string | undefined)[]> => ((await clients.sagemaker.send(new ListEndpointsCommand(input))).Endpoints ?? []).map((entry) => entry.EndpointName);
    assert.deepEqual(await list({ NameContains: 'churn' }), ['churn-scoring-prod']);
    assert((await list({ StatusEquals: 'Failed' })).includes('misfit'));
    assert.deepEqual(await list({ SortBy: 'Name', SortOrder: 'Ascending', MaxResults: 1 }), ['churn-scoring-prod']);
    assert.deepEqual(await list({ CreationTimeBefore: new Date(Date.now() - 20 * 86_400_000) }), ['churn-scoring-prod']);
    assert.match((await failure(clients.sagemaker.send(new ListEndpointsCommand({ NextToken: 'made-up' })))).message, /NextToken is not valid/);
    assert.match((await failure(clients.sagemaker.send(new ListEndpointsCommand({ MaxResults: 101 })))).message, /less than or equal to 100/);
    assert.deepEqual((await clients.sagemaker.send(new ListInferenceComponentsCommand({}))).InferenceComponents, []);
    assert.deepEqual((await clientsOf(emulator.current, 'eu-west-1').sagemaker.send(new ListEndpointsCommand({}))).Endpoints, []);
  });

  it('finds tagged resources by their ARNs', async () => {
    const tagging = new ResourceGroupsTaggingAPIClient({ region, endpoint: emulator.current.url, credentials, maxAttempts: 1 });
    const wanted = arn('endpoint', 'churn-scoring-prod');
    assert.deepEqual((await tagging.send(new GetResourcesCommand({ ResourceARNList: [wanted, arn('endpoint', 'nobody')] }))).ResourceTagMappingList?.map((entry) => entry.ResourceARN), [wanted]);
    assert.equal((await failure(tagging.send(new GetResourcesCommand({ ResourceARNList: [wanted], ResourceTypeFilters: ['sagemaker:endpoint'] })))).name, 'InvalidParameterException');
  });

  it('adds, lists and removes tags', async () => {
    const ResourceArn = arn('endpoint', 'churn-scoring-prod');
    const added = await clients.sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'owner', Value: 'me' }] }));
    assert.equal(added.Tags?.length, 2);
    await clients.sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['team'] }));
    assert.deepEqual((await clients.sagemaker.send(new ListTagsCommand({ ResourceArn }))).Tags, [{ Key: 'owner', Value: 'me' }]);
    await failure(clients.sagemaker.send(new ListTagsCommand({ ResourceArn: arn('endpoint', 'gone') })));
    const studio = await clients.sagemaker.send(new ListTagsCommand({ ResourceArn: arn('endpoint', 'jumpstart-dft-hf-tc-bert-base-cased') }));
    assert(studio.Tags?.some((tag) => tag.Key === 'sagemaker-studio:jumpstart-model-id'));
  });
});
