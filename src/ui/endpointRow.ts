import type { DeploymentRecord } from '../deploy/record.js';
import type { ParkedEndpoint } from '../endpoints/parked.js';
import { diagnose } from '../endpoints/failure.js';
import { type StatusTone, statusText, statusTone } from '../endpoints/status.js';
import type { EndpointRow } from '../endpoints/store.js';
import type { EndpointCost } from '../endpoints/cost.js';
import { t } from '../shared/l10n.js';
import { codeSpan } from '../shared/markdown.js';
import { costLines, spentText } from './endpointCost.js';
import { escapeMarkdown, exactTime, shortDuration } from './format.js';
import { deploymentView } from './panel/recordView.js';

const ICONS: Readonly<Record<StatusTone, { readonly icon: string; readonly color: string | undefined }>> = {
  ok: { icon: 'circle-filled', color: 'testing.iconPassed' },
  busy: { icon: 'loading~spin', color: undefined },
  warning: { icon: 'warning', color: 'list.warningForeground' },
  error: { icon: 'error', color: 'list.errorForeground' },
  off: { icon: 'circle-slash', color: undefined },
};

const UNPRICED: RowCost = { cost: undefined, emulated: false };

export interface EndpointLook {
  readonly description: string;
  readonly icon: string;
  readonly color: string | undefined;
  /** For when-clauses. */
  readonly marks: readonly string[];
}

/** What is wished of an endpoint: by its deployment, or, in words, by whoever changes, deletes or parks it. */
export interface Wish { readonly phase?: DeploymentRecord['phase']; readonly wish?: string }

/** What an endpoint costs, and whether it is the emulator that says so. */
export interface RowCost {
  readonly cost: EndpointCost | undefined;
  readonly emulated: boolean;
}

/** "In service · ml.g5.2xlarge × 1 · 2 h · $5.60" */
export function describeEndpoint({ summary, detail, config }: EndpointRow, now: Date, running: Wish | undefined, { cost, emulated }: RowCost = UNPRICED): EndpointLook {
  const tone = statusTone(summary.status);
  const age = shortDuration(now.getTime() - summary.createdAt.getTime());
  const wish = running?.wish ?? (running?.phase === 'cancelling' ? t('Waiting to be deleted') : undefined);
  const status = wish !== undefined && summary.status !== 'Deleting' ? wish : statusText(summary.status);
  const reason = tone === 'error' && detail?.failureReason !== undefined ? shortCause(detail.failureReason) : undefined;
  const parts = [status, reason, hardwareOf(detail, config), tone === 'busy' && summary.status === 'Creating' ? t('for {0}', age) : age, spentText(cost, emulated)];
  return {
    description: parts.filter((part) => part !== undefined).join(' · '), ...ICONS[tone],
    marks: ['endpoint', ...(summary.status === 'InService' || summary.status === 'UpdateRollbackFailed' ? ['inService'] : []), ...(summary.status === 'Failed' ? ['failed'] : [])],
  };
}

/** A deployment of this window whose endpoint is not there yet: its step. */
export function describeDeployment(record: DeploymentRecord): EndpointLook {
  const step = deploymentView(record).steps.find((s) => s.status === 'active');
  const progress = step?.detail === null || step?.detail === undefined || step.detail.startsWith('arn:') ? undefined : step.detail;
  const paused = record.paused === undefined ? undefined : t('Paused');
  const parts = [paused ?? step?.label ?? (record.phase === 'cancelling' ? t('Being cancelled') : t('Starting')), progress, `${record.plan.model.instanceType} × ${record.plan.model.instanceCount}`];
  return { description: parts.filter((part) => part !== undefined).join(' · '), ...ICONS[record.paused === undefined ? 'busy' : 'warning'], marks: ['deployment'] };
}

/** "Parked · $0 · ml.g5.2xlarge × 1" */
export function describeParked({ instanceType, instanceCount }: ParkedEndpoint, configGone: boolean): EndpointLook {
  const parts = [t('Parked'), '$0', instanceType === undefined ? undefined : `${instanceType} × ${instanceCount}`, configGone ? t('its configuration was deleted') : undefined];
  return { description: parts.filter((part) => part !== undefined).join(' · '), ...(configGone ? ICONS.warning : { icon: 'debug-pause', color: undefined }), marks: ['parked', ...(configGone ? [] : ['resumable'])] };
}

/** The endpoint's card, as Markdown. */
export function endpointCard({ summary, detail, config, origin }: EndpointRow, { cost, emulated }: RowCost = UNPRICED): string {
  const lines = [`**${escapeMarkdown(summary.name)}**`, `${escapeMarkdown(statusText(summary.status))} · ${t('created {0}', escapeMarkdown(exactTime(summary.createdAt)))}`];
  const hardware = hardwareOf(detail, config);
  if (hardware !== undefined) lines.push(escapeMarkdown(hardware));
  if (config === null) lines.push(t('Its endpoint configuration was deleted: the instance type cannot be known any more.'));
  lines.push(...costLines(cost, emulated).map(escapeMarkdown));
  if (origin?.modelId !== undefined) {
    const by = { extension: t('this extension'), sdk: t('the SageMaker Python SDK'), studio: 'SageMaker Studio', name: '' }[origin.source];
    lines.push(`${codeSpan(origin.modelId)}${origin.version === undefined ? '' : ` ${escapeMarkdown(origin.version)}`} · ${t('deployed with {0}', by)}`);
  }
  if (summary.status === 'Failed') lines.push(...failureLines(detail?.failureReason));
  else if (detail?.failureReason !== undefined) lines.push(...takenBackLines(summary.status, detail.failureReason));
  return lines.join('\n\n');
}

function failureLines(reason: string | undefined): string[] {
  const { cause, certain } = diagnose(reason);
  return [`$(error) ${escapeMarkdown(cause)}`, ...(reason !== undefined && !cause.includes(reason) ? [certain ? t('SageMaker says: {0}', escapeMarkdown(reason)) : t('SageMaker says only: {0}', escapeMarkdown(reason))] : [])];
}

/** An update that came to nothing leaves its reason with an endpoint that goes on. */
function takenBackLines(status: string, reason: string): string[] {
  const { cause } = diagnose(reason);
  const what = status === 'InService' ? t('The last update was taken back, and what ran before goes on. {0}', cause) : cause;
  return [`$(warning) ${escapeMarkdown(what)}`, ...(what.includes(reason) ? [] : [t('SageMaker says: {0}', escapeMarkdown(reason))])];
}

const SHORT: Partial<Record<ReturnType<typeof diagnose>['kind'], string>> = {
  quota: t('quota used up'), capacity: t('no capacity'), healthCheck: t('container did not answer'), containerStart: t('container did not start'), modelData: t('model files not readable'),
  image: t('image not readable'), roleTrust: t('role not usable'), passRole: t('role may not be passed'), organisationPolicy: t('denied by the organisation'), key: t('key not usable'), eula: t('licence not accepted'), subscription: t('not subscribed'),
};

function shortCause(reason: string): string | undefined {
  return SHORT[diagnose(reason).kind];
}

/** "ml.g5.2xlarge × 1"; undefined where no type is known. */
export function hardwareOf(detail: EndpointRow['detail'], config: EndpointRow['config']): string | undefined {
  const variants = config?.variants ?? [];
  const texts = variants.flatMap((v) => {
    const live = detail?.variants.find((d) => d.name === v.name);
    const found = live?.pools?.filter((pool) => pool.count > 0) ?? [];
    if (found.length > 0) return found.map((pool) => `${pool.instanceType} × ${pool.count}`);
    // of pools nobody knows yet which one it will be
    const type = v.instanceType ?? v.pools?.map((pool) => pool.instanceType).join(` ${t('or')} `);
    return type === undefined ? [] : [`${type} × ${live?.currentCount ?? live?.desiredCount ?? v.initialCount ?? 1}`];
  });
  return texts.length === 0 ? undefined : texts.join(', ');
}
