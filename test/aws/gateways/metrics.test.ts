import assert from 'node:assert/strict';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways, MetricQuery } from '../../../src/endpoints/ports.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';
const query = (metric: string, stat: string, endpointName = STUDIO, namespace = 'AWS/SageMaker'): MetricQuery => ({ namespace, metric, stat, endpointName, variantName: 'AllTraffic' });

describe('metrics over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  const sent = () => emulator.calls.filter(({ operation }) => operation === 'GetMetricData');
  const lastHour = (periodS = 60) => ({ from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 1000), periodS });

  before(async () => { emulator = await startEmulator({ region: REGION }); });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  async function invoke(ContentType: string): Promise<void> {
    const runtime = new SageMakerRuntimeClient({ region: REGION, endpoint: emulator.url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 });
    await runtime.send(new InvokeEndpointCommand({ EndpointName: STUDIO, ContentType, Body: 'text' })).catch(() => undefined);
    runtime.destroy();
  }

  it('come in the order of the queries, oldest first, in one call, and as nothing where nothing was measured', async () => {
    await invoke('application/x-text');
    await invoke('application/x-text');
    await invoke('application/zip');
    const before = sent().length;
    const [count, failed, latency, never, cpu] = await gateways.metrics.read([
      query('Invocations', 'Sum'), query('Invocation4XXErrors', 'Sum'), query('ModelLatency', 'p90'), query('Invocations', 'Sum', 'churn-scoring-prod'), query('CPUUtilization', 'Average', STUDIO, '/aws/sagemaker/Endpoints'),
    ], lastHour());
    assert.equal(sent().length - before, 1);
    const sum = (points: typeof count): number => (points ?? []).reduce((total, { value }) => total + value, 0);
    assert.deepEqual([sum(count), sum(failed), never], [3, 1, []]);
    assert.ok(latency?.every(({ value }) => value >= 1000), 'microseconds');
    assert.ok(cpu && cpu.length > 50 && cpu.every(({ value }) => value > 0 && value < 100));
    assert.deepEqual([...cpu].sort((a, b) => a.at.getTime() - b.at.getTime()), cpu);
  });

  it('take a second call from the 501st query on', async () => {
    const before = sent().length;
    const found = await gateways.metrics.read(Array.from({ length: 501 }, () => query('Invocations', 'Sum')), lastHour(3600));
    assert.equal(sent().length - before, 2);
    assert.equal(found.length, 501);
    assert.deepEqual(found[500], found[0]);
  });

  it('name the right that is missing', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'GetMetricData' }]);
    const error = await serviceError(gateways.metrics.read([query('Invocations', 'Sum')], lastHour()), 'permission');
    assert.equal(error.action, 'cloudwatch:GetMetricData');
    assert.match(error.message, /cloudwatch:GetMetricData/);
  });

  it('are tried again where they are throttled', async () => {
    emulator.setFaults([{ kind: 'throttle', operation: 'GetMetricData', times: 2 }]);
    assert.equal((await gateways.metrics.read([query('Invocations', 'Sum')], lastHour())).length, 1);
  });
});
