import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';

/** Filters the view while the user types; Escape brings back what was there before. */
export const searchModels: Command = async ({ modelsTree, models }) => {
  await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
  models.start();
  const before = modelsTree.query;
  const input = vscode.window.createInputBox();
  input.title = t('Search models');
  input.placeholder = t('Words of a name, id, provider, task or keyword');
  input.value = before;
  let kept = false;
  input.onDidChangeValue((value) => { modelsTree.search(value.trim()); });
  input.onDidAccept(() => { kept = true; input.hide(); });
  input.onDidHide(() => {
    if (!kept) modelsTree.search(before);
    input.dispose();
  });
  input.show();
};
