import type { Target } from '../deploy/record.js';
import type { ParkedEndpoint, ParkedEndpoints } from '../endpoints/parked.js';
import type { ConnectionSettings, Gateways } from '../endpoints/ports.js';
import type { RemovalResult } from '../endpoints/removal.js';
import type { RemovalWish } from '../endpoints/removals.js';
import type { RemovableKind, RemovalPorts } from '../endpoints/uses.js';
import { isHere } from './here.js';

/** What can be deleted, as rows and sentences call it. */
export const KINDS: Readonly<Record<RemovableKind, string>> = {
  scalableTarget: 'Automatic scaling of', inferenceComponent: 'Inference component', endpoint: 'Endpoint', endpointConfig: 'Endpoint configuration', model: 'Model', copies: 'Copied files in',
};

/** What removals in an account and region work with; other windows may have parked an endpoint since. */
export async function removalPorts({ endpoints, removal }: Pick<Gateways, 'endpoints' | 'removal'>, parked: ParkedEndpoints, target: Target): Promise<RemovalPorts> {
  await parked.load();
  return { endpoints, removal, parkedOn: (config) => parkedHere(parked, target, target.accountId).filter((each) => each.configName === config).map((each) => each.endpointName) };
}

/** What could not be deleted, each with its reason, for a sentence. */
export function stillThere(left: RemovalResult['left']): string {
  return left.map(({ kind, name, reason }) => `${KINDS[kind].toLowerCase()} ${name} (${reason.replace(/\.$/, '')})`).join('; ');
}

export function parkedHere(parked: ParkedEndpoints, settings: ConnectionSettings, accountId: string | undefined): ParkedEndpoint[] {
  return parked.list().filter((each) => isHere(each.target, settings, accountId));
}

export function targetOf(settings: ConnectionSettings, accountId: string): Target {
  return { profile: settings.profile, region: settings.region, accountId, endpointUrl: settings.endpointUrl, emulated: settings.emulated };
}

/** An endpoint that is gone is parked from now on where that was wished; one that was deleted for good is parked no longer. */
export async function settleParked(parked: ParkedEndpoints, { park, endpointName, target, goes }: RemovalWish, { removed, left }: RemovalResult): Promise<void> {
  if (park) {
    if (removed.some(({ kind }) => kind === 'endpoint')) await parked.keep(park);
  } else if (endpointName !== '' && !left.some(({ kind }) => kind === 'endpoint' || kind === 'endpointConfig') && goes.length > 0) await parked.forget({ endpointName, target });
}
