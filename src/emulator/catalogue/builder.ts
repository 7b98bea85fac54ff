import type { Json, JsonObject } from '../core/json.js';
import { algorithmAccount, deepLearningAccount, domainOf, jumpStartRegions } from '../core/regions.js';

/** One model of the catalogue: its spec, and what the manifest and the hub say beside it. */
export interface CatalogueEntry {
  spec: JsonObject;
  modelId: string;
  version: string;
  proprietary: boolean;
  displayName: string;
  description: string;
  provider: string;
  /** Label as the hub shows it, e.g. `Text Generation`. */
  task: string;
  keywords: string[];
  minVersion: string;
  deprecated: boolean;
  /** Regions whose manifest lists it; every region when absent. */
  regions?: readonly string[];
  /** Size of the weights in bytes. */
  bytes: number;
  /** Key of the template notebook, where the hub alone names it. */
  notebook?: string;
}

/** Which account's registry holds an image. */
export type Registry = 'deep-learning' | 'algorithm';

/** Full image URI in a region; undefined where the registry has no account. */
export function imageUri(region: string, image: string, registry: Registry = 'deep-learning'): string | undefined {
  const account = registry === 'algorithm' ? algorithmAccount(region) : deepLearningAccount(region);
  return account === undefined ? undefined : `${account}.dkr.ecr.${region}.${domainOf(region)}/${image}`;
}

export interface ImageChoice { alias: string; image: string; families: string; registry?: Registry; regions?: readonly string[] }

/** `hosting_instance_type_variants`: which image a family of instance types gets in each region, and what single types add. */
export function variants(choices: readonly ImageChoice[], types: Readonly<Record<string, JsonObject>> = {}): JsonObject {
  const aliases: JsonObject = {};
  for (const region of jumpStartRegions) {
    const here: JsonObject = {};
    for (const choice of choices) {
      const uri = choice.regions?.includes(region) === false ? undefined : imageUri(region, choice.image, choice.registry);
      if (uri !== undefined) here[choice.alias] = uri;
    }
    if (Object.keys(here).length > 0) aliases[region] = here;
  }
  const byType: JsonObject = {};
  for (const choice of choices) {
    for (const family of choice.families.split(' ')) byType[family] = { regional_properties: { image_uri: `$${choice.alias}` } };
  }
  for (const [type, properties] of Object.entries(types)) byType[type] = { properties };
  return { regional_aliases: aliases, variants: byType };
}

export const gpuFamilies = 'g4dn g5 g6 g6e g7 g7e gr6 local_gpu p2 p3 p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300';
export const cpuFamilies = 'c4 c5 c5d c5n c6i c7i local m4 m5 m5d m6i m7i r5 r5d r6i r7i t2 t3';

/** `ml.` types from their short names. */
export const types = (short: string): string[] => short.split(' ').map((name) => `ml.${name}`);

/** One entry of `inference_environment_variables`. */
export function variable(name: string, value: string | number, forModelClass = true): JsonObject {
  return { name, type: typeof value === 'number' ? 'int' : 'text', default: value, scope: 'container', required_for_model_class: forModelClass };
}

/** The variables that the handlers of the framework containers read. */
export const handlerVariables = (): JsonObject[] => [
  variable('SAGEMAKER_PROGRAM', 'inference.py'),
  variable('SAGEMAKER_SUBMIT_DIRECTORY', '/opt/ml/model/code', false),
  variable('SAGEMAKER_CONTAINER_LOG_LEVEL', '20', false),
  variable('SAGEMAKER_MODEL_SERVER_TIMEOUT', '3600', false),
  variable('ENDPOINT_SERVER_TIMEOUT', 3600),
  variable('MODEL_CACHE_ROOT', '/opt/ml/model'),
  variable('SAGEMAKER_ENV', '1'),
  variable('SAGEMAKER_MODEL_SERVER_WORKERS', 1),
];

export const jsonPredictor = (): JsonObject => predictor('application/json', 'application/json');

/** `predictor_specs`: the first of each space-separated list is the default. */
export function predictor(contentTypes: string, acceptTypes: string): JsonObject {
  const [content, accept] = [contentTypes.split(' '), acceptTypes.split(' ')];
  return {
    default_content_type: content[0], supported_content_types: content,
    default_accept_type: accept[0], supported_accept_types: accept,
  };
}

export interface Sketch {
  id: string;
  version: string;
  /** Older versions that the manifest also lists. */
  older?: string[];
  name: string;
  about: string;
  provider: string;
  task: string;
  keywords?: string[];
  minVersion?: string;
  url: string;
  /** `resource_name_base`. */
  base: string;
  /** Short instance types; the first is the default. */
  instances: string;
  prepacked?: string;
  artifact?: string;
  /** Megabytes of weights. */
  megabytes: number;
  regions?: readonly string[];
  /** Key of the template notebook: the specs of open models leave it out, and the hub has it. */
  notebook?: string;
  /** Further spec fields. */
  spec: JsonObject;
}

/** Fields that every open spec has, then those of the sketch. */
function specOf(sketch: Sketch, version: string): JsonObject {
  const supported = types(sketch.instances);
  const key = sketch.prepacked ?? sketch.artifact ?? '';
  const prefix = key.endsWith('/');
  const fields: Record<string, Json | undefined> = {
    model_id: sketch.id, version, url: sketch.url, min_sdk_version: sketch.minVersion ?? '2.189.0',
    training_supported: false, incremental_training_supported: false, fine_tuning_supported: false, validation_supported: false,
    deprecated: false, provider: sketch.provider, resource_name_base: sketch.base,
    hosting_artifact_key: sketch.artifact, hosting_prepacked_artifact_key: sketch.prepacked,
    hosting_artifact_s3_data_type: prefix ? 'S3Prefix' : 'S3Object', hosting_artifact_compression_type: prefix ? 'None' : 'Gzip',
    hosting_use_script_uri: false, inference_vulnerable: false, inference_vulnerabilities: [], inference_dependencies: [],
    inference_enable_network_isolation: true, dynamic_container_deployment_supported: false, model_kwargs: {}, deploy_kwargs: {},
    default_inference_instance_type: supported[0], supported_inference_instance_types: supported,
  };
  const spec = { ...fields, ...sketch.spec };
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined && value !== null));
}

/** The entries of a sketch, newest version first. */
export function model(sketch: Sketch): CatalogueEntry[] {
  return [sketch.version, ...(sketch.older ?? [])].map((version) => ({
    spec: specOf(sketch, version), modelId: sketch.id, version, proprietary: false,
    displayName: sketch.name, description: sketch.about, provider: sketch.provider, task: sketch.task,
    keywords: sketch.keywords ?? [sketch.task], minVersion: sketch.minVersion ?? '2.189.0',
    deprecated: sketch.spec['deprecated'] === true,
    ...(sketch.regions === undefined ? {} : { regions: sketch.regions }), ...(sketch.notebook === undefined ? {} : { notebook: sketch.notebook }), bytes: sketch.megabytes * 1_000_000,
  }));
}
