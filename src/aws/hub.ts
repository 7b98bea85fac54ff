import { ListHubContentsCommand, type ListHubContentsCommandOutput, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { HubModel, HubSource } from '../catalog/ports.js';
import type { Connection } from './connection.js';
import { pagesOf } from './pages.js';

const PUBLIC_HUB = 'SageMakerPublicHub';

export class AwsHub implements HubSource {
  private readonly client: SageMakerClient;

  constructor(private readonly connection: Connection) {
    // the hub throttles strictly: the adaptive mode slows down by itself, as AWS's own tools do there
    this.client = connection.keep(new SageMakerClient({ ...connection.config(), retryMode: 'adaptive', maxAttempts: 8 }));
  }

  listModels(signal?: AbortSignal): Promise<HubModel[]> {
    return this.connection.call({ action: 'sagemaker:ListHubContents', doing: 'list the models of the public hub', signal }, async (options) => {
      const models: HubModel[] = [];
      for await (const page of pagesOf(this.pages(options))) {
        for (const row of page.HubContentSummaries ?? []) {
          if (row.HubContentName === undefined) continue;
          models.push({ id: row.HubContentName, displayName: row.HubContentDisplayName, description: row.HubContentDescription, keywords: row.HubContentSearchKeywords ?? [] });
        }
      }
      return models;
    });
  }

  /** The SDK has no paginator for it. */
  private async *pages(options: { abortSignal?: AbortSignal }): AsyncGenerator<ListHubContentsCommandOutput> {
    let token: string | undefined;
    do {
      const page = await this.client.send(new ListHubContentsCommand({ HubName: PUBLIC_HUB, HubContentType: 'Model', MaxResults: 100, NextToken: token }), options);
      yield page;
      token = page.NextToken;
    } while (token !== undefined && token !== '');
  }
}
