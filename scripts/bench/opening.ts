// From the click on a model's row until its form takes what is typed, in a real window, as a person would do it.
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { Workbench } from '../../test/e2e/support.js';
import { type Row, median } from './row.js';

/** Windows before those: the first fetches the specs, in the second VS Code waits for its webviews' service worker to be renewed. */
const WARM_UP = 2;
/** Windows that are opened anew, and the tabs that are opened in each. */
const WINDOWS = 3;
const TABS = 4;
const GROUP = /^Text Generation/;
/** The form keeps what was typed while the checks of the account come in. */
const KEEPS_MS = 300;
const PATIENCE_MS = 20_000;
const DIGIT = '7';
const FIELD = '[data-field=instanceCount] vscode-text-field';

export const OPENING = { name: 'open a model → form can be typed into', budget: 500, unit: 'ms', failsBuild: false };
export const FIRST_OPENING = { ...OPENING, name: `${OPENING.name}, the first tab of a window` };

/** The extension that is measured is the package that JUMPSTART_VSIX names. */
export async function openingRows(): Promise<Row[]> {
  // a tab that was closed a moment ago would come back in the next window
  const bench = await Workbench.open({ settings: { 'workbench.editor.restoreEditors': false } });
  try {
    const typed = new Typed(bench);
    await typed.listen();
    const first: number[] = [], later: number[] = [];
    for (let window = -WARM_UP; window < WINDOWS; window++) {
      await bench.reload();
      const rows = await modelRows(bench);
      const count = await rows.count();
      for (let tab = 0; tab < (window < 0 ? 1 : TABS); tab++) {
        const ms = await typed.open(rows.nth(tab % count));
        if (window >= 0) (tab === 0 ? first : later).push(ms);
      }
    }
    const note = 'from the click on the row until a typed digit stands in the field Instance count; the spec is cached';
    return [
      { ...OPENING, value: median(later), samples: later, note },
      { ...FIRST_OPENING, value: median(first), samples: first, note: `${WINDOWS} windows; the same, and what the tab needs of the extension is loaded` },
    ];
  } finally {
    await bench.close();
  }
}

const modelsOf = (bench: Workbench): Locator => bench.view('Models').locator('[role=treeitem][aria-level="2"]');

/** Opens the group; resolves with its rows when nothing is fetched any more. */
async function modelRows(bench: Workbench): Promise<Locator> {
  await bench.openView();
  const group = bench.treeItem(GROUP).first();
  await group.waitFor();
  if (await group.getAttribute('aria-expanded') !== 'true') await group.click();
  const rows = modelsOf(bench);
  await rows.first().waitFor();
  for (let before = -1; before !== bench.emulator.calls.length;) {
    before = bench.emulator.calls.length;
    await bench.page.waitForTimeout(1000);
  }
  return rows;
}

interface Moments {
  readonly typed: number;
  readonly value: string;
}

/** Types a digit into the form of a tab that opens, as soon as its field has the cursor. */
class Typed {
  private seen: ((moments: Moments) => void) | undefined;

  constructor(private readonly bench: Workbench) {}

  async listen(): Promise<void> {
    const { page } = this.bench;
    await page.exposeFunction('benchReady', () => page.keyboard.press(DIGIT));
    await page.exposeFunction('benchTyped', (at: number, value: string) => this.seen?.({ typed: at, value }));
    await page.addInitScript({ path: fileURLToPath(new URL('./formProbe.js', import.meta.url)) });
  }

  /** Milliseconds from the click on the row until the digit stands in the field; closes the tab again. */
  async open(row: Locator): Promise<number> {
    const { page } = this.bench;
    const typed = new Promise<Moments>((resolve) => { this.seen = resolve; });
    await row.click();
    const moments = await Promise.race([typed, page.waitForTimeout(PATIENCE_MS)]);
    if (!moments) throw new Error(`No form took the digit in ${PATIENCE_MS / 1000} s.`);
    const down = await page.evaluate('window.benchDown');
    await page.waitForTimeout(KEEPS_MS);
    const frame = await this.bench.frameWith(FIELD);
    const kept: unknown = await frame.locator(FIELD).evaluate((field: unknown) => (field as { value?: unknown }).value);
    if (typeof down !== 'number' || !moments.value.includes(DIGIT) || kept !== moments.value) throw new Error(`The form did not keep what was typed: ${moments.value} became ${String(kept)}.`);
    // the next tab of the model begins with the form as it was
    await page.keyboard.press('Backspace');
    await page.waitForTimeout(KEEPS_MS);
    await page.locator('.tabs-container .tab.active .tab-actions .action-label').first().click();
    await page.locator('iframe.webview').waitFor({ state: 'detached' });
    return moments.typed - down;
  }
}
