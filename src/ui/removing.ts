import type { Target } from '../deploy/record.js';
import type { ParkedEndpoint, ParkedEndpoints } from '../endpoints/parked.js';
import type { ConnectionSettings, Gateways } from '../endpoints/ports.js';
import type { RemovalResult } from '../endpoints/removal.js';
import type { RemovalWish } from '../endpoints/removals.js';
import type { RemovableKind, RemovalPorts } from '../endpoints/uses.js';
import { t } from '../shared/l10n.js';
import { isHere } from './here.js';

/** What can be deleted, as rows call it; its name follows. */
export const KINDS: Readonly<Record<RemovableKind, string>> = {
  scalableTarget: t('Automatic scaling of'), inferenceComponent: t('Inference component'), endpoint: t('Endpoint'), endpointConfig: t('Endpoint configuration'), model: t('Model'), copies: t('Copied files in'),
};

/** What removals in an account and region work with; other windows may have parked an endpoint since. */
export async function removalPorts({ endpoints, removal }: Pick<Gateways, 'endpoints' | 'removal'>, parked: ParkedEndpoints, target: Target): Promise<RemovalPorts> {
  await parked.load();
  return { endpoints, removal, parkedOn: (config) => parkedHere(parked, target, target.accountId).filter((each) => each.configName === config).map((each) => each.endpointName) };
}

/** The same within a sentence. */
const KINDS_WITHIN: typeof KINDS = {
  scalableTarget: t('automatic scaling of'), inferenceComponent: t('inference component'), endpoint: t('endpoint'), endpointConfig: t('endpoint configuration'), model: t('model'), copies: t('copied files in'),
};

/** What could not be deleted, each with its reason, for a sentence. */
export function stillThere(left: RemovalResult['left']): string {
  return left.map(({ kind, name, reason }) => `${KINDS_WITHIN[kind]} ${name} (${reason.replace(/\.$/, '')})`).join('; ');
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
