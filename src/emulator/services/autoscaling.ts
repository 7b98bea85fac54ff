import { AwsError } from '../core/errors.js';
import { text } from '../core/json.js';
import type { Service } from '../core/service.js';

/** No endpoint of the emulated account scales by itself. */
export const autoscaling: Service = {
  name: 'application-autoscaling', actions: 'application-autoscaling',
  operations: {
    DescribeScalableTargets: { run: () => ({ ScalableTargets: [] }) },
    DescribeScalingPolicies: { run: () => ({ ScalingPolicies: [] }) },
    DeregisterScalableTarget: {
      run: ({ input }) => { throw new AwsError('ObjectNotFoundException', `No scalable target found for service namespace: sagemaker, resource ID: ${text(input, 'ResourceId')}, scalable dimension: ${text(input, 'ScalableDimension')}`); },
    },
  },
};
