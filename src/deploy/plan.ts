import { chooseConfig, resolveConfig } from '../catalog/inferenceConfig.js';
import type { HostingSpec } from '../catalog/hosting.js';
import { hasEbsVolume } from '../catalog/instanceTypes.js';
import { isJumpStartRegion, partitionOf } from '../catalog/regions.js';
import { type ModelSpec, SpecError } from '../catalog/spec.js';
import { environmentFor, imageFor, packageFor, regionsWithImage } from '../catalog/variants.js';
import * as c from '../shared/constraints.js';
import type { JsonObject } from '../shared/json.js';
import { type DeploymentForm, chosenKey, chosenRole, chosenVpc } from '../shared/form.js';
import { t } from '../shared/l10n.js';
import { listed } from '../shared/listed.js';
import { resourceName } from '../shared/names.js';
import { FIELDS, type Field, type FieldErrors, type ValidationContext, environmentError, instanceTypeError, tagsError, validate } from '../shared/validate.js';
import { type Artifact, artifactOf, additionalModelData, bucketRefusal, copyCall, eulaKeys, isGated, modelData, scriptEnvironment } from './artifacts.js';
import { bounded, limitRefusal } from './limits.js';
import { type Limit, type Served, poolModels, poolProblem, poolRefusal, poolWarnings, sharedArtifact, sharedLimits, variantAmi, withLicencesOf } from './pools.js';

export type ResourceKind = 'model' | 'endpointConfig' | 'endpoint';

/** One AWS call with its exact input. */
export interface PlannedCall {
  readonly id: string;
  readonly service: 'sagemaker' | 's3';
  readonly operation: 'CopyArtifacts' | 'RepackArtifacts' | 'CreateModel' | 'CreateEndpointConfig' | 'CreateEndpoint';
  readonly input: JsonObject;
  readonly creates?: { readonly kind: ResourceKind; readonly name: string };
}

/** The whole deployment before any of it happened: what is shown is what runs. JSON, no secrets. */
export interface DeploymentPlan {
  readonly model: {
    readonly id: string; readonly version: string; readonly config: string | null; readonly region: string; readonly instanceType: string; readonly instanceCount: number;
    /** Absent where there are none. */
    readonly fallbackTypes?: readonly string[];
    /** The private hub that the model was taken from. */
    readonly hub?: { readonly name: string; readonly contentArn: string };
  };
  readonly calls: readonly PlannedCall[];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly warnings: readonly string[];
}

export interface Account {
  readonly region: string;
  readonly accountId?: string | undefined;
  readonly defaultRole?: string | undefined;
  /** It is not known yet whether there is a default role. */
  readonly defaultRolePending?: boolean;
}

/** Why the model cannot be deployed as asked: a sentence that says what to do, and the field to do it at. */
export interface Refusal {
  readonly field: Field;
  readonly message: string;
}

export type PlanResult =
  | { readonly ok: true; readonly plan: DeploymentPlan }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** The choices that follow from the spec, region and instance type. */
export interface Resolution {
  readonly hosting: HostingSpec;
  readonly instanceType: string;
  readonly image: string | undefined;
  readonly packageArn: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly eulaKeys: readonly string[];
  readonly gated: boolean;
}

/**
 * Config, image, environment and licences for an instance type. Pure and idempotent; changing the type may change all of them.
 * @param wanted `''` or undefined: as the spec ranks and defaults
 * @throws {@link SpecError} where the spec cannot be resolved
 */
export function resolve(spec: ModelSpec, region: string, wanted: { config?: string; instanceType?: string }): Resolution {
  const hosting = resolveConfig(spec, wanted.config || chooseConfig(spec, wanted.instanceType || undefined));
  const instanceType = wanted.instanceType || hosting.defaultInstanceType || '';
  const packageArn = packageFor(hosting.variants, instanceType, region) ?? new Map(Object.entries(hosting.modelPackageArns)).get(region);
  return {
    hosting, instanceType, packageArn,
    image: imageFor(hosting.variants, instanceType, region) ?? hosting.image,
    environment: isPackage({ hosting, packageArn }) ? {} : { ...hosting.environment, ...environmentFor(hosting.variants, instanceType) },
    eulaKeys: eulaKeys(hosting),
    gated: isGated(spec, hosting, instanceType),
  };
}

/** SDK-compatible tags: Studio, the Python SDK and Bedrock recognise what carries them. */
export function jumpStartTags(spec: ModelSpec, hosting: HostingSpec): { Key: string; Value: string }[] {
  return wantedTags(spec, hosting).filter(isTakenTag);
}

function wantedTags(spec: ModelSpec, hosting: HostingSpec): { Key: string; Value: string }[] {
  return [
    { Key: 'sagemaker-sdk:jumpstart-model-id', Value: spec.modelId },
    { Key: 'sagemaker-sdk:jumpstart-model-version', Value: spec.version },
    ...(spec.subscription ? [{ Key: 'sagemaker-sdk:jumpstart-model-type', Value: 'proprietary' }] : []),
    ...(hosting.configName === undefined ? [] : [{ Key: 'sagemaker-sdk:jumpstart-inference-config-name', Value: hosting.configName }]),
    ...(spec.hub ? [{ Key: 'sagemaker-sdk:hub-content-arn', Value: spec.hub.contentArn }] : []),
    ...(spec.capabilities.includes('BEDROCK_CONSOLE') ? [{ Key: 'sagemaker-sdk:bedrock', Value: 'compatible' }] : []),
  ];
}

/** Versions of Marketplace models may hold characters that tags may not. */
function isTakenTag({ Key: key, Value: value }: { Key: string; Value: string }): boolean {
  return tagsError([{ key, value }]) === undefined;
}

/** Spec, form and account → the ordered calls, or why not. Pure; never throws for what a spec or a form may hold. */
export function plan(spec: ModelSpec, form: DeploymentForm, account: Account): PlanResult {
  let resolution: Resolution;
  try {
    resolution = resolve(spec, account.region, { config: form.inferenceConfig, instanceType: form.instanceType });
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return { ok: false, refusals: [{ field: form.inferenceConfig === '' ? 'modelVersion' : 'inferenceConfig', message: error.message }] };
  }
  const filled = { ...form, instanceType: resolution.instanceType };
  const artifact = artifactOf(spec, resolution, account.region);
  const bySpec = specRefusals(spec, resolution, artifact, filled, account);
  const fallbacks = fallbacksOf(spec, { resolution, artifact }, filled, account);
  if (bySpec.length === 0 && fallbacks.refusal) bySpec.push(fallbacks.refusal);
  const licensed = withLicencesOf(resolution, fallbacks.served.map((s) => s.resolution));
  const refusals = [...bySpec, ...formRefusals(spec, licensed, filled, account).filter(({ field }) => bySpec.every((r) => r.field !== field))];
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, plan: assemble(spec, [{ resolution, artifact }, ...fallbacks.served], filled, account) };
}

/** As {@link resolve} for the form, with the licences that its fallback types ask for as well. @throws {@link SpecError} */
export function resolveForm(spec: ModelSpec, region: string, form: DeploymentForm, config = form.inferenceConfig): Resolution {
  const fallbacks = form.fallbackTypes.map((type) => resolveFallback(spec, region, { ...form, inferenceConfig: config }, type));
  return withLicencesOf(resolve(spec, region, { config, instanceType: form.instanceType }), fallbacks.flatMap((r) => (r instanceof SpecError ? [] : [r])));
}

/** By the chosen config, where that supports the type, else by the best ranked one that does. */
function resolveFallback(spec: ModelSpec, region: string, { inferenceConfig: config }: DeploymentForm, instanceType: string): Resolution | SpecError {
  try {
    const chosen = config === '' ? undefined : resolve(spec, region, { config, instanceType });
    return chosen?.hosting.supportedInstanceTypes.includes(instanceType) === true ? chosen : resolve(spec, region, { instanceType });
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
}

/** What serves the fallback types, and why the first one that cannot be used cannot. */
function fallbacksOf(spec: ModelSpec, first: Served, form: DeploymentForm, account: Account): { served: Served[]; refusal: Refusal | undefined } {
  const served: Served[] = [];
  let refusal: Refusal | undefined;
  // what is no type at all is said by the form's own check
  for (const type of form.fallbackTypes.filter((each) => instanceTypeError(each) === undefined)) {
    const resolution = resolveFallback(spec, account.region, form, type);
    if (resolution instanceof SpecError) { refusal ??= poolRefusal(type, resolution.message); continue; }
    const artifact = sharedArtifact(artifactOf(spec, resolution, account.region), [first, ...served].map((s) => s.artifact));
    const problem = poolProblem(first.resolution, resolution, isPackage(resolution) || isPackage(first.resolution), form) ?? specRefusals(spec, resolution, artifact, form, account)[0]?.message;
    if (problem !== undefined) refusal ??= poolRefusal(type, problem);
    served.push({ resolution, artifact });
  }
  return { served, refusal };
}

/** The plan as it would be if nothing were refused: to look ahead with, never to be carried out. Undefined where the spec cannot be resolved. */
export function outline(spec: ModelSpec, form: DeploymentForm, account: Account): DeploymentPlan | undefined {
  try {
    const resolution = resolve(spec, account.region, { config: form.inferenceConfig, instanceType: form.instanceType });
    const first = { resolution, artifact: artifactOf(spec, resolution, account.region) };
    const filled = { ...form, instanceType: resolution.instanceType };
    return assemble(spec, [first, ...fallbacksOf(spec, first, filled, account).served], filled, account);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return undefined;
  }
}

/** Deployed as a package of AWS Marketplace: no image, environment or artifact of its own, and always isolated. */
export function isPackage({ hosting, packageArn }: Pick<Resolution, 'hosting' | 'packageArn'>): boolean {
  return packageArn !== undefined || Object.keys(hosting.modelPackageArns).length > 0;
}

/** Errors of the form itself, and of the form against what the spec asks for. */
export function formErrors(spec: ModelSpec, resolution: Resolution, form: DeploymentForm, account: Account): FieldErrors {
  return validate(form, validationContext(spec, resolution, account));
}

/** What the form is held against, besides SageMaker's own constraints. */
export function validationContext(spec: ModelSpec, resolution: Resolution, account: Account): ValidationContext {
  return {
    partition: partitionOf(account.region), region: account.region, accountId: account.accountId, defaultRole: account.defaultRole,
    defaultRolePending: account.defaultRolePending ?? false,
    eulaNeeded: resolution.gated && !isPackage(resolution), deprecated: spec.deprecated, vulnerable: spec.vulnerable,
    isolationOptional: resolution.hosting.networkIsolation === false && !isPackage(resolution),
    ownTagKeys: jumpStartTags(spec, resolution.hosting).map((t) => t.Key),
  };
}

function formRefusals(spec: ModelSpec, resolution: Resolution, form: DeploymentForm, account: Account): Refusal[] {
  const errors = formErrors(spec, resolution, form, account);
  return FIELDS.flatMap((field) => { const message = errors[field]; return message === undefined ? [] : [{ field, message }]; });
}

/** What no form could mend: the model does not exist here, or not for this type. */
function specRefusals(spec: ModelSpec, resolution: Resolution, artifact: Artifact, form: DeploymentForm, account: Account): Refusal[] {
  const { hosting, instanceType } = resolution;
  const refuse = (field: Field, message: string): Refusal[] => [{ field, message }];
  if (!isJumpStartRegion(account.region)) return refuse('instanceType', t('JumpStart is not available in {0}. Choose another region.', account.region));
  if (instanceType === '') return refuse('instanceType', t('{0} names no default instance type. Choose one.', spec.modelId));
  // said by the form's own check
  if (instanceTypeError(instanceType) !== undefined) return [];
  if (isPackage(resolution)) {
    if (resolution.packageArn === undefined) return refuse('instanceType', t('{0} is not offered in {1}. It is in {2}.', spec.modelId, account.region, listed(Object.keys(hosting.modelPackageArns))));
    if (Object.keys(form.environment).length > 0) return refuse('environment', t('A Marketplace package brings its own environment. Remove the variables.'));
    if (form.artifactBucket !== '') return refuse('artifactBucket', t('A Marketplace model comes as a package: its artifacts cannot be copied into your own bucket.'));
  } else if (resolution.image === undefined) {
    return refuse('instanceType', noImage(spec, hosting, instanceType, account.region));
  }
  if (artifact.kind === 'refused') return refuse(artifact.field, artifact.message);
  const notThere = bucketRefusal(spec, artifact, form);
  if (notThere !== undefined) return refuse('artifactBucket', notThere);
  const beyond = limitRefusal(spec, resolution, artifact, form, account.region);
  if (beyond !== undefined) return refuse('modelVersion', beyond);
  const tooMuch = environmentError(form.environment) === undefined ? environmentError(environmentOf({ resolution, artifact }, form, account.region)) : undefined;
  return tooMuch === undefined ? [] : refuse('environment', t('Together with the model\'s own variables: {0}', tooMuch));
}

function noImage(spec: ModelSpec, hosting: HostingSpec, instanceType: string, region: string): string {
  const others = hosting.supportedInstanceTypes.filter((type) => imageFor(hosting.variants, type, region) !== undefined);
  if (others.length > 0) return t('{0} has no container image for {1} in {2}. It runs there on {3}.', spec.modelId, instanceType, region, listed(others));
  // a hub's images are those of its own region
  if (hosting.variants.aliases === undefined) return t('{0} names no container image for {1}. Choose another instance type or version.', spec.modelId, instanceType);
  const regions = regionsWithImage(hosting.variants, instanceType);
  return regions.length > 0 ? t('{0} has no container image for {1} in {2}. It exists in {3}.', spec.modelId, instanceType, region, listed(regions))
    : t('{0} has no container image for {1} in any region. Choose another instance type or version.', spec.modelId, instanceType);
}

function assemble(spec: ModelSpec, served: readonly [Served, ...Served[]], form: DeploymentForm, account: Account): DeploymentPlan {
  const [{ resolution }] = served;
  const { hosting, instanceType } = resolution;
  const name = resourceName(form.endpointName, form.usePrefix);
  const tags = [...jumpStartTags(spec, hosting), ...form.tags.map(({ key, value }) => ({ Key: key, Value: value }))];
  const models = served.map((s) => ({ instanceType: s.resolution.instanceType, input: modelInput(s, form, account, tags) }));
  const { pools, models: poolsOwn } = poolModels(name, models);
  const copies = [...new Set(served.map((s) => s.artifact))].map((artifact) => copyCall(artifact, form)).filter((call) => call !== undefined);
  const numbered = (id: string, i: number): string => (i === 0 ? id : `${id}-${i + 1}`);
  return {
    model: { id: spec.modelId, version: spec.version, config: hosting.configName ?? null, region: account.region, instanceType, instanceCount: form.instanceCount,
      ...(pools.length > 1 ? { fallbackTypes: form.fallbackTypes } : {}), ...(spec.hub ? { hub: { name: spec.hub.name, contentArn: spec.hub.contentArn } } : {}) },
    calls: [
      ...copies.map((call, i) => ({ ...call, id: numbered(call.id, i) })),
      ...[{ name, input: models[0]?.input }, ...poolsOwn].map((model, i) => (
        { id: numbered('model', i), service: 'sagemaker', operation: 'CreateModel', creates: { kind: 'model', name: model.name }, input: { ModelName: model.name, ...model.input } } as const)),
      { id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', creates: { kind: 'endpointConfig', name }, input: configInput(name, served, pools, form, tags) },
      { id: 'endpoint', service: 'sagemaker', operation: 'CreateEndpoint', creates: { kind: 'endpoint', name }, input: { EndpointName: name, EndpointConfigName: name, Tags: tags } },
    ],
    tags,
    warnings: warnings(spec, [resolution, ...served.slice(1).map((s) => s.resolution)], form),
  };
}

/** The spec's variables with those of the type, what the packed code needs, and the user's over them. */
function environmentOf({ resolution, artifact }: Served, form: DeploymentForm, region: string): Record<string, string> {
  return { ...resolution.environment, ...scriptEnvironment(artifact, region), ...form.environment };
}

/** But for the name. */
function modelInput({ resolution, artifact }: Served, form: DeploymentForm, account: Account, tags: { Key: string; Value: string }[]): JsonObject {
  const vpc = chosenVpc(form);
  const container: JsonObject = resolution.packageArn === undefined
    ? { PrimaryContainer: {
        Image: resolution.image ?? '',
        Environment: environmentOf({ resolution, artifact }, form, account.region),
        ...modelData(artifact, form),
        ...additionalModelData(resolution.hosting, account.region, form.acceptEula),
      } }
    : { Containers: [{ ModelPackageName: resolution.packageArn }] };
  return {
    ExecutionRoleArn: chosenRole(form, account.defaultRole),
    ...container,
    ...(vpc ? { VpcConfig: { SecurityGroupIds: [...vpc.securityGroups], Subnets: [...vpc.subnets] } } : {}),
    Tags: tags,
    // a fallback type may need isolation where the first one does not
    ...(form.networkIsolation || resolution.hosting.networkIsolation !== false ? { EnableNetworkIsolation: true } : {}),
  };
}

/** What the spec or the form ask of the instances, within SageMaker's bounds. */
function variantLimits({ hosting, instanceType }: Resolution, form: DeploymentForm): readonly Limit[] {
  const timeout = [c.TIMEOUT_MIN_S, c.TIMEOUT_MAX_S] as const;
  return [
    ['VolumeSizeInGB', bounded(hasEbsVolume(instanceType) ? form.volumeSizeGB || hosting.volumeSize : undefined, t('volume'), 'GB', [c.VOLUME_MIN_GB, c.VOLUME_MAX_GB])],
    ['ModelDataDownloadTimeoutInSeconds', bounded(form.downloadTimeoutS || hosting.downloadTimeout, t('download timeout'), 's', timeout)],
    ['ContainerStartupHealthCheckTimeoutInSeconds', bounded(form.startupTimeoutS || hosting.startupTimeout, t('startup timeout'), 's', timeout)],
  ];
}

function limitsOf(types: readonly Resolution[], form: DeploymentForm): ReturnType<typeof sharedLimits> {
  return sharedLimits(types.map((r) => ({ instanceType: r.instanceType, limits: variantLimits(r, form) })));
}

function configInput(name: string, served: readonly [Served, ...Served[]], pools: JsonObject[], form: DeploymentForm, tags: { Key: string; Value: string }[]): JsonObject {
  const types = served.map((s) => s.resolution);
  const key = chosenKey(form);
  const ami = variantAmi(types, form);
  const timeout = form.provisionTimeoutS === 0 ? {} : { VariantInstanceProvisionTimeoutInSeconds: form.provisionTimeoutS };
  return {
    EndpointConfigName: name,
    ProductionVariants: [{
      VariantName: form.variantName, ModelName: name, InitialInstanceCount: form.instanceCount, InitialVariantWeight: 1,
      ...(pools.length > 1 ? { InstancePools: pools, ...timeout } : { InstanceType: served[0].resolution.instanceType }),
      ...limitsOf(types, form).values,
      ...(ami === undefined ? {} : { InferenceAmiVersion: ami }),
    }],
    ...(key === '' ? {} : { KmsKeyId: key }),
    Tags: tags,
  };
}

function typeWarnings(spec: ModelSpec, { hosting, instanceType }: Resolution, form: DeploymentForm, volume: boolean): string[] {
  const result: string[] = [];
  if (hosting.supportedInstanceTypes.length > 0 && !hosting.supportedInstanceTypes.includes(instanceType)) {
    result.push(t('{0} is not among the instance types that {1} supports ({2}): it may not start.', instanceType, spec.modelId, listed(hosting.supportedInstanceTypes)));
  }
  if (!hasEbsVolume(instanceType)) {
    if (chosenKey(form) !== '') result.push(t('{0} keeps data on local storage, which AWS encrypts in hardware and not with your key.', instanceType));
    if (form.volumeSizeGB > 0 && volume) result.push(t('{0} has local storage: the volume size is not sent.', instanceType));
  }
  return result;
}

function warnings(spec: ModelSpec, types: readonly [Resolution, ...Resolution[]], form: DeploymentForm): string[] {
  const [first, ...fallbacks] = types;
  // where some of the types take a volume and others do not, that is said once for all
  const mixed = types.some((r) => hasEbsVolume(r.instanceType));
  const result = types.flatMap((r) => typeWarnings(spec, r, form, !mixed));
  result.push(...limitsOf(types, form).warnings, ...poolWarnings(first, fallbacks, form));
  for (const tag of wantedTags(spec, first.hosting).filter((t) => !isTakenTag(t))) {
    result.push(t('The tag {0} is left out, because AWS does not allow its value "{1}": other tools may not recognise the endpoint as one of JumpStart.', tag.Key, tag.Value));
  }
  if (chosenVpc(form)?.subnets.length === 1) result.push(t('There is one subnet only. AWS advises two in different zones.'));
  if (spec.deprecated) result.push(spec.deprecationMessage ?? t('{0} {1} is deprecated.', spec.modelId, spec.version));
  if (spec.vulnerable) result.push(spec.vulnerabilities.length > 0 ? t('{0} {1} has known vulnerabilities: {2}.', spec.modelId, spec.version, listed(spec.vulnerabilities))
    : t('{0} {1} has known vulnerabilities.', spec.modelId, spec.version));
  if (spec.usageMessage !== undefined) result.push(spec.usageMessage);
  return result;
}
