import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SpecError, parseSpec } from '../../src/catalog/spec.js';
import { type Aspect, changesBetween, changesSentence } from '../../src/deploy/changes.js';
import { type Resolution, resolve } from '../../src/deploy/plan.js';
import type { JsonObject } from '../../src/shared/json.js';
import * as arbitrary from '../fixtures/arbitraries.js';
import { configRanked, openDraft, prefixCpu, variantTable } from '../fixtures/specs.js';

const at = (document: JsonObject, instanceType: string, config = ''): Resolution => resolve(parseSpec(document), 'us-west-2', { instanceType, config });
const aspects = (before: Resolution, after: Resolution): Aspect[] => changesBetween(before, after).map(({ aspect }) => aspect);
const texts = (before: Resolution, after: Resolution): string[] => changesBetween(before, after).map(({ text }) => text);

describe('what another instance type or config changes', () => {
  it('is told in one sentence, from what to what', () => {
    assert.equal(changesSentence(at(openDraft(), 'ml.g6.12xlarge'), at(openDraft(), 'ml.g5.12xlarge')),
      'With ml.g5.12xlarge: config lmi-optimized instead of lmi, image djl-inference 0.34.0 instead of vllm 0.18.0, 2 other variables, a further data source (eagle).');
    assert.equal(changesSentence(at(openDraft(), 'ml.g5.12xlarge'), at(openDraft(), 'ml.g5.12xlarge', 'lmi')), 'With the config lmi: no data source eagle.');
  });

  it('says so where nothing else changes, and nothing where type and config stay', () => {
    assert.equal(changesSentence(at(prefixCpu(), 'ml.m5.large'), at(prefixCpu(), 'ml.c5.xlarge')), 'With ml.c5.xlarge: nothing else changes.');
    assert.equal(changesSentence(at(prefixCpu(), 'ml.m5.large'), at(prefixCpu(), 'ml.m5.large')), undefined);
    assert.equal(changesSentence(at(prefixCpu(), 'ml.m5.large'), at(prefixCpu({ default_inference_instance_type: null }), '')), undefined, 'no type, no sentence');
  });

  it('names the whole tag where two builds of one version differ, and the beginning of a digest', () => {
    assert.deepEqual(texts(at(prefixCpu(), 'ml.m5.large'), at(prefixCpu(), 'ml.g5.xlarge')), ['image pytorch-inference 1.10.0-gpu-py38 instead of pytorch-inference 1.10.0-cpu-py38']);
    const pinned = prefixCpu({ hosting_instance_type_variants: variantTable({ a: `sagemaker-scikit-learn@sha256:${'ab'.repeat(32)}`, b: 'tei:1.2' }, { a: 'm5', b: 'c5' }) });
    assert.deepEqual(texts(at(pinned, 'ml.c5.xlarge'), at(pinned, 'ml.m5.large')), ['image sagemaker-scikit-learn abababababab instead of tei 1.2']);
    assert.deepEqual(texts(at(pinned, 'ml.c5.xlarge'), at(pinned, 'ml.r5.large')), ['no container image']);
  });

  it('tells the licence that a gated draft model brings, and takes with it', () => {
    const [optimized, plain] = [at(configRanked(), 'ml.p5.48xlarge'), at(configRanked(), 'ml.p5.48xlarge', 'lmi')];
    assert.ok(aspects(plain, optimized).includes('eula'));
    assert.deepEqual(texts(optimized, plain).slice(-2), ['no data source draft_model', 'another licence to accept']);
  });

  const component = (over: JsonObject): JsonObject => prefixCpu({
    inference_configs: { a: { component_names: ['a'] }, b: { component_names: ['b'] } }, inference_config_components: { a: {}, b: over },
  });
  const single: [string, JsonObject, Aspect, string][] = [
    ['a licence', { hosting_eula_key: 'terms/x.txt' }, 'eula', 'a licence to accept'],
    ['isolation', { inference_enable_network_isolation: false }, 'isolation', 'network isolation off, as the container needs the network'],
    ['a timeout', { deploy_kwargs: { model_data_download_timeout: 1200 } }, 'timeouts', '20 min to download instead of SageMaker\'s own time'],
    ['an inference AMI', { deploy_kwargs: { inference_ami_version: 'ami-x' } }, 'ami', 'inference AMI ami-x instead of SageMaker\'s choice'],
    ['the artifacts', { hosting_prepacked_artifact_key: 'other/' }, 'artifact', 'other model artifacts'],
    ['one variable', { inference_environment_variables: [{ name: 'SAGEMAKER_PROGRAM', default: 'inference.py' }, { name: 'SAGEMAKER_SUBMIT_DIRECTORY', default: '/opt/ml/model/code' }] }, 'environment', '1 other variable (ENDPOINT_SERVER_TIMEOUT)'],
  ];
  for (const [title, over, aspect, text] of single) {
    it(`names ${title} alone where that alone differs`, () => {
      const found = changesBetween(at(component(over), 'ml.m5.large', 'a'), at(component(over), 'ml.m5.large', 'b'));
      assert.deepEqual(found.slice(1), [{ aspect, text }]);
      assert.deepEqual(found[0], { aspect: 'config', text: 'config b instead of a' });
      assert.deepEqual(aspects(at(component(over), 'ml.m5.large', 'b'), at(component(over), 'ml.m5.large', 'a')), ['config', aspect], 'and on the way back');
    });
  }

  it('is nothing between equal resolutions, and the same aspects in both directions, for any spec', () => {
    fc.assert(fc.property(arbitrary.document, arbitrary.instanceType, arbitrary.instanceType, arbitrary.region, (document, one, other, region) => {
      try {
        const spec = parseSpec(document);
        const [before, after, again] = [one, other, one].map((instanceType) => resolve(spec, region, { instanceType }));
        assert.ok(before && after && again);
        assert.deepEqual(changesBetween(before, again), []);
        assert.equal(changesSentence(before, again), undefined);
        assert.deepEqual(new Set(aspects(before, after)), new Set(aspects(after, before)));
      } catch (error) {
        if (!(error instanceof SpecError)) throw error;
      }
    }), { numRuns: 300 });
  });
});
