import * as vscode from 'vscode';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

export const copyEndpointName: Command = async (context, element) => {
  const row = await endpointOf(context, element, vscode.l10n.t('Copy the name of'));
  if (row) await vscode.env.clipboard.writeText(row.summary.name);
};
