import * as vscode from 'vscode';
import { type LogLine, findInLog } from '../../endpoints/containerLog.js';
import { type Diagnosis, diagnose, isLeftOpen, policyStatement } from '../../endpoints/failure.js';
import { t } from '../../shared/l10n.js';
import { messageOf } from '../../shared/serviceError.js';
import type { Command, CommandContext } from './context.js';
import { endpointOf } from './pickEndpoint.js';

/** The cause in a sentence, what shows it, what would help, and SageMaker's own words. */
export const showFailure: Command = async (context, element) => {
  const row = await endpointOf(context, element, t('Why did it fail?'), ({ summary }) => summary.status === 'Failed');
  if (!row) return;
  const { name } = row.summary;
  const detail = row.detail?.status === row.summary.status ? row.detail : await (await context.connections.gateways()).endpoints.describe(name);
  const { cause, remedies, line } = await diagnosisOf(context, name, detail?.failureReason);
  const remove = t('Delete…');
  const statement = remedies.find((r) => r.kind === 'copyStatement');
  const copy = t('Copy policy statement');
  const log = t('Show log');
  const said = [
    ...(line ? [line.text, ''] : []), ...remedies.map((r) => `• ${r.text}`),
    ...(detail?.failureReason === undefined ? [] : ['', t('SageMaker says: {0}', detail.failureReason)]),
  ];
  const chosen = await vscode.window.showWarningMessage(cause, { modal: true, detail: said.join('\n') }, ...(statement ? [copy] : []), ...(line || remedies.some((r) => r.kind === 'showLog') ? [log] : []), remove);
  if (chosen === remove) await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', name);
  if (chosen === log) await context.showContainerLog(name);
  if (chosen === copy && statement) await vscode.env.clipboard.writeText(policyStatement(statement.action, statement.resource));
};

/** The log is read only where SageMaker's text leaves the cause open. */
async function diagnosisOf(context: CommandContext, endpointName: string, reason: string | undefined): Promise<Diagnosis> {
  const said = diagnose(reason);
  if (!isLeftOpen(said)) return said;
  const lines = await logOf(context, endpointName);
  return diagnose(reason, () => findInLog(lines));
}

/** Who may not read logs is told the rest. */
async function logOf({ connections, log }: CommandContext, endpointName: string): Promise<readonly LogLine[]> {
  try {
    return (await (await connections.gateways()).logs.read(endpointName, {})).lines;
  } catch (error) {
    connections.reportError(error);
    log.warn(messageOf(error));
    return [];
  }
}
