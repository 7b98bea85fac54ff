import { isObject, object, objects, omit, optional, type Json, type JsonObject } from '../core/json.js';
import { contentBucket, draftBucket, privateBucket } from '../core/regions.js';
import type { CatalogueEntry } from './builder.js';

/** Members whose own keys are data (types, aliases, variable names, payload bodies) and must keep their case. */
const keyed = new Set(['regional_aliases', 'variants', 'environment_variables', 'body', 'output_keys', 'default_payloads', 'inference_configs', 'inference_config_components', 'inference_config_rankings', 'benchmark_metrics', 'hosting_model_package_arns']);
/** Of these only the names are data, their values are members again. */
const namesOnly = new Set(['variants', 'default_payloads', 'inference_configs', 'inference_config_components', 'inference_config_rankings', 'benchmark_metrics']);

const pascal = (name: string): string => name.split('_').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');

function convert(value: Json, key: string): Json {
  if (keyed.has(key) && !namesOnly.has(key)) return value;
  if (Array.isArray(value)) return value.map((entry) => convert(entry, ''));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [keyed.has(key) ? name : pascal(name), convert(entry ?? null, keyed.has(key) ? '' : name)]));
}

/** Images of a region put in place of the aliases, as the hub gives them. */
function hubVariants(source: JsonObject, region: string): JsonObject {
  const aliases = object(object(source, 'regional_aliases'), region);
  const found: JsonObject = {};
  for (const [type, variant] of Object.entries(object(source, 'variants'))) {
    if (!isObject(variant)) continue;
    const regional = (name: string): Json | undefined => {
      const value = optional(object(variant, 'regional_properties'), name);
      return value?.startsWith('$') === true ? aliases[value.slice(1)] ?? undefined : value;
    };
    const [image, arn] = [regional('image_uri'), regional('model_package_arn')];
    const properties = convert(object(variant, 'properties'), 'properties');
    found[type] = { Properties: { ...(isObject(properties) ? properties : {}), ...(image === undefined ? {} : { ImageUri: image }), ...(arn === undefined ? {} : { ModelPackageArn: arn }) } };
  }
  return { Variants: found };
}

/** Further artifacts by kind, each with its whole address; a kind is a name, not a member. */
function additionalSources(source: JsonObject, region: string): JsonObject {
  return Object.fromEntries(Object.keys(source).map((kind) => [kind, objects(source, kind).map((entry) => {
    const provider = object(entry, 'provider');
    const bucket = provider['name'] !== 'JumpStart' ? draftBucket(region) : provider['classification'] === 'gated' ? privateBucket(region) : contentBucket(region);
    const [location, others] = [convert(object(entry, 's3_data_source'), ''), convert(omit(entry, 's3_data_source', 'hosting_eula_key'), '')];
    const eula = optional(entry, 'hosting_eula_key');
    return {
      ...(isObject(others) ? others : {}), ...(eula === undefined ? {} : { HostingEulaUri: `s3://${contentBucket(region)}/${eula}` }),
      S3DataSource: { ...(isObject(location) ? location : {}), S3Uri: `s3://${bucket}/${(optional(object(entry, 's3_data_source'), 's3_uri') ?? '').replace(/^s3:\/\/[^/]*\//, '')}` },
    };
  })]));
}

/** Members that the hub has under another name or in another form. */
const renamed = [
  'hosting_artifact_key', 'hosting_prepacked_artifact_key', 'hosting_script_key', 'hosting_eula_key', 'hosting_notebook_key', 'hosting_instance_type_variants', 'predictor_specs', 'deploy_kwargs',
  'inference_config_components', 'hosting_model_package_arns', 'hosting_additional_data_sources', 'model_id', 'version',
];

/** Fields of a spec or of one of its config components in the hub's names, with full URIs for keys. */
function fields(source: JsonObject, region: string, gated: boolean): JsonObject {
  const weights = gated ? privateBucket(region) : contentBucket(region);
  const uri = (bucket: string, key: string | undefined): string | undefined => (key === undefined ? undefined : `s3://${bucket}/${key}`);
  const { hosting_instance_type_variants: variants, predictor_specs: predictor, inference_config_components: components, hosting_model_package_arns: packages, hosting_additional_data_sources: additional } = source;
  const deploy = object(source, 'deploy_kwargs');
  const converted = convert(omit(source, ...renamed), '');
  return {
    ...(isObject(converted) ? converted : {}),
    HostingArtifactUri: uri(weights, optional(source, 'hosting_prepacked_artifact_key') ?? optional(source, 'hosting_artifact_key')),
    HostingScriptUri: uri(contentBucket(region), optional(source, 'hosting_script_key')),
    HostingEulaUri: uri(contentBucket(region), optional(source, 'hosting_eula_key')),
    HostingInstanceTypeVariants: isObject(variants) ? hubVariants(variants, region) : undefined,
    HostingAdditionalDataSources: isObject(additional) ? additionalSources(additional, region) : undefined,
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
  const notebook = optional(spec, 'hosting_notebook_key') ?? entry.notebook;
  const template = notebook === undefined ? undefined : `s3://${contentBucket(region)}/${notebook}`;
  return {
    ...fields(spec, region, spec['gated_bucket'] === true),
    Provider: entry.provider, Framework: entry.modelId.split('-')[0] ?? '', Task: entry.task, DataType: null, License: spec['license'] ?? null,
    ModelTypes: [entry.proprietary ? 'PROPRIETARY' : 'OPEN_WEIGHTS'], Capabilities: [], MarketplaceVersion: entry.proprietary ? entry.version : undefined,
    NotebookLocations: template === undefined ? undefined : { DemoNotebook: template, DemoNotebooks: [{ Title: 'Inference', S3Uri: template, IsDefault: true }] },
    // prepacked artifacts have their code in them
    HostingUseScriptUri: spec['hosting_prepacked_artifact_key'] === undefined && (spec['hosting_use_script_uri'] ?? variables > 0),
  };
}
