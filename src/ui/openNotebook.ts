import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Target } from '../deploy/record.js';
import type * as notebooks from '../notebook/notebook.js';
import type { Price } from '../shared/account.js';
import { ServiceError, messageOf } from '../shared/serviceError.js';
import { createFile } from './createFile.js';
import { type EndpointModelDeps, type FoundEndpoint, findEndpoint, inputFor } from './endpointModel.js';
import { type NotebookSubject, isAbout, mark } from './notebookSource.js';

export interface NotebookDependencies extends EndpointModelDeps {
  /** The builder, which is not loaded before a notebook is wanted. */
  readonly loadBuilder: () => Promise<NotebookBuilder>;
}

export type NotebookBuilder = Pick<typeof notebooks, 'buildNotebook' | 'notebookFileName' | 'renderNotebook'>;

export type NotebookOpener = (endpointName: string, target?: Target) => Promise<void>;

/**
 * Opens the notebook of an endpoint: the one that was made before, or a fresh one; never over a file that is there. The endpoint is
 * looked for where it was deployed to, or, where no target is given, where this window looks.
 */
export function notebookOpener(deps: NotebookDependencies): NotebookOpener {
  const running = new Map<string, Promise<void>>();
  return (endpointName, target) => {
    const key = JSON.stringify([endpointName, target]);
    // asked for twice at once it would be written twice
    const opening = running.get(key) ?? openNotebook(endpointName, target, deps).finally(() => { running.delete(key); });
    running.set(key, opening);
    return opening;
  };
}

async function openNotebook(endpointName: string, target: Target | undefined, deps: NotebookDependencies): Promise<void> {
  const folder = await chooseFolder();
  if (folder === 'cancelled') return;
  const found = await working(() => find(endpointName, target, deps));
  const held = folder && await existing(folder, found.subject);
  const uri = held ?? await write(found, folder, deps);
  if (uri) await show(uri);
}

/** Undefined where no folder is open. */
async function chooseFolder(): Promise<vscode.Uri | 'cancelled' | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return folders[0]?.uri;
  const chosen = await vscode.window.showWorkspaceFolderPick({ placeHolder: vscode.l10n.t('Folder for the notebook') });
  return chosen?.uri ?? 'cancelled';
}

/** A notebook about this very endpoint and its model among the folder's. */
async function existing(folder: vscode.Uri, subject: NotebookSubject): Promise<vscode.Uri | undefined> {
  for (const name of await notebooksIn(folder)) {
    const uri = vscode.Uri.joinPath(folder, name);
    const text = await vscode.workspace.fs.readFile(uri).then((bytes) => new TextDecoder().decode(bytes), () => '');
    if (isAbout(text, subject)) return uri;
  }
  return undefined;
}

async function notebooksIn(folder: vscode.Uri): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.map(([name]) => name).filter((name) => name.toLowerCase().endsWith('.ipynb'));
  } catch (error) {
    throw fileError(error, folder);
  }
}

function working<T>(task: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Writing the notebook') }, task);
}

async function write(found: Found, folder: vscode.Uri | undefined, deps: NotebookDependencies): Promise<vscode.Uri | undefined> {
  const { modelId, text } = await working(() => compose(found, deps));
  const { notebookFileName } = await deps.loadBuilder();
  if (folder) return writeInto(folder, text, (taken) => notebookFileName(modelId, taken));
  const uri = await askWhere(notebookFileName(modelId, () => false));
  try {
    if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  } catch (error) {
    throw fileError(error, uri ?? vscode.Uri.file(homedir()));
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
      throw fileError(error, uri);
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
  return vscode.window.showSaveDialog({ title: vscode.l10n.t('Save the notebook as'), defaultUri: vscode.Uri.joinPath(vscode.Uri.file(homedir()), name), filters: { [vscode.l10n.t('Jupyter notebook')]: ['ipynb'] } });
}

interface Found {
  readonly subject: NotebookSubject;
  readonly endpoint: FoundEndpoint;
}

/** The endpoint and its model, as they are now: under its name there may have been others. */
async function find(endpointName: string, target: Target | undefined, deps: NotebookDependencies): Promise<Found> {
  const endpoint = await findEndpoint(endpointName, target, deps);
  const { choice, unread, settings, name } = endpoint;
  // no tag was seen where none could be read
  if (!choice && unread !== undefined) throw unread;
  if (!choice) throw new ServiceError('notFound', vscode.l10n.t('The endpoint {0} has no tag that names the JumpStart model it runs, so that no example can be made for it.', endpointName));
  return { subject: { endpointName: name, settings, choice }, endpoint };
}

async function compose({ subject, endpoint }: Found, deps: NotebookDependencies): Promise<{ modelId: string; text: string }> {
  const input = await inputFor(endpoint, subject.choice, deps, (type) => priceOf(endpoint, type, deps.log));
  const { buildNotebook, renderNotebook } = await deps.loadBuilder();
  const notebook = buildNotebook(input);
  return { modelId: input.modelId, text: renderNotebook({ ...notebook, metadata: mark(notebook.metadata, subject) as typeof notebook.metadata }) };
}

/** A notebook without a price is a good notebook. */
async function priceOf({ gateways }: FoundEndpoint, type: string, log: (message: string) => void): Promise<Price | undefined> {
  try {
    return await gateways.account.price(type);
  } catch (error) {
    log(messageOf(error));
    return undefined;
  }
}

async function show(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(uri));
  } catch {
    // no notebook editor here: the file is still the user's
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/ENOSPC|no space/i, 'the disk is full. Free some space and try again'],
  [/EROFS|read.?only/i, 'the folder is read-only. Open a folder that you may write to'],
  [/NoPermissions|EACCES|EPERM|permission/i, 'you may not write there. Open a folder that you may write to, or change the folder\'s permissions'],
  [/FileNotFound|ENOENT|not exist/i, 'the folder is gone. Open another folder'],
];

function fileError(error: unknown, uri: vscode.Uri): ServiceError {
  const text = `${error instanceof vscode.FileSystemError ? error.code : ''} ${messageOf(error)}`;
  const reason = REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? messageOf(error);
  return new ServiceError('invalid', vscode.l10n.t('The notebook could not be written to {0}: {1}.', uri.scheme === 'file' ? uri.fsPath : uri.toString(true), reason), { cause: error });
}
