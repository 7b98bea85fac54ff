import { chooseConfig, isUsableConfig, resolveConfig } from '../catalog/inferenceConfig.js';
import { modelKey } from '../catalog/modelHub.js';
import { type ModelSpec, SpecError } from '../catalog/spec.js';
import { type DeploymentPlan, type PlannedCall, type Resolution, isPackage, outline, plan, resolve } from '../deploy/plan.js';
import { EMPTY_FORM, type DeploymentForm } from '../shared/form.js';
import { type Json, type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { updateName } from '../shared/names.js';
import { covers, followSpec } from './follow.js';
import type { LiveEndpoint } from './ports.js';
import { recognise, tagKeyFor } from './recognise.js';

/** One thing that an update changes; null where there is nothing before, or after. */
export interface Difference {
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** An update before any of it happened. */
export interface UpdatePlan {
  readonly fromConfig: string;
  readonly toConfig: string;
  /** CreateModel, where the container or its data change, and CreateEndpointConfig. */
  readonly calls: readonly PlannedCall[];
  /** What the endpoint's own tags become when it runs with it. */
  readonly tags: Readonly<Record<string, string>>;
  readonly differences: readonly Difference[];
  /** Keys of the licences that the wanted one needs and the running one did not; an empty one where the spec names no text. */
  readonly licences: readonly string[];
  readonly warnings: readonly string[];
}

export interface UpdateAsk {
  /** The spec of the version that runs, and of the one that is wanted; the same one where the version stays. */
  readonly running: ModelSpec;
  readonly wanted: ModelSpec;
  readonly instanceType: string;
  readonly region: string;
  readonly accountId: string;
  readonly at: Date;
}

export type UpdatePlanResult = { readonly ok: true; readonly plan: UpdatePlan } | { readonly ok: false; readonly reason: string };

/** The one production variant of an endpoint whose type and model can be changed here. */
export interface LiveVariant {
  readonly name: string;
  readonly instanceType: string;
  readonly count: number;
  readonly modelName: string;
  readonly model: JsonObject;
  /** As the config has it. */
  readonly input: JsonObject;
}

/** Why an endpoint's instance type and model version cannot be changed here, as a sentence; otherwise its variant. */
export function variantOf(live: LiveEndpoint): LiveVariant | string {
  if (live.components.length > 0) return t('It runs inference components, which are updated one by one. Do that in the AWS console.');
  if (live.config === undefined) return t('Its endpoint config {0} was deleted, so that nobody can tell what it was made with. Deploy the model again.', live.detail.configName);
  const { ProductionVariants: variants, ShadowProductionVariants: shadows } = live.config;
  const [input, ...others] = Array.isArray(variants) ? variants : [];
  if (!isObject(input) || others.length > 0 || (Array.isArray(shadows) && shadows.length > 0)) return t('It has several production variants. Change it in the AWS console.');
  const { VariantName: name, InstanceType: instanceType, ModelName: modelName } = input;
  if (Array.isArray(input['InstancePools'])) return t('It has fallback types, which only a new deployment can change. Deploy the model under another name, and delete this endpoint then.');
  if (typeof name !== 'string' || typeof instanceType !== 'string' || typeof modelName !== 'string') return t('It is serverless or has no model of its own. Change it in the AWS console.');
  const model = live.models.get(modelName);
  if (model === undefined) return t('Its model {0} was deleted. Deploy the model again.', modelName);
  const current = live.detail.variants.find((variant) => variant.name === name);
  const configured = input['InitialInstanceCount'];
  return { name, instanceType, modelName, model, input, count: current?.desiredCount ?? current?.currentCount ?? (typeof configured === 'number' ? configured : 1) };
}

/**
 * The calls that lead from what runs to what is wanted. What the endpoint was made with beyond its spec (role, VPC, key, variables, data
 * capture …) stays as it is. Pure; never throws for what a spec or an endpoint may hold.
 */
export function planUpdate(live: LiveEndpoint, ask: UpdateAsk): UpdatePlanResult {
  const variant = variantOf(live);
  if (typeof variant === 'string') return { ok: false, reason: variant };
  const account = { region: ask.region, accountId: ask.accountId };
  const name = updateName(live.detail.name, ask.at);
  const config = recognise(live.detail.name, live.tags)?.config;
  const before = outline(ask.running, formFor(ask.running, { variant, name, config, region: ask.region, instanceType: variant.instanceType }), account);
  const after = plan(ask.wanted, formFor(ask.wanted, { variant, name, config, region: ask.region, instanceType: ask.instanceType }), account);
  if (!after.ok) return { ok: false, reason: after.refusals[0]?.message ?? '' };
  const model = modelAfter(variant.model, inputOf(before, 'CreateModel'), inputOf(after.plan, 'CreateModel'));
  if (typeof model === 'string') return { ok: false, reason: model };
  const tags = tagsAfter(live.tags ?? {}, after.plan);
  const isSame = covers(variant.model, model) && covers(model, variant.model);
  const input = variantAfter(variant, { before, after: after.plan, modelName: isSame ? variant.modelName : name });
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return { ok: true, plan: {
    fromConfig: live.detail.configName, toConfig: name,
    calls: [
      ...(isSame ? [] : [{ id: 'model', service: 'sagemaker', operation: 'CreateModel', creates: { kind: 'model', name }, input: { ModelName: name, ...model, Tags: list } } as const]),
      { id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', creates: { kind: 'endpointConfig', name }, input: { EndpointConfigName: name, ...live.config, ProductionVariants: [input], Tags: list } },
    ],
    tags: Object.fromEntries(Object.entries(tags).filter(([key, value]) => live.tags !== undefined && live.tags[key] !== value)),
    differences: [
      ...(ask.running.version === ask.wanted.version ? [] : [{ what: t('Model version'), from: ask.running.version, to: ask.wanted.version }]),
      ...differencesOf(variant.input, input), ...differencesOf(containerOf(variant.model), containerOf(model)),
    ],
    licences: newLicences(ask, { variant, config }), warnings: after.plan.warnings,
  } };
}

interface Asked { readonly variant: LiveVariant; readonly name: string; readonly config: string | undefined; readonly region: string; readonly instanceType: string }

type Licensed = Pick<Asked, 'config' | 'region' | 'instanceType'>;

/** What the form would have been, as far as it decides what the spec gives. Licences are asked for by whoever carries the plan out. */
function formFor(spec: ModelSpec, { variant, name, config, region, instanceType }: Asked): DeploymentForm {
  const role = variant.model['ExecutionRoleArn'];
  const count = variant.input['InitialInstanceCount'];
  return {
    ...EMPTY_FORM, modelId: modelKey(spec.modelId, spec.hub), modelVersion: spec.version, inferenceConfig: configFor(spec, config, instanceType),
    instanceType, instanceCount: typeof count === 'number' ? count : 1, endpointName: name, usePrefix: false, variantName: variant.name,
    role: { mode: 'input', found: '', typed: typeof role === 'string' ? role : '' }, networkIsolation: variant.model['EnableNetworkIsolation'] === true,
    acceptEula: gatedOf(spec, { config, region, instanceType }) !== undefined, acceptDeprecated: true, acceptVulnerable: true,
  };
}

/** The config that runs, where it is there and made for the type; otherwise the one that AWS would choose. */
function configFor(spec: ModelSpec, config: string | undefined, instanceType: string): string {
  try {
    if (config === undefined || config === chooseConfig(spec, instanceType) || !isUsableConfig(spec, config)) return '';
    return resolveConfig(spec, config).supportedInstanceTypes.includes(instanceType) ? config : '';
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return '';
  }
}

function inputOf(from: DeploymentPlan | undefined, operation: PlannedCall['operation']): JsonObject {
  return without(from?.calls.find((call) => call.operation === operation)?.input ?? {}, 'ModelName', 'EndpointConfigName', 'Tags');
}

/** The model without name and tags, or why it cannot be made. */
function modelAfter(live: JsonObject, before: JsonObject, after: JsonObject): JsonObject | string {
  const [runs, was, becomes] = [live['PrimaryContainer'], before['PrimaryContainer'], after['PrimaryContainer']];
  if (!isObject(runs) || !isObject(becomes)) return followSpec(live, before, after);
  const spec = isObject(was) ? was : {};
  const data = dataAfter(runs, spec, becomes);
  if (typeof data === 'string') return data;
  return { ...followSpec(live, before, after), PrimaryContainer: { ...followSpec(withoutData(runs), withoutData(spec), withoutData(becomes)), ...data } };
}

function withoutData(container: JsonObject): JsonObject {
  return without(container, 'ModelDataUrl', 'ModelDataSource');
}

function without(from: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}

/** Where the model's artifacts are read from: one address in one of two members. */
function dataAfter(runs: JsonObject, was: JsonObject, becomes: JsonObject): JsonObject | string {
  const only = ({ ModelDataUrl, ModelDataSource }: JsonObject): JsonObject =>
    ({ ...(ModelDataSource === undefined ? ModelDataUrl === undefined ? {} : { ModelDataUrl } : { ModelDataSource }) });
  const [from, before, after] = [addressOf(runs), addressOf(was), addressOf(becomes)];
  if (from === before) return only(becomes);
  if (before === after) return only(runs);
  return t('It reads its model from {0}, and what is wanted needs other artifacts, which would have to be copied there first. Deploy it as a new endpoint.', from ?? t('elsewhere'));
}

function addressOf({ ModelDataUrl: url, ModelDataSource: source }: JsonObject): string | undefined {
  const s3 = isObject(source) ? source['S3DataSource'] : undefined;
  const address = isObject(s3) ? s3['S3Uri'] : url;
  return typeof address === 'string' ? address : undefined;
}

function variantAfter({ input, count }: LiveVariant, { before, after, modelName }: { before: DeploymentPlan | undefined; after: DeploymentPlan; modelName: string }): JsonObject {
  const first = (of: JsonObject): JsonObject => { const [variant] = Array.isArray(of['ProductionVariants']) ? of['ProductionVariants'] : []; return isObject(variant) ? variant : {}; };
  const followed = followSpec(input, first(inputOf(before, 'CreateEndpointConfig')), first(inputOf(after, 'CreateEndpointConfig')));
  return { ...followed, ModelName: modelName, InitialInstanceCount: count };
}

/** The user's tags, with the model's own as they are now, under the keys that they have. AWS's own cannot be given by anybody else. */
function tagsAfter(tags: Readonly<Record<string, string>>, { tags: own }: DeploymentPlan): Record<string, string> {
  return { ...Object.fromEntries(Object.entries(tags).filter(([key]) => !key.toLowerCase().startsWith('aws:'))), ...Object.fromEntries(own.flatMap(({ Key, Value }) => { const key = tagKeyFor(tags, Key); return key === undefined ? [] : [[key, Value]]; })) };
}

function containerOf(model: JsonObject): JsonObject {
  const [first] = Array.isArray(model['Containers']) ? model['Containers'] : [model['PrimaryContainer']];
  const { Environment: environment, ...rest } = isObject(first) ? first : {};
  const artifact = addressOf(rest);
  return { ...withoutData(rest), ...(artifact === undefined ? {} : { Artifact: artifact }), ...(isObject(environment) ? environment : {}) };
}

const LABELS: Readonly<Record<string, string>> = { InstanceType: t('Instance type'), InitialInstanceCount: t('Instances'), Artifact: t('Model artifact'), ModelPackageName: t('Model package') };

function differencesOf(before: JsonObject, after: JsonObject): Difference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => key !== 'ModelName' && JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => ({ what: LABELS[key] ?? key, from: said(before[key]), to: said(after[key]) }));
}

function said(value: Json | undefined): string | null {
  return value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
}

function newLicences({ running, wanted, instanceType, region }: UpdateAsk, { variant, config }: { variant: LiveVariant; config: string | undefined }): string[] {
  const before = gatedOf(running, { config, region, instanceType: variant.instanceType });
  const after = gatedOf(wanted, { config, region, instanceType });
  if (!after || (before && after.eulaKeys.length === 0)) return [];
  return after.eulaKeys.length === 0 ? [''] : after.eulaKeys.filter((key) => before?.eulaKeys.includes(key) !== true);
}

/** What of the model SageMaker reads only where a licence was accepted; undefined where it needs none, or cannot be resolved, which the plan says. */
function gatedOf(spec: ModelSpec, { config, region, instanceType }: Licensed): Resolution | undefined {
  try {
    const resolution = resolve(spec, region, { config: configFor(spec, config, instanceType), instanceType });
    return resolution.gated && !isPackage(resolution) ? resolution : undefined;
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return undefined;
  }
}
