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
    assert.deepEqual(emulator.calls.slice(before).map(({ operation }) => operation).sort(), ['DescribeEndpoint', 'DescribeEndpointConfig', 'DescribeModel', 'ListTags']);
    assert.deepEqual([found?.detail.status, found?.config?.variants[0]?.instanceType, found?.variants[0]?.currentWeight, found?.models[0]?.isolated, found?.components, found?.problems], ['InService', 'ml.m5.xlarge', 1, true, [], []]);
    assert.match(found?.variants[0]?.images[0]?.resolved ?? '', /@sha256:/);
    assert.match(found?.models[0]?.containers[0]?.artifact ?? '', /^s3:\/\/jumpstart-cache-prod-/);
    assert.equal(found?.tags?.['sagemaker-studio:jumpstart-model-id'], 'huggingface-tc-bert-base-cased');
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
