import { byIndex, h, keyed, type Part, show } from '../dom.js';
import { button, textField } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import { parseTags } from '../../../src/shared/tags.js';

export interface Pair {
  readonly key: string;
  readonly value: string;
}

/** What the controls are called; rows are counted from 1. */
export interface PairsWords {
  readonly add: string;
  readonly key: string;
  readonly keyOf: (row: number) => string;
  readonly valueOf: (row: number) => string;
  /** @param which the key, or the number of a row that has none */
  readonly remove: (which: string) => string;
}

export interface PairsOptions {
  readonly words: PairsWords;
  readonly onChange: (pairs: readonly Pair[], typing: boolean) => void;
  /** The user went elsewhere, or pasted. */
  readonly onLeave: () => void;
}

export interface PairsModel {
  readonly pairs: readonly Pair[];
  /** Index of the row that the error is about; -1 for none. */
  readonly bad: number;
  readonly error: string | undefined;
}

interface DrawnPair extends Pair {
  readonly index: number;
  readonly error: string | undefined;
}

interface Editor {
  set(index: number, part: Partial<Pair>): void;
  remove(index: number): void;
  paste(index: number, pairs: readonly Pair[]): void;
}

/** Rows of key and value. Lines `key;value` and `key=value` can be pasted into a key, several at once. */
export function pairs(options: PairsOptions): Part<PairsModel> {
  let now: readonly Pair[] = [];
  const rows = h('div', { class: 'pairs' });
  const change = (next: readonly Pair[], typing = false): void => { now = next; options.onChange(next, typing); };
  const add = button({ text: options.words.add, icon: 'add', onClick: () => { change([...now, { key: '', value: '' }]); focusRow(now.length - 1); } });
  const focusRow = (index: number): void => (rows.children[index]?.querySelector<HTMLElement>('vscode-text-field') ?? add.element).focus();
  const editor: Editor = {
    set: (index, part) => change(now.map((pair, i) => (i === index ? { ...pair, ...part } : pair)), true),
    remove: (index) => {
      change(now.filter((_, i) => i !== index));
      focusRow(Math.min(index, now.length - 1));
    },
    paste: (index, pasted) => {
      change([...now.slice(0, index), ...pasted, ...now.slice(index + 1)]);
      options.onLeave();
      focusRow(index + pasted.length - 1);
    },
  };
  const draw = keyed<DrawnPair>(rows, byIndex, ({ index }) => pairRow(index, options.words, editor));
  const element = h('div', {}, rows, h('div', { class: 'actions' }, add.element));
  element.addEventListener('focusout', (event) => {
    if (now.length > 0 && !(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) options.onLeave();
  });
  return {
    element,
    update: (model) => {
      now = model.pairs;
      draw(now.map((pair, index) => ({ ...pair, index, error: index === model.bad ? model.error : undefined })));
      show(rows, now.length > 0);
      add.update({});
    },
  };
}

function pairRow(index: number, words: PairsWords, editor: Editor): Part<DrawnPair> {
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[;=\n]/.test(pasted.trim())) return;
    event.preventDefault();
    editor.paste(index, parseTags(pasted));
  };
  const key = textField({ label: words.keyOf(index + 1), labelHidden: true, placeholder: words.key, onInput: (value) => editor.set(index, { key: value }), onPaste });
  const value = textField({ label: words.valueOf(index + 1), labelHidden: true, placeholder: t('Value'), onInput: (next) => editor.set(index, { value: next }) });
  const remove = button({ text: '', kind: 'icon', icon: 'close', onClick: () => editor.remove(index) });
  return {
    element: h('div', { class: 'pair' }, key.element, value.element, remove.element),
    update: (pair) => {
      key.update({ value: pair.key, invalid: pair.error !== undefined, description: pair.error });
      value.update({ value: pair.value });
      remove.update({ text: words.remove(pair.key === '' ? String(index + 1) : pair.key) });
    },
  };
}
