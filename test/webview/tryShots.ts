// `npx tsx test/webview/tryShots.ts`: pictures of the tab that tries an endpoint into test/shots/, for people to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { Harness, THEMES } from './harness.js';
import { classified, expired, forecasted, framed, pictured, refused, segmented, spoken, tryState, writing } from './tryFixtures.js';

const folder = join(root, 'test/shots');
mkdirSync(folder, { recursive: true });
const harness = await Harness.start();
const states = { text: spoken(), begin: tryState(), writing: writing(), pictures: pictured(), boxes: framed(), segments: segmented(), classes: classified(), forecast: forecasted(), refused: refused(), expired: expired() };
try {
  for (const [name, state] of Object.entries(states)) {
    for (const theme of name === 'text' || name === 'forecast' ? THEMES : ['dark' as const]) {
      for (const width of name === 'text' ? [1200, 300] : [1100]) {
        const page = await harness.openTry(state, { theme, width });
        await page.waitForTimeout(100);
        await page.screenshot({ path: join(folder, `try-${name}-${theme}-${width}.png`), fullPage: true });
      }
    }
  }
  await harness.closePages();
} finally {
  await harness.stop();
}
