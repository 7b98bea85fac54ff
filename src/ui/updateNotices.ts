import * as vscode from 'vscode';
import type { EndpointStore } from '../endpoints/store.js';
import type { UpdateResult, UpdateWish, Updates } from '../endpoints/updates.js';
import { t } from '../shared/l10n.js';
import { unlinked } from './notify.js';
import { stillThere } from './removing.js';
import { announceWishes } from './wishNotices.js';

const STEPS = { CreateModel: t('creating the model'), CreateEndpointConfig: t('creating the endpoint config'), UpdateEndpoint: t('SageMaker starts the new instances and moves the requests over') };

export function announceUpdates(updates: Updates, store: EndpointStore): { dispose(): void } {
  return announceWishes(updates, store, {
    title: ({ endpointName, summary }) => t('Updating {0}, {1}', endpointName, summary),
    message: ({ what }) => (what in STEPS ? STEPS[what as keyof typeof STEPS] : undefined),
    // SageMaker has no call for it
    cancellable: false,
    changesEndpoint: ({ what }) => (what === 'UpdateEndpoint' ? what : undefined),
    standsStill: ({ endpointName }, problem) => t('The update of {0} stands still: {1} It goes on by itself when that is mended.', endpointName, problem),
    announceEnd,
  });
}

async function announceEnd({ endpointName: name, summary }: UpdateWish, { outcome, reason = '', left }: UpdateResult): Promise<void> {
  const still = left.length === 0 ? '' : t(' Still there, at no cost: {0}. Clean Up Left-Overs deletes it.', stillThere(left));
  const say = (text: string): string => unlinked(text + still);
  switch (outcome) {
    case 'done': await vscode.window.showInformationMessage(say(t('{0} was updated: {1}. {2}', name, summary, reason).trimEnd())); return;
    case 'rolledBack': await vscode.window.showErrorMessage(say(t('The update of {0} was taken back by SageMaker: it goes on with what ran before. {1}', name, reason || t('SageMaker gave no reason; its log may.')))); return;
    case 'refused': await vscode.window.showErrorMessage(say(t('{0} was not updated, and goes on as before. {1}', name, reason))); return;
    case 'failed': await vscode.window.showErrorMessage(say(t('The update of {0} failed, and SageMaker could not go back: the endpoint may answer no requests. Update it again, or delete it. {1}', name, reason))); return;
    case 'gone': await vscode.window.showWarningMessage(say(t('{0} was deleted while it was to be updated.', name)));
  }
}
