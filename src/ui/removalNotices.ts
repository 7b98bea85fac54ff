import * as vscode from 'vscode';
import type { RemovalResult } from '../endpoints/removal.js';
import type { RemovalWish, Removals } from '../endpoints/removals.js';
import type { EndpointStore } from '../endpoints/store.js';
import { t } from '../shared/l10n.js';
import { unlinked } from './notify.js';
import { KINDS, stillThere } from './removing.js';

/** Shows each removal that runs in this window as a notification that can be left, and says once that it stands still or how it ended. */
export function announceRemovals(removals: Removals, store: EndpointStore): { dispose(): void } {
  const shown = new Set<string>();
  const steps = new Map<string, string>();
  /** Why removals stand still, by id. */
  const told = new Map<string, string>();
  const following = removals.onChange(() => {
    for (const wish of removals.list()) {
      if (!removals.runsHere(wish.id)) {
        shown.delete(wish.id);
        const problem = removals.problem(wish.id);
        if (problem !== undefined && told.get(wish.id) !== problem) {
          told.set(wish.id, problem);
          announceStandstill(wish, problem);
        }
        continue;
      }
      if (!shown.has(wish.id)) { shown.add(wish.id); showProgress(removals, wish); }
      const progress = removals.progress(wish.id);
      const step = progress?.resource.kind === 'endpoint' ? progress.what : '';
      // the list tells of the endpoint's new status no sooner than it is asked
      if (step !== '' && steps.get(wish.id) !== step) void store.refresh();
      steps.set(wish.id, step);
    }
  });
  const ends = removals.onEnd(({ wish, result }) => {
    shown.delete(wish.id);
    steps.delete(wish.id);
    told.delete(wish.id);
    void store.refresh();
    void announceEnd(wish, result);
  });
  return { dispose: () => { following.dispose(); ends.dispose(); } };
}

function showProgress(removals: Removals, wish: RemovalWish): void {
  const title = unlinked(wish.park ? t('Parking {0}', wish.endpointName) : t('Deleting {0}', wish.endpointName));
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (report, token) => {
    const say = (): void => {
      const step = removals.progress(wish.id);
      if (step) report.report({ message: step.what === 'waiting' ? t('waiting until SageMaker allows it') : `${KINDS[step.resource.kind]} ${step.resource.name}` });
    };
    const following = removals.onChange(say);
    token.onCancellationRequested(() => { removals.withdraw(wish.id); });
    await removals.end(wish.id);
    following.dispose();
  });
}

function announceStandstill({ endpointName: name, park, target, goes }: RemovalWish, problem: string): void {
  const stopped = park ? t('Parking {0} stands still: {1} It goes on by itself when that is mended.', name, problem)
    : t('Deleting {0} stands still: {1} It goes on by itself when that is mended.', name, problem);
  const billed = target.emulated || !goes.some(({ kind }) => kind === 'endpoint') ? ''
    : park ? t(' Until it is parked, the endpoint is billed.') : t(' Until it is deleted, the endpoint is billed.');
  void vscode.window.showWarningMessage(unlinked(stopped + billed));
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
