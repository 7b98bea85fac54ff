import { type EndpointCost, SPENT_NOTE } from '../../endpoints/cost.js';
import { diagnose } from '../../endpoints/failure.js';
import type { EndpointFacts, EndpointSummary, ModelFacts, Scaling } from '../../endpoints/ports.js';
import type { JumpStartOrigin } from '../../endpoints/recognise.js';
import { statusText, statusTone } from '../../endpoints/status.js';
import type { CostView, DetailGroup, DetailRow, EndpointAction, EndpointState } from '../../shared/endpointProtocol.js';
import { money } from '../../shared/money.js';
import { hardwareOf } from '../endpointRow.js';

/** The newest status that is known, from the list or from the endpoint itself. */
export function statusView({ status }: Pick<EndpointSummary, 'status'>): EndpointState['status'] {
  return { text: statusText(status), tone: statusTone(status) };
}

export function costView(cost: EndpointCost | undefined, emulated: boolean): CostView | null {
  if (cost === undefined || cost.status === 'open') return null;
  if (cost.status === 'unknown') return { perHour: null, spent: null, note: `What it costs is not known: ${cost.reason}` };
  const { perHour, spent, currency, date } = cost;
  const source = emulated ? `By the emulator's own price list of ${date}; nothing is billed.` : `Instance price only, AWS price list of ${date}.`;
  return { perHour: `${money(perHour, currency)} / h`, spent: money(spent, currency), note: `${source} ${SPENT_NOTE}` };
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
  const cause = status === 'InService' ? `The last update was taken back, and what ran before goes on. ${found}` : found;
  return { cause, detail: failureReason !== undefined && !cause.includes(failureReason) ? failureReason : null, advice: remedies.map(({ text }) => text) };
}

/** "ml.g6e.2xlarge × 1" */
export function hardware({ detail, config }: EndpointFacts): string | null {
  return hardwareOf(detail, config) ?? null;
}

/** Everything that is known, in groups; what is not there is left out. */
export function detailsOf(facts: EndpointFacts, origin: JumpStartOrigin | undefined): DetailGroup[] {
  const groups: DetailGroup[] = [
    { title: 'Endpoint', rows: endpointRows(facts, origin) },
    ...facts.detail.variants.map(({ name }) => ({ title: `Variant ${name}`, rows: variantRows(facts, name) })),
    ...facts.models.map((model) => ({ title: `Model ${model.name}`, rows: modelRows(model) })),
    { title: 'Inference components', rows: facts.components.map(({ name, status, variantName }) => row(name, [status, variantName].filter((part) => part !== '').join(' · '))) },
    { title: 'Tags', rows: Object.entries(facts.tags ?? {}).map(([key, value]) => row(key, value)) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

function endpointRows({ detail, config }: EndpointFacts, origin: JumpStartOrigin | undefined): DetailRow[] {
  return rows(
    id('ARN', detail.arn),
    origin?.modelId === undefined ? undefined : { label: 'JumpStart model', value: [origin.modelId, origin.version].filter((part) => part !== undefined).join(' '), kind: 'model' },
    id('Endpoint config', detail.configName),
    config === null ? row('', 'The endpoint config was deleted: instance type, key and data capture cannot be known any more.') : undefined,
    detail.pendingConfigName === undefined || detail.pendingConfigName === detail.configName ? undefined : id('Config that is coming', detail.pendingConfigName),
    { label: 'Created', value: detail.createdAt.toISOString(), kind: 'time' },
    { label: 'Last changed', value: detail.modifiedAt.toISOString(), kind: 'time' },
    config ? config.kmsKeyId === undefined ? row('Encryption key', 'SageMaker\'s own') : id('Encryption key', config.kmsKeyId) : undefined,
    config ? row('Data capture', config.dataCapture ?? 'off') : undefined,
  );
}

function variantRows({ detail, config, variants }: EndpointFacts, name: string): DetailRow[] {
  const live = detail.variants.find((variant) => variant.name === name);
  const configured = config?.variants.find((variant) => variant.name === name);
  const more = variants.find((variant) => variant.name === name);
  const pools = live?.pools?.map(({ instanceType, count }) => `${instanceType} × ${count}`).join(', ');
  return rows(
    maybe('Instance type', configured?.instanceType ?? configured?.pools?.map(({ instanceType }) => instanceType).join(', else ')),
    maybe('Instances by type', pools),
    maybe('Instances', live?.currentCount === undefined ? undefined : `${live.currentCount} of ${live.desiredCount ?? live.currentCount} wanted`),
    maybe('Scales by itself', more?.scaling && scalingText(more.scaling)),
    maybe('Weight', more?.currentWeight === undefined ? undefined : more.desiredWeight === undefined || more.desiredWeight === more.currentWeight ? String(more.currentWeight) : `${more.currentWeight}, going to ${more.desiredWeight}`),
    configured?.modelName === undefined ? undefined : id('Model', configured.modelName),
    ...(more?.images ?? []).flatMap(({ specified, resolved }) => [specified === undefined ? undefined : id('Image', specified), resolved === undefined || resolved === specified ? undefined : id('Image that runs', resolved)]),
  );
}

function scalingText({ min, max, target }: Scaling): string {
  return `${min} to ${max} instances${target === undefined ? '' : `, at ${target} invocations per instance and minute`}`;
}

function modelRows({ roleArn, isolated, vpc, containers }: ModelFacts): DetailRow[] {
  return rows(
    ...containers.flatMap(({ image, artifact, packageName, variables }, index) => {
      const which = containers.length > 1 ? ` ${index + 1}` : '';
      return [
        image === undefined ? undefined : id(`Image${which}`, image),
        packageName === undefined ? undefined : id(`Model package${which}`, packageName),
        artifact === undefined ? undefined : id(`Artifact${which}`, artifact),
        row(`Environment${which}`, variables === 1 ? '1 variable' : `${variables} variables`),
      ];
    }),
    roleArn === undefined ? undefined : id('Execution role', roleArn),
    row('VPC', vpc === undefined ? 'none' : `${vpc.subnets.join(', ')}; ${vpc.securityGroups.join(', ')}`),
    row('Network isolation', isolated === true ? 'on' : 'off'),
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
