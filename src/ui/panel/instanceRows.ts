import { hostingsOf, isOffered, regionsOffering, supportedTypes } from '../../catalog/availability.js';
import type { HostingSpec } from '../../catalog/hosting.js';
import { acceleratorOf } from '../../catalog/instanceTypes.js';
import type { ModelSpec } from '../../catalog/spec.js';
import { nearestType } from '../../deploy/nearestType.js';
import type { Resolution } from '../../deploy/plan.js';
import type { Fact } from '../../deploy/preflight.js';
import type { DeploymentForm } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import { listed } from '../../shared/listed.js';
import type { ConfigRow, InstanceRow, QuotaView, ResolvedView } from '../../shared/protocol.js';

export interface InstanceFacts {
  readonly region: string;
  /** USD per hour; null while it is not known. */
  readonly priceOf: (instanceType: string) => number | null;
  readonly quotaOf: (instanceType: string) => QuotaView;
}

/** The spec's own default: of the first ranked config, or of the base fields. */
export function defaultTypeOf(spec: ModelSpec): string | undefined {
  return hostingsOf(spec)[0]?.defaultInstanceType;
}

/** All types that some ranked config or the chosen one supports, in the spec's order, plus the chosen type. */
export function instanceRows(spec: ModelSpec, resolution: Resolution, { region, priceOf, quotaOf }: InstanceFacts): InstanceRow[] {
  const ranked = hostingsOf(spec);
  const hostings = ranked.some(({ configName }) => configName === resolution.hosting.configName) ? ranked : [...ranked, resolution.hosting];
  const chosen = resolution.instanceType === '' ? [] : [resolution.instanceType];
  const byDefault = hostings[0]?.defaultInstanceType;
  return [...new Set([...supportedTypes(hostings), ...chosen])].map((type) => {
    const serving = hostings.find((h) => h.supportedInstanceTypes.includes(type)) ?? resolution.hosting;
    return {
      type, isDefault: type === byDefault, accelerator: acceleratorOf(type) ?? null, pricePerHour: priceOf(type), quota: quotaOf(type),
      unavailable: isOffered(serving, type, region) ? null : unavailable(serving, type, region),
    };
  });
}

function unavailable(hosting: HostingSpec, instanceType: string, region: string): string {
  const regions = regionsOffering(hosting, instanceType);
  if (Object.keys(hosting.modelPackageArns).length > 0) return t('The model\'s package is not offered in {0}. It is in {1}.', region, listed(regions));
  return regions.length > 0 ? t('No container image for this type in {0}. It exists in {1}.', region, listed(regions)) : t('No container image for this type in {0}. There is none in any region.', region);
}

export function configRow(spec: ModelSpec, hosting: HostingSpec, region: string): ConfigRow {
  const { configName: name = '', supportedInstanceTypes, defaultInstanceType } = hosting;
  const config = spec.configs.find((c) => c.name === name);
  const benchmarks = Object.entries(config?.benchmarks ?? {}).map(([type, metrics]) =>
    [type, metrics.map((m) => ({ name: m.name, value: m.value, unit: m.unit, concurrency: m.concurrency ?? null }))] as const);
  const wanted = supportedInstanceTypes.includes(defaultInstanceType ?? '') ? [defaultInstanceType ?? '', ...supportedInstanceTypes] : supportedInstanceTypes;
  return { name, instanceTypes: supportedInstanceTypes, usableType: wanted.find((type) => isOffered(hosting, type, region)) ?? null, benchmarks: Object.fromEntries(benchmarks) };
}

/** Proposed only where it is known that the chosen type has too little left. A config that was chosen and does not support the other type is let go. */
export function nearestView(rows: readonly InstanceRow[], configs: readonly ConfigRow[], form: DeploymentForm, instanceType: string): ResolvedView['nearest'] {
  const left = rows.find(({ type }) => type === instanceType)?.quota.left ?? null;
  if (left === null || left >= form.instanceCount) return null;
  const candidates = rows.filter(({ unavailable: reason }) => reason === null).map(({ type, quota, pricePerHour }) => ({ type, left: quota.left ?? undefined, pricePerHour }));
  const type = nearestType(candidates, instanceType, form.instanceCount)?.type;
  if (type === undefined) return null;
  const keeps = form.inferenceConfig === '' || configs.some(({ name, instanceTypes }) => name === form.inferenceConfig && instanceTypes.includes(type));
  return { type, change: { instanceType: type, ...(keeps ? {} : { inferenceConfig: '' }) } };
}

export function quotaView(limit: Fact<number | undefined>, inUse: Fact<number>): QuotaView {
  if (limit.status !== 'known') return { limit: null, left: null, reason: reasonOf(t('The quota'), limit) };
  const { value } = limit;
  if (value === undefined) return { limit: null, left: null, reason: t('AWS lists no quota for endpoints of this type.') };
  if (inUse.status !== 'known') return { limit: value, left: null, reason: t('The limit is {0}. {1}', value, reasonOf(t('How much of it is in use'), inUse)) };
  return { limit: value, left: Math.max(value - inUse.value, 0), reason: null };
}

function reasonOf(what: string, fact: Exclude<Fact<unknown>, { status: 'known' }>): string {
  if (fact.status === 'pending') return t('{0} is being looked up.', what);
  return fact.action === undefined ? t('{0} is not known: {1}', what, fact.reason) : t('{0} is not known: you may not call {1}.', what, fact.action);
}
