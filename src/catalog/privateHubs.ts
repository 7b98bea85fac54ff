import { ServiceError, messageOf } from '../shared/serviceError.js';
import { HubCatalogue, type HubCatalogueOptions } from './hubCatalogue.js';
import type { CatalogModel } from './manifest.js';
import { Memo } from './memo.js';
import { splitKey } from './modelHub.js';
import type { ModelSpec } from './spec.js';

const MAX_AGE_MS = 6 * 60 * 60 * 1000;

export interface PrivateHubsOptions extends Omit<HubCatalogueOptions, 'hub'> {
  readonly log: (message: string) => void;
}

/** The account's own hubs of a region. Where they may not be listed, there are none. */
export class PrivateHubs {
  private readonly hubs: Memo<ReadonlyMap<string, HubCatalogue>>;

  constructor(private readonly options: PrivateHubsOptions) {
    this.hubs = new Memo(1, () => MAX_AGE_MS, () => options.now().getTime());
  }

  /** The models of all hubs; of those alone that can be read. Never rejects. */
  async models(): Promise<CatalogModel[]> {
    try {
      const lists: CatalogModel[][] = [];
      for (const [name, hub] of await this.list()) lists.push(await hub.models().catch((error: unknown) => this.unread(`The models of the hub ${name} are not listed: ${messageOf(error)}`)));
      return lists.flat();
    } catch (error) {
      return this.unread(`The account's hubs are not listed: ${messageOf(error)}`);
    }
  }

  refresh(): void {
    this.hubs.clear();
  }

  /** Undefined where the hub does not offer it. @throws ServiceError */
  async find(key: string): Promise<CatalogModel | undefined> {
    return (await this.hubOf(key)).find(splitKey(key).modelId);
  }

  /** @throws ServiceError */
  async spec(key: string, version: string): Promise<ModelSpec> {
    return (await this.hubOf(key)).spec(splitKey(key).modelId, version);
  }

  private async hubOf(key: string): Promise<HubCatalogue> {
    const { hub = '', modelId } = splitKey(key);
    const found = (await this.list()).get(hub);
    if (!found) throw new ServiceError('notFound', `${modelId} is a model of the hub ${hub}, which this account does not have in ${this.options.region}. Switch the profile or the region, or choose another model.`);
    return found;
  }

  private list(): Promise<ReadonlyMap<string, HubCatalogue>> {
    return this.hubs.get('hubs', async () => {
      const hubs = await (await this.options.gateway()).listHubs();
      return new Map(hubs.map((hub) => [hub.name, new HubCatalogue({ ...this.options, hub })]));
    });
  }

  private unread(message: string): [] {
    this.options.log(message);
    return [];
  }
}
