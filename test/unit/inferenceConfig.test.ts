import assert from 'node:assert/strict';
import { chooseConfig, isUsableConfig, offeredConfigs, overlay, resolveConfig, usableConfigs } from '../../src/catalog/inferenceConfig.js';
import { type ModelSpec, SpecError, parseSpec } from '../../src/catalog/spec.js';
import { environmentFor, imageFor } from '../../src/catalog/variants.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { resolve } from '../../src/deploy/plan.js';
import type { JsonObject } from '../../src/shared/json.js';
import * as specs from '../fixtures/specs.js';

describe('inference configs: which one', () => {
  const spec = parseSpec(specs.configRanked());
  const cases: [string | undefined, string | undefined][] = [
    [undefined, 'lmi-optimized'], ['ml.p4d.24xlarge', 'lmi-optimized'], ['ml.g5.48xlarge', 'lmi'], ['ml.inf2.48xlarge', 'neuron'], ['ml.m5.large', undefined],
  ];
  for (const [type, config] of cases) it(`${type ?? 'no type'} → ${config ?? 'none'}`, () => assert.equal(chooseConfig(spec, type), config));

  it('there is none where the model has none', () => {
    assert.equal(chooseConfig(parseSpec(specs.prefixCpu()), 'ml.m5.large'), undefined);
    assert.equal(resolve(parseSpec(specs.prefixCpu()), 'us-east-1', {}).hosting.configName, undefined);
  });

  it('the base fields hold where none fits the type', () => {
    const { hosting, environment } = resolve(spec, 'us-west-2', { instanceType: 'ml.m5.large' });
    assert.deepEqual([hosting.configName, hosting.prepackedArtifactKey], [undefined, 'meta-textgeneration-harbor-2-70b/artifacts/inference-prepack/v1.0.0/']);
    assert.equal(environment['BASE_ONLY'], 'base');
  });

  it('the wanted one is taken, also where it does not list the type', () => {
    assert.equal(resolve(spec, 'us-west-2', { config: 'lmi', instanceType: 'ml.m5.large' }).hosting.configName, 'lmi');
  });

  it('one that the ranking leaves out may be chosen, after the others, but is never taken by itself', () => {
    const unranked = parseSpec(specs.configRanked({ inference_config_rankings: { overall: { rankings: ['lmi', 'lmi-optimized'] }, cost: { rankings: ['neuron'] } } }));
    assert.deepEqual(offeredConfigs(unranked).map((c) => c.configName), ['lmi', 'lmi-optimized', 'neuron']);
    assert.equal(chooseConfig(unranked, 'ml.inf2.48xlarge'), undefined);
    assert.ok(isUsableConfig(unranked, 'neuron') && !isUsableConfig(unranked, 'tgi'));
    assert.equal(resolve(unranked, 'us-west-2', { config: 'neuron' }).instanceType, 'ml.inf2.48xlarge');
    assert.throws(() => resolveConfig(unranked, 'tgi'), /It has lmi, lmi-optimized, neuron\./);
  });

  it('an unknown one is named with those there are', () => {
    assert.throws(() => resolveConfig(spec, 'tgi'), (e) => e instanceof SpecError && /has no inference config "tgi"\. It has lmi-optimized, lmi, neuron\./.test(e.message));
    assert.throws(() => resolveConfig(parseSpec(specs.prefixCpu()), 'tgi'), /It has none\./);
  });

  it('without a type the first counts, with its default, also where it does not list it; with a type only what lists it', () => {
    const odd = parseSpec(specs.configRanked({ default_inference_instance_type: 'ml.g5.48xlarge', inference_config_components: {
      'lmi-optimized': { supported_inference_instance_types: ['ml.p5.48xlarge'], inference_enable_network_isolation: false }, lmi: { supported_inference_instance_types: ['ml.g5.48xlarge'] }, neuron: {},
    } }));
    const chosen = (instanceType: string) => { const r = resolve(odd, 'us-west-2', { instanceType }); return [r.instanceType, r.hosting.configName]; };
    assert.deepEqual(chosen(''), ['ml.g5.48xlarge', 'lmi-optimized']);
    assert.deepEqual(chosen('ml.g5.48xlarge'), ['ml.g5.48xlarge', 'lmi']);
    const form = defaultForm(odd, 'us-west-2', new Date());
    assert.deepEqual([form.instanceType, form.inferenceConfig, form.networkIsolation], ['ml.g5.48xlarge', 'lmi-optimized', false], 'the form says which, where the type alone would lead to another');
    assert.equal(defaultForm(spec, 'us-west-2', new Date()).inferenceConfig, '');
  });

  it('a config without a list of types is none for a type, not even for its default', () => {
    const listless = parseSpec(specs.prefixCpu({ inference_configs: { lmi: { component_names: ['lmi'] } }, supported_inference_instance_types: null, inference_config_components: { lmi: { hosting_prepacked_artifact_key: 'lmi/' } } }));
    const chosen = (instanceType: string) => { const r = resolve(listless, 'us-west-2', { instanceType }); return [r.instanceType, r.hosting.configName, r.hosting.prepackedArtifactKey]; };
    assert.deepEqual(chosen('ml.m5.large').slice(0, 2), ['ml.m5.large', undefined]);
    assert.deepEqual(chosen(''), ['ml.m5.large', 'lmi', 'lmi/']);
  });
});

describe('inference configs: resolution', () => {
  it('lays components over the base in their order: objects merge, lists and scalars replace', () => {
    const spec = parseSpec(specs.configRanked());
    const neuron = resolveConfig(spec, 'neuron');
    assert.deepEqual(Object.keys(neuron.environment), ['HF_MODEL_ID', 'OPTION_ENFORCE_EAGER'], 'the list of the first component replaces the base\'s');
    assert.deepEqual(neuron.supportedInstanceTypes, ['ml.inf2.48xlarge'], 'the list of the second component replaces the first\'s');
    assert.equal(neuron.prepackedArtifactKey, 'meta-textgeneration-harbor-2-70b/artifacts/inference-prepack/neuron/v1.0.0/');
    assert.match(imageFor(neuron.variants, 'ml.inf2.48xlarge', 'us-west-2') ?? '', /neuronx/);
    assert.match(imageFor(neuron.variants, 'ml.p4d.24xlarge', 'us-west-2') ?? '', /lmi11/, 'the variants of both are there');
    assert.deepEqual(environmentFor(neuron.variants, 'ml.p4d.24xlarge'), { OPTION_TENSOR_PARALLEL_DEGREE: '8', OPTION_DTYPE: 'bf16' });
    assert.deepEqual([neuron.startupTimeout, neuron.volumeSize], [1800, 256]);
  });

  const deny = ['model_id', 'url', 'version', 'min_sdk_version', 'deprecated', 'deprecated_message', 'deprecate_warn_message', 'resource_name_base', 'gated_bucket', 'training_supported', 'incremental_training_supported'];
  it(`never lays over ${deny.join(', ')}`, () => {
    // a component whose denied fields are of a wrong kind would be refused, were they laid over
    const component: JsonObject = { ...Object.fromEntries(deny.map((field) => [field, { wrong: true }])), hosting_prepacked_artifact_key: 'new/' };
    const spec = parseSpec(specs.openDraft({ inference_config_components: { plain: component, fast: component } }));
    assert.equal(resolveConfig(spec, 'lmi').prepackedArtifactKey, 'new/');
    assert.deepEqual([spec.modelId, spec.version, spec.deprecated], ['openai-reasoning-kestrel-20b', '3.0.1', false]);
  });

  it('drops nulls of the base; a null or an empty object of a component takes away what was there', () => {
    assert.equal(parseSpec(specs.configRanked()).raw['hosting_instance_type_variants'], null);
    const timeouts = { model_data_download_timeout: 600 };
    const spec = parseSpec(specs.configRanked({ inference_volume_size: 256, deploy_kwargs: timeouts, inference_config_components: {
      lmi: { hosting_eula_key: null, inference_volume_size: null, deploy_kwargs: {}, default_inference_instance_type: 'ml.g5.48xlarge' }, 'lmi-optimized': {}, neuron: { inference_volume_size: 30, deploy_kwargs: timeouts },
    } }));
    const said = (config: string) => { const h = resolveConfig(spec, config); return [h.eulaKey, h.volumeSize, h.downloadTimeout, h.defaultInstanceType]; };
    assert.deepEqual(said('lmi-optimized'), ['fmhMetadata/eula/harborEula.txt', 256, 600, 'ml.p4d.24xlarge']);
    assert.deepEqual(said('lmi'), [undefined, undefined, undefined, 'ml.g5.48xlarge']);
    assert.deepEqual(said('neuron'), [undefined, 30, 600, 'ml.g5.48xlarge'], 'a later component says it anew');
  });

  it('does not change the spec', () => {
    const document = specs.configRanked();
    const before = JSON.stringify(document);
    const spec: ModelSpec = parseSpec(document);
    for (const name of spec.ranking) resolveConfig(spec, name);
    assert.equal(JSON.stringify(document), before);
  });

  it('names a component that is not there', () => {
    for (const name of ['gone', '__proto__', 'constructor', 'toString']) {
      const spec = parseSpec(specs.openDraft({ inference_configs: { lmi: { component_names: [name] } } }));
      assert.throws(() => resolveConfig(spec, 'lmi'), (e) => e instanceof SpecError && e.message === `The inference config "lmi" of ${spec.modelId} 3.0.1 cannot be used. The model spec holds no component "${name}". Choose another config.`, name);
    }
  });

  const { plain, fast } = specs.openDraft()['inference_config_components'] as Record<string, JsonObject>;
  const configs = specs.openDraft()['inference_configs'] as JsonObject;
  const broken: [string, JsonObject, RegExp][] = [
    ['a missing component', { inference_configs: { ...configs, 'lmi-optimized': { component_names: ['fast', 'gone'] } } }, /holds no component "gone"\./],
    ['a component that is no object', { inference_config_components: { plain: plain ?? null, fast: 'x' } }, /holds no component "fast"\./],
    ['a field of the wrong kind in a component', { inference_config_components: { plain: plain ?? null, fast: { ...fast, inference_volume_size: 'big' } } }, /"inference_volume_size" is not a whole number\./],
    ['names that are no list', { inference_configs: { ...configs, 'lmi-optimized': { component_names: 'fast' } } }, /"component_names" is not a list\./],
    ['a config that is no object', { inference_configs: { ...configs, 'lmi-optimized': 'fast' } }, /"lmi-optimized" is not an object\./],
  ];
  for (const [title, change, reason] of broken) {
    it(`makes only its own config unusable: ${title}`, () => {
      const spec = parseSpec(specs.openDraft(change));
      assert.deepEqual(usableConfigs(spec).map((c) => c.configName), ['lmi']);
      assert.deepEqual([chooseConfig(spec, undefined), chooseConfig(spec, 'ml.g6.12xlarge'), chooseConfig(spec, 'ml.g5.12xlarge')], ['lmi', 'lmi', undefined]);
      assert.throws(() => resolveConfig(spec, 'lmi-optimized'), (e) => e instanceof SpecError && reason.test(e.message) && e.message.endsWith('Choose another config.'));
    });
  }

  it('says so where none of them can be used', () => {
    const spec = parseSpec(specs.openDraft({ inference_config_components: null }));
    assert.throws(() => usableConfigs(spec), (e) => e instanceof SpecError && e.message === `None of the inference configs of ${spec.modelId} 3.0.1 can be used. The model spec holds no component "fast".`);
    assert.throws(() => chooseConfig(spec, 'ml.g6.12xlarge'), SpecError);
  });

  it('has no environment in a package', () => {
    const spec = parseSpec(specs.configRanked({ inference_config_components: { lmi: { hosting_model_package_arns: { 'us-west-2': 'arn:aws:sagemaker:us-west-2:1:model-package/x' } }, 'lmi-optimized': {}, neuron: {} } }));
    assert.deepEqual(resolve(spec, 'us-west-2', { config: 'lmi', instanceType: 'ml.p4d.24xlarge' }).environment, {});
  });
});

describe('overlay', () => {
  it('merges to any depth', () => {
    assert.deepEqual(overlay({ a: { b: { c: 1, d: 2 }, e: [1, 2] }, f: 1 }, { a: { b: { d: 3, g: 4 }, e: [9] }, h: null, f: { x: 1 } }), { a: { b: { c: 1, d: 3, g: 4 }, e: [9] }, h: null, f: { x: 1 } });
    assert.deepEqual(overlay({ a: { b: { c: 1 }, d: { e: 1 } } }, { a: { b: {}, d: null } }), { a: { b: {}, d: null } });
  });

  it('takes __proto__ for a key like any other', () => {
    const over = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as JsonObject;
    const result = overlay(overlay({}, over), over);
    assert.deepEqual(Object.keys(result), ['__proto__', 'constructor']);
    assert.equal((result as { polluted?: unknown }).polluted, undefined);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});
