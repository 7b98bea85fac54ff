import assert from 'node:assert/strict';
import type { FaultRule } from '../../../src/emulator/core/faults.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { REGION, gatewaysTo, serve, serviceError } from './support.js';

const ACCOUNT = '111122223333';
const VPC = 'vpc-0a1b2c3d4e5f60001';

describe('the account over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  const account = () => gateways.account;
  const sent = (operation: string) => emulator.calls.filter((call) => call.operation === operation).length;

  before(async () => { emulator = await startEmulator({ region: REGION }); });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  it('knows who is signed in', async () => {
    assert.deepEqual(await account().identity(), { accountId: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/DataScientist/dev`, partition: 'aws', expiresAt: undefined });
  });

  it('lists roles by name and tells whom SageMaker may use', async () => {
    const roles = await account().roles();
    assert.deepEqual(roles.map(({ name }) => name), [...roles.map(({ name }) => name)].sort((a, b) => a.localeCompare(b)));
    assert.deepEqual(roles.filter(({ trusted }) => !trusted).map(({ name }) => name),
      ['AWSReservedSSO_MLEngineer_0123456789abcdef', 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint', 'DeployBot', 'NightlyReportFunction']);
    assert.ok(roles.filter(({ trusted }) => trusted).length >= 4);
    assert.equal(roles.find(({ name }) => name === 'NotebookAndTrainingRole')?.arn, `arn:aws:iam::${ACCOUNT}:role/ml/NotebookAndTrainingRole`);
  });

  it('looks up one role by its whole ARN', async () => {
    assert.equal((await account().role(`arn:aws:iam::${ACCOUNT}:role/ml/NotebookAndTrainingRole`))?.trusted, true);
    assert.equal((await account().role(`arn:aws:iam::${ACCOUNT}:role/automation/DeployBot`))?.trusted, false);
    for (const arn of [`arn:aws:iam::${ACCOUNT}:role/NotebookAndTrainingRole`, 'arn:aws:iam::444455556666:role/DataScientist', `arn:aws:iam::${ACCOUNT}:role/none`]) assert.equal(await account().role(arn), undefined, arn);
  });

  it('lists VPCs, their subnets and security groups', async () => {
    assert.deepEqual((await account().vpcs())[0], { id: VPC, name: 'ml-platform', cidr: '10.20.0.0/16', isDefault: false });
    const subnets = await account().subnets({ vpcId: VPC });
    assert.deepEqual(subnets.map(({ name, zone, freeAddresses }) => [name, zone, freeAddresses]), [
      ['ml-private-a', 'us-west-2a', 243], ['ml-public-a', 'us-west-2a', 250], ['ml-private-b', 'us-west-2b', 239], ['ml-private-c-small', 'us-west-2c', 1],
    ]);
    assert.ok(subnets.every(({ vpcId }) => vpcId === VPC));
    assert.deepEqual((await account().securityGroups({ vpcId: VPC })).map(({ id, name, vpcId }) => [id, name, vpcId]), [
      ['sg-0a1b2c3d4e5f60031', 'default', VPC], ['sg-0a1b2c3d4e5f60032', 'ml-endpoints', VPC], ['sg-0a1b2c3d4e5f60033', 'ml-no-egress', VPC],
    ]);
  });

  it('looks up subnets and groups by id, and leaves out what is not there', async () => {
    assert.deepEqual((await account().subnets({ ids: ['subnet-0a1b2c3d4e5f60021'] })).map(({ name }) => name), ['sealed-a']);
    assert.deepEqual((await account().securityGroups({ ids: ['sg-0a1b2c3d4e5f60035'] })).map(({ description }) => description), ['Sealed lab']);
    assert.deepEqual((await account().subnets({ ids: ['subnet-00000000', 'subnet-0a1b2c3d4e5f60021'] })).map(({ id }) => id), ['subnet-0a1b2c3d4e5f60021']);
    assert.deepEqual((await account().securityGroups({ ids: ['sg-00000000', 'sg-0a1b2c3d4e5f60032', 'sg-0a1b2c3d4e5f60033'] })).map(({ id, httpsOut }) => [id, httpsOut]), [['sg-0a1b2c3d4e5f60032', 'anywhere'], ['sg-0a1b2c3d4e5f60033', 'none']]);
  });

  it('offers the keys that can encrypt a volume, and no others', async () => {
    assert.deepEqual(await account().keys(), [{ id: '00000000-aaaa-bbbb-cccc-000000000001', arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-aaaa-bbbb-cccc-000000000001`, alias: 'ml-endpoints' },
      { id: '00000000-aaaa-bbbb-cccc-000000000004', arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-aaaa-bbbb-cccc-000000000004`, alias: undefined },
      // whose policy is another team's: the list does not tell, the check does
      { id: '00000000-aaaa-bbbb-cccc-000000000008', arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-aaaa-bbbb-cccc-000000000008`, alias: undefined }]);
  });

  it('leaves out keys it may not look at, unless that is all of them', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'DescribeKey', containing: '000000000002' }]);
    assert.equal((await account().keys()).length, 3);
    emulator.setFaults([{ kind: 'accessDenied', operation: 'ListKeys' }]);
    assert.deepEqual((await account().keys()).map(({ alias }) => alias), ['ml-endpoints'], 'those without an alias are not known then');
    emulator.setFaults([{ kind: 'accessDenied', operation: 'DescribeKey' }]);
    assert.equal((await serviceError(account().keys(), 'permission')).action, 'kms:DescribeKey');
  });

  it('tells of each page as it comes, everything so far and in order', async () => {
    const told: number[] = [];
    const roles = await account().roles(undefined, (found) => { told.push(found.length); });
    assert.deepEqual(told, [roles.length]);
    const keys: (string | undefined)[][] = [];
    await account().keys(undefined, (found) => { keys.push(found.map(({ alias }) => alias)); });
    assert.deepEqual(keys, [['ml-endpoints'], ['ml-endpoints', undefined, undefined]]);
  });

  it('tells where a bucket is, whoever may look into it, and writes nothing', async () => {
    const since = emulator.calls.length;
    assert.deepEqual(await account().bucket(`ml-models-${ACCOUNT}`), { region: REGION, readable: true });
    assert.equal(await account().bucket('no-such-bucket-here'), undefined);
    const there = gatewaysTo(emulator.url, { region: 'eu-west-1' });
    assert.deepEqual(await there.account.bucket(`ml-models-${ACCOUNT}`), { region: REGION, readable: false });
    there.dispose();
    emulator.setFaults([{ kind: 'accessDenied', operation: 'HeadBucket' }]);
    assert.deepEqual(await account().bucket(`ml-models-${ACCOUNT}`), { region: REGION, readable: false });
    emulator.setFaults([]);
    assert.deepEqual([...new Set(emulator.calls.slice(since).map(({ operation }) => operation))], ['HeadBucket']);
  });

  it('lists buckets', async () => {
    const buckets = await account().buckets();
    assert.deepEqual(buckets.map(({ name }) => name).sort(), [`ml-models-${ACCOUNT}`, `sagemaker-${REGION}-${ACCOUNT}`]);
    assert.ok(buckets.every(({ created }) => Number.isFinite(Date.parse(created ?? ''))));
  });

  it('knows the price of hosting, asks once, and answers nothing for a type without one', async () => {
    assert.deepEqual(await account().price('ml.g5.2xlarge'), { perHour: 1.515, currency: 'USD', date: '2026-10-05' });
    const before = sent('GetProducts');
    await account().price('ml.g5.2xlarge');
    assert.equal(sent('GetProducts'), before);
    assert.equal(await account().price('ml.none.large'), undefined);
    assert.equal(emulator.calls.filter(({ operation }) => operation === 'GetProducts').at(-1)?.region, 'us-east-1');
  });

  it('knows the quota of a type, through all pages, asks once, and falls back on AWS\'s default', async () => {
    assert.ok((await account().quota('ml.m5.xlarge') ?? -1) > 0);
    assert.ok(sent('ListServiceQuotas') > 10);
    const before = sent('ListServiceQuotas');
    assert.ok(await account().quota('ml.g5.2xlarge') !== undefined);
    assert.equal(sent('ListServiceQuotas'), before);
    assert.equal(sent('ListAWSDefaultServiceQuotas'), 0);
    assert.equal(await account().quota('ml.p5en.48xlarge'), 0);
    assert.equal(await account().quota('ml.none.large'), undefined);
  });

  it('a failed look-up is not remembered', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'GetProducts' }, { kind: 'accessDenied', operation: 'ListServiceQuotas' }]);
    assert.equal((await serviceError(account().price('ml.g5.2xlarge'), 'permission')).action, 'pricing:GetProducts');
    assert.equal((await serviceError(account().quota('ml.g5.2xlarge'), 'permission')).action, 'servicequotas:ListServiceQuotas');
    emulator.setFaults([]);
    assert.equal((await account().price('ml.g5.2xlarge'))?.perHour, 1.515);
    assert.ok(await account().quota('ml.g5.2xlarge') !== undefined);
  });

  const ASKS: Readonly<Record<string, [operation: string, ask: () => Promise<unknown>]>> = {
    'sts:GetCallerIdentity': ['GetCallerIdentity', () => account().identity()],
    'iam:ListRoles': ['ListRoles', () => account().roles()],
    'iam:GetRole': ['GetRole', () => account().role(`arn:aws:iam::${ACCOUNT}:role/DataScientist`)],
    'ec2:DescribeVpcs': ['DescribeVpcs', () => account().vpcs()],
    'ec2:DescribeSubnets': ['DescribeSubnets', () => account().subnets({ vpcId: VPC })],
    'ec2:DescribeSecurityGroups': ['DescribeSecurityGroups', () => account().securityGroups({ vpcId: VPC })],
    'kms:ListAliases': ['ListAliases', () => account().keys()],
    's3:ListAllMyBuckets': ['ListBuckets', () => account().buckets()],
    'pricing:GetProducts': ['GetProducts', () => account().price('ml.g5.2xlarge')],
    'servicequotas:ListServiceQuotas': ['ListServiceQuotas', () => account().quota('ml.g5.2xlarge')],
  };
  for (const [action, [operation, ask]] of Object.entries(ASKS)) {
    it(`a denial names ${action}; sign-in, network and cancelling are told apart`, async () => {
      const struck = async (rule: Omit<FaultRule, 'operation'>, kind: Parameters<typeof serviceError>[1]) => {
        emulator.setFaults([{ ...rule, operation }]);
        return serviceError(ask(), kind);
      };
      // with AWS's words and without
      assert.equal((await struck({ kind: 'accessDenied' }, 'permission')).action, action);
      const wordless = await struck({ kind: 'accessDenied', message: '' }, 'permission');
      assert.equal(wordless.action, action);
      assert.equal(wordless.explicitDeny, false);
      assert.equal((await struck({ kind: 'explicitDeny' }, 'permission')).explicitDeny, true);
      await struck({ kind: 'expiredToken' }, 'signIn');
      // once to show that a broken connection is tried again
      emulator.setFaults([{ kind: 'drop', operation, times: 1 }]);
      await ask();
    });
  }

  it('with nobody there is offline, whatever is asked', async function () {
    this.timeout(20_000);
    const gone = await serve(() => undefined);
    await gone.close();
    gateways.dispose();
    gateways = gatewaysTo(gone.url);
    await Promise.all(Object.values(ASKS).map(async ([, ask]) => { await serviceError(ask(), 'offline'); }));
  });

  it('a cancelled look-up rejects with the reason, also where an answer is shared', async () => {
    emulator.setFaults([{ kind: 'delay', delayMs: 300 }]);
    const reason = new Error('closed');
    const asks: ((signal: AbortSignal) => Promise<unknown>)[] = [
      (signal) => account().identity(signal), (signal) => account().defaultRole(signal), (signal) => account().roles(signal), (signal) => account().vpcs(signal), (signal) => account().keys(signal),
      (signal) => account().buckets(signal), (signal) => account().price('ml.g5.2xlarge', signal), (signal) => account().quota('ml.g5.2xlarge', signal),
    ];
    await Promise.all(asks.map(async (ask) => {
      const stop = new AbortController();
      setTimeout(() => { stop.abort(reason); }, 100);
      await assert.rejects(ask(stop.signal), (error) => error === reason);
    }));
  });
});
