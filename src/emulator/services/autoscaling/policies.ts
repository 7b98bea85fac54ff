import { randomUUID } from 'node:crypto';
import { seconds } from '../../core/clock.js';
import { AwsError, invalid } from '../../core/errors.js';
import { compact, object, optional, strings, text, type JsonObject } from '../../core/json.js';
import type { ScalableTargetRecord, ScalingPolicyRecord } from '../../core/state.js';
import type { Call } from '../../core/world.js';
import { found, named, paged, settled, targetOf, targetsOf } from './targets.js';

/** The ready-made metrics that each dimension may be scaled by. */
const METRICS: Readonly<Record<string, readonly string[]>> = {
  'sagemaker:variant:DesiredInstanceCount': ['SageMakerVariantInvocationsPerInstance', 'SageMakerVariantConcurrentRequestsPerModelHighResolution'],
  'sagemaker:variant:DesiredProvisionedConcurrency': ['SageMakerVariantProvisionedConcurrencyUtilization'],
  'sagemaker:inference-component:DesiredCopyCount': ['SageMakerInferenceComponentInvocationsPerCopy', 'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution'],
};
/** What each type of policy is configured with; SageMaker knows no predictive scaling. */
const CONFIGURATIONS: Readonly<Record<string, string>> = { TargetTrackingScaling: 'TargetTrackingScalingPolicyConfiguration', StepScaling: 'StepScalingPolicyConfiguration' };

/** Refuses what AWS refuses of a configuration; its wordings are not published. */
function configurationOf(input: JsonObject, type: string, target: ScalableTargetRecord): JsonObject {
  const member = CONFIGURATIONS[type];
  if (member === undefined) throw invalid(`The policy type ${type} is not supported for the service namespace sagemaker.`);
  if (input[member] === undefined) throw invalid(`${member} must be specified for the policy type ${type}.`);
  const configuration = object(input, member);
  if (type === 'TargetTrackingScaling') checkTracking(configuration, target.dimension);
  return { [member]: configuration };
}

function checkTracking(configuration: JsonObject, dimension: string): void {
  if ((configuration['PredefinedMetricSpecification'] === undefined) === (configuration['CustomizedMetricSpecification'] === undefined)) {
    throw invalid('Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified.');
  }
  const metric = optional(object(configuration, 'PredefinedMetricSpecification'), 'PredefinedMetricType');
  if (metric !== undefined && METRICS[dimension]?.includes(metric) !== true) throw invalid(`The predefined metric type ${metric} is not supported for the scalable dimension ${dimension}.`);
}

/** Target tracking makes alarms of its own: one above the target, and one below it where it may scale in. */
function alarmsOf(target: ScalableTargetRecord, configuration: JsonObject): string[] {
  if (configuration['TargetTrackingScalingPolicyConfiguration'] === undefined) return [];
  const scalesIn = object(configuration, 'TargetTrackingScalingPolicyConfiguration')['DisableScaleIn'] !== true;
  return ['AlarmHigh', ...(scalesIn ? ['AlarmLow'] : [])].map((which) => `TargetTracking-${target.resourceId}-${which}-${randomUUID()}`);
}

const arnOf = (call: Call, target: ScalableTargetRecord, name: string, { id }: ScalingPolicyRecord): string =>
  call.world.arn(call.region, 'autoscaling', `scalingPolicy:${id}:resource/sagemaker/${target.resourceId}:policyName/${name}`);

const alarms = (call: Call, policy: ScalingPolicyRecord): JsonObject[] => policy.alarms.map((name) => ({ AlarmName: name, AlarmARN: call.world.arn(call.region, 'cloudwatch', `alarm:${name}`) }));

/** Makes a policy, or puts another configuration in its place. */
export function putPolicy(call: Call): JsonObject {
  const target = found(call, 'No scalable target registered');
  const name = text(call.input, 'PolicyName');
  const held = target.policies.get(name);
  const type = optional(call.input, 'PolicyType') ?? held?.type ?? 'StepScaling';
  if (held !== undefined && held.type !== type) throw invalid(`The type of the policy ${name} cannot be changed.`);
  const configuration = configurationOf(call.input, type, target);
  const policy = { id: held?.id ?? randomUUID(), type, created: held?.created ?? call.world.clock.date(), configuration, alarms: alarmsOf(target, configuration) };
  target.policies.set(name, policy);
  return { PolicyARN: arnOf(call, target, name, policy), Alarms: alarms(call, policy) };
}

export function deletePolicy(call: Call): JsonObject {
  const name = text(call.input, 'PolicyName');
  if (targetOf(call)?.policies.delete(name) !== true) throw new AwsError('ObjectNotFoundException', `No scaling policy found for ${named(call.input)}, policy name: ${name}`);
  return {};
}

export function describePolicies(call: Call): JsonObject {
  const { input } = call;
  const [id, dimension, names] = [optional(input, 'ResourceId'), optional(input, 'ScalableDimension'), strings(input, 'PolicyNames')];
  if (dimension !== undefined && id === undefined) throw invalid('ResourceId must be specified when ScalableDimension is specified.');
  const targets = [...targetsOf(settled(call)).values()].filter((each) => (id === undefined || each.resourceId === id) && (dimension === undefined || each.dimension === dimension));
  const all = targets.flatMap((target) => [...target.policies].filter(([name]) => names.length === 0 || names.includes(name)).map(([name, policy]) => ({ target, name, policy })));
  const { items, next } = paged(call, all, 10);
  return compact({ ScalingPolicies: items.map(({ target, name, policy }): JsonObject => ({
    PolicyName: name, PolicyARN: arnOf(call, target, name, policy), PolicyType: policy.type, ServiceNamespace: 'sagemaker', ResourceId: target.resourceId, ScalableDimension: target.dimension,
    ...policy.configuration, Alarms: alarms(call, policy), CreationTime: seconds(policy.created),
  })), NextToken: next });
}
