import {
  type ContainerDefinition, type DataCaptureConfig, DescribeEndpointCommand, DescribeEndpointConfigCommand, DescribeModelCommand, ListTagsCommand, type SageMakerClient,
  paginateListInferenceComponents,
} from '@aws-sdk/client-sagemaker';
import type { EndpointFacts, FactsPort, ModelFacts } from '../endpoints/ports.js';
import { modelsOf } from '../endpoints/pools.js';
import { t } from '../shared/l10n.js';
import { isServiceError } from '../shared/serviceError.js';
import { concurrently } from './concurrently.js';
import type { Connection } from './connection.js';
import { configOf, detailOf } from './endpoints.js';
import { pagesOf } from './pages.js';
import { undefinedIfGone } from './resources.js';
import type { ScalableTargets } from './services/autoscaling.js';

const AT_ONCE = 4;

/** One endpoint with its config, models, components, tags and how it scales; each part can be denied by itself. */
export class AwsFacts implements FactsPort {
  constructor(private readonly connection: Connection, private readonly client: SageMakerClient, private readonly scaling: () => Promise<ScalableTargets>) {}

  async read(name: string, signal?: AbortSignal): Promise<EndpointFacts | undefined> {
    const problems: string[] = [];
    const allowed = async <T>(read: () => Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await read();
      } catch (error) {
        if (!isServiceError(error, 'permission')) throw error;
        problems.push(error.message);
        return otherwise;
      }
    };
    const found = await this.endpoint(name, signal);
    if (!found) return undefined;
    const { detail } = found;
    // a serverless variant has no instances
    const scalable = detail.variants.filter(({ currentCount }) => currentCount !== undefined);
    const [config, tags, scalings] = await Promise.all([
      allowed(() => this.config(detail.configName, signal), undefined),
      allowed(() => this.tags(detail.arn, signal), undefined),
      allowed(() => concurrently(scalable, AT_ONCE, async (variant) => [variant.name, await (await this.scaling()).of(name, variant.name, signal)] as const), []),
    ]);
    const scalingOf = new Map(scalings);
    const names = [...new Set(config?.variants.flatMap(modelsOf) ?? [])];
    const [models, components] = await Promise.all([
      allowed(() => concurrently(names, AT_ONCE, (model) => this.model(model, signal)), []),
      // an endpoint whose variants name no model hosts components
      config && names.length === 0 ? allowed(() => this.components(name, signal), []) : [],
    ]);
    const variants = found.variants.map((variant) => ({ ...variant, scaling: scalingOf.get(variant.name) }));
    return { detail, variants, config, tags, models: models.filter((model) => model !== undefined), components, problems };
  }

  private endpoint(name: string, signal: AbortSignal | undefined): Promise<Pick<EndpointFacts, 'detail' | 'variants'> | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeEndpoint', doing: t('look up the endpoint {0}', name), signal }, async (options) => {
      const found = await this.client.send(new DescribeEndpointCommand({ EndpointName: name }), options);
      return {
        detail: detailOf(found),
        variants: (found.ProductionVariants ?? []).map((variant) => ({
          name: variant.VariantName ?? '', currentWeight: variant.CurrentWeight, desiredWeight: variant.DesiredWeight,
          images: (variant.DeployedImages ?? []).map((image) => ({ specified: image.SpecifiedImage, resolved: image.ResolvedImage })),
        })),
      };
    }));
  }

  private async config(name: string, signal: AbortSignal | undefined): Promise<EndpointFacts['config']> {
    return await undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeEndpointConfig', doing: t('look up the endpoint config {0}', name), signal }, async (options) => {
      const found = await this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name }), options);
      return { ...configOf(found), createdAt: found.CreationTime, dataCapture: capture(found.DataCaptureConfig) };
    })) ?? null;
  }

  private model(name: string, signal: AbortSignal | undefined): Promise<ModelFacts | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeModel', doing: t('look up the model {0}', name), signal }, async (options) => {
      const found = await this.client.send(new DescribeModelCommand({ ModelName: name }), options);
      const containers = [found.PrimaryContainer, ...found.Containers ?? []].filter((container) => container !== undefined);
      return {
        name, roleArn: found.ExecutionRoleArn, isolated: found.EnableNetworkIsolation,
        vpc: found.VpcConfig && { subnets: found.VpcConfig.Subnets ?? [], securityGroups: found.VpcConfig.SecurityGroupIds ?? [] },
        containers: containers.map(containerOf),
      };
    }));
  }

  private components(endpointName: string, signal: AbortSignal | undefined): Promise<EndpointFacts['components']> {
    return this.connection.call({ action: 'sagemaker:ListInferenceComponents', doing: t('list the inference components of {0}', endpointName), signal }, async (options) => {
      const found: EndpointFacts['components'][number][] = [];
      for await (const page of pagesOf(paginateListInferenceComponents({ client: this.client, pageSize: 100 }, { EndpointNameEquals: endpointName }, options))) {
        found.push(...(page.InferenceComponents ?? []).map((component) => ({
          name: component.InferenceComponentName ?? '', status: component.InferenceComponentStatus ?? '', variantName: component.VariantName ?? '',
        })));
      }
      return found;
    });
  }

  private tags(arn: string, signal: AbortSignal | undefined): Promise<EndpointFacts['tags']> {
    return this.connection.call({ action: 'sagemaker:ListTags', doing: t('read the tags of the endpoint'), signal }, async (options) => {
      // at most 50 tags in all, and a page holds as many
      const { Tags: tags } = await this.client.send(new ListTagsCommand({ ResourceArn: arn, MaxResults: 50 }), options);
      return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
    });
  }
}

/** Names of variables may tell something, their values may be secrets: they are counted. */
function containerOf({ Image, ModelDataUrl, ModelDataSource, ModelPackageName, Environment }: ContainerDefinition): ModelFacts['containers'][number] {
  return { image: Image, artifact: ModelDataUrl ?? ModelDataSource?.S3DataSource?.S3Uri, packageName: ModelPackageName, variables: Object.keys(Environment ?? {}).length };
}

function capture(config: DataCaptureConfig | undefined): string | undefined {
  if (config?.EnableCapture !== true) return undefined;
  return `${config.InitialSamplingPercentage ?? 100} % to ${config.DestinationS3Uri ?? 'S3'}`;
}
