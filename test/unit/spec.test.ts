import assert from 'node:assert/strict';
import { acceleratorOf, hasEbsVolume } from '../../src/catalog/instanceTypes.js';
import { parseHosting } from '../../src/catalog/hosting.js';
import { parsePayloads, parsePredictor } from '../../src/catalog/payloads.js';
import { SpecError, parseSpec } from '../../src/catalog/spec.js';
import { environmentFor, parseVariants } from '../../src/catalog/variants.js';
import type { Json, JsonObject } from '../../src/shared/json.js';
import * as specs from '../fixtures/specs.js';

describe('spec', () => {
  it('reads what is said of the model as a whole', () => {
    const spec = parseSpec(specs.configRanked());
    assert.deepEqual(
      [spec.modelId, spec.version, spec.nameBase, spec.gatedBucket, spec.provider, spec.license, spec.capabilities],
      ['meta-textgeneration-harbor-2-70b', '1.4.2', 'meta-textgeneration-harbor-2-70b', true, 'meta', 'harbor community', ['BEDROCK_CONSOLE']],
    );
    assert.deepEqual(spec.ranking, ['lmi-optimized', 'lmi', 'neuron']);
    assert.deepEqual(spec.configs[0]?.benchmarks, { 'ml.p4d.24xlarge': [{ name: 'Latency', value: '12', unit: 'ms/token', concurrency: '1' }] });
  });

  it('does with nothing but id and version', () => {
    const spec = parseSpec({ model_id: 'a-ic-b', version: '1.0.0' });
    assert.deepEqual([spec.nameBase, spec.gatedBucket, spec.deprecated, spec.vulnerable, spec.configs, spec.ranking, spec.subscription], ['a-ic-b', false, false, false, [], [], undefined]);
    const hosting = parseHosting(spec.raw, undefined);
    assert.deepEqual([hosting.supportedInstanceTypes, hosting.defaultInstanceType, hosting.environment, hosting.payloads, hosting.usesScript], [[], undefined, {}, [], false]);
  });

  it('takes nulls for absent, ignores what it does not know', () => {
    const spec = parseSpec(specs.nulls());
    assert.deepEqual([spec.nameBase, spec.url, spec.gatedBucket, spec.deprecated, spec.capabilities, spec.ranking], ['tensorflow-tc-willow', undefined, false, false, [], []]);
  });

  it('reads a subscription', () => {
    assert.deepEqual(parseSpec(specs.marketplace()).subscription, { listingId: 'prodview-abcdefghijklm', link: 'https://aws.amazon.com/marketplace/pp/prodview-abcdefghijklm', productId: '00000000-0000-4000-8000-000000000000' });
    assert.deepEqual(parseSpec(specs.marketplace({ listing_id: null, product_id: null })).subscription, { listingId: undefined, link: 'https://aws.amazon.com/marketplace/pp/prodview-abcdefghijklm', productId: undefined });
    assert.equal(parseSpec(specs.marketplace({ product_id: 'prod-1' })).subscription?.productId, 'prod-1');
    assert.equal(parseSpec(specs.marketplace({ product_id: null, model_subscription_link: 'https://aws.amazon.com/marketplace/ai/procurement?productId=abc-1&x=y' })).subscription?.productId, 'abc-1');
  });

  it('prefers what is said of a deprecation', () => {
    assert.equal(parseSpec(specs.deprecatedAndVulnerable()).deprecationMessage, 'Use version 3.');
    assert.equal(parseSpec(specs.prefixCpu({ deprecate_warn_message: 'Soon.' })).deprecationMessage, 'Soon.');
  });

  it('sorts configs that nobody ranked, and drops ranks of configs that are not there', () => {
    assert.deepEqual(parseSpec(specs.openDraft({ inference_config_rankings: null })).ranking, ['lmi', 'lmi-optimized']);
    assert.deepEqual(parseSpec(specs.openDraft({ inference_config_rankings: { overall: { rankings: ['gone', 'lmi'] } } })).ranking, ['lmi']);
    assert.deepEqual(parseSpec(specs.openDraft({ inference_config_rankings: { performance: { rankings: ['lmi'] } } })).ranking, ['lmi', 'lmi-optimized']);
  });

  const wrong: [string, JsonObject, RegExp][] = [
    ['model_id', { model_id: null }, /has no "model_id"/], ['model_id', { model_id: 7 }, /"model_id" is not a text/], ['version', { version: '' }, /has no "version"/],
    ['gated_bucket', { gated_bucket: 'yes' }, /"gated_bucket" is not true or false/], ['inference_configs', { inference_configs: [] }, /"inference_configs" is not an object/],
    ['resource_name_base', { resource_name_base: ['x'] }, /"resource_name_base" is not a text/],
    ['rankings', { inference_config_rankings: { overall: { rankings: 'lmi' } } }, /"rankings" is not a list/],
  ];
  for (const [field, change, message] of wrong) {
    it(`names the field that is wrong: ${field}`, () => assert.throws(() => parseSpec(specs.prefixCpu(change)), (e) => e instanceof SpecError && message.test(e.message)));
  }

  const wrongHosting: [string, JsonObject, RegExp][] = [
    ['deploy_kwargs', { deploy_kwargs: 'x' }, /"deploy_kwargs" is not an object/],
    ['a timeout', { deploy_kwargs: { model_data_download_timeout: '1200' } }, /"model_data_download_timeout" is not a whole number/],
    ['a volume', { inference_volume_size: 1.5 }, /"inference_volume_size" is not a whole number/],
    ['variables', { inference_environment_variables: {} }, /"inference_environment_variables" is not a list/],
    ['instance types', { supported_inference_instance_types: 'ml.m5.large' }, /"supported_inference_instance_types" is not a list/],
    ['variants', { hosting_instance_type_variants: [] }, /"hosting_instance_type_variants" is not an object/],
    ['a draft model', { hosting_additional_data_sources: { scripts: [{ channel_name: 'x' }] } }, /has no "s3_uri"/],
    ['isolation', { inference_enable_network_isolation: 1 }, /"inference_enable_network_isolation" is not true or false/],
  ];
  for (const [field, change, message] of wrongHosting) {
    it(`names the field that is wrong: ${field}`, () => assert.throws(() => parseHosting(specs.prefixCpu(change), undefined), (e) => e instanceof SpecError && message.test(e.message)));
  }

  it('refuses what is no object', () => {
    for (const document of [null, [], 'x', 7]) assert.throws(() => parseSpec(document), /The model spec is not a JSON object\./);
  });

  it('does not let a label of an unknown form keep a model from being deployed', () => {
    const spec = parseSpec(specs.prefixCpu({
      languages: 'en', capabilities: { a: 1 }, inference_vulnerabilities: 'CVE-1', context_window: 131072, model_size: ['7B'], license: { name: 'MIT' },
      provider: 7, huggingface_id: [], url: {}, usage_info_message: 1, deprecated_message: ['x'],
      inference_configs: { lmi: { component_names: [], benchmark_metrics: [] } },
    }));
    assert.deepEqual([spec.languages, spec.capabilities, spec.vulnerabilities, spec.contextWindow, spec.modelSize, spec.license], [['en'], [], ['CVE-1'], '131072', undefined, undefined]);
    assert.deepEqual([spec.url, spec.huggingFaceId, spec.configs[0]?.benchmarks], [undefined, undefined, {}]);
  });
});

describe('hosting fields', () => {
  it('turn every default of a variable into a text', () => {
    const { environment } = parseHosting(specs.prefixCpu({ inference_environment_variables: [
      specs.variable('A_TEXT', 'x'), specs.variable('AN_INT', 3600), specs.variable('A_FLOAT', 0.88), specs.variable('YES', true), specs.variable('NO', false),
      specs.variable('EMPTY', ''), specs.variable('NOTHING', null), specs.variable('OBJECT', { a: 1 }), { default: 'nameless' }, null, 'x',
      specs.variable('__proto__', 'kept'), specs.variable('A_TEXT', 'again'), specs.variable('ALGORITHM', '1', { scope: 'algorithm', required_for_model_class: false }),
    ] }), undefined);
    assert.deepEqual(Object.entries(environment), [['A_TEXT', 'again'], ['AN_INT', '3600'], ['A_FLOAT', '0.88'], ['YES', 'True'], ['NO', 'False'], ['EMPTY', ''], ['OBJECT', '{"a":1}'], ['__proto__', 'kept'], ['ALGORITHM', '1']]);
  });

  it('write lists and objects as JSON, and floats as Python does', () => {
    const values: [Json, string | undefined, string][] = [
      [['a', 1, { b: null }], 'text', '["a",1,{"b":null}]'], [[], 'text', '[]'], [{}, undefined, '{}'], [1, 'float', '1.0'], [-3, 'float', '-3.0'], [1, 'int', '1'], [1, undefined, '1'],
      [0.88, 'float', '0.88'], [0.0001, 'float', '0.0001'], [0.00001, 'float', '1e-05'], [1.5e-7, undefined, '1.5e-07'], [1.5e300, 'float', '1.5e+300'], [1e15, 'float', '1000000000000000.0'], [1e16, 'float', '1e+16'],
      [0, 'float', '0.0'], [true, 'float', 'True'], ['1', 'float', '1'],
    ];
    const { environment } = parseHosting(specs.prefixCpu({ inference_environment_variables: values.map(([value, type], i) => specs.variable(`V${i}`, value, { type: type ?? null })) }), undefined);
    assert.deepEqual(Object.values(environment), values.map(([, , text]) => text));
    const ofType = { 'ml.m5.large': { properties: { environment_variables: { LIST: [1], SMALL: 0.00001 } } } };
    assert.deepEqual(environmentFor(parseVariants({ hosting_instance_type_variants: { variants: ofType } }), 'ml.m5.large'), { LIST: '[1]', SMALL: '1e-05' });
  });

  it('need a repack where the code lies apart, and only there', () => {
    const usesScript = (change: JsonObject) => parseHosting({ ...specs.repack(), ...change }, undefined).usesScript;
    assert.equal(usesScript({}), true, 'absent counts as true');
    assert.equal(usesScript({ hosting_use_script_uri: true }), true);
    assert.equal(usesScript({ hosting_use_script_uri: false }), false);
    assert.equal(usesScript({ hosting_prepacked_artifact_key: 'x/' }), false);
    assert.equal(usesScript({ hosting_prepacked_artifact_key: '' }), true);
    assert.equal(usesScript({ hosting_script_key: null }), false);
  });

  it('find isolation in its old place too', () => {
    assert.equal(parseHosting(specs.prefixCpu({ inference_enable_network_isolation: null, model_kwargs: { enable_network_isolation: false } }), undefined).networkIsolation, false);
    assert.equal(parseHosting(specs.prefixCpu({ model_kwargs: { enable_network_isolation: false } }), undefined).networkIsolation, true);
    assert.equal(parseHosting(specs.prefixCpu({ inference_enable_network_isolation: null }), undefined).networkIsolation, undefined);
  });

  it('know the bucket of every additional source', () => {
    const source = (channel: string, provider: JsonObject | null) => ({ channel_name: channel, s3_data_source: { s3_uri: `${channel}/` }, provider });
    const { additionalSources } = parseHosting(specs.prefixCpu({ hosting_additional_data_sources: {
      speculative_decoding: [source('a', { name: 'JumpStart', classification: 'gated' }), source('b', { name: 'JumpStart', classification: 'non-gated' }), source('c', { name: 'SageMaker', classification: 'gated' })],
      scripts: [source('d', null)], future: 'ignored',
    } }), undefined);
    assert.deepEqual(additionalSources.map((s) => [s.channel, s.bucket, s.dataType, s.compression]),
      [['a', 'private', 'S3Prefix', 'None'], ['b', 'content', 'S3Prefix', 'None'], ['c', 'neo', 'S3Prefix', 'None'], ['d', 'neo', 'S3Prefix', 'None']]);
  });

  it('have no environment of their own in a package', () => {
    assert.deepEqual(parseHosting(specs.marketplace(), undefined).environment, {});
    assert.deepEqual(parseHosting(specs.marketplace({ hosting_model_package_arns: {} }), undefined).environment, { IGNORED: 'yes' });
  });

  it('label the framework for people', () => {
    assert.equal(parseHosting(specs.prefixCpu(), undefined).framework, 'pytorch 1.10.0');
    assert.equal(parseHosting(specs.prefixCpu({ hosting_ecr_specs: null }), undefined).framework, undefined);
  });
});

describe('payloads', () => {
  const read = (payloads: JsonObject) => parsePayloads({ default_payloads: payloads });

  it('come in the spec\'s order, JSON by default', () => {
    const [first, second] = read({
      Moon: { content_type: 'application/json', accept: 'application/json', prompt_key: 'inputs', output_keys: { generated_text: '[0].generated_text', count: 3 }, body: { inputs: 'x' }, custom_attributes: 'route=/v1' },
      Text: { body: 'plain' },
    });
    assert.deepEqual(first, {
      alias: 'Moon', contentType: 'application/json', accept: 'application/json', body: { inputs: 'x' }, promptKey: 'inputs',
      outputKeys: { generated_text: '[0].generated_text', count: '3' }, customAttributes: 'route=/v1',
    });
    assert.deepEqual([second?.alias, second?.contentType, second?.body, second?.accept], ['Text', 'application/json', 'plain', undefined]);
  });

  it('keep references and falsy bodies, drop what has none', () => {
    assert.deepEqual(read({ a: { body: '$s3<inference-notebook-assets/cat.jpg>', content_type: 'application/x-image' }, b: { body: 0 }, c: { body: '' }, d: { body: null }, e: {}, f: 'x' }).map((p) => p.alias), ['a', 'b', 'c']);
  });

  it('have content types of the predictor', () => {
    assert.equal(parsePredictor({}), undefined);
    assert.deepEqual(parsePredictor({ predictor_specs: { default_content_type: 'application/x-text', supported_accept_types: ['application/json;verbose', 7] } }),
      { contentType: 'application/x-text', contentTypes: [], accept: undefined, accepts: ['application/json;verbose'] });
  });
});

describe('instance types', () => {
  it('take an EBS volume or not, by the rule of AWS\'s SDK', () => {
    for (const type of ['ml.m5.large', 'ml.c6i.xlarge', 'ml.p3.2xlarge', 'ml.inf2.xlarge', 'ml.g7e.2xlarge', 'ml.t2.medium']) assert.ok(hasEbsVolume(type), type);
    for (const type of ['ml.g5.xlarge', 'ml.g6e.2xlarge', 'ml.p5en.48xlarge', 'ml.trn1n.32xlarge', 'ml.g4dn.xlarge', 'ml.p4de.24xlarge', 'ml.m5d.large', 'ml.dl1.24xlarge', '', 'local']) assert.ok(!hasEbsVolume(type), type);
  });

  it('have accelerators, where they are known', () => {
    const known: Record<string, string | undefined> = {
      'ml.g5.2xlarge': '1 × A10G 24 GB', 'ml.g5.12xlarge': '4 × A10G 24 GB', 'ml.g5.16xlarge': '1 × A10G 24 GB', 'ml.g5.48xlarge': '8 × A10G 24 GB', 'ml.p4d.24xlarge': '8 × A100 40 GB',
      'ml.p5.4xlarge': '1 × H100 80 GB', 'ml.inf2.24xlarge': '6 × Inferentia2 32 GB', 'ml.g7e.12xlarge': '2 × RTX PRO 6000 96 GB',
      'ml.m5.large': undefined, 'ml.p99.large': undefined, '': undefined, 'ml.constructor.large': undefined, 'ml.g5.constructor': '1 × A10G 24 GB',
    };
    for (const [type, label] of Object.entries(known)) assert.equal(acceleratorOf(type), label, type);
  });
});
