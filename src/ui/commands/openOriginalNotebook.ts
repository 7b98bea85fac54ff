import * as vscode from 'vscode';
import { splitKey } from '../../catalog/modelHub.js';
import { originalFileName, originalNotebook } from '../../notebook/original.js';
import { t } from '../../shared/l10n.js';
import { ServiceError } from '../../shared/serviceError.js';
import { chooseFolder, saveNotebook, showNotebook } from '../notebookFile.js';
import type { Command, CommandContext } from './context.js';
import { modelIdOf, pickModel } from './pickModel.js';

/** Writes AWS's own notebook for a model into the workspace as it is, and opens it. */
export const openOriginalNotebook: Command = async (context, element) => {
  const modelKey = modelIdOf(element) ?? (await pickModel(context, t('Open AWS\'s original notebook')))?.id;
  if (modelKey === undefined) return;
  const found = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('Fetching AWS\'s notebook') }, () => download(context, modelKey));
  if (found.text === undefined) {
    void vscode.window.showInformationMessage(t('AWS has no notebook of its own for {0}. Open Notebook on an endpoint of the model writes one that runs.', found.title));
    return;
  }
  const folder = await chooseFolder();
  if (folder === 'cancelled') return;
  const uri = await saveNotebook(folder, found.text, (taken) => originalFileName(splitKey(modelKey).modelId, taken));
  if (!uri) return;
  await showNotebook(uri);
  void vscode.window.showInformationMessage(found.emulated
    ? t('This is the emulator\'s stand-in for AWS\'s own notebook of {0}.', found.title)
    : t('This is AWS\'s own notebook for {0}, unchanged. JumpStart Deploy has not checked it: it may need packages and settings of its own, such as the endpoint\'s name.', found.title));
};

async function download({ connections, catalogues }: CommandContext, modelKey: string): Promise<{ title: string; emulated: boolean; text: string | undefined }> {
  const where = await connections.settled();
  const source = catalogues.source(where);
  const model = await source.find(modelKey);
  if (!model) throw new ServiceError('notFound', t('{0} is not offered in {1}.', modelKey, where.region));
  const key = await source.notebookKey(modelKey, model.version);
  return { title: model.displayName, emulated: where.emulated, text: key === undefined ? undefined : originalNotebook(key, await source.text(key)) };
}
