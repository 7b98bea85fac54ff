/**
 * A field with a list that typing narrows, after the ARIA combobox pattern: the input keeps the focus, the arrow keys move through
 * the list. At most {@link SHOWN} entries are on the page, however long the list is.
 */
import { attr, h, icon, type Part, show, text, uniqueId } from '../dom.js';
import { t } from '../../../src/shared/l10n.js';

export interface Entry {
  readonly value: string;
  readonly text: string;
  /** A second, quieter line. */
  readonly detail?: string;
  /** What speaks against it. */
  readonly note?: string | undefined;
}

export interface ComboboxOptions {
  readonly label: string;
  readonly placeholder: string;
  /** Any text is a value, not only the entries'. */
  readonly free?: boolean;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
}

export interface ComboboxModel {
  readonly value: string;
  readonly entries: readonly Entry[];
  /** What the list says instead of entries: that it is loading, or empty. */
  readonly message: string;
  readonly invalid: boolean;
  /** Id of the element with the error. */
  readonly errorId: string;
}

const SHOWN = 50;

export function combobox(options: ComboboxOptions): Part<ComboboxModel> {
  return new Combobox(options);
}

class Combobox implements Part<ComboboxModel> {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly listId = uniqueId('list');
  private readonly popup: HTMLElement;
  private readonly more = h('p', { class: 'popup-note' });
  private readonly list: HTMLElement;
  /** Made once and used again, however the list changes: to make fifty takes longer than a key stroke may. */
  private readonly slots: Slot[] = [];
  private model: ComboboxModel = { value: '', entries: [], message: '', invalid: false, errorId: '' };
  private isOpen = false;
  /** What was typed since the list opened; undefined: nothing, so everything is shown. */
  private query: string | undefined;
  private active = -1;
  private found: readonly Entry[] = [];

  constructor(private readonly options: ComboboxOptions) {
    this.list = h('ul', { role: 'listbox', id: this.listId, 'aria-label': options.label });
    this.popup = h('div', { class: 'popup', hidden: true }, this.list, this.more);
    this.input = h('input', {
      type: 'text', role: 'combobox', class: 'combobox-input', 'aria-label': options.label, placeholder: options.placeholder, 'aria-autocomplete': 'list',
      'aria-controls': this.listId, 'aria-expanded': 'false', autocomplete: 'off', spellcheck: 'false',
    });
    const chevron = h('span', { class: 'combobox-chevron' }, icon('chevron-down'));
    this.element = h('div', { class: 'combobox' }, this.input, chevron, this.popup);
    this.listen(chevron);
  }

  update(model: ComboboxModel): void {
    // while pages come, entries move; what the arrow keys stand on does not
    const standing = this.found[this.active]?.value;
    this.model = model;
    attr(this.input, 'aria-invalid', model.invalid ? 'true' : undefined);
    attr(this.input, 'aria-describedby', model.invalid ? model.errorId : undefined);
    if (this.query === undefined || this.options.free) this.showValue();
    if (!this.isOpen) return;
    if (standing !== undefined) this.active = search(model.entries, this.query ?? '').findIndex(({ value }) => value === standing);
    this.refresh();
  }

  private listen(chevron: HTMLElement): void {
    const { input } = this;
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('focus', () => input.select());
    input.addEventListener('click', () => this.setOpen(true));
    input.addEventListener('blur', () => this.left());
    // The input keeps the focus while the list is used.
    for (const element of [chevron, this.popup]) element.addEventListener('mousedown', (event) => event.preventDefault());
    chevron.addEventListener('click', () => {
      input.focus();
      this.setOpen(!this.isOpen);
    });
  }

  private draw(entries: readonly Entry[]): void {
    while (this.slots.length < entries.length) {
      const slot = this.slot();
      this.slots.push(slot);
      this.list.append(slot.element);
    }
    for (const [index, slot] of this.slots.entries()) slot.update({ entry: entries[index], active: index === this.active });
  }

  private slot(): Slot {
    const name = h('span', { class: 'option-text' });
    const detail = h('span', { class: 'option-detail' });
    const note = h('span', { class: 'option-note' });
    const element = h('li', { role: 'option' }, h('span', { class: 'option-line' }, name, note), detail);
    let drawn: Entry | undefined;
    element.addEventListener('click', () => { if (drawn) this.choose(drawn.value); });
    return {
      element,
      update: ({ entry, active }) => {
        show(element, entry !== undefined);
        element.classList.toggle('active', active && entry !== undefined);
        if (entry === undefined) return;
        // screen readers tell another option by another id
        if (entry.value !== drawn?.value) element.id = uniqueId('option');
        drawn = entry;
        text(name, entry.text);
        text(detail, entry.detail ?? '');
        show(detail, entry.detail !== undefined);
        text(note, entry.note ?? '');
        attr(element, 'aria-selected', String(entry.value === this.model.value));
        element.classList.toggle('deprecated', entry.note !== undefined);
        if (!active) return;
        attr(this.input, 'aria-activedescendant', element.id);
        element.scrollIntoView({ block: 'nearest' });
      },
    };
  }

  private typed(): void {
    this.query = this.input.value;
    this.active = -1;
    if (this.options.free) this.options.onChange(this.input.value.trim());
    this.setOpen(true);
    if (!this.options.free && this.found.length > 0 && this.query.trim() !== '') this.active = 0;
    this.refresh();
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.move(step);
    } else if (event.key === 'Enter' && this.isOpen) {
      event.preventDefault();
      const entry = this.found[this.active];
      if (entry) this.choose(entry.value);
      else this.setOpen(false);
    } else if (event.key === 'Escape' && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.query = undefined;
      this.setOpen(false);
      this.showValue();
    }
  }

  private move(step: number): void {
    if (!this.isOpen) {
      this.setOpen(true);
      return;
    }
    const last = Math.min(this.found.length, SHOWN) - 1;
    this.active = Math.abs(step) === 1 && (this.active + step < 0 || this.active + step > last)
      ? (step > 0 ? 0 : last) : Math.max(0, Math.min(last, this.active + step));
    this.refresh();
  }

  private choose(value: string): void {
    this.query = undefined;
    this.setOpen(false);
    this.options.onChange(value);
    this.showValue();
  }

  private left(): void {
    const typed = this.query?.trim();
    this.setOpen(false);
    this.query = undefined;
    if (typed !== undefined && !this.options.free) {
      const meant = this.model.entries.find((entry) => entry.value === typed || entry.text === typed);
      if (meant !== undefined) this.options.onChange(meant.value);
      else if (typed === '') this.options.onChange('');
    }
    this.showValue();
    this.options.onLeave();
  }

  private showValue(): void {
    const { value, entries } = this.model;
    const shown = entries.find((entry) => entry.value === value)?.text ?? value;
    const now = this.options.free ? this.input.value.trim() : this.input.value;
    if (now !== shown) this.input.value = shown;
    attr(this.input, 'title', shown === value ? undefined : value);
  }

  private setOpen(open: boolean): void {
    if (open === this.isOpen) return;
    this.isOpen = open;
    attr(this.input, 'aria-expanded', String(open));
    if (open) {
      this.active = this.model.entries.findIndex((entry) => entry.value === this.model.value);
      if (this.query !== undefined) this.active = -1;
      this.place();
      this.refresh();
    }
    show(this.popup, open);
    if (!open) attr(this.input, 'aria-activedescendant', undefined);
    else this.popup.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  /** Above the field where there is more room than below it. */
  private place(): void {
    const box = this.element.getBoundingClientRect();
    const footer = document.querySelector('footer')?.getBoundingClientRect().top ?? innerHeight;
    this.popup.classList.toggle('above', footer - box.bottom < 220 && box.top > footer - box.bottom);
  }

  private refresh(): void {
    this.found = search(this.model.entries, this.query ?? '');
    if (this.active < 0) attr(this.input, 'aria-activedescendant', undefined);
    this.draw(this.found.slice(0, SHOWN));
    const rest = this.found.length - SHOWN;
    const note = this.model.message !== '' ? this.model.message : this.found.length === 0 ? t('Nothing fits what you typed.') : rest > 0 ? t('{0} more: type to narrow the list.', rest) : '';
    text(this.more, note);
    show(this.more, note !== '');
  }
}

/** A place in the list: hidden where it has no entry. */
type Slot = Part<{ readonly entry: Entry | undefined; readonly active: boolean }>;

/** Entries that hold every word of the query, in their order. */
export function search(entries: readonly Entry[], query: string): readonly Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return entries;
  return entries.filter((entry) => {
    const all = `${entry.text} ${entry.value} ${entry.detail ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
