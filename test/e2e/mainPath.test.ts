import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useWorkbench } from './support.js';

const MODEL = 'pytorch-ic-mobilenet-v2';

describe('The main path, as a new user walks it', () => {
  const workbench = useWorkbench({ emulator: { timeScale: 120 }, viewport: { width: 1440, height: 900 } });

  it('finds the model in the sidebar', async () => {
    const bench = workbench();
    await bench.openView('SageMaker JumpStart');
    await (await bench.rowIn(/Image Classification/, /MobileNet/i)).waitFor();
    await bench.screenshot('main-1-sidebar');
  });

  it('opens its tab, with the defaults filled in and every check answered', async () => {
    const bench = workbench();
    await bench.treeItem(/MobileNet/i).first().click();
    const form = bench.webviewFrame();
    await form.getByRole('heading', { name: /MobileNet/i }).waitFor();
    await form.getByRole('radio', { name: /ml\.m5\.large/ }).waitFor();
    await bench.screenshot('main-2-form');
  });

  it('deploys with the defaults after one confirmation, and reaches In service', async () => {
    const bench = workbench();
    const form = bench.webviewFrame();
    await form.getByRole('button', { name: 'Deploy', exact: true }).click();
    const dialog = bench.dialog();
    await dialog.getByText(/Deploy MobileNet.* on 1 × ml\.m5\.large/i).waitFor();
    await bench.screenshot('main-3-confirm');
    await dialog.getByRole('button', { name: 'Deploy' }).click();
    await form.getByText('Model created', { exact: true }).waitFor();
    await bench.screenshot('main-4-progress');
    await form.getByRole('button', { name: /Open notebook/i }).waitFor();
    await bench.screenshot('main-5-in-service');
    const created = bench.emulator.calls.filter((call) => call.operation.startsWith('Create')).map((call) => call.operation);
    assert.deepEqual(created, ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    await bench.treeItem(/jumpstart-dft-.*mobilenet/i).first().waitFor();
  });

  it('opens the notebook that calls it', async () => {
    const bench = workbench();
    await bench.webviewFrame().getByRole('button', { name: /Open notebook/i }).click();
    await bench.page.getByRole('tab', { name: `${MODEL}.ipynb` }).waitFor();
    await bench.page.locator('.notebook-editor .view-line', { hasText: 'import json' }).waitFor();
    const file = join(bench.workspace, `${MODEL}.ipynb`);
    assert.ok(existsSync(file));
    const notebook = JSON.parse(readFileSync(file, 'utf8')) as { nbformat: number; nbformat_minor: number };
    assert.deepEqual([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
    await bench.screenshot('main-6-notebook');
  });
});
