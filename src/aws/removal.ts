import {
  type ContainerDefinition, DeleteInferenceComponentCommand, DescribeInferenceComponentCommand, DescribeModelCommand, type SageMakerClient,
  paginateListEndpointConfigs, paginateListInferenceComponents, paginateListModels,
} from '@aws-sdk/client-sagemaker';
import type { ListedResource, RemovalPort, ScalableTarget } from '../endpoints/ports.js';
import { t } from '../shared/l10n.js';
import type { Connection } from './connection.js';
import { pagesOf } from './pages.js';
import { given, undefinedIfGone } from './resources.js';
import type { ScalableTargets } from './services/autoscaling.js';
import type { CopiedFiles } from './services/copied.js';
import type { TagSource } from './services/tagging.js';

type Tags = Readonly<Record<string, string>>;

/** The largest page that the service hands out. */
const PAGE = 100;

interface OtherServices {
  readonly scaling: () => Promise<ScalableTargets>;
  readonly copied: () => Promise<CopiedFiles>;
  readonly tagging: () => Promise<TagSource>;
}

export class AwsRemoval implements RemovalPort {
  constructor(private readonly connection: Connection, private readonly client: SageMakerClient, private readonly other: OtherServices) {}

  async scalableTargets(resourceIds: readonly string[], signal?: AbortSignal): Promise<ScalableTarget[]> {
    return (await this.other.scaling()).list(resourceIds, signal);
  }

  async deregister(target: ScalableTarget, signal?: AbortSignal): Promise<void> {
    await (await this.other.scaling()).deregister(target, signal);
  }

  components(endpointName: string | undefined, signal?: AbortSignal): Promise<string[]> {
    return this.connection.call({ action: 'sagemaker:ListInferenceComponents', doing: t('list the inference components'), signal }, async (options) => {
      const found: string[] = [];
      const filter = endpointName === undefined ? {} : { EndpointNameEquals: endpointName };
      for await (const page of pagesOf(paginateListInferenceComponents({ client: this.client, pageSize: PAGE }, filter, options))) found.push(...(page.InferenceComponents ?? []).flatMap(({ InferenceComponentName }) => InferenceComponentName ?? []));
      return found;
    });
  }

  component(name: string, signal?: AbortSignal): Promise<{ status: string; modelName: string | undefined } | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeInferenceComponent', doing: t('look up the inference component {0}', name), signal }, async (options) => {
      const { InferenceComponentStatus, Specification } = await this.client.send(new DescribeInferenceComponentCommand({ InferenceComponentName: name }), options);
      return { status: InferenceComponentStatus ?? '', modelName: Specification?.ModelName };
    }));
  }

  async removeComponent(name: string, signal?: AbortSignal): Promise<void> {
    await undefinedIfGone(this.connection.call({ action: 'sagemaker:DeleteInferenceComponent', doing: t('delete the inference component {0}', name), signal },
      (options) => this.client.send(new DeleteInferenceComponentCommand({ InferenceComponentName: name }), options)));
  }

  listed(kind: 'endpointConfig' | 'model', signal?: AbortSignal): Promise<ListedResource[]> {
    return kind === 'model' ? this.models(signal) : this.configs(signal);
  }

  async tagsOf(kind: 'endpointConfig' | 'model', signal?: AbortSignal): Promise<ReadonlyMap<string, Tags>> {
    const [type, doing] = kind === 'model' ? ['sagemaker:model', t('read the tags of the models')] as const : ['sagemaker:endpoint-config', t('read the tags of the endpoint configs')] as const;
    return (await this.other.tagging()).tagsOf(type, doing, signal);
  }

  modelData(modelName: string, signal?: AbortSignal): Promise<string[] | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'sagemaker:DescribeModel', doing: t('look up the model {0}', modelName), signal }, async (options) => {
      const { PrimaryContainer, Containers } = await this.client.send(new DescribeModelCommand({ ModelName: modelName }), options);
      return [...(PrimaryContainer ? [PrimaryContainer] : []), ...Containers ?? []].flatMap(addressesOf);
    }));
  }

  async copies(folder: string, signal?: AbortSignal): Promise<string[]> {
    return (await this.other.copied()).list(folder, signal);
  }

  async removeCopies(folder: string, signal?: AbortSignal): Promise<void> {
    await (await this.other.copied()).remove(folder, signal);
  }

  private models(signal: AbortSignal | undefined): Promise<ListedResource[]> {
    return this.connection.call({ action: 'sagemaker:ListModels', doing: t('list the models'), signal }, async (options) => {
      const found: ListedResource[] = [];
      for await (const page of pagesOf(paginateListModels({ client: this.client, pageSize: PAGE }, { SortBy: 'CreationTime', SortOrder: 'Descending' }, options))) {
        found.push(...(page.Models ?? []).map((m) => resource(m.ModelName, m.ModelArn, m.CreationTime)));
      }
      return found;
    });
  }

  private configs(signal: AbortSignal | undefined): Promise<ListedResource[]> {
    return this.connection.call({ action: 'sagemaker:ListEndpointConfigs', doing: t('list the endpoint configs'), signal }, async (options) => {
      const found: ListedResource[] = [];
      for await (const page of pagesOf(paginateListEndpointConfigs({ client: this.client, pageSize: PAGE }, { SortBy: 'CreationTime', SortOrder: 'Descending' }, options))) {
        found.push(...(page.EndpointConfigs ?? []).map((c) => resource(c.EndpointConfigName, c.EndpointConfigArn, c.CreationTime)));
      }
      return found;
    });
  }
}

function resource(name: string | undefined, arn: string | undefined, createdAt: Date | undefined): ListedResource {
  return { name: given(name, t('the name')), arn: given(arn, t('the ARN')), createdAt: given(createdAt, t('the creation time')) };
}

function addressesOf({ ModelDataUrl, ModelDataSource, AdditionalModelDataSources }: ContainerDefinition): string[] {
  return [ModelDataUrl, ModelDataSource?.S3DataSource?.S3Uri, ...(AdditionalModelDataSources ?? []).map((each) => each.S3DataSource?.S3Uri)].filter((uri) => uri !== undefined);
}
