import * as vscode from 'vscode';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

export const openNotebook: Command = async (context, element) => {
  const row = await endpointOf(context, element, vscode.l10n.t('Open a notebook for'), ({ summary }) => summary.status !== 'Failed' && summary.status !== 'Deleting');
  if (row) await context.openNotebook(row.summary.name);
};
