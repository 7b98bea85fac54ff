import type { CatalogModel } from '../../catalog/manifest.js';
import { hostingsOf } from '../../catalog/availability.js';
import { hasEbsVolume } from '../../catalog/instanceTypes.js';
import type { HostingSpec } from '../../catalog/hosting.js';
import { offeredConfigs, resolveConfig } from '../../catalog/inferenceConfig.js';
import type { ModelSpec } from '../../catalog/spec.js';
import { taskName } from '../../catalog/tasks.js';
import type { Fact } from '../../deploy/preflight.js';
import { type Account, type Resolution, validationContext } from '../../deploy/plan.js';
import { artifactOf } from '../../deploy/artifacts.js';
import type { DefaultRole, Price } from '../../shared/account.js';
import type { DeploymentForm } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import type { ConnectionView, DefaultSource, EulaView, InstanceRow, ListState, ModelCard, PriceView, ResolvedView, ValidationFacts } from '../../shared/protocol.js';
import { type InstanceFacts, configRow, defaultTypeOf, instanceRows, nearestView } from './instanceRows.js';

export function cardOf(model: CatalogModel, spec: ModelSpec, resolution: Resolution): ModelCard {
  return {
    id: model.id, ...(spec.hub ? { hub: spec.hub.name } : {}), displayName: model.displayName, task: taskName(model.task), provider: spec.provider ?? model.provider,
    license: spec.license ?? null, framework: resolution.hosting.framework ?? null,
    contextWindow: spec.contextWindow ?? null, modelSize: spec.modelSize ?? null,
    hasUpstream: upstreamOf(spec) !== undefined, hasNotebook: spec.notebookKey !== undefined,
    versions: model.versions.map(({ version, deprecated }) => ({ version, deprecated })),
    deprecationMessage: spec.deprecated ? spec.deprecationMessage ?? t('AWS has deprecated this version.') : null,
    vulnerabilities: spec.vulnerable ? spec.vulnerabilities : [],
    usageMessage: spec.usageMessage ?? null,
    marketplace: model.kind === 'marketplace',
  };
}

/** The model's page at its makers, where the spec names one that is a web address. */
export function upstreamOf(spec: ModelSpec): string | undefined {
  const address = spec.url ?? (spec.huggingFaceId === undefined ? undefined : `https://huggingface.co/${spec.huggingFaceId}`);
  return address !== undefined && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : undefined;
}

export function subscriptionOf(spec: ModelSpec): string | undefined {
  const { link, listingId } = spec.subscription ?? {};
  if (link !== undefined && URL.canParse(link) && new URL(link).protocol === 'https:') return link;
  return listingId === undefined ? undefined : `https://aws.amazon.com/marketplace/pp/${encodeURIComponent(listingId)}`;
}

export interface ResolvedContext extends InstanceFacts {
  readonly form: DeploymentForm;
  readonly eula: EulaView | null;
  readonly defaultRole: DefaultRole | null;
  readonly changes: string | undefined;
}

export function resolvedView(spec: ModelSpec, resolution: Resolution, context: ResolvedContext): ResolvedView {
  const { hosting, instanceType } = resolution;
  const artifact = artifactOf(spec, resolution, context.region);
  const rows = instanceRows(spec, resolution, context);
  const configs = offeredConfigs(spec).map((config) => configRow(spec, config, context.region));
  const base = resolveConfig(spec, undefined);
  const located = artifact.kind !== 'package' && artifact.kind !== 'refused';
  return {
    instanceTypes: rows,
    namesInstanceTypes: namesInstanceTypes(spec),
    defaultInstanceType: defaultTypeOf(spec) ?? null,
    configs,
    config: hosting.configName ?? null,
    image: resolution.image ?? null,
    artifactUri: located ? `s3://${artifact.bucket}/${artifact.key}` : resolution.packageArn ?? null,
    artifactGated: located && artifact.kind !== 'repack' && artifact.gated,
    artifactApart: artifact.kind === 'repack',
    draftModels: hosting.additionalSources.length > 0,
    environment: resolution.environment,
    eula: context.eula,
    isolationSpec: hosting.networkIsolation ?? null,
    volumeSizeGB: hasEbsVolume(instanceType) ? hosting.volumeSize ?? null : null,
    hasVolume: hasEbsVolume(instanceType),
    inferenceAmi: hosting.inferenceAmi ?? null,
    defaultsFrom: {
      volumeSizeGB: sourceOf('volumeSize', hosting, base), downloadS: sourceOf('downloadTimeout', hosting, base), startupS: sourceOf('startupTimeout', hosting, base),
      inferenceAmi: sourceOf('inferenceAmi', hosting, base),
    },
    changes: context.changes ?? null,
    nearest: nearestView(rows, configs, context.form, instanceType),
    timeouts: { downloadS: hosting.downloadTimeout ?? null, startupS: hosting.startupTimeout ?? null },
    defaultRole: context.defaultRole,
    keyNote: hasEbsVolume(instanceType) ? null : t('{0} keeps model data on local storage, which AWS encrypts in hardware and not with your key.', instanceType),
  };
}

function namesInstanceTypes(spec: ModelSpec): boolean {
  return hostingsOf(spec).some((h) => h.supportedInstanceTypes.length > 0 || h.defaultInstanceType !== undefined);
}

/** By value: a config that repeats what the model says changes nothing. */
function sourceOf(field: 'volumeSize' | 'downloadTimeout' | 'startupTimeout' | 'inferenceAmi', hosting: HostingSpec, base: HostingSpec): DefaultSource {
  if (hosting[field] === undefined) return 'service';
  return hosting[field] === base[field] ? 'model' : 'config';
}

/** The next one in the spec's order that can be used here, or, after the last, the first. */
export function nextType(rows: readonly InstanceRow[], failed: string): string | undefined {
  const at = rows.findIndex(({ type }) => type === failed);
  return [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))].find(({ type, unavailable }) => unavailable === null && type !== failed)?.type;
}

/** A fact as the form's lists show it; `undefined` means that nobody has asked yet. */
export function listState<T>(fact: Fact<{ items: readonly T[]; at: string }> | undefined, soFar: readonly T[] | undefined): ListState<T> {
  if (fact === undefined) return { status: 'idle' };
  if (fact.status === 'pending') return soFar === undefined ? { status: 'loading' } : { status: 'loading', items: soFar };
  if (fact.status === 'known') return { status: 'loaded', ...fact.value };
  return fact.action === undefined ? { status: 'failed', message: fact.reason } : { status: 'denied', action: fact.action, message: fact.reason };
}

/** Prices are looked up as somebody, so not before there is a sign-in. */
export function priceUnconnected({ status }: ConnectionView): PriceView {
  return { status: 'unknown', reason: status === 'connecting' ? t('Signing in') : status === 'failed' ? t('AWS could not be asked') : t('Sign in to see the price') };
}

export function priceView(fact: Fact<Price | undefined> | undefined, instanceType: string, instanceCount: number): PriceView {
  if (instanceType === '') return { status: 'unknown', reason: t('Choose an instance type first') };
  if (fact === undefined || fact.status === 'pending') return { status: 'unknown', reason: t('Looking up the price') };
  if (fact.status === 'unknown') return { status: 'unknown', reason: fact.action === undefined ? fact.reason : t('You may not call {0}, so the price is not known.', fact.action) };
  return fact.value === undefined ? { status: 'unknown', reason: t('AWS\'s price list has no hosting price for {0} in this region.', instanceType) }
    : { status: 'known', price: fact.value, instanceCount };
}

/** What the webview needs to hold the form against. */
export function validationFacts(spec: ModelSpec, resolution: Resolution, account: Account): ValidationFacts {
  const { partition, accountId, region, eulaNeeded, deprecated, vulnerable, isolationOptional, defaultRolePending, ownTagKeys } = validationContext(spec, resolution, account);
  return { partition: partition ?? null, accountId: accountId ?? null, region, eulaNeeded, deprecated, vulnerable, isolationOptional, defaultRolePending, ownTagKeys };
}
