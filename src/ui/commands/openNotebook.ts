import * as vscode from 'vscode';
import { endpointNameOf } from '../../deploy/record.js';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

export const openNotebook: Command = async (context, element) => {
  const deployment = context.deployments.get(deploymentIn(element));
  if (deployment) return context.openNotebook(endpointNameOf(deployment), deployment.target);
  const row = await endpointOf(context, element, vscode.l10n.t('Open a notebook for'), ({ summary }) => summary.status !== 'Failed' && summary.status !== 'Deleting');
  if (row) await context.openNotebook(row.summary.name);
};

function deploymentIn(element: unknown): string {
  return typeof element === 'object' && element !== null && 'deploymentId' in element && typeof element.deploymentId === 'string' ? element.deploymentId : '';
}
