import * as vscode from 'vscode';
import type { Command } from './context.js';
import type { CommandId } from './ids.js';

/** What can be done about where requests go; the status bar leads here. */
export const showConnection: Command = async ({ connections, emulator }) => {
  const { emulated, region, profile } = connections.settings();
  const { status, problem } = connections;
  const item = (label: string, command: CommandId, description = '') => ({ label, description, command });
  const items = [
    ...(emulated ? [] : [item(vscode.l10n.t('$(account) Switch profile'), 'jumpstartDeploy.switchProfile', profile ?? vscode.l10n.t('without a profile'))]),
    item(vscode.l10n.t('$(globe) Switch region'), 'jumpstartDeploy.switchRegion', region),
    ...(emulated || status === 'connected' ? [] : [item(vscode.l10n.t('$(sign-in) Sign in'), 'jumpstartDeploy.signIn')]),
    item(vscode.l10n.t('$(refresh) Refresh'), 'jumpstartDeploy.refreshEndpoints'),
    ...(emulated ? [] : [item(vscode.l10n.t('$(beaker) Try it without AWS'), 'jumpstartDeploy.tryWithoutAws', vscode.l10n.t('an emulator on this machine; nothing costs money'))]),
    ...(emulator.active ? [item(vscode.l10n.t('$(debug-disconnect) Leave the emulator'), 'jumpstartDeploy.leaveEmulator')] : []),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Connection'), placeHolder: problem?.message ?? connections.identity()?.arn ?? '' });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
};
