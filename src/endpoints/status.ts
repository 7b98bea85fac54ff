import type { EndpointStatus } from '../deploy/ports.js';

export type StatusTone = 'ok' | 'busy' | 'warning' | 'error' | 'off';

const STATUSES: Readonly<Record<string, { readonly text: string; readonly tone: StatusTone }>> = {
  InService: { text: 'In service', tone: 'ok' },
  Creating: { text: 'Creating', tone: 'busy' },
  Updating: { text: 'Updating', tone: 'busy' },
  SystemUpdating: { text: 'Maintenance by AWS', tone: 'busy' },
  RollingBack: { text: 'Rolling back', tone: 'busy' },
  Deleting: { text: 'Deleting', tone: 'busy' },
  UpdateRollbackFailed: { text: 'Update and roll-back failed', tone: 'warning' },
  Failed: { text: 'Failed', tone: 'error' },
  OutOfService: { text: 'Out of service', tone: 'off' },
};

/** A status in words; one that SageMaker added since is shown as it is. */
export function statusText(status: EndpointStatus): string {
  return STATUSES[status]?.text ?? status;
}

export function statusTone(status: EndpointStatus): StatusTone {
  return STATUSES[status]?.tone ?? 'warning';
}
