import * as vscode from 'vscode';
import type { Target } from '../deploy/record.js';
import { notebookFileName } from '../notebook/fileName.js';
import type * as notebooks from '../notebook/notebook.js';
import type { Price } from '../shared/account.js';
import { t } from '../shared/l10n.js';
import { ServiceError, messageOf } from '../shared/serviceError.js';
import { type EndpointModelDeps, type FoundEndpoint, findEndpoint, inputFor } from './endpointModel.js';
import { jupyterOffer } from './jupyterOffer.js';
import { chooseFolder, notebooksIn, saveNotebook, showNotebook } from './notebookFile.js';
import { type NotebookSubject, isAbout, mark } from './notebookSource.js';

export interface NotebookDependencies extends EndpointModelDeps {
  /** The builder, which is not loaded before a notebook is wanted. */
  readonly loadBuilder: () => Promise<NotebookBuilder>;
}

export type NotebookBuilder = Pick<typeof notebooks, 'buildNotebook' | 'renderNotebook'>;

export type NotebookOpener = (endpointName: string, target?: Target) => Promise<void>;

/**
 * Opens the notebook of an endpoint: the one that was made before, or a fresh one; never over a file that is there. The endpoint is
 * looked for where it was deployed to, or, where no target is given, where this window looks.
 */
export function notebookOpener(deps: NotebookDependencies): NotebookOpener {
  const running = new Map<string, Promise<void>>();
  const offerJupyter = jupyterOffer();
  return (endpointName, target) => {
    const key = JSON.stringify([endpointName, target]);
    // asked for twice at once it would be written twice
    const opening = running.get(key) ?? openNotebook(endpointName, target, deps).then((opened) => { if (opened) offerJupyter(); }).finally(() => { running.delete(key); });
    running.set(key, opening);
    return opening;
  };
}

/** False where nobody said where to write it. */
async function openNotebook(endpointName: string, target: Target | undefined, deps: NotebookDependencies): Promise<boolean> {
  const folder = await chooseFolder();
  if (folder === 'cancelled') return false;
  const found = await working(() => find(endpointName, target, deps));
  const held = folder && await existing(folder, found.subject);
  const uri = held ?? await write(found, folder, deps);
  if (uri) await showNotebook(uri);
  return uri !== undefined;
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

function working<T>(task: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('Writing the notebook') }, task);
}

async function write(found: Found, folder: vscode.Uri | undefined, deps: NotebookDependencies): Promise<vscode.Uri | undefined> {
  const { modelId, text } = await working(() => compose(found, deps));
  return saveNotebook(folder, text, (taken) => notebookFileName(modelId, taken));
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
  if (!choice) throw new ServiceError('notFound', t('The endpoint {0} has no tag that names the JumpStart model it runs, so that no example can be made for it.', endpointName));
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
