import { type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { type Payload, type PredictorSpec, parsePayloads, parsePredictor } from './payloads.js';
import { type RawSpec, SpecError, flag, integer, objectAt, optionalText, requiredText, texts, variableText } from './spec.js';
import { type InstanceVariants, parseVariants } from './variants.js';

/** What hosting needs, under one inference config or none. */
export interface HostingSpec {
  readonly configName: string | undefined;
  readonly supportedInstanceTypes: readonly string[];
  readonly defaultInstanceType: string | undefined;
  readonly variants: InstanceVariants;
  /** A full image, where the spec names one outright (hub documents do). */
  readonly image: string | undefined;
  /** "djl-lmi 0.29.0": for people; the image comes from the variants. */
  readonly framework: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Keys in the content or, if gated, the private bucket, or whole addresses (`s3://…`, in hub documents); a prefix ends in `/`. */
  readonly artifactKey: string | undefined;
  readonly prepackedArtifactKey: string | undefined;
  readonly scriptKey: string | undefined;
  /** The code lies apart from the weights (`scriptKey`), so that both have to be packed together first. */
  readonly usesScript: boolean;
  /** Key of the licence text in the content bucket, or its whole address where it lies elsewhere. */
  readonly eulaKey: string | undefined;
  readonly modelPackageArns: Readonly<Record<string, string>>;
  readonly additionalSources: readonly AdditionalSource[];
  /** Seconds. */
  readonly downloadTimeout: number | undefined;
  readonly startupTimeout: number | undefined;
  readonly inferenceAmi: string | undefined;
  /** Undefined where the spec does not say. */
  readonly networkIsolation: boolean | undefined;
  /** GB. */
  readonly volumeSize: number | undefined;
  readonly payloads: readonly Payload[];
  readonly predictor: PredictorSpec | undefined;
}

/** A further artifact that is mounted beside the model, e.g. the draft model of speculative decoding. */
export interface AdditionalSource {
  readonly channel: string;
  readonly key: string;
  readonly dataType: string;
  readonly compression: string;
  readonly eulaKey: string | undefined;
  readonly bucket: 'content' | 'private' | 'neo';
  /** A bucket that is none of JumpStart's, as a hub's own models may name. */
  readonly otherBucket: string | undefined;
}

/** @throws {@link SpecError} where a field is of the wrong kind */
export function parseHosting(raw: RawSpec, configName: string | undefined): HostingSpec {
  const deploy = objectAt(raw, 'deploy_kwargs');
  const prepackedArtifactKey = optionalText(raw, 'hosting_prepacked_artifact_key');
  const modelPackageArns = textMap(raw, 'hosting_model_package_arns');
  return {
    configName,
    supportedInstanceTypes: texts(raw, 'supported_inference_instance_types'),
    defaultInstanceType: optionalText(raw, 'default_inference_instance_type'),
    variants: parseVariants(raw),
    image: optionalText(raw, 'hosting_ecr_uri'),
    framework: frameworkLabel(objectAt(raw, 'hosting_ecr_specs')),
    // a Marketplace package brings its own environment
    environment: Object.keys(modelPackageArns).length > 0 ? {} : parseEnvironment(raw),
    artifactKey: optionalText(raw, 'hosting_artifact_key'),
    prepackedArtifactKey,
    scriptKey: optionalText(raw, 'hosting_script_key'),
    usesScript: prepackedArtifactKey === undefined && (flag(raw, 'hosting_use_script_uri') ?? true) && optionalText(raw, 'hosting_script_key') !== undefined,
    eulaKey: optionalText(raw, 'hosting_eula_key'),
    modelPackageArns,
    additionalSources: parseAdditionalSources(raw),
    downloadTimeout: integer(deploy, 'model_data_download_timeout'),
    startupTimeout: integer(deploy, 'container_startup_health_check_timeout'),
    inferenceAmi: optionalText(deploy, 'inference_ami_version'),
    networkIsolation: flag(raw, 'inference_enable_network_isolation') ?? flag(objectAt(raw, 'model_kwargs'), 'enable_network_isolation'),
    volumeSize: integer(raw, 'inference_volume_size'),
    payloads: parsePayloads(raw),
    predictor: parsePredictor(raw),
  };
}

/** All of the spec's variables, as a raw CreateModel needs them; every default becomes a text. */
function parseEnvironment(raw: RawSpec): Record<string, string> {
  const list = raw['inference_environment_variables'];
  if (list == null) return {};
  if (!Array.isArray(list)) throw new SpecError(t('The model spec\'s "inference_environment_variables" is not a list.'));
  const entries = list.filter(isObject).map((entry) => [optionalText(entry, 'name'), variableText(entry['default'], entry['type'])] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[0] !== undefined && entry[1] !== undefined));
}

function parseAdditionalSources(raw: RawSpec): AdditionalSource[] {
  return Object.values(objectAt(raw, 'hosting_additional_data_sources'))
    .flatMap((sources) => (Array.isArray(sources) ? sources : [])).filter(isObject).map(parseAdditionalSource);
}

function parseAdditionalSource(source: JsonObject): AdditionalSource {
  const s3 = objectAt(source, 's3_data_source');
  const provider = objectAt(source, 'provider');
  const own = provider['name'] === 'JumpStart';
  return {
    channel: requiredText(source, 'channel_name'),
    // a key, or in some documents a whole address, whose bucket is then another region's
    key: requiredText(s3, 's3_uri').replace(/^s3:\/\/[^/]*\//, ''),
    dataType: optionalText(s3, 's3_data_type') ?? 'S3Prefix',
    compression: optionalText(s3, 'compression_type') ?? 'None',
    eulaKey: optionalText(source, 'hosting_eula_key'),
    bucket: !own ? 'neo' : provider['classification'] === 'gated' ? 'private' : 'content',
    otherBucket: optionalText(s3, 'bucket'),
  };
}

function frameworkLabel(ecr: JsonObject): string | undefined {
  const parts = [optionalText(ecr, 'framework'), optionalText(ecr, 'framework_version')].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' ') : undefined;
}

function textMap(raw: RawSpec, field: string): Record<string, string> {
  return Object.fromEntries(Object.entries(objectAt(raw, field)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
