import { Catalogue } from '../catalog/catalogue.js';
import type { ContentSource, HubSource, TextCache } from '../catalog/ports.js';
import type { ConnectionSettings } from '../endpoints/ports.js';
import { Emitter } from '../shared/emitter.js';
import { isServiceError, messageOf } from '../shared/serviceError.js';
import { type FactSource, ModelFacts } from './modelFacts.js';

export interface CataloguesOptions {
  readonly content: (region: string, endpointUrl: string | undefined) => ContentSource;
  /** Texts of one origin: what an emulator serves must never be taken for AWS's. */
  readonly cache: (origin: string) => TextCache;
  readonly now: () => Date;
  readonly log: (message: string) => void;
}

interface Held {
  readonly catalogue: Catalogue;
  readonly facts: ModelFacts;
  /** The hub was asked for names. */
  asked: boolean;
}

type Where = Pick<ConnectionSettings, 'region' | 'endpointUrl'>;

/** One catalogue for each region and origin that was looked at. */
export class Catalogues {
  private readonly held = new Map<string, Held>();
  private readonly changed = new Emitter<Catalogue>();
  /** The catalogue's list has other names than before. */
  readonly onEnriched = this.changed.on;

  constructor(private readonly options: CataloguesOptions) {}

  catalogue(where: Where): Catalogue {
    return this.of(where).catalogue;
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

  private of({ region, endpointUrl }: Where): Held {
    const key = `${region} ${endpointUrl ?? ''}`;
    const held = this.held.get(key) ?? this.make(region, endpointUrl);
    this.held.set(key, held);
    return held;
  }

  private make(region: string, endpointUrl: string | undefined): Held {
    const source = this.options.content(region, endpointUrl);
    const cache = this.options.cache(endpointUrl ?? 'aws');
    const facts: FactSource = { region, read: async (key) => {
      const fetched = await source.fetch(key);
      return fetched.status === 'ok' ? fetched.text : '';
    } };
    return { catalogue: new Catalogue(source, cache, this.options.now), facts: new ModelFacts(facts, cache, this.options.log), asked: false };
  }
}
