import * as vscode from 'vscode';
import type { Command } from './context.js';

export const openWalkthrough: Command = async () => {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'jumpstart-deploy.jumpstart-deploy#firstDeployment', false);
};
