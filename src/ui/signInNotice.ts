import * as vscode from 'vscode';
import { t } from '../shared/l10n.js';
import type { Connections } from './connection.js';
import { unlinked } from './notify.js';

/** One notification for each sign-in that ran out, whoever noticed it. */
export function noticeExpiry(connections: Connections): { dispose(): void } {
  return connections.onExpired((error) => {
    const again = t('Sign in again');
    void vscode.window.showWarningMessage(unlinked(error.message), again).then((chosen) => {
      if (chosen === again) void vscode.commands.executeCommand('jumpstartDeploy.signIn');
    });
  });
}
