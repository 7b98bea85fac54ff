import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { t } from '../shared/l10n.js';
import type { ServiceError } from '../shared/serviceError.js';
import { createFile } from './createFile.js';
import { fileError } from './fileError.js';

/** Undefined where no folder is open. */
export async function chooseFolder(): Promise<vscode.Uri | 'cancelled' | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return folders[0]?.uri;
  const chosen = await vscode.window.showWorkspaceFolderPick({ placeHolder: t('Folder for the notebook') });
  return chosen?.uri ?? 'cancelled';
}

export async function notebooksIn(folder: vscode.Uri): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.map(([name]) => name).filter((name) => name.toLowerCase().endsWith('.ipynb'));
  } catch (error) {
    throw notebookError(error, folder);
  }
}

/**
 * Writes a notebook into the folder under a name that is free there, or, without a folder, where somebody says; undefined where nobody
 * does.
 */
export async function saveNotebook(folder: vscode.Uri | undefined, text: string, nameFor: (taken: (name: string) => boolean) => string): Promise<vscode.Uri | undefined> {
  if (folder) return writeInto(folder, text, nameFor);
  const uri = await askWhere(nameFor(() => false));
  try {
    if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  } catch (error) {
    throw notebookError(error, uri ?? vscode.Uri.file(homedir()));
  }
}

async function writeInto(folder: vscode.Uri, text: string, nameFor: (taken: (name: string) => boolean) => string): Promise<vscode.Uri> {
  const listed = await takenNames(folder);
  const refused = new Set<string>();
  for (;;) {
    const name = nameFor((one) => listed(one) || refused.has(one));
    const uri = vscode.Uri.joinPath(folder, name);
    try {
      if (await createFile(uri, text)) return uri;
    } catch (error) {
      throw notebookError(error, uri);
    }
    refused.add(name);
  }
}

async function takenNames(folder: vscode.Uri): Promise<(name: string) => boolean> {
  // many file systems do not tell upper from lower case
  const taken = new Set((await notebooksIn(folder)).map((name) => name.toLowerCase()));
  return (name) => taken.has(name.toLowerCase());
}

function askWhere(name: string): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({ title: t('Save the notebook as'), defaultUri: vscode.Uri.joinPath(vscode.Uri.file(homedir()), name), filters: { [t('Jupyter notebook')]: ['ipynb'] } });
}

export async function showNotebook(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(uri));
  } catch {
    // no notebook editor here: the file is still the user's
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}

function notebookError(error: unknown, uri: vscode.Uri): ServiceError {
  return fileError(error, uri, (path, reason) => t('The notebook could not be written to {0}: {1}.', path, reason));
}
