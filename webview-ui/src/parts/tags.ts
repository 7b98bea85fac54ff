import { group } from '../controls/group.js';
import { pairs, type PairsWords } from '../controls/pairs.js';
import { h, type Part } from '../dom.js';
import type { Tag } from '../../../src/shared/form.js';
import { t } from '../../../src/shared/l10n.js';
import { tagsError } from '../../../src/shared/validate.js';
import type { Actions, View } from '../view.js';

/** The user's own resource tags. */
export function tags(actions: Actions): Part<View> {
  const words: PairsWords = {
    add: t('Add tag'), key: t('Key'), keyOf: (row) => t('Key of tag {0}', row), valueOf: (row) => t('Value of tag {0}', row), remove: (which) => t('Remove tag {0}', which),
  };
  const rows = pairs({
    words, onLeave: () => actions.leave('tags'),
    onChange: (next, typing) => actions.edit({ tags: next }, typing ? { typing, touch: ['tags'] } : {}),
  });
  const box = group('tags', h('h3', { class: 'label' }, t('Resource tags')), rows.element);
  return {
    element: box.element,
    update: ({ state: { validation: { ownTagKeys } }, form, shown }) => {
      rows.update({ pairs: form.tags, bad: shown.tags === undefined ? -1 : firstBad(form.tags, ownTagKeys), error: shown.tags });
      box.update({ help: help(ownTagKeys.length), error: shown.tags });
    },
  };
}

function help(own: number): string {
  const where = t('On the model, the endpoint config and the endpoint. Lines like key;value or key=value can be pasted.');
  if (own === 0) return where;
  return `${where} ${own === 1 ? t('One tag that marks a JumpStart endpoint is added.') : t('{0} tags that mark a JumpStart endpoint are added.', own)}`;
}

/** The row that the error is about: the first with which it appears. */
function firstBad(all: readonly Tag[], own: readonly string[]): number {
  return all.findIndex((_, index) => tagsError(all.slice(0, index + 1), own) !== undefined);
}
