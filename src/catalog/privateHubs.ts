import { t } from '../shared/l10n.js';
import { ServiceError, isServiceError, messageOf } from '../shared/serviceError.js';
import { MAX_AGE_MS } from './age.js';
import { HubCatalogue, type HubCatalogueOptions } from './hubCatalogue.js';
import type { CatalogModel } from './manifest.js';
import { Memo } from './memo.js';
import { splitKey } from './modelHub.js';
import type { ModelSpec } from './spec.js';

export interface PrivateHubsOptions extends Omit<HubCatalogueOptions, 'hub'> {
  readonly log: (message: string) => void;
}

/** The account's own hubs of a region. Where they may not be listed, there are none. */
export class PrivateHubs {
  private readonly hubs: Memo<ReadonlyMap<string, HubCatalogue>>;
  /** The models of each hub as they were read last. */
  private known: ReadonlyMap<string, readonly CatalogModel[]> = new Map();

  constructor(private readonly options: PrivateHubsOptions) {
    this.hubs = new Memo(1, () => MAX_AGE_MS, () => options.now().getTime());
  }

  /**
   * The models of all hubs that may be read. Where AWS cannot be asked just now, as while somebody signs in again, they are those that
   * were read last. Never rejects.
   */
  async models(): Promise<CatalogModel[]> {
    try {
      const read = new Map<string, readonly CatalogModel[]>();
      for (const [name, hub] of await this.list()) {
        const before = this.known.get(name) ?? [];
        read.set(name, await hub.models().catch((error: unknown) => this.unread(`The models of the hub ${name} are not listed`, error, before)));
      }
      this.known = read;
    } catch (error) {
      if (this.unread('The account\'s hubs are not listed', error, [...this.known]).length === 0) this.known = new Map();
    }
    return [...this.known.values()].flat();
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
    if (!found) throw new ServiceError('notFound', t('{0} is a model of the hub {1}, which this account does not have in {2}. Switch the profile or the region, or choose another model.', modelId, hub, this.options.region));
    return found;
  }

  private list(): Promise<ReadonlyMap<string, HubCatalogue>> {
    return this.hubs.get('hubs', async () => {
      const hubs = await (await this.options.gateway()).listHubs();
      return new Map(hubs.map((hub) => [hub.name, new HubCatalogue({ ...this.options, hub })]));
    });
  }

  /** What may not be seen is not there; of what cannot be seen just now, the last look counts. */
  private unread<T>(what: string, error: unknown, before: readonly T[]): readonly T[] {
    this.options.log(`${what}: ${messageOf(error)}`);
    return isServiceError(error, 'permission') || isServiceError(error, 'notFound') ? [] : before;
  }
}
