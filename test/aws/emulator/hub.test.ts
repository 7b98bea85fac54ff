import { DescribeHubContentCommand, ListHubContentVersionsCommand, ListHubContentsCommand, ListHubsCommand } from '@aws-sdk/client-sagemaker';
import assert from 'node:assert/strict';
import { clientsOf, emulatorForSuite, failure, region, type Clients } from './support.js';

describe('emulator: the public hub', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });
  const hub = { HubName: 'SageMakerPublicHub', HubContentType: 'Model' } as const;

  it('lists each model once, in pages, with display name and keywords', async () => {
    const found = [];
    let NextToken: string | undefined;
    do {
      const page = await clients.sagemaker.send(new ListHubContentsCommand({ ...hub, MaxResults: 5, NextToken }));
      found.push(...page.HubContentSummaries ?? []);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    assert(found.length >= 20);
    assert.equal(new Set(found.map((entry) => entry.HubContentName)).size, found.length);
    const llama = found.find((entry) => entry.HubContentName === 'meta-textgeneration-llama-3-1-8b-instruct');
    assert.equal(llama?.HubContentDisplayName, 'Meta Llama 3.1 8B Instruct');
    assert.equal(llama.HubContentVersion, '2.6.0');
    assert.equal(llama.HubContentArn, `arn:aws:sagemaker:${region}:aws:hub-content/SageMakerPublicHub/Model/meta-textgeneration-llama-3-1-8b-instruct/2.6.0`);
    assert.deepEqual(llama.HubContentSearchKeywords, ['@task:text-generation', '@framework:meta', '@provider:meta']);
    assert(found.some((entry) => entry.SupportStatus === 'Deprecated'));
    assert.deepEqual((await clients.sagemaker.send(new ListHubContentsCommand({ ...hub, NameContains: 'Whisper' }))).HubContentSummaries?.map((entry) => entry.HubContentName), ['huggingface-asr-whisper-small']);
    assert.deepEqual((await clients.sagemaker.send(new ListHubContentsCommand({ ...hub, HubContentType: 'Notebook' }))).HubContentSummaries, []);
  });

  it('describes a model in the hub\'s own form', async () => {
    const content = await clients.sagemaker.send(new DescribeHubContentCommand({ ...hub, HubContentName: 'pytorch-ic-mobilenet-v2' }));
    const document = JSON.parse(content.HubContentDocument ?? '') as Record<string, never> & { HostingArtifactUri: string; HostingInstanceTypeVariants: { Variants: Record<string, { Properties: { ImageUri: string } }> }; DefaultPayloads: Record<string, Record<string, unknown>> };
    assert.equal(document.HostingArtifactUri, `s3://jumpstart-cache-prod-${region}/pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/inference-prepack/v1.0.0/`);
    assert.equal(document.HostingInstanceTypeVariants.Variants['m5']?.Properties.ImageUri, `763104351884.dkr.ecr.${region}.amazonaws.com/pytorch-inference:1.10.0-cpu-py38`);
    assert.deepEqual(Object.keys(document.DefaultPayloads['Square'] ?? {}), ['ContentType', 'Accept', 'Body', 'OutputKeys']);
    const gated = await clients.sagemaker.send(new DescribeHubContentCommand({ ...hub, HubContentName: 'meta-textgeneration-llama-3-1-8b-instruct' }));
    assert.match(gated.HubContentDocument ?? '', /"HostingArtifactUri":"s3:\/\/jumpstart-private-cache-prod-us-west-2/);
    assert.match(gated.HubContentDocument ?? '', /"HostingEulaUri":"s3:\/\/jumpstart-cache-prod-us-west-2\/fmhMetadata/);
    assert.match(gated.HubContentMarkdown ?? '', /written by the emulator/);
  });

  it('lists versions and says what does not exist', async () => {
    const versions = await clients.sagemaker.send(new ListHubContentVersionsCommand({ ...hub, HubContentName: 'pytorch-ic-mobilenet-v2' }));
    assert.deepEqual(versions.HubContentSummaries?.map((entry) => entry.HubContentVersion), ['3.0.25', '3.0.24', '3.0.9', '2.0.10']);
    assert.equal((await failure(clients.sagemaker.send(new DescribeHubContentCommand({ ...hub, HubContentName: 'gone' })))).name, 'ResourceNotFound');
    assert.equal((await failure(clients.sagemaker.send(new ListHubContentsCommand({ ...hub, HubName: 'MyHub' })))).name, 'ResourceNotFound');
    assert.deepEqual((await clients.sagemaker.send(new ListHubsCommand({ NameContains: 'Public' }))).HubSummaries?.map((entry) => entry.HubName), ['SageMakerPublicHub']);
    emulator.current.setFaults([{ kind: 'explicitDeny', operation: 'ListHubContents' }]);
    const denied = await failure(clients.sagemaker.send(new ListHubContentsCommand(hub)));
    emulator.current.setFaults([]);
    assert.match(denied.message, new RegExp(`is not authorized to perform: sagemaker:ListHubContents on resource: arn:aws:sagemaker:${region}:aws:hub/SageMakerPublicHub with an explicit deny`));
  });
});
