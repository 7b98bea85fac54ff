import * as vscode from 'vscode';
import { type ServiceErrorKind, isServiceError, messageOf } from '../shared/serviceError.js';
import type { CommandId } from './commands/ids.js';

/** What helps, by kind of error; the log tells more of what nobody foresaw. */
const HELP: Partial<Record<ServiceErrorKind, readonly [label: string, command: CommandId]>> = {
  signIn: ['Sign in again', 'jumpstartDeploy.signIn'],
  permission: ['Switch profile', 'jumpstartDeploy.switchProfile'],
  offline: ['Show log', 'jumpstartDeploy.showLog'],
  unexpected: ['Show log', 'jumpstartDeploy.showLog'],
};

/** Shows one error with the button that helps. */
export async function showError(error: unknown): Promise<void> {
  const help = HELP[isServiceError(error) ? error.kind : 'unexpected'];
  const label = help && vscode.l10n.t(help[0]);
  const chosen = await vscode.window.showErrorMessage(messageOf(error), ...(label === undefined ? [] : [label]));
  if (help && chosen !== undefined) await vscode.commands.executeCommand(help[1]);
}

/** Cancelling is an outcome, not an error. */
export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
}
