import { DescribeLogStreamsCommand, CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateEndpointConfigCommand, DeleteEndpointCommand, DescribeEndpointCommand, UpdateEndpointCommand, UpdateEndpointWeightsAndCapacitiesCommand, type DeploymentConfig, type DescribeEndpointCommandOutput, type UpdateEndpointCommandInput,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import assert from 'node:assert/strict';
import type { FaultRule } from '../../../src/emulator/start.js';
import { account, clientsOf, credentials, deploy, emulatorForSuite, failure, region, statusOf, type Clients } from './support.js';

const CANARY: DeploymentConfig = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 60, CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 } } } };

describe('emulator: updates of endpoints', () => {
  const emulator = emulatorForSuite({ quotas: { 'ml.m5.large': 6 } });
  let clients: Clients;
  let name = '';
  let n = 0;
  before(() => { clients = clientsOf(emulator.current); });
  const pass = (minutes: number): void => { emulator.current.advance(minutes * 60 + 1); };
  const describeIt = (): Promise<DescribeEndpointCommandOutput> => clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
  const config = (suffix: string, InitialInstanceCount = 1, weight = 1): Promise<unknown> => clients.sagemaker.send(new CreateEndpointConfigCommand({
    EndpointConfigName: `${name}-${suffix}`, ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount, InitialVariantWeight: weight, InstanceType: 'ml.m5.large' }],
  }));
  const update = (suffix: string, more: Partial<UpdateEndpointCommandInput> = {}): Promise<unknown> => clients.sagemaker.send(new UpdateEndpointCommand({ EndpointName: name, EndpointConfigName: `${name}-${suffix}`, ...more }));
  const scale = (DesiredInstanceCount: number, VariantName = 'AllTraffic'): Promise<unknown> => clients.sagemaker.send(new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName: name, DesiredWeightsAndCapacities: [{ VariantName, DesiredInstanceCount }] }));
  const counts = ({ ProductionVariants }: DescribeEndpointCommandOutput): unknown[] => (ProductionVariants ?? []).map((variant) => [variant.CurrentInstanceCount, variant.DesiredInstanceCount]);
  const streams = async (): Promise<number> => {
    const logs = new CloudWatchLogsClient({ region, endpoint: emulator.current.url, credentials, maxAttempts: 1 });
    return (await logs.send(new DescribeLogStreamsCommand({ logGroupName: `/aws/sagemaker/Endpoints/${name}` }))).logStreams?.length ?? 0;
  };
  beforeEach(async () => {
    emulator.current.setFaults([]);
    name = `u${++n}`;
    await deploy(clients, name);
    pass(10);
  });
  afterEach(async () => {
    emulator.current.setFaults([]);
    pass(60);
    await clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: name }));
    pass(2);
  });

  it('serve the old configuration until the new one is up, and show what is coming', async () => {
    await config('next', 2);
    await update('next', { DeploymentConfig: CANARY });
    const during = await describeIt();
    assert.deepEqual([during.EndpointStatus, during.EndpointConfigName, during.PendingDeploymentSummary?.EndpointConfigName, during.PendingDeploymentSummary?.ProductionVariants?.[0]?.DesiredInstanceCount, counts(during)], ['Updating', name, `${name}-next`, 2, [[1, 1]]]);
    await clients.runtime.send(new InvokeEndpointCommand({ EndpointName: name, ContentType: 'application/x-image', Body: new Uint8Array([255]) }));
    for (const work of [() => update('next'), () => scale(2), () => clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: name }))]) {
      assert.match((await failure(work())).message, new RegExp(`^Cannot update in-progress endpoint "arn:aws:sagemaker:${region}:${account}:endpoint/${name}"\\.$`));
    }
    const before = await streams();
    pass(8);
    const after = await describeIt();
    assert.deepEqual([after.EndpointStatus, after.EndpointConfigName, after.PendingDeploymentSummary, after.FailureReason, counts(after), after.LastDeploymentConfig], ['InService', `${name}-next`, undefined, undefined, [[2, 2]], CANARY]);
    assert.equal(await streams(), before + 1, 'the new container has a log of its own');
  });

  it('need a configuration that is there, with its model, and another one', async () => {
    const missing = await failure(update('nowhere'));
    assert.deepEqual([missing.name, missing.message], ['ValidationException', `Could not find endpoint configuration "arn:aws:sagemaker:${region}:${account}:endpoint-config/${name}-nowhere".`]);
    assert.equal((await failure(clients.sagemaker.send(new UpdateEndpointCommand({ EndpointName: name, EndpointConfigName: name })))).name, 'ValidationException');
    assert.match((await failure(clients.sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'nobody', EndpointConfigName: name })))).message, /^Could not find endpoint "/);
    await config('next');
    const wrong: DeploymentConfig = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 3601 } } };
    assert.match((await failure(update('next', { DeploymentConfig: wrong }))).message, /waitIntervalInSeconds' failed to satisfy constraint: Member must have value less than or equal to 3600/);
    assert.equal(await statusOf(clients, name), 'InService');
  });

  it('take instances for both fleets at once', async () => {
    await config('large', 6);
    assert.match((await failure(update('large'))).message, /is 6 Instances, with current utilization of 1 Instances and a request delta of 6 Instances/);
    await config('fits', 5);
    await update('fits');
    assert.match((await failure(deploy(clients, `${name}-other`))).message, /current utilization of 6 Instances and a request delta of 1 Instances/);
    pass(8);
    assert.deepEqual(counts(await describeIt()), [[5, 5]]);
  });

  it('keep what runs where that is asked for, but what is excluded', async () => {
    await scale(2);
    pass(3);
    await config('kept', 1, 0.5);
    await update('kept', { RetainAllVariantProperties: true, ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }], DeploymentConfig: CANARY });
    pass(8);
    const kept = await describeIt();
    assert.deepEqual([counts(kept), kept.ProductionVariants?.[0]?.DesiredWeight], [[[2, 2]], 0.5]);
    await config('again');
    await update('again', { RetainDeploymentConfig: true });
    pass(8);
    assert.deepEqual((await describeIt()).LastDeploymentConfig, CANARY);
    await config('plain');
    await update('plain');
    pass(8);
    const plain = await describeIt();
    assert.deepEqual([counts(plain), plain.LastDeploymentConfig], [[[1, 1]], undefined]);
  });

  const failures: [FaultRule['kind'], number, RegExp][] = [
    ['capacity', 6, /^Unable to provision requested ML compute capacity/], ['crashLoop', 24, /did not pass the ping health check/], ['imageMissing', 4, /make sure all images/], ['noS3Route', 12, /^Failed to download model data/],
  ];
  for (const [kind, minutes, reason] of failures) {
    it(`go back to the old configuration without a word but the reason after ${kind}`, async () => {
      await config('bad', 2);
      emulator.current.setFaults([{ kind, times: 1 }]);
      await update('bad');
      pass(minutes - 1);
      assert.equal(await statusOf(clients, name), 'Updating');
      pass(1);
      const after = await describeIt();
      assert.deepEqual([after.EndpointStatus, after.EndpointConfigName, after.PendingDeploymentSummary, counts(after)], ['InService', name, undefined, [[1, 1]]]);
      assert.match(after.FailureReason ?? '', reason);
      await config('good');
      await update('good');
      assert.equal((await describeIt()).FailureReason, undefined, 'the reason is that of the last update');
      pass(8);
      assert.equal((await describeIt()).EndpointConfigName, `${name}-good`);
    });
  }

  it('may stand still, or leave a mixed fleet that a further update mends', async () => {
    await config('next');
    await deploy(clients, `${name}-stuck`);
    pass(10);
    emulator.current.setFaults([{ kind: 'stuck' }]);
    await clients.sagemaker.send(new UpdateEndpointCommand({ EndpointName: `${name}-stuck`, EndpointConfigName: `${name}-next` }));
    pass(24 * 60);
    assert.equal(await statusOf(clients, `${name}-stuck`), 'Updating');
    emulator.current.setFaults([{ kind: 'updateRollbackFailed', times: 1 }]);
    await update('next');
    pass(8);
    assert.equal(await statusOf(clients, name), 'UpdateRollbackFailed');
    await update('next');
    pass(8);
    assert.equal(await statusOf(clients, name), 'InService');
  });

  it('of the count go back where there are no more instances, and reach only variants that are there', async () => {
    assert.match((await failure(scale(2, 'Other'))).message, /"Other" is\/are not present within endpoint configuration/);
    emulator.current.setFaults([{ kind: 'capacity', instanceType: 'ml.m5.large', times: 1 }]);
    await scale(3);
    assert.deepEqual(counts(await describeIt()), [[1, 3]]);
    pass(3);
    const back = await describeIt();
    assert.deepEqual([back.EndpointStatus, counts(back)], ['RollingBack', [[1, 1]]]);
    assert.match((await failure(scale(2))).message, /in-progress/);
    await clients.runtime.send(new InvokeEndpointCommand({ EndpointName: name, ContentType: 'application/x-image', Body: new Uint8Array([255]) }));
    pass(1);
    const after = await describeIt();
    assert.deepEqual([after.EndpointStatus, counts(after)], ['InService', [[1, 1]]]);
    assert.match(after.FailureReason ?? '', /InsufficientInstanceCapacity/);
  });
});
