import { CreateModelCommand, DescribeHubCommand, DescribeHubContentCommand, ListHubContentVersionsCommand, ListHubContentsCommand, ListHubsCommand } from '@aws-sdk/client-sagemaker';
import assert from 'node:assert/strict';
import { clientsOf, emulatorForSuite, failure, region, role, type Clients } from './support.js';

describe('emulator: the account\'s own hub', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });
  const id = 'meta-textgeneration-llama-3-1-8b-instruct';
  const reference = { HubName: 'our-models', HubContentType: 'ModelReference', HubContentName: id } as const;

  it('is listed beside the public one, in pages, with a model and references', async () => {
    const first = await clients.sagemaker.send(new ListHubsCommand({ MaxResults: 1 }));
    assert.deepEqual(first.HubSummaries?.map((h) => h.HubName), ['our-models']);
    assert.deepEqual((await clients.sagemaker.send(new ListHubsCommand({ NextToken: first.NextToken }))).HubSummaries?.map((h) => h.HubName), ['SageMakerPublicHub']);
    assert.match((await clients.sagemaker.send(new DescribeHubCommand({ HubName: 'our-models' }))).HubArn ?? '', new RegExp(`^arn:aws:sagemaker:${region}:\\d{12}:hub/our-models$`));
    const names = async (HubContentType: 'Model' | 'ModelReference') => (await clients.sagemaker.send(new ListHubContentsCommand({ HubName: 'our-models', HubContentType }))).HubContentSummaries?.map((c) => c.HubContentName);
    assert.deepEqual([await names('Model'), await names('ModelReference')], [['pytorch-ic-acme-parts'], [id, 'pytorch-ic-mobilenet-v2']]);
    assert.deepEqual((await clients.sagemaker.send(new ListHubContentVersionsCommand({ ...reference, HubContentName: 'pytorch-ic-mobilenet-v2' }))).HubContentSummaries?.map((c) => c.HubContentVersion), ['3.0.25', '3.0.24', '3.0.9', '2.0.10']);
  });

  it('lets a gated reference be deployed through it, with the licence accepted and under a content that exists', async () => {
    const content = await clients.sagemaker.send(new DescribeHubContentCommand(reference));
    const document = JSON.parse(content.HubContentDocument ?? '') as { HostingArtifactUri?: string; InferenceConfigComponents?: Record<string, { HostingArtifactUri?: string }> };
    const uri = document.HostingArtifactUri ?? Object.values(document.InferenceConfigComponents ?? {}).find((c) => c.HostingArtifactUri)?.HostingArtifactUri ?? '';
    const create = (name: string, arn: string, accept: boolean) => clients.sagemaker.send(new CreateModelCommand({
      ModelName: name, ExecutionRoleArn: role,
      PrimaryContainer: { Image: `763104351884.dkr.ecr.${region}.amazonaws.com/djl-inference:0.30.0-lmi12`, ModelDataSource: { S3DataSource: {
        S3Uri: uri, S3DataType: 'S3Prefix', CompressionType: 'None', ...(accept ? { ModelAccessConfig: { AcceptEula: true } } : {}), HubAccessConfig: { HubContentArn: arn },
      } } },
    }));
    const arn = content.HubContentArn ?? '';
    assert.match((await failure(create('a', arn, false))).message, /AcceptEula/);
    for (const wrong of [arn.replace('llama', 'lama'), arn.replace('/ModelReference/', '/Model/'), 'arn:of-nothing', content.SageMakerPublicHubContentArn ?? '']) assert.match((await failure(create('b', wrong, true))).message, /Could not find hub content/);
    await create('c', arn, true);
  });

  it('can be denied apart from the public one', async () => {
    emulator.current.setFaults([{ kind: 'accessDenied', operation: 'ListHubs' }]);
    const denied = await failure(clients.sagemaker.send(new ListHubsCommand({})));
    emulator.current.setFaults([]);
    assert.match(denied.message, /sagemaker:ListHubs/);
  });
});
