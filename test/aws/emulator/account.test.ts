import { DescribeRouteTablesCommand, DescribeSecurityGroupsCommand, DescribeSubnetsCommand, DescribeVpcEndpointsCommand, DescribeVpcsCommand, paginateDescribeSubnets } from '@aws-sdk/client-ec2';
import { GetRoleCommand, ListRolesCommand, SimulatePrincipalPolicyCommand, paginateListRoles } from '@aws-sdk/client-iam';
import { CreateGrantCommand, DescribeKeyCommand, GetKeyPolicyCommand, ListAliasesCommand, ListKeysCommand, paginateListAliases } from '@aws-sdk/client-kms';
import { GetProductsCommand } from '@aws-sdk/client-pricing';
import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand, paginateListServiceQuotas } from '@aws-sdk/client-service-quotas';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import assert from 'node:assert/strict';
import { startEmulator } from '../../../src/emulator/start.js';
import { account, clientsOf, emulatorForSuite, failure, region, role, type Clients } from './support.js';

describe('emulator: identity and roles', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });
  const assume = (more: object = {}, name = 'DataScientist'): Promise<{ Credentials?: { AccessKeyId?: string | undefined; SecretAccessKey?: string | undefined; SessionToken?: string | undefined } | undefined }> =>
    clients.sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${name}`, RoleSessionName: 'tester', ...more }));

  it('says who calls, and who an assumed role is', async () => {
    const me = await clients.sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual([me.Account, me.Arn], [account, `arn:aws:sts::${account}:assumed-role/DataScientist/dev`]);
    const { Credentials: given } = await assume();
    assert(given?.AccessKeyId !== undefined && given.SecretAccessKey !== undefined && given.SessionToken !== undefined);
    const session = new STSClient({ region, endpoint: emulator.current.url, credentials: { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey, sessionToken: given.SessionToken } });
    assert.equal((await session.send(new GetCallerIdentityCommand({}))).Arn, `arn:aws:sts::${account}:assumed-role/DataScientist/tester`);
    assert.equal((await failure(assume({}, 'Nobody'))).name, 'AccessDenied');
  });

  it('asks for MFA where the role or the account does, and keeps no code', async () => {
    const mfa = { SerialNumber: `arn:aws:iam::${account}:mfa/me`, TokenCode: '123456' };
    assert.equal((await failure(assume({}, 'automation/DeployBot'))).name, 'AccessDenied');
    assert.match((await failure(assume({ ...mfa, TokenCode: '000000' }, 'automation/DeployBot'))).message, /MultiFactorAuthentication failed/);
    await assume(mfa, 'automation/DeployBot');
    assert(!JSON.stringify(emulator.current.calls).includes('123456'));
    const strict = await startEmulator({ requireMfa: true, identityArn: 'arn:aws:iam::444455556666:user/ana' });
    try {
      const { sts } = clientsOf(strict);
      assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Arn, 'arn:aws:iam::444455556666:user/ana');
      const RoleArn = 'arn:aws:iam::444455556666:role/DataScientist';
      await failure(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a1' })));
      await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a1', ...mfa }));
    } finally {
      await strict.stop();
    }
  });

  it('lists roles in pages with encoded trust policies', async () => {
    const found = [];
    for await (const page of paginateListRoles({ client: clients.iam, pageSize: 4 }, {})) found.push(...page.Roles ?? []);
    assert.equal(found.length, 9);
    const trusting = found.filter((entry) => decodeURIComponent(entry.AssumeRolePolicyDocument ?? '').includes('"sagemaker.amazonaws.com"'));
    assert.deepEqual(trusting.map((entry) => entry.RoleName).sort(), ['AmazonSageMaker-ExecutionRole-20260101T000000', 'DataScientist', 'MLPlatformEndpointRole', 'NotebookAndTrainingRole', 'SageMakerWithoutBuckets']);
    assert.equal(trusting.find((entry) => entry.RoleName?.startsWith('AmazonSageMaker'))?.Arn, role);
    assert.deepEqual((await clients.iam.send(new ListRolesCommand({ PathPrefix: '/ml/' }))).Roles?.map((entry) => entry.RoleName), ['NotebookAndTrainingRole']);
    assert.equal((await clients.iam.send(new GetRoleCommand({ RoleName: 'NotebookAndTrainingRole' }))).Role?.Path, '/ml/');
    assert.match((await failure(clients.iam.send(new GetRoleCommand({ RoleName: 'Nobody' })))).name, /NoSuchEntity/);
  });

  it('simulates what policies allow', async () => {
    const simulate = async (source: string, ...ActionNames: string[]): Promise<(string | undefined)[]> =>
      ((await clients.iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: source, ActionNames }))).EvaluationResults ?? []).map((result) => result.EvalDecision);
    assert.deepEqual(await simulate(`arn:aws:iam::${account}:role/SageMakerWithoutBuckets`, 's3:GetObject', 'logs:PutLogEvents'), ['implicitDeny', 'allowed']);
    emulator.current.setFaults([{ kind: 'explicitDeny', service: 'sagemaker', operation: 'CreateEndpoint' }, { kind: 'passRole' }]);
    assert.deepEqual(await simulate(`arn:aws:iam::${account}:role/DataScientist`, 'sagemaker:CreateEndpoint', 'sagemaker:CreateModel', 'iam:PassRole'), ['explicitDeny', 'allowed', 'implicitDeny']);
    assert.deepEqual(await simulate(role, 'sagemaker:CreateEndpoint'), ['allowed']);
    emulator.current.setFaults([]);
    assert.match((await failure(simulate(`arn:aws:sts::${account}:assumed-role/DataScientist/dev`, 's3:GetObject'))).name, /InvalidInput/);
  });
});

describe('emulator: network, keys, quotas, prices', () => {
  const emulator = emulatorForSuite({ quotas: { 'ml.g5.2xlarge': 7 } });
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });

  it('shows a VPC that reaches S3 and one that does not', async () => {
    const vpcs = (await clients.ec2.send(new DescribeVpcsCommand({}))).Vpcs ?? [];
    assert.deepEqual(vpcs.map((vpc) => vpc.Tags?.[0]?.Value), ['ml-platform', 'sealed-lab', 'private-link', 'research-nat', 'restricted-endpoint']);
    const gateways = (await clients.ec2.send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcs[0]?.VpcId ?? ''] }, { Name: 'service-name', Values: [`com.amazonaws.${region}.s3`] }] }))).VpcEndpoints ?? [];
    assert.deepEqual(gateways.map((gateway) => [gateway.VpcId, gateway.VpcEndpointType, gateway.State]), [[vpcs[0]?.VpcId, 'Gateway', 'available']]);
    assert(gateways[0]?.PolicyDocument?.includes(`jumpstart-private-cache-prod-${region}`));
    const table = async (filter: string, value: string): Promise<string | undefined> => (await clients.ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: filter, Values: [value] }] }))).RouteTables?.[0]?.RouteTableId;
    assert(gateways[0]?.RouteTableIds?.includes(await table('association.subnet-id', 'subnet-0a1b2c3d4e5f60011') ?? ''));
    assert.equal(await table('association.subnet-id', 'subnet-0a1b2c3d4e5f60021'), undefined, 'sealed subnets use the main table');
  });

  it('filters, pages and names what is not there', async () => {
    const sizes = [];
    for await (const page of paginateDescribeSubnets({ client: clients.ec2, pageSize: 5 }, {})) sizes.push(page.Subnets?.length);
    assert.deepEqual(sizes, [5, 5, 2]);
    const lab = (await clients.ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: ['vpc-*0002'] }] }))).Subnets ?? [];
    assert.deepEqual(lab.map((subnet) => [subnet.AvailabilityZone, subnet.AvailableIpAddressCount]), [[`${region}a`, 251], [`${region}b`, 251]]);
    assert.equal((await clients.ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.length, 9);
    assert.equal((await failure(clients.ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-gone'] })))).name, 'InvalidSubnetID.NotFound');
    assert.equal((await failure(clients.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-gone'] })))).name, 'InvalidGroup.NotFound');
    assert.equal((await failure(clients.ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'colour', Values: ['x'] }] })))).name, 'InvalidParameterValue');
  });

  it('shows keys that can be used and keys that cannot', async () => {
    assert.equal((await clients.kms.send(new ListKeysCommand({}))).Keys?.length, 8);
    const aliases = [];
    for await (const page of paginateListAliases({ client: clients.kms, pageSize: 2 }, {})) aliases.push(...page.Aliases ?? []);
    assert(aliases.some((alias) => alias.AliasName === 'alias/aws/sagemaker' && alias.TargetKeyId === undefined));
    assert.equal((await clients.kms.send(new ListAliasesCommand({ KeyId: 'alias/ml-endpoints' }))).Aliases?.length, 1);
    const describe = async (KeyId: string): Promise<unknown[]> => {
      const key = (await clients.kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
      return [key?.KeyState, key?.KeyManager, key?.KeyUsage, key?.KeySpec];
    };
    assert.deepEqual(await describe('alias/ml-endpoints'), ['Enabled', 'CUSTOMER', 'ENCRYPT_DECRYPT', 'SYMMETRIC_DEFAULT']);
    assert.deepEqual(await describe('alias/ml-retired'), ['Disabled', 'CUSTOMER', 'ENCRYPT_DECRYPT', 'SYMMETRIC_DEFAULT']);
    assert.deepEqual(await describe('alias/aws/s3'), ['Enabled', 'AWS', 'ENCRYPT_DECRYPT', 'SYMMETRIC_DEFAULT']);
    assert.equal((await failure(describe('alias/nobody'))).name, 'NotFoundException');
    assert.match((await clients.kms.send(new GetKeyPolicyCommand({ KeyId: 'alias/ml-endpoints' }))).Policy ?? '', /kms:CreateGrant/);
    const probe = (KeyId: string): Promise<unknown> => clients.kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal: role, Operations: ['Decrypt'], DryRun: true }));
    assert.equal((await failure(probe('00000000-aaaa-bbbb-cccc-000000000001'))).name, 'DryRunOperationException');
    assert.equal((await failure(probe('00000000-aaaa-bbbb-cccc-000000000003'))).name, 'AccessDeniedException');
  });

  it('knows quotas by code, with the account\'s own values', async () => {
    const own = async (QuotaCode: string): Promise<unknown[]> => {
      const quota = (await clients.quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'sagemaker', QuotaCode }))).Quota;
      return [quota?.QuotaName, quota?.Value];
    };
    assert.deepEqual(await own('L-9614C779'), ['ml.g5.2xlarge for endpoint usage', 7]);
    assert.deepEqual(await own('L-09F79647'), ['ml.p4d.24xlarge for endpoint usage', 0]);
    assert.equal((await failure(own('L-B1A16872'))).name, 'NoSuchResourceException', 'no applied value');
    assert.equal((await clients.quotas.send(new GetAWSDefaultServiceQuotaCommand({ ServiceCode: 'sagemaker', QuotaCode: 'L-B1A16872' }))).Quota?.Value, 0);
    let pages = 0;
    const names = new Set<string>();
    for await (const page of paginateListServiceQuotas({ client: clients.quotas, pageSize: 100 }, { ServiceCode: 'sagemaker' })) {
      pages++;
      for (const quota of page.Quotas ?? []) names.add(quota.QuotaName ?? '');
    }
    assert(pages >= 16 && names.size > 1600);
    assert(names.has('ml.g7e.2xlarge for endpoint usage'));
  });

  it('knows some prices, and says nothing about others', async () => {
    interface Product { product: { attributes: Record<string, string> }; terms: { OnDemand: Record<string, { priceDimensions: Record<string, { pricePerUnit: { USD: string } }> }> } }
    const products = async (type: string, ...filters: [string, string][]): Promise<Product[]> => {
      const Filters = [['instanceName', type] as const, ['regionCode', 'us-east-1'] as const, ...filters].map(([Field, Value]) => ({ Type: 'TERM_MATCH' as const, Field, Value }));
      const answer = await clients.pricing.send(new GetProductsCommand({ ServiceCode: 'AmazonSageMaker', Filters }));
      return (answer.PriceList as string[]).map((entry) => JSON.parse(entry) as Product);
    };
    const [hosting, ...more] = await products('ml.g5.2xlarge', ['component', 'Hosting']);
    assert.equal(more.length, 0);
    const term = Object.values(hosting?.terms.OnDemand ?? {})[0];
    assert.equal(Number(Object.values(term?.priceDimensions ?? {})[0]?.pricePerUnit.USD), 1.515);
    assert((await products('ml.g5.2xlarge')).length > 1, 'without the component there are prices of other things');
    assert.deepEqual(await products('ml.p3.2xlarge', ['component', 'Hosting']), []);
  });
});
