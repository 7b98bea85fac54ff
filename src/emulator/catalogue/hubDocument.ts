import { isObject, object, objects, omit, optional, type Json, type JsonObject } from '../core/json.js';
import { contentBucket, privateBucket } from '../core/regions.js';
import type { CatalogueEntry } from './builder.js';

/** Members whose own keys are data (types, aliases, variable names, payload bodies) and must keep their case. */
const keyed = new Set(['regional_aliases', 'variants', 'environment_variables', 'body', 'output_keys', 'default_payloads', 'inference_configs', 'inference_config_components', 'inference_config_rankings', 'benchmark_metrics', 'hosting_model_package_arns']);
/** Of these only the names are data, their values are members again. */
const namesOnly = new Set(['variants', 'default_payloads', 'inference_configs', 'inference_config_components', 'inference_config_rankings', 'benchmark_metrics']);

const pascal = (name: string): string => name.split('_').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');

function convert(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map((entry) => convert(entry, ''));
  if (!isObject(value)) return value;
  if (keyed.has(key) && !namesOnly.has(key)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [keyed.has(key) ? name : pascal(name), convert(entry ?? null, keyed.has(key) ? '' : name)]));
}

/** Images of a region put in place of the aliases, as the hub gives them. */
function hubVariants(source: JsonObject, region: string): JsonObject {
  const aliases = object(object(source, 'regional_aliases'), region);
  const found: JsonObject = {};
  for (const [type, variant] of Object.entries(object(source, 'variants'))) {
    if (!isObject(variant)) continue;
    const alias = optional(object(variant, 'regional_properties'), 'image_uri');
    const image = alias === undefined ? undefined : aliases[alias.replace(/^\$/, '')] ?? undefined;
    const properties = convert(object(variant, 'properties'), 'properties');
    found[type] = { Properties: { ...(isObject(properties) ? properties : {}), ...(image === undefined ? {} : { ImageUri: image }) } };
  }
  return { Variants: found };
}

/** Members that the hub has under another name or in another form. */
const renamed = [
  'hosting_artifact_key', 'hosting_prepacked_artifact_key', 'hosting_script_key', 'hosting_eula_key', 'hosting_instance_type_variants', 'predictor_specs', 'deploy_kwargs',
  'inference_config_components', 'hosting_model_package_arns', 'model_id', 'version',
];

/** Fields of a spec or of one of its config components in the hub's names, with full URIs for keys. */
function fields(source: JsonObject, region: string, gated: boolean): JsonObject {
  const weights = gated ? privateBucket(region) : contentBucket(region);
  const uri = (bucket: string, key: string | undefined): string | undefined => (key === undefined ? undefined : `s3://${bucket}/${key}`);
  const { hosting_instance_type_variants: variants, predictor_specs: predictor, inference_config_components: components, hosting_model_package_arns: packages } = source;
  const deploy = object(source, 'deploy_kwargs');
  const converted = convert(omit(source, ...renamed), '');
  return {
    ...(isObject(converted) ? converted : {}),
    HostingArtifactUri: uri(weights, optional(source, 'hosting_prepacked_artifact_key') ?? optional(source, 'hosting_artifact_key')),
    HostingScriptUri: uri(contentBucket(region), optional(source, 'hosting_script_key')),
    HostingEulaUri: uri(contentBucket(region), optional(source, 'hosting_eula_key')),
    HostingInstanceTypeVariants: isObject(variants) ? hubVariants(variants, region) : undefined,
    SageMakerSdkPredictorSpecifications: isObject(predictor) ? convert(predictor, '') : undefined,
    HostingModelPackageArn: isObject(packages) ? packages[region] : undefined,
    ModelDataDownloadTimeout: deploy['model_data_download_timeout'], ContainerStartupHealthCheckTimeout: deploy['container_startup_health_check_timeout'], InferenceAmiVersion: deploy['inference_ami_version'],
    InferenceConfigComponents: isObject(components) ? Object.fromEntries(Object.entries(components).map(([name, component]) => [name, isObject(component) ? fields(component, region, gated) : null])) : undefined,
  };
}

/** The HubContentDocument of a model in a region (schema 2.3.0). */
export function hubDocument(entry: CatalogueEntry, region: string): JsonObject {
  const { spec } = entry;
  const variables = objects(spec, 'inference_environment_variables').length;
  return {
    ...fields(spec, region, spec['gated_bucket'] === true),
    Provider: entry.provider, Framework: entry.modelId.split('-')[0] ?? '', Task: entry.task, DataType: null, License: spec['license'] ?? null,
    ModelTypes: [entry.proprietary ? 'PROPRIETARY' : 'OPEN_WEIGHTS'], Capabilities: [], MarketplaceVersion: entry.proprietary ? entry.version : undefined,
    HostingUseScriptUri: spec['hosting_use_script_uri'] ?? variables > 0,
  };
}
