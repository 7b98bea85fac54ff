import { attr, h, icon, text } from '../dom.js';

export interface PlainButton {
  readonly element: HTMLButtonElement;
  update(model: { readonly text?: string; readonly pressed?: boolean; readonly description?: string }): void;
}

/** A button of the page's own, so that this page does without the toolkit. With `bare` the text is the name and the tooltip. */
export function plainButton(name: string, look: { readonly icon?: string; readonly kind?: 'primary' | 'secondary' | 'bare' }, onClick: () => void): PlainButton {
  const { kind = 'secondary' } = look;
  const words = h('span', {}, kind === 'bare' ? '' : name);
  const element = h('button', { type: 'button', class: `button ${kind}`, ...(kind === 'bare' ? { title: name, 'aria-label': name } : {}) }, ...(look.icon === undefined ? [] : [icon(look.icon)]), words);
  element.addEventListener('click', onClick);
  return {
    element,
    update: ({ text: next, pressed, description }) => {
      if (next !== undefined && kind !== 'bare') text(words, next);
      attr(element, 'aria-pressed', pressed === undefined ? undefined : String(pressed));
      attr(element, 'aria-description', description);
    },
  };
}
