import type { EndpointStatus } from '../deploy/ports.js';
import { t } from '../shared/l10n.js';

export type StatusTone = 'ok' | 'busy' | 'warning' | 'error' | 'off';

const STATUSES: Readonly<Record<string, { readonly text: string; readonly tone: StatusTone }>> = {
  InService: { text: t('In service'), tone: 'ok' },
  Creating: { text: t('Creating'), tone: 'busy' },
  Updating: { text: t('Updating'), tone: 'busy' },
  SystemUpdating: { text: t('Maintenance by AWS'), tone: 'busy' },
  RollingBack: { text: t('Rolling back'), tone: 'busy' },
  Deleting: { text: t('Deleting'), tone: 'busy' },
  UpdateRollbackFailed: { text: t('Update and roll-back failed'), tone: 'warning' },
  Failed: { text: t('Failed'), tone: 'error' },
  OutOfService: { text: t('Out of service'), tone: 'off' },
};

/** A status in words; one that SageMaker added since is shown as it is. */
export function statusText(status: EndpointStatus): string {
  return STATUSES[status]?.text ?? status;
}

export function statusTone(status: EndpointStatus): StatusTone {
  return STATUSES[status]?.tone ?? 'warning';
}
