import type { Listing } from '../catalog/catalogue.js';
import type { CatalogModel } from '../catalog/manifest.js';
import { isJumpStartRegion } from '../catalog/regions.js';
import { asServiceError } from '../endpoints/errors.js';
import { Emitter } from '../shared/emitter.js';
import type { ServiceError } from '../shared/serviceError.js';
import { ModelIndex } from './modelIndex.js';
import type { Connections } from './connection.js';
import type { Catalogues } from './catalogues.js';

export type ModelsStatus = 'loading' | 'ready' | 'offline' | 'unsupportedRegion' | 'denied' | 'damaged' | 'setting' | 'error';

/** What the view says of a list that could not be had; the catalogue calls one `invalid` that came damaged or cut off. */
const STATUS_OF: Partial<Readonly<Record<ServiceError['kind'], ModelsStatus>>> = { offline: 'offline', permission: 'denied', invalid: 'damaged', setting: 'setting' };

/** The list of models of the region that the window looks at, and why there is none where there is none. */
export class ModelsState {
  status: ModelsStatus = 'loading';
  problem: ServiceError | undefined;
  index = new ModelIndex([]);
  /** All models, deprecated ones included. */
  models: readonly CatalogModel[] = [];
  /** Set where the list may be out of date. */
  checkedAt: Date | undefined;
  /** Why the list is the public hub's, where it is. */
  insteadOf: ServiceError | undefined;
  /** JumpStart's own list cannot be had, but those of the account's hubs can. */
  hubsOnly = false;
  /** Of JumpStart itself, and of the account's own hubs. */
  private listed: readonly CatalogModel[] = [];
  private ofHubs: readonly CatalogModel[] = [];
  private run = 0;
  private started = false;
  private readonly changed = new Emitter<undefined>();
  readonly onChange = this.changed.on;

  constructor(private readonly connections: Connections, private readonly catalogues: Catalogues, private readonly log: (message: string) => void) {
    connections.onChange((what) => {
      if (!this.started) return;
      if (what === 'settings') { this.ofHubs = []; void this.load(); }
      if (connections.status !== 'connected') return;
      void this.enrich();
      // who is signed in may read of the public hub what the bucket does not let read
      if (this.problem && this.listed.length === 0) void this.load({ quiet: true });
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
    if (options.quiet !== true) this.show({ status: 'loading', models: options.refresh === true ? this.listed : [] });
    try {
      const where = await this.connections.settled();
      if (run !== this.run) return;
      if (!isJumpStartRegion(where.region)) { this.show({ status: 'unsupportedRegion', models: [] }); return; }
      const catalogue = this.catalogues.catalogue(where);
      if (options.refresh === true) this.catalogues.hubs(where).refresh();
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
    this.show({ status: 'ready', models: listing.models, problem: listing.problem, checkedAt: listing.problem && listing.checkedAt, insteadOf: listing.insteadOf });
  }

  private fail(problem: ServiceError): void {
    this.log(problem.message);
    const status = STATUS_OF[problem.kind] ?? 'error';
    // a list of this region that was there before is better than none
    this.show({ status: this.listed.length > 0 ? 'ready' : status, models: this.listed, problem, checkedAt: this.checkedAt });
    if (this.connections.status === 'connected') void this.loadHubs();
  }

  private async enrich(): Promise<void> {
    await Promise.all([this.catalogues.enrich(this.connections.settings(), async () => (await this.connections.gateways()).hub), this.loadHubs()]);
  }

  /** Whoever has no hubs, or may not list them, sees none; a region without JumpStart has none either. */
  private async loadHubs(): Promise<void> {
    const where = this.connections.settings();
    if (!isJumpStartRegion(where.region)) return;
    const models = await this.catalogues.hubs(where).models();
    if (JSON.stringify(where) !== JSON.stringify(this.connections.settings()) || (models.length === 0 && this.ofHubs.length === 0)) return;
    this.ofHubs = models;
    this.show({ status: this.status, models: this.listed, problem: this.problem, checkedAt: this.checkedAt, insteadOf: this.insteadOf });
  }

  private show(next: { status: ModelsStatus; models: readonly CatalogModel[]; problem?: ServiceError | undefined; checkedAt?: Date | undefined; insteadOf?: ServiceError | undefined }): void {
    const models = this.ofHubs.length === 0 ? next.models : [...this.ofHubs, ...next.models];
    this.listed = next.models;
    this.hubsOnly = next.status !== 'loading' && next.status !== 'ready' && models.length > 0;
    this.status = next.status;
    this.problem = next.problem;
    this.checkedAt = next.checkedAt;
    this.insteadOf = next.insteadOf;
    if (models.length !== this.models.length || models.some((m, i) => m !== this.models[i])) {
      this.models = models;
      this.index = new ModelIndex(models);
    }
    this.changed.fire(undefined);
  }
}
