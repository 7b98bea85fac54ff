import { DeleteBucketPolicyCommand, GetBucketLocationCommand, GetBucketPolicyCommand, GetObjectCommand, HeadBucketCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateModelCommand } from '@aws-sdk/client-sagemaker';
import { GetServiceQuotaCommand, ListRequestedServiceQuotaChangeHistoryByQuotaCommand, RequestServiceQuotaIncreaseCommand } from '@aws-sdk/client-service-quotas';
import assert from 'node:assert/strict';
import { account, clientsOf, cpuImage, emulatorForSuite, failure, prefixSource, region, role, type Clients } from './support.js';

describe('emulator: bucket policies, quota requests, subscriptions', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });
  beforeEach(() => emulator.current.setStates([]));
  const Bucket = `ml-models-${account}`;

  it('lets a bucket policy deny the caller and the role', async () => {
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'm/x', Body: 'x' }));
    const create = (ModelName: string): Promise<unknown> => clients.sagemaker.send(new CreateModelCommand({ ModelName, ExecutionRoleArn: role, PrimaryContainer: { Image: cpuImage, ModelDataSource: prefixSource(`s3://${Bucket}/m/`) } }));
    await create('before');
    assert.equal((await failure(clients.s3.send(new GetBucketPolicyCommand({ Bucket })))).name, 'NoSuchBucketPolicy');
    await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: { AWS: role }, Action: 's3:ListBucket', Resource: '*' }] }) }));
    assert.match((await failure(create('listed'))).message, /^Could not access model data/);
    await clients.s3.send(new GetObjectCommand({ Bucket, Key: 'm/x' }));
    assert.match((await clients.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '', /s3:ListBucket/);
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await create('after');
    assert.equal((await failure(clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{' })))).name, 'MalformedPolicy');
    emulator.current.setStates([{ state: 'bucketDenied' }]);
    assert.match((await failure(clients.s3.send(new GetObjectCommand({ Bucket, Key: 'm/x' })))).message, /with an explicit deny in a resource-based policy$/);
  });

  it('says where a bucket of another region lies', async () => {
    const elsewhere = `sagemaker-eu-central-1-${account}`;
    assert.equal((await clients.s3.send(new GetBucketLocationCommand({ Bucket: elsewhere }))).LocationConstraint, 'eu-central-1');
    const error = await failure(clients.s3.send(new HeadBucketCommand({ Bucket: elsewhere })));
    assert.equal(error.$metadata?.httpStatusCode, 301);
    assert.equal((await clientsOf(emulator.current, 'eu-central-1').s3.send(new HeadBucketCommand({ Bucket: elsewhere }))).BucketRegion, 'eu-central-1');
  });

  it('takes a request for a quota and gives nothing at once', async () => {
    const of = { ServiceCode: 'sagemaker', QuotaCode: 'L-09F79647' };
    const { RequestedQuota } = await clients.quotas.send(new RequestServiceQuotaIncreaseCommand({ ...of, DesiredValue: 2 }));
    assert.deepEqual([RequestedQuota?.Status, RequestedQuota?.DesiredValue, RequestedQuota?.QuotaName], ['PENDING', 2, 'ml.p4d.24xlarge for endpoint usage']);
    assert.equal((await clients.quotas.send(new ListRequestedServiceQuotaChangeHistoryByQuotaCommand(of))).RequestedQuotas?.[0]?.Status, 'PENDING');
    assert.equal((await clients.quotas.send(new GetServiceQuotaCommand(of))).Quota?.Value, 0);
    assert.equal((await failure(clients.quotas.send(new RequestServiceQuotaIncreaseCommand({ ...of, DesiredValue: 3 })))).name, 'ResourceAlreadyExistsException');
    emulator.current.setStates([]);
    assert.equal((await failure(clients.quotas.send(new RequestServiceQuotaIncreaseCommand({ ...of, DesiredValue: 0 })))).name, 'IllegalArgumentException');
  });

  it('refuses a package that the account is not subscribed to', async () => {
    const create = (): Promise<unknown> => clients.sagemaker.send(new CreateModelCommand({ ModelName: 'sold', ExecutionRoleArn: role, EnableNetworkIsolation: true, Containers: [{ ModelPackageName: `arn:aws:sagemaker:${region}:594846645681:model-package/j2-light-v2-0-004` }] }));
    const agreements = async (): Promise<number> => {
      const answer = await fetch(emulator.current.url, {
        method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSMPCommerceService_v20200301.SearchAgreements', authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/aws-marketplace/aws4_request, SignedHeaders=host, Signature=0' },
        body: JSON.stringify({ catalog: 'AWSMarketplace', filters: [{ name: 'PartyType', values: ['Acceptor'] }, { name: 'AgreementType', values: ['PurchaseAgreement'] }, { name: 'ResourceIdentifier', values: ['00000000-0000-0000-0000-000000000004'] }] }),
      });
      return (await answer.json() as { agreementViewSummaries: unknown[] }).agreementViewSummaries.length;
    };
    assert.equal(await agreements(), 1);
    emulator.current.setStates([{ state: 'unsubscribed' }]);
    assert.equal((await failure(create())).message, 'Caller is not subscribed to the marketplace offering.');
    assert.equal(await agreements(), 0);
    emulator.current.setStates([]);
    await create();
  });
});
