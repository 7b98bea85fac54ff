import { ServiceError, isServiceError, messageOf } from '../shared/serviceError.js';
import { isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { MAX_AGE_MS, RETRY_MS } from './age.js';
import { cacheName } from './cacheName.js';
import { enrich } from './hub.js';
import type { HubCatalogue } from './hubCatalogue.js';
import { resolveConfig, usableConfigs } from './inferenceConfig.js';
import { type CatalogModel, type ModelKind, parseManifest } from './manifest.js';
import { Memo, untilAborted } from './memo.js';
import type { ContentSource, Fetched, HubModel, HubSource, TextCache } from './ports.js';
import { type ModelSpec, SpecError, parseSpec } from './spec.js';

const LIST = 'list';
/** Raised when the cached form changes, so that older files are read as missing. */
const CACHE_FORM = 1;
const MANIFESTS: Readonly<Record<ModelKind, string>> = { open: 'models_manifest.json', marketplace: 'proprietary-sdk-manifest.json' };

export interface Listing {
  readonly models: readonly CatalogModel[];
  /** When the server last confirmed it. */
  readonly checkedAt: Date;
  /** Why the list may be out of date, where it may. */
  readonly problem: ServiceError | undefined;
  /** Why it is the public hub's list and not the bucket's, where it is. */
  readonly insteadOf?: ServiceError;
}

/** What is kept of a manifest: the digest, not the 28,000 rows. */
interface Digest {
  readonly form: number;
  readonly etag: string | undefined;
  readonly checkedAt: number;
  readonly models: readonly CatalogModel[];
}

/** The models of one region: manifest and specs of the public bucket, cached; names from the hub where there are credentials. */
export class Catalogue {
  private readonly lists: Memo<Listing>;
  private readonly specs: Memo<ModelSpec>;
  private readonly texts: Memo<string>;
  /** The last list that was loaded; what a failing refresh falls back to. */
  private last: Listing | undefined;
  private hub: readonly HubModel[] = [];
  private fallback: (() => Promise<HubCatalogue | undefined>) | undefined;
  private named: { readonly of: Listing; readonly by: readonly HubModel[]; readonly listing: Listing } | undefined;

  constructor(private readonly source: ContentSource, private readonly cache: TextCache, private readonly now: () => Date = () => new Date()) {
    const time = (): number => this.now().getTime();
    this.lists = new Memo(1, (listing) => (listing.problem ? RETRY_MS : MAX_AGE_MS), time);
    // a handful of open tabs; the disk keeps the rest
    this.specs = new Memo(20, () => Infinity, time);
    this.texts = new Memo(20, () => MAX_AGE_MS, time);
  }

  /** The public hub, for where the bucket may not be read; undefined as long as nobody is signed in. */
  fallBackTo(hub: () => Promise<HubCatalogue | undefined>): void { this.fallback = hub; }

  get region(): string { return this.source.region; }

  /** The list, from the cache where it is fresh enough; one request at a time. @throws ServiceError where there is nothing to show */
  async list(signal?: AbortSignal): Promise<Listing> {
    return this.withNames(await this.lists.get(LIST, () => this.load(MAX_AGE_MS), signal));
  }

  /** Asks the server again, whatever the cache's age. */
  async refresh(signal?: AbortSignal): Promise<Listing> {
    this.specs.clear();
    this.texts.clear();
    (await this.fallback?.())?.forget();
    return this.withNames(await untilAborted(this.lists.renew(LIST, () => this.load(0)), signal));
  }

  /** Adds the hub's names to the list, for good. @throws ServiceError where the hub cannot be read; the list stays as it was */
  async enrichFrom(hub: HubSource, signal?: AbortSignal): Promise<Listing> {
    [, this.hub] = await Promise.all([this.list(signal), hub.listModels(signal)]);
    return this.list(signal);
  }

  async find(modelId: string, signal?: AbortSignal): Promise<CatalogModel | undefined> {
    const { models, insteadOf } = await this.list(signal);
    const found = models.find((m) => m.id === modelId);
    // a hub's list has the newest versions alone
    return (found && insteadOf && await (await this.fallback?.())?.find(modelId)) ?? found;
  }

  /** The spec of one version; specs never change, so they are cached for good. @throws ServiceError */
  spec(modelId: string, version: string, signal?: AbortSignal): Promise<ModelSpec> {
    return this.specs.get(`${modelId}@${version}`, () => this.loadSpec(modelId, version), signal);
  }

  /** Of AWS's own notebook. The specs of open models leave it out, so that the public hub is asked, too. @throws ServiceError where it may have one and cannot be asked */
  async notebookKey(modelId: string, version: string): Promise<string | undefined> {
    const { notebookKey } = await this.spec(modelId, version);
    if (notebookKey !== undefined) return notebookKey;
    try {
      return (await (await this.fallback?.())?.spec(modelId, version))?.notebookKey;
    } catch (error) {
      if (isServiceError(error, 'notFound')) return undefined;
      throw error;
    }
  }

  /** A text of the content bucket, such as a licence, as it is today; the kept one where it cannot be fetched. @throws ServiceError */
  text(key: string, signal?: AbortSignal): Promise<string> {
    return this.texts.get(key, () => this.loadText(key), signal);
  }

  private withNames(listing: Listing): Listing {
    if (this.hub.length === 0) return listing;
    if (this.named?.of !== listing || this.named.by !== this.hub) {
      this.named = { of: listing, by: this.hub, listing: { ...listing, models: enrich(listing.models, this.hub) } };
    }
    return this.named.listing;
  }

  private async loadText(key: string): Promise<string> {
    const name = cacheName(this.region, 'texts', key);
    try {
      const text = bodyOf(await this.source.fetch(key));
      await this.cache.write(name, text).catch(() => undefined);
      return text;
    } catch (error) {
      const held = await this.cache.read(name);
      if (held === undefined) throw error;
      return held;
    }
  }

  private async load(maxAge: number): Promise<Listing> {
    try {
      const [open, marketplace] = await Promise.all([this.manifest('open', maxAge), this.marketplace(maxAge)]);
      this.last = {
        models: [...open.models, ...marketplace.models],
        checkedAt: new Date(Math.min(open.checkedAt, marketplace.checkedAt)),
        problem: open.problem ?? marketplace.problem,
      };
      return this.last;
    } catch (error) {
      const byHub = await this.throughHub(error, async (hub) => ({ ...await hub.listing(), insteadOf: asServiceError(error) }));
      if (byHub) return byHub;
      if (!this.last) throw error;
      return { ...this.last, problem: asServiceError(error) };
    }
  }

  /** What the public hub has in place of what the bucket does not let us read; undefined where that is no way either. */
  private async throughHub<T>(error: unknown, read: (hub: HubCatalogue) => Promise<T>): Promise<T | undefined> {
    if (!isServiceError(error, 'permission') && !isServiceError(error, 'offline')) return undefined;
    try {
      const hub = await this.fallback?.();
      return hub && await read(hub);
    } catch {
      return undefined;
    }
  }

  /** Not every region has Marketplace models; their absence is no problem. */
  private async marketplace(maxAge: number): Promise<Digest & { problem?: ServiceError }> {
    try {
      return await this.manifest('marketplace', maxAge);
    } catch (error) {
      const none = { form: CACHE_FORM, etag: undefined, checkedAt: this.now().getTime(), models: [] };
      return isServiceError(error, 'notFound') || isServiceError(error, 'permission') ? none : { ...none, problem: asServiceError(error) };
    }
  }

  private async manifest(kind: ModelKind, maxAge: number): Promise<Digest & { problem?: ServiceError }> {
    const name = cacheName(this.region, 'manifests', kind);
    const held = readDigest(await this.cache.read(name));
    const age = held ? this.now().getTime() - held.checkedAt : Infinity;
    if (held && age >= 0 && age < maxAge) return held;
    try {
      const fetched = await this.source.fetch(MANIFESTS[kind], { etag: held?.etag });
      const digest = fetched.status === 'notModified' && held ? { ...held, checkedAt: this.now().getTime() } : this.digest(kind, fetched);
      this.keepLater(name, digest);
      return digest;
    } catch (error) {
      if (!held) throw error;
      return { ...held, problem: asServiceError(error) };
    }
  }

  /** When the list is shown already. A full disk costs the next start a download, not this one its list. */
  private keepLater(name: string, digest: Digest): void {
    setTimeout(() => { this.cache.write(name, JSON.stringify(digest)).catch(() => undefined); }, 0);
  }

  private digest(kind: ModelKind, fetched: Fetched): Digest {
    try {
      const { models } = parseManifest(JSON.parse(bodyOf(fetched)) as unknown, kind);
      return { form: CACHE_FORM, etag: fetched.status === 'ok' ? fetched.etag : undefined, checkedAt: this.now().getTime(), models };
    } catch (error) {
      throw new ServiceError('invalid', t('The list of models of {0} came damaged ({1}). Refresh to fetch it again.', this.region, clause(error)), { cause: error });
    }
  }

  private async loadSpec(modelId: string, version: string): Promise<ModelSpec> {
    const model = await this.find(modelId);
    const entry = model?.versions.find((v) => v.version === version);
    if (!entry) {
      throw new ServiceError('notFound', model ? t('{0} has no version {1} in {2}; the newest is {3}.', modelId, version, this.region, model.version)
        : t('{0} is not offered in {1}.', modelId, this.region));
    }
    const name = cacheName(this.region, 'specs', entry.specKey);
    const held = await this.cache.read(name);
    if (held !== undefined) {
      try { return this.readSpec(held, modelId, version); } catch { /* a damaged file: fetch it anew */ }
    }
    const text = entry.specKey === '' ? undefined : await this.source.fetch(entry.specKey).then(bodyOf).catch(async (error: unknown) => {
      const byHub = await this.throughHub(error, (hub) => hub.spec(modelId, version));
      return byHub ?? Promise.reject(asServiceError(error));
    });
    if (text === undefined) return (await this.publicHub()).spec(modelId, version);
    if (typeof text !== 'string') return text;
    const spec = this.readSpec(text, modelId, version);
    await this.cache.write(name, text).catch(() => undefined);
    return spec;
  }

  private async publicHub(): Promise<HubCatalogue> {
    const hub = await this.fallback?.();
    if (!hub) throw new ServiceError('signIn', t('The list is the one of the public hub, which only answers to who is signed in. Sign in, then try again.'));
    return hub;
  }

  private readSpec(text: string, modelId: string, version: string): ModelSpec {
    try {
      const spec = parseSpec(JSON.parse(text) as unknown);
      if (spec.modelId !== modelId) throw new SpecError(t('It is the spec of {0}.', spec.modelId));
      // what keeps a model from being deployed at all is better said now than in the middle of the form
      resolveConfig(spec, undefined);
      usableConfigs(spec);
      return spec;
    } catch (error) {
      throw new ServiceError('invalid', t('The description of {0} {1} came damaged: {2}. Refresh to fetch it again.', modelId, version, clause(error)), { cause: error });
    }
  }
}

function readDigest(text: string | undefined): Digest | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isObject(value) && value['form'] === CACHE_FORM && typeof value['checkedAt'] === 'number'
      && Array.isArray(value['models']) && value['models'].every((m) => isObject(m) && typeof m['id'] === 'string' && Array.isArray(m['versions']))
      ? value as unknown as Digest : undefined;
  } catch {
    return undefined;
  }
}

function bodyOf(fetched: Fetched): string {
  if (fetched.status === 'ok') return fetched.text;
  throw new ServiceError('unexpected', t('The server says that nothing changed, but nothing is held.'));
}

/** A message as a part of a sentence. */
function clause(error: unknown): string {
  return messageOf(error).replace(/\.$/, '');
}

function asServiceError(error: unknown): ServiceError {
  return isServiceError(error) ? error : new ServiceError('unexpected', messageOf(error), { cause: error });
}
