import * as vscode from 'vscode';
import type { Grouping } from '../modelIndex.js';
import type { Command } from './context.js';

export const groupModels: Command = async ({ modelsTree }) => {
  const now = vscode.l10n.t('now');
  const item = (by: Grouping, label: string) => ({ label, by, ...(modelsTree.grouping === by ? { description: now } : {}) });
  const chosen = await vscode.window.showQuickPick(
    [item('task', vscode.l10n.t('Task')), item('provider', vscode.l10n.t('Provider')), item('name', vscode.l10n.t('Name, without groups'))],
    { title: vscode.l10n.t('Group models by') },
  );
  if (chosen) await modelsTree.group(chosen.by);
};
