import * as vscode from 'vscode';
import { t } from '../shared/l10n.js';
import { type ServiceErrorKind, isServiceError, messageOf } from '../shared/serviceError.js';
import type { CommandId } from './commands/ids.js';

/** What helps, by kind of error; the log tells more of what nobody foresaw. */
const HELP: Partial<Record<ServiceErrorKind, readonly [label: string, command: CommandId]>> = {
  signIn: [t('Sign in again'), 'jumpstartDeploy.signIn'],
  permission: [t('Switch profile'), 'jumpstartDeploy.switchProfile'],
  setting: [t('Open settings'), 'jumpstartDeploy.openSettings'],
  offline: [t('Show log'), 'jumpstartDeploy.showLog'],
  unexpected: [t('Show log'), 'jumpstartDeploy.showLog'],
};

/**
 * A text of AWS, of a model or of a file for a notification. VS Code makes links of "[text](address)" there, and an address may be one of
 * its commands.
 */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Shows one error with the button that helps. */
export async function showError(error: unknown): Promise<void> {
  const help = HELP[isServiceError(error) ? error.kind : 'unexpected'];
  const chosen = await vscode.window.showErrorMessage(unlinked(messageOf(error)), ...(help ? [help[0]] : []));
  if (help && chosen !== undefined) await vscode.commands.executeCommand(help[1]);
}

/** Cancelling is an outcome, not an error. */
export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
}
