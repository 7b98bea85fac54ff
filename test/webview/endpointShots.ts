// `npx tsx test/webview/endpointShots.ts`: pictures of the endpoint tab into test/shots/, for people to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { endpointState, failedEndpoint, neverUsed } from './endpointFixtures.js';
import { Harness, THEMES } from './harness.js';

const folder = join(root, 'test/shots');
mkdirSync(folder, { recursive: true });
const harness = await Harness.start();
try {
  for (const theme of THEMES) {
    for (const [name, state] of [['endpoint', endpointState()], ['endpointUnused', neverUsed()], ['endpointFailed', failedEndpoint()]] as const) {
      for (const width of name === 'endpoint' ? [1200, 360, 300] : [800]) {
        const page = await harness.openEndpoint(state, { theme, width });
        await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage: true });
      }
    }
  }
  await harness.closePages();
} finally {
  await harness.stop();
}
