import { seconds } from '../core/clock.js';
import { AwsError } from '../core/errors.js';
import { compact, number, optional, strings, text, type JsonObject } from '../core/json.js';
import { page, type Service } from '../core/service.js';
import type { RegionState, ScalableTargetRecord } from '../core/state.js';
import { anything, listOf, num, oneOf, str, struct } from '../core/validation.js';
import type { Call } from '../core/world.js';
import { current } from './sagemaker/endpoints.js';
import { settledComponents } from './sagemaker/componentStates.js';

const DIMENSIONS = ['sagemaker:variant:DesiredInstanceCount', 'sagemaker:inference-component:DesiredCopyCount', 'sagemaker:variant:DesiredProvisionedConcurrency'];
const namespace = oneOf('sagemaker');
const resourceId = str({ min: 1, max: 1600 });
const target = { ServiceNamespace: namespace, ResourceId: resourceId, ScalableDimension: oneOf(...DIMENSIONS) };
const paging = { MaxResults: num(), NextToken: str({}) };

const keyOf = (input: JsonObject): string => `${text(input, 'ResourceId')} ${text(input, 'ScalableDimension')}`;
const targetsOf = (region: RegionState): Map<string, ScalableTargetRecord> => region.scalableTargets ??= new Map();
const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

function settled(call: Call): RegionState {
  const region = current(call);
  settledComponents(call, region);
  return region;
}

function found(call: Call): ScalableTargetRecord {
  const { input } = call;
  const held = targetsOf(settled(call)).get(keyOf(input));
  if (held === undefined) throw new AwsError('ObjectNotFoundException', `No scalable target found for service namespace: sagemaker, resource ID: ${text(input, 'ResourceId')}, scalable dimension: ${text(input, 'ScalableDimension')}`);
  return held;
}

/** Whether SageMaker has what is to be scaled. */
function exists(region: RegionState, id: string): boolean {
  const [kind, name = '', , variant] = id.split('/');
  if (kind === 'inference-component') return region.components?.has(name.toLowerCase()) === true;
  const endpoint = region.endpoints.get(name.toLowerCase());
  return kind === 'endpoint' && endpoint !== undefined && endpoint.variants.some((each) => each.name === variant);
}

function register(call: Call): JsonObject {
  const { input } = call;
  const region = settled(call);
  const id = text(input, 'ResourceId');
  const held = targetsOf(region).get(keyOf(input));
  if (!exists(region, id)) throw invalid(`Could not find ${id} in SageMaker.`);
  const [min, max] = [number(input, 'MinCapacity') ?? held?.min, number(input, 'MaxCapacity') ?? held?.max];
  if (min === undefined || max === undefined) throw invalid('MinCapacity and MaxCapacity must be specified when registering a new scalable target.');
  if (min > max) throw invalid('Maximum capacity cannot be less than minimum capacity');
  const record = { resourceId: id, dimension: text(input, 'ScalableDimension'), min, max, created: held?.created ?? call.world.clock.date(), policies: held?.policies ?? new Map<string, never>() };
  targetsOf(region).set(keyOf(input), record);
  return { ScalableTargetARN: call.world.arn(call.region, 'application-autoscaling', `scalable-target/${Buffer.from(keyOf(input)).toString('hex').slice(0, 32)}`) };
}

function describeTargets(call: Call): JsonObject {
  const { input } = call;
  const [ids, dimension] = [strings(input, 'ResourceIds'), optional(input, 'ScalableDimension')];
  const all = [...targetsOf(settled(call)).values()].filter((each) => (ids.length === 0 || ids.includes(each.resourceId)) && (dimension === undefined || each.dimension === dimension));
  const { items, next } = page(all, optional(input, 'NextToken'), number(input, 'MaxResults') ?? 50, () => new AwsError('InvalidNextTokenException', 'Invalid NextToken.'));
  return compact({ ScalableTargets: items.map((each): JsonObject => ({
    ServiceNamespace: 'sagemaker', ResourceId: each.resourceId, ScalableDimension: each.dimension, MinCapacity: each.min, MaxCapacity: each.max, CreationTime: seconds(each.created),
    RoleARN: call.world.arn('', 'iam', 'role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint'),
  })), NextToken: next });
}

function putPolicy(call: Call): JsonObject {
  const held = found(call);
  const name = text(call.input, 'PolicyName');
  held.policies.set(name, { type: optional(call.input, 'PolicyType') ?? 'StepScaling', created: call.world.clock.date(), input: call.input });
  return { PolicyARN: call.world.arn(call.region, 'autoscaling', `scalingPolicy:emulated:resource/sagemaker/${held.resourceId}:policyName/${name}`), Alarms: [] };
}

function describePolicies(call: Call): JsonObject {
  const id = optional(call.input, 'ResourceId');
  const all = [...targetsOf(settled(call)).values()].filter((each) => id === undefined || each.resourceId === id).flatMap((each) => [...each.policies].map(([name, policy]): JsonObject => ({
    PolicyName: name, PolicyType: policy.type, ServiceNamespace: 'sagemaker', ResourceId: each.resourceId, ScalableDimension: each.dimension, CreationTime: seconds(policy.created), Alarms: [],
    PolicyARN: call.world.arn(call.region, 'autoscaling', `scalingPolicy:emulated:resource/sagemaker/${each.resourceId}:policyName/${name}`),
  })));
  return { ScalingPolicies: all };
}

/** Application auto scaling of SageMaker's endpoints. Targets and policies are kept; nothing scales by itself. */
export const autoscaling: Service = {
  name: 'application-autoscaling', actions: 'application-autoscaling',
  operations: {
    RegisterScalableTarget: { input: struct({ ...target, MinCapacity: num(0), MaxCapacity: num(0), RoleARN: resourceId, SuspendedState: anything, Tags: anything }, 'ServiceNamespace', 'ResourceId', 'ScalableDimension'), run: register },
    DescribeScalableTargets: { input: struct({ ...target, ...paging, ResourceIds: listOf(resourceId) }, 'ServiceNamespace'), run: describeTargets },
    DeregisterScalableTarget: {
      input: struct(target, 'ServiceNamespace', 'ResourceId', 'ScalableDimension'),
      run: (call) => { found(call); targetsOf(current(call)).delete(keyOf(call.input)); return {}; },
    },
    PutScalingPolicy: { input: struct({ ...target, PolicyName: str({ min: 1, max: 256 }), PolicyType: oneOf('StepScaling', 'TargetTrackingScaling', 'PredictiveScaling'), TargetTrackingScalingPolicyConfiguration: anything, StepScalingPolicyConfiguration: anything, PredictiveScalingPolicyConfiguration: anything }, 'PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension'), run: putPolicy },
    DescribeScalingPolicies: { input: struct({ ...target, ...paging, PolicyNames: anything }, 'ServiceNamespace'), run: describePolicies },
  },
};
