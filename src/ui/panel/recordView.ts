import { acceleratorOf } from '../../catalog/instanceTypes.js';
import type { PlannedCall } from '../../deploy/plan.js';
import { type CallRecord, type DeploymentRecord, endpointNameOf } from '../../deploy/record.js';
import type { LogFinding } from '../../endpoints/containerLog.js';
import { type Json, type JsonObject, isObject } from '../../shared/json.js';
import { t } from '../../shared/l10n.js';
import type { DeploymentView, StepView } from '../../shared/protocol.js';
import { diagnosisOf, failureView } from './failureView.js';

const LABELS: Readonly<Record<PlannedCall['operation'], { readonly waiting: string; readonly active: string; readonly done: string }>> = {
  CopyArtifacts: { waiting: t('Copy the artifacts'), active: t('Copying the artifacts'), done: t('Artifacts copied') },
  RepackArtifacts: { waiting: t('Pack the model with its code'), active: t('Packing the model with its code'), done: t('Model packed with its code') },
  CreateModel: { waiting: t('Create the model'), active: t('Creating the model'), done: t('Model created') },
  CreateEndpointConfig: { waiting: t('Create the endpoint config'), active: t('Creating the endpoint config'), done: t('Endpoint config created') },
  CreateEndpoint: { waiting: t('Create the endpoint'), active: t('Endpoint is being created'), done: t('Endpoint created') },
};

/** What the record itself does not tell. */
export interface Surroundings {
  /** The endpoint was deleted after the deployment had ended. */
  readonly gone?: boolean;
  /** What its log says of a container that did not come up. */
  readonly inLog?: () => LogFinding | undefined;
  /** What a deployment that failed for its instance type is tried on next. */
  readonly otherType?: { readonly type: string; readonly price: string | undefined } | undefined;
}

/** A deployment as the tab shows it. */
export function deploymentView(record: DeploymentRecord, { gone = false, otherType, inLog }: Surroundings = {}): DeploymentView {
  const steps = record.plan.calls.map((call, i) => stepOf(record, call, record.calls[i]));
  const { model } = record.plan;
  return {
    id: record.id, phase: record.phase, endpointName: endpointNameOf(record), endpoint: endpointOf(record, gone),
    summary: t('{0} on {1} × {2} in {3}', record.title, model.instanceCount, model.instanceType, model.region),
    startedAt: record.startedAt, endedAt: record.endedAt ?? null,
    steps: [...steps, inServiceStep(record)],
    usually: usualTime(model.instanceType),
    failure: record.failure ? failureView(record, record.failure, diagnosisOf(record, inLog), otherType) : null,
    paused: record.paused ?? null,
    copies: copiesOf(record),
    leftOver: record.plan.calls.filter((call, i) => record.calls[i]?.status === 'left' && call.creates).map((call) => `${KINDS[call.creates?.kind ?? 'model']} ${call.creates?.name ?? ''}`),
  };
}

/** Where copied artifacts stay after a deployment that came to nothing. */
function copiesOf({ plan, calls, phase }: DeploymentRecord): string | null {
  if (phase !== 'failed' && phase !== 'cancelled') return null;
  const places = plan.calls.flatMap((call, i) => {
    const destination = call.service === 's3' && calls[i]?.startedAt !== undefined ? call.input['Destination'] : undefined;
    const { Bucket: bucket, Key: key } = isObject(destination) ? destination : {};
    return typeof bucket === 'string' && typeof key === 'string' ? [`s3://${bucket}/${key}`] : [];
  });
  return places.length === 0 ? null : places.join(` ${t('and')} `);
}

function endpointOf({ plan, calls }: DeploymentRecord, gone: boolean): DeploymentView['endpoint'] {
  const created = plan.calls.some((call, i) => call.creates?.kind === 'endpoint' && calls[i]?.status === 'done');
  return !created ? 'none' : gone ? 'gone' : 'there';
}

const KINDS = { model: t('Model'), endpointConfig: t('Endpoint config'), endpoint: t('Endpoint') } as const;

/** Source: observed times; small CPU models come up in 3 to 6 minutes, large ones on accelerators take 6 to 25. */
export function usualTime(instanceType: string): string {
  return acceleratorOf(instanceType) === undefined ? t('usually 3–6 min on this type') : t('usually 6–25 min on this type');
}

/** A model of a fallback type is told apart from the first by the types that it is for. */
function labelsOf({ plan }: DeploymentRecord, call: PlannedCall): (typeof LABELS)[PlannedCall['operation']] {
  const labels = LABELS[call.operation];
  const types = call.operation === 'CreateModel' ? typesOf(plan, call.creates?.name) : [];
  if (types.length === 0) return labels;
  const forTypes = (label: string): string => t('{0} for {1}', label, types.join(', '));
  return { waiting: forTypes(labels.waiting), active: forTypes(labels.active), done: forTypes(labels.done) };
}

function typesOf({ calls }: DeploymentRecord['plan'], model: string | undefined): string[] {
  const variants = calls.flatMap((call) => (call.operation === 'CreateEndpointConfig' ? list(call.input['ProductionVariants']) : []));
  return variants.flatMap((variant) => list(variant['InstancePools'])).flatMap(({ InstanceType: type, ModelNameOverride: name }) => (name !== undefined && name === model && typeof type === 'string' ? [type] : []));
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function stepOf(record: DeploymentRecord, call: PlannedCall, state: CallRecord | undefined): StepView {
  const labels = labelsOf(record, call);
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
      if (call.operation === 'CreateEndpoint' && record.phase === 'cancelling') return { ...base, endedAt: null, label: t('Endpoint is being deleted'), status: 'active' };
      return { ...base, label: t('{0}, removed again', labels.done), status: 'undone' };
    case 'left': return { ...base, label: t('{0}, could not be removed', labels.done), status: 'failed' };
    default: return { ...base, label: labels.waiting, status: record.failure?.callId === call.id ? 'failed' : 'waiting' };
  }
}

function endpointStep(record: DeploymentRecord, base: Omit<StepView, 'label' | 'status'>): StepView {
  if (record.phase === 'inService') return { ...base, endedAt: record.endedAt ?? null, label: LABELS.CreateEndpoint.done, status: 'done' };
  if (record.phase === 'failed') return { ...base, endedAt: record.endedAt ?? null, label: t('Endpoint failed'), status: 'failed' };
  if (record.phase === 'cancelling') return { ...base, endedAt: null, label: t('Waiting to delete the endpoint: SageMaker allows it when creation has ended'), status: 'active' };
  return { ...base, endedAt: null, label: LABELS.CreateEndpoint.active, status: 'active' };
}

function inServiceStep(record: DeploymentRecord): StepView {
  const done = record.phase === 'inService';
  return { id: 'inService', label: t('In service'), status: done ? 'done' : 'waiting', startedAt: null, endedAt: done ? record.endedAt ?? null : null, detail: null };
}

function detailOf(state: CallRecord | undefined): string | null {
  if (state?.progress) return t('{0} of {1}', bytes(state.progress.done), bytes(state.progress.total));
  return state?.arn ?? null;
}

function bytes(n: number): string {
  if (n >= 1e9) return `${(n / 1e9).toFixed(1)} GB`;
  return n >= 1e6 ? `${(n / 1e6).toFixed(1)} MB` : `${Math.ceil(n / 1e3)} KB`;
}
