/** What the catalogue needs from outside. */

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
