import assert from 'node:assert/strict';
import { type AccessNeed, accessNeeds } from '../../src/deploy/access.js';
import type { Rights } from '../../src/deploy/checks/rights.js';
import type { AccessRefusal, KeyDetails, RouteTable, VpcEndpoint } from '../../src/deploy/checks/answers.js';
import { subjectOf } from '../../src/deploy/checks/subject.js';
import { plan, resolve } from '../../src/deploy/plan.js';
import type { BucketState } from '../../src/shared/account.js';
import { type Fact, PENDING, type PreflightFacts, answersOf, preflight } from '../../src/deploy/preflight.js';
import { parseSpec } from '../../src/catalog/spec.js';
import * as specs from '../fixtures/specs.js';
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import type { CheckRow } from '../../src/shared/protocol.js';

const REGION = 'us-west-2';
const ROLE = 'arn:aws:iam::111122223333:role/Execution';
const SPEC = parseSpec({
  model_id: 'pytorch-ic-check', version: '1.0.0', default_inference_instance_type: 'ml.m5.large', supported_inference_instance_types: ['ml.m5.large', 'ml.g5.2xlarge'],
  hosting_prepacked_artifact_key: 'pytorch-ic/check/v1/', hosting_eula_key: 'terms/check.txt', inference_enable_network_isolation: true,
  hosting_instance_type_variants: { regional_aliases: { [REGION]: { cpu: '763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference:2' } }, variants: { m5: { regional_properties: { image_uri: '$cpu' } } } },
});
const FORM: DeploymentForm = {
  ...EMPTY_FORM, modelId: 'pytorch-ic-check', modelVersion: '1.0.0', instanceType: 'ml.m5.large', endpointName: 'dft-check', acceptEula: true,
  role: { mode: 'input', found: '', typed: ROLE },
  vpc: { mode: 'find', vpcId: 'vpc-1', subnets: ['subnet-a', 'subnet-b'], securityGroups: ['sg-a'], typedSubnets: '', typedSecurityGroups: '' },
};
function known<T>(value: T): Fact<T> { return { status: 'known', value }; }
const subnet = (id: string, zone: string, change = {}) => ({ id, name: undefined, vpcId: 'vpc-1', zone, freeAddresses: 200, ...change });
const BUCKET = { artifactBucket: 'our-models' };
const KEY = `arn:aws:kms:${REGION}:111122223333:key/00000000-aaaa-bbbb-cccc-000000000001`;
const KEYED = { key: { mode: 'input', found: '', typed: KEY } } as const;
const KEY_FACT: KeyDetails = { arn: KEY, alias: undefined, state: 'Enabled', manager: 'CUSTOMER', usage: 'ENCRYPT_DECRYPT', spec: 'SYMMETRIC_DEFAULT' };
const DELEGATES = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' };
const keyPolicy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const TABLE: RouteTable = { id: 'rtb-1', main: true, subnets: [], routes: [{ destination: '10.0.0.0/16', target: 'local', active: true }] };
const ENDPOINT: VpcEndpoint = { id: 'vpce-1', type: 'Gateway', state: 'available', routeTables: ['rtb-1'], privateDns: false, policy: keyPolicy({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }) };
function needsOf(form: Partial<DeploymentForm>): readonly AccessNeed[] {
  const planned = plan(SPEC, { ...FORM, ...form }, { region: REGION, accountId: '111122223333' });
  assert.ok(planned.ok);
  return accessNeeds(planned.plan, { region: REGION, accountId: '111122223333' });
}
const NEEDS = needsOf(KEYED);
const COPYING = needsOf(BUCKET).filter(({ principal }) => principal === 'caller');
function rights(principal: 'caller' | 'role', ...refusals: AccessRefusal[]): Fact<Rights> {
  return known({ needs: NEEDS.filter((need) => need.principal === principal), refusals });
}
function refusal(action: string, change: Partial<AccessRefusal> = {}, principal: 'caller' | 'role' = 'caller'): AccessRefusal {
  const need = NEEDS.find((each) => each.principal === principal && each.actions.includes(action));
  assert.ok(need, action);
  return { needId: need.id, action, resource: need.resources[0] ?? '', decision: 'implicitDeny', by: 'policies', missingContext: [], ...change };
}
const FACTS: PreflightFacts = {
  now: new Date('2026-11-22T12:00:00Z'),
  identity: known({ accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Dev/me', partition: 'aws', expiresAt: '2026-11-22T17:00:00Z' }),
  taken: known([]), role: known({ arn: ROLE, name: 'Execution', trusted: true, lastUsed: undefined }),
  subnets: known([subnet('subnet-a', 'us-west-2a'), subnet('subnet-b', 'us-west-2b')]),
  securityGroups: known([{ id: 'sg-a', name: 'a', vpcId: 'vpc-1', description: '', httpsOut: 'anywhere' }]),
  quota: known(2), inUse: known(0), increase: known(undefined), subscribed: known(true), bucket: known(undefined),
  callerRights: rights('caller'), roleRights: rights('role'),
  routeTables: known([TABLE]), s3Endpoints: known([ENDPOINT]),
  key: known(KEY_FACT), keyPolicy: known(keyPolicy(DELEGATES)), grant: known(true),
};

function rows(form: Partial<DeploymentForm> = {}, facts: Partial<PreflightFacts> = {}): CheckRow[] {
  const whole = { ...FORM, ...form };
  const account = { region: REGION, accountId: '111122223333' };
  const planned = plan(SPEC, whole, account);
  return preflight(subjectOf(SPEC, resolve(SPEC, REGION, { instanceType: whole.instanceType }), planned.ok ? [] : planned.refusals, whole, account), { ...FACTS, ...facts });
}

function problems(checked: readonly CheckRow[]): string[] {
  return checked.filter((r) => r.status !== 'ok').map((r) => `${r.id}: ${r.status}`);
}

describe('preflight', () => {
  const buckets: [string, Fact<BucketState | undefined>, string, RegExp][] = [
    ['elsewhere', known({ region: 'eu-west-1', readable: true }), 'problem', /^The bucket our-models is in eu-west-1, but you deploy into us-west-2: SageMaker reads artifacts from its own region only\. Choose a bucket in us-west-2/],
    ['elsewhere, also where it may not be looked into', known({ region: 'eu-west-1', readable: false }), 'problem', /is in eu-west-1/],
    ['not there', known(undefined), 'problem', /^There is no bucket our-models\. Create it, or choose/],
    ['denied', known({ region: REGION, readable: false }), 'unknown', /not known whether you may use it.*another account/],
    ['here', known({ region: REGION, readable: true }), 'ok', /is in us-west-2, and you may write into it/],
    ['not looked at yet', PENDING, 'checking', /checking/],
    ['not to be asked', { status: 'unknown', reason: 'You may not.', action: 's3:ListBucket' }, 'unknown', /s3:ListBucket/],
  ];
  for (const [title, bucket, status, text] of buckets) {
    it(`tells of a bucket that is ${title}`, () => {
      const row = rows(BUCKET, { bucket, callerRights: known({ needs: COPYING, refusals: [] }) }).find(({ id }) => id === 'bucket');
      assert.deepEqual([row?.status, row?.field], [status, status === 'problem' ? 'artifactBucket' : undefined]);
      assert.match(row?.text ?? '', text);
    });
  }

  it('tells who may not write into the bucket, and where IAM cannot be asked', () => {
    const writing = COPYING.find(({ row, actions }) => row === 'bucket' && actions.includes('s3:PutObject')) ?? assert.fail('no need to write');
    const here = { bucket: known({ region: REGION, readable: true }) };
    const refused = rows(BUCKET, { ...here, callerRights: known({ needs: COPYING, refusals: [{ needId: writing.id, action: 's3:PutObject', resource: writing.resources[0] ?? '', decision: 'implicitDeny', by: 'policies', missingContext: [] }] }) });
    assert.deepEqual(problems(refused), ['bucket: problem']);
    assert.match(refused.find(({ id }) => id === 'bucket')?.text ?? '', /You may not call s3:PutObject/);
    const open = rows(BUCKET, { ...here, callerRights: { status: 'unknown', reason: 'Denied.', action: 'iam:SimulatePrincipalPolicy' } }).find(({ id }) => id === 'bucket');
    assert.deepEqual([open?.status, open?.text.includes('iam:SimulatePrincipalPolicy')], ['unknown', true]);
  });

  it('says of a bucket that nothing is copied into that it is not needed, wherever it is, and nothing of rights in it', () => {
    const spec = parseSpec(specs.marketplace());
    const account = { region: REGION, accountId: '111122223333' };
    const form = { ...FORM, ...BUCKET, modelId: spec.modelId, modelVersion: spec.version, instanceType: '' };
    const planned = plan(spec, form, account);
    const subject = subjectOf(spec, resolve(spec, REGION, {}), planned.ok ? [] : planned.refusals, form, account);
    const needs = accessNeeds(subject.plan ?? assert.fail('no plan'), account).filter(({ principal }) => principal === 'caller');
    for (const bucket of [known({ region: REGION, readable: true }), known({ region: 'eu-west-1', readable: false }), known(undefined), PENDING]) {
      const row = preflight(subject, { ...FACTS, bucket, callerRights: known({ needs, refusals: [] }) }).find(({ id }) => id === 'bucket');
      assert.deepEqual([row?.status, row?.text], ['ok', 'The bucket our-models is not needed: this model copies nothing into it']);
    }
  });

  it('answers for the message to who grants rights: what is there already is not asked for', () => {
    const answers = (facts: Partial<PreflightFacts>) => {
      const account = { region: REGION, accountId: '111122223333' };
      return answersOf(subjectOf(SPEC, resolve(SPEC, REGION, {}), [], FORM, account), { ...FACTS, ...facts });
    };
    const decided = (facts: Partial<PreflightFacts>) => ['trust.sageMaker', 'endpoint.read', 'caller.passRole'].map((id) => answers(facts).get(id)?.decision);
    assert.deepEqual(decided({}), ['allowed', 'allowed', 'allowed']);
    assert.deepEqual(decided({ role: known({ arn: ROLE, name: 'Execution', trusted: false, lastUsed: undefined }), s3Endpoints: known([]), callerRights: rights('caller', refusal('iam:PassRole')) }), ['implicitDeny', 'implicitDeny', 'implicitDeny']);
    assert.deepEqual(decided({ role: PENDING, s3Endpoints: PENDING, callerRights: PENDING }), ['unknown', 'unknown', undefined]);
  });

  it('tells whether the account is subscribed to a model of AWS Marketplace', () => {
    const spec = parseSpec(specs.marketplace());
    const row = (facts: Partial<PreflightFacts>, of = spec): CheckRow | undefined => {
      const account = { region: REGION, accountId: '111122223333' };
      return preflight(subjectOf(of, resolve(of, REGION, {}), [], FORM, account), { ...FACTS, ...facts }).find(({ id }) => id === 'subscription');
    };
    assert.equal(row({ subscribed: known(true) })?.status, 'ok');
    assert.deepEqual([row({ subscribed: known(false) })?.status, row({ subscribed: known(false) })?.remedies.map(({ label }) => label)], ['problem', ['Open its Marketplace page', 'Check again']]);
    assert.match(row({ subscribed: { status: 'unknown', reason: 'Denied.', action: 'aws-marketplace:SearchAgreements' } })?.text ?? '', /aws-marketplace:SearchAgreements/);
    assert.match(row({}, parseSpec(specs.marketplace({ product_id: null })))?.how ?? '', /names no product/);
  });

  it('has no row for a bucket where none is chosen, or where its name is wrong at the field already', () => {
    for (const artifactBucket of ['', 'No Bucket']) assert.equal(rows({ artifactBucket }).some(({ id }) => id === 'bucket'), false);
  });

  it('is all ok where nothing is wrong', () => {
    assert.deepEqual(problems(rows()), []);
    assert.deepEqual(rows().map((r) => r.id), ['identity', 'region', 'image', 'version', 'eula', 'names', 'quota', 'role', 'callerRights', 'roleRights', 'artifactRights', 'subnets', 'securityGroups', 'route']);
    assert.deepEqual(problems(rows(KEYED)), []);
    assert.deepEqual(rows(KEYED).slice(-3).map((r) => r.id), ['key', 'keyCaller', 'keyRole']);
  });

  const faults: [string, Partial<DeploymentForm>, Partial<PreflightFacts>, string, RegExp][] = [
    ['a sign-in about to end', {}, { identity: known({ accountId: '111122223333', arn: 'arn:x:y/me', partition: 'aws', expiresAt: '2026-11-22T12:03:00Z' }) }, 'identity', /expires in 3 min/],
    ['a type without an image', { instanceType: 'ml.g5.2xlarge' }, {}, 'image', /no container image for ml\.g5\.2xlarge in us-west-2\. It runs there on ml\.m5\.large/],
    ['an unaccepted licence', { acceptEula: false }, {}, 'eula', /not accepted/],
    ['a taken name', {}, { taken: known([{ kind: 'model', name: 'jumpstart-dft-check' }, { kind: 'endpoint', name: 'jumpstart-dft-check' }]) }, 'names', /a model and an endpoint called jumpstart-dft-check/],
    ['a quota of zero', {}, { quota: known(0) }, 'quota', /limit 0, in use 0, needed 1/],
    ['a quota that is used up', { instanceCount: 2 }, { quota: known(3), inUse: known(2) }, 'quota', /limit 3, in use 2, needed 2/],
    ['a quota too small whatever runs', { instanceCount: 3 }, { quota: known(2), inUse: { status: 'unknown', reason: 'Denied.', action: 'sagemaker:ListEndpoints' } }, 'quota', /limit 2, needed 3/],
    ['a role that does not trust SageMaker', {}, { role: known({ arn: ROLE, name: 'Execution', trusted: false, lastUsed: undefined }) }, 'role', /does not trust SageMaker/],
    ['a role that does not exist', {}, { role: known(undefined) }, 'role', /no role Execution/],
    ['a role of another account', { role: { mode: 'input', found: '', typed: 'arn:aws:iam::999922223333:role/Execution' } }, {}, 'role', /of account 999922223333/],
    ['a missing subnet', {}, { subnets: known([subnet('subnet-a', 'us-west-2a')]) }, 'subnets', /subnet-b does not exist/],
    ['subnets of two VPCs', {}, { subnets: known([subnet('subnet-a', 'a'), subnet('subnet-b', 'b', { vpcId: 'vpc-2' })]) }, 'subnets', /different VPCs/],
    ['subnets of one zone', {}, { subnets: known([subnet('subnet-a', 'a'), subnet('subnet-b', 'a')]) }, 'subnets', /one zone/],
    ['too few addresses', {}, { subnets: known([subnet('subnet-a', 'a', { freeAddresses: 1 }), subnet('subnet-b', 'b', { freeAddresses: 0 })]) }, 'subnets', /1 free addresses; 2 are needed/],
    ['an increase that is not decided yet', {}, { quota: known(0), increase: known({ wanted: 4, since: '2026-11-20T10:00:00Z' }) }, 'quota', /increase to 4 was asked for on 2026-11-20 and is not decided yet/],
    ['a right of yours that no policy gives', {}, { callerRights: rights('caller', refusal('iam:PassRole')) }, 'callerRights', /You may not call iam:PassRole \(to hand the execution role to SageMaker\): none of your policies allows it/],
    ['a deny of the organisation', {}, { callerRights: rights('caller', refusal('sagemaker:CreateEndpoint', { decision: 'explicitDeny', by: 'organization' })) }, 'callerRights', /a policy of your organisation denies it\. Only the organisation's administrator can lift that/],
    ['a permissions boundary', {}, { roleRights: rights('role', refusal('logs:CreateLogGroup', { by: 'boundary' }, 'role')) }, 'roleRights', /its permissions boundary does not allow it/],
    ['an explicit deny, also with conditions', {}, { roleRights: rights('role', refusal('ecr:BatchGetImage', { decision: 'explicitDeny', missingContext: ['aws:SourceVpc'] }, 'role')) }, 'roleRights', /one of its policies denies it explicitly/],
    ['a role that may not read the files', {}, { roleRights: rights('role', refusal('s3:GetObject', { decision: 'explicitDeny' }, 'role')) }, 'artifactRights', /The role may not call s3:GetObject/],
    ['no way to S3', {}, { s3Endpoints: known([]) }, 'route', /subnet-a and subnet-b have no way to S3: rtb-1 leads neither/],
    ['an internet gateway', {}, { s3Endpoints: known([]), routeTables: known([{ ...TABLE, routes: [{ destination: '0.0.0.0/0', target: 'igw-1', active: true }] }]) }, 'route', /Its internet gateway does not help/],
    ['a NAT gateway that is gone', {}, { s3Endpoints: known([]), routeTables: known([{ ...TABLE, routes: [{ destination: '0.0.0.0/0', target: 'nat-1', active: false }] }]) }, 'route', /no way to S3/],
    ['one subnet with a table of its own', {}, { routeTables: known([TABLE, { id: 'rtb-2', main: false, subnets: ['subnet-b'], routes: [] }]) }, 'route', /subnet-b has no way to S3: rtb-2/],
    ['an endpoint that is not available', {}, { s3Endpoints: known([{ ...ENDPOINT, state: 'pending' }]) }, 'route', /no way to S3/],
    ['an endpoint\'s policy that keeps JumpStart\'s bucket out', {}, { s3Endpoints: known([{ ...ENDPOINT, policy: keyPolicy({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::mine', 'arn:aws:s3:::mine/*'] }) }]) }, 'route', /policy of the S3 endpoint vpce-1 does not let jumpstart-cache-prod-us-west-2 through/],
    ['an endpoint\'s policy without the right to list', {}, { s3Endpoints: known([{ ...ENDPOINT, policy: keyPolicy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }) }]) }, 'route', /does not let/],
    ['a security group that lets nothing out', {}, { securityGroups: known([{ id: 'sg-a', name: 'a', vpcId: 'vpc-1', description: '', httpsOut: 'none' }]) }, 'securityGroups', /nothing out on port 443/],
    ['a disabled key', KEYED, { key: known({ ...KEY_FACT, state: 'Disabled' }), grant: known(undefined) }, 'key', /is disabled/],
    ['a key that signs', KEYED, { key: known({ ...KEY_FACT, usage: 'SIGN_VERIFY', spec: 'RSA_2048' }), grant: known(undefined) }, 'key', /does not encrypt volumes/],
    ['a key of AWS', KEYED, { key: known({ ...KEY_FACT, manager: 'AWS' }) }, 'key', /AWS manages/],
    ['a key that does not exist', KEYED, { key: known(undefined) }, 'key', /There is no key/],
    ['a key that the caller may not grant', KEYED, { grant: known(false), callerRights: rights('caller', refusal('kms:CreateGrant')) }, 'keyCaller', /You may not call kms:CreateGrant/],
    ['a key whose policy names nobody here', KEYED, { keyPolicy: known(keyPolicy({ ...DELEGATES, Principal: { AWS: 'arn:aws:iam::999922223333:root' } })) }, 'keyRole', /key's policy does not let the role call/],
    ['a role without rights on the key', KEYED, { roleRights: rights('role', refusal('kms:Decrypt', {}, 'role')) }, 'keyRole', /The role may not call kms:Decrypt/],
    ['a security group of another VPC', {}, { securityGroups: known([{ id: 'sg-a', name: 'a', vpcId: 'vpc-9', description: '', httpsOut: 'anywhere' }]) }, 'securityGroups', /another VPC/],
  ];
  for (const [what, form, facts, id, text] of faults) {
    it(`shows ${what} in its row and in no other`, () => {
      const checked = rows(form, facts);
      assert.deepEqual(problems(checked), [`${id}: problem`]);
      assert.match(checked.find((r) => r.id === id)?.text ?? '', text);
    });
  }

  for (const [fact, id, action] of [['taken', 'names', 'sagemaker:DescribeModel'], ['role', 'role', 'iam:GetRole'], ['quota', 'quota', 'servicequotas:ListServiceQuotas'], ['inUse', 'quota', 'sagemaker:DescribeEndpoint'], ['securityGroups', 'securityGroups', 'ec2:DescribeSecurityGroups'], ['callerRights', 'callerRights', 'iam:SimulatePrincipalPolicy'], ['s3Endpoints', 'route', 'ec2:DescribeVpcEndpoints']] as const) {
    it(`names ${action} where it is denied, and calls the row unknown`, () => {
      const checked = rows({}, { [fact]: { status: 'unknown', reason: 'Denied.', action } });
      assert.deepEqual(problems(checked), [`${id}: unknown`]);
      assert.match(checked.find((r) => r.id === id)?.text ?? '', new RegExp(action));
    });
  }

  it('offers another region where the model runs on no type in this one, and only there', () => {
    const remedies = (region: string): (string | undefined)[] => {
      const whole = { ...FORM, instanceType: 'ml.g5.2xlarge' };
      const account = { region };
      const planned = plan(SPEC, whole, account);
      const checked = preflight(subjectOf(SPEC, resolve(SPEC, region, { instanceType: 'ml.g5.2xlarge' }), planned.ok ? [] : planned.refusals, whole, account), FACTS);
      return checked.filter((row) => row.id === 'region').flatMap((row) => row.remedies.map(({ label }) => label));
    };
    assert.deepEqual(remedies('eu-west-1'), ['Switch region']);
    assert.deepEqual(remedies(REGION), []);
  });

  it('names ec2:DescribeSubnets at the subnets and at the way that begins there', () => {
    const denied: Fact<never> = { status: 'unknown', reason: 'Denied.', action: 'ec2:DescribeSubnets' };
    const checked = rows({}, { subnets: denied });
    assert.deepEqual(problems(checked), ['subnets: unknown', 'route: unknown']);
    assert.ok(checked.filter((r) => r.status === 'unknown').every((r) => r.text.includes('ec2:DescribeSubnets')));
  });

  it('offers a free name that fits', () => {
    const [remedy] = rows({}, { taken: known([{ kind: 'endpoint', name: 'jumpstart-dft-check' }]) }).find((r) => r.id === 'names')?.remedies ?? [];
    assert.deepEqual(remedy, { label: 'Use dft-check-2', action: { kind: 'setForm', change: { endpointName: 'dft-check-2' } } });
  });

  it('asks for an instance type first where none is chosen', () => {
    const spec = parseSpec({ model_id: 'pytorch-ic-bare', version: '1.0.0', hosting_prepacked_artifact_key: 'pytorch-ic/bare/v1/' });
    const quota: Fact<number> = { status: 'unknown', reason: 'choose an instance type first.', action: undefined };
    const row = preflight(subjectOf(spec, resolve(spec, REGION, {}), [], { ...FORM, instanceType: '' }, { region: REGION }), { ...FACTS, quota }).find((r) => r.id === 'quota');
    assert.equal(row?.text, 'Quota: not known, choose an instance type first.');
  });

  const open: [string, Partial<DeploymentForm>, Partial<PreflightFacts>, string, RegExp][] = [
    ['rights that depend on conditions', {}, { roleRights: rights('role', refusal('s3:GetObject', { missingContext: ['s3:ExistingObjectTag/SageMaker'] }, 'role')) }, 'artifactRights', /depends on s3:ExistingObjectTag\/SageMaker/],
    ['a group that is open to some addresses', {}, { securityGroups: known([{ id: 'sg-a', name: 'a', vpcId: 'vpc-1', description: '', httpsOut: 'some' }]) }, 'securityGroups', /some addresses only/],
    ['an endpoint\'s policy with conditions', {}, { s3Endpoints: known([{ ...ENDPOINT, policy: keyPolicy({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }) }]) }, 'route', /conditions that only AWS can judge/],
    ['a key\'s policy that may not be read', KEYED, { keyPolicy: { status: 'unknown', reason: 'Denied.', action: 'kms:GetKeyPolicy' } }, 'keyRole', /kms:GetKeyPolicy/],
    ['a quota that AWS does not list', {}, { quota: known(undefined) }, 'quota', /lists none/],
  ];
  for (const [what, form, facts, id, text] of open) {
    it(`does not know about ${what}, and says how to know`, () => {
      const checked = rows(form, facts);
      assert.deepEqual(problems(checked), [`${id}: unknown`]);
      const row = checked.find((r) => r.id === id);
      assert.match(row?.text ?? '', text);
      assert.match(row?.how ?? '', /\.$/);
    });
  }

  it('is content with a NAT gateway, an interface endpoint, a key\'s own policy, and conditions that the request meets', () => {
    const nat = { ...TABLE, routes: [{ destination: '0.0.0.0/0', target: 'nat-1', active: true }] };
    const own = keyPolicy({ Effect: 'Allow', Principal: { AWS: ROLE }, Action: ['kms:*'], Resource: '*', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }, { Effect: 'Allow', Principal: { AWS: [ROLE] }, Action: ['kms:Describe*', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'], Resource: '*' });
    for (const facts of [
      { s3Endpoints: known([]), routeTables: known([nat]) },
      { s3Endpoints: known([{ ...ENDPOINT, type: 'Interface', routeTables: [], privateDns: true }]), routeTables: { status: 'unknown', reason: 'Denied.', action: 'ec2:DescribeRouteTables' } as const },
      { keyPolicy: known(own), roleRights: rights('role', refusal('kms:CreateGrant', {}, 'role'), refusal('kms:Decrypt', {}, 'role')) },
    ]) assert.deepEqual(problems(rows(KEYED, facts)), [], JSON.stringify(facts).slice(0, 80));
  });

  it('says where a key does not reach, and calls it no problem', () => {
    const row = rows({ ...KEYED, instanceType: 'ml.g5.2xlarge' }).find((r) => r.id === 'key');
    assert.equal(row?.status, 'ok');
    assert.match(row.text, /ml\.g5\.2xlarge keeps data on local storage/);
  });

  it('copies what is missing as a statement, with the service that the role is passed to', () => {
    const [copy] = rows({}, { callerRights: rights('caller', refusal('iam:PassRole')) }).find((r) => r.id === 'callerRights')?.remedies ?? [];
    assert.ok(copy?.action.kind === 'copy');
    assert.deepEqual(JSON.parse(copy.action.text), { Effect: 'Allow', Action: 'iam:PassRole', Resource: ROLE, Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } } });
  });

  it('shows the change of a trust policy', () => {
    const trustPolicy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] });
    const [copy] = rows({}, { role: known({ arn: ROLE, name: 'Execution', trusted: false, lastUsed: undefined, trustPolicy }) }).find((r) => r.id === 'role')?.remedies ?? [];
    assert.ok(copy?.action.kind === 'copy');
    const lines = copy.action.text.split('\n');
    assert.ok(lines.some((line) => /^\+ .*sagemaker\.amazonaws\.com/.test(line)) && lines.some((line) => /^ {2}.*lambda\.amazonaws\.com/.test(line)), copy.action.text);
    assert.deepEqual((JSON.parse(lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(2)).join('\n')) as { Statement: unknown[] }).Statement.length, 2);
  });

  it('asks for an increase to what is needed beside what runs', () => {
    const [remedy] = rows({ instanceCount: 2 }, { quota: known(3), inUse: known(2) }).find((r) => r.id === 'quota')?.remedies ?? [];
    assert.deepEqual(remedy?.action, { kind: 'requestQuota', instanceType: 'ml.m5.large', limit: 3, wanted: 4 });
  });

  it('takes deprecated and vulnerable versions for a problem until that is ticked', () => {
    const spec = parseSpec({ ...SPEC.raw, inference_vulnerable: true, inference_vulnerabilities: ['CVE-2026-1'] });
    for (const acceptVulnerable of [false, true]) {
      const form = { ...FORM, acceptVulnerable };
      const account = { region: REGION, accountId: '111122223333' };
      const planned = plan(spec, form, account);
      assert.deepEqual(problems(preflight(subjectOf(spec, resolve(spec, REGION, {}), planned.ok ? [] : planned.refusals, form, account), FACTS)), acceptVulnerable ? [] : ['version: problem']);
    }
  });
});
