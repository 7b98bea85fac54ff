import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';
const OTHER = 'churn-scoring-prod';
const arn = (name: string): string => `arn:aws:sagemaker:${REGION}:111122223333:endpoint/${name}`;

describe('endpoints over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  const sent = (operation: string) => emulator.calls.filter((call) => call.operation === operation);

  before(async () => { emulator = await startEmulator({ region: REGION, quotas: { 'ml.t2.medium': 1000 } }); });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  /** Many endpoints on one config. */
  async function endpoints(count: number): Promise<void> {
    const execute = (operation: 'CreateEndpointConfig' | 'CreateEndpoint', name: string, input: Parameters<typeof gateways.deploy.execute>[0]['input']) =>
      gateways.deploy.execute({ id: operation, service: 'sagemaker', operation, input, creates: { kind: 'endpoint', name } }, {});
    await execute('CreateEndpointConfig', 'many', { EndpointConfigName: 'many', ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: STUDIO, InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: 'ml.t2.medium' }] });
    for (let i = 0; i < count; i += 1) await execute('CreateEndpoint', `many-${i}`, { EndpointName: `many-${i}`, EndpointConfigName: 'many', Tags: [{ Key: 'n', Value: String(i) }] });
  }

  it('lists with one call, newest first', async () => {
    const before = sent('ListEndpoints').length;
    const list = await gateways.endpoints.list();
    assert.deepEqual(list.map(({ name, arn: found, status }) => ({ name, arn: found, status })), [
      { name: STUDIO, arn: arn(STUDIO), status: 'InService' }, { name: OTHER, arn: arn(OTHER), status: 'InService' },
    ]);
    assert.ok((list[0]?.createdAt ?? 0) > (list[1]?.createdAt ?? 0));
    assert.ok(list[0]?.modifiedAt instanceof Date);
    assert.equal(sent('ListEndpoints').length - before, 1);
  });

  it('describes endpoint and config, and knows what is not there', async () => {
    const endpoint = await gateways.endpoints.describe(STUDIO);
    assert.equal(endpoint?.configName, STUDIO);
    assert.deepEqual(endpoint.variants, [{ name: 'AllTraffic', currentCount: 1, desiredCount: 1 }]);
    assert.deepEqual(await gateways.endpoints.describeConfig(STUDIO), {
      name: STUDIO, kmsKeyId: undefined, variants: [{ name: 'AllTraffic', modelName: STUDIO, instanceType: 'ml.m5.xlarge', initialCount: 1 }],
    });
    assert.equal(await gateways.endpoints.describe('none'), undefined);
    assert.equal(await gateways.endpoints.describeConfig('none'), undefined);
    await gateways.endpoints.remove('endpoint', 'none');
  });

  it('counts what the endpoints hold, by instance type', async () => {
    const before = await gateways.endpoints.instancesInUse();
    assert.equal(before.get('ml.m5.xlarge'), 1);
    await gateways.deploy.execute({ id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', creates: { kind: 'endpointConfig', name: 'three' }, input: {
      EndpointConfigName: 'three', ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: STUDIO, InitialInstanceCount: 3, InitialVariantWeight: 1, InstanceType: 'ml.m5.large' }],
    } }, {});
    await gateways.deploy.execute({ id: 'endpoint', service: 'sagemaker', operation: 'CreateEndpoint', creates: { kind: 'endpoint', name: 'three' }, input: { EndpointName: 'three', EndpointConfigName: 'three' } }, {});
    assert.equal((await gateways.endpoints.instancesInUse()).get('ml.m5.large') ?? 0, (before.get('ml.m5.large') ?? 0) + 3, 'while it is being created, too');
    emulator.advance(3600);
    await gateways.endpoints.remove('endpoint', 'three');
    await gateways.endpoints.remove('endpointConfig', 'three');
    emulator.advance(3600);
    assert.deepEqual(await gateways.endpoints.instancesInUse(), before);
    emulator.setFaults([{ kind: 'accessDenied', operation: 'DescribeEndpointConfig' }]);
    assert.equal((await serviceError(gateways.endpoints.instancesInUse(), 'permission')).action, 'sagemaker:DescribeEndpointConfig');
  });

  it('reads the tags of all in one call', async () => {
    const before = sent('ListTags').length;
    const tags = await gateways.endpoints.endpointTags();
    assert.equal(tags.get(arn(STUDIO))?.['sagemaker-studio:jumpstart-model-id'], 'huggingface-tc-bert-base-cased');
    assert.deepEqual(tags.get(arn(OTHER)), { team: 'growth' });
    assert.equal(sent('ListTags').length, before);
  });

  it('reads the tags of JumpStart\'s own where that call is denied', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'GetResources' }]);
    const before = sent('ListTags').length;
    const tags = await gateways.endpoints.endpointTags();
    assert.deepEqual([...tags.keys()], [arn(STUDIO)]);
    assert.equal(tags.get(arn(STUDIO))?.['sagemaker-studio:jumpstart-model-version'], '3.0.13');
    assert.equal(sent('ListTags').length - before, 1);
    emulator.setFaults([{ kind: 'accessDenied', operation: 'GetResources' }, { kind: 'accessDenied', operation: 'ListTags' }]);
    assert.equal((await serviceError(gateways.endpoints.endpointTags(), 'permission')).action, 'sagemaker:ListTags');
    emulator.setFaults([{ kind: 'expiredToken', operation: 'GetResources' }]);
    await serviceError(gateways.endpoints.endpointTags(), 'signIn');
  });

  it('walks through all pages', async function () {
    this.timeout(30_000);
    await endpoints(130);
    const before = sent('ListEndpoints').length;
    const list = await gateways.endpoints.list();
    assert.equal(list.length, 132);
    assert.equal(new Set(list.map(({ name }) => name)).size, 132);
    assert.equal(sent('ListEndpoints').length - before, 2);
    assert.equal((await gateways.endpoints.endpointTags()).get(arn('many-129'))?.['n'], '129');
  });

  it('finds who uses a config or a model', async () => {
    assert.deepEqual((await gateways.endpoints.configsUsing(STUDIO)).sort(), [STUDIO, 'many']);
    assert.deepEqual(await gateways.endpoints.configsUsing('none'), []);
    assert.equal((await gateways.endpoints.endpointsUsing('many')).length, 130);
    assert.deepEqual(await gateways.endpoints.endpointsUsing(OTHER), [OTHER]);
  });

  const DENIED: Readonly<Record<string, [operation: string, ask: () => Promise<unknown>]>> = {
    'sagemaker:ListEndpoints': ['ListEndpoints', () => gateways.endpoints.list()],
    'sagemaker:DescribeEndpoint': ['DescribeEndpoint', () => gateways.endpoints.describe(STUDIO)],
    'sagemaker:DescribeEndpointConfig': ['DescribeEndpointConfig', () => gateways.endpoints.describeConfig(STUDIO)],
    'sagemaker:ListEndpointConfigs': ['ListEndpointConfigs', () => gateways.endpoints.configsUsing('m')],
    'sagemaker:DeleteEndpoint': ['DeleteEndpoint', () => gateways.endpoints.remove('endpoint', OTHER)],
    'sagemaker:DeleteEndpointConfig': ['DeleteEndpointConfig', () => gateways.endpoints.remove('endpointConfig', OTHER)],
    'sagemaker:DeleteModel': ['DeleteModel', () => gateways.endpoints.remove('model', OTHER)],
    'sagemaker:ListHubs': ['ListHubs', () => gateways.hub.listHubs()],
    'sagemaker:ListHubContentVersions': ['ListHubContentVersions', () => gateways.hub.listVersions('our-models', { type: 'Model', id: 'x' })],
    'sagemaker:DescribeHubContent': ['DescribeHubContent', () => gateways.hub.describe('our-models', { type: 'Model', id: 'x', version: undefined })],
    'sagemaker:ListHubContents': ['ListHubContents', () => gateways.hub.listModels()],
  };
  for (const [action, [operation, ask]] of Object.entries(DENIED)) {
    it(`a denial names ${action}; an expired sign-in is told`, async () => {
      // without AWS's text the action is the one of the call
      for (const message of [undefined, ''] as const) {
        emulator.setFaults([{ kind: 'accessDenied', operation, ...(message === undefined ? {} : { message }) }]);
        assert.equal((await serviceError(ask(), 'permission')).action, action);
      }
      emulator.setFaults([{ kind: 'expiredToken', operation }]);
      await serviceError(ask(), 'signIn');
    });
  }
});

describe('the public hub over the SDK', () => {
  let emulator: Emulator;
  before(async () => { emulator = await startEmulator({ region: REGION }); });
  after(() => emulator.stop());

  it('gives names, descriptions and keywords of every model, through throttling', async () => {
    const gateways = gatewaysTo(emulator.url);
    emulator.setFaults([{ kind: 'throttle', operation: 'ListHubContents', times: 2 }]);
    const models = await gateways.hub.listModels();
    gateways.dispose();
    assert.ok(models.length > 15);
    for (const model of models) {
      assert.ok(model.displayName);
      assert.ok(model.keywords.some((keyword) => keyword.startsWith('@')));
    }
  });
});
