import assert from 'node:assert/strict';
import { useWorkbench } from './support.js';

const ENDPOINT = 'jumpstart-dft-hf-tc-bert-base-cased';

describe('Trying an endpoint', () => {
  const workbench = useWorkbench({ viewport: { width: 1440, height: 900 } });
  const tabs = () => workbench().page.locator('.tabs-container').getByRole('tab', { name: `Try ${ENDPOINT}` });
  const headline = () => workbench().webviewFrame().getByRole('heading', { name: /^Try BERT/, level: 1 });

  it('asks it from its tab, and shows the labels of the answer', async () => {
    const bench = workbench();
    await bench.openView();
    await bench.treeItem(new RegExp(`^${ENDPOINT}`)).first().click();
    await (await bench.frameWith('main.endpoint', 60_000)).getByRole('button', { name: 'Try it' }).click();
    const page = await bench.frameWith('main.try', 60_000);
    await page.getByRole('heading', { name: /^Try BERT/, level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.answer .shown').getByText(/(positive|negative|LABEL_)/i).first().waitFor();
    await bench.screenshot('try-1-answer');
    assert.ok(bench.emulator.calls.some(({ operation }) => operation === 'InvokeEndpoint'));
    assert.equal(await page.getByRole('alert').filter({ visible: true }).count(), 0);
  });

  it('is there again after a reload, once, with what was asked before', async () => {
    const bench = workbench();
    await bench.palette('Developer: Reload Window');
    await tabs().waitFor({ state: 'hidden' });
    await tabs().waitFor();
    await headline().waitFor();
    await bench.webviewFrame().getByRole('button', { name: 'Send' }).waitFor();
    await bench.webviewFrame().locator('.history').getByRole('button').first().waitFor({ state: 'attached' });
    assert.equal(await tabs().count(), 1);
  });
});
