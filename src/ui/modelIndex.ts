import type { CatalogModel } from '../catalog/manifest.js';
import { OTHER_TASK, taskName } from '../catalog/tasks.js';
import { groupBy } from '../shared/groupBy.js';
import { t } from '../shared/l10n.js';

export type Grouping = 'task' | 'provider' | 'name';

export interface ModelGroup {
  /** Stable over refreshes, as a tree's id has to be. */
  readonly id: string;
  readonly label: string;
  readonly models: readonly CatalogModel[];
}

interface Entry {
  readonly model: CatalogModel;
  /** Everything that a search looks at, in lower case. */
  readonly haystack: string;
}

/** Made with the first list: loading the rules of sorting takes as long as all else that activate() does, which has no list yet. */
let collator: Intl.Collator | undefined;
const inReadingOrder = (a: CatalogModel, b: CatalogModel): number =>
  (collator ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' })).compare(a.displayName, b.displayName) || (a.id < b.id ? -1 : 1);

/** The models of a region in reading order, ready to be searched on every key stroke. */
export class ModelIndex {
  private readonly entries: readonly Entry[];

  constructor(models: readonly CatalogModel[]) {
    this.entries = [...models]
      .sort(inReadingOrder)
      .map((model) => ({ model, haystack: [model.id, model.displayName, model.provider, model.task.label, model.task.code, model.hub?.name ?? '', ...model.keywords].join('\n').toLowerCase() }));
  }

  /** Models in which every word of the query occurs; all for an empty one. */
  find(query: string, options: { readonly deprecated: boolean }): CatalogModel[] {
    const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const found: CatalogModel[] = [];
    for (const { model, haystack } of this.entries) {
      if (model.deprecated && !options.deprecated) continue;
      if (words.every((word) => haystack.includes(word))) found.push(model);
    }
    return found;
  }
}

/** One group for each private hub, by name, and the models that are of none. */
export function splitByHub(models: readonly CatalogModel[]): { readonly hubs: readonly ModelGroup[]; readonly others: readonly CatalogModel[] } {
  const hubs = groupBy(models.filter((m) => m.hub), (m) => m.hub?.name ?? '');
  return {
    hubs: [...hubs].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([name, members]) => ({ id: `hub:${name}`, label: t('Hub: {0}', name), models: members })),
    others: models.filter((m) => !m.hub),
  };
}

/** In the order of their labels, what has no task last; `name` makes no groups. */
export function groupModels(models: readonly CatalogModel[], by: Exclude<Grouping, 'name'>): ModelGroup[] {
  const last = `${by}:${OTHER_TASK}`;
  return [...groupBy(models, (model) => (by === 'task' ? model.task.label : model.provider))]
    .map(([key, members]) => ({ id: `${by}:${key}`, label: by === 'task' ? taskName({ label: key }) : key, models: members }))
    .sort((a, b) => Number(a.id === last) - Number(b.id === last) || a.label.localeCompare(b.label, 'en', { sensitivity: 'base' }));
}
