import { Catalogue } from '../catalog/catalogue.js';
import { HubCatalogue } from '../catalog/hubCatalogue.js';
import { PUBLIC_HUB, splitKey } from '../catalog/modelHub.js';
import type { ContentSource, HubGateway, HubSource, ModelSource, TextCache } from '../catalog/ports.js';
import { PrivateHubs } from '../catalog/privateHubs.js';
import { partitionOf } from '../catalog/regions.js';
import type { ConnectionSettings } from '../endpoints/ports.js';
import { Emitter } from '../shared/emitter.js';
import { t } from '../shared/l10n.js';
import { ServiceError, isServiceError, messageOf } from '../shared/serviceError.js';
import type { Connections } from './connection.js';
import { type FactSource, ModelFacts } from './modelFacts.js';

export interface CataloguesOptions {
  readonly content: (region: string, endpointUrl: string | undefined) => ContentSource;
  /** Texts of one origin: what an emulator serves must never be taken for AWS's. */
  readonly cache: (origin: string) => TextCache;
  /** The hubs as somebody sees them; undefined as long as nobody is signed in. Without it, there are none. */
  readonly hub?: (where: ConnectionSettings) => Promise<HubGateway | undefined>;
  readonly now: () => Date;
  readonly log: (message: string) => void;
}

interface Held {
  readonly catalogue: Catalogue;
  readonly facts: ModelFacts;
  /** The hub was asked for names. */
  asked: boolean;
  /** As whom the public hub is asked where the bucket cannot be read. */
  lookedAt: Where;
}

type Where = Pick<ConnectionSettings, 'region' | 'endpointUrl'> & Partial<ConnectionSettings>;

/** The hubs as the window's own sign-in sees them, or that of a deployment elsewhere. */
export function hubAccess(connections: Connections): (where: ConnectionSettings) => Promise<HubGateway | undefined> {
  return async (where) => {
    if (!connections.looksAt(where)) return (await connections.gatewaysFor(where)).hub;
    await connections.ensureIdentity();
    return connections.status === 'connected' ? (await connections.gateways()).hub : undefined;
  };
}

/** One catalogue for each region and origin that was looked at. */
export class Catalogues {
  private readonly held = new Map<string, Held>();
  /** By profile too: each sees the hubs of its own account. */
  private readonly privateHubs = new Map<string, PrivateHubs>();
  private readonly changed = new Emitter<Catalogue>();
  /** The catalogue's list has other names than before. */
  readonly onEnriched = this.changed.on;

  constructor(private readonly options: CataloguesOptions) {}

  catalogue(where: Where): Catalogue {
    return this.of(where).catalogue;
  }

  /** The account's own hubs. */
  hubs(where: Where): PrivateHubs {
    const key = JSON.stringify([where.region, where.endpointUrl, where.profile]);
    const held = this.privateHubs.get(key) ?? new PrivateHubs({ region: where.region, gateway: () => this.gateway(where), cache: this.options.cache(where.endpointUrl ?? 'aws'), now: this.options.now, log: this.options.log });
    this.privateHubs.set(key, held);
    return held;
  }

  /** Everything that can be opened by its key, whichever source it is from. */
  source(where: Where): ModelSource {
    const catalogue = this.catalogue(where);
    const ofHub = (key: string): boolean => splitKey(key).hub !== undefined;
    return {
      region: where.region,
      find: (key) => (ofHub(key) ? this.hubs(where).find(key) : catalogue.find(key)),
      spec: (key, version) => (ofHub(key) ? this.hubs(where).spec(key, version) : catalogue.spec(key, version)),
      notebookKey: async (key, version) => (ofHub(key) ? (await this.hubs(where).spec(key, version)).notebookKey : catalogue.notebookKey(key, version)),
      text: (key) => (/^s3:/.test(key) ? Promise.reject(new ServiceError('notFound', t('The licence lies at {0}, which cannot be shown here. Read it there before you accept it.', key))) : catalogue.text(key)),
    };
  }

  facts(where: Where): ModelFacts {
    return this.of(where).facts;
  }

  /** The hub's names, asked for once a session; without them the list stands as it is. */
  async enrich(where: Where, hub: () => Promise<HubSource>): Promise<void> {
    const held = this.of(where);
    if (held.asked) return;
    held.asked = true;
    try {
      await held.catalogue.enrichFrom(await hub());
      this.changed.fire(held.catalogue);
    } catch (error) {
      // what passes is tried again; a refusal would only be repeated
      held.asked = !isServiceError(error, 'offline') && !isServiceError(error, 'throttled') && !isServiceError(error, 'signIn');
      this.options.log(`The hub's model names of ${where.region} are not known: ${messageOf(error)}`);
    }
  }

  private of(where: Where): Held {
    const { region, endpointUrl } = where;
    const key = `${region} ${endpointUrl ?? ''}`;
    const held = this.held.get(key) ?? this.make(region, endpointUrl);
    this.held.set(key, held);
    held.lookedAt = where;
    return held;
  }

  private async gateway(where: Where): Promise<HubGateway> {
    const hub = await this.options.hub?.({ region: where.region, endpointUrl: where.endpointUrl, profile: where.profile, emulated: where.emulated ?? false });
    if (!hub) throw new ServiceError('signIn', t('Hubs answer only to who is signed in. Sign in, then try again.'));
    return hub;
  }

  private make(region: string, endpointUrl: string | undefined): Held {
    const source = this.options.content(region, endpointUrl);
    const cache = this.options.cache(endpointUrl ?? 'aws');
    const facts: FactSource = { region, read: async (key) => {
      const fetched = await source.fetch(key);
      return fetched.status === 'ok' ? fetched.text : '';
    } };
    const held: Held = { catalogue: new Catalogue(source, cache, this.options.now), facts: new ModelFacts(facts, cache, this.options.log), asked: false, lookedAt: { region, endpointUrl } };
    const arn = `arn:${partitionOf(region)}:sagemaker:${region}:aws:hub/${PUBLIC_HUB}`;
    const hub = new HubCatalogue({ region, hub: { name: PUBLIC_HUB, arn }, gateway: () => this.gateway(held.lookedAt), cache, now: this.options.now });
    held.catalogue.fallBackTo(() => Promise.resolve(this.options.hub ? hub : undefined));
    return held;
  }
}
