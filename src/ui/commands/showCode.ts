import * as vscode from 'vscode';
import { samplesOf } from '../../notebook/samples.js';
import { snippetInput } from '../../notebook/snippets/input.js';
import { LANGUAGES } from '../../notebook/snippets/languages.js';
import { t } from '../../shared/l10n.js';
import { askable, findEndpoint } from '../endpointModel.js';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

/** Opens code that calls the endpoint with its model's first example, in a language that is asked for. */
export const showCode: Command = async (context, element) => {
  const row = await endpointOf(context, element, t('Show the code for'), ({ summary }) => summary.status !== 'Failed' && summary.status !== 'Deleting');
  if (!row) return;
  const { name } = row.summary;
  const deps = { ...context, log: (message: string) => { context.log.warn(message); } };
  const reading = vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('Reading the examples of {0}', name) }, async () => askable(await findEndpoint(name, undefined, deps), deps));
  // read while the language is chosen; what goes wrong meanwhile is thrown below
  void reading.then(undefined, () => undefined);
  const languages = LANGUAGES.map((language) => ({ label: language.label, description: language.description, language }));
  const chosen = await vscode.window.showQuickPick(languages, { title: t('Code that calls {0}', name), matchOnDescription: true });
  if (!chosen) return;
  const { input, problem } = await reading;
  const content = chosen.language.write(snippetInput(input, samplesOf(input)[0]));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: chosen.language.languageId, content }), { preview: false });
  if (problem !== undefined) void vscode.window.showInformationMessage(problem);
};
