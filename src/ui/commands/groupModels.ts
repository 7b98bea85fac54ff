import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import type { Grouping } from '../modelIndex.js';
import type { Command } from './context.js';

export const groupModels: Command = async ({ modelsTree }) => {
  const now = t('now');
  const item = (by: Grouping, label: string) => ({ label, by, ...(modelsTree.grouping === by ? { description: now } : {}) });
  const chosen = await vscode.window.showQuickPick(
    [item('task', t('Task')), item('provider', t('Provider')), item('name', t('Name, without groups'))],
    { title: t('Group models by') },
  );
  if (chosen) await modelsTree.group(chosen.by);
};
