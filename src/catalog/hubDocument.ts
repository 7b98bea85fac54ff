import { type Json, type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import type { ModelHub } from './modelHub.js';
import { contentBucket, neoBucket, privateBucket } from './regions.js';
import { type ModelSpec, type RawSpec, SpecError, flag, integer, objectAt, optionalText, parseSpec, texts } from './spec.js';

/** What a hub document does not say of itself. */
export interface HubDocumentContext {
  readonly modelId: string;
  readonly version: string;
  /** The region whose hub gave it: its images and packages are those of that region. */
  readonly region: string;
  readonly hub?: ModelHub | undefined;
}

/** Reads one field of the document, so that a wrong type is an error that names it. */
type Read = (document: JsonObject, field: string, context: HubDocumentContext) => Json | undefined;

/** The document's field → the spec's field. What is only shown to people is taken as it is: the spec's reader leaves out what it cannot show. */
const FIELDS: Readonly<Record<string, readonly [field: string, read: Read]>> = {
  ...fields(optionalText, {
    ResourceNameBase: 'resource_name_base', HostingEcrUri: 'hosting_ecr_uri', HostingScriptUri: 'hosting_script_key', HostingArtifactUri: 'hosting_artifact_key',
    HostingPrepackedArtifactUri: 'hosting_prepacked_artifact_key', DefaultInferenceInstanceType: 'default_inference_instance_type',
  }),
  ...fields(flag, {
    GatedBucket: 'gated_bucket', Deprecated: 'deprecated', InferenceVulnerable: 'inference_vulnerable', HostingUseScriptUri: 'hosting_use_script_uri',
    InferenceEnableNetworkIsolation: 'inference_enable_network_isolation',
  }),
  ...fields(integer, { InferenceVolumeSize: 'inference_volume_size' }),
  ...fields(texts, { SupportedInferenceInstanceTypes: 'supported_inference_instance_types' }),
  ...fields((document, field) => document[field], {
    Url: 'url', DeprecatedMessage: 'deprecated_message', DeprecateWarnMessage: 'deprecate_warn_message', UsageInfoMessage: 'usage_info_message',
    InferenceVulnerabilities: 'inference_vulnerabilities', ListingId: 'listing_id', ProductId: 'product_id', ModelSubscriptionLink: 'model_subscription_link', Provider: 'provider',
    License: 'license', HuggingfaceId: 'huggingface_id', HuggingFaceId: 'huggingface_id', ContextWindow: 'context_window', ModelSize: 'model_size',
    Languages: 'languages', Capabilities: 'capabilities',
  }),
  HostingEulaUri: ['hosting_eula_key', eulaKey],
  NotebookLocations: ['hosting_notebook_key', notebookKey],
  HostingEcrSpecs: ['hosting_ecr_specs', shallow],
  HostingInstanceTypeVariants: ['hosting_instance_type_variants', variants],
  HostingModelPackageArn: ['hosting_model_package_arns', packages],
  HostingAdditionalDataSources: ['hosting_additional_data_sources', additionalSources],
  InferenceEnvironmentVariables: ['inference_environment_variables', (document, field) => objectsAt(document, field).map(renamed)],
  DefaultPayloads: ['default_payloads', (document, field) => byName(objectAt(document, field), renamed)],
  SageMakerSdkPredictorSpecifications: ['predictor_specs', shallow],
  InferenceConfigs: ['inference_configs', (document, field) => byName(objectAt(document, field), inferenceConfig)],
  InferenceConfigRankings: ['inference_config_rankings', (document, field) => byName(objectAt(document, field), renamed)],
  InferenceConfigComponents: ['inference_config_components', (document, field, context) => byName(objectAt(document, field), (component) => converted(component, context))],
};

/** `deploy_kwargs` of the spec; the hub has them one by one. */
const DEPLOY: Readonly<Record<string, readonly [field: string, read: Read]>> = {
  ...fields(integer, { ModelDataDownloadTimeout: 'model_data_download_timeout', ContainerStartupHealthCheckTimeout: 'container_startup_health_check_timeout' }),
  ...fields(optionalText, { InferenceAmiVersion: 'inference_ami_version' }),
};

/** A sign that a document is one of a hub and not a spec: its fields are written in PascalCase. */
export function isHubDocument(document: unknown): document is JsonObject {
  return isObject(document) && !('model_id' in document) && Object.keys(FIELDS).some((field) => Object.hasOwn(document, field));
}

/**
 * A `HubContentDocument` as the spec that the bucket holds of the same model version. Addresses stay whole, since a hub's model may
 * lie in any bucket; what users and models name themselves (variables, channels, payloads, types, configs) keeps its case.
 * @throws {@link SpecError} where a field is of the wrong kind
 */
export function parseHubDocument(document: unknown, context: HubDocumentContext): ModelSpec {
  if (!isObject(document)) throw new SpecError(t('The hub document is not a JSON object.'));
  // where a hub says nothing of the code, its artifact holds it already; of a spec in the bucket the contrary is true
  const fields = converted(document, context);
  const spec = parseSpec({ ...fields, hosting_use_script_uri: fields['hosting_use_script_uri'] ?? false, model_id: context.modelId, version: context.version });
  return context.hub === undefined ? spec : { ...spec, hub: context.hub };
}

function fields(read: Read, names: Readonly<Record<string, string>>): Record<string, readonly [string, Read]> {
  return Object.fromEntries(Object.entries(names).map(([from, to]) => [from, [to, read] as const]));
}

/** The document, or one component of its configs. A null stays one: in a component it takes away what was there. */
function converted(document: JsonObject, context: HubDocumentContext): RawSpec {
  const deploy = pick(document, DEPLOY, context);
  const fields = pick(document, FIELDS, context);
  if (fields['hosting_use_script_uri'] === null) fields['hosting_use_script_uri'] = false;
  return { ...fields, ...(Object.keys(deploy).length > 0 ? { deploy_kwargs: deploy } : {}) };
}

function pick(document: JsonObject, table: typeof FIELDS, context: HubDocumentContext): JsonObject {
  const result: JsonObject = {};
  for (const [from, [to, read]] of Object.entries(table)) {
    if (!Object.hasOwn(document, from)) continue;
    const value = document[from] === null ? null : read(document, from, context);
    if (value !== undefined) result[to] = value;
  }
  return result;
}

/** A text in the region's own content bucket is read by its key, as a spec's is; any other keeps its address. */
function eulaKey(document: JsonObject, field: string, { region }: HubDocumentContext): string | undefined {
  const uri = optionalText(document, field);
  const own = `s3://${contentBucket(region)}/`;
  return uri?.startsWith(own) === true ? uri.slice(own.length) : uri;
}

/** The notebook that Studio opens first. Nothing is deployed by it, so that what cannot be read here is as good as absent. */
function notebookKey(document: JsonObject, field: string, { region }: HubDocumentContext): string | undefined {
  const locations = document[field];
  if (!isObject(locations)) return undefined;
  const { DemoNotebooks: offered, DemoNotebook: only } = locations;
  const first = Array.isArray(offered) ? offered.filter(isObject).find(({ IsDefault: isDefault }) => isDefault === true) : undefined;
  const uri = first?.['S3Uri'] ?? only;
  const own = `s3://${contentBucket(region)}/`;
  return typeof uri === 'string' && uri.startsWith(own) ? uri.slice(own.length) : undefined;
}

function packages(document: JsonObject, field: string, { region }: HubDocumentContext): Json | undefined {
  const arn = optionalText(document, field);
  return arn === undefined ? undefined : { [region]: arn };
}

/** Images are regional already; documents of an older kind name them by an alias. */
function variants(document: JsonObject, field: string): JsonObject {
  const table = objectAt(document, field);
  const aliases = objectAt(table, 'Aliases');
  return { variants: byName(objectAt(table, 'Variants'), (variant) => {
    const properties = renamed(objectAt(variant, Object.hasOwn(variant, 'Properties') ? 'Properties' : 'properties'));
    const { image_uri: image, artifact_uri: artifact, prepacked_artifact_uri: prepacked, ...others } = properties;
    const alias = typeof image === 'string' && image.startsWith('$') ? image.slice(1) : undefined;
    const known = alias === undefined ? image : Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
    return { properties: {
      ...others, ...(known == null ? {} : { image_uri: known }), ...(artifact == null ? {} : { artifact_key: artifact }), ...(prepacked == null ? {} : { prepacked_artifact_key: prepacked }),
    } };
  }) };
}

function additionalSources(document: JsonObject, field: string, context: HubDocumentContext): JsonObject {
  return Object.fromEntries(Object.entries(objectAt(document, field)).map(([kind, sources]) =>
    [kind, Array.isArray(sources) ? sources.filter(isObject).map((source) => additionalSource(source, context)) : sources]));
}

/** Its address says the bucket, which a spec tells by the provider. */
function additionalSource(source: JsonObject, context: HubDocumentContext): JsonObject {
  const location = shallow(source, 'S3DataSource');
  const bucket = /^s3:\/\/([^/]+)\//.exec(optionalText(location, 's3_uri') ?? '')?.[1];
  const { region } = context;
  const others = renamed(Object.fromEntries(Object.entries(source).filter(([name]) => !['S3DataSource', 'HostingEulaUri', 'Provider'].includes(name))));
  const eula = eulaKey(source, 'HostingEulaUri', context);
  return {
    ...others, ...(eula === undefined ? {} : { hosting_eula_key: eula }),
    provider: bucket === privateBucket(region) ? { name: 'JumpStart', classification: 'gated' } : bucket === contentBucket(region) ? { name: 'JumpStart', classification: 'ungated' }
      : bucket === undefined ? shallow(source, 'Provider') : {},
    s3_data_source: bucket === undefined || [privateBucket(region), contentBucket(region), neoBucket(region)].includes(bucket) ? location : { ...location, bucket },
  };
}

function inferenceConfig(config: JsonObject): JsonObject {
  const { benchmark_metrics: metrics, ...others } = renamed(config);
  return isObject(metrics) ? { ...others, benchmark_metrics: Object.fromEntries(Object.entries(metrics).map(([type, list]) => [type, Array.isArray(list) ? list.filter(isObject).map(renamed) : list])) } : others;
}

function shallow(document: JsonObject, field: string): JsonObject {
  return renamed(objectAt(document, field));
}

/** `ContentType` → `content_type`, of the object's own members only: what they hold is data. */
function renamed(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase(), value]));
}

/** The names are data, what they stand for is converted. */
function byName(object: JsonObject, convert: (member: JsonObject) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, isObject(member) ? convert(member) : member]));
}

function objectsAt(document: JsonObject, field: string): JsonObject[] {
  const value = document[field];
  if (!Array.isArray(value)) throw new SpecError(t('The hub document\'s "{0}" is not a list.', field));
  return value.filter(isObject);
}
