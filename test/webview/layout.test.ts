import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { violations } from './axe.js';
import { endpointState, failedEndpoint, gone, neverUsed } from './endpointFixtures.js';
import { panelState } from './fixtures.js';
import { Harness, setTheme, THEMES } from './harness.js';
import { crowded } from './room.js';
import { scenes } from './scenes.js';
import { classified, embedded, expired, forecasted, framed, pictured, recorded, refused, segmented, spoken, tryState } from './tryFixtures.js';

/** A window, half of one or one at 200 %, what side bars leave. */
const WIDTHS = [1200, 600, 300];

describe('every tab has room', function () {
  this.timeout(90_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  for (const { name, state, act } of scenes.filter(({ width }) => width === undefined)) {
    it(`at each width, in every theme: ${name}`, async () => { await hasRoom(await harness.open({ state, width: 1200 }), act); });
  }
  for (const [name, state] of Object.entries({ 'an endpoint': endpointState(), 'one that nobody used': neverUsed(), 'one that failed': failedEndpoint(), 'one that is gone': gone() })) {
    it(`at each width, in every theme: ${name}`, async () => { await hasRoom(await harness.openEndpoint(state, { width: 1200 })); });
  }
  const answers = {
    'nothing asked yet': tryState(), 'a text': spoken(), 'pictures': pictured(), 'boxes': framed(), 'segments': segmented(), 'classes': classified(), 'vectors': embedded(),
    'records': recorded(), 'a forecast': forecasted(), 'a refusal': refused(), 'an expired sign-in': expired(),
  };
  for (const [name, state] of Object.entries(answers)) {
    it(`at each width, in every theme: ${name}`, async () => { await hasRoom(await harness.openTry(state, { width: 1200 }), openAll, false); }); // its contrast: try.test.ts
  }

  it('and the choice of the version does not lie over what is beside it', async () => {
    const page = await harness.open({ state: panelState(), width: 1200 });
    const room = (): Promise<number> => page.evaluate(() => {
      const [choice, facts] = ['.version vscode-dropdown', '.facts'].map((selector) => document.querySelector(selector)?.getBoundingClientRect());
      return choice && facts && facts.top < choice.bottom ? facts.left - choice.right : 0;
    });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      assert.ok(await room() >= 0, `${width} px`);
    }
  });

  it('would be told: what is cut off, and what reaches over the edge', async () => {
    const page = await harness.open({ state: panelState(), width: 300 });
    await page.evaluate(() => {
      const line = document.createElement('p');
      line.textContent = 'a sentence that is much too long for the room that it has';
      line.style.cssText = 'width: 60px; overflow: hidden; white-space: nowrap';
      const wide = document.createElement('p');
      wide.textContent = 'wide';
      wide.style.width = '900px';
      document.querySelector('main')?.append(line, wide);
    });
    assert.match((await crowded(page)).join('\n'), /cut off: p\. "a sentence[\s\S]*over the edge: p\. "wide"/);
  });
});

async function openAll(page: Page): Promise<void> {
  for (const summary of await page.locator('summary:visible').all()) await summary.click();
}

async function hasRoom(page: Page, act?: (page: Page) => Promise<void>, contrast = true): Promise<void> {
  await act?.(page);
  if (contrast) await page.evaluate(axe.source);
  const found: string[] = [];
  for (const theme of THEMES) {
    if (theme !== THEMES[0]) await setTheme(page, theme); // the page was opened with the first
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      found.push(...(await crowded(page)).map((problem) => `${width} px, ${theme}: ${problem}`));
    }
    // at the widest, the tests of each tab look at it
    if (contrast) found.push(...(await violations(page, ['color-contrast'])).map((problem) => `${theme}: ${problem}`));
  }
  assert.deepEqual(found, []);
}
