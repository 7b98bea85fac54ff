import * as vscode from 'vscode';
import type { CatalogModel } from '../../catalog/manifest.js';
import { taskName } from '../../catalog/tasks.js';
import { t } from '../../shared/l10n.js';
import { describeRow } from '../modelRow.js';
import { settings } from '../settings.js';
import type { CommandContext } from './context.js';

/** The item without a model leads to the view. */
interface ModelItem extends vscode.QuickPickItem { readonly model?: CatalogModel }

/** Of the row that a command is about, or of the text that names it. */
export function modelIdOf(element: unknown): string | undefined {
  if (typeof element === 'string' && element !== '') return element;
  if (typeof element !== 'object' || element === null || !('model' in element)) return undefined;
  const { model } = element;
  return typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string' ? model.id : undefined;
}

/** A model that somebody picks among all of the region's. @throws ServiceError where they cannot be listed */
export async function pickModel({ models, connections }: Pick<CommandContext, 'models' | 'connections'>, title: string): Promise<CatalogModel | undefined> {
  const deprecated = settings.showDeprecated();
  const none = new vscode.CancellationTokenSource();
  const items = models.loaded().then((all) => {
    const offered = all.filter((m) => deprecated || !m.deprecated).map(itemOf).sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
    if (offered.length === 0) none.cancel();
    return [...offered, browse()];
  });
  const chosen = await vscode.window.showQuickPick<ModelItem>(items, {
    title, placeHolder: t('Name, id, provider or task of a model'), matchOnDescription: true, matchOnDetail: true,
  }, none.token);
  if (none.token.isCancellationRequested) void sayNone(models.status === 'unsupportedRegion', connections.settings().region);
  none.dispose();
  if (chosen && !chosen.model) await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
  return chosen?.model;
}

/** Stays whatever is typed: where nothing matches, VS Code would show an empty list without a word. */
function browse(): ModelItem {
  return { label: t('$(list-tree) Browse all models by task'), description: t('in the Models view'), alwaysShow: true };
}

/** An empty list would say nothing. */
async function sayNone(unsupported: boolean, region: string): Promise<void> {
  const change = t('Switch region');
  const why = unsupported ? t('SageMaker JumpStart is not available in {0}. Switch to a region that has it.', region) : t('{0} offers no models. Switch to another region.', region);
  if (await vscode.window.showWarningMessage(why, change) === change) await vscode.commands.executeCommand('jumpstartDeploy.switchRegion');
}

function itemOf(model: CatalogModel): ModelItem {
  return { label: model.displayName, description: model.id, detail: `${taskName(model.task)} · ${describeRow(model, undefined).description}`, model };
}
