import * as vscode from 'vscode';
import { writeLink } from '../../shared/deepLink.js';
import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';
import { modelIdOf, pickModel } from './pickModel.js';

/** For a message or a page: whoever opens the link gets the model's form. */
export const copyModelLink: Command = async (context, element) => {
  const model = modelIdOf(element) ?? (await pickModel(context, t('Copy a link to')))?.id;
  if (model === undefined) return;
  await vscode.env.clipboard.writeText(writeLink(vscode.env.uriScheme, { model }));
  vscode.window.setStatusBarMessage(t('The link was copied. Whoever opens it gets the model\'s form.'), 5000);
};
