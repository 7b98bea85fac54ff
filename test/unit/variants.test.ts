import assert from 'node:assert/strict';
import { environmentFor, familyOf, imageFor, packageFor, parseVariants, propertyFor, regionsWithImage } from '../../src/catalog/variants.js';
import type { JsonObject } from '../../src/shared/json.js';
import * as specs from '../fixtures/specs.js';

const table = (field: JsonObject) => parseVariants({ hosting_instance_type_variants: field });

describe('variants', () => {
  it('know the family of a type', () => {
    const families: Record<string, string> = {
      'ml.g5.12xlarge': 'g5', 'ml.p6-b200.48xlarge': 'p6-b200', 'ml.u-p6e-gb200x36.xlarge': 'u-p6e-gb200x36', 'ml_g4dn_xlarge': 'g4dn', 'ml.m5': 'm5', local_gpu: '', '': '', 'g5.xlarge': '', 'xml.g5.large': '',
    };
    for (const [type, family] of Object.entries(families)) assert.equal(familyOf(type), family, type);
  });

  it('give the image of the exact type before that of the family, by the region\'s alias', () => {
    const t = table(specs.variantTable({ a: 'repo-a:1', b: 'repo-b:1' }, { a: 'g5 m5', b: 'ml.g5.12xlarge' }));
    assert.equal(imageFor(t, 'ml.g5.2xlarge', 'us-west-2'), specs.imageIn('us-west-2', 'repo-a:1'));
    assert.equal(imageFor(t, 'ml.g5.12xlarge', 'us-west-2'), specs.imageIn('us-west-2', 'repo-b:1'));
    assert.equal(imageFor(t, 'ml.g5.12xlarge', 'cn-north-1'), '727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/repo-b:1');
    assert.equal(imageFor(t, 'ml.p3.2xlarge', 'us-west-2'), undefined);
    assert.equal(imageFor(t, 'ml.g5.2xlarge', 'sa-east-1'), undefined);
    assert.equal(imageFor(t, '', 'us-west-2'), undefined);
    assert.deepEqual(regionsWithImage(t, 'ml.m5.large'), [...specs.REGIONS]);
    assert.deepEqual(regionsWithImage(t, 'ml.p3.2xlarge'), []);
  });

  it('have no image where alias or value are missing, empty or inherited', () => {
    const region = { good: 'repo:1', empty: '', number: 7 };
    const t = table({ regional_aliases: { 'us-west-2': region }, variants: {
      g5: { regional_properties: { image_uri: '$gone' } }, g6: { regional_properties: { image_uri: '$empty' } }, p3: { regional_properties: { image_uri: '$number' } },
      p2: { regional_properties: { image_uri: '$constructor' } }, c5: { regional_properties: { image_uri: '' } }, m5: { regional_properties: null }, r5: null, m4: { regional_properties: { image_uri: '$' } },
    } });
    for (const family of ['g5', 'g6', 'p3', 'p2', 'c5', 'm5', 'r5', 'm4', 'constructor', '__proto__']) assert.equal(imageFor(t, `ml.${family}.large`, 'us-west-2'), undefined, family);
    assert.equal(imageFor(t, 'ml.g5.large', 'constructor'), undefined);
  });

  it('fall back to the family where the exact type only sets other things', () => {
    const t = table(specs.variantTable({ a: 'repo-a:1' }, { a: 'g5' }, { 'ml.g5.12xlarge': { properties: { environment_variables: { X: 1 } } } }));
    assert.equal(imageFor(t, 'ml.g5.12xlarge', 'us-east-1'), specs.imageIn('us-east-1', 'repo-a:1'));
  });

  it('take the image as it is where there are no aliases (hub documents)', () => {
    const t = parseVariants(specs.hubLike());
    assert.equal(imageFor(t, 'ml.g5.2xlarge', 'anywhere'), specs.imageIn('us-west-2', 'huggingface-pytorch-tgi-inference:2.1.1-tgi1.4.0'));
    assert.equal(imageFor(t, 'ml.g6.12xlarge', 'us-west-2'), specs.imageIn('us-west-2', 'huggingface-pytorch-tgi-inference:2.4.0'));
    assert.equal(imageFor(t, 'ml.g6.2xlarge', 'us-west-2'), undefined);
    for (const none of [{}, null]) assert.equal(imageFor(table({ regional_aliases: none, variants: { g5: { properties: { image_uri: 'repo:1' } } } }), 'ml.g5.large', 'us-west-2'), 'repo:1');
  });

  it('merge the environment: family first, the exact type key by key over it', () => {
    const t = table({ variants: {
      g5: { properties: { environment_variables: { A: 'family', B: 1, C: true, D: null } } }, 'ml.g5.12xlarge': { properties: { environment_variables: { A: 'type', E: 0.5 } } },
      g6: { properties: { environment_variables: 'wrong' } },
    } });
    assert.deepEqual(environmentFor(t, 'ml.g5.2xlarge'), { A: 'family', B: '1', C: 'True' });
    assert.deepEqual(environmentFor(t, 'ml.g5.12xlarge'), { A: 'type', B: '1', C: 'True', E: '0.5' });
    assert.deepEqual(environmentFor(t, 'ml.g6.2xlarge'), {});
    assert.deepEqual(environmentFor(t, ''), {});
  });

  it('give other properties of the exact type before the family\'s; an empty one says nothing', () => {
    const t = parseVariants(specs.artifactByType());
    assert.equal(propertyFor(t, 'ml.g5.2xlarge', 'prepacked_artifact_key'), 'otter/artifacts/gpu/');
    assert.equal(propertyFor(t, 'ml.g5.12xlarge', 'prepacked_artifact_key'), 'otter/artifacts/gpu-four/');
    assert.equal(propertyFor(t, 'ml.m5.large', 'prepacked_artifact_key'), undefined);
    assert.equal(propertyFor(table({ variants: { 'ml.g5.2xlarge': { properties: { artifact_key: '' } }, g5: { properties: { artifact_key: 'x/' } } } }), 'ml.g5.2xlarge', 'artifact_key'), 'x/');
  });

  it('give the package of a type: by alias, by name, or by region', () => {
    assert.equal(packageFor(parseVariants(specs.packageByType()), 'ml.inf2.xlarge', 'us-west-2'), 'arn:aws:sagemaker:us-west-2:111122223333:model-package/granary-neuron');
    assert.equal(packageFor(parseVariants(specs.packageByType()), 'ml.g5.xlarge', 'us-west-2'), undefined);
    const arn = 'arn:aws:sagemaker:us-west-2:111122223333:model-package/x';
    assert.equal(packageFor(table({ variants: { g5: { properties: { model_package_arn: arn } } } }), 'ml.g5.xlarge', 'us-west-2'), arn);
    const byRegion = table({ regional_aliases: { 'us-west-2': {} }, variants: { g5: { properties: { model_package_arn: { 'us-west-2': arn } } } } });
    assert.equal(packageFor(byRegion, 'ml.g5.xlarge', 'us-west-2'), arn);
    assert.equal(packageFor(byRegion, 'ml.g5.xlarge', 'us-east-1'), undefined);
  });
});
