import type { QuotaIncrease } from './answers.js';
import { INSTANCE_TYPE_PATTERN } from '../../shared/constraints.js';
import { t } from '../../shared/l10n.js';
import type { CheckRow } from '../../shared/protocol.js';
import { type Ask, type Fact, type Subject, unasked } from './fact.js';
import { type Remedy, ok, problem, remedy, unanswered, unknown } from './row.js';

/** Of one instance type. */
export interface TypeQuota {
  /** Instances of the type that the account may run on endpoints. */
  readonly quota: Fact<number | undefined>;
  /** Instances of the type that the account's endpoints hold already. */
  readonly inUse: Fact<number>;
  /** An increase that was asked for and is not decided yet. */
  readonly increase: Fact<QuotaIncrease | undefined>;
}

export interface QuotaFacts extends TypeQuota {
  /** The same of the fallback types. */
  readonly fallbacks?: readonly (TypeQuota & { readonly type: string })[];
}

export const IN_USE = 'instances in use';
export const increaseQuestion = (instanceType: string): string => `quota increase ${instanceType}`;

export function quotaFacts({ resolution: { instanceType }, form }: Subject, ask: Ask): QuotaFacts {
  const fallbacks = form.fallbackTypes.filter((type) => INSTANCE_TYPE_PATTERN.test(type));
  return { ...quotaOf(instanceType, form.instanceCount, ask), fallbacks: fallbacks.map((type) => ({ type, ...quotaOf(type, form.instanceCount, ask) })) };
}

function quotaOf(instanceType: string, needed: number, ask: Ask): TypeQuota {
  const counted = ask(IN_USE, ({ endpoints }, signal) => endpoints.instancesInUse(signal));
  const inUse: Fact<number> = counted.status === 'known' ? { status: 'known', value: counted.value.get(instanceType) ?? 0 } : counted;
  if (!INSTANCE_TYPE_PATTERN.test(instanceType)) return { quota: unasked(t('choose an instance type first.')), inUse, increase: unasked(t('choose an instance type first.')) };
  const quota = ask(`quota ${instanceType}`, ({ account }, signal) => account.quota(instanceType, signal));
  // who has room enough is not asked about increases
  const increase: Fact<QuotaIncrease | undefined> = tooLittle(quota, inUse, needed)
    ? ask(increaseQuestion(instanceType), ({ account }, signal) => account.quotaIncrease(instanceType, signal)) : { status: 'known', value: undefined };
  return { quota, inUse, increase };
}

function tooLittle(quota: Fact<number | undefined>, inUse: Fact<number>, needed: number): boolean {
  if (quota.status !== 'known' || quota.value === undefined) return false;
  // whatever runs already, this much is not allowed
  return quota.value - (inUse.status === 'known' ? inUse.value : 0) < needed;
}

export function quotaRows({ resolution: { instanceType }, form, nearest }: Subject, facts: QuotaFacts): CheckRow[] {
  const needed = form.instanceCount;
  return [
    quotaRow('quota', instanceType, needed, facts, nearest),
    ...(facts.fallbacks ?? []).map(({ type, ...quota }) => quotaRow(`quota ${type}`, type, needed, quota, null)),
  ];
}

function quotaRow(id: string, instanceType: string, needed: number, facts: TypeQuota, nearest: Subject['nearest']): CheckRow {
  const { quota, inUse } = facts;
  if (quota.status !== 'known') return unanswered(id, instanceType === '' ? t('Quota') : t('Quota of {0}', instanceType), quota);
  if (quota.value === undefined) {
    return unknown(id, t('Quota of {0}: AWS lists none for endpoints of this type.', instanceType), t('Service Quotas knows no quota of that name (servicequotas:ListServiceQuotas): the type may be newer than the list, or not exist.'));
  }
  const limit = quota.value;
  const used = inUse.status === 'known' ? inUse.value : 0;
  const figures = inUse.status === 'known' ? t('limit {0}, in use {1}, needed {2}', limit, used, needed) : t('limit {0}, needed {1}', limit, needed);
  if (tooLittle(quota, inUse, needed)) {
    const use = nearest ? [remedy(t('Use {0}', nearest.type), { kind: 'setForm', change: nearest.change })] : [];
    return tooLittleRow(id, instanceType, figures, { limit, wanted: used + needed }, facts.increase, use);
  }
  if (inUse.status !== 'known') return unanswered(id, t('Quota of {0}: {1}, but how much is in use', instanceType, figures), inUse);
  return ok(id, t('Quota of {0}: {1}', instanceType, figures));
}

function tooLittleRow(id: string, instanceType: string, figures: string, { limit, wanted }: { limit: number; wanted: number }, increase: TypeQuota['increase'], use: readonly Remedy[]): CheckRow {
  const quota = t('Quota of {0} for endpoint usage: {1}.', instanceType, figures);
  if (increase.status === 'known' && increase.value && increase.value.wanted >= wanted) {
    const { wanted: asked, since } = increase.value;
    const waiting = since === undefined ? t('An increase to {0} was asked for and is not decided yet: wait for it, or choose another type.', asked)
      : t('An increase to {0} was asked for on {1} and is not decided yet: wait for it, or choose another type.', asked, since.slice(0, 10));
    return problem(id, `${quota} ${waiting}`, ...use, remedy(t('Open Service Quotas'), { kind: 'openQuotas' }));
  }
  // nobody should ask twice
  if (increase.status === 'pending') return problem(id, `${quota} ${t('Choose another type.')}`, ...use);
  const open = increase.status !== 'unknown' ? []
    : [increase.action === undefined ? t('Whether one was requested already is not known.') : t('Whether one was requested already is not known, you may not call {0}.', increase.action)];
  return problem(id, [quota, t('Choose another type or request an increase.'), ...open].join(' '), ...use, remedy(t('Request increase'), { kind: 'requestQuota', instanceType, limit, wanted }));
}
