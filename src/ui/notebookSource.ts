import { isUsableConfig } from '../catalog/inferenceConfig.js';
import type { CatalogModel } from '../catalog/manifest.js';
import { modelKey } from '../catalog/modelHub.js';
import type { ModelSource } from '../catalog/ports.js';
import { contentBucket, contentUrl } from '../catalog/regions.js';
import type { ModelSpec } from '../catalog/spec.js';
import { resolve } from '../deploy/plan.js';
import { type DeploymentRecord, endpointNameIn } from '../deploy/record.js';
import type { ConnectionSettings, EndpointConfigDetail, EndpointSummary } from '../endpoints/ports.js';
import type { NotebookInput } from '../notebook/notebook.js';
import type { Price } from '../shared/account.js';
import { t } from '../shared/l10n.js';
import { ServiceError, isServiceError } from '../shared/serviceError.js';
import { upstreamOf } from './panel/views.js';

/** Which model an endpoint runs, from its tags or from the record of its deployment. */
export interface ModelChoice {
  readonly modelId: string;
  readonly version: string | undefined;
  readonly config: string | undefined;
}

/**
 * Which of two accounts to believe: the endpoint's own tags say which model it runs, and the record of a deployment of that model
 * says more of it. A record alone may be of an earlier endpoint, or one elsewhere, of the same name.
 */
export function chooseModel(tagged: ModelChoice | undefined, recorded: ModelChoice | undefined): ModelChoice | undefined {
  const agree = tagged === undefined || (tagged.modelId === recorded?.modelId && (tagged.version === undefined || tagged.version === recorded.version));
  return agree ? recorded ?? tagged : tagged;
}

/** What the newest deployment to this very place and name says; another account has names of its own, and so has an emulator. */
export function recordedModel(records: readonly DeploymentRecord[], endpoint: Pick<EndpointSummary, 'name' | 'arn'>, emulated: boolean): ModelChoice | undefined {
  const [, , , region, accountId] = endpoint.arn.split(':');
  const model = records.find(({ target, plan, phase }) =>
    endpointNameIn(plan) === endpoint.name && phase !== 'failed' && phase !== 'cancelled' && target.region === region && target.accountId === accountId && target.emulated === emulated)?.plan.model;
  return model && { modelId: modelKey(model.id, model.hub), version: model.version, config: model.config ?? undefined };
}

export interface NotebookFacts {
  readonly endpointName: string;
  readonly settings: ConnectionSettings;
  readonly config: EndpointConfigDetail | undefined;
  readonly pricePerHour: Price | undefined;
  readonly inferenceComponentName: string | undefined;
  readonly now: Date;
}

/**
 * The spec of the version that the endpoint runs, or of the newest one where that was withdrawn.
 * @throws ServiceError where the region does not offer the model
 */
export async function modelOf(catalogue: ModelSource, choice: ModelChoice): Promise<{ model: CatalogModel; spec: ModelSpec }> {
  const model = await catalogue.find(choice.modelId);
  if (!model) throw new ServiceError('notFound', t('{0} is no longer offered in {1}, so that no example can be made for it.', choice.modelId, catalogue.region));
  try {
    return { model, spec: await catalogue.spec(model.id, choice.version ?? model.version) };
  } catch (error) {
    if (!isServiceError(error, 'notFound') || choice.version === undefined) throw error;
    return { model, spec: await catalogue.spec(model.id, model.version) };
  }
}

/** Everything that the notebook says, from what the endpoint runs on and the model's spec. */
export function notebookInput(model: CatalogModel, spec: ModelSpec, choice: ModelChoice, facts: NotebookFacts): NotebookInput {
  const { region, endpointUrl, emulated, profile } = facts.settings;
  const variant = facts.config?.variants[0];
  const config = choice.config !== undefined && isUsableConfig(spec, choice.config) ? { config: choice.config } : {};
  const { hosting, gated } = resolve(spec, region, { ...config, ...(variant?.instanceType === undefined ? {} : { instanceType: variant.instanceType }) });
  return {
    displayName: model.displayName, modelId: spec.modelId, modelVersion: choice.version ?? spec.version,
    taskCode: model.task.code, taskLabel: model.task.label,
    license: spec.license, gated, upstream: upstreamOf(spec),
    endpointName: facts.endpointName, region, profile: emulated ? undefined : profile, endpointUrl, emulated,
    instanceType: variant?.instanceType, instanceCount: variant?.initialCount ?? 1, pricePerHour: facts.pricePerHour,
    payloads: hosting.payloads, predictor: hosting.predictor, framework: hosting.framework,
    contentBucketUrl: endpointUrl === undefined ? contentUrl(region, '') : `${endpointUrl.replace(/\/+$/, '')}/${contentBucket(region)}/`,
    createdAt: facts.now.toISOString(), inferenceComponentName: facts.inferenceComponentName,
  };
}

const KEY = 'jumpstartDeploy';

/** What a notebook is about: an endpoint, the way to it, and the model that it runs. A notebook serves no other. */
export interface NotebookSubject {
  readonly endpointName: string;
  readonly settings: ConnectionSettings;
  readonly choice: ModelChoice;
}

function marks({ endpointName, settings: { region, profile, endpointUrl, emulated }, choice: { modelId, version } }: NotebookSubject): Record<string, string | null> {
  return { endpointName, region, profile: emulated ? null : profile ?? null, endpointUrl: endpointUrl ?? null, modelId, modelVersion: version ?? null };
}

/** Marks a notebook as being about its subject, so that it is found again. */
export function mark(metadata: Readonly<Record<string, unknown>>, subject: NotebookSubject): Record<string, unknown> {
  return { ...metadata, [KEY]: marks(subject) };
}

/** Whether the text is a notebook about this very subject. */
export function isAbout(text: string, subject: NotebookSubject): boolean {
  // a folder may hold notebooks with megabytes of pictures in them
  if (!text.includes(KEY)) return false;
  try {
    const notebook = JSON.parse(text) as { metadata?: Record<string, Record<string, unknown> | undefined> } | null;
    const marked = notebook?.metadata?.[KEY];
    return Object.entries(marks(subject)).every(([name, value]) => marked?.[name] === value);
  } catch {
    return false;
  }
}
