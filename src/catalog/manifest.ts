import { isObject } from '../shared/json.js';
import { displayNameOf, parseModelId } from './modelId.js';
import { OTHER_TASK, type Task, taskFromKeywords, taskOf } from './tasks.js';
import { newestFirst } from './versions.js';

/** Open models deploy an image and an artifact; Marketplace models a package that the account subscribes to. */
export type ModelKind = 'open' | 'marketplace';

export interface CatalogModel {
  readonly id: string;
  readonly kind: ModelKind;
  /** The newest version that is not deprecated, or the newest. */
  readonly version: string;
  /** Newest first. */
  readonly versions: readonly CatalogVersion[];
  readonly task: Task;
  /** Lower case, as the manifest has it: "meta". */
  readonly provider: string;
  readonly displayName: string;
  /** Every version is deprecated. */
  readonly deprecated: boolean;
  readonly keywords: readonly string[];
}

export interface CatalogVersion {
  readonly version: string;
  readonly specKey: string;
  readonly deprecated: boolean;
}

/** The manifest cannot be used. The message is a sentence that says why. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

const FOLDERS: Readonly<Record<ModelKind, RegExp>> = {
  open: /^community_models(_specs)?\//,
  marketplace: /^proprietary-models\//,
};

/**
 * One row per model version → one entry per model. Rows that are not rows, or whose spec key leads out of the expected folder, are
 * left out and counted; of two rows for the same version the last one counts.
 * @throws {@link ManifestError} where the document is not a manifest at all
 */
export function parseManifest(document: unknown, kind: ModelKind): { models: CatalogModel[]; skipped: number } {
  if (!Array.isArray(document)) throw new ManifestError('The list of models is not a JSON array.');
  const rows = document as unknown[];
  const byId = new Map<string, Map<string, ManifestRow>>();
  let skipped = 0;
  for (const value of rows) {
    const row = parseRow(value, kind);
    if (!row) { skipped++; continue; }
    const versions = byId.get(row.id) ?? new Map<string, ManifestRow>();
    byId.set(row.id, versions.set(row.version, row));
  }
  if (rows.length > 0 && byId.size === 0) throw new ManifestError('The list of models holds no usable row.');
  return { models: [...byId].map(([id, versions]) => toModel(id, kind, versions)), skipped };
}

interface ManifestRow extends CatalogVersion {
  readonly id: string;
  readonly provider: string | undefined;
  readonly keywords: readonly string[];
}

function parseRow(row: unknown, kind: ModelKind): ManifestRow | undefined {
  if (!isObject(row)) return undefined;
  const { model_id: id, version, spec_key: specKey, provider, search_keywords: keywords } = row;
  if (typeof id !== 'string' || typeof version !== 'string' || typeof specKey !== 'string' || id === '' || version === '') return undefined;
  if (!FOLDERS[kind].test(specKey) || !specKey.includes(id) || specKey.includes('..')) return undefined;
  return {
    id, version, specKey, deprecated: row['deprecated'] === true,
    provider: typeof provider === 'string' && provider !== '' ? provider : undefined,
    keywords: Array.isArray(keywords) ? keywords.filter((k) => typeof k === 'string') : [],
  };
}

function toModel(id: string, kind: ModelKind, rows: ReadonlyMap<string, ManifestRow>): CatalogModel {
  const sorted = newestFirst([...rows.keys()]).map((v) => rows.get(v)).filter((row) => row !== undefined);
  const usable = sorted.find((row) => !row.deprecated);
  const parts = parseModelId(id);
  // provider and keywords are on newer rows only
  const provider = sorted.find((row) => row.provider !== undefined)?.provider ?? id.split('-')[0] ?? id;
  const keywords = sorted.find((row) => row.keywords.length > 0)?.keywords ?? [];
  return {
    id, kind, versions: sorted.map(({ version, specKey, deprecated }) => ({ version, specKey, deprecated })),
    version: (usable ?? sorted[0])?.version ?? '',
    task: kind === 'open' && parts ? taskOf(parts.taskCode) : { code: '', label: taskFromKeywords(keywords) ?? OTHER_TASK },
    provider: provider.toLowerCase(),
    displayName: displayNameOf(kind === 'open' ? id : `x-x-${id}`),
    deprecated: usable === undefined,
    keywords,
  };
}
