import type { AdditionalSource, HostingSpec } from '../catalog/hosting.js';
import { contentBucket, neoBucket, privateBucket } from '../catalog/regions.js';
import type { ModelSpec } from '../catalog/spec.js';
import { propertyFor } from '../catalog/variants.js';
import type { JsonObject } from '../shared/json.js';
import { type DeploymentForm, chosenKey } from '../shared/form.js';
import { t } from '../shared/l10n.js';
import type { Field } from '../shared/validate.js';
import type { PlannedCall } from './plan.js';

/** Where the model's files are, or why they cannot be used. */
export type Artifact =
  | { readonly kind: 'prefix' | 'archive'; readonly bucket: string; readonly key: string; readonly gated: boolean; readonly copyFolder: string; readonly hubContentArn?: string }
  /** Weights (`key`) and inference code (`scriptKey`) in archives of their own, which have to be packed into one before SageMaker can use them. */
  | { readonly kind: 'repack'; readonly bucket: string; readonly key: string; readonly scriptKey: string; readonly copyFolder: string }
  | { readonly kind: 'package' }
  | { readonly kind: 'refused'; readonly field: Field; readonly message: string };

interface Resolved {
  readonly hosting: HostingSpec;
  readonly instanceType: string;
  readonly packageArn: string | undefined;
}

/** The artifact that serves an instance type. */
export function artifactOf(spec: ModelSpec, { hosting, instanceType, packageArn }: Resolved, region: string): Artifact {
  if (packageArn !== undefined) return { kind: 'package' };
  const { key, prepacked } = artifactKeyOf(hosting, instanceType);
  const refused = (message: string): Artifact => ({ kind: 'refused', field: 'modelVersion', message });
  if (key === undefined) return refused(t('{0} {1} names no model artifact, so there is nothing to deploy. Choose another version.', spec.modelId, spec.version));
  const scriptKey = !prepacked && hosting.usesScript ? hosting.scriptKey : undefined;
  const unpackable = scriptKey === undefined ? undefined : whyNotPacked(spec, key);
  if (unpackable !== undefined) return refused(unpackable);
  const missing = hosting.additionalSources.find((source) => bucketOf(source, region) === undefined);
  if (missing) {
    return { kind: 'refused', field: 'inferenceConfig',
      message: hosting.configName === undefined ? t('The model needs "{0}", which AWS does not keep in {1}. Choose another config or region.', missing.channel, region)
        : t('The inference config {0} needs "{1}", which AWS does not keep in {2}. Choose another config or region.', hosting.configName, missing.channel, region) };
  }
  const copyFolder = folderOfCopy(spec, key, hosting, instanceType);
  const place = placeOf(key, spec.gatedBucket ? privateBucket(region) : contentBucket(region));
  if (scriptKey !== undefined) return { kind: 'repack', ...place, scriptKey: placeOf(scriptKey, place.bucket).key, copyFolder };
  return {
    kind: key.endsWith('/') ? 'prefix' : 'archive', ...place, gated: spec.gatedBucket || isPrivate(key), copyFolder,
    ...(spec.hub?.reference === true ? { hubContentArn: spec.hub.contentArn } : {}),
  };
}

function whyNotPacked(spec: ModelSpec, key: string): string | undefined {
  if (spec.gatedBucket || isPrivate(key)) {
    return t('{0} {1} needs a repack: its weights and its inference code lie apart. The model is gated, so that nobody but SageMaker may read the weights to pack them. '
      + 'Choose another version or model.', spec.modelId, spec.version);
  }
  return key.endsWith('/') ? t('{0} {1} needs a repack: its weights and its inference code lie apart, and its weights are a folder of files, where only an archive can be packed. '
    + 'Choose another version or model.', spec.modelId, spec.version) : undefined;
}

/** Hub documents give addresses instead of keys. */
const WHOLE_ADDRESS = /^s3:\/\/([^/]+)\/(.*)$/;

function placeOf(key: string, usual: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = usual, keyInBucket = key] = WHOLE_ADDRESS.exec(key) ?? [];
  return { bucket, key: keyInBucket };
}

function isPrivate(address: string | undefined): boolean {
  return address?.startsWith(`s3://${privateBucket('')}`) === true;
}

/**
 * Where copies go: `jumpstart/<model>/<version>/`. An artifact that only some config or instance type uses gets a folder beside that
 * one, not inside it: SageMaker downloads all that is under a prefix.
 */
function folderOfCopy(spec: ModelSpec, key: string, hosting: HostingSpec, instanceType: string): string {
  const usual = spec.raw['hosting_prepacked_artifact_key'] ?? spec.raw['hosting_artifact_key'] ?? key;
  const users = [hosting.configName, key === (hosting.prepackedArtifactKey ?? hosting.artifactKey) ? undefined : instanceType].filter((user) => user !== undefined);
  return `jumpstart/${spec.modelId}/${[spec.version, ...(key === usual ? [] : users)].join('-')}/`;
}

/** Licences to be accepted: of the model and of what it is deployed with. */
export function eulaKeys(hosting: HostingSpec): string[] {
  return [...new Set([hosting.eulaKey, ...hosting.additionalSources.map((s) => s.eulaKey)].filter((key) => key !== undefined))];
}

/** The key or address of the files that serve an instance type: prepacked before bare, the type's own before the model's. */
export function artifactKeyOf({ variants, prepackedArtifactKey, artifactKey }: HostingSpec, instanceType: string): { readonly key: string | undefined; readonly prepacked: boolean } {
  const prepacked = propertyFor(variants, instanceType, 'prepacked_artifact_key') ?? prepackedArtifactKey;
  return { key: prepacked ?? propertyFor(variants, instanceType, 'artifact_key') ?? artifactKey, prepacked: prepacked !== undefined };
}

/** Whether SageMaker wants the licence accepted. */
export function isGated(spec: ModelSpec, hosting: HostingSpec, instanceType: string): boolean {
  return spec.gatedBucket || isPrivate(artifactKeyOf(hosting, instanceType).key) || eulaKeys(hosting).length > 0 || hosting.additionalSources.some((s) => s.bucket === 'private');
}

/** Where the model is read from: JumpStart's bucket, or the copy in the user's own. Undefined where there is no such address. */
export function artifactUri(artifact: Artifact, form: DeploymentForm): string | undefined {
  if (artifact.kind === 'refused' || artifact.kind === 'package' || (artifact.kind === 'repack' && form.artifactBucket === '')) return undefined;
  return `s3://${form.artifactBucket === '' ? `${artifact.bucket}/${artifact.key}` : `${form.artifactBucket}/${copiedKey(artifact)}`}`;
}

/** The container's model data: a prefix as it is, an archive by its address, gated ones with the acceptance. */
export function modelData(artifact: Artifact, form: DeploymentForm): JsonObject {
  const uri = artifactUri(artifact, form);
  if (uri === undefined) return {};
  // a copy of one's own is read without the hub's leave
  const hub = (artifact.kind === 'prefix' || artifact.kind === 'archive') && form.artifactBucket === '' ? artifact.hubContentArn : undefined;
  if (artifact.kind !== 'prefix' && !form.acceptEula && hub === undefined) return { ModelDataUrl: uri };
  return { ModelDataSource: { S3DataSource: {
    S3Uri: uri,
    ...(artifact.kind === 'prefix' ? { S3DataType: 'S3Prefix', CompressionType: 'None' } : { S3DataType: 'S3Object', CompressionType: 'Gzip' }),
    ...access(form.acceptEula),
    ...(hub === undefined ? {} : { HubAccessConfig: { HubContentArn: hub } }),
  } } };
}

export function additionalModelData(hosting: HostingSpec, region: string, acceptEula: boolean): JsonObject {
  if (hosting.additionalSources.length === 0) return {};
  return { AdditionalModelDataSources: hosting.additionalSources.map((source) => ({
    ChannelName: source.channel,
    S3DataSource: { S3Uri: additionalUri(source, region), S3DataType: source.dataType, CompressionType: source.compression, ...access(acceptEula) },
  })) };
}

/** A prefix has to end in a slash. */
export function additionalUri(source: AdditionalSource, region: string): string {
  const slash = source.dataType === 'S3Prefix' && !source.key.endsWith('/') ? '/' : '';
  return `s3://${bucketOf(source, region) ?? ''}/${source.key}${slash}`;
}

/**
 * What is put into the user's own bucket before the model is created: a copy, or weights and code packed into one archive; undefined
 * where the model reads from JumpStart's. The draft models of a config stay in AWS's buckets: SageMaker reads them from there.
 */
export function copyCall(artifact: Artifact, form: DeploymentForm): PlannedCall | undefined {
  if (form.artifactBucket === '' || artifact.kind === 'refused' || artifact.kind === 'package') return undefined;
  const key = chosenKey(form);
  const places = {
    Source: { Bucket: artifact.bucket, Key: artifact.key },
    ...(artifact.kind === 'repack' ? { Script: { Bucket: artifact.bucket, Key: artifact.scriptKey } } : {}),
    Destination: { Bucket: form.artifactBucket, Key: copiedKey(artifact) },
  };
  return {
    id: 'copy', service: 's3', operation: artifact.kind === 'repack' ? 'RepackArtifacts' : 'CopyArtifacts',
    input: { ...places, ...(key === '' ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key }) },
  };
}

/**
 * What AWS's SDK adds for code that was packed in, over what the spec says: where the container finds it, the level of its log, and the
 * region. Source: `_script_mode_env_vars` of the SageMaker Python SDK 2.
 */
export function scriptEnvironment(artifact: Artifact, region: string): Record<string, string> {
  return artifact.kind !== 'repack' ? {}
    : { SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code', SAGEMAKER_CONTAINER_LOG_LEVEL: '20', SAGEMAKER_REGION: region };
}

/** Why the chosen bucket, or having chosen none, does not do. */
export function bucketRefusal(spec: ModelSpec, artifact: Artifact, form: DeploymentForm): string | undefined {
  if (form.artifactBucket === '') {
    return artifact.kind === 'repack' ? t('{0} {1} needs a repack: its weights and its inference code lie in separate archives, which have to be packed into one and stored in an S3 bucket of yours. '
      + 'Choose a bucket for the model artifacts.', spec.modelId, spec.version) : undefined;
  }
  return (artifact.kind === 'prefix' || artifact.kind === 'archive') && artifact.gated
    ? t('The artifacts of a gated model cannot be copied: nobody but SageMaker may read them. Leave the bucket empty; SageMaker reads them from JumpStart\'s.') : undefined;
}

function copiedKey({ kind, key, copyFolder: folder }: Exclude<Artifact, { kind: 'package' | 'refused' }>): string {
  // the packed archive is called as the SageMaker Python SDK calls it
  return kind === 'prefix' ? folder : kind === 'repack' ? `${folder}model.tar.gz` : folder + (key.split('/').at(-1) ?? '');
}

function bucketOf(source: AdditionalSource, region: string): string | undefined {
  return source.otherBucket ?? (source.bucket === 'private' ? privateBucket(region) : source.bucket === 'content' ? contentBucket(region) : neoBucket(region));
}

function access(acceptEula: boolean): JsonObject {
  return acceptEula ? { ModelAccessConfig: { AcceptEula: true } } : {};
}
