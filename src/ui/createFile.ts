import * as vscode from 'vscode';
import { newFile } from './newFile.js';

/**
 * Writes a file under a name that the caller found free; false where something has it by now, which is then left as it is. VS Code's
 * own API writes over what is there, so that a file on disk is made by the system in one step; elsewhere the caller's look has to do.
 */
export async function createFile(uri: vscode.Uri, text: string): Promise<boolean> {
  const bytes = new TextEncoder().encode(text);
  if (uri.scheme === 'file') return newFile(uri.fsPath, bytes);
  await vscode.workspace.fs.writeFile(uri, bytes);
  return true;
}
