import { isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { ServiceError, isServiceError, messageOf } from '../shared/serviceError.js';
import { MAX_AGE_MS, RETRY_MS } from './age.js';
import { cacheName } from './cacheName.js';
import { resolveConfig, usableConfigs } from './inferenceConfig.js';
import type { CatalogModel, CatalogVersion } from './manifest.js';
import { Memo } from './memo.js';
import { PUBLIC_HUB, type ModelHub, modelKey } from './modelHub.js';
import { displayNameOf, parseModelId } from './modelId.js';
import type { Hub, HubContent, HubGateway, TextCache } from './ports.js';
import type { ModelSpec } from './spec.js';
import { OTHER_TASK, taskFromTag, taskOf } from './tasks.js';
import { newestFirst } from './versions.js';

const CACHE_FORM = 1;

export interface HubCatalogueOptions {
  readonly region: string;
  readonly hub: Hub;
  readonly gateway: () => Promise<HubGateway>;
  readonly cache: TextCache;
  readonly now: () => Date;
}

interface Listed {
  readonly contents: readonly HubContent[];
  /** When the hub last confirmed it, ms since 1970. */
  readonly checkedAt: number;
  /** Why it may be out of date, where it may. */
  readonly problem: ServiceError | undefined;
}

/**
 * The models of one hub: the list in pages, a document only for the model that is opened. The public hub's are what the bucket holds
 * too; those of a private hub carry its name in their keys.
 */
export class HubCatalogue {
  private readonly lists: Memo<Listed>;
  private readonly versions: Memo<readonly HubContent[]>;
  private readonly specs: Memo<ModelSpec>;
  /** What the disk holds is young enough to be shown without asking. */
  private believed: boolean;

  constructor(private readonly options: HubCatalogueOptions) {
    const time = (): number => options.now().getTime();
    this.believed = this.isPublic;
    this.lists = new Memo(1, ({ problem }) => (problem ? RETRY_MS : MAX_AGE_MS), time);
    this.versions = new Memo(20, () => MAX_AGE_MS, time);
    this.specs = new Memo(20, () => MAX_AGE_MS, time);
  }

  /** The newest version of each model. @throws ServiceError */
  async models(): Promise<CatalogModel[]> {
    return (await this.listing()).models;
  }

  /** As `models`, with how far the list is to be believed. @throws ServiceError */
  async listing(): Promise<{ models: CatalogModel[]; checkedAt: Date; problem: ServiceError | undefined }> {
    const { contents, checkedAt, problem } = await this.listed();
    return { models: contents.map((content) => this.modelOf(content, [content])), checkedAt: new Date(checkedAt), problem };
  }

  /** The next question goes to the hub, whatever is held. */
  forget(): void {
    this.believed = false;
    this.lists.clear();
    this.versions.clear();
    this.specs.clear();
  }

  /** With all its versions; with the newest alone where the others may not be listed. @throws ServiceError */
  async find(modelId: string): Promise<CatalogModel | undefined> {
    const content = await this.content(modelId);
    return content && this.modelOf(content, await this.versionsOf(content).catch(() => [content]));
  }

  /** @throws ServiceError */
  spec(modelId: string, version: string): Promise<ModelSpec> {
    return this.specs.get(`${modelId}@${version}`, () => this.loadSpec(modelId, version));
  }

  private get isPublic(): boolean { return this.options.hub.name === PUBLIC_HUB; }

  private listed(): Promise<Listed> {
    return this.lists.get('list', async () => {
      const { region, hub, cache, now, gateway } = this.options;
      const name = cacheName(region, 'hubs', hub.arn);
      const held = readContents(await cache.read(name));
      const age = held ? now().getTime() - held.checkedAt : Infinity;
      if (held && age >= 0 && age < MAX_AGE_MS && this.believed) return { ...held, problem: undefined };
      try {
        // a model of the hub's own goes before a reference of the same name
        const contents = [...new Map((await (await gateway()).listContents(hub.name)).map((c) => [c.id, c])).values()];
        const checkedAt = now().getTime();
        await cache.write(name, JSON.stringify({ form: CACHE_FORM, checkedAt, contents })).catch(() => undefined);
        return { contents, checkedAt, problem: undefined };
      } catch (error) {
        if (!held || !isServiceError(error) || error.kind === 'permission') throw error;
        return { ...held, problem: error };
      }
    });
  }

  /** Names in a hub are shorter than some ids. */
  private async content(modelId: string): Promise<HubContent | undefined> {
    const name = modelId.slice(0, 63).replace(/-+$/, '');
    return (await this.listed()).contents.find((c) => c.id === name);
  }

  private versionsOf(content: HubContent): Promise<readonly HubContent[]> {
    const { hub, gateway } = this.options;
    return this.versions.get(content.id, async () => {
      const listed = await (await gateway()).listVersions(hub.name, content);
      return listed.length > 0 ? listed : [content];
    });
  }

  private async loadSpec(modelId: string, version: string): Promise<ModelSpec> {
    const { region, hub, gateway } = this.options;
    const newest = await this.content(modelId);
    if (!newest) throw new ServiceError('notFound', t('The hub {0} of {1} has no model {2}.', hub.name, region, modelId));
    const wanted = labelOf(newest) === version ? newest : (await this.versionsOf(newest)).find((c) => labelOf(c) === version);
    if (!wanted) throw new ServiceError('notFound', t('{0} has no version {1} in the hub {2}; the newest is {3}.', modelId, version, hub.name, labelOf(newest)));
    const found = await (await gateway()).describe(hub.name, wanted);
    const source: ModelHub | undefined = this.isPublic ? undefined : { ...hub, contentArn: found.arn, reference: wanted.type === 'ModelReference' };
    const { parseHubDocument } = await import('./hubDocument.js');
    try {
      const spec = parseHubDocument(JSON.parse(found.document) as unknown, { modelId, version, region, hub: source });
      resolveConfig(spec, undefined);
      usableConfigs(spec);
      return spec;
    } catch (error) {
      throw new ServiceError('invalid', t('The hub\'s description of {0} {1} cannot be used: {2}. Choose another version, or ask whoever keeps the hub {3}.', modelId, version, messageOf(error).replace(/\.$/, ''), hub.name), { cause: error });
    }
  }

  private modelOf(content: HubContent, versions: readonly HubContent[]): CatalogModel {
    const byVersion = new Map(versions.map((c) => [labelOf(c), c]));
    const sorted = newestFirst([...byVersion.keys()]).map((version): CatalogVersion => ({ version, specKey: '', deprecated: byVersion.get(version)?.deprecated === true }));
    const usable = sorted.find((v) => !v.deprecated);
    const marketplace = tag(content, '@marketplace-version:') !== undefined;
    const code = marketplace ? '' : parseModelId(content.id)?.taskCode ?? '';
    const known = taskOf(code);
    const tagged = tag(content, '@task:');
    const label = known.label === code ? (tagged === undefined ? (code === '' ? OTHER_TASK : code) : taskFromTag(tagged)) : known.label;
    const hub = this.isPublic ? undefined : this.options.hub;
    return {
      id: modelKey(content.id, hub), ...(hub ? { hub: { name: hub.name } } : {}), kind: marketplace ? 'marketplace' : 'open',
      version: (usable ?? sorted[0])?.version ?? labelOf(content), versions: sorted, task: { code, label },
      provider: (tag(content, '@provider:') ?? content.id.split('-')[0] ?? content.id).toLowerCase(),
      displayName: content.displayName ?? displayNameOf(content.id), deprecated: usable === undefined, keywords: content.keywords,
    };
  }
}

/** A version as people know it: a hub numbers those of Marketplace in its own way. */
function labelOf(content: HubContent): string {
  return tag(content, '@marketplace-version:') ?? content.version;
}

function tag(content: HubContent, prefix: string): string | undefined {
  const value = content.keywords.find((k) => k.startsWith(prefix))?.slice(prefix.length).trim();
  return value === '' ? undefined : value;
}

function readContents(text: string | undefined): { readonly checkedAt: number; readonly contents: readonly HubContent[] } | undefined {
  try {
    const value = JSON.parse(text ?? '') as unknown;
    const usable = isObject(value) && value['form'] === CACHE_FORM && typeof value['checkedAt'] === 'number' && Array.isArray(value['contents'])
      && value['contents'].every((c) => isObject(c) && typeof c['id'] === 'string' && typeof c['version'] === 'string' && Array.isArray(c['keywords']));
    return usable ? value as unknown as { checkedAt: number; contents: HubContent[] } : undefined;
  } catch {
    return undefined;
  }
}
