import { ResourceGroupsTaggingAPIClient, paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { t } from '../../shared/l10n.js';

/** Tags of many resources in one call. */
export class TagSource {
  private readonly client: ResourceGroupsTaggingAPIClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new ResourceGroupsTaggingAPIClient(connection.config()));
  }

  /** Tags by endpoint ARN in lower case; endpoints that never had a tag are not among them. @throws ServiceError */
  endpointTags(signal?: AbortSignal): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    return this.tagsOf('sagemaker:endpoint', t('read the tags of the endpoints'), signal);
  }

  /** As `endpointTags`, for resources of any type. @param type e.g. `sagemaker:model` @throws ServiceError */
  tagsOf(type: string, doing: string, signal?: AbortSignal): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    return this.connection.call({ action: 'tag:GetResources', doing, signal }, async (options) => {
      const found = new Map<string, Record<string, string>>();
      for await (const page of pagesOf(paginateGetResources({ client: this.client, pageSize: 100 }, { ResourceTypeFilters: [type] }, options))) {
        for (const { ResourceARN, Tags } of page.ResourceTagMappingList ?? []) {
          if (ResourceARN !== undefined) found.set(ResourceARN.toLowerCase(), Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])));
        }
      }
      return found;
    });
  }
}
