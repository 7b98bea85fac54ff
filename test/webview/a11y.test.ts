import assert from 'node:assert/strict';
import axe from 'axe-core';
import { violations } from './axe.js';
import { panelState } from './fixtures.js';
import { Harness, setTheme, THEMES } from './harness.js';
import { scenes } from './scenes.js';

describe('the model tab, for everyone', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  for (const { name, state, width, act } of scenes) {
    it(`has no axe violation in any theme: ${name}`, async () => {
      const page = await harness.open({ state, ...(width === undefined ? {} : { width }) });
      await act?.(page);
      await page.evaluate(axe.source);
      assert.deepEqual(await violations(page), []);
      for (const theme of THEMES.slice(1)) {
        await setTheme(page, theme);
        assert.deepEqual(await violations(page, ['color-contrast']), [], theme);
      }
    });
  }

  it('would be told: axe sees a button without a name and text that is too pale', async () => {
    const page = await harness.open({ state: panelState(), theme: 'light' });
    await page.evaluate(() => {
      const main = document.querySelector('main');
      const pale = document.createElement('p');
      pale.textContent = 'pale';
      pale.style.color = 'var(--vscode-errorForeground)';
      main?.append(document.createElement('button'), pale);
    });
    await page.evaluate(axe.source);
    assert.deepEqual((await violations(page)).map((each) => each.split(':')[0]).sort(), ['button-name', 'color-contrast']);
  });
});
