import * as vscode from 'vscode';
import type { RemovalResult } from '../endpoints/removal.js';
import type { RemovalWish, Removals } from '../endpoints/removals.js';
import type { EndpointStore } from '../endpoints/store.js';
import { t } from '../shared/l10n.js';
import { unlinked } from './notify.js';
import { KINDS, stillThere } from './removing.js';
import { announceWishes } from './wishNotices.js';

export function announceRemovals(removals: Removals, store: EndpointStore): { dispose(): void } {
  return announceWishes(removals, store, {
    title: ({ park, endpointName }) => (park ? t('Parking {0}', endpointName) : t('Deleting {0}', endpointName)),
    message: ({ what, resource }) => (what === 'waiting' ? t('waiting until SageMaker allows it') : `${KINDS[resource.kind]} ${resource.name}`),
    cancellable: true,
    changesEndpoint: ({ what, resource }) => (resource.kind === 'endpoint' ? what : undefined),
    standsStill: standstill,
    announceEnd,
  });
}

function standstill({ endpointName: name, park, target, goes }: RemovalWish, problem: string): string {
  const stopped = park ? t('Parking {0} stands still: {1} It goes on by itself when that is mended.', name, problem)
    : t('Deleting {0} stands still: {1} It goes on by itself when that is mended.', name, problem);
  const billed = target.emulated || !goes.some(({ kind }) => kind === 'endpoint') ? ''
    : park ? t(' Until it is parked, the endpoint is billed.') : t(' Until it is deleted, the endpoint is billed.');
  return stopped + billed;
}

async function announceEnd(wish: RemovalWish, { left }: RemovalResult): Promise<void> {
  const { endpointName: name, park, target } = wish;
  if (left.length > 0) {
    const still = stillThere(left);
    const cleanUp = t('Clean Up Left-Overs…');
    const endpointLeft = left.some(({ kind }) => kind === 'endpoint');
    const message = endpointLeft ? t('Not everything of {0} was deleted. Still there: {1}. Delete it again when the reason is gone.', name, still)
      : t('{0} was deleted, but not everything that belonged to it. Still there: {1}.', name, still);
    const chosen = await vscode.window.showErrorMessage(unlinked(message), ...(endpointLeft ? [] : [cleanUp]));
    if (chosen === cleanUp) await vscode.commands.executeCommand('jumpstartDeploy.cleanUpLeftOvers');
    return;
  }
  const gone = park ? t('{0} is parked and costs nothing. Resume it from the Endpoints view.', name)
    : target.emulated || !wish.goes.some(({ kind }) => kind === 'endpoint') ? t('{0} was deleted.', name) : t('{0} was deleted and is no longer billed.', name);
  await vscode.window.showInformationMessage(unlinked(gone));
}
