import { h, icon, type Part, show, text, uniqueId } from '../dom.js';
import type { Field } from '../../../src/shared/validate.js';

export interface GroupModel {
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  /** A list of the group is on its way. */
  readonly loading?: boolean;
}

/** A field, or several that belong together: controls, help below, the error below that, a thin progress bar on the top edge. */
export function group(field: Field | undefined, ...children: readonly HTMLElement[]): Part<GroupModel> & { readonly errorId: string } {
  const bar = h('div', { class: 'progress', hidden: true });
  const help = h('p', { class: 'help' });
  const errorId = uniqueId('error');
  const words = h('span', { id: errorId });
  const error = h('p', { class: 'error' }, icon('error'), words);
  const element = h('div', { class: 'group', 'data-field': field }, bar, ...children, help, error);
  return {
    element, errorId,
    update: (model) => {
      show(bar, model.loading ?? false);
      show(help, model.help !== undefined && model.help !== '');
      text(help, model.help ?? '');
      show(error, model.error !== undefined);
      text(words, model.error ?? '');
    },
  };
}

/** Help and error as one description, for those who do not see them below the field. */
export function describe(model: GroupModel): string | undefined {
  return [model.error, model.help].filter((part) => part !== undefined && part !== '').join(' ') || undefined;
}
