import { describe, group } from '../controls/group.js';
import { type Pair, pairs } from '../controls/pairs.js';
import { h, keyed, type Part, show, text } from '../dom.js';
import { button, textField } from '../fields.js';
import { minutes } from '../../../src/shared/summary.js';
import { environmentError } from '../../../src/shared/validate.js';
import type { ResolvedView } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

/** Overrides of the container's environment, beside what the spec sets. */
export function environment(actions: Actions): Part<View> {
  let rows: readonly Pair[] = [];
  const editor = pairs({
    noun: 'variable', keyWord: 'Name', onLeave: () => actions.leave('environment'),
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
  const own = h('details', {}, h('summary', {}, 'Variables of the model'), list);
  const box = group('environment', h('h3', { class: 'label' }, 'Environment variables'), own, editor.element);
  return {
    element: box.element,
    update: ({ state: { resolved }, form, shown }) => {
      // Half-filled rows are not in the form; they are kept as long as the rest of them is what the form says.
      if (JSON.stringify(record(rows)) !== JSON.stringify(form.environment)) rows = Object.entries(form.environment).map(([key, value]) => ({ key, value }));
      const entries = Object.entries(resolved.environment);
      show(own, entries.length > 0);
      draw(entries);
      const twice = rows.find(({ key }, index) => key !== '' && rows.findIndex((other) => other.key === key) !== index);
      const error = shown.environment ?? (twice === undefined ? undefined : `"${twice.key}" is there twice. The last one counts.`);
      editor.update({ pairs: rows, bad: error === undefined ? -1 : firstBad(rows), error });
      box.update({ error, help: 'Yours override the model\'s. They are sent as plain text and can be read by whoever may describe the model: put no secrets here.' });
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

/** GB of the storage volume; an empty field is 0, the spec's own value. */
export function volume(actions: Actions): Part<View> {
  const asNumber = (value: string): number => { const n = Number(value); return Number.isFinite(n) ? n : 0; };
  const field = textField({
    label: 'Storage volume (GB)', number: true, meaning: (value) => String(asNumber(value)),
    onInput: (value) => actions.edit({ volumeSizeGB: asNumber(value) }, { typing: true, touch: ['volumeSizeGB'] }),
  });
  const box = group('volumeSizeGB', field.element);
  box.element.classList.add('narrow');
  return {
    element: box.element,
    update: ({ state: { resolved: { volumeSizeGB } }, form, shown }) => {
      const model = { error: shown.volumeSizeGB, help: volumeSizeGB === null ? 'Leave it empty for SageMaker\'s default.' : `Leave it empty for the model's own ${volumeSizeGB} GB.` };
      field.update({ value: String(form.volumeSizeGB), invalid: model.error !== undefined, description: describe(model) });
      box.update(model);
    },
  };
}

/** What the spec decides; to be read, not changed. */
export function resolvedFacts(actions: Actions): Part<View> {
  const list = h('dl', { class: 'facts-list' });
  const draw = keyed<readonly [string, string]>(list, ([name]) => name, ([name]) => {
    const value = h('span', { class: 'mono' });
    const copy = button({ text: `Copy ${name.toLowerCase()}`, kind: 'icon', icon: 'copy', onClick: () => actions.copy(value.textContent) });
    return { element: h('div', { class: 'copyable' }, h('dt', {}, name), h('dd', {}, value, copy.element)), update: ([, now]) => { text(value, now); copy.update({}); } };
  });
  return { element: list, update: ({ state: { resolved } }) => { const facts = factsOf(resolved); show(list, facts.length > 0); draw(facts); } };
}

function factsOf({ image, artifactUri, timeouts }: ResolvedView): (readonly [string, string])[] {
  const facts: (readonly [string, string | null])[] = [
    ['Container image', image], ['Model artifacts', artifactUri],
    ['Time to download', timeouts.downloadS === null ? null : `at most ${minutes(timeouts.downloadS)}`],
    ['Time to start', timeouts.startupS === null ? null : `at most ${minutes(timeouts.startupS)}`],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
