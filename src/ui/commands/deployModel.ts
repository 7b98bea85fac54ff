import * as vscode from 'vscode';
import type { CatalogModel } from '../../catalog/manifest.js';
import type { Command } from './context.js';
import { settings } from '../settings.js';

interface ModelItem extends vscode.QuickPickItem { readonly model: CatalogModel }

/** Opens the tab of a model: the one pointed at, or one that is picked. */
export const deployModel: Command = async (context, element) => {
  const modelId = modelIdOf(element) ?? (await pick(context.models.loaded()))?.id;
  if (modelId !== undefined) await context.openPanel(modelId);
};

function modelIdOf(element: unknown): string | undefined {
  if (typeof element === 'string' && element !== '') return element;
  if (typeof element !== 'object' || element === null || !('model' in element)) return undefined;
  const { model } = element;
  return typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string' ? model.id : undefined;
}

async function pick(models: Promise<readonly CatalogModel[]>): Promise<CatalogModel | undefined> {
  const deprecated = settings.showDeprecated();
  const items = models.then((all) => all.filter((m) => deprecated || !m.deprecated).map(itemOf).sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true })));
  const chosen = await vscode.window.showQuickPick<ModelItem>(items, {
    title: vscode.l10n.t('Deploy JumpStart model'), placeHolder: vscode.l10n.t('Name, id, provider or task of a model'), matchOnDescription: true, matchOnDetail: true,
  });
  return chosen?.model;
}

function itemOf(model: CatalogModel): ModelItem {
  return { label: model.displayName, description: model.id, detail: [model.task.label, model.provider, model.version].join(' · '), model };
}
