/** Small helpers to build a page once and then change only what differs, so that focus, caret and scroll stay where they are. */

/** Something on the page that is built once and brought up to date in place. */
export interface Part<T> {
  readonly element: HTMLElement;
  update(model: T): void;
}

export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Makes an element. Children that are strings become text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attr(element, name, value);
  element.append(...children);
  return element;
}

/** Sets or, for undefined and false, removes an attribute; leaves an equal one alone. */
export function attr(element: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : value;
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

export function text(node: Node, value: string): void {
  if (node.textContent !== value) node.textContent = value;
}

export function show(element: HTMLElement, visible: boolean): void {
  if (element.hidden === visible) element.hidden = !visible;
}

/** A codicon that is there for the eye only. */
export function icon(name: string): HTMLElement {
  return h('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

export function setIcon(element: Element, name: string, more = ''): void {
  attr(element, 'class', `codicon codicon-${name}${more === '' ? '' : ` ${more}`}`);
}

let ids = 0;
/** An id that no other element has. */
export function uniqueId(stem: string): string {
  ids += 1;
  return `${stem}-${ids}`;
}

/**
 * Keeps the children of `parent` in step with a list: one part per key, made once, moved only where the order changed.
 * @returns what brings the children up to date
 */
export function keyed<T>(parent: HTMLElement, keyOf: (item: T, index: number) => string, make: (item: T) => Part<T>): (items: readonly T[]) => void {
  let parts = new Map<string, Part<T>>();
  return (items) => {
    const next = new Map<string, Part<T>>();
    let place: ChildNode | null = parent.firstChild;
    items.forEach((item, index) => {
      const key = keyOf(item, index);
      const part = parts.get(key) ?? make(item);
      next.set(key, part);
      if (part.element === place) place = place.nextSibling;
      else parent.insertBefore(part.element, place);
      part.update(item);
    });
    for (const [key, part] of parts) if (next.get(key) !== part) part.element.remove();
    parts = next;
  };
}

export function byIndex(_item: unknown, index: number): string {
  return String(index);
}
