import {
  AddTagsCommand, CreateEndpointConfigCommand, type CreateEndpointConfigCommandInput, CreateModelCommand, type CreateModelCommandInput, DescribeEndpointCommand, DescribeEndpointConfigCommand, DescribeModelCommand, ListTagsCommand,
  type SageMakerClient, UpdateEndpointCommand, UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import type { PlannedCall, ResourceKind } from '../deploy/plan.js';
import type { LiveEndpoint, RemovalPort, Scaling, UpdatePort } from '../endpoints/ports.js';
import { type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { isServiceError } from '../shared/serviceError.js';
import type { Connection } from './connection.js';
import { detailOf } from './endpoints.js';
import { type Resources, undefinedIfGone } from './resources.js';
import type { ScalableTargets } from './services/autoscaling.js';

/** What CreateEndpointConfig and CreateModel take of what the Describe calls tell. */
const OF_CONFIG = ['ProductionVariants', 'ShadowProductionVariants', 'DataCaptureConfig', 'KmsKeyId', 'AsyncInferenceConfig', 'ExplainerConfig', 'ExecutionRoleArn', 'VpcConfig', 'EnableNetworkIsolation', 'MetricsConfig'];
const OF_MODEL = ['PrimaryContainer', 'Containers', 'InferenceExecutionConfig', 'ExecutionRoleArn', 'VpcConfig', 'EnableNetworkIsolation'];

interface Parts {
  readonly resources: Resources;
  readonly removal: Pick<RemovalPort, 'components'>;
  readonly scaling: () => Promise<ScalableTargets>;
}

export class AwsUpdates implements UpdatePort {
  constructor(private readonly connection: Connection, private readonly client: SageMakerClient, private readonly parts: Parts) {}

  async live(name: string, signal?: AbortSignal): Promise<LiveEndpoint | undefined> {
    const found = await undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeEndpoint', doing: t('look up the endpoint {0}', name), signal },
      (options) => this.client.send(new DescribeEndpointCommand({ EndpointName: name }), options)));
    if (!found) return undefined;
    const detail = detailOf(found);
    const [config, tags, components] = await Promise.all([this.config(detail.configName, signal), this.tagsOf(detail.arn, signal), this.componentsOf(name, signal)]);
    const variants: readonly unknown[] = Array.isArray(config?.['ProductionVariants']) ? config['ProductionVariants'] : [];
    const names = [...new Set(variants.flatMap((variant) => (isObject(variant) && typeof variant['ModelName'] === 'string' ? [variant['ModelName']] : [])))];
    const models = await Promise.all(names.map(async (model) => [model, await this.model(model, signal)] as const));
    return { detail, config, tags, components, models: new Map(models.flatMap(([model, input]) => (input ? [[model, input]] : []))) };
  }

  async create(call: PlannedCall, signal?: AbortSignal): Promise<void> {
    const name = call.creates?.name ?? '';
    // the plan's input is what is sent, member by member; the service validates it
    const input: unknown = call.input;
    if (call.operation === 'CreateModel') {
      await this.connection.call({ action: 'sagemaker:CreateModel', doing: t('create the model {0}', name), signal }, (options) => this.client.send(new CreateModelCommand(input as CreateModelCommandInput), options));
    } else {
      await this.connection.call({ action: 'sagemaker:CreateEndpointConfig', doing: t('create the endpoint config {0}', name), signal }, (options) => this.client.send(new CreateEndpointConfigCommand(input as CreateEndpointConfigCommandInput), options));
    }
  }

  async created(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<Date | undefined> {
    return (await this.parts.resources.describe(kind, name, signal))?.createdAt;
  }

  async update(EndpointName: string, EndpointConfigName: string, signal?: AbortSignal): Promise<void> {
    await this.connection.call({ action: 'sagemaker:UpdateEndpoint', doing: t('update the endpoint {0}', EndpointName), signal },
      (options) => this.client.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName }), options));
  }

  async setCounts(EndpointName: string, counts: Readonly<Record<string, number>>, signal?: AbortSignal): Promise<void> {
    const DesiredWeightsAndCapacities = Object.entries(counts).map(([VariantName, DesiredInstanceCount]) => ({ VariantName, DesiredInstanceCount }));
    await this.connection.call({ action: 'sagemaker:UpdateEndpointWeightsAndCapacities', doing: t('change the number of instances of {0}', EndpointName), signal },
      (options) => this.client.send(new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName, DesiredWeightsAndCapacities }), options));
  }

  async tag(arn: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.connection.call({ action: 'sagemaker:AddTags', doing: t('tag the endpoint with what it runs now'), signal }, (options) => this.client.send(new AddTagsCommand({ ResourceArn: arn, Tags }), options));
  }

  async scaling(endpointName: string, variantName: string, signal?: AbortSignal): Promise<Scaling | undefined> {
    return (await this.parts.scaling()).of(endpointName, variantName, signal);
  }

  async setScaling(endpointName: string, variantName: string, scaling: Scaling, signal?: AbortSignal): Promise<void> {
    await (await this.parts.scaling()).set(endpointName, variantName, scaling, signal);
  }

  private async config(name: string, signal: AbortSignal | undefined): Promise<JsonObject | undefined> {
    const found = await undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeEndpointConfig', doing: t('look up the endpoint config {0}', name), signal },
      (options) => this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name }), options)));
    return found && only(OF_CONFIG, found);
  }

  private async model(name: string, signal: AbortSignal | undefined): Promise<JsonObject | undefined> {
    const found = await undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeModel', doing: t('look up the model {0}', name), signal },
      (options) => this.client.send(new DescribeModelCommand({ ModelName: name }), options)));
    return found && only(OF_MODEL, found);
  }

  /** None where they may not be listed: a variant that has them has no model of its own, which tells, too. */
  private async componentsOf(name: string, signal: AbortSignal | undefined): Promise<string[]> {
    try {
      return await this.parts.removal.components(name, signal);
    } catch (error) {
      if (isServiceError(error, 'permission')) return [];
      throw error;
    }
  }

  private async tagsOf(arn: string, signal: AbortSignal | undefined): Promise<Readonly<Record<string, string>> | undefined> {
    try {
      const { Tags = [] } = await this.connection.call({ action: 'sagemaker:ListTags', doing: t('read the endpoint\'s tags'), signal }, (options) => this.client.send(new ListTagsCommand({ ResourceArn: arn, MaxResults: 50 }), options));
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    } catch (error) {
      if (isServiceError(error, 'permission')) return undefined;
      throw error;
    }
  }
}

/** As JSON, which is what was sent once. */
function only(names: readonly string[], from: object): JsonObject {
  return JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name))))) as JsonObject;
}
