import assert from 'node:assert/strict';
import { useWorkbench } from './support.js';

describe('After a reload', () => {
  const workbench = useWorkbench();
  const tabs = (name: string) => workbench().page.locator('.tabs-container').getByRole('tab', { name });

  it('a model whose tab sleeps in the background gets no second tab', async () => {
    await workbench().openView();
    await workbench().treeItem(/Image Classification/).first().click();
    await workbench().treeItem(/MobileNet/).first().click();
    await tabs('MobileNet V2').waitFor();
    await workbench().treeItem(/Object Detection/).first().click();
    await workbench().treeItem(/Table Transformer/i).first().click();
    await workbench().webviewFrame().getByRole('radio', { name: /ml\.g/ }).first().waitFor();
    await tabs('Table Transformer').waitFor();
    // the command saves what is open, as a person's reload does
    await workbench().palette('Developer: Reload Window');
    await tabs('MobileNet V2').waitFor({ state: 'hidden' });
    await tabs('MobileNet V2').waitFor();
    await workbench().treeItem(/Image Classification/).first().click();
    await workbench().treeItem(/MobileNet/).first().click();
    await workbench().webviewFrame().getByRole('heading', { name: 'MobileNet V2' }).waitFor();
    assert.equal(await tabs('MobileNet V2').count(), 1);
  });
});
