import { type DeploymentRecord, type Target, endpointNameOf, hasEnded } from '../deploy/record.js';
import type { ConnectionSettings } from '../endpoints/ports.js';

/** Deployments that have not ended, of the account and region that the window looks at. */
export function runningHere(records: readonly DeploymentRecord[], settings: ConnectionSettings, accountId: string | undefined): DeploymentRecord[] {
  return records.filter((record) => !hasEnded(record) && isHere(record.target, settings, accountId) && endpointNameOf(record) !== '');
}

/** Whether a deployment went into the account and region that the window looks at, as far as the account is known. */
export function isHere(target: Target, settings: ConnectionSettings, accountId: string | undefined): boolean {
  const sameAccount = settings.emulated ? target.emulated : !target.emulated && target.endpointUrl === settings.endpointUrl && (accountId === undefined || target.accountId === accountId);
  return sameAccount && target.region === settings.region;
}
