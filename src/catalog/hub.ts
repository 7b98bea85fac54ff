import type { CatalogModel } from './manifest.js';
import type { HubModel } from './ports.js';
import { OTHER_TASK, taskFromTag } from './tasks.js';

/**
 * Display names and tasks of the hub, where it has them. The id's own task code is kept: it decides how the model is called, and
 * some of the hub's task tags are known to be wrong.
 */
export function enrich(models: readonly CatalogModel[], hub: readonly HubModel[]): CatalogModel[] {
  const byId = new Map(hub.map((h) => [h.id, h]));
  return models.map((model) => {
    const found = byId.get(model.id);
    if (!found) return model;
    const task = tag(found, '@task:');
    const label = task !== undefined && (model.task.label === OTHER_TASK || model.task.label === model.task.code) ? taskFromTag(task) : model.task.label;
    return {
      ...model,
      displayName: found.displayName ?? model.displayName,
      task: { code: model.task.code, label },
      provider: tag(found, '@provider:')?.toLowerCase() ?? model.provider,
    };
  });
}

function tag(model: HubModel, prefix: string): string | undefined {
  const value = model.keywords.find((k) => k.startsWith(prefix))?.slice(prefix.length).trim();
  return value === '' ? undefined : value;
}
