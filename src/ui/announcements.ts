import * as vscode from 'vscode';
import type { Deployments } from '../deploy/deployments.js';
import { type DeploymentRecord, endpointNameOf, hasEnded } from '../deploy/record.js';
import { deploymentView } from './panel/recordView.js';

/** Says once how a deployment ended that ran in this window. */
export function announceEnds(deployments: Deployments): { dispose(): void } {
  const running = new Set<string>();
  return deployments.onChange(() => {
    for (const record of deployments.list()) {
      if (!hasEnded(record)) running.add(record.id);
      else if (running.delete(record.id)) void announce(record);
    }
  });
}

async function announce(record: DeploymentRecord): Promise<void> {
  if (record.phase === 'inService') {
    const open = vscode.l10n.t('Open notebook');
    const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('{0} is in service as {1}.', record.title, endpointNameOf(record)), open);
    if (chosen === open) await vscode.commands.executeCommand('jumpstartDeploy.openNotebook', endpointNameOf(record));
  }
  if (record.phase === 'failed') {
    const show = vscode.l10n.t('Show');
    const { failure } = deploymentView(record);
    const chosen = await vscode.window.showErrorMessage(vscode.l10n.t('{0} was not deployed. {1}', record.title, failure?.cause ?? ''), show);
    if (chosen === show) await vscode.commands.executeCommand('jumpstartDeploy.deployModel', record.plan.model.id);
  }
}
