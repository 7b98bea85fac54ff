import type { Part } from '../dom.js';
import { button } from '../fields.js';
import { buttonRow } from '../controls/checklist.js';
import type { CheckRow } from '../../../src/shared/protocol.js';
import type { Actions } from '../view.js';

/** What may be done about a problem, as buttons. */
export function remedies(actions: Pick<Actions, 'remedy'>): Part<CheckRow['remedies']> {
  return buttonRow<CheckRow['remedies'][number]>(() => {
    let now: CheckRow['remedies'][number] | undefined;
    const part = button({ text: '', onClick: () => { if (now) actions.remedy(now.action); } });
    return { element: part.element, update: (remedy) => { now = remedy; part.update({ text: remedy.label }); } };
  });
}
