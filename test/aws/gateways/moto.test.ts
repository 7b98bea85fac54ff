import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Connection } from '../../../src/aws/connection.js';
import { Copier } from '../../../src/aws/copy.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { skipBecause } from '../../support/skip.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const MIB = 1024 * 1024;

/** Port that nobody listens on, for a moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string, process: ChildProcess): Promise<void> {
  for (let i = 0; i < 150 && process.exitCode === null; i += 1) {
    if (await fetch(url).then(() => true, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('moto did not start');
}

/** moto, AWS's interfaces as others understood them: a judge that does not share our mistakes. */
describe('the gateways against moto', () => {
  let moto: ChildProcess | undefined;
  let gateways: Gateways;
  let settings: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };

  before(async function () {
    this.timeout(60_000);
    try {
      execFileSync('python3', ['-c', 'import moto.server, flask'], { stdio: 'ignore' });
    } catch {
      skipBecause(this, 'moto is not installed (pip install "moto[server]")');
    }
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    moto = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    await answers(url, moto);
    settings = { region: REGION, endpoint: url, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    gateways = gatewaysTo(url);
  });
  after(() => {
    (gateways as Gateways | undefined)?.dispose();
    moto?.kill();
  });

  it('identity', async () => {
    assert.equal((await gateways.account.identity()).accountId, '123456789012');
  });

  it('roles on several pages, with their trust', async () => {
    const iam = new IAMClient(settings);
    const trust = (service: string): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });
    for (let i = 0; i < 120; i += 1) await iam.send(new CreateRoleCommand({ RoleName: `role-${String(i).padStart(3, '0')}`, Path: '/ml/', AssumeRolePolicyDocument: trust(i % 2 === 0 ? 'sagemaker.amazonaws.com' : 'ec2.amazonaws.com') }));
    const roles = await gateways.account.roles();
    assert.equal(roles.length, 120);
    assert.deepEqual(roles.slice(0, 2), [
      { arn: 'arn:aws:iam::123456789012:role/ml/role-000', name: 'role-000', trusted: true, lastUsed: undefined }, { arn: 'arn:aws:iam::123456789012:role/ml/role-001', name: 'role-001', trusted: false, lastUsed: undefined },
    ]);
    assert.equal((await gateways.account.role('arn:aws:iam::123456789012:role/ml/role-004'))?.trusted, true);
    assert.equal(await gateways.account.role('arn:aws:iam::123456789012:role/none'), undefined);
  });

  it('networks', async () => {
    const ec2 = new EC2Client(settings);
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16', TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'mine' }] }] }));
    const vpcId = Vpc?.VpcId ?? '';
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.9.1.0/24', AvailabilityZone: `${REGION}a` }));
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: 'mine', Description: 'about it' }));
    const vpcs = await gateways.account.vpcs();
    assert.equal(vpcs[0]?.isDefault, true);
    assert.deepEqual(vpcs.find(({ id }) => id === vpcId), { id: vpcId, name: 'mine', cidr: '10.9.0.0/16', isDefault: false });
    const subnet = { id: Subnet?.SubnetId, name: undefined, vpcId, zone: `${REGION}a`, freeAddresses: 251 };
    assert.deepEqual(await gateways.account.subnets({ vpcId }), [subnet]);
    assert.deepEqual(await gateways.account.subnets({ ids: [subnet.id ?? ''] }), [subnet]);
    assert.deepEqual((await gateways.account.securityGroups({ vpcId })).find(({ name }) => name === 'mine'), { id: GroupId, name: 'mine', vpcId, description: 'about it', httpsOut: 'anywhere' });
    assert.deepEqual(await gateways.account.subnets({ ids: ['subnet-12345678', subnet.id ?? ''] }), [subnet]);
  });

  it('keys', async () => {
    const kms = new KMSClient(settings);
    const make = async (alias: string, more: object = {}): Promise<string> => {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand(more));
      await kms.send(new CreateAliasCommand({ AliasName: `alias/${alias}`, TargetKeyId: KeyMetadata?.KeyId }));
      return KeyMetadata?.KeyId ?? '';
    };
    const good = await make('good', { KeyUsage: 'ENCRYPT_DECRYPT' });
    await kms.send(new DisableKeyCommand({ KeyId: await make('disabled', { KeyUsage: 'ENCRYPT_DECRYPT' }) }));
    await make('signs', { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' });
    assert.deepEqual(await gateways.account.keys(), [{ id: good, arn: `arn:aws:kms:${REGION}:123456789012:key/${good}`, alias: 'good' }]);
  });

  it('buckets and copies within them, whole and in parts', async function () {
    this.timeout(30_000);
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    for (const Bucket of ['jumpstart-cache-prod-us-west-2', 'mine']) await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
    assert.deepEqual((await gateways.account.buckets()).map(({ name }) => name).sort(), ['jumpstart-cache-prod-us-west-2', 'mine']);
    const large = Buffer.alloc(12 * MIB, 'abcdefghijk');
    await s3.send(new PutObjectCommand({ Bucket: 'jumpstart-cache-prod-us-west-2', Key: 'models/m/v1 a+b/large.bin', Body: large }));
    await s3.send(new PutObjectCommand({ Bucket: 'jumpstart-cache-prod-us-west-2', Key: 'models/m/v1 a+b/config.json', Body: '{}' }));

    const connection = new Connection({ profile: undefined, region: REGION, endpointUrl: settings.endpoint, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    const copier = new Copier(connection, { wholeBytes: 6 * MIB, partBytes: 5 * MIB });
    const copy = async (): Promise<number[]> => {
      const seen: number[] = [];
      await copier.copy({ Source: { Bucket: 'jumpstart-cache-prod-us-west-2', Key: 'models/m/v1 a+b/' }, Destination: { Bucket: 'mine', Key: 'jumpstart/m/1/' } }, { onProgress: (done) => { seen.push(done); } });
      return seen;
    };
    assert.equal((await copy()).at(-1), large.length + 2);
    const copied = await s3.send(new GetObjectCommand({ Bucket: 'mine', Key: 'jumpstart/m/1/large.bin' }));
    assert.ok(Buffer.from(await copied.Body?.transformToByteArray() ?? []).equals(large));
    assert.equal(await (await s3.send(new GetObjectCommand({ Bucket: 'mine', Key: 'jumpstart/m/1/config.json' }))).Body?.transformToString(), '{}');
    assert.deepEqual((await s3.send(new ListMultipartUploadsCommand({ Bucket: 'mine' }))).Uploads ?? [], []);

    const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket: 'mine', Key: 'jumpstart/m/1/large.bin' }));
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await copy();
    assert.deepEqual((await s3.send(new HeadObjectCommand({ Bucket: 'mine', Key: 'jumpstart/m/1/large.bin' }))).LastModified, LastModified);
    await serviceError(copier.copy({ Source: { Bucket: 'jumpstart-cache-prod-us-west-2', Key: 'models/none/' }, Destination: { Bucket: 'mine', Key: 'x/' } }, {}), 'notFound');
    await serviceError(copier.copy({ Source: { Bucket: 'jumpstart-cache-prod-us-west-2', Key: 'models/none.tar.gz' }, Destination: { Bucket: 'mine', Key: 'x.tar.gz' } }, {}), 'notFound');
    connection.dispose();
  });

  it('a deployment and its removal', async () => {
    const execute = (operation: 'CreateModel' | 'CreateEndpointConfig' | 'CreateEndpoint', kind: 'model' | 'endpointConfig' | 'endpoint', input: Parameters<typeof gateways.deploy.execute>[0]['input']) =>
      gateways.deploy.execute({ id: kind, service: 'sagemaker', operation, input, creates: { kind, name: 'one' } }, {});
    await execute('CreateModel', 'model', { ModelName: 'one', ExecutionRoleArn: 'arn:aws:iam::123456789012:role/ml/role-000', PrimaryContainer: { Image: 'x', ModelDataUrl: 's3://mine/x.tar.gz' } });
    await execute('CreateEndpointConfig', 'endpointConfig', { EndpointConfigName: 'one', ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'one', InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: 'ml.m5.xlarge' }] });
    assert.match((await execute('CreateEndpoint', 'endpoint', { EndpointName: 'one', EndpointConfigName: 'one', Tags: [] })).arn ?? '', /endpoint\/one$/);
    assert.deepEqual((await gateways.endpoints.list()).map(({ name }) => name), ['one']);
    assert.equal((await gateways.endpoints.describe('one'))?.configName, 'one');
    assert.deepEqual(await gateways.endpoints.endpointsUsing('one'), ['one']);
    assert.deepEqual(await gateways.endpoints.configsUsing('one'), ['one']);
    for (const kind of ['endpoint', 'endpointConfig', 'model'] as const) {
      assert.ok(await gateways.deploy.describe(kind, 'one'), kind);
      await gateways.deploy.remove(kind, 'one');
      assert.equal(await gateways.deploy.describe(kind, 'one'), undefined, kind);
    }
  });
});
