import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import { showError } from '../notify.js';

/** Opens the policies in an editor beside the form, or puts them into the clipboard and says so. */
export async function givePolicies(how: 'policies' | 'copyForAdmin', text: () => string): Promise<void> {
  let content: string;
  try {
    content = text();
  } catch (error) {
    await showError(error);
    return;
  }
  if (how === 'policies') {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }), { preview: true, viewColumn: vscode.ViewColumn.Beside });
    return;
  }
  await vscode.env.clipboard.writeText(content);
  void vscode.window.showInformationMessage(t('The message for your admin is in the clipboard. Paste it into an e-mail or a ticket.'));
}
