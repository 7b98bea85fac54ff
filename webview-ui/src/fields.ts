/**
 * The form's controls, from @vscode/webview-ui-toolkit; no other file knows the toolkit. What this file makes up for:
 * - a text field and a checkbox overwrite their `aria-label` when they are connected, so names are set in `update`, which callers
 *   run after the element is on the page;
 * - ids do not resolve across the shadow root, so help and errors reach the inner input as its `aria-description`;
 * - setting a value from code fires `change`, so a change counts only where it differs from what was set last;
 * - a dropdown whose options are replaced keeps its index, so its value is set again once it has seen them.
 */
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeDropdown, vsCodeOption, vsCodeRadio, vsCodeRadioGroup, vsCodeTextField } from '@vscode/webview-ui-toolkit';
import type { Button, Checkbox, Dropdown, RadioGroup, TextField } from '@vscode/webview-ui-toolkit';
import { attr, h, icon, type Part, setIcon, text, uniqueId } from './dom.js';

export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeRadio(), vsCodeRadioGroup(), vsCodeTextField());
}

interface Controls {
  'vscode-button': Button;
  'vscode-checkbox': Checkbox;
  'vscode-dropdown': Dropdown;
  'vscode-option': HTMLElement;
  'vscode-radio': HTMLElement;
  'vscode-radio-group': RadioGroup;
  'vscode-text-field': TextField;
}

function make<K extends keyof Controls>(tag: K): Controls[K] {
  return document.createElement(tag) as Controls[K];
}

export interface TextFieldOptions {
  readonly label: string;
  /** The name is for screen readers alone; something else on the page says it to the eye. */
  readonly labelHidden?: boolean;
  readonly placeholder?: string;
  readonly number?: boolean;
  readonly code?: boolean;
  /** Stands before the text, inside the box. */
  readonly start?: HTMLElement;
  readonly onInput: (value: string) => void;
  readonly onPaste?: (event: ClipboardEvent) => void;
  /** The form's value of a text, where several texts mean the same (`1` and `01`): none of them is overwritten. */
  readonly meaning?: (text: string) => string;
}

export interface TextFieldModel {
  readonly value: string;
  readonly description?: string | undefined;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
  readonly label?: string;
  readonly placeholder?: string;
}

export function textField(options: TextFieldOptions): Part<TextFieldModel> {
  const field = make('vscode-text-field');
  if (!options.labelHidden) field.append(options.label);
  if (options.start) {
    attr(options.start, 'slot', 'start');
    field.append(options.start);
  }
  attr(field, 'placeholder', options.placeholder);
  attr(field, 'class', options.code ? 'code' : undefined);
  if (options.number) field.setAttribute('type', 'number');
  field.addEventListener('input', () => options.onInput(field.value));
  if (options.onPaste) field.addEventListener('paste', options.onPaste);
  const meaning = options.meaning ?? ((value: string) => value);
  return {
    element: field,
    update: ({ value, description, invalid = false, disabled = false, label = options.label, placeholder = options.placeholder }) => {
      if (meaning(field.value) !== value) field.value = value;
      if (field.disabled !== disabled) field.disabled = disabled;
      attr(field, 'aria-label', label);
      attr(field, 'placeholder', placeholder === '' ? undefined : placeholder);
      field.classList.toggle('invalid', invalid);
      attr(field.control, 'spellcheck', 'false');
      attr(field.control, 'autocomplete', 'off');
      attr(field.control, 'aria-invalid', invalid ? 'true' : undefined);
      attr(field.control, 'aria-description', description === '' ? undefined : description);
    },
  };
}

export interface CheckboxModel {
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly label?: string;
  readonly description?: string | undefined;
  readonly invalid?: boolean;
}

export function checkbox(label: string, onChange: (checked: boolean) => void): Part<CheckboxModel> {
  const box = make('vscode-checkbox');
  const words = h('span', {}, label);
  box.append(words);
  let set = false;
  box.addEventListener('change', () => {
    if (box.checked === set) return;
    set = box.checked;
    onChange(set);
  });
  return {
    element: box,
    update: ({ checked, disabled = false, label: name = label, description, invalid = false }) => {
      set = checked;
      if (box.checked !== checked) box.checked = checked;
      if (box.disabled !== disabled) box.disabled = disabled;
      text(words, name);
      attr(box, 'aria-label', name);
      attr(box, 'aria-description', description);
      attr(box, 'aria-invalid', invalid ? 'true' : undefined);
      box.classList.toggle('invalid', invalid);
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export interface DropdownModel {
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly disabled?: boolean;
}

/** Option values are marked, so that an empty one is a value like any other. */
const MARK = 'v:';

export function dropdown(label: string, onChange: (value: string) => void): Part<DropdownModel> {
  const list = make('vscode-dropdown');
  let set = '';
  let drawn = '';
  list.addEventListener('change', () => {
    if (list.value === MARK + set || !list.value.startsWith(MARK)) return;
    set = list.value.slice(MARK.length);
    onChange(set);
  });
  const reconcile = (): void => {
    if (list.value !== MARK + set) list.value = MARK + set;
  };
  return {
    element: list,
    update: ({ value, choices, disabled = false }) => {
      set = value;
      const drawing = JSON.stringify(choices);
      if (drawing !== drawn) {
        drawn = drawing;
        list.replaceChildren(...choices.map((choice) => option(choice, choice.value === value)));
        setTimeout(reconcile, 0);
      } else reconcile();
      if (list.disabled !== disabled) list.disabled = disabled;
      attr(list, 'aria-label', label);
      attr(list, 'title', choices.find((choice) => choice.value === value)?.text ?? ''); // it is cut off where there is little room
    },
  };
}

function option(choice: Choice, selected: boolean): HTMLElement {
  const element = make('vscode-option');
  attr(element, 'value', MARK + choice.value);
  attr(element, 'selected', selected);
  element.append(choice.text);
  return element;
}

/** Radio buttons in a row. `value` is one of the choices' values. */
export function radios(label: string, choices: readonly Choice[], onChange: (value: string) => void): Part<{ readonly value: string; readonly description?: string | undefined }> {
  const group = make('vscode-radio-group');
  const id = uniqueId('radios');
  group.append(h('span', { slot: 'label', id, class: 'label' }, label));
  for (const choice of choices) {
    const radio = make('vscode-radio');
    attr(radio, 'value', choice.value);
    radio.append(choice.text);
    group.append(radio);
  }
  attr(group, 'aria-labelledby', id);
  let set = '';
  group.addEventListener('change', () => {
    if (group.value === set || group.value === '') return;
    set = group.value;
    onChange(set);
  });
  return {
    element: group,
    update: ({ value, description }) => {
      set = value;
      if (group.value !== value) group.value = value;
      attr(group, 'aria-description', description);
    },
  };
}

export interface ButtonOptions {
  readonly text: string;
  readonly kind?: 'primary' | 'secondary' | 'icon';
  /** A codicon; with the kind `icon` the text is the name and the tooltip. */
  readonly icon?: string;
  readonly onClick: () => void;
}

export interface ButtonModel {
  readonly text?: string;
  /** Cannot be pressed now. It keeps the focus, which a disabled control loses: what it began may soon be over. */
  readonly busy?: boolean;
  readonly icon?: string;
}

export function button(options: ButtonOptions): Part<ButtonModel> {
  const kind = options.kind ?? 'secondary';
  const element = make('vscode-button');
  const glyph = options.icon === undefined ? undefined : icon(options.icon);
  const words = h('span', { class: 'words' });
  if (glyph && kind !== 'icon') attr(glyph, 'slot', 'start');
  if (glyph) element.append(glyph);
  if (kind !== 'icon') element.append(words);
  attr(element, 'appearance', kind);
  element.addEventListener('click', () => { if (element.ariaDisabled !== 'true') options.onClick(); });
  const update = ({ text: name = options.text, busy = false, icon: picture }: ButtonModel): void => {
    if (kind === 'icon') attr(element, 'title', name);
    else text(words, name);
    attr(element, 'aria-label', name);
    attr(element, 'aria-disabled', busy ? 'true' : undefined);
    if (glyph && picture !== undefined) setIcon(glyph, picture);
  };
  update({});
  return { element, update };
}

const added = new WeakMap<Element, string>();

/** Adds a sentence to what describes a control, or takes the one that was added before away; after the control's own update. */
export function alsoDescribe(element: HTMLElement, words: string): void {
  const target = 'control' in element && element.control instanceof HTMLElement ? element.control : element;
  const before = added.get(target) ?? '';
  const now = target.getAttribute('aria-description') ?? '';
  const own = before !== '' && now.endsWith(before) ? now.slice(0, -before.length).trimEnd() : now;
  added.set(target, words);
  attr(target, 'aria-description', [own, words].filter((part) => part !== '').join(' ') || undefined);
}
