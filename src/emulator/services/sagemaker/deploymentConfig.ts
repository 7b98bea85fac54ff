import { bool, listOf, num, oneOf, str, struct } from '../../core/validation.js';

const size = struct({ Type: oneOf('INSTANCE_COUNT', 'CAPACITY_PERCENT'), Value: num(1) }, 'Type', 'Value');
const wait = num(0, 3600);
const limit = num(600, 28_800);

/** How the traffic goes over to a new fleet. It is checked and kept; the emulator sends all of it at once. */
export const deploymentConfigShape = struct({
  BlueGreenUpdatePolicy: struct({
    TrafficRoutingConfiguration: struct({ Type: oneOf('ALL_AT_ONCE', 'CANARY', 'LINEAR'), WaitIntervalInSeconds: wait, CanarySize: size, LinearStepSize: size }, 'Type', 'WaitIntervalInSeconds'),
    TerminationWaitInSeconds: wait, MaximumExecutionTimeoutInSeconds: limit,
  }, 'TrafficRoutingConfiguration'),
  RollingUpdatePolicy: struct({ MaximumBatchSize: size, WaitIntervalInSeconds: wait, MaximumExecutionTimeoutInSeconds: limit, RollbackMaximumBatchSize: size }, 'MaximumBatchSize', 'WaitIntervalInSeconds'),
  AutoRollbackConfiguration: struct({ Alarms: listOf(struct({ AlarmName: str({ min: 1, max: 255, pattern: '(?!\\s*$).+' }) }), 1, 10) }),
});

/** What an update keeps of the variants that run, and of how the last one was carried out. */
export const retaining = {
  RetainAllVariantProperties: bool, RetainDeploymentConfig: bool,
  ExcludeRetainedVariantProperties: listOf(struct({ VariantPropertyType: oneOf('DesiredInstanceCount', 'DesiredWeight', 'DataCaptureConfig') }, 'VariantPropertyType'), undefined, 3),
};
