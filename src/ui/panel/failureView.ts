import type { DeploymentRecord, FailureRecord } from '../../deploy/record.js';
import type { LogFinding } from '../../endpoints/containerLog.js';
import { type Diagnosis, diagnose, diagnosePools, policyStatement } from '../../endpoints/failure.js';
import type { DeploymentForm } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import type { FailureView } from '../../shared/protocol.js';
import type { Surroundings } from './recordView.js';

/** Why it failed, from what SageMaker and the container said. */
export function diagnosisOf({ plan, failure }: Pick<DeploymentRecord, 'plan' | 'failure'>, inLog?: () => LogFinding | undefined): Diagnosis {
  const text = failure?.awsText ?? failure?.message;
  const pools = plan.model.fallbackTypes ?? [];
  const ofConfig = plan.calls.some((call) => call.id === failure?.callId && call.operation === 'CreateEndpointConfig');
  if (pools.length > 0 && ofConfig && failure?.kind === 'invalid') return diagnosePools(text);
  const diagnosis = diagnose(text, inLog);
  return pools.length === 0 || diagnosis.kind !== 'capacity' ? diagnosis
    : { ...diagnosis, cause: t('AWS has no free instance of any of the {0} types ({1}) in the region at the moment.', pools.length + 1, [plan.model.instanceType, ...pools].join(', ')) };
}

/** What went wrong, the line that shows it and what would help, as the tab shows it. */
export function failureView({ form }: DeploymentRecord, { message, awsText, callId }: FailureRecord, diagnosis: Diagnosis, otherType: Surroundings['otherType']): FailureView {
  const { remedies, line } = diagnosis;
  const cause = diagnosis.kind === 'unknown' ? message : diagnosis.certain ? diagnosis.cause : t('Probably: {0}', diagnosis.cause);
  const statement = remedies.find((r) => r.kind === 'copyStatement');
  const changes = remedies.filter((r) => r.kind === 'change');
  return {
    cause,
    detail: line ? `${line.stream} ${line.at.slice(11, 19)}  ${line.text}` : awsText !== undefined && !cause.includes(awsText) ? awsText : null,
    advice: [...new Set(remedies.map((r) => r.text))],
    remedies: [
      ...changes.map(({ label, change }) => ({ label, action: { kind: 'setForm', change: withOwn(change, form) } } as const)),
      ...(otherType && remedies.some((r) => r.kind === 'otherInstanceType')
        ? [{ label: otherType.price === undefined ? t('Use {0}', otherType.type) : t('Use {0} – {1} / h', otherType.type, otherType.price), action: { kind: 'setForm', change: { instanceType: otherType.type } } } as const] : []),
      ...(remedies.some((r) => r.kind === 'requestQuota') ? [{ label: t('Request increase'), action: { kind: 'openQuotas' } } as const] : []),
      ...(remedies.some((r) => r.kind === 'signIn') ? [{ label: t('Sign in again'), action: { kind: 'signIn' } } as const] : []),
      ...(remedies.some((r) => r.kind === 'otherRegion') ? [{ label: t('Switch region'), action: { kind: 'switchRegion' } } as const] : []),
      ...(line || (callId === 'endpoint' && remedies.some((r) => r.kind === 'showLog')) ? [{ label: t('Show log'), action: { kind: 'showContainerLog' } } as const] : []),
      ...(statement ? [{ label: t('Copy statement'), action: { kind: 'copy', text: policyStatement(statement.action, statement.resource) } } as const] : []),
    ],
  };
}

/** A variable that is set joins those that were set before. */
function withOwn(change: Partial<DeploymentForm>, form: DeploymentForm): Partial<DeploymentForm> {
  return change.environment === undefined ? change : { ...change, environment: { ...form.environment, ...change.environment } };
}
