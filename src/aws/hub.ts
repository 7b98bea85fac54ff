import {
  DescribeHubContentCommand, type HubContentInfo, HubContentType, ListHubContentVersionsCommand, ListHubContentsCommand, ListHubsCommand, SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { PUBLIC_HUB } from '../catalog/modelHub.js';
import type { Hub, HubContent, HubGateway, HubModel } from '../catalog/ports.js';
import { t } from '../shared/l10n.js';
import { ServiceError } from '../shared/serviceError.js';
import type { Connection } from './connection.js';
import { pagesOf } from './pages.js';

interface Options { readonly abortSignal?: AbortSignal }
interface Page { readonly NextToken?: string | undefined }

export class AwsHub implements HubGateway {
  private readonly client: SageMakerClient;

  constructor(private readonly connection: Connection) {
    // the hub throttles strictly: the adaptive mode slows down by itself, as AWS's own tools do there
    this.client = connection.keep(new SageMakerClient({ ...connection.config(), retryMode: 'adaptive', maxAttempts: 8 }));
  }

  listModels(signal?: AbortSignal): Promise<HubModel[]> {
    return this.connection.call({ action: 'sagemaker:ListHubContents', doing: t('list the models of the public hub'), signal }, async (options) =>
      (await this.summaries(PUBLIC_HUB, 'Model', options)).map(modelOf).filter((m) => m !== undefined));
  }

  listHubs(signal?: AbortSignal): Promise<Hub[]> {
    return this.connection.call({ action: 'sagemaker:ListHubs', doing: t('list the hubs'), signal }, async (options) => {
      const hubs: Hub[] = [];
      for await (const page of pagesOf(followed((NextToken) => this.client.send(new ListHubsCommand({ MaxResults: 100, NextToken }), options)))) {
        for (const { HubName: name, HubArn: arn, HubStatus: status } of page.HubSummaries ?? []) {
          if (name !== undefined && arn !== undefined && name !== PUBLIC_HUB && (status === 'InService' || status === 'Updating')) hubs.push({ name, arn });
        }
      }
      return hubs;
    });
  }

  listContents(hubName: string, signal?: AbortSignal): Promise<HubContent[]> {
    return this.connection.call({ action: 'sagemaker:ListHubContents', doing: t('list the models of the hub {0}', hubName), signal }, async (options) => {
      const types = hubName === PUBLIC_HUB ? (['Model'] as const) : (['ModelReference', 'Model'] as const);
      const contents: HubContent[] = [];
      // one after the other: the hub throttles strictly
      for (const type of types) contents.push(...(await this.summaries(hubName, type, options)).flatMap((row) => contentOf(row, type)));
      return contents;
    });
  }

  listVersions(hubName: string, { type, id }: Pick<HubContent, 'type' | 'id'>, signal?: AbortSignal): Promise<HubContent[]> {
    return this.connection.call({ action: 'sagemaker:ListHubContentVersions', doing: t('list the versions of {0} in the hub {1}', id, hubName), signal }, async (options) => {
      const rows: HubContentInfo[] = [];
      const pages = followed((NextToken) => this.client.send(new ListHubContentVersionsCommand({ HubName: hubName, HubContentType: type, HubContentName: id, MaxResults: 100, NextToken }), options));
      for await (const page of pagesOf(pages)) rows.push(...page.HubContentSummaries ?? []);
      return rows.flatMap((row) => contentOf(row, type));
    });
  }

  describe(hubName: string, { type, id, version }: Pick<HubContent, 'type' | 'id'> & { readonly version: string | undefined }, signal?: AbortSignal): Promise<{ document: string; arn: string; version: string }> {
    return this.connection.call({ action: 'sagemaker:DescribeHubContent', doing: t('read {0} in the hub {1}', id, hubName), signal }, async (options) => {
      const found = await this.client.send(new DescribeHubContentCommand({ HubName: hubName, HubContentType: type, HubContentName: id, HubContentVersion: version }), options);
      if (found.HubContentDocument === undefined || found.HubContentArn === undefined) throw new ServiceError('invalid', t('The hub {0} has no document of {1}. Choose another version, or ask whoever keeps the hub.', hubName, id));
      return { document: found.HubContentDocument, arn: found.HubContentArn, version: found.HubContentVersion ?? version ?? '' };
    });
  }

  private async summaries(hubName: string, type: HubContentType, options: Options): Promise<HubContentInfo[]> {
    const rows: HubContentInfo[] = [];
    const pages = followed((NextToken) => this.client.send(new ListHubContentsCommand({ HubName: hubName, HubContentType: type, MaxResults: 100, NextToken }), options));
    for await (const page of pagesOf(pages)) rows.push(...page.HubContentSummaries ?? []);
    return rows;
  }
}

/** The SDK has no paginators for hubs. */
async function* followed<T extends Page>(ask: (token: string | undefined) => Promise<T>): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    token = page.NextToken;
  } while (token !== undefined && token !== '');
}

function modelOf(row: HubContentInfo): HubModel | undefined {
  return row.HubContentName === undefined ? undefined
    : { id: row.HubContentName, displayName: row.HubContentDisplayName, description: row.HubContentDescription, keywords: row.HubContentSearchKeywords ?? [] };
}

/** What is being imported or deleted cannot be deployed, and what is restricted may not be. */
function contentOf(row: HubContentInfo, type: HubContent['type']): HubContent[] {
  const model = modelOf(row);
  const usable = row.HubContentStatus === 'Available' && row.SupportStatus !== 'Restricted';
  return model && usable && row.HubContentVersion !== undefined ? [{ ...model, type, version: row.HubContentVersion, deprecated: row.SupportStatus === 'Deprecated' }] : [];
}
