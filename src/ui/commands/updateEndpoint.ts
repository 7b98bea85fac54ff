import * as vscode from 'vscode';
import { keyOfContentArn } from '../../catalog/modelHub.js';
import type { ModelSource } from '../../catalog/ports.js';
import type { ModelSpec } from '../../catalog/spec.js';
import type { Target } from '../../deploy/record.js';
import type { Gateways, LiveEndpoint, Scaling } from '../../endpoints/ports.js';
import { type JumpStartOrigin, recognise } from '../../endpoints/recognise.js';
import { type LiveVariant, planUpdate, variantOf } from '../../endpoints/updatePlan.js';
import { accountOf } from '../../shared/accountOf.js';
import { t } from '../../shared/l10n.js';
import { money } from '../../shared/money.js';
import { ServiceError, isServiceError } from '../../shared/serviceError.js';
import { targetOf } from '../removing.js';
import { type Now, type What, chooseCount, chooseScaling, chooseType, chooseVersion, chooseWhat } from '../updating/choices.js';
import { acceptLicences, confirmUpdate } from '../updating/confirm.js';
import type { Command, CommandContext } from './context.js';
import { endpointOf } from './pickEndpoint.js';

/** Statuses in which SageMaker takes an update. */
const CHANGEABLE = new Set(['InService', 'OutOfService', 'UpdateRollbackFailed']);

/** What the questions work with. */
interface Subject {
  readonly gateways: Gateways;
  readonly target: Target;
  readonly live: LiveEndpoint;
  readonly name: string;
  /** The variant, or why only its number can be changed. */
  readonly variant: LiveVariant | string;
  readonly origin: JumpStartOrigin | undefined;
  /** Undefined where it does not, `denied` where it may not be read. */
  readonly scaling: Scaling | 'denied' | undefined;
  readonly source: ModelSource;
}

/** Changes an endpoint that runs, under its name: number of instances, instance type, model version or automatic scaling. */
export const updateEndpoint: Command = async (context, element) => {
  const row = await endpointOf(context, element, t('Update an endpoint'), ({ summary }) => CHANGEABLE.has(summary.status));
  if (!row) return;
  const subject = await read(context, row.summary);
  if (context.updates.list().some(({ endpointName, target }) => endpointName === subject.name && target.region === subject.target.region && target.accountId === subject.target.accountId)) {
    throw new ServiceError('invalid', t('{0} is being updated already. Update it again when that has ended.', subject.name));
  }
  const what = await chooseWhat(subject.name, nowOf(subject));
  if (what !== undefined) await CHANGES[what](context, subject);
};

async function read({ connections, catalogues }: CommandContext, { name, arn }: { name: string; arn: string }): Promise<Subject> {
  const settings = await connections.settled();
  const gateways = await connections.gatewaysFor(settings);
  return vscode.window.withProgress({ location: { viewId: 'jumpstartDeploy.endpoints' } }, async () => {
    const live = await gateways.updates.live(name);
    if (!live) throw new ServiceError('notFound', t('There is no endpoint {0} in this account and region any more.', name));
    if (!CHANGEABLE.has(live.detail.status)) throw new ServiceError('invalid', t('{0} cannot be updated while its status is {1}.', name, live.detail.status));
    const scaling = await gateways.updates.scaling(name, live.detail.variants[0]?.name ?? '').catch((error: unknown) => { if (isServiceError(error, 'permission')) return 'denied' as const; throw error; });
    return { gateways, target: targetOf(settings, accountOf(arn)), live, name, variant: variantOf(live), origin: recognise(name, live.tags), scaling, source: catalogues.source(settings) };
  });
}

function nowOf({ live, variant, origin, scaling }: Subject): Now {
  const [first] = live.detail.variants;
  const known = typeof variant !== 'string' && origin?.modelId !== undefined;
  const single = live.detail.variants.length === 1 && live.components.length === 0 && first?.currentCount !== undefined;
  return {
    count: single ? t('now {0}', first.desiredCount ?? first.currentCount) : undefined,
    instanceType: known ? t('now {0}', variant.instanceType) : undefined,
    version: known && origin.version !== undefined ? t('now {0}', origin.version) : undefined,
    scaling: !single || scaling === 'denied' ? undefined : scaling ? t('now {0} to {1} instances', scaling.min, scaling.max) : t('now off'),
  };
}

const CHANGES: Readonly<Record<What, (context: CommandContext, subject: Subject) => Promise<void>>> = {
  count: changeCount,
  instanceType: async (context, subject) => {
    const { spec, variant } = await modelOf(subject);
    const priceOf = async (type: string): Promise<string | undefined> => {
      const price = await subject.gateways.account.price(type).catch(() => undefined);
      return price && t('{0} / h', money(price.perHour, price.currency));
    };
    const instanceType = await chooseType(spec, subject.target.region, variant.instanceType, priceOf);
    if (instanceType !== undefined) await changeConfig(context, subject, { running: spec, wanted: spec, instanceType });
  },
  version: async (context, subject) => {
    const { spec, variant, key } = await modelOf(subject);
    const model = await subject.source.find(key);
    if (!model) throw new ServiceError('notFound', t('JumpStart has no model {0} in {1} any more.', key, subject.target.region));
    const version = await chooseVersion(model, spec.version);
    if (version !== undefined) await changeConfig(context, subject, { running: spec, wanted: await subject.source.spec(key, version), instanceType: variant.instanceType });
  },
  scaling: changeScaling,
};

async function modelOf({ variant, origin, source }: Subject): Promise<{ spec: ModelSpec; variant: LiveVariant; key: string }> {
  if (typeof variant === 'string') throw new ServiceError('invalid', variant);
  const key = (origin?.hubContentArn === undefined ? undefined : keyOfContentArn(origin.hubContentArn)) ?? origin?.modelId ?? '';
  const version = origin?.version ?? (await source.find(key))?.versions[0]?.version ?? '';
  return { spec: await source.spec(key, version), variant, key };
}

async function changeConfig(context: CommandContext, { live, name, target, gateways, source, variant, scaling }: Subject, ask: { running: ModelSpec; wanted: ModelSpec; instanceType: string }): Promise<void> {
  if (typeof variant === 'string') return;
  const planned = planUpdate(live, { ...ask, region: target.region, accountId: target.accountId, at: context.clock.now() });
  if (!planned.ok) throw new ServiceError('invalid', t('{0} cannot be updated so. {1}', name, planned.reason));
  const { plan } = planned;
  if (!await acceptLicences(source, plan.licences)) return;
  const { wanted, instanceType } = ask;
  const notes = [
    t('SageMaker starts the new instances beside the old ones, and until it has moved the requests over, both are billed. If the new ones do not answer, it goes back, and you are told. It cannot be stopped once it has begun. The endpoint configuration {0} and its model stay, so that you can go back.', plan.fromConfig),
    ...(scaling !== undefined && scaling !== 'denied' ? [t('It goes on scaling by itself between {0} and {1} instances.', scaling.min, scaling.max)] : []),
    ...(wanted.deprecated && wanted.version !== ask.running.version ? [t('Version {0} is deprecated.', wanted.version)] : []),
    ...(wanted.vulnerable && wanted.version !== ask.running.version ? [t('Version {0} is known to be vulnerable.', wanted.version)] : []),
    ...plan.warnings,
  ];
  const yes = await confirmUpdate(gateways, {
    title: t('Update the endpoint {0}?', name), target, differences: plan.differences, from: { type: variant.instanceType, count: variant.count }, to: { type: instanceType, count: variant.count }, more: variant.count, notes: ['', ...notes],
  });
  if (!yes) return;
  await context.updates.start({
    target, endpointName: name, endpointArn: live.detail.arn, endpointCreatedAt: live.detail.createdAt.toISOString(), goal: { kind: 'config', name: plan.toConfig }, calls: plan.calls, tags: plan.tags,
    summary: wanted.version === ask.running.version ? `${variant.instanceType} → ${instanceType}` : `${ask.running.version} → ${wanted.version}`,
  });
}

async function changeCount(context: CommandContext, { live, name, target, gateways, scaling, variant }: Subject): Promise<void> {
  if (scaling !== undefined && scaling !== 'denied') {
    throw new ServiceError('invalid', t('{0} scales by itself between {1} and {2} instances, and would not keep another number. Change its automatic scaling instead.', name, scaling.min, scaling.max));
  }
  const [first] = live.detail.variants;
  const now = first?.desiredCount ?? first?.currentCount ?? 1;
  const count = await chooseCount(now);
  if (count === undefined || !first) return;
  const type = typeof variant === 'string' ? undefined : variant.instanceType;
  const yes = await confirmUpdate(gateways, {
    title: t('Change the number of instances of {0}?', name), target, differences: [{ what: t('Instances'), from: String(now), to: String(count) }],
    from: { type, count: now }, to: { type, count }, more: count - now, notes: [],
  });
  if (!yes) return;
  await context.updates.start({
    target, endpointName: name, endpointArn: live.detail.arn, endpointCreatedAt: live.detail.createdAt.toISOString(), goal: { kind: 'counts', counts: { [first.name]: count } }, calls: [], tags: {},
    summary: t('{0} → {1} instances', now, count),
  });
}

async function changeScaling(_context: CommandContext, { live, name, target, gateways, scaling, variant }: Subject): Promise<void> {
  const [first] = live.detail.variants;
  if (!first || scaling === 'denied') return;
  const count = first.desiredCount ?? first.currentCount ?? 1;
  const wanted = await chooseScaling(scaling, count);
  if (wanted === undefined) return;
  if (wanted === 'off') {
    await gateways.removal.deregister({ resourceId: `endpoint/${name}/variant/${first.name}`, dimension: 'sagemaker:variant:DesiredInstanceCount' });
    void vscode.window.showInformationMessage(t('{0} scales by itself no more. It keeps the instances that it has now: {1}.', name, count));
    return;
  }
  const type = typeof variant === 'string' ? undefined : variant.instanceType;
  const yes = await confirmUpdate(gateways, {
    title: t('Let {0} scale by itself?', name), target, from: { type, count }, to: { type, count: wanted.max }, more: wanted.max - count,
    differences: [
      { what: t('Instances'), from: scaling ? `${scaling.min}–${scaling.max}` : String(count), to: `${wanted.min}–${wanted.max}` },
      { what: t('Invocations per instance and minute'), from: scaling?.target === undefined ? null : String(scaling.target), to: String(wanted.target) },
    ],
    notes: [t('These are the cost and the need of {0} instances, the most that it may have.', wanted.max)],
  });
  if (!yes) return;
  await gateways.updates.setScaling(name, first.name, wanted);
  void vscode.window.showInformationMessage(t('{0} scales between {1} and {2} instances from now on.', name, wanted.min, wanted.max));
}
