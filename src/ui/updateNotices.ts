import * as vscode from 'vscode';
import type { EndpointStore } from '../endpoints/store.js';
import type { UpdateResult, UpdateWish, Updates } from '../endpoints/updates.js';
import { t } from '../shared/l10n.js';
import { unlinked } from './notify.js';
import { stillThere } from './removing.js';

/** Shows each update that runs in this window as a notification, and says once that it stands still or how it ended. */
export function announceUpdates(updates: Updates, store: EndpointStore): { dispose(): void } {
  const shown = new Set<string>();
  /** Why updates stand still, by id. */
  const told = new Map<string, string>();
  const steps = new Map<string, string>();
  const following = updates.onChange(() => {
    for (const wish of updates.list()) {
      const { id } = wish;
      const problem = updates.problem(id);
      if (problem !== undefined && told.get(id) !== problem) {
        told.set(id, problem);
        void vscode.window.showWarningMessage(unlinked(t('The update of {0} stands still: {1} It goes on by itself when that is mended.', wish.endpointName, problem)));
      }
      if (!updates.runsHere(id)) { shown.delete(id); continue; }
      if (!shown.has(id)) { shown.add(id); showProgress(updates, wish); }
      const step = updates.progress(id)?.what ?? '';
      // the list tells of the endpoint's new status no sooner than it is asked
      if (step === 'UpdateEndpoint' && steps.get(id) !== step) void store.refresh();
      steps.set(id, step);
    }
  });
  const ends = updates.onEnd(({ wish, result }) => {
    for (const held of [shown, told, steps]) held.delete(wish.id);
    void store.refresh();
    void announceEnd(wish, result);
  });
  return { dispose: () => { following.dispose(); ends.dispose(); } };
}

function showProgress(updates: Updates, { id, endpointName, summary }: UpdateWish): void {
  const texts = { CreateModel: t('creating the model'), CreateEndpointConfig: t('creating the endpoint config'), UpdateEndpoint: t('SageMaker starts the new instances and moves the requests over') };
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: unlinked(t('Updating {0}, {1}', endpointName, summary)) }, async (report) => {
    const following = updates.onChange(() => {
      const what = updates.progress(id)?.what;
      if (what !== undefined && what in texts) report.report({ message: texts[what as keyof typeof texts] });
    });
    await updates.end(id);
    following.dispose();
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
