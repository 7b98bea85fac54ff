import assert from 'node:assert/strict';
import { Workbench } from './support.js';

describe('The packaged extension in a clean VS Code', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open();
  });

  after(async () => {
    await workbench.close();
  });

  it('shows its container in the activity bar, with the views Models and Endpoints', async () => {
    await workbench.openView('SageMaker JumpStart');
    for (const title of ['Models', 'Endpoints']) await workbench.view(title).waitFor();
    const titles = await workbench.page.locator('.sidebar .pane-header h3').allTextContents();
    assert.deepEqual(titles.map((title) => title.trim()), ['Models', 'Endpoints']);
    await workbench.screenshot('install');
  });

  it('is listed in the palette', async () => {
    await workbench.page.keyboard.press('F1');
    await workbench.page.locator('.quick-input-widget input').first().fill('>Deploy JumpStart Model');
    await workbench.quickPick('Deploy JumpStart Model').first().waitFor();
    await workbench.page.keyboard.press('Escape');
  });
});
