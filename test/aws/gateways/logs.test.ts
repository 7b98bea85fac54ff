import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { findInLog } from '../../../src/endpoints/containerLog.js';
import { diagnose } from '../../../src/endpoints/failure.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';

describe('container logs over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;

  before(async () => { emulator = await startEmulator({ region: REGION }); });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  async function endpoint(name: string): Promise<void> {
    const execute = (operation: 'CreateEndpointConfig' | 'CreateEndpoint', input: Parameters<typeof gateways.deploy.execute>[0]['input']) =>
      gateways.deploy.execute({ id: operation, service: 'sagemaker', operation, input, creates: { kind: 'endpoint', name } }, {});
    await execute('CreateEndpointConfig', { EndpointConfigName: name, ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: STUDIO, InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: 'ml.m5.large' }] });
    await execute('CreateEndpoint', { EndpointName: name, EndpointConfigName: name });
  }

  it('are empty before a container has started, and then hold its lines in order', async () => {
    await endpoint('log-fine');
    const before = await gateways.logs.read('log-fine', {});
    assert.deepEqual(before, { lines: [], cursor: {} });
    emulator.advance(3600);
    await gateways.endpoints.list();
    const { lines, cursor } = await gateways.logs.read('log-fine', before.cursor);
    assert.ok(lines.length > 1);
    assert.match(lines[0]?.text ?? '', /Loading the model/);
    assert.match(lines[0]?.stream ?? '', /^AllTraffic\/i-/);
    assert.deepEqual([...lines].sort((a, b) => a.at.localeCompare(b.at)), lines);
    assert.deepEqual((await gateways.logs.read('log-fine', cursor)).lines, [], 'what was read is not read again');
  });

  it('say why a container did not come up', async () => {
    emulator.setFaults([{ kind: 'crashLoop', containing: 'log-crash' }]);
    await endpoint('log-crash');
    emulator.advance(7200);
    const failed = await gateways.endpoints.describe('log-crash');
    assert.equal(failed?.status, 'Failed');
    const { lines } = await gateways.logs.read('log-crash', {});
    const diagnosis = diagnose(failed.failureReason, () => findInLog(lines, { instanceType: 'ml.g5.2xlarge' }));
    assert.equal(diagnosis.cause, 'The container ran out of accelerator memory while loading the model on ml.g5.2xlarge.');
    assert.equal(diagnosis.certain, true);
    assert.match(diagnosis.line?.text ?? '', /CUDA out of memory/);
  });

  for (const action of ['logs:DescribeLogStreams', 'logs:GetLogEvents']) {
    it(`name ${action} where it is denied`, async () => {
      await endpoint(`log-${action.slice(5, 8).toLowerCase()}`);
      emulator.advance(3600);
      await gateways.endpoints.list();
      emulator.setFaults([{ kind: 'accessDenied', operation: action.slice(5) }]);
      const error = await serviceError(gateways.logs.read(`log-${action.slice(5, 8).toLowerCase()}`, {}), 'permission');
      assert.equal(error.action, action);
    });
  }
});
