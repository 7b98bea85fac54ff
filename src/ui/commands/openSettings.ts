import * as vscode from 'vscode';
import type { Command } from './context.js';

export const openSettings: Command = async () => {
  await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:jumpstart-deploy.jumpstart-deploy');
};
