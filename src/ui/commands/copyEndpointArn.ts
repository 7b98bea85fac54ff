import * as vscode from 'vscode';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

export const copyEndpointArn: Command = async (context, element) => {
  const row = await endpointOf(context, element, vscode.l10n.t('Copy the ARN of'));
  if (row) await vscode.env.clipboard.writeText(row.summary.arn);
};
