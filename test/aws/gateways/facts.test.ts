import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';

describe('the facts of an endpoint over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  before(async () => { emulator = await startEmulator({ region: REGION }); });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  it('are its config, variants, model and tags, each asked for once', async () => {
    const before = emulator.calls.length;
    const found = await gateways.facts.read(STUDIO);
    assert.deepEqual(emulator.calls.slice(before).map(({ operation }) => operation).sort(), ['DescribeEndpoint', 'DescribeEndpointConfig', 'DescribeModel', 'DescribeScalableTargets', 'ListTags']);
    assert.deepEqual([found?.detail.status, found?.config?.variants[0]?.instanceType, found?.variants[0]?.currentWeight, found?.models[0]?.isolated, found?.components, found?.problems], ['InService', 'ml.m5.xlarge', 1, true, [], []]);
    assert.match(found?.variants[0]?.images[0]?.resolved ?? '', /@sha256:/);
    assert.match(found?.models[0]?.containers[0]?.artifact ?? '', /^s3:\/\/jumpstart-cache-prod-/);
    assert.equal(found?.tags?.['sagemaker-studio:jumpstart-model-id'], 'huggingface-tc-bert-base-cased');
  });

  it('say how each variant scales, where that may be read', async () => {
    const scales = async () => { const found = await gateways.facts.read(STUDIO); return [found?.variants[0]?.scaling, found?.problems.length, found?.problems[0]] as const; };
    assert.deepEqual(await scales(), [undefined, 0, undefined]);
    await gateways.updates.setScaling(STUDIO, 'AllTraffic', { min: 1, max: 3, target: 100 });
    assert.deepEqual(await scales(), [{ min: 1, max: 3, target: 100 }, 0, undefined]);
    for (const operation of ['DescribeScalableTargets', 'DescribeScalingPolicies']) {
      emulator.setFaults([{ kind: 'accessDenied', operation }]);
      const [scaling, problems, sentence] = await scales();
      assert.deepEqual([scaling, problems], [undefined, 1]);
      assert.match(sentence ?? '', new RegExp(`application-autoscaling:${operation}`));
    }
    emulator.setFaults([]);
    await gateways.removal.deregister({ resourceId: `endpoint/${STUDIO}/variant/AllTraffic`, dimension: 'sagemaker:variant:DesiredInstanceCount' });
  });

  it('are none of an endpoint that is not there', async () => {
    assert.equal(await gateways.facts.read('not-there'), undefined);
  });

  it('leave out what may not be read, and name the right', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'DescribeModel' }, { kind: 'accessDenied', operation: 'ListTags' }]);
    const found = await gateways.facts.read(STUDIO);
    assert.deepEqual([found?.models, found?.tags, found?.config?.name], [[], undefined, STUDIO]);
    assert.match(found?.problems.join(' ') ?? '', /sagemaker:ListTags.*sagemaker:DescribeModel|sagemaker:DescribeModel.*sagemaker:ListTags/);
  });

  it('cannot be had where the endpoint itself may not be read', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'DescribeEndpoint' }]);
    assert.equal((await serviceError(gateways.facts.read(STUDIO), 'permission')).action, 'sagemaker:DescribeEndpoint');
  });

  it('are without a config that was deleted', async () => {
    await gateways.endpoints.remove('endpointConfig', 'churn-scoring-prod');
    const found = await gateways.facts.read('churn-scoring-prod');
    assert.deepEqual([found?.config, found?.models, found?.detail.name], [null, [], 'churn-scoring-prod']);
  });
});
