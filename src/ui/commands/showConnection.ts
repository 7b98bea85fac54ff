import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';
import type { CommandId } from './ids.js';

/** What can be done about where requests go; the status bar leads here. */
export const showConnection: Command = async ({ connections, emulator }) => {
  const { emulated, region, profile } = connections.settings();
  const { status, problem } = connections;
  const item = (label: string, command: CommandId, description = '') => ({ label, description, command });
  const items = [
    ...(emulated ? [] : [item(t('$(account) Switch profile'), 'jumpstartDeploy.switchProfile', profile ?? t('without a profile'))]),
    item(t('$(globe) Switch region'), 'jumpstartDeploy.switchRegion', region),
    ...(emulated || status === 'connected' ? [] : [item(t('$(sign-in) Sign in'), 'jumpstartDeploy.signIn')]),
    item(t('$(refresh) Refresh'), 'jumpstartDeploy.refreshEndpoints'),
    ...(emulated ? [] : [item(t('$(beaker) Try it without AWS'), 'jumpstartDeploy.tryWithoutAws', t('an emulator on this machine; nothing costs money'))]),
    ...(emulator.active ? [item(t('$(debug-disconnect) Leave the emulator'), 'jumpstartDeploy.leaveEmulator')] : []),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: t('Connection'), placeHolder: problem?.message ?? connections.identity()?.arn ?? '' });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
};
