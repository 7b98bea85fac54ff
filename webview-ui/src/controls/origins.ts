import { attr } from '../dom.js';
import { alsoDescribe } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import type { Origins } from '../../../src/shared/protocol.js';
import type { Field } from '../../../src/shared/validate.js';

const CONTROLS = 'vscode-radio-group, vscode-text-field, vscode-checkbox, vscode-dropdown, table, .combobox-input';

/** Says of every field whose value nobody has changed where it comes from: on hover, and to screen readers at its first control. */
export function showOrigins(page: HTMLElement, origins: Origins): void {
  for (const group of page.querySelectorAll<HTMLElement>('[data-field]')) {
    const origin = origins[group.dataset['field'] as Field];
    const words = origin === undefined ? undefined : t('This value is {0}.', origin);
    attr(group, 'title', words);
    const control = group.querySelector<HTMLElement>(CONTROLS);
    if (control) alsoDescribe(control, words ?? '');
  }
}
