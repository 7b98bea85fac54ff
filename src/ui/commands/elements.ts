import type { Target } from '../../deploy/record.js';
import type { ParkedEndpoint } from '../../endpoints/parked.js';
import { t } from '../../shared/l10n.js';

/** The parked endpoint that a row stands for. */
export function parkedOf(element: unknown): ParkedEndpoint | undefined {
  return typeof element === 'object' && element !== null && 'parked' in element ? element.parked as ParkedEndpoint : undefined;
}

/** For questions: where something is going to happen. */
export function placeOf({ region, emulated, accountId }: Target): string {
  return emulated ? t('In the emulator, not in AWS.') : t('Account {0}, {1}.', accountId, region);
}
