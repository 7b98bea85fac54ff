import {
  DescribeEndpointCommand, type DescribeEndpointCommandOutput, DescribeEndpointConfigCommand, type DescribeEndpointConfigCommandOutput, type EndpointSummary as AwsEndpointSummary, type InstancePool, type InstancePoolSummary, ListTagsCommand, type ListEndpointsCommandInput, type SageMakerClient,
  paginateListEndpointConfigs, paginateListEndpoints,
} from '@aws-sdk/client-sagemaker';
import type { ResourceKind } from '../deploy/plan.js';
import type { EndpointConfigDetail, EndpointDetail, EndpointSummary, EndpointsPort } from '../endpoints/ports.js';
import { heldBy, modelsOf } from '../endpoints/pools.js';
import { t } from '../shared/l10n.js';
import { PREFIX } from '../shared/names.js';
import { isServiceError } from '../shared/serviceError.js';
import { concurrently } from './concurrently.js';
import type { Connection } from './connection.js';
import { pagesOf } from './pages.js';
import { type Resources, given, undefinedIfGone } from './resources.js';
import type { TagSource } from './services/tagging.js';

type Tags = Readonly<Record<string, string>>;

/** The largest page that the service hands out; its default is 10. */
const PAGE = 100;
/** SageMaker throttles look-ups early. */
const AT_ONCE = 4;

export class AwsEndpoints implements EndpointsPort {
  constructor(
    private readonly connection: Connection,
    private readonly client: SageMakerClient,
    private readonly resources: Resources,
    private readonly tagging: () => Promise<TagSource>,
  ) {}

  async list(signal?: AbortSignal): Promise<EndpointSummary[]> {
    return (await this.listed({}, signal)).map(summaryOf);
  }

  describe(name: string, signal?: AbortSignal): Promise<EndpointDetail | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeEndpoint', doing: t('look up the endpoint {0}', name), signal }, async (options) => {
      return detailOf(await this.client.send(new DescribeEndpointCommand({ EndpointName: name }), options));
    }));
  }

  describeConfig(name: string, signal?: AbortSignal): Promise<EndpointConfigDetail | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeEndpointConfig', doing: t('look up the endpoint config {0}', name), signal }, async (options) => {
      return configOf(await this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name }), options));
    }));
  }

  /**
   * One call for all endpoints. Who may not make it gets the tags of the endpoints whose name has JumpStart's prefix, one call each.
   * @throws ServiceError
   */
  async endpointTags(signal?: AbortSignal): Promise<ReadonlyMap<string, Tags>> {
    try {
      return await (await this.tagging()).endpointTags(signal);
    } catch (error) {
      if (!isServiceError(error, 'permission')) throw error;
      const named = (await this.listed({ NameContains: PREFIX }, signal)).filter(({ EndpointName }) => EndpointName?.startsWith(PREFIX));
      return new Map(await concurrently(named, AT_ONCE, async ({ EndpointArn }) => {
        const arn = given(EndpointArn, t('the ARN of an endpoint'));
        return [arn.toLowerCase(), await this.tagsOf(arn, signal)] as const;
      }));
    }
  }

  /** Looks at every config of the region: a config holds the name of its model and nothing leads back from the model. */
  async configsUsing(modelName: string, signal?: AbortSignal): Promise<string[]> {
    const names = await this.connection.call({ action: 'sagemaker:ListEndpointConfigs', doing: t('list the endpoint configs'), signal }, async (options) => {
      const found: string[] = [];
      for await (const page of pagesOf(paginateListEndpointConfigs({ client: this.client, pageSize: PAGE }, {}, options))) {
        found.push(...(page.EndpointConfigs ?? []).flatMap(({ EndpointConfigName }) => EndpointConfigName ?? []));
      }
      return found;
    });
    const configs = await concurrently(names, AT_ONCE, (name) => this.describeConfig(name, signal));
    return configs.flatMap((config) => (config?.variants.some((variant) => modelsOf(variant).includes(modelName)) ? [config.name] : []));
  }

  async endpointsUsing(configName: string, signal?: AbortSignal): Promise<string[]> {
    const endpoints = await concurrently(await this.list(signal), AT_ONCE, ({ name }) => this.describe(name, signal));
    return endpoints.flatMap((endpoint) => (endpoint !== undefined && [endpoint.configName, endpoint.pendingConfigName].includes(configName) ? [endpoint.name] : []));
  }

  /** An endpoint whose config was deleted holds instances of a type that nobody can tell: it is not counted. */
  async instancesInUse(signal?: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const holding = (await this.list(signal)).filter(({ status }) => status !== 'Failed' && status !== 'Deleting');
    const details = await concurrently(holding, AT_ONCE, ({ name }) => this.describe(name, signal));
    const endpoints = details.filter((endpoint) => endpoint !== undefined);
    const names = [...new Set(endpoints.map(({ configName }) => configName))];
    const configs = new Map(await concurrently(names, AT_ONCE, async (name) => [name, await this.describeConfig(name, signal)] as const));
    const counts = new Map<string, number>();
    for (const { configName, variants } of endpoints) {
      for (const variant of configs.get(configName)?.variants ?? []) {
        const held = heldBy(variant, variants.find((live) => live.name === variant.name));
        for (const { instanceType, count } of held) counts.set(instanceType, (counts.get(instanceType) ?? 0) + count);
      }
    }
    return counts;
  }

  remove(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<void> {
    return this.resources.remove(kind, name, signal);
  }

  private listed(filter: ListEndpointsCommandInput, signal: AbortSignal | undefined): Promise<AwsEndpointSummary[]> {
    return this.connection.call({ action: 'sagemaker:ListEndpoints', doing: t('list the endpoints'), signal }, async (options) => {
      const found: AwsEndpointSummary[] = [];
      const newestFirst: ListEndpointsCommandInput = { ...filter, SortBy: 'CreationTime', SortOrder: 'Descending' };
      for await (const page of pagesOf(paginateListEndpoints({ client: this.client, pageSize: PAGE }, newestFirst, options))) found.push(...(page.Endpoints ?? []));
      return found;
    });
  }

  private async tagsOf(arn: string, signal: AbortSignal | undefined): Promise<Tags> {
    // at most 50 tags in all, and a page holds as many
    const { Tags: tags } = await this.connection.call({ action: 'sagemaker:ListTags', doing: t('read the tags of the endpoints'), signal },
      (options) => this.client.send(new ListTagsCommand({ ResourceArn: arn, MaxResults: 50 }), options));
    return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  }
}

export function detailOf(found: DescribeEndpointCommandOutput): EndpointDetail {
  return {
    ...summaryOf(found),
    configName: found.EndpointConfigName ?? '',
    ...(found.PendingDeploymentSummary?.EndpointConfigName === undefined ? {} : { pendingConfigName: found.PendingDeploymentSummary.EndpointConfigName }),
    failureReason: found.FailureReason,
    variants: (found.ProductionVariants ?? []).map((variant) => (
      { name: variant.VariantName ?? '', currentCount: variant.CurrentInstanceCount, desiredCount: variant.DesiredInstanceCount, ...livePools(variant.InstancePools) })),
  };
}

export function configOf(found: DescribeEndpointConfigCommandOutput): EndpointConfigDetail {
  return {
    name: found.EndpointConfigName ?? '',
    kmsKeyId: found.KmsKeyId,
    // shadow variants hold models and instances as the others do
    variants: [...found.ProductionVariants ?? [], ...found.ShadowProductionVariants ?? []].map((variant) => (
      { name: variant.VariantName ?? '', modelName: variant.ModelName, instanceType: variant.InstanceType, initialCount: variant.InitialInstanceCount, ...configPools(variant.InstancePools) })),
  };
}

function livePools(pools: readonly InstancePoolSummary[] | undefined): Pick<EndpointDetail['variants'][number], 'pools'> {
  return pools === undefined ? {} : { pools: pools.map((pool) => ({ instanceType: pool.InstanceType ?? '', count: pool.CurrentInstanceCount ?? 0 })) };
}

/** By priority, in whatever order they come. */
function configPools(pools: readonly InstancePool[] | undefined): Pick<EndpointConfigDetail['variants'][number], 'pools'> {
  const byPriority = [...pools ?? []].sort((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0));
  return pools === undefined ? {} : { pools: byPriority.map((pool) => ({ instanceType: pool.InstanceType ?? '', modelName: pool.ModelNameOverride })) };
}

function summaryOf(endpoint: AwsEndpointSummary): EndpointSummary {
  return {
    name: given(endpoint.EndpointName, t('the name of an endpoint')),
    arn: given(endpoint.EndpointArn, t('the ARN of an endpoint')),
    status: given(endpoint.EndpointStatus, t('the status of an endpoint')),
    createdAt: given(endpoint.CreationTime, t('the creation time of an endpoint')),
    modifiedAt: given(endpoint.LastModifiedTime, t('the time of change of an endpoint')),
  };
}
