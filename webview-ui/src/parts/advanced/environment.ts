import { group } from '../../controls/group.js';
import { type Pair, pairs, type PairsWords } from '../../controls/pairs.js';
import { h, keyed, type Part, show, text } from '../../dom.js';
import { ENVIRONMENT_BYTES_MAX, ENVIRONMENT_MAX } from '../../../../src/shared/constraints.js';
import { t } from '../../../../src/shared/l10n.js';
import { environmentBytes, environmentError } from '../../../../src/shared/validate.js';
import type { Actions, View } from '../../view.js';

const OVERRIDES = t('Yours override the model\'s. They are sent as plain text and can be read by whoever may describe the model: put no secrets here.');

/** Overrides of the container's environment, beside what the spec sets. */
export function environment(actions: Actions): Part<View> {
  let rows: readonly Pair[] = [];
  const words: PairsWords = {
    add: t('Add variable'), key: t('Name'), keyOf: (row) => t('Name of variable {0}', row), valueOf: (row) => t('Value of variable {0}', row), remove: (which) => t('Remove variable {0}', which),
  };
  const editor = pairs({
    words, onLeave: () => actions.leave('environment'),
    onChange: (next, typing) => {
      rows = next;
      actions.edit({ environment: record(next) }, typing ? { typing, touch: ['environment'] } : {});
    },
  });
  const list = h('dl', { class: 'variables' });
  const draw = keyed<readonly [string, string]>(list, ([name]) => name, ([name]) => {
    const value = h('dd', { class: 'mono' });
    return { element: h('div', {}, h('dt', { class: 'mono' }, name), value), update: ([, now]) => text(value, now) };
  });
  const own = h('details', {}, h('summary', {}, t('Variables of the model')), list);
  const box = group('environment', h('h3', { class: 'label' }, t('Environment variables')), own, editor.element);
  return {
    element: box.element,
    update: ({ state: { resolved }, form, shown }) => {
      // Half-filled rows are not in the form; they are kept as long as the rest of them is what the form says.
      if (JSON.stringify(record(rows)) !== JSON.stringify(form.environment)) rows = Object.entries(form.environment).map(([key, value]) => ({ key, value }));
      const entries = Object.entries(resolved.environment);
      show(own, entries.length > 0);
      draw(entries);
      const twice = rows.find(({ key }, index) => key !== '' && rows.findIndex((other) => other.key === key) !== index);
      const error = shown.environment ?? (twice === undefined ? undefined : t('"{0}" is there twice. The last one counts.', twice.key));
      editor.update({ pairs: rows, bad: error === undefined ? -1 : firstBad(rows), error });
      const room = roomLeft({ ...resolved.environment, ...form.environment });
      box.update({ error, help: [OVERRIDES, room].filter((part) => part !== undefined).join(' ') });
    },
  };
}

function record(rows: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(rows.filter(({ key, value }) => key !== '' || value !== '').map(({ key, value }) => [key.trim(), value]));
}

function firstBad(rows: readonly Pair[]): number {
  return rows.findIndex((_, index) => {
    const part = rows.slice(0, index + 1);
    return environmentError(record(part)) !== undefined || part.slice(0, -1).some(({ key }) => key === part.at(-1)?.key);
  });
}

/** How full it is, with the model's own, from four fifths of a limit on. */
function roomLeft(environment: Readonly<Record<string, string>>): string | undefined {
  const count = Object.keys(environment).length;
  const bytes = environmentBytes(environment);
  if (count < 0.8 * ENVIRONMENT_MAX && bytes < 0.8 * ENVIRONMENT_BYTES_MAX) return undefined;
  return t('With the model\'s own there are {0} of {1} variables and {2} of {3} KB.', count, ENVIRONMENT_MAX, (bytes / 1024).toFixed(1), ENVIRONMENT_BYTES_MAX / 1024);
}
