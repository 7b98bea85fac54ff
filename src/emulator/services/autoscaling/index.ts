import type { Service } from '../../core/service.js';
import { anything, bool, fraction, listOf, mapOf, num, oneOf, str, struct, type Shape } from '../../core/validation.js';
import { deletePolicy, describePolicies, putPolicy } from './policies.js';
import { DIMENSIONS, deregister, describeTargets, register } from './targets.js';

const printable = '[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*';
const name = str({ min: 1, max: 1600, pattern: printable });
const target = { ServiceNamespace: oneOf('sagemaker'), ResourceId: name, ScalableDimension: oneOf(...Object.keys(DIMENSIONS)) };
const paging = { MaxResults: num(), NextToken: str({ pattern: printable }) };
const whole = (more: Readonly<Record<string, Shape>> = {}, ...required: string[]): Shape => struct({ ...target, ...more }, 'ServiceNamespace', 'ResourceId', 'ScalableDimension', ...required);
const tracking = struct({
  TargetValue: fraction(), PredefinedMetricSpecification: struct({ PredefinedMetricType: str(), ResourceLabel: str({ min: 1, max: 1023 }) }, 'PredefinedMetricType'), CustomizedMetricSpecification: anything,
  ScaleOutCooldown: num(), ScaleInCooldown: num(), DisableScaleIn: bool,
}, 'TargetValue');

/** Application auto scaling of SageMaker's endpoints. Targets and policies are kept; nothing scales by itself. */
export const autoscaling: Service = {
  name: 'application-autoscaling', actions: 'application-autoscaling',
  operations: {
    RegisterScalableTarget: {
      input: whole({
        MinCapacity: num(), MaxCapacity: num(), RoleARN: name, Tags: mapOf(str({ min: 1, max: 128 }), str({ max: 256 })),
        SuspendedState: struct({ DynamicScalingInSuspended: bool, DynamicScalingOutSuspended: bool, ScheduledScalingSuspended: bool }),
      }),
      run: register,
    },
    DescribeScalableTargets: { input: struct({ ServiceNamespace: target.ServiceNamespace, ScalableDimension: target.ScalableDimension, ...paging, ResourceIds: listOf(name, undefined, 50) }, 'ServiceNamespace'), run: describeTargets },
    DeregisterScalableTarget: { input: whole(), run: deregister },
    PutScalingPolicy: {
      input: whole({
        PolicyName: str({ min: 1, max: 256, pattern: '\\p{Print}+' }), PolicyType: oneOf('StepScaling', 'TargetTrackingScaling', 'PredictiveScaling'), TargetTrackingScalingPolicyConfiguration: tracking,
        StepScalingPolicyConfiguration: anything, PredictiveScalingPolicyConfiguration: anything,
      }, 'PolicyName'),
      run: putPolicy,
    },
    DescribeScalingPolicies: { input: struct({ ...target, ...paging, PolicyNames: listOf(name, undefined, 50) }, 'ServiceNamespace'), run: describePolicies },
    DeleteScalingPolicy: { input: whole({ PolicyName: name }, 'PolicyName'), run: deletePolicy },
  },
};
