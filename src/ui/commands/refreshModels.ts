import * as vscode from 'vscode';
import type { Command } from './context.js';

export const refreshModels: Command = async ({ models }) => {
  await vscode.window.withProgress({ location: { viewId: 'jumpstartDeploy.models' } }, () => models.load({ refresh: true }));
  // asked for, so answered in words too; the view itself shows why where it is empty
  if (models.problem && models.models.length > 0) throw models.problem;
};
