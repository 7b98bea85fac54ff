import * as vscode from 'vscode';
import { diagnose, policyStatement } from '../../endpoints/failure.js';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

/** The cause in a sentence, what would help, and SageMaker's own words. */
export const showFailure: Command = async (context, element) => {
  const row = await endpointOf(context, element, vscode.l10n.t('Why did it fail?'), ({ summary }) => summary.status === 'Failed');
  if (!row) return;
  const detail = row.detail?.status === row.summary.status ? row.detail : await (await context.connections.gateways()).endpoints.describe(row.summary.name);
  const { cause, remedies } = diagnose(detail?.failureReason);
  const remove = vscode.l10n.t('Delete…');
  const statement = remedies.find((r) => r.kind === 'copyStatement');
  const copy = vscode.l10n.t('Copy policy statement');
  const lines = [...remedies.map((r) => `• ${r.text}`), ...(detail?.failureReason === undefined ? [] : ['', vscode.l10n.t('SageMaker says: {0}', detail.failureReason)])];
  const chosen = await vscode.window.showWarningMessage(cause, { modal: true, detail: lines.join('\n') }, ...(statement ? [copy] : []), remove);
  if (chosen === remove) await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', row.summary.name);
  if (chosen === copy && statement) await vscode.env.clipboard.writeText(policyStatement(statement.action, statement.resource));
};
