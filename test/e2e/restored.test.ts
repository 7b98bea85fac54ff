import assert from 'node:assert/strict';
import { useWorkbench } from './support.js';

describe('After a reload', () => {
  const workbench = useWorkbench();
  const tabs = (name: string) => workbench().page.locator('.tabs-container').getByRole('tab', { name });

  it('a model whose tab sleeps in the background gets no second tab', async () => {
    await workbench().openView();
    await workbench().openModel(/Image Classification/, /MobileNet/);
    await tabs('MobileNet V2').waitFor();
    await workbench().openModel(/Object Detection/, /Table Transformer/i);
    await workbench().webviewFrame().getByRole('radio', { name: /ml\.g/ }).first().waitFor();
    await tabs('Table Transformer').waitFor();
    // the command saves what is open, as a person's reload does
    await workbench().palette('Developer: Reload Window');
    await tabs('MobileNet V2').waitFor({ state: 'hidden' });
    await tabs('MobileNet V2').waitFor();
    await workbench().openModel(/Image Classification/, /MobileNet/);
    assert.equal(await tabs('MobileNet V2').count(), 1);
  });

  it('an endpoint\'s tab shows the endpoint again, as it is by then', async () => {
    const bench = workbench();
    await bench.treeItem(/^jumpstart-dft-hf-tc-bert-base-cased/).first().click();
    await bench.webviewFrame().getByRole('heading', { name: 'jumpstart-dft-hf-tc-bert-base-cased', exact: true }).waitFor();
    await bench.palette('Developer: Reload Window');
    await tabs('jumpstart-dft-hf-tc-bert-base-cased').waitFor({ state: 'hidden' });
    await tabs('jumpstart-dft-hf-tc-bert-base-cased').waitFor();
    await bench.webviewFrame().getByRole('heading', { name: 'jumpstart-dft-hf-tc-bert-base-cased', exact: true }).waitFor();
    await bench.webviewFrame().getByText(/In service/).first().waitFor();
    await bench.screenshot('restored-endpoint');
    assert.equal(await tabs('jumpstart-dft-hf-tc-bert-base-cased').count(), 1);
  });
});
