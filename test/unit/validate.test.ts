import assert from 'node:assert/strict';
import { type DeploymentForm, EMPTY_FORM, chosenKey, chosenRole, chosenVpc } from '../../src/shared/form.js';
import { FIELDS, type Field, type ValidationContext, validate } from '../../src/shared/validate.js';

const ROLE = 'arn:aws:iam::111122223333:role/Exec';
const GOOD: DeploymentForm = { ...EMPTY_FORM, modelId: 'a-ic-b', modelVersion: '1.0.0', instanceType: 'ml.m5.large', endpointName: 'dft-b' };
const CONTEXT: ValidationContext = {
  partition: 'aws', region: 'us-west-2', accountId: '111122223333', defaultRole: ROLE, eulaNeeded: false, deprecated: false, vulnerable: false, isolationOptional: false, defaultRolePending: false,
  ownTagKeys: ['sagemaker-sdk:jumpstart-model-id'],
};

function errors(form: Partial<DeploymentForm>, context: Partial<ValidationContext> = {}): Partial<Record<Field, string>> {
  return validate({ ...GOOD, ...form }, { ...CONTEXT, ...context });
}

const role = (typed: string): Partial<DeploymentForm> => ({ role: { mode: 'input', found: '', typed } });
const key = (typed: string): Partial<DeploymentForm> => ({ key: { mode: 'input', found: '', typed } });
const vpc = (subnets: string[], securityGroups: string[] = ['sg-0a1b2c3d']): Partial<DeploymentForm> => ({ vpc: { ...EMPTY_FORM.vpc, mode: 'find', subnets, securityGroups } });
const tags = (...list: [string, string][]): Partial<DeploymentForm> => ({ tags: list.map(([k, value]) => ({ key: k, value })) });
const many = (n: number): [string, string][] => Array.from({ length: n }, (_, i) => [`k${i}`, '']);
const variables = (n: number, size = 1): Record<string, string> => Object.fromEntries(Array.from({ length: n }, (_, i) => [`V${i}`, 'x'.repeat(size)]));

/** [field, what is asked, the message] */
type Refused = readonly [field: Field, form: Partial<DeploymentForm>, message: RegExp, context?: Partial<ValidationContext>];
const refused: Refused[] = [
  ['instanceType', { instanceType: '' }, /^Choose an instance type\.$/],
  ['instanceType', { instanceType: 'g5.xlarge' }, /"g5\.xlarge" is not an instance type: they look like ml\./],
  ['instanceType', { instanceType: 'ml.g5.XLARGE' }, /is not an instance type/],
  ['instanceCount', { instanceCount: 0 }, /whole number, at least 1/], ['instanceCount', { instanceCount: 1.5 }, /whole number/], ['instanceCount', { instanceCount: Number.NaN }, /whole number/],
  ['instanceCount', { instanceCount: Infinity }, /whole number/], ['instanceCount', { instanceCount: 1e20 }, /whole number/],
  ['endpointName', { endpointName: ' ' }, /Give the endpoint a name/],
  ['endpointName', { endpointName: 'a'.repeat(54) }, /64 characters with the jumpstart- prefix; SageMaker takes at most 63\. Shorten it by 1\./],
  ['endpointName', { endpointName: 'a'.repeat(64), usePrefix: false }, /64 characters; SageMaker/],
  ['endpointName', { endpointName: 'a_b' }, /letters, digits and dashes/], ['endpointName', { endpointName: 'a-' }, /at both ends/], ['endpointName', { endpointName: '-a', usePrefix: false }, /at both ends/],
  ['endpointName', { endpointName: 'modèle' }, /letters, digits/], ['endpointName', { endpointName: 'a\nb' }, /letters, digits/],
  ['tags', tags(['', '']), /has no key\. Fill it in or remove/], ['tags', tags(['', 'v']), /value "v" has no key/],
  ['tags', tags(['aws:x', '']), /starts with "aws:"/], ['tags', tags(['AWS:x', '']), /starts with "aws:"/],
  ['tags', tags(['k'.repeat(129), '']), /129 characters; at most 128/], ['tags', tags(['k', 'v'.repeat(257)]), /257 characters; at most 256/],
  ['tags', tags(['a#b', '']), /The key of the tag "a#b" has a character/], ['tags', tags(['a', 'b\tc']), /The value of the tag "a" has a character/],
  ['tags', tags(['a', '1'], ['a', '2']), /"a" is there twice/], ['tags', tags(['sagemaker-sdk:jumpstart-model-id', 'x']), /JumpStart sets itself/],
  ['tags', tags(...many(50)), /There are 50 tags; with the 1 that mark a JumpStart endpoint, SageMaker takes at most 49/],
  ['artifactBucket', { artifactBucket: 's3://bucket' }, /name alone/], ['artifactBucket', { artifactBucket: 'bucket/folder' }, /name alone/],
  ['artifactBucket', { artifactBucket: 'Bucket' }, /3 to 63 lower-case/], ['artifactBucket', { artifactBucket: 'ab' }, /3 to 63/], ['artifactBucket', { artifactBucket: '10.0.0.1' }, /not a bucket name/],
  ['artifactBucket', { artifactBucket: 'a..b' }, /not a bucket name/], ['artifactBucket', { artifactBucket: 'xn--abc' }, /not a bucket name/], ['artifactBucket', { artifactBucket: 'a'.repeat(64) }, /not a bucket name/],
  ['artifactBucket', { artifactBucket: 'abc-s3alias' }, /not a bucket name/], ['artifactBucket', { artifactBucket: 'sthree-abc' }, /not a bucket name/],
  ['role', {}, /no default role for your identity.*Find.*Input/, { defaultRole: undefined }], ['role', role(' '), /Choose an execution role/],
  ['role', { role: { mode: 'find', found: '', typed: ROLE } }, /Choose an execution role/],
  ['role', role('Exec'), /"Exec" is not a role ARN: they look like arn:aws:iam::/], ['role', role('arn:aws:iam::1111:role/x'), /is not a role ARN/],
  ['role', role('arn:aws:iam::111122223333:user/x'), /is not a role ARN/], ['role', role(`arn:aws:iam::111122223333:role/${'x'.repeat(2048)}`), /is not a role ARN/],
  ['role', role('arn:aws-cn:iam::111122223333:role/x'), /of the partition "aws-cn", but you deploy into "aws"/], ['role', role(ROLE), /of the partition "aws", but you deploy into "aws-us-gov"/, { partition: 'aws-us-gov' }],
  ['role', role('arn:aws:iam::999999999999:role/x'), /of the account 999999999999, but you deploy into 111122223333/],
  ['subnets', vpc([]), /at least one subnet, or set Amazon VPC to None/], ['subnets', vpc(Array.from({ length: 17 }, (_, i) => `subnet-${i}`)), /17 subnets; SageMaker takes at most 16/],
  ['subnets', vpc(['vpc-1']), /"vpc-1" is not a subnet id/], ['subnets', vpc(['subnet-1', 'subnet-1']), /subnet-1 is there twice/],
  ['securityGroups', vpc(['subnet-1'], []), /at least one security group/], ['securityGroups', vpc(['subnet-1'], Array.from({ length: 6 }, (_, i) => `sg-${i}`)), /6 security groups; SageMaker takes at most 5/],
  ['securityGroups', vpc(['subnet-1'], ['subnet-1']), /is not a security group id/], ['subnets', vpc([`subnet-${'1'.repeat(26)}`]), /is not a subnet id/],
  ['subnets', { vpc: { ...EMPTY_FORM.vpc, mode: 'input', subnets: ['subnet-1'], typedSubnets: '', typedSecurityGroups: 'sg-1' } }, /at least one subnet/],
  ['key', key(''), /Choose an encryption key, or set the encryption key to Default/], ['key', key('my-key'), /"my-key" is not a KMS key/], ['key', key('alias/'), /is not a KMS key/],
  ['key', key('arn:aws:kms:us-west-2:111122223333:grant/x'), /is not a KMS key/], ['key', key('arn:aws:kms:eu-west-1:111122223333:alias/x'), /The key is in eu-west-1, but you deploy into us-west-2/],
  ['key', key('arn:aws-cn:kms:cn-north-1:111122223333:alias/x'), /of the partition "aws-cn"/],
  ['networkIsolation', { networkIsolation: false }, /runs isolated/],
  ['environment', { environment: { '1A': '' } }, /"1A" is not a variable name/], ['environment', { environment: { '': '' } }, /is not a variable name/], ['environment', { environment: { 'A-B': '' } }, /is not a variable name/],
  ['environment', { environment: { A: 'x'.repeat(1025) } }, /A is longer than 1024/], ['environment', { environment: { ['A'.repeat(1025)]: '' } }, /is longer than 1024/],
  ['environment', { environment: variables(101) }, /101 environment variables; SageMaker takes at most 100/], ['environment', { environment: variables(33, 1020) }, /bytes; SageMaker takes at most 32768/],
  ['volumeSizeGB', { volumeSizeGB: 513 }, /from 1 to 512/], ['volumeSizeGB', { volumeSizeGB: -1 }, /whole number/], ['volumeSizeGB', { volumeSizeGB: 1.5 }, /whole number/], ['volumeSizeGB', { volumeSizeGB: Number.NaN }, /whole number/],
  ...(['downloadTimeoutS', 'startupTimeoutS'] as const).flatMap((field) => [59, 3601, 60.5, Number.NaN].map((value): Refused => [field, { [field]: value }, /from 60 to 3600/])),
  ['inferenceAmi', { inferenceAmi: 'al2 ami' }, /not an inference AMI version/], ['variantName', { variantName: '' }, /Give the production variant a name/],
  ['variantName', { variantName: 'a'.repeat(64) }, /64 characters; SageMaker takes at most 63/], ['variantName', { variantName: 'a-' }, /letters, digits and dashes/],
  ['fallbackTypes', { fallbackTypes: ['g5'] }, /"g5" is not an instance type/], ['fallbackTypes', { instanceType: 'ml.g5.xlarge', fallbackTypes: ['ml.g6.xlarge', 'ml.g5.xlarge'] }, /type ml\.g5\.xlarge is there twice/],
  ['fallbackTypes', { fallbackTypes: Array.from({ length: 5 }, (_, i) => `ml.g5.${i}xlarge`) }, /5 fallback types; SageMaker takes at most 4/], ['provisionTimeoutS', { fallbackTypes: ['ml.g6.xlarge'], provisionTimeoutS: 299 }, /from 300 to 3600/],
  ['acceptEula', {}, /Read the licence and accept it/, { eulaNeeded: true }], ['acceptDeprecated', {}, /deprecated\. Tick/, { deprecated: true }], ['acceptVulnerable', {}, /vulnerabilities\. Tick/, { vulnerable: true }],
];

const accepted: [string, Partial<DeploymentForm>, Partial<ValidationContext>?][] = [
  ['nothing but what is needed', {}],
  ['a name of 63 characters', { endpointName: 'a'.repeat(53) }], ['one of 63 without the prefix', { endpointName: 'a'.repeat(63), usePrefix: false }], ['one with the prefix already', { endpointName: `jumpstart-${'a'.repeat(53)}` }],
  ['dashes inside, upper case', { endpointName: 'A--b-1' }], ['a single character', { endpointName: 'a', usePrefix: false }],
  ['tags with every character that is allowed', tags(['Kostenstelle ä_.:/=+-@ 日本', 'Ωμέγα 1'], ['k'.repeat(128), 'v'.repeat(256)], ['awsome', ''], ['a', ''])],
  ['characters, not halves of them, counted in tags', tags(['𐐀'.repeat(128), '𐐀'.repeat(256)])], ['49 tags beside one of ours', tags(...many(49))],
  ['a bucket', { artifactBucket: 'my.bucket-1' }], ['a path in the role', role('arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000')], ['a role with odd characters', role('arn:aws:iam::111122223333:role/a+b=c,d.e@f-g_h')],
  ['spaces around a pasted role', role(` ${ROLE}\n`)], ['a role of any account before sign-in', role('arn:aws:iam::999999999999:role/x'), { accountId: undefined }], ['a role of any partition before sign-in', role('arn:aws-cn:iam::111122223333:role/x'), { partition: undefined }],
  ['no default role where another is chosen', role(ROLE), { defaultRole: undefined }],
  ['16 subnets and 5 groups', vpc(Array.from({ length: 16 }, (_, i) => `subnet-${i}`), Array.from({ length: 5 }, (_, i) => `sg-${i}`))], ['ids of 32 characters', vpc([`subnet-${'1'.repeat(25)}`], [`sg-${'a'.repeat(29)}`])],
  ['pasted ids', { vpc: { ...EMPTY_FORM.vpc, mode: 'input', typedSubnets: 'subnet-1, subnet-2', typedSecurityGroups: '["sg-1"]' } }], ['no VPC, whatever lies in the fields', { vpc: { ...EMPTY_FORM.vpc, subnets: ['x'], typedSubnets: 'y' } }],
  ...['1234abcd-12ab-34cd-56ef-1234567890ab', `mrk-${'0a'.repeat(16)}`, 'alias/my/key_1', 'arn:aws:kms:us-west-2:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab', 'arn:aws:kms:us-west-2:111122223333:alias/x', `arn:aws:kms:us-west-2:111122223333:key/mrk-${'0a'.repeat(16)}`]
    .map((k): [string, Partial<DeploymentForm>] => [`the key ${k}`, key(k)]),
  ['isolation off where the spec allows it', { networkIsolation: false }, { isolationOptional: true }], ['100 variables', { environment: variables(100) }], ['a value of 1024 characters', { environment: { A: '𐐀'.repeat(1024) } }],
  ['512 GB', { volumeSizeGB: 512 }], ['timeouts', { downloadTimeoutS: 60, startupTimeoutS: 3600 }], ['an AMI', { inferenceAmi: 'al2023-ami-sagemaker-inference-gpu-4-1' }], ['a variant of another name', { variantName: 'blue-1' }],
  ['four fallback types', { fallbackTypes: ['ml.g6.xlarge', 'ml.g6e.xlarge', 'ml.g5.2xlarge', 'ml.g4dn.xlarge'], provisionTimeoutS: 300 }], ['a time for instances that nothing needs', { provisionTimeoutS: 1 }], ['ticks where they are needed', { acceptEula: true, acceptDeprecated: true, acceptVulnerable: true }, { eulaNeeded: true, deprecated: true, vulnerable: true }],
];

describe('validation', () => {
  for (const [field, form, message, context] of refused) {
    it(`refuses ${field}: ${message.source}`, () => {
      const found = errors(form, context);
      assert.deepEqual(Object.keys(found), [field]);
      assert.match(found[field] ?? '', message);
      assert.match(found[field] ?? '', /^["A-Z].*\.$/s, 'a sentence');
    });
  }

  for (const [title, form, context] of accepted) it(`accepts ${title}`, () => assert.deepEqual(errors(form, context), {}));

  it('shows errors of every field at once', () => {
    const found = errors({
      instanceType: '', instanceCount: 0, endpointName: '', tags: [{ key: '', value: '' }], artifactBucket: 'X', ...role('x'), ...vpc(['x'], []), ...key('x'), networkIsolation: false, environment: { '1': '' }, volumeSizeGB: -1,
      downloadTimeoutS: 1, startupTimeoutS: 1, inferenceAmi: '-', variantName: '', fallbackTypes: ['x'], provisionTimeoutS: 1,
    }, { eulaNeeded: true, deprecated: true, vulnerable: true });
    // version and config are judged by the plan, which knows the spec
    assert.deepEqual(Object.keys(found), FIELDS.filter((f) => f !== 'modelVersion' && f !== 'inferenceConfig'));
  });

  it('asks for a VPC first, and for what is in it when there is one', () => {
    const none: Partial<DeploymentForm> = { vpc: { ...EMPTY_FORM.vpc, mode: 'find' } };
    assert.deepEqual(errors(none), { subnets: 'Choose a VPC, or set Amazon VPC to None.' });
    assert.deepEqual(Object.keys(errors({ vpc: { ...EMPTY_FORM.vpc, mode: 'find', vpcId: 'vpc-1' } })), ['subnets', 'securityGroups']);
  });

  it('answers without hanging, whatever is pasted into a name', () => {
    const start = Date.now();
    errors({ endpointName: `a${'-'.repeat(50_000)}!`, usePrefix: false, ...role(`arn:aws:iam::111122223333:role/${'/'.repeat(50_000)}!`), artifactBucket: 'a.'.repeat(20_000), ...key('alias/'.repeat(10_000)) });
    assert.ok(Date.now() - start < 500);
  });
});

describe('choices of the form', () => {
  it('keep what was found apart from what was typed', () => {
    const form: DeploymentForm = { ...GOOD, role: { mode: 'find', found: 'found', typed: 'typed' }, key: { mode: 'find', found: 'key', typed: 'typed' } };
    assert.deepEqual([chosenRole(form, 'default'), chosenKey(form)], ['found', 'key']);
    assert.deepEqual([chosenRole({ ...form, role: { ...form.role, mode: 'input' } }, 'default'), chosenRole({ ...form, role: { ...form.role, mode: 'default' } }, 'default'), chosenRole({ ...form, role: { ...form.role, mode: 'default' } }, undefined)], ['typed', 'default', '']);
    assert.equal(chosenKey({ ...form, key: { ...form.key, mode: 'default' } }), '');
    assert.deepEqual(chosenVpc({ ...form, vpc: { ...form.vpc, mode: 'input', subnets: ['x'], typedSubnets: 'a b', typedSecurityGroups: 'c' } }), { subnets: ['a', 'b'], securityGroups: ['c'] });
    assert.equal(chosenVpc(form), undefined);
  });
});
