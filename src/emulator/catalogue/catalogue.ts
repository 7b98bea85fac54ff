import { isObject, object, optional, strings, type JsonObject } from '../core/json.js';
import { contentBucket, draftBucket, privateBucket } from '../core/regions.js';
import type { CatalogueEntry } from './builder.js';
import { fillerModels } from './filler.js';
import { languageModels } from './language.js';
import { marketplaceModels, tabularModels, textModels } from './other.js';
import { visionModels } from './vision.js';

/** Where a model's files lie: a key (prefix with a slash at its end, or one object) in one of JumpStart's three buckets. */
export interface Artifact { kind: 'content' | 'private' | 'draft'; key: string; bytes: number; role: 'weights' | 'script' | 'licence' }

/** The models that a region offers, newest version first, and where their files lie. */
export class Catalogue {
  private readonly byUri = new Map<string, CatalogueEntry>();
  readonly artifacts: readonly Artifact[];

  constructor(readonly entries: readonly CatalogueEntry[]) {
    const artifacts = new Map<string, Artifact>();
    for (const entry of entries) {
      for (const artifact of artifactsOf(entry)) {
        artifacts.set(`${artifact.kind}/${artifact.key}`, artifact);
        if (artifact.role === 'weights' && !this.byUri.has(artifact.key)) this.byUri.set(artifact.key, entry);
      }
      for (const arn of Object.values(object(entry.spec, 'hosting_model_package_arns'))) {
        if (typeof arn === 'string' && !this.byUri.has(arn)) this.byUri.set(arn, entry);
      }
    }
    this.artifacts = [...artifacts.values()];
  }

  inRegion(region: string): CatalogueEntry[] {
    return this.entries.filter((entry) => entry.regions?.includes(region) !== false);
  }

  /** The newest version of each model of a region, proprietary ones included. */
  latest(region: string): CatalogueEntry[] {
    return newest(this.inRegion(region));
  }

  find(modelId: string, version?: string): CatalogueEntry | undefined {
    return this.entries.find((entry) => entry.modelId === modelId && (version === undefined || entry.version === version));
  }

  /** The model whose artifact an S3 URI or whose package an ARN names. */
  byArtifact(uriOrArn: string): CatalogueEntry | undefined {
    return this.byUri.get(/^(?:s3|https):\/\/[^/]+\/(.*)$/.exec(uriOrArn)?.[1] ?? uriOrArn);
  }

  bucketOf(artifact: Artifact, region: string): string {
    return { content: contentBucket, private: privateBucket, draft: draftBucket }[artifact.kind](region);
  }

  /** Every image that the specs of a region name. */
  images(region: string): Set<string> {
    const images = new Set<string>();
    for (const entry of this.entries) collectImages(entry.spec, region, images);
    return images;
  }
}

/** The newest version of each model. @param entries every version, newest first */
export function newest(entries: readonly CatalogueEntry[]): CatalogueEntry[] {
  const first = new Map<string, CatalogueEntry>();
  for (const entry of entries) if (!first.has(entry.modelId)) first.set(entry.modelId, entry);
  return [...first.values()];
}

function collectImages(spec: JsonObject, region: string, into: Set<string>): void {
  const aliases = object(object(object(spec, 'hosting_instance_type_variants'), 'regional_aliases'), region);
  for (const image of Object.values(aliases)) if (typeof image === 'string') into.add(image);
  for (const component of Object.values(object(spec, 'inference_config_components'))) {
    if (isObject(component)) collectImages(component, region, into);
  }
}

/** Artifacts that a spec, its config components and its instance variants name. */
function artifactsOf(entry: CatalogueEntry): Artifact[] {
  const main = entry.spec['gated_bucket'] === true ? 'private' : 'content';
  const found: Artifact[] = [];
  const add = (kind: Artifact['kind'], key: string | undefined, role: Artifact['role'], bytes = entry.bytes): void => {
    if (key !== undefined && key !== '') found.push({ kind, key, role, bytes });
  };
  const visit = (fields: JsonObject): void => {
    add(main, optional(fields, 'hosting_prepacked_artifact_key'), 'weights');
    add(main, optional(fields, 'hosting_artifact_key'), 'weights');
    add('content', optional(fields, 'hosting_script_key'), 'script', 1);
    add('content', optional(fields, 'hosting_eula_key'), 'licence', 1);
    for (const variant of Object.values(object(object(fields, 'hosting_instance_type_variants'), 'variants'))) {
      const properties = isObject(variant) ? object(variant, 'properties') : {};
      add(main, optional(properties, 'prepacked_artifact_key'), 'weights');
      add(main, optional(properties, 'artifact_key'), 'weights');
    }
    for (const sources of Object.values(object(fields, 'hosting_additional_data_sources'))) {
      for (const source of Array.isArray(sources) ? sources.filter(isObject) : []) {
        const provider = object(source, 'provider');
        const own = provider['name'] === 'JumpStart';
        add(own ? (provider['classification'] === 'gated' ? 'private' : 'content') : 'draft', optional(object(source, 's3_data_source'), 's3_uri'), 'weights', 2_500_000_000);
        add('content', optional(source, 'hosting_eula_key'), 'licence', 1);
      }
    }
  };
  visit(entry.spec);
  for (const component of Object.values(object(entry.spec, 'inference_config_components'))) if (isObject(component)) visit(component);
  return found;
}

/** Keys that payloads pull from the content bucket: `$s3<key>` and `$s3_b64<key>`. */
export function payloadKeys(spec: JsonObject): string[] {
  const all = JSON.stringify([spec['default_payloads'], spec['inference_config_components']]);
  return [...all.matchAll(/\$s3(?:_b64)?<([a-zA-Z0-9\-_/.]+)>/g)].flatMap((match) => match[1] ?? []);
}

/** The catalogue that was written for the emulator, with `fillers` more models of no interest. */
export const builtInCatalogue = (fillers = 0): Catalogue =>
  new Catalogue([...languageModels(), ...visionModels(), ...textModels(), ...tabularModels(), ...marketplaceModels(), ...fillerModels(fillers)]);

/** One row of the manifest. */
export function manifestRow(entry: CatalogueEntry): JsonObject {
  return {
    model_id: entry.modelId, version: entry.version, min_version: entry.minVersion, spec_key: specKey(entry),
    search_keywords: entry.keywords, ...(entry.proprietary ? {} : { deprecated: entry.deprecated, provider: entry.provider }),
  };
}

export const specKey = (entry: CatalogueEntry): string => (entry.proprietary
  ? `proprietary-models/${entry.modelId}/proprietary_specs_${entry.version}.json`
  : `community_models/${entry.modelId}/specs_v${entry.version}.json`);

/** Types of instance that a spec supports, over all its configs. */
export function supportedTypes(spec: JsonObject): string[] {
  const components = Object.values(object(spec, 'inference_config_components')).filter(isObject);
  return [...new Set([spec, ...components].flatMap((fields) => strings(fields, 'supported_inference_instance_types')))];
}
