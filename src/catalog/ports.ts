/** What the catalogue needs from outside. */
import type { CatalogModel } from './manifest.js';
import type { ModelSpec } from './spec.js';

/** The public content bucket of one region. Errors are ServiceErrors: `offline`, `permission`, `notFound`. */
export interface ContentSource {
  readonly region: string;
  /** @param etag of what is held already, as the server gave it */
  fetch(key: string, options?: { etag?: string | undefined; signal?: AbortSignal | undefined }): Promise<Fetched>;
}

export type Fetched =
  | { readonly status: 'ok'; readonly text: string; readonly etag: string | undefined }
  | { readonly status: 'notModified' };

/** Texts that survive a restart, by name; a damaged or missing one reads as undefined. */
export interface TextCache {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
}

/** Display names and tags from the public hub. Errors are ServiceErrors. */
export interface HubSource {
  /** All pages of the public hub's models. */
  listModels(signal?: AbortSignal): Promise<HubModel[]>;
}

export interface HubModel {
  readonly id: string;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  /** `@task:text-generation`, `@provider:meta`, … */
  readonly keywords: readonly string[];
}

/** All that is asked of hubs. Errors are ServiceErrors: `permission` with the action, `notFound`, `throttled`, … */
export interface HubGateway extends HubSource {
  /** The account's own hubs that can be used; not the public one. */
  listHubs(signal?: AbortSignal): Promise<Hub[]>;
  /** The newest version of each model and reference to a model that can be deployed. */
  listContents(hubName: string, signal?: AbortSignal): Promise<HubContent[]>;
  listVersions(hubName: string, content: Pick<HubContent, 'type' | 'id'>, signal?: AbortSignal): Promise<HubContent[]>;
  /** The document of one version, as the text that it is, and the ARN of the content. */
  describe(hubName: string, content: Pick<HubContent, 'type' | 'id'> & { readonly version: string | undefined }, signal?: AbortSignal): Promise<{ readonly document: string; readonly arn: string; readonly version: string }>;
}

export interface Hub {
  readonly name: string;
  readonly arn: string;
}

export interface HubContent extends HubModel {
  readonly type: 'Model' | 'ModelReference';
  readonly version: string;
  readonly deprecated: boolean;
}

/** Where a model tab or a notebook finds its model, by the key that tells it from all others. Errors are ServiceErrors. */
export interface ModelSource {
  readonly region: string;
  find(key: string): Promise<CatalogModel | undefined>;
  spec(key: string, version: string): Promise<ModelSpec>;
  /** Where AWS's own notebook for the model lies in the content bucket; undefined where there is none. */
  notebookKey(key: string, version: string): Promise<string | undefined>;
  /** A licence text or a notebook, by its key in the content bucket or its whole address. */
  text(key: string): Promise<string>;
}
