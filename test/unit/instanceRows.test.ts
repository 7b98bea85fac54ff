import assert from 'node:assert/strict';
import { usableConfigs } from '../../src/catalog/inferenceConfig.js';
import { parseSpec } from '../../src/catalog/spec.js';
import { isolationAfter } from '../../src/deploy/defaults.js';
import { resolve } from '../../src/deploy/plan.js';
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import type { JsonObject } from '../../src/shared/json.js';
import type { QuotaView } from '../../src/shared/protocol.js';
import { type InstanceFacts, configRow, instanceRows, nearestView, quotaView } from '../../src/ui/panel/instanceRows.js';
import { offeredOf } from '../../src/ui/panel/offered.js';
import { resolvedView } from '../../src/ui/panel/views.js';
import * as specs from '../fixtures/specs.js';

const NOT_KNOWN: QuotaView = { limit: null, left: null, reason: 'Not asked.' };
const facts = (left: Readonly<Record<string, number>> = {}, region = 'us-west-2'): InstanceFacts => ({
  region, priceOf: () => null, quotaOf: (type) => { const free = new Map(Object.entries(left)).get(type); return free === undefined ? NOT_KNOWN : { limit: 4, left: free, reason: null }; },
});
const rowsOf = (document: JsonObject, given: InstanceFacts) => instanceRows(parseSpec(document), resolve(parseSpec(document), given.region, {}), given);

describe('the table of instance types', () => {
  it('says of a type without an image in the region in which regions there is one, six of them at most', () => {
    const few = rowsOf(specs.prefixCpu(), facts({}, 'ap-south-1'));
    assert.deepEqual(few.map((row) => row.unavailable), Array(3).fill('No container image for this type in ap-south-1. It exists in us-east-1, us-west-2, eu-central-2, cn-north-1, us-gov-west-1.'));
    const regions = ['a-1', 'b-1', 'c-1', 'd-1', 'e-1', 'f-1', 'g-1', 'h-1'];
    const many = specs.prefixCpu({ hosting_instance_type_variants: specs.variantTable({ cpu: 'x:1' }, { cpu: 'm5' }, {}, regions) });
    const [m5, c5] = rowsOf(many, facts());
    assert.match(m5?.unavailable ?? '', /It exists in a-1, b-1, c-1, d-1, e-1, f-1 and 2 more\.$/);
    assert.match(c5?.unavailable ?? '', /There is none in any region\.$/);
    assert.deepEqual(rowsOf(specs.prefixCpu(), facts()).map((row) => row.unavailable), [null, null, null]);
  });

  it('has the types of a config that the ranking leaves out once it is chosen, and the picker offers it', () => {
    const document = specs.configRanked({ inference_config_rankings: { overall: { rankings: ['lmi-optimized', 'lmi'] } } });
    const spec = parseSpec(document);
    assert.ok(rowsOf(document, facts()).every(({ type }) => type !== 'ml.inf2.48xlarge'));
    const chosen = resolve(spec, 'us-west-2', { config: 'neuron' });
    assert.deepEqual(instanceRows(spec, chosen, facts()).filter(({ type }) => type === 'ml.inf2.48xlarge').map(({ unavailable }) => unavailable), [null]);
    const view = resolvedView(spec, chosen, { ...facts(), form: EMPTY_FORM, eula: null, defaultRole: null, changes: undefined });
    assert.deepEqual(view.configs.map(({ name }) => name), ['lmi-optimized', 'lmi', 'neuron']);
  });

  it('says of a Marketplace package where it is', () => {
    const [row] = rowsOf(specs.marketplace(), facts({}, 'ap-south-1'));
    assert.match(row?.unavailable ?? '', /^The model's package is not offered in ap-south-1\. It is in [a-z0-9, -]+\.$/);
  });

  it('knows for the choice of a region where the type has an image', () => {
    const at = (document: JsonObject) => offeredOf('Lantern', resolve(parseSpec(document), 'us-west-2', {}));
    assert.deepEqual(at(specs.prefixCpu()), { title: 'Lantern', instanceType: 'ml.m5.large', regions: [...specs.REGIONS] });
    assert.equal(at(specs.hubLike()), undefined, 'a document of one region names no others');
  });

  it('tells the quota from limit and use, and why it is not known', () => {
    assert.deepEqual(quotaView({ status: 'known', value: 4 }, { status: 'known', value: 1 }), { limit: 4, left: 3, reason: null });
    assert.deepEqual(quotaView({ status: 'known', value: 1 }, { status: 'known', value: 3 }), { limit: 1, left: 0, reason: null });
    assert.deepEqual(quotaView({ status: 'known', value: 2 }, { status: 'unknown', reason: 'No.', action: 'sagemaker:ListEndpoints' }), { limit: 2, left: null, reason: 'The limit is 2. How much of it is in use is not known: you may not call sagemaker:ListEndpoints.' });
    assert.deepEqual(quotaView({ status: 'known', value: undefined }, { status: 'pending' }), { limit: null, left: null, reason: 'AWS lists no quota for endpoints of this type.' });
    assert.deepEqual(quotaView({ status: 'pending' }, { status: 'pending' }), { limit: null, left: null, reason: 'The quota is being looked up.' });
    assert.deepEqual(quotaView({ status: 'unknown', reason: 'AWS could not be reached.', action: undefined }, { status: 'pending' }).reason, 'The quota is not known: AWS could not be reached.');
  });
});

describe('the type to take instead', () => {
  const spec = parseSpec(specs.configRanked());
  const configs = usableConfigs(spec).map((hosting) => configRow(spec, hosting, 'us-west-2'));
  const proposed = (left: Readonly<Record<string, number>>, change: Partial<DeploymentForm> = {}) => {
    const form = { ...EMPTY_FORM, instanceType: 'ml.p4d.24xlarge', ...change };
    const rows = instanceRows(spec, resolve(spec, 'us-west-2', { config: form.inferenceConfig, instanceType: form.instanceType }), facts(left));
    return nearestView(rows, configs, form, form.instanceType);
  };

  it('is proposed where the chosen one is known to have too little left', () => {
    assert.deepEqual(proposed({ 'ml.p4d.24xlarge': 0, 'ml.g5.48xlarge': 2 }), { type: 'ml.g5.48xlarge', change: { instanceType: 'ml.g5.48xlarge' } });
    assert.deepEqual(proposed({ 'ml.p4d.24xlarge': 1, 'ml.g5.48xlarge': 2 }, { instanceCount: 2 })?.type, 'ml.g5.48xlarge');
    assert.equal(proposed({ 'ml.p4d.24xlarge': 1, 'ml.g5.48xlarge': 2 }), null, 'there is enough');
    assert.equal(proposed({ 'ml.g5.48xlarge': 2 }), null, 'it is not known');
    assert.equal(proposed({ 'ml.p4d.24xlarge': 0 }), null, 'no other is known to have any');
  });

  it('lets go of a chosen config that does not support it, and of no other', () => {
    assert.deepEqual(proposed({ 'ml.p4d.24xlarge': 0, 'ml.inf2.48xlarge': 2 }, { inferenceConfig: 'lmi' })?.change, { instanceType: 'ml.inf2.48xlarge', inferenceConfig: '' });
    assert.deepEqual(proposed({ 'ml.p4d.24xlarge': 0, 'ml.g5.48xlarge': 2 }, { inferenceConfig: 'lmi' })?.change, { instanceType: 'ml.g5.48xlarge' });
  });

  it('of a config is its default, or the first that can be used in the region', () => {
    assert.deepEqual(configs.map(({ name, usableType }) => [name, usableType]), [['lmi-optimized', 'ml.p4d.24xlarge'], ['lmi', 'ml.p4d.24xlarge'], ['neuron', 'ml.inf2.48xlarge']]);
    assert.deepEqual(usableConfigs(spec).map((hosting) => configRow(spec, hosting, 'ap-south-1').usableType), [null, null, null]);
  });
});

describe('values that the form leaves open', () => {
  const view = (document: JsonObject, instanceType: string, config = '') => {
    const spec = parseSpec(document);
    return resolvedView(spec, resolve(spec, 'us-west-2', { instanceType, config }), { ...facts(), form: EMPTY_FORM, eula: null, defaultRole: null, changes: undefined });
  };

  it('come from the config in force, the model\'s spec, or SageMaker', () => {
    const ranked = view(specs.configRanked({ inference_volume_size: 256 }), 'ml.p4d.24xlarge', 'lmi');
    assert.deepEqual([ranked.inferenceAmi, ranked.timeouts], ['al2-ami-sagemaker-inference-gpu-3-1', { downloadS: 1200, startupS: 1800 }]);
    assert.deepEqual(ranked.defaultsFrom, { volumeSizeGB: 'model', downloadS: 'config', startupS: 'config', inferenceAmi: 'config' });
    assert.deepEqual(view(specs.prefixCpu(), 'ml.m5.large').defaultsFrom, { volumeSizeGB: 'service', downloadS: 'service', startupS: 'service', inferenceAmi: 'service' });
    assert.deepEqual([view(specs.prefixCpu(), 'ml.m5.large').hasVolume, view(specs.prefixCpu(), 'ml.g5.xlarge').hasVolume], [true, false]);
  });

  it('isolation follows the spec where it did before; what was chosen stays, unless the model has to be isolated now', () => {
    const of = (isolated: boolean) => resolve(parseSpec(specs.prefixCpu({ inference_enable_network_isolation: isolated })), 'us-west-2', {});
    const [on, off] = [of(true), of(false)];
    assert.deepEqual([isolationAfter(on, off, true), isolationAfter(off, on, false), isolationAfter(off, off, true), isolationAfter(off, on, true), isolationAfter(on, on, true), isolationAfter(off, off, false)],
      [false, true, true, true, true, false]);
  });
});
