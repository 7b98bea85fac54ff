import { type EndpointCost, SPENT_NOTE } from '../../endpoints/cost.js';
import { diagnose } from '../../endpoints/failure.js';
import type { EndpointFacts, EndpointSummary, ModelFacts, Scaling } from '../../endpoints/ports.js';
import type { JumpStartOrigin } from '../../endpoints/recognise.js';
import { statusText, statusTone } from '../../endpoints/status.js';
import type { CostView, DetailGroup, DetailRow, EndpointAction, EndpointState } from '../../shared/endpointProtocol.js';
import { t } from '../../shared/l10n.js';
import { money } from '../../shared/money.js';
import { hardwareOf } from '../endpointRow.js';

/** The newest status that is known, from the list or from the endpoint itself. */
export function statusView({ status }: Pick<EndpointSummary, 'status'>): EndpointState['status'] {
  return { text: statusText(status), tone: statusTone(status) };
}

export function costView(cost: EndpointCost | undefined, emulated: boolean): CostView | null {
  if (cost === undefined || cost.status === 'open') return null;
  if (cost.status === 'unknown') return { perHour: null, spent: null, note: t('What it costs is not known: {0}', cost.reason) };
  const { perHour, spent, currency, date } = cost;
  const source = emulated ? t('By the emulator\'s own price list of {0}; nothing is billed.', date) : t('Instance price only, AWS price list of {0}.', date);
  return { perHour: t('{0} / h', money(perHour, currency)), spent: money(spent, currency), note: `${source} ${SPENT_NOTE}` };
}

/** What can be done with an endpoint in this status. */
export function actionsFor({ status }: Pick<EndpointSummary, 'status'>, emulated: boolean): EndpointAction[] {
  const serves = ['InService', 'Updating', 'UpdateRollbackFailed', 'SystemUpdating', 'RollingBack'].includes(status);
  return [
    ...(serves ? ['tryEndpoint', 'openNotebook', 'showCode'] as const : []),
    ...(status === 'Failed' ? ['showFailure'] as const : []),
    'showContainerLog', 'copyEndpointArn',
    ...(emulated ? [] : ['openInConsole'] as const),
    ...(status === 'InService' || status === 'UpdateRollbackFailed' ? ['updateEndpoint'] as const : []),
    ...(status === 'InService' ? ['parkEndpoint'] as const : []),
    ...(status === 'Deleting' ? [] : ['deleteEndpoint'] as const),
  ];
}

export function failureOf({ status, failureReason }: EndpointFacts['detail']): EndpointState['failure'] {
  // an update that was rolled back leaves its reason with an endpoint that serves
  if (status !== 'Failed' && failureReason === undefined) return null;
  const { cause: found, remedies } = diagnose(failureReason);
  const cause = status === 'InService' ? t('The last update was taken back, and what ran before goes on. {0}', found) : found;
  return { cause, detail: failureReason !== undefined && !cause.includes(failureReason) ? failureReason : null, advice: remedies.map(({ text }) => text) };
}

/** "ml.g6e.2xlarge × 1" */
export function hardware({ detail, config }: EndpointFacts): string | null {
  return hardwareOf(detail, config) ?? null;
}

/** Everything that is known, in groups; what is not there is left out. */
export function detailsOf(facts: EndpointFacts, origin: JumpStartOrigin | undefined): DetailGroup[] {
  const groups: DetailGroup[] = [
    { title: t('Endpoint'), rows: endpointRows(facts, origin) },
    ...facts.detail.variants.map(({ name }) => ({ title: t('Variant {0}', name), rows: variantRows(facts, name) })),
    ...facts.models.map((model) => ({ title: t('Model {0}', model.name), rows: modelRows(model) })),
    { title: t('Inference components'), rows: facts.components.map(({ name, status, variantName }) => row(name, [status, variantName].filter((part) => part !== '').join(' · '))) },
    { title: t('Tags'), rows: Object.entries(facts.tags ?? {}).map(([key, value]) => row(key, value)) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

function endpointRows({ detail, config }: EndpointFacts, origin: JumpStartOrigin | undefined): DetailRow[] {
  return rows(
    id('ARN', detail.arn),
    origin?.modelId === undefined ? undefined : { label: t('JumpStart model'), value: [origin.modelId, origin.version].filter((part) => part !== undefined).join(' '), kind: 'model' },
    id(t('Endpoint config'), detail.configName),
    config === null ? row('', t('The endpoint config was deleted: instance type, key and data capture cannot be known any more.')) : undefined,
    detail.pendingConfigName === undefined || detail.pendingConfigName === detail.configName ? undefined : id(t('Config that is coming'), detail.pendingConfigName),
    { label: t('Created'), value: detail.createdAt.toISOString(), kind: 'time' },
    { label: t('Last changed'), value: detail.modifiedAt.toISOString(), kind: 'time' },
    config ? config.kmsKeyId === undefined ? row(t('Encryption key'), t('SageMaker\'s own')) : id(t('Encryption key'), config.kmsKeyId) : undefined,
    config ? row(t('Data capture'), config.dataCapture ?? t('off')) : undefined,
  );
}

function variantRows({ detail, config, variants }: EndpointFacts, name: string): DetailRow[] {
  const live = detail.variants.find((variant) => variant.name === name);
  const configured = config?.variants.find((variant) => variant.name === name);
  const more = variants.find((variant) => variant.name === name);
  const pools = live?.pools?.map(({ instanceType, count }) => `${instanceType} × ${count}`).join(', ');
  return rows(
    maybe(t('Instance type'), configured?.instanceType ?? configured?.pools?.map(({ instanceType }) => instanceType).join(`, ${t('else')} `)),
    maybe(t('Instances by type'), pools),
    maybe(t('Instances'), live?.currentCount === undefined ? undefined : t('{0} of {1} wanted', live.currentCount, live.desiredCount ?? live.currentCount)),
    maybe(t('Scales by itself'), more?.scaling && scalingText(more.scaling)),
    maybe(t('Weight'), more?.currentWeight === undefined ? undefined : more.desiredWeight === undefined || more.desiredWeight === more.currentWeight ? String(more.currentWeight) : t('{0}, going to {1}', more.currentWeight, more.desiredWeight)),
    configured?.modelName === undefined ? undefined : id(t('Model'), configured.modelName),
    ...(more?.images ?? []).flatMap(({ specified, resolved }) => [specified === undefined ? undefined : id(t('Image'), specified), resolved === undefined || resolved === specified ? undefined : id(t('Image that runs'), resolved)]),
  );
}

function scalingText({ min, max, target }: Scaling): string {
  return target === undefined ? t('{0} to {1} instances', min, max) : t('{0} to {1} instances, at {2} invocations per instance and minute', min, max, target);
}

function modelRows({ roleArn, isolated, vpc, containers }: ModelFacts): DetailRow[] {
  return rows(
    ...containers.flatMap(({ image, artifact, packageName, variables }, index) => {
      const which = containers.length > 1 ? ` ${index + 1}` : '';
      return [
        image === undefined ? undefined : id(t('Image') + which, image),
        packageName === undefined ? undefined : id(t('Model package') + which, packageName),
        artifact === undefined ? undefined : id(t('Artifact') + which, artifact),
        row(t('Environment') + which, variables === 1 ? t('1 variable') : t('{0} variables', variables)),
      ];
    }),
    roleArn === undefined ? undefined : id(t('Execution role'), roleArn),
    row('VPC', vpc === undefined ? t('none') : `${vpc.subnets.join(', ')}; ${vpc.securityGroups.join(', ')}`),
    row(t('Network isolation'), isolated === true ? t('on') : t('off')),
  );
}

function row(label: string, value: string): DetailRow {
  return { label, value, kind: 'text' };
}

function maybe(label: string, value: string | undefined): DetailRow | undefined {
  return value === undefined || value === '' ? undefined : row(label, value);
}

function id(label: string, value: string): DetailRow {
  return { label, value, kind: 'id' };
}

function rows(...all: readonly (DetailRow | undefined)[]): DetailRow[] {
  return all.filter((each) => each !== undefined);
}
