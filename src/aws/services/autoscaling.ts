import {
  ApplicationAutoScalingClient, DeregisterScalableTargetCommand, PutScalingPolicyCommand, RegisterScalableTargetCommand, type ScalableDimension, type TargetTrackingScalingPolicyConfiguration, paginateDescribeScalableTargets, paginateDescribeScalingPolicies,
} from '@aws-sdk/client-application-auto-scaling';
import type { ScalableTarget, Scaling } from '../../endpoints/ports.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { undefinedIfGone } from '../resources.js';
import { t } from '../../shared/l10n.js';

/** As many resource IDs are asked for in one request; more pages come where there are more answers. */
const AT_ONCE = 50;
const INSTANCES = 'sagemaker:variant:DesiredInstanceCount';
const INSTANCES_OF_SAGEMAKER = { ServiceNamespace: 'sagemaker', ScalableDimension: INSTANCES } as const;
const METRIC = 'SageMakerVariantInvocationsPerInstance';
/** Of a policy that is made here. */
const POLICY = 'jumpstart-deploy-invocations';

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
      await this.connection.call({ action: 'application-autoscaling:DescribeScalableTargets', doing: t('look up how the endpoint scales'), signal }, async (options) => {
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
    await undefinedIfGone(this.connection.call({ action: 'application-autoscaling:DeregisterScalableTarget', doing: t('end the automatic scaling of {0}', resourceId), signal }, (options) => this.client.send(
      new DeregisterScalableTargetCommand({ ServiceNamespace: 'sagemaker', ResourceId: resourceId, ScalableDimension: dimension as ScalableDimension }), options)));
  }

  /** How the number of a variant's instances follows its load; undefined where it does not. @throws ServiceError */
  of(endpointName: string, variantName: string, signal?: AbortSignal): Promise<Scaling | undefined> {
    const ResourceId = idOf(endpointName, variantName);
    return this.connection.call({ action: 'application-autoscaling:DescribeScalableTargets', doing: t('look up how the endpoint scales'), signal }, async (options) => {
      for await (const { ScalableTargets: [target] = [] } of pagesOf(paginateDescribeScalableTargets({ client: this.client }, { ...INSTANCES_OF_SAGEMAKER, ResourceIds: [ResourceId] }, options))) {
        if (target) return { min: target.MinCapacity ?? 0, max: target.MaxCapacity ?? 0, target: (await this.policyOf(ResourceId, signal))?.configuration.TargetValue };
      }
      return undefined;
    });
  }

  /** Sets both numbers, and what the policy that follows the invocations aims at, whoever made it. Its pauses stay. Both or nothing. @throws ServiceError */
  async set(endpointName: string, variantName: string, wanted: Scaling, signal?: AbortSignal): Promise<void> {
    const before = await this.of(endpointName, variantName, signal);
    await this.register(endpointName, variantName, wanted, signal);
    if (wanted.target === undefined) return;
    try {
      await this.follow(endpointName, variantName, wanted.target, signal);
    } catch (error) {
      // bounds that nothing moves within would be a change that nobody was told of
      const undone = before ? this.register(endpointName, variantName, before) : this.deregister({ resourceId: idOf(endpointName, variantName), dimension: INSTANCES });
      await undone.catch(() => undefined);
      throw error;
    }
  }

  private register(endpointName: string, variantName: string, { min, max }: Scaling, signal?: AbortSignal): Promise<unknown> {
    return this.connection.call({ action: 'application-autoscaling:RegisterScalableTarget', doing: t('set how {0} scales', endpointName), signal },
      (options) => this.client.send(new RegisterScalableTargetCommand({ ...INSTANCES_OF_SAGEMAKER, ResourceId: idOf(endpointName, variantName), MinCapacity: min, MaxCapacity: max }), options));
  }

  private async follow(endpointName: string, variantName: string, target: number, signal: AbortSignal | undefined): Promise<void> {
    const about = { ...INSTANCES_OF_SAGEMAKER, ResourceId: idOf(endpointName, variantName) };
    const { name: PolicyName, configuration } = await this.policyOf(about.ResourceId, signal) ?? { name: POLICY, configuration: { PredefinedMetricSpecification: { PredefinedMetricType: METRIC } } };
    await this.connection.call({ action: 'application-autoscaling:PutScalingPolicy', doing: t('set what {0} scales by', endpointName), signal }, (options) => this.client.send(new PutScalingPolicyCommand({
      ...about, PolicyName, PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { ...configuration, TargetValue: target },
    }), options));
  }

  private policyOf(ResourceId: string, signal: AbortSignal | undefined): Promise<{ name: string; configuration: Partial<TargetTrackingScalingPolicyConfiguration> } | undefined> {
    return this.connection.call({ action: 'application-autoscaling:DescribeScalingPolicies', doing: t('look up what the endpoint scales by'), signal }, async (options) => {
      for await (const { ScalingPolicies = [] } of pagesOf(paginateDescribeScalingPolicies({ client: this.client }, { ...INSTANCES_OF_SAGEMAKER, ResourceId }, options))) {
        for (const { PolicyName: name = POLICY, TargetTrackingScalingPolicyConfiguration: configuration } of ScalingPolicies) {
          if (configuration?.PredefinedMetricSpecification?.PredefinedMetricType === METRIC) return { name, configuration };
        }
      }
      return undefined;
    });
  }
}

function idOf(endpointName: string, variantName: string): string {
  return `endpoint/${endpointName}/variant/${variantName}`;
}
