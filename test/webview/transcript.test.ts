import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { Harness } from './harness.js';
import { scenes } from './scenes.js';

/** What a screen reader says that can be operated: without a name nobody knows what it does. */
const OPERATED = /^\s*- (button|textbox|combobox|checkbox|radio|radiogroup|link|listbox|option|tab|spinbutton|searchbox|switch)\b(.*)$/;

describe('the model tab, read out', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => {
    harness = await Harness.start();
    mkdirSync(join(root, 'test/shots'), { recursive: true });
  });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  for (const { name, state, width, act } of scenes) {
    it(`names everything that can be operated, and has its headings in order: ${name}`, async () => {
      const page = await harness.open({ state, ...(width === undefined ? {} : { width }) });
      await act?.(page);
      const lines = (await page.locator('body').ariaSnapshot()).split('\n');
      // for people to read: does it say in sentences what the page shows?
      writeFileSync(join(root, 'test/shots', `transcript-${name.replace(/[^a-z]+/gi, '-')}.txt`), lines.join('\n'));
      const operated = lines.filter((line) => OPERATED.test(line));
      assert.ok(operated.length > 0);
      assert.deepEqual(operated.filter((line) => !/^\s*- \w+ "[^"]*\w[^"]*"/.test(line)), []);
      const levels = lines.flatMap((line) => Number(/- heading .*\[level=(\d)\]/.exec(line)?.[1] ?? 0) || []);
      assert.equal(levels[0], 1, lines.slice(0, 5).join('\n'));
      assert.deepEqual(levels.filter((level, place) => level > (levels[place - 1] ?? 0) + 1), [], `headings of levels ${levels.join(' ')}`);
    });
  }
});
