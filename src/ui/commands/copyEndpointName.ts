import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

export const copyEndpointName: Command = async (context, element) => {
  const row = await endpointOf(context, element, t('Copy the name of'));
  if (row) await vscode.env.clipboard.writeText(row.summary.name);
};
