import assert from 'node:assert/strict';
import { plan, resolve } from '../../src/deploy/plan.js';
import type { BucketState } from '../../src/shared/account.js';
import { type Fact, PENDING, type PreflightFacts, preflight } from '../../src/deploy/preflight.js';
import { parseSpec } from '../../src/catalog/spec.js';
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
const known = <T>(value: T): Fact<T> => ({ status: 'known', value });
const subnet = (id: string, zone: string, change = {}) => ({ id, name: undefined, vpcId: 'vpc-1', zone, freeAddresses: 200, ...change });
const BUCKET = { artifactBucket: 'our-models' };
const FACTS: PreflightFacts = {
  now: new Date('2026-11-22T12:00:00Z'),
  identity: known({ accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Dev/me', partition: 'aws', expiresAt: '2026-11-22T17:00:00Z' }),
  taken: known([]), role: known({ arn: ROLE, name: 'Execution', trusted: true, lastUsed: undefined }),
  subnets: known([subnet('subnet-a', 'us-west-2a'), subnet('subnet-b', 'us-west-2b')]),
  securityGroups: known([{ id: 'sg-a', name: 'a', vpcId: 'vpc-1', description: '' }]),
  quota: known(2), inUse: known(0), bucket: known(undefined),
};

function rows(form: Partial<DeploymentForm> = {}, facts: Partial<PreflightFacts> = {}): CheckRow[] {
  const whole = { ...FORM, ...form };
  const account = { region: REGION, accountId: '111122223333' };
  const planned = plan(SPEC, whole, account);
  return preflight(SPEC, resolve(SPEC, REGION, { instanceType: whole.instanceType }), planned.ok ? [] : planned.refusals, whole, account, { ...FACTS, ...facts });
}

function problems(checked: readonly CheckRow[]): string[] {
  return checked.filter((r) => r.status !== 'ok').map((r) => `${r.id}: ${r.status}`);
}

describe('preflight', () => {
  const buckets: [string, Fact<BucketState | undefined>, string, RegExp][] = [
    ['elsewhere', known({ region: 'eu-west-1', readable: true }), 'problem', /^The bucket our-models is in eu-west-1, but you deploy into us-west-2: SageMaker reads artifacts from its own region only\. Choose a bucket in us-west-2/],
    ['elsewhere, also where it may not be looked into', known({ region: 'eu-west-1', readable: false }), 'problem', /is in eu-west-1/],
    ['not there', known(undefined), 'problem', /^There is no bucket our-models\. Create it, or choose/],
    ['denied', known({ region: REGION, readable: false }), 'unknown', /s3:ListBucket.*another account.*s3:PutObject/],
    ['here, but nobody can say whether it may be written into', known({ region: REGION, readable: true }), 'unknown', /is in us-west-2\. Whether you may write into it \(s3:PutObject\)/],
    ['not looked at yet', PENDING, 'checking', /checking/],
    ['not to be asked', { status: 'unknown', reason: 'You may not.', action: 's3:ListBucket' }, 'unknown', /s3:ListBucket/],
  ];
  for (const [title, bucket, status, text] of buckets) {
    it(`tells of a bucket that is ${title}`, () => {
      const row = rows(BUCKET, { bucket }).find(({ id }) => id === 'bucket');
      assert.deepEqual([row?.status, row?.field], [status, status === 'problem' ? 'artifactBucket' : undefined]);
      assert.match(row?.text ?? '', text);
    });
  }

  it('has no row for a bucket where none is chosen, or where its name is wrong at the field already', () => {
    for (const artifactBucket of ['', 'No Bucket']) assert.equal(rows({ artifactBucket }).some(({ id }) => id === 'bucket'), false);
  });

  it('is all ok where nothing is wrong', () => {
    assert.deepEqual(problems(rows()), []);
    assert.deepEqual(rows().map((r) => r.id), ['identity', 'image', 'eula', 'names', 'quota', 'role', 'subnets', 'securityGroups']);
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
    ['a security group of another VPC', {}, { securityGroups: known([{ id: 'sg-a', name: 'a', vpcId: 'vpc-9', description: '' }]) }, 'securityGroups', /another VPC/],
  ];
  for (const [what, form, facts, id, text] of faults) {
    it(`shows ${what} in its row and in no other`, () => {
      const checked = rows(form, facts);
      assert.deepEqual(problems(checked), [`${id}: problem`]);
      assert.match(checked.find((r) => r.id === id)?.text ?? '', text);
    });
  }

  for (const [fact, id, action] of [['taken', 'names', 'sagemaker:DescribeModel'], ['role', 'role', 'iam:GetRole'], ['quota', 'quota', 'servicequotas:ListServiceQuotas'], ['inUse', 'quota', 'sagemaker:DescribeEndpoint'], ['subnets', 'subnets', 'ec2:DescribeSubnets'], ['securityGroups', 'securityGroups', 'ec2:DescribeSecurityGroups']] as const) {
    it(`names ${action} where it is denied, and calls the row unknown`, () => {
      const checked = rows({}, { [fact]: { status: 'unknown', reason: 'Denied.', action } });
      assert.deepEqual(problems(checked), [`${id}: unknown`]);
      assert.match(checked.find((r) => r.id === id)?.text ?? '', new RegExp(action));
    });
  }

  it('offers another region where the model runs on no type in this one, and only there', () => {
    const remedies = (region: string): string[] => {
      const whole = { ...FORM, instanceType: 'ml.g5.2xlarge' };
      const planned = plan(SPEC, whole, { region });
      const checked = preflight(SPEC, resolve(SPEC, region, { instanceType: 'ml.g5.2xlarge' }), planned.ok ? [] : planned.refusals, whole, { region }, FACTS);
      return checked.find((row) => row.id === 'image')?.remedies.map(({ label }) => label) ?? [];
    };
    assert.deepEqual(remedies('eu-west-1'), ['Switch region']);
    assert.deepEqual(remedies(REGION), []);
  });

  it('offers a free name that fits', () => {
    const [remedy] = rows({}, { taken: known([{ kind: 'endpoint', name: 'jumpstart-dft-check' }]) }).find((r) => r.id === 'names')?.remedies ?? [];
    assert.deepEqual(remedy, { label: 'Use dft-check-2', action: { kind: 'setForm', change: { endpointName: 'dft-check-2' } } });
  });

  it('asks for an instance type first where none is chosen', () => {
    const spec = parseSpec({ model_id: 'pytorch-ic-bare', version: '1.0.0', hosting_prepacked_artifact_key: 'pytorch-ic/bare/v1/' });
    const quota: Fact<number> = { status: 'unknown', reason: 'choose an instance type first.', action: undefined };
    const row = preflight(spec, resolve(spec, REGION, {}), [], { ...FORM, instanceType: '' }, { region: REGION }, { ...FACTS, quota }).find((r) => r.id === 'quota');
    assert.equal(row?.text, 'Quota: not known, choose an instance type first.');
  });
});
