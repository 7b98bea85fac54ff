import { acceleratorOf } from '../../catalog/instanceTypes.js';
import type { DeploymentPlan, PlannedCall } from '../../deploy/plan.js';
import { type CallRecord, type DeploymentRecord, type FailureRecord, endpointNameOf } from '../../deploy/record.js';
import type { Asked, LogLine } from '../../endpoints/containerLog.js';
import { type Diagnosis, diagnose, policyStatement } from '../../endpoints/failure.js';
import type { DeploymentForm } from '../../shared/form.js';
import { type JsonObject, isObject } from '../../shared/json.js';
import type { DeploymentView, FailureView, StepView } from '../../shared/protocol.js';

const LABELS: Readonly<Record<PlannedCall['operation'], { readonly waiting: string; readonly active: string; readonly done: string }>> = {
  CopyArtifacts: { waiting: 'Copy the artifacts', active: 'Copying the artifacts', done: 'Artifacts copied' },
  RepackArtifacts: { waiting: 'Pack the model with its code', active: 'Packing the model with its code', done: 'Model packed with its code' },
  CreateModel: { waiting: 'Create the model', active: 'Creating the model', done: 'Model created' },
  CreateEndpointConfig: { waiting: 'Create the endpoint config', active: 'Creating the endpoint config', done: 'Endpoint config created' },
  CreateEndpoint: { waiting: 'Create the endpoint', active: 'Endpoint is being created', done: 'Endpoint created' },
};

/** What the record itself does not tell. */
export interface Surroundings {
  /** The endpoint was deleted after the deployment had ended. */
  readonly gone?: boolean;
  /** The container's last lines, where it did not come up. */
  readonly log?: readonly LogLine[] | undefined;
  /** What a deployment that failed for its instance type is tried on next. */
  readonly otherType?: { readonly type: string; readonly price: string | undefined } | undefined;
}

/** A deployment as the tab shows it. */
export function deploymentView(record: DeploymentRecord, { gone = false, otherType, log }: Surroundings = {}): DeploymentView {
  const steps = record.plan.calls.map((call, i) => stepOf(record, call, record.calls[i]));
  const { model } = record.plan;
  return {
    id: record.id, phase: record.phase, endpointName: endpointNameOf(record), endpoint: endpointOf(record, gone),
    summary: `${record.title} on ${model.instanceCount} × ${model.instanceType} in ${model.region}`,
    startedAt: record.startedAt, endedAt: record.endedAt ?? null,
    steps: [...steps, inServiceStep(record)],
    usually: usualTime(model.instanceType),
    failure: record.failure ? failureView(record, record.failure, diagnosisOf(record, log), otherType) : null,
    paused: record.paused ?? null,
    copies: copiesOf(record),
    leftOver: record.plan.calls.filter((call, i) => record.calls[i]?.status === 'left' && call.creates).map((call) => `${KINDS[call.creates?.kind ?? 'model']} ${call.creates?.name ?? ''}`),
  };
}

/** Where copied artifacts stay after a deployment that came to nothing. */
function copiesOf({ plan, calls, phase }: DeploymentRecord): string | null {
  const at = plan.calls.findIndex((call) => call.service === 's3');
  const destination = plan.calls[at]?.input['Destination'];
  if (!isObject(destination) || calls[at]?.startedAt === undefined || (phase !== 'failed' && phase !== 'cancelled')) return null;
  const { Bucket: bucket, Key: key } = destination;
  return typeof bucket === 'string' && typeof key === 'string' ? `s3://${bucket}/${key}` : null;
}

function endpointOf({ plan, calls }: DeploymentRecord, gone: boolean): DeploymentView['endpoint'] {
  const created = plan.calls.some((call, i) => call.creates?.kind === 'endpoint' && calls[i]?.status === 'done');
  return !created ? 'none' : gone ? 'gone' : 'there';
}

/** Why it failed, from what SageMaker and the container said. */
export function diagnosisOf({ plan, failure }: Pick<DeploymentRecord, 'plan' | 'failure'>, log: readonly LogLine[] | undefined): Diagnosis {
  return diagnose(failure?.awsText ?? failure?.message, { log, asked: askedOf(plan) });
}

function askedOf({ model, calls }: DeploymentPlan): Asked {
  const inputOf = (operation: PlannedCall['operation']): JsonObject => calls.find((call) => call.operation === operation)?.input ?? {};
  const container = inputOf('CreateModel')['PrimaryContainer'];
  const environment = isObject(container) && isObject(container['Environment']) ? container['Environment'] : {};
  const variants = inputOf('CreateEndpointConfig')['ProductionVariants'];
  const [variant] = Array.isArray(variants) ? variants : [];
  const timeout = isObject(variant) ? variant['ContainerStartupHealthCheckTimeoutInSeconds'] : undefined;
  return {
    instanceType: model.instanceType, startupTimeoutS: typeof timeout === 'number' ? timeout : undefined,
    environment: Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

function failureView({ form }: DeploymentRecord, { message, awsText }: FailureRecord, diagnosis: Diagnosis, otherType: Surroundings['otherType']): FailureView {
  const { remedies, line } = diagnosis;
  const cause = diagnosis.kind === 'unknown' ? message : diagnosis.certain ? diagnosis.cause : `Probably: ${diagnosis.cause}`;
  const statement = remedies.find((r) => r.kind === 'copyStatement');
  const changes = remedies.filter((r) => r.kind === 'change');
  return {
    cause,
    detail: line ? `${line.stream} ${line.at.slice(11, 19)}  ${line.text}` : awsText !== undefined && !cause.includes(awsText) ? awsText : null,
    advice: [...new Set(remedies.map((r) => r.text))],
    remedies: [
      ...changes.map(({ label, change }) => ({ label, action: { kind: 'setForm', change: withOwn(change, form) } } as const)),
      ...(otherType && remedies.some((r) => r.kind === 'otherInstanceType')
        ? [{ label: `Use ${otherType.type}${otherType.price === undefined ? '' : ` – ${otherType.price} / h`}`, action: { kind: 'setForm', change: { instanceType: otherType.type } } } as const] : []),
      ...(remedies.some((r) => r.kind === 'requestQuota') ? [{ label: 'Request increase', action: { kind: 'openQuotas' } } as const] : []),
      ...(remedies.some((r) => r.kind === 'signIn') ? [{ label: 'Sign in again', action: { kind: 'signIn' } } as const] : []),
      ...(remedies.some((r) => r.kind === 'otherRegion') ? [{ label: 'Switch region', action: { kind: 'switchRegion' } } as const] : []),
      ...(line || diagnosis.kind === 'healthCheck' ? [{ label: 'Show log', action: { kind: 'showContainerLog' } } as const] : []),
      ...(statement ? [{ label: 'Copy statement', action: { kind: 'copy', text: policyStatement(statement.action, statement.resource) } } as const] : []),
    ],
  };
}

/** A variable that is set joins those that were set before. */
function withOwn(change: Partial<DeploymentForm>, form: DeploymentForm): Partial<DeploymentForm> {
  return change.environment === undefined ? change : { ...change, environment: { ...form.environment, ...change.environment } };
}

const KINDS = { model: 'Model', endpointConfig: 'Endpoint config', endpoint: 'Endpoint' } as const;

/** Source: observed times; small CPU models come up in 3 to 6 minutes, large ones on accelerators take 6 to 25. */
export function usualTime(instanceType: string): string {
  return acceleratorOf(instanceType) === undefined ? 'usually 3–6 min on this type' : 'usually 6–25 min on this type';
}

function stepOf(record: DeploymentRecord, call: PlannedCall, state: CallRecord | undefined): StepView {
  const labels = LABELS[call.operation];
  const base = { id: call.id, startedAt: state?.startedAt ?? null, endedAt: state?.endedAt ?? null, detail: detailOf(state) };
  switch (state?.status) {
    case 'intended': return { ...base, label: labels.active, status: 'active' };
    case 'done':
      // the call returns at once, the endpoint takes minutes
      if (call.operation === 'CreateEndpoint') return endpointStep(record, base);
      return { ...base, label: labels.done, status: 'done' };
    case 'refused': return { ...base, label: labels.waiting, status: 'failed' };
    case 'removed':
      // SageMaker takes a minute for it
      if (call.operation === 'CreateEndpoint' && record.phase === 'cancelling') return { ...base, endedAt: null, label: 'Endpoint is being deleted', status: 'active' };
      return { ...base, label: `${labels.done}, removed again`, status: 'undone' };
    case 'left': return { ...base, label: `${labels.done}, could not be removed`, status: 'failed' };
    default: return { ...base, label: labels.waiting, status: record.failure?.callId === call.id ? 'failed' : 'waiting' };
  }
}

function endpointStep(record: DeploymentRecord, base: Omit<StepView, 'label' | 'status'>): StepView {
  if (record.phase === 'inService') return { ...base, endedAt: record.endedAt ?? null, label: 'Endpoint created', status: 'done' };
  if (record.phase === 'failed') return { ...base, endedAt: record.endedAt ?? null, label: 'Endpoint failed', status: 'failed' };
  if (record.phase === 'cancelling') return { ...base, endedAt: null, label: 'Waiting to delete the endpoint: SageMaker allows it when creation has ended', status: 'active' };
  return { ...base, endedAt: null, label: LABELS.CreateEndpoint.active, status: 'active' };
}

function inServiceStep(record: DeploymentRecord): StepView {
  const done = record.phase === 'inService';
  return { id: 'inService', label: 'In service', status: done ? 'done' : 'waiting', startedAt: null, endedAt: done ? record.endedAt ?? null : null, detail: null };
}

function detailOf(state: CallRecord | undefined): string | null {
  if (state?.progress) return `${bytes(state.progress.done)} of ${bytes(state.progress.total)}`;
  return state?.arn ?? null;
}

function bytes(n: number): string {
  if (n >= 1e9) return `${(n / 1e9).toFixed(1)} GB`;
  return n >= 1e6 ? `${(n / 1e6).toFixed(1)} MB` : `${Math.ceil(n / 1e3)} KB`;
}
