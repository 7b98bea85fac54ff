import * as vscode from 'vscode';
import type { Deployments } from '../deploy/deployments.js';
import { type DeploymentRecord, endpointNameOf, hasEnded } from '../deploy/record.js';
import { t } from '../shared/l10n.js';
import type { DeploymentView } from '../shared/protocol.js';
import { showError, unlinked } from './notify.js';
import { PANEL_TYPE } from './panel/panelType.js';

/** Shows each deployment that runs in this window as a notification that can be left, and says once how it ended. */
export function announce(deployments: Deployments): { dispose(): void } {
  const shown = new Map<string, () => void>();
  const following = deployments.onChange(() => {
    for (const record of deployments.list()) {
      const end = shown.get(record.id);
      if (!end && !hasEnded(record) && deployments.runsHere(record.id)) shown.set(record.id, showProgress(deployments, record.id));
      if (!end || !hasEnded(record)) continue;
      shown.delete(record.id);
      end();
    }
  });
  const ends = deployments.onEnd((record) => { void announceEnd(record); });
  return { dispose: () => { following.dispose(); ends.dispose(); } };
}

/** Returns what takes the notification away. */
function showProgress(deployments: Deployments, id: string): () => void {
  const title = unlinked(t('Deploying {0}', deployments.get(id)?.title ?? ''));
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => { end = resolve; });
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => { void deployments.cancel(id).catch(showError); });
    const { deploymentView } = await import('./descriptions.js');
    const report = (): void => { progress.report({ message: unlinked(stepOf(deployments.get(id), deploymentView)) }); };
    report();
    const following = deployments.onChange(report);
    await ended;
    following.dispose();
  });
  return end;
}

function stepOf(record: DeploymentRecord | undefined, view: (record: DeploymentRecord) => DeploymentView): string {
  if (!record) return '';
  const { steps, usually, paused } = view(record);
  if (paused !== null) return paused;
  const active = steps.find((step) => step.status === 'active');
  return active === undefined ? '' : record.phase === 'creating' ? `${active.label}, ${usually}` : active.label;
}

async function announceEnd(record: DeploymentRecord): Promise<void> {
  if (record.phase === 'inService') {
    const [open, ask] = [t('Open notebook'), t('Try it')];
    const chosen = await vscode.window.showInformationMessage(unlinked(t('{0} is in service as {1}.', record.title, endpointNameOf(record))), open, ask);
    if (chosen === ask) await vscode.commands.executeCommand('jumpstartDeploy.tryEndpoint', endpointNameOf(record));
    if (chosen === open) await vscode.commands.executeCommand('jumpstartDeploy.openNotebook', { deploymentId: record.id });
    return;
  }
  const { failure, leftOver } = (await import('./descriptions.js')).deploymentView(record);
  if ((record.phase !== 'failed' && leftOver.length === 0) || isOnScreen(record.title)) return;
  const what = record.phase === 'failed' ? t('{0} was not deployed. {1}', record.title, failure?.cause ?? '') : t('The deployment of {0} was cancelled.', record.title);
  const still = leftOver.length === 0 ? '' : ` ${t('Still there, and to be deleted by hand: {0}.', leftOver.join(', '))}`;
  const show = t('Show');
  const chosen = await vscode.window.showErrorMessage(unlinked(`${what}${still}`), show);
  if (chosen === show) await vscode.commands.executeCommand('jumpstartDeploy.deployModel', { deploymentId: record.id });
}

/** The model's tab says more than a notification could, and a notification would lie over it. */
function isOnScreen(title: string): boolean {
  return vscode.window.tabGroups.all.some(({ activeTab }) =>
    activeTab?.input instanceof vscode.TabInputWebview && activeTab.input.viewType.endsWith(PANEL_TYPE) && activeTab.label === title);
}
