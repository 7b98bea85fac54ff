import { type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { displayNameOf, parseModelId } from './modelId.js';
import { OTHER_TASK, type Task, taskFromKeywords, taskOf } from './tasks.js';
import { newestFirst, weight } from './versions.js';

/** Open models deploy an image and an artifact; Marketplace models a package that the account subscribes to. */
export type ModelKind = 'open' | 'marketplace';

export interface CatalogModel {
  /** The key by which it is found: its id, behind the name of its hub where it is one of a private hub. */
  readonly id: string;
  /** The private hub that offers it. */
  readonly hub?: { readonly name: string };
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
  /** `''` where a hub holds the spec. */
  readonly specKey: string;
  readonly deprecated: boolean;
}

/** The manifest cannot be used. The message is a sentence that says why. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

const FOLDERS: Readonly<Record<ModelKind, readonly string[]>> = {
  open: ['community_models/', 'community_models_specs/'],
  marketplace: ['proprietary-models/'],
};

/** A row that can be used; the rest of it is read only where it is needed, since there are 28,000 of them. */
type ManifestRow = JsonObject & { readonly model_id: string; readonly version: string; readonly spec_key: string };

/**
 * One row per model version → one entry per model. Rows that are not rows, or whose spec key leads out of the expected folder, are
 * left out and counted; of two rows for the same version the last one counts.
 * @throws {@link ManifestError} where the document is not a manifest at all
 */
export function parseManifest(document: unknown, kind: ModelKind): { models: CatalogModel[]; skipped: number } {
  if (!Array.isArray(document)) throw new ManifestError(t('The list of models is not a JSON array.'));
  const rows = document as unknown[];
  const byId = new Map<string, ManifestRow[]>();
  let skipped = 0;
  for (const row of rows) {
    if (!isUsable(row, kind)) { skipped++; continue; }
    const known = byId.get(row.model_id);
    if (known) known.push(row);
    else byId.set(row.model_id, [row]);
  }
  if (rows.length > 0 && byId.size === 0) throw new ManifestError(t('The list of models holds no usable row.'));
  return { models: [...byId].map(([id, versions]) => toModel(id, kind, newestRowsFirst(versions))), skipped };
}

function isUsable(row: unknown, kind: ModelKind): row is ManifestRow {
  if (!isObject(row)) return false;
  const { model_id: id, version, spec_key: specKey } = row;
  if (typeof id !== 'string' || typeof version !== 'string' || typeof specKey !== 'string' || id === '' || version === '') return false;
  for (const folder of FOLDERS[kind]) {
    // the id usually follows the folder at once
    if (specKey.startsWith(folder)) return (specKey.startsWith(id, folder.length) || specKey.includes(id)) && !specKey.includes('..');
  }
  return false;
}

/** By version, each version once. The usual case, plain versions that all differ, takes no detour. */
function newestRowsFirst(rows: readonly ManifestRow[]): readonly ManifestRow[] {
  const weighed = rows.map((row) => ({ row, weight: weight(row.version) ?? NaN })).sort((a, b) => b.weight - a.weight);
  if (weighed.every((entry, i) => i === 0 || entry.weight < (weighed[i - 1]?.weight ?? NaN))) return weighed.map((entry) => entry.row);
  const byVersion = new Map(rows.map((row) => [row.version, row]));
  return newestFirst([...byVersion.keys()]).map((v) => byVersion.get(v)).filter((row) => row !== undefined);
}

function toModel(id: string, kind: ModelKind, sorted: readonly ManifestRow[]): CatalogModel {
  const versions = sorted.map((row): CatalogVersion => ({ version: row.version, specKey: row.spec_key, deprecated: row['deprecated'] === true }));
  const usable = versions.find((v) => !v.deprecated);
  const parts = parseModelId(id);
  const keywords = first(sorted, keywordsOf) ?? [];
  return {
    id, kind, versions,
    version: (usable ?? versions[0])?.version ?? '',
    task: kind === 'open' && parts ? taskOf(parts.taskCode) : { code: '', label: taskFromKeywords(keywords) ?? OTHER_TASK },
    provider: (first(sorted, providerOf) ?? id.split('-')[0] ?? id).toLowerCase(),
    displayName: displayNameOf(kind === 'open' ? id : `x-x-${id}`),
    deprecated: usable === undefined,
    keywords,
  };
}

/** Provider and keywords are on newer rows only. */
function first<T>(rows: readonly ManifestRow[], read: (row: ManifestRow) => T | undefined): T | undefined {
  for (const row of rows) {
    const value = read(row);
    if (value !== undefined) return value;
  }
  return undefined;
}

function providerOf({ provider }: ManifestRow): string | undefined {
  return typeof provider === 'string' && provider !== '' ? provider : undefined;
}

function keywordsOf({ search_keywords: keywords }: ManifestRow): string[] | undefined {
  const texts = Array.isArray(keywords) ? keywords.filter((k) => typeof k === 'string') : [];
  return texts.length > 0 ? texts : undefined;
}
