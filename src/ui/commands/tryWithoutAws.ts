import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';

/** Starts the emulator on this machine and looks at it instead of at AWS. */
export const tryWithoutAws: Command = async ({ connections, emulator }) => {
  const { region } = await connections.settled();
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('Starting the emulator') }, () => emulator.start(region));
  await emulator.setActive(true);
  connections.choose();
  await connections.refreshIdentity();
  await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
  void vscode.window.showInformationMessage(t('You are connected to an emulator on this machine, not to AWS: nothing leaves it and nothing costs money. The status bar shows it for as long as it lasts.'));
};
