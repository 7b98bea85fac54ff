// Capacity fallback: what a plan with further instance types asks for.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSpec } from '../../src/catalog/spec.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { type DeploymentPlan, type Refusal, plan, resolveForm } from '../../src/deploy/plan.js';
import { poolModels } from '../../src/deploy/pools.js';
import type { DeploymentForm } from '../../src/shared/form.js';
import type { JsonObject } from '../../src/shared/json.js';
import { isSentence, violations } from '../fixtures/constraints.js';
import * as specs from '../fixtures/specs.js';

const ACCOUNT = { region: 'us-west-2', accountId: '111122223333', defaultRole: 'arn:aws:iam::111122223333:role/Exec' };

function attempt(document: JsonObject, change: Partial<DeploymentForm>) {
  const spec = parseSpec(document);
  return plan(spec, { ...defaultForm(spec, ACCOUNT.region, new Date('2026-01-01T00:00:00Z')), endpointName: 'churn', ...change }, ACCOUNT);
}

function planned(document: JsonObject, change: Partial<DeploymentForm>): DeploymentPlan {
  const result = attempt(document, change);
  if (!result.ok) assert.fail(JSON.stringify(result.refusals));
  assert.deepEqual(violations(result.plan), []);
  return result.plan;
}

function refused(document: JsonObject, change: Partial<DeploymentForm>): readonly Refusal[] {
  const result = attempt(document, change);
  if (result.ok) assert.fail('it was planned');
  for (const { message } of result.refusals) assert.ok(isSentence(message), message);
  return result.refusals;
}

const inputs = (p: DeploymentPlan, operation: string): JsonObject[] => p.calls.filter((c) => c.operation === operation).map((c) => c.input);
const variant = (p: DeploymentPlan): JsonObject => (inputs(p, 'CreateEndpointConfig')[0]?.['ProductionVariants'] as JsonObject[])[0] ?? assert.fail('no variant');
const container = (input: JsonObject | undefined): JsonObject => input?.['PrimaryContainer'] as JsonObject;
/** Without the registry. */
const image = (input: JsonObject | undefined): string | undefined => JSON.stringify(container(input)['Image']).slice(1, -1).split('/').at(-1);
const uri = (input: JsonObject | undefined): unknown => ((container(input)['ModelDataSource'] as JsonObject)['S3DataSource'] as JsonObject)['S3Uri'];

describe('plan with fallback types', () => {
  it('has pools by priority in place of the type, and the time to fill them', () => {
    const p = planned(specs.prefixCpu(), { fallbackTypes: ['ml.c5.xlarge', 'ml.m5.xlarge'], provisionTimeoutS: 900, instanceCount: 2 });
    const { InstancePools: pools, ...rest } = variant(p);
    assert.deepEqual(pools, [{ InstanceType: 'ml.m5.large', Priority: 1 }, { InstanceType: 'ml.c5.xlarge', Priority: 2 }, { InstanceType: 'ml.m5.xlarge', Priority: 3 }]);
    assert.deepEqual(rest, { VariantName: 'AllTraffic', ModelName: 'jumpstart-churn', InitialInstanceCount: 2, InitialVariantWeight: 1, VariantInstanceProvisionTimeoutInSeconds: 900 });
    assert.deepEqual(p.calls.map((c) => c.id), ['model', 'config', 'endpoint']);
    assert.deepEqual(p.model.fallbackTypes, ['ml.c5.xlarge', 'ml.m5.xlarge']);
    assert.match(p.warnings.join('\n'), /^ml\.m5\.xlarge is not among the instance types/);
  });

  it('leaves the time to SageMaker where none is given', () => {
    assert.ok(!('VariantInstanceProvisionTimeoutInSeconds' in variant(planned(specs.prefixCpu(), { fallbackTypes: ['ml.c5.xlarge'] }))));
  });

  it('is the plain plan without them, whatever the time', () => {
    assert.deepEqual(planned(specs.prefixCpu(), { provisionTimeoutS: 900 }), planned(specs.prefixCpu(), {}));
    assert.ok(!('fallbackTypes' in planned(specs.prefixCpu(), {}).model));
  });

  it('makes one more model for each other container, and types with the same one share it', () => {
    const p = planned(specs.prefixCpu({ supported_inference_instance_types: ['ml.m5.large', 'ml.g5.xlarge', 'ml.g4dn.xlarge'] }), { fallbackTypes: ['ml.g5.xlarge', 'ml.c5.xlarge', 'ml.g4dn.xlarge'], tags: [{ key: 'team', value: 'search' }], environment: { A: '1' } });
    assert.deepEqual(variant(p)['InstancePools'], [
      { InstanceType: 'ml.m5.large', Priority: 1 }, { InstanceType: 'ml.g5.xlarge', Priority: 2, ModelNameOverride: 'jumpstart-churn-pool-2' },
      { InstanceType: 'ml.c5.xlarge', Priority: 3 }, { InstanceType: 'ml.g4dn.xlarge', Priority: 4, ModelNameOverride: 'jumpstart-churn-pool-2' },
    ]);
    assert.deepEqual(p.calls.map((c) => [c.id, c.creates?.name]), [['model', 'jumpstart-churn'], ['model-2', 'jumpstart-churn-pool-2'], ['config', 'jumpstart-churn'], ['endpoint', 'jumpstart-churn']]);
    const [first, second] = inputs(p, 'CreateModel');
    assert.deepEqual([first, second].map((m) => [image(m), m?.['EnableNetworkIsolation'], m?.['ExecutionRoleArn'], m?.['Tags'], (container(m)['Environment'] as JsonObject)['A']]), [
      ['pytorch-inference:1.10.0-cpu-py38', true, ACCOUNT.defaultRole, p.tags, '1'], ['pytorch-inference:1.10.0-gpu-py38', true, ACCOUNT.defaultRole, p.tags, '1'],
    ]);
  });

  it('resolves each type by itself: config, image, environment and sources', () => {
    const p = planned(specs.openDraft(), { fallbackTypes: ['ml.g5.12xlarge', 'ml.g6.12xlarge'] });
    const models = inputs(p, 'CreateModel');
    assert.deepEqual(models.map((m) => [image(m), (container(m)['Environment'] as JsonObject)['OPTION_CHUNKED'], 'AdditionalModelDataSources' in container(m)]), [
      ['vllm:0.18.0-gpu-py312-cu129', undefined, true], ['djl-inference:0.34.0-lmi16.0.0-cu128', 'True', true], ['vllm:0.18.0-gpu-py312-cu129', undefined, false],
    ]);
    assert.deepEqual((variant(p)['InstancePools'] as JsonObject[]).map((pool) => pool['ModelNameOverride']), [undefined, 'jumpstart-churn-pool-2', 'jumpstart-churn-pool-3']);
  });

  it('keeps to the chosen config where that supports the type', () => {
    const [, second] = inputs(planned(specs.configRanked(), { inferenceConfig: 'lmi', instanceType: 'ml.p4d.24xlarge', fallbackTypes: ['ml.p5.48xlarge'], acceptEula: true }), 'CreateModel');
    assert.match(image(second) ?? '', /0\.29\.0/);
    const [, ranked] = inputs(planned(specs.configRanked(), { instanceType: 'ml.g5.48xlarge', fallbackTypes: ['ml.p5.48xlarge'], acceptEula: true }), 'CreateModel');
    assert.match(image(ranked) ?? '', /0\.30\.0/);
  });

  it('copies each artifact once, and each model reads its own copy', () => {
    const p = planned(specs.artifactByType(), { instanceType: 'ml.g5.xlarge', fallbackTypes: ['ml.inf2.xlarge', 'ml.g5.12xlarge', 'ml.g5.24xlarge'], artifactBucket: 'our-models' });
    assert.deepEqual(p.calls.map((c) => c.id), ['copy', 'copy-2', 'copy-3', 'model', 'model-2', 'model-3', 'config', 'endpoint']);
    const destinations = inputs(p, 'CopyArtifacts').map((c) => `s3://our-models/${(c['Destination'] as { Key: string }).Key}`);
    assert.equal(new Set(destinations).size, 3);
    assert.deepEqual(inputs(p, 'CreateModel').map(uri), destinations);
    assert.equal((variant(p)['InstancePools'] as JsonObject[])[3]?.['ModelNameOverride'], undefined, 'of the first type\'s artifact');
  });

  it('isolates the model of a type that needs it, where the first one may do without', () => {
    const document = specs.openDraft({ inference_enable_network_isolation: null });
    const components = document['inference_config_components'] as JsonObject;
    const open = { ...document, inference_config_components: { ...components, fast: { ...components['fast'] as JsonObject, inference_enable_network_isolation: false } } };
    const p = planned(open, { networkIsolation: false, fallbackTypes: ['ml.g6.12xlarge'] });
    assert.deepEqual(inputs(p, 'CreateModel').map((m) => m['EnableNetworkIsolation']), [undefined, true]);
    const sealed = planned(open, { instanceType: 'ml.g6.12xlarge', networkIsolation: true, fallbackTypes: ['ml.g5.12xlarge'] });
    assert.match(sealed.warnings.join('\n'), /^On ml\.g5\.12xlarge the container asks for the network/m);
  });
});

describe('what all types of a variant share', () => {
  const component = (types: string[], more: JsonObject) => ({ ...specs.prefixCpu(), model_id: null, version: null, supported_inference_instance_types: types, default_inference_instance_type: types[0] ?? '', ...more });
  const two = (first: JsonObject, second: JsonObject, types: [string, string] = ['ml.m5.large', 'ml.c5.xlarge']) => specs.prefixCpu({
    inference_configs: { a: { component_names: ['a'] }, b: { component_names: ['b'] } }, inference_config_rankings: { overall: { rankings: ['a', 'b'] } },
    inference_config_components: { a: component([types[0]], first), b: component([types[1]], second) },
  });

  it('is the largest that one of them asks for, and a warning says so', () => {
    const p = planned(two({ inference_volume_size: 50, deploy_kwargs: { model_data_download_timeout: 600 } }, { inference_volume_size: 80, deploy_kwargs: { container_startup_health_check_timeout: 9000 } }), { fallbackTypes: ['ml.c5.xlarge'] });
    const { VolumeSizeInGB: volume, ModelDataDownloadTimeoutInSeconds: download, ContainerStartupHealthCheckTimeoutInSeconds: startup } = variant(p);
    assert.deepEqual([volume, download, startup], [80, 600, 3600]);
    for (const part of [/^VolumeSizeInGB is 80 for all/m, /^ModelDataDownloadTimeoutInSeconds is 600/m, /asks for a startup timeout of 9000 s/m]) assert.match(p.warnings.join('\n'), part);
  });

  it('is the form\'s own without a warning', () => {
    const p = planned(two({ inference_volume_size: 50 }, { inference_volume_size: 80 }), { fallbackTypes: ['ml.c5.xlarge'], volumeSizeGB: 70, startupTimeoutS: 100 });
    assert.deepEqual([variant(p)['VolumeSizeInGB'], variant(p)['ContainerStartupHealthCheckTimeoutInSeconds'], p.warnings], [70, 100, []]);
  });

  it('holds no volume where a type has local storage', () => {
    const p = planned(specs.prefixCpu({ inference_volume_size: 40 }), { fallbackTypes: ['ml.g5.xlarge'] });
    assert.ok(!('VolumeSizeInGB' in variant(p)));
    assert.match(p.warnings.join('\n'), /^The volume of 40 GB for ml\.m5\.large is not sent: .*ml\.g5\.xlarge has local storage/m);
    assert.doesNotMatch(planned(specs.prefixCpu(), { fallbackTypes: ['ml.g5.xlarge'] }).warnings.join('\n'), /volume/);
    assert.deepEqual(planned(specs.prefixCpu({ inference_volume_size: 40 }), { fallbackTypes: ['ml.g5.xlarge'], volumeSizeGB: 99, key: { mode: 'input', found: '', typed: 'alias/ours' } }).warnings.map((w) => w.slice(0, 26)), [
      'ml.g5.xlarge keeps data on', 'The volume of 99 GB for ml',
    ]);
  });

  it('is one inference AMI: the first that a type asks for, if it runs on all', () => {
    const gpu = { deploy_kwargs: { inference_ami_version: 'al2-ami-sagemaker-inference-gpu-2' } };
    const p = planned(two({}, gpu, ['ml.g5.xlarge', 'ml.g4dn.xlarge']), { instanceType: 'ml.g5.xlarge', fallbackTypes: ['ml.g4dn.xlarge'] });
    assert.equal(variant(p)['InferenceAmiVersion'], 'al2-ami-sagemaker-inference-gpu-2');
    assert.match(p.warnings.join('\n'), /gpu-2 is used on ml\.g5\.xlarge, too/);
    const [refusal] = refused(two({}, gpu, ['ml.m5.large', 'ml.g5.xlarge']), { fallbackTypes: ['ml.g5.xlarge'] });
    assert.deepEqual([refusal?.field, /gpu-2 does not run on ml\.m5\.large\. Otherwise remove it/.test(refusal?.message ?? '')], ['fallbackTypes', true]);
  });
});

describe('a fallback type is refused', () => {
  const one = (document: JsonObject, change: Partial<DeploymentForm>, message: RegExp): void => {
    const refusals = refused(document, change);
    assert.deepEqual(refusals.map((r) => r.field), ['fallbackTypes'], JSON.stringify(refusals));
    assert.match(refusals[0]?.message ?? '', message);
  };

  it('without an image in the region', () => { one(specs.prefixCpu(), { fallbackTypes: ['ml.c5.xlarge', 'ml.r5.large'] }, /^ml\.r5\.large cannot be a fallback type\. .*no container image for ml\.r5\.large in us-west-2\. It runs there on ml\.m5\.large.* remove it from the list\.$/); });
  it('as a package of AWS Marketplace', () => {
    one(specs.marketplace(), { fallbackTypes: ['ml.g5.48xlarge'] }, /package of AWS Marketplace/);
    one(specs.packageByType(), { acceptEula: true, fallbackTypes: ['ml.inf2.xlarge'] }, /package of AWS Marketplace/);
  });
  it('where what it needs is not kept in the region', () => {
    const spec = parseSpec(specs.neoDraft());
    const result = plan(spec, { ...defaultForm(spec, 'eu-central-2', new Date()), instanceType: 'ml.g5.48xlarge', acceptEula: true, fallbackTypes: ['ml.p4d.24xlarge'] }, { ...ACCOUNT, region: 'eu-central-2' });
    assert.match(result.ok ? 'planned' : result.refusals.map((r) => `${r.field}: ${r.message}`).join(), /^fallbackTypes: ml\.p4d\.24xlarge .*"draft_model", which AWS does not keep in eu-central-2/);
  });
  it('where it is there twice, or is none', () => {
    one(specs.prefixCpu(), { fallbackTypes: ['ml.m5.large'] }, /^The type ml\.m5\.large is there twice/);
    one(specs.prefixCpu(), { fallbackTypes: ['', 'g5'] }, /^Choose an instance type/);
  });
  it('with too much of an environment', () => {
    const more = specs.prefixCpu({ hosting_instance_type_variants: specs.variantTable({ any: 'x:1' }, { any: 'm5 c5' }, { 'ml.c5.xlarge': { properties: { environment_variables: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`V${i}`, '1'])) } } }) });
    one(more, { fallbackTypes: ['ml.c5.xlarge'] }, /Together with the model's own variables: There are 103/);
  });

  const gatedOnGpu = specs.openDraft();
  const components = gatedOnGpu['inference_config_components'] as JsonObject;
  const document = { ...gatedOnGpu, inference_config_components: { ...components, fast: { ...components['fast'] as JsonObject, hosting_eula_key: 'fmhMetadata/eula/fast.txt' } } };

  it('with a licence of its own that is not accepted, which the form asks for', () => {
    const refusals = refused(document, { instanceType: 'ml.g6.12xlarge', fallbackTypes: ['ml.g5.12xlarge'] });
    assert.deepEqual(refusals.map((r) => r.field), ['fallbackTypes', 'acceptEula']);
    assert.match(refusals[0]?.message ?? '', /needs a licence that it does not need on ml\.g6\.12xlarge: read it below and tick the box/);
    const p = planned(document, { instanceType: 'ml.g6.12xlarge', fallbackTypes: ['ml.g5.12xlarge'], acceptEula: true });
    assert.deepEqual(inputs(p, 'CreateModel').map((m) => JSON.stringify(m).includes('"AcceptEula":true')), [true, true]);
  });

  it('and the licences of all types are asked for together', () => {
    const spec = parseSpec(specs.configRanked());
    const form = { ...defaultForm(spec, 'us-west-2', new Date()), instanceType: 'ml.g5.48xlarge' };
    assert.deepEqual(resolveForm(spec, 'us-west-2', form).eulaKeys, ['fmhMetadata/eula/harborEula.txt']);
    assert.deepEqual(resolveForm(spec, 'us-west-2', { ...form, fallbackTypes: ['ml.p4d.24xlarge'] }).eulaKeys, ['fmhMetadata/eula/harborEula.txt', 'fmhMetadata/eula/harborDraftEula.txt']);
  });

  it('only after what is wrong with the first type', () => {
    assert.deepEqual(refused(specs.prefixCpu(), { instanceType: 'ml.r5.large', fallbackTypes: ['ml.r5.xlarge'] }).map((r) => r.field), ['instanceType']);
  });
});

describe('names of the models of fallback types', () => {
  it('are SageMaker\'s and never collide, however long or odd the endpoint\'s name', () => {
    const name = fc.oneof(fc.stringMatching(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/), fc.constantFrom('-pool-2'.repeat(9), 'a-POOL-2', 'x')).map((n) => n.slice(0, 63).replace(/^-+|-+$/g, '')).filter((n) => n !== '');
    fc.assert(fc.property(name, fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 5 }), (base, containers) => {
      const { pools, models } = poolModels(base, containers.map((n, i) => ({ instanceType: `ml.m5.${i}xlarge`, input: { n } })));
      const names = [base, ...models.map((m) => m.name)];
      assert.equal(new Set(names.map((n) => n.toLowerCase())).size, new Set(containers).size);
      for (const each of names) assert.match(each, /^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/);
      for (const [i, pool] of pools.entries()) assert.equal(models.find((m) => m.name === pool['ModelNameOverride'])?.input['n'] ?? containers[0], containers[i]);
    }));
  });

  it('keep the end of a long name, where the time is', () => {
    const [model] = poolModels('jumpstart-dft-meta-textgeneration-harbor-2-70-20260101-101112', [{ instanceType: 'ml.m5.large', input: { a: 1, b: 2 } }, { instanceType: 'ml.c5.large', input: { b: 2, a: 1 } }, { instanceType: 'ml.g5.xlarge', input: {} }]).models;
    assert.match(model?.name ?? '', /^jumpstart-dft-.*20260101-101112-pool-3$/);
  });
});
