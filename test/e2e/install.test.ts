import assert from 'node:assert/strict';
import { useWorkbench } from './support.js';

describe('The packaged extension in a clean VS Code', () => {
  const workbench = useWorkbench();

  it('shows its container in the activity bar, with the views Models and Endpoints', async () => {
    await workbench().openView('SageMaker JumpStart');
    for (const title of ['Models', 'Endpoints']) await workbench().view(title).waitFor();
    const titles = await workbench().page.locator('.sidebar .pane-header h3').allTextContents();
    assert.deepEqual(titles.map((title) => title.trim()), ['Models', 'Endpoints']);
  });

  it('fills both views', async () => {
    // What VS Code shows in a view whose extension has not given it anything.
    await workbench().page.getByText('There is no data provider registered').first().waitFor({ state: 'hidden' });
    await workbench().screenshot('install');
  });

  it('is listed in the palette', async () => {
    await workbench().page.keyboard.press('F1');
    await workbench().page.locator('.quick-input-widget input').first().fill('>Deploy JumpStart Model');
    await workbench().quickPick('Deploy JumpStart Model').first().waitFor();
    await workbench().page.keyboard.press('Escape');
  });
});
