import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/**
 * Writes a file under a name that the caller found free; false where something has it by now, which is then left as it is. VS Code's
 * own API writes over what is there, so that a file on disk is made by the system in one step; elsewhere the caller's look has to do.
 */
export async function createFile(uri: vscode.Uri, text: string): Promise<boolean> {
  const bytes = new TextEncoder().encode(text);
  if (uri.scheme !== 'file') {
    await vscode.workspace.fs.writeFile(uri, bytes);
    return true;
  }
  try {
    await writeFile(uri.fsPath, bytes, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
