import assert from 'node:assert/strict';
import { themes, useWorkbench } from './support.js';

describe('The walkthrough and a link, in the workbench', () => {
  const workbench = useWorkbench({ viewport: { width: 1440, height: 900 } });

  it('opens, and shows a picture with every step, in every kind of theme', async () => {
    const bench = workbench();
    await bench.palette('Open Walkthrough');
    await bench.page.getByText('Deploy your first JumpStart model').first().waitFor();
    for (const [kind, theme] of Object.entries(themes)) {
      bench.changeSettings({ 'workbench.colorTheme': theme });
      for (const [step, title] of [['1-connect', 'Connect to AWS, or try it without'], ['2-choose', 'Choose a model'], ['3-deploy', 'Deploy it'], ['4-notebook', 'Call it from a notebook'], ['5-cleanUp', 'Clean up']] as const) {
        await bench.page.locator('.getting-started-step').filter({ hasText: title }).first().click();
        const picture = await bench.frameWith('svg[viewBox="0 0 520 340"]');
        assert.ok(await picture.locator('svg text').count() > 0);
        await bench.screenshot(`walkthrough-${kind}-${step}`);
      }
    }
  });

  it('follows a link that VS Code is given', async () => {
    const bench = workbench();
    await bench.palette('Developer: Open URL');
    await bench.page.locator('.quick-input-widget input').first().fill('code-oss://jumpstart-deploy.jumpstart-deploy/deploy?model=pytorch-ic-mobilenet-v2');
    await bench.page.keyboard.press('Enter');
    await bench.webviewFrame().getByText('Opened from a link. Check the form before you deploy.').waitFor();
    await bench.screenshot('link-form');
    assert.deepEqual(bench.emulator.calls.filter((call) => call.operation.startsWith('Create')), []);
  });
});
