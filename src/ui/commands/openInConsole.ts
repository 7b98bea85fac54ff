import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import { endpointUrl } from '../consoleLinks.js';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

export const openInConsole: Command = async (context, element) => {
  const row = await endpointOf(context, element, t('Open in the AWS console'));
  if (row) await vscode.env.openExternal(vscode.Uri.parse(endpointUrl(context.connections.settings().region, row.summary.name), true));
};
