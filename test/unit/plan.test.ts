import assert from 'node:assert/strict';
import { parseSpec } from '../../src/catalog/spec.js';
import { defaultForm, isolationDefault } from '../../src/deploy/defaults.js';
import { type Account, type DeploymentPlan, type PlannedCall, type Refusal, plan, resolve } from '../../src/deploy/plan.js';
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import type { JsonObject } from '../../src/shared/json.js';
import { isSentence, violations } from '../fixtures/constraints.js';
import * as specs from '../fixtures/specs.js';

const ROLE = 'arn:aws:iam::111122223333:role/Exec';
const ACCOUNT: Account = { region: 'us-west-2', accountId: '111122223333', defaultRole: ROLE };
const NOW = new Date('2026-01-01T00:00:00Z');

function attempt(document: JsonObject, change: Partial<DeploymentForm> = {}, account: Account = ACCOUNT) {
  const spec = parseSpec(document);
  return plan(spec, { ...defaultForm(spec, account.region, NOW), ...change }, account);
}

function planned(document: JsonObject, change: Partial<DeploymentForm> = {}, account: Account = ACCOUNT): DeploymentPlan {
  const result = attempt(document, change, account);
  if (!result.ok) assert.fail(JSON.stringify(result.refusals));
  assert.deepEqual(violations(result.plan), []);
  return result.plan;
}

function refusals(document: JsonObject, change: Partial<DeploymentForm> = {}, account: Account = ACCOUNT): readonly Refusal[] {
  const result = attempt(document, change, account);
  if (result.ok) assert.fail('it was planned');
  for (const { message } of result.refusals) assert.ok(isSentence(message), message);
  return result.refusals;
}

function refused(document: JsonObject, field: string, message: RegExp, change: Partial<DeploymentForm> = {}, account: Account = ACCOUNT): void {
  const found = refusals(document, change, account);
  assert.deepEqual(found.map((r) => r.field), [field], JSON.stringify(found));
  assert.match(found[0]?.message ?? '', message);
}

function call(p: DeploymentPlan, operation: PlannedCall['operation']): JsonObject {
  return p.calls.find((c) => c.operation === operation)?.input ?? assert.fail(`no ${operation}`);
}

const container = (p: DeploymentPlan): JsonObject => call(p, 'CreateModel')['PrimaryContainer'] as JsonObject;
const variant = (p: DeploymentPlan): JsonObject => (call(p, 'CreateEndpointConfig')['ProductionVariants'] as JsonObject[])[0] ?? assert.fail('no variant');
const source = (p: DeploymentPlan): JsonObject => (container(p)['ModelDataSource'] as JsonObject)['S3DataSource'] as JsonObject;
/** Accepts whatever a model may ask to be accepted. */
const ACCEPT = { acceptEula: true, acceptDeprecated: true, acceptVulnerable: true };

describe('plan: every form field reaches its place', () => {
  const spec = specs.prefixCpu({ inference_enable_network_isolation: false });
  const full: Partial<DeploymentForm> = {
    instanceType: 'ml.c5.xlarge', instanceCount: 3, endpointName: 'churn', usePrefix: false, tags: [{ key: 'team', value: 'search' }, { key: 'empty', value: '' }],
    artifactBucket: 'our-models', role: { mode: 'input', found: 'arn:aws:iam::111122223333:role/Other', typed: ' arn:aws:iam::111122223333:role/Typed ' },
    vpc: { ...EMPTY_FORM.vpc, mode: 'input', typedSubnets: 'subnet-1 subnet-2', typedSecurityGroups: 'sg-1,sg-2' }, key: { mode: 'input', found: '', typed: 'alias/ours' },
    networkIsolation: false, environment: { SAGEMAKER_PROGRAM: 'ours.py', NEW: '' }, volumeSizeGB: 64,
  };
  const p = planned(spec, full);

  it('the four calls in their order, with what they create', () => {
    assert.deepEqual(p.calls.map((c) => [c.id, c.service, c.operation, c.creates]), [
      ['copy', 's3', 'CopyArtifacts', undefined], ['model', 'sagemaker', 'CreateModel', { kind: 'model', name: 'churn' }],
      ['config', 'sagemaker', 'CreateEndpointConfig', { kind: 'endpointConfig', name: 'churn' }], ['endpoint', 'sagemaker', 'CreateEndpoint', { kind: 'endpoint', name: 'churn' }],
    ]);
    assert.deepEqual(p.model, { id: 'pytorch-ic-lantern-small', version: '2.1.0', config: null, region: 'us-west-2', instanceType: 'ml.c5.xlarge', instanceCount: 3 });
  });

  it('bucket and key: the copy, and the model reads from the copy', () => {
    const copy = call(p, 'CopyArtifacts');
    const { Bucket, Key } = copy['Destination'] as { Bucket: string; Key: string };
    assert.deepEqual(copy['Source'], { Bucket: 'jumpstart-cache-prod-us-west-2', Key: 'pytorch-ic/pytorch-ic-lantern-small/artifacts/inference-prepack/v1.0.0/' });
    assert.deepEqual([Bucket, copy['ServerSideEncryption'], copy['SSEKMSKeyId']], ['our-models', 'aws:kms', 'alias/ours']);
    assert.match(Key, /^jumpstart\/.*\/$/);
    assert.deepEqual(source(p), { S3Uri: `s3://our-models/${Key}`, S3DataType: 'S3Prefix', CompressionType: 'None' });
  });

  it('role, VPC, isolation, environment: CreateModel', () => {
    const input = call(p, 'CreateModel');
    assert.equal(input['ExecutionRoleArn'], 'arn:aws:iam::111122223333:role/Typed');
    assert.deepEqual(input['VpcConfig'], { SecurityGroupIds: ['sg-1', 'sg-2'], Subnets: ['subnet-1', 'subnet-2'] });
    assert.equal(input['EnableNetworkIsolation'], undefined);
    assert.deepEqual(container(p)['Environment'], { SAGEMAKER_PROGRAM: 'ours.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code', ENDPOINT_SERVER_TIMEOUT: '3600', NEW: '' });
  });

  it('type, count, volume, key: CreateEndpointConfig', () => {
    assert.equal(call(p, 'CreateEndpointConfig')['KmsKeyId'], 'alias/ours');
    assert.deepEqual(variant(p), { VariantName: 'AllTraffic', ModelName: 'churn', InitialInstanceCount: 3, InitialVariantWeight: 1, InstanceType: 'ml.c5.xlarge', VolumeSizeInGB: 64 });
  });

  it('name and tags: all three', () => {
    const own = [{ Key: 'sagemaker-sdk:jumpstart-model-id', Value: 'pytorch-ic-lantern-small' }, { Key: 'sagemaker-sdk:jumpstart-model-version', Value: '2.1.0' }];
    for (const operation of ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint'] as const) {
      assert.deepEqual(call(p, operation)['Tags'], [...own, { Key: 'team', Value: 'search' }, { Key: 'empty', Value: '' }], operation);
    }
    assert.deepEqual(call(p, 'CreateEndpoint'), { EndpointName: 'churn', EndpointConfigName: 'churn', Tags: p.tags });
    assert.deepEqual([call(p, 'CreateModel')['ModelName'], call(p, 'CreateEndpointConfig')['EndpointConfigName']], ['churn', 'churn']);
  });

  it('the defaults: prefix on, isolation as the spec says, no VPC, no key, no copy', () => {
    const d = planned(specs.prefixCpu());
    assert.deepEqual(d.calls.map((c) => c.operation), ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    assert.equal(call(d, 'CreateEndpoint')['EndpointName'], 'jumpstart-dft-pt-ic-lantern-small-20260101-000000');
    assert.deepEqual([call(d, 'CreateModel')['EnableNetworkIsolation'], call(d, 'CreateModel')['VpcConfig'], call(d, 'CreateEndpointConfig')['KmsKeyId']], [true, undefined, undefined]);
    assert.equal(call(planned(spec), 'CreateModel')['EnableNetworkIsolation'], undefined);
    assert.equal(call(planned(spec, { networkIsolation: true }), 'CreateModel')['EnableNetworkIsolation'], true);
  });

  it('is plain JSON, and the same for the same question', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(p)), JSON.parse(JSON.stringify(planned(spec, full))));
    assert.equal(JSON.stringify(p).includes('undefined'), false);
  });
});

describe('plan: artifacts', () => {
  it('come from the private bucket where the model is gated, from the public one where only a licence has to be accepted', () => {
    assert.match(source(planned(specs.configRanked(), ACCEPT))['S3Uri'] as string, /^s3:\/\/jumpstart-private-cache-prod-us-west-2\//);
    const eula = source(planned(specs.eulaOnly(), ACCEPT));
    assert.match(eula['S3Uri'] as string, /^s3:\/\/jumpstart-cache-prod-us-west-2\//);
    assert.deepEqual(eula['ModelAccessConfig'], { AcceptEula: true });
    for (const document of [specs.configRanked(), specs.eulaOnly(), specs.gatedTarGz()]) refused(document, 'acceptEula', /Read the licence and accept it/);
  });

  it('need an acceptance with a gated draft model, though the model itself is open', () => {
    const open = specs.configRanked({ gated_bucket: false, hosting_eula_key: null });
    refused(open, 'acceptEula', /licence/);
    assert.equal(planned(open, { instanceType: 'ml.g5.48xlarge' }).model.config, 'lmi', 'another config of the same model does not');
  });

  it('are the type\'s own before the family\'s before the model\'s', () => {
    const keyFor = (instanceType: string) => (source(planned(specs.artifactByType(), { instanceType }))['S3Uri'] as string).replace('s3://jumpstart-cache-prod-us-west-2/', '');
    assert.equal(keyFor('ml.g5.12xlarge'), 'otter/artifacts/gpu-four/');
    assert.equal(keyFor('ml.g5.xlarge'), 'otter/artifacts/gpu/');
    assert.equal(keyFor('ml.inf2.xlarge'), 'otter/artifacts/neuron/', 'prepacked before bare');
    assert.equal(keyFor('ml.m5.large'), 'pytorch-ic/pytorch-ic-lantern-small/artifacts/inference-prepack/v1.0.0/');
  });

  it('of different types are never copied into one another', () => {
    const copied = ['ml.m5.large', 'ml.g5.xlarge', 'ml.inf2.xlarge'].map((instanceType) => (call(planned(specs.artifactByType(), { instanceType, artifactBucket: 'our-models' }), 'CopyArtifacts')['Destination'] as JsonObject)['Key']);
    assert.equal(new Set(copied).size, 3, JSON.stringify(copied));
  });

  it('of different types under one config are never copied into one another either', () => {
    const config = specs.artifactByType();
    const document = { ...specs.prefixCpu(), inference_configs: { lmi: { component_names: ['lmi'] } }, inference_config_components: {
      lmi: { supported_inference_instance_types: config['supported_inference_instance_types'] ?? [], hosting_instance_type_variants: config['hosting_instance_type_variants'] ?? {} },
    } };
    const copied = ['ml.m5.large', 'ml.g5.xlarge', 'ml.inf2.xlarge'].map((instanceType) => {
      const p = planned(document, { instanceType, artifactBucket: 'our-models' });
      assert.equal(p.model.config, 'lmi');
      return (call(p, 'CopyArtifacts')['Destination'] as JsonObject)['Key'] as string;
    });
    for (const [i, key] of copied.entries()) assert.ok(copied.every((other, j) => i === j || !other.startsWith(key)), copied.join(' '));
  });

  it('that are an archive are copied as one', () => {
    const p = planned(specs.tarGz(), { artifactBucket: 'our-models' });
    const { Key } = call(p, 'CopyArtifacts')['Destination'] as { Key: string };
    assert.match(Key, /infer-prepack-pebble\.tar\.gz$/);
    assert.equal(container(p)['ModelDataUrl'], `s3://our-models/${Key}`);
    assert.equal(call(p, 'CopyArtifacts')['SSEKMSKeyId'], undefined);
  });

  it('that lie apart from their code are packed together into the bucket, and the container is told where the code is', () => {
    const p = planned(specs.repack(), { artifactBucket: 'our-models', key: { mode: 'input', found: '', typed: 'alias/ours' }, environment: {} });
    const bucket = 'jumpstart-cache-prod-us-west-2';
    const { model: { version } } = p;
    const packed = `jumpstart/sklearn-classification-abacus/${version}/model.tar.gz`;
    assert.deepEqual(call(p, 'RepackArtifacts'), {
      Source: { Bucket: bucket, Key: 'sklearn-infer/infer-abacus.tar.gz' }, Script: { Bucket: bucket, Key: 'source-directory-tarballs/sklearn/inference/classification/v1.1.0/sourcedir.tar.gz' },
      Destination: { Bucket: 'our-models', Key: packed }, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/ours',
    });
    assert.deepEqual(p.calls.map((c) => c.operation), ['RepackArtifacts', 'CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    assert.equal(container(p)['ModelDataUrl'], `s3://our-models/${packed}`);
    const environmentOf = (document: JsonObject, environment: Record<string, string> = {}) => container(planned(document, { artifactBucket: 'our-models', environment }))['Environment'] as JsonObject;
    assert.deepEqual(environmentOf({ ...specs.repack(), inference_environment_variables: [] }), {
      SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code', SAGEMAKER_CONTAINER_LOG_LEVEL: '20', SAGEMAKER_REGION: 'us-west-2',
    });
    const own = [{ name: 'SAGEMAKER_PROGRAM', type: 'text', default: 'serve.py', scope: 'container' }];
    assert.equal(environmentOf({ ...specs.repack(), inference_environment_variables: own })['SAGEMAKER_PROGRAM'], 'inference.py', 'as the archive was packed, whatever the spec says');
    assert.equal(environmentOf({ ...specs.repack(), inference_environment_variables: own }, { SAGEMAKER_PROGRAM: 'ours.py' })['SAGEMAKER_PROGRAM'], 'ours.py');
  });

  it('of a config with an open draft model: the model is copied, the draft model is read where AWS keeps it', () => {
    const p = planned(specs.openDraft(), { artifactBucket: 'our-models' });
    assert.match(source(p)['S3Uri'] as string, /^s3:\/\/our-models\/jumpstart\/.+\/$/);
    const additional = (container(p)['AdditionalModelDataSources'] as JsonObject[])[0]?.['S3DataSource'] as JsonObject;
    assert.equal(additional['S3Uri'], 's3://jumpstart-cache-prod-us-west-2/eagle-heads/kestrel-20b/');
    assert.deepEqual(p.calls.map((c) => c.operation), ['CopyArtifacts', 'CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
  });

  it('that nobody may copy, pack or find are refused', () => {
    refused(specs.configRanked(), 'artifactBucket', /gated model cannot be copied/, { ...ACCEPT, artifactBucket: 'our-models' });
    refused(specs.marketplace(), 'artifactBucket', /comes as a package/, { artifactBucket: 'our-models' });
    refused(specs.repack(), 'artifactBucket', /sklearn-classification-abacus \S+ needs a repack: .* packed into one and stored in an S3 bucket of yours\. Choose a bucket/);
    refused({ ...specs.repack(), gated_bucket: true, hosting_eula_key: 'terms.txt' }, 'modelVersion', /nobody but SageMaker may read the weights/, { ...ACCEPT, artifactBucket: 'our-models' });
    refused({ ...specs.repack(), hosting_artifact_key: 'weights/' }, 'modelVersion', /its weights are a folder of files/, { artifactBucket: 'our-models' });
    refused(specs.prefixCpu({ hosting_prepacked_artifact_key: null, hosting_artifact_key: null }), 'modelVersion', /names no model artifact/);
  });

  it('of others\' draft models are only where AWS keeps them', () => {
    const additional = (container(planned(specs.neoDraft()))['AdditionalModelDataSources'] as JsonObject[])[0]?.['S3DataSource'] as JsonObject;
    assert.equal(additional['S3Uri'], 's3://sagemaker-sd-models-prod-us-west-2/sagemaker-speculative-decoding/harbor/');
    refused(specs.neoDraft(), 'inferenceConfig', /The inference config lmi-optimized needs "draft_model", which AWS does not keep in eu-central-2/, {}, { ...ACCOUNT, region: 'eu-central-2' });
  });

  it('with an additional source of a whole address, in the bucket of this region', () => {
    const source = { channel_name: 'eagle', provider: { name: 'JumpStart', classification: 'gated' }, s3_data_source: { s3_uri: 's3://jumpstart-private-cache-prod-us-east-1/eagle/v1/' } };
    const sources = container(planned(specs.prefixCpu({ hosting_additional_data_sources: { speculative_decoding: [source] } }), { acceptEula: true }))['AdditionalModelDataSources'] as JsonObject[];
    assert.equal((sources[0]?.['S3DataSource'] as JsonObject)['S3Uri'], 's3://jumpstart-private-cache-prod-us-west-2/eagle/v1/');
  });

  it('with a prefix of an additional source end in a slash', () => {
    const document = specs.openDraft();
    const text = JSON.stringify(document).replace('eagle-heads/kestrel-20b/', 'eagle-heads/kestrel-20b');
    planned(JSON.parse(text) as JsonObject);
  });
});

describe('plan: images, packages, volumes', () => {
  it('take a digest for an image', () => {
    assert.match(container(planned(specs.digestImage()))['Image'] as string, /sagemaker-xgboost@sha256:(a1){32}$/);
  });

  it('take the image of a hub document as it is, and one that the spec names outright', () => {
    assert.match(container(planned(specs.hubLike()))['Image'] as string, /tgi1\.4\.0$/);
    assert.equal(container(planned(specs.prefixCpu({ hosting_instance_type_variants: null, hosting_ecr_uri: 'account/repo:1' })))['Image'], 'account/repo:1');
  });

  it('say where a model without an image runs', () => {
    refused(specs.prefixCpu(), 'instanceType', /no container image for ml\.r5\.large in us-west-2\. It runs there on ml\.m5\.large, ml\.c5\.xlarge, ml\.g5\.xlarge\./, { instanceType: 'ml.r5.large' });
    refused(specs.prefixCpu(), 'instanceType', /for ml\.m5\.large in sa-east-1\. It exists in us-east-1, us-west-2/, {}, { ...ACCOUNT, region: 'sa-east-1' });
    refused(specs.prefixCpu({ hosting_instance_type_variants: null }), 'instanceType', /no container image for ml\.m5\.large\. Choose one of ml\.c5\.xlarge, ml\.g5\.xlarge|no container image/);
    refused(specs.prefixCpu({ hosting_instance_type_variants: null, supported_inference_instance_types: null }), 'instanceType', /no container image for ml\.m5\.large/);
  });

  it('ask for an instance type where the model names none, once', () => {
    refused(specs.noDefaultType(), 'instanceType', /names no default instance type\. Choose one\./);
    assert.deepEqual(planned(specs.noDefaultType(), { instanceType: 'ml.m5.large' }).warnings, [], 'no list of types is no reason to warn');
  });

  it('say where a package is offered', () => {
    refused(specs.marketplace(), 'instanceType', /is not offered in eu-central-2\. It is in us-east-1, us-west-2\./, {}, { ...ACCOUNT, region: 'eu-central-2' });
    // what no change of the form mends comes before what one would
    for (const change of [{ environment: { A: '1' } }, { artifactBucket: 'our-models' }]) refused(specs.marketplace(), 'instanceType', /is not offered in eu-central-2/, change, { ...ACCOUNT, region: 'eu-central-2' });
  });

  it('treat a package for single types as a package there, and only there', () => {
    const spec = parseSpec(specs.packageByType());
    const inf2 = resolve(spec, 'us-west-2', { instanceType: 'ml.inf2.xlarge' });
    assert.equal(isolationDefault(inf2), true, 'packages run isolated');
    assert.equal(isolationDefault(resolve(spec, 'us-west-2', {})), false);
    assert.deepEqual(inf2.environment, {});
    const p = planned(specs.packageByType(), { instanceType: 'ml.inf2.xlarge', networkIsolation: true });
    assert.deepEqual(call(p, 'CreateModel')['Containers'], [{ ModelPackageName: 'arn:aws:sagemaker:us-west-2:111122223333:model-package/granary-neuron' }]);
    assert.equal(call(p, 'CreateModel')['PrimaryContainer'], undefined);
    refused(specs.packageByType(), 'networkIsolation', /isolated/, { instanceType: 'ml.inf2.xlarge', networkIsolation: false });
    refused(specs.packageByType(), 'acceptEula', /licence/, { instanceType: 'ml.g5.xlarge' });
  });

  it('do not drop variables that a package cannot take without a word', () => {
    refused(specs.marketplace(), 'environment', /package brings its own environment/, { environment: { A: '1' } });
  });

  it('send a volume only where the type has one: the form\'s before the spec\'s', () => {
    const document = specs.prefixCpu({ inference_volume_size: 100 });
    assert.equal(variant(planned(document))['VolumeSizeInGB'], 100);
    assert.equal(variant(planned(document, { volumeSizeGB: 7 }))['VolumeSizeInGB'], 7);
    assert.equal(variant(planned(document, { instanceType: 'ml.g5.xlarge' }))['VolumeSizeInGB'], undefined);
    const local = planned(document, { instanceType: 'ml.g5.xlarge', volumeSizeGB: 7, key: { mode: 'input', found: '', typed: 'alias/x' } });
    assert.equal(variant(local)['VolumeSizeInGB'], undefined);
    assert.equal(call(local, 'CreateEndpointConfig')['KmsKeyId'], 'alias/x', 'a key that is wanted is passed on all the same');
    assert.deepEqual(local.warnings.map((w) => w.split(':')[0]), ['ml.g5.xlarge keeps data on local storage, which AWS encrypts in hardware and not with your key.', 'ml.g5.xlarge has local storage']);
  });
});

describe('plan: warnings and refusals', () => {
  it('warn of what may go wrong and does not have to', () => {
    const p = planned(specs.deprecatedAndVulnerable(), { ...ACCEPT, instanceType: 'ml.p3.2xlarge', vpc: { ...EMPTY_FORM.vpc, mode: 'find', subnets: ['subnet-1'], securityGroups: ['sg-1'] } });
    assert.deepEqual(p.warnings, [
      'ml.p3.2xlarge is not among the instance types that huggingface-text2text-moss-base supports (ml.m5.large, ml.c5.xlarge, ml.g5.xlarge): it may not start.',
      'There is one subnet only. AWS advises two in different zones.', 'Use version 3.',
      'huggingface-text2text-moss-base 2.1.0 has known vulnerabilities: CVE-2099-0001, CVE-2099-0002.', 'For research only.',
    ]);
    const found = refusals(specs.deprecatedAndVulnerable());
    assert.deepEqual(found.map((r) => r.field), ['acceptDeprecated', 'acceptVulnerable']);
  });

  it('refuse a region where JumpStart is not', () => {
    for (const region of ['us-east-3', '', 'constructor']) refused(specs.prefixCpu(), 'instanceType', /JumpStart is not available in .*\. Choose another region\./, {}, { ...ACCOUNT, region });
  });

  it('refuse an unknown config by its field, a damaged spec by its version', () => {
    refused(specs.configRanked(), 'inferenceConfig', /has no inference config "tgi"\. It has/, { ...ACCEPT, inferenceConfig: 'tgi' });
    const spec = parseSpec(specs.prefixCpu());
    const result = plan(parseSpec(specs.prefixCpu({ deploy_kwargs: 'x' })), defaultForm(spec, 'us-west-2', NOW), ACCOUNT);
    assert.deepEqual(result, { ok: false, refusals: [{ field: 'modelVersion', message: 'The model spec\'s "deploy_kwargs" is not an object.' }] });
  });

  it('refuse a field once, and all fields together', () => {
    const found = refusals(specs.prefixCpu(), { instanceType: 'r5', environment: { '1': '' }, endpointName: '' });
    assert.deepEqual(found.map((r) => r.field), ['instanceType', 'endpointName', 'environment']);
  });

  it('refuse too many variables together with the model\'s own', () => {
    refused(specs.prefixCpu(), 'environment', /Together with the model's own variables: There are 101/, { environment: Object.fromEntries(Array.from({ length: 98 }, (_, i) => [`V${i}`, ''])) });
  });

  it('check partition and account of the default role too', () => {
    refused(specs.prefixCpu(), 'role', /partition/, {}, { region: 'cn-north-1', defaultRole: ROLE });
    refused(specs.prefixCpu(), 'role', /of the account 111122223333/, {}, { ...ACCOUNT, accountId: '444455556666' });
    refused(specs.prefixCpu(), 'role', /no default role/, {}, { region: 'us-west-2' });
  });
});

describe('plan: what a spec asks for and SageMaker does not take', () => {
  const limits: [string, JsonObject, RegExp][] = [
    ['an image with a space', { hosting_instance_type_variants: specs.variantTable({ a: 'repo :1' }, { a: 'm5' }) }, /image/],
    ['an image of 256 characters', { hosting_instance_type_variants: specs.variantTable({ a: 'r'.repeat(256) }, { a: 'm5' }) }, /image/],
    ['an artifact with too long a key', { hosting_prepacked_artifact_key: `${'k'.repeat(1024)}/` }, /artifact/],
    ['six additional sources', { hosting_additional_data_sources: { scripts: Array.from({ length: 6 }, (_, i) => ({ channel_name: `c${i}`, provider: { name: 'JumpStart' }, s3_data_source: { s3_uri: 'x/' } })) } }, /6 additional/],
    ['a channel with a space', { hosting_additional_data_sources: { scripts: [{ channel_name: 'a b', provider: { name: 'JumpStart' }, s3_data_source: { s3_uri: 'x/' } }] } }, /"a b"/],
    ['one channel twice', { hosting_additional_data_sources: { scripts: ['a', 'a'].map((channel_name) => ({ channel_name, provider: { name: 'JumpStart' }, s3_data_source: { s3_uri: 'x/' } })) } }, /"a"/],
    ['an unknown kind of data', { hosting_additional_data_sources: { scripts: [{ channel_name: 'a', provider: { name: 'JumpStart' }, s3_data_source: { s3_uri: 'x/', s3_data_type: 'Manifest' } }] } }, /"a"/],
  ];
  for (const [title, change, message] of limits) {
    it(`refuses ${title}`, () => {
      refused(specs.prefixCpu(change), 'modelVersion', message);
    });
  }

  it('refuses a package with too long a name', () => {
    refused(specs.marketplace({ hosting_model_package_arns: { 'us-west-2': `arn:aws:sagemaker:us-west-2:1:model-package/${'p'.repeat(180)}` } }), 'modelVersion', /package/);
  });

  it('brings timeouts and volumes to what SageMaker takes, and says so', () => {
    const p = planned(specs.prefixCpu({ deploy_kwargs: { model_data_download_timeout: 7200, container_startup_health_check_timeout: 5 }, inference_volume_size: 2048 }));
    assert.deepEqual([variant(p)['ModelDataDownloadTimeoutInSeconds'], variant(p)['ContainerStartupHealthCheckTimeoutInSeconds'], variant(p)['VolumeSizeInGB']], [3600, 60, 512]);
    assert.equal(p.warnings.length, 3);
    assert.match(p.warnings.join(' '), /2048 GB.*512 GB.*7200 s.*3600 s.* 5 s.* 60 s/);
    assert.deepEqual(planned(specs.prefixCpu({ inference_volume_size: 2048 }), { volumeSizeGB: 20 }).warnings, [], 'the form\'s volume counts');
    assert.deepEqual(planned(specs.prefixCpu({ inference_volume_size: 2048 }), { instanceType: 'ml.g5.xlarge' }).warnings, [], 'no volume is sent');
  });

  it('leaves out a tag whose value AWS does not take, and says so', () => {
    const p = planned(specs.marketplace({ version: 'v3.0-not-valid-version!' }));
    assert.deepEqual(p.tags.map((t) => t.Key), ['sagemaker-sdk:jumpstart-model-id', 'sagemaker-sdk:jumpstart-model-type']);
    assert.match(p.warnings.join(' '), /sagemaker-sdk:jumpstart-model-version.*"v3\.0-not-valid-version!"/);
  });
});

describe('the form as the spec fills it in', () => {
  for (const [name, document] of Object.entries(specs.ALL)) {
    it(`plans, or is refused in sentences: ${name}`, () => {
      for (const region of [...specs.REGIONS, 'sa-east-1']) {
        const account = { region, defaultRole: region.startsWith('cn-') ? ROLE.replace('aws', 'aws-cn') : region.startsWith('us-gov-') ? ROLE.replace('aws', 'aws-us-gov') : ROLE };
        const result = attempt(document(), ACCEPT, account);
        if (result.ok) assert.deepEqual(violations(result.plan), []);
        else for (const { message } of result.refusals) assert.ok(isSentence(message), message);
      }
    });
  }

  it('has a name that fits for the longest id', () => {
    assert.equal((specs.longId()['model_id'] as string).length, 86);
    planned(specs.longId());
  });

  it('has isolation on unless the spec says false', () => {
    const isolation = (document: JsonObject) => defaultForm(parseSpec(document), 'us-west-2', NOW).networkIsolation;
    assert.deepEqual([isolation(specs.prefixCpu()), isolation(specs.prefixCpu({ inference_enable_network_isolation: null })), isolation(specs.tarGz()), isolation(specs.marketplace({ inference_enable_network_isolation: false }))], [true, true, false, true]);
  });

  it('carries the tags that other tools know', () => {
    assert.deepEqual(planned(specs.marketplace()).tags.at(-1), { Key: 'sagemaker-sdk:jumpstart-model-type', Value: 'proprietary' });
    assert.ok(planned(specs.configRanked(), ACCEPT).tags.some((t) => t.Key === 'sagemaker-sdk:bedrock' && t.Value === 'compatible'));
  });
});
