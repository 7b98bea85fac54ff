import type { Listing } from '../catalog/catalogue.js';
import type { CatalogModel } from '../catalog/manifest.js';
import { isJumpStartRegion } from '../catalog/regions.js';
import { asServiceError } from '../endpoints/errors.js';
import { Emitter } from '../shared/emitter.js';
import type { ServiceError } from '../shared/serviceError.js';
import { ModelIndex } from './modelIndex.js';
import type { Connections } from './connection.js';
import type { Catalogues } from './catalogues.js';

export type ModelsStatus = 'loading' | 'ready' | 'offline' | 'unsupportedRegion' | 'denied' | 'damaged' | 'error';

/** What the view says of a list that could not be had; the catalogue calls one `invalid` that came damaged or cut off. */
const STATUS_OF: Partial<Readonly<Record<ServiceError['kind'], ModelsStatus>>> = { offline: 'offline', permission: 'denied', invalid: 'damaged' };

/** The list of models of the region that the window looks at, and why there is none where there is none. */
export class ModelsState {
  status: ModelsStatus = 'loading';
  problem: ServiceError | undefined;
  index = new ModelIndex([]);
  /** All models, deprecated ones included. */
  models: readonly CatalogModel[] = [];
  /** Set where the list may be out of date. */
  checkedAt: Date | undefined;
  private run = 0;
  private started = false;
  private readonly changed = new Emitter<undefined>();
  readonly onChange = this.changed.on;

  constructor(private readonly connections: Connections, private readonly catalogues: Catalogues, private readonly log: (message: string) => void) {
    connections.onChange((what) => {
      if (this.started && what === 'settings') void this.load();
      if (this.started && connections.status === 'connected') void this.enrich();
    });
    catalogues.onEnriched((catalogue) => {
      if (this.started && catalogue === catalogues.catalogue(connections.settings())) void this.load({ quiet: true });
    });
  }

  /** Loads the list when somebody first looks at it. */
  start(): void {
    if (this.started) return;
    this.started = true;
    void this.load();
  }

  /** Resolves when the list is there, or the reason why it is not; never rejects. */
  async load(options: { refresh?: boolean; quiet?: boolean } = {}): Promise<void> {
    this.started = true;
    const run = ++this.run;
    if (options.quiet !== true) this.show({ status: 'loading', models: options.refresh === true ? this.models : [] });
    try {
      const where = await this.connections.settled();
      if (run !== this.run) return;
      if (!isJumpStartRegion(where.region)) { this.show({ status: 'unsupportedRegion', models: [] }); return; }
      const catalogue = this.catalogues.catalogue(where);
      const listing = await (options.refresh === true ? catalogue.refresh() : catalogue.list());
      if (run !== this.run) return;
      this.accept(listing);
      if (this.connections.status === 'connected') void this.enrich();
    } catch (error) {
      if (run === this.run) this.fail(asServiceError(error));
    }
  }

  /** The list as soon as it is there. @throws ServiceError where it cannot be had */
  async loaded(): Promise<readonly CatalogModel[]> {
    if (!this.started || this.status !== 'ready') await this.load({ quiet: this.started && this.models.length > 0 });
    if (this.problem && this.models.length === 0) throw this.problem;
    return this.models;
  }

  private accept(listing: Listing): void {
    if (listing.problem) this.log(listing.problem.message);
    this.show({ status: 'ready', models: listing.models, problem: listing.problem, checkedAt: listing.problem && listing.checkedAt });
  }

  private fail(problem: ServiceError): void {
    this.log(problem.message);
    const status = STATUS_OF[problem.kind] ?? 'error';
    // a list of this region that was there before is better than none
    this.show({ status: this.models.length > 0 ? 'ready' : status, models: this.models, problem, checkedAt: this.checkedAt });
  }

  private async enrich(): Promise<void> {
    await this.catalogues.enrich(this.connections.settings(), async () => (await this.connections.gateways()).hub);
  }

  private show(next: { status: ModelsStatus; models: readonly CatalogModel[]; problem?: ServiceError | undefined; checkedAt?: Date | undefined }): void {
    this.status = next.status;
    this.problem = next.problem;
    this.checkedAt = next.checkedAt;
    if (next.models !== this.models) {
      this.models = next.models;
      this.index = new ModelIndex(next.models);
    }
    this.changed.fire(undefined);
  }
}
