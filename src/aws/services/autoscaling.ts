import { ApplicationAutoScalingClient, DeregisterScalableTargetCommand, type ScalableDimension, paginateDescribeScalableTargets } from '@aws-sdk/client-application-auto-scaling';
import type { ScalableTarget } from '../../endpoints/ports.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { undefinedIfGone } from '../resources.js';

/** As many resource IDs are asked for in one request; more pages come where there are more answers. */
const AT_ONCE = 50;

/** What application auto scaling changes of SageMaker's endpoints. */
export class ScalableTargets {
  private readonly client: ApplicationAutoScalingClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new ApplicationAutoScalingClient(connection.config()));
  }

  /** @throws ServiceError */
  async list(resourceIds: readonly string[], signal?: AbortSignal): Promise<ScalableTarget[]> {
    const found: ScalableTarget[] = [];
    for (let first = 0; first < resourceIds.length; first += AT_ONCE) {
      await this.connection.call({ action: 'application-autoscaling:DescribeScalableTargets', doing: 'look up how the endpoint scales', signal }, async (options) => {
        const input = { ServiceNamespace: 'sagemaker' as const, ResourceIds: resourceIds.slice(first, first + AT_ONCE) };
        for await (const page of pagesOf(paginateDescribeScalableTargets({ client: this.client }, input, options))) {
          found.push(...(page.ScalableTargets ?? []).map(({ ResourceId, ScalableDimension: dimension }) => ({ resourceId: ResourceId ?? '', dimension: dimension ?? '' })));
        }
      });
    }
    return found;
  }

  /** Its policies go with it. "Not found" counts as done. @throws ServiceError */
  async deregister({ resourceId, dimension }: ScalableTarget, signal?: AbortSignal): Promise<void> {
    await undefinedIfGone(this.connection.call({ action: 'application-autoscaling:DeregisterScalableTarget', doing: `end the automatic scaling of ${resourceId}`, signal }, (options) => this.client.send(
      new DeregisterScalableTargetCommand({ ServiceNamespace: 'sagemaker', ResourceId: resourceId, ScalableDimension: dimension as ScalableDimension }), options)));
  }
}
