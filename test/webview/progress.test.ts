import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { failed, inService, panelState, running } from './fixtures.js';
import { asked, Harness, push } from './harness.js';

async function requests(page: Page): Promise<{ method: string; params: unknown }[]> {
  return (await page.evaluate(() => window.stub.asked)).slice(1);
}

describe('a deployment in the model tab', function () {
  this.timeout(30_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  it('folds the form and shows the steps, their times and what they made', async () => {
    const page = await harness.open({ state: panelState() });
    await page.getByRole('button', { name: 'Deploy', exact: true }).click();
    await push(page, { deployment: running().deployment });
    await page.getByRole('heading', { name: 'Deploying' }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Endpoint name' }).isVisible(), false);
    assert.equal(await page.locator('footer').isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Deploying', 'the focus is not lost with the button');
    const steps = await page.locator('.steps li').allInnerTexts();
    assert.match(steps[0] ?? '', /^Done:\s+Model created\s+0:02\s+arn:aws:sagemaker/);
    assert.match(steps[2] ?? '', /^In progress:\s+Endpoint is being created\s+usually 6–10 min for this size\s+4:\d\d\s+Downloading model data, 1.2 of 3.0 GB/);
    assert.match(steps[3] ?? '', /^Waiting:\s+In service/);
    await page.getByRole('button', { name: 'Copy the ARN: Model created' }).focus();
    await page.keyboard.press('Enter');
    assert.match(JSON.stringify((await asked(page, 'copy'))[0]?.params), /model\/jumpstart-dft-owl/);
    await page.locator('[role=status]', { hasText: 'In progress: Endpoint is being created.' }).waitFor({ state: 'attached' });
  });

  it('counts the seconds of the step that runs, and of no other', async () => {
    const page = await harness.open({ state: running() });
    const times = (): Promise<string[]> => page.locator('.step-time').allInnerTexts();
    const before = await times();
    await page.waitForTimeout(2100);
    const after = await times();
    assert.deepEqual([after[0], after[1], after[3]], [before[0], before[1], before[3]]);
    const seconds = (time = ''): number => { const [minutes = 0, rest = 0] = time.split(':').map(Number); return minutes * 60 + rest; };
    const passed = seconds(after[2]) - seconds(before[2]);
    assert.ok(passed >= 1 && passed <= 4, `${before[2] ?? ''} became ${after[2] ?? ''}`);
  });

  it('cancels, and says what cancelling means', async () => {
    const page = await harness.open({ state: running() });
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(await requests(page), [{ method: 'cancelDeployment', params: { id: 'd1' } }]);
    await push(page, { deployment: running({ phase: 'cancelling' }).deployment });
    assert.equal(await page.getByRole('button', { name: 'Cancelling…' }).isDisabled(), true);
    await page.getByText('It is deleted as soon as that is over').waitFor();
    await push(page, { deployment: running({ phase: 'cancelled', endedAt: new Date().toISOString() }).deployment });
    await page.getByRole('button', { name: 'Back to the form' }).click();
    assert.deepEqual((await requests(page)).at(-1), { method: 'startOver', params: { keepForm: true } });
  });

  it('says why it stands still', async () => {
    const page = await harness.open({ state: running({ paused: 'The sign-in has expired. It goes on when you have signed in again.' }) });
    await page.getByRole('alert').filter({ hasText: 'It goes on when you have signed in again.' }).waitFor();
  });

  it('opens the notebook of an endpoint in service, or starts another', async () => {
    const page = await harness.open({ state: inService() });
    await page.getByRole('heading', { name: 'In service' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Cancel' }).isVisible(), false);
    await page.getByText('The endpoint is billed until you delete it, here or in the Endpoints view.').waitFor();
    await push(page, { connection: { ...panelState().connection, emulated: true } });
    await page.getByText('In AWS the endpoint would be billed').waitFor();
    await page.getByRole('button', { name: 'Open notebook' }).click();
    await page.getByRole('button', { name: 'Deploy another' }).click();
    assert.deepEqual(await requests(page), [{ method: 'openNotebook', params: {} }, { method: 'startOver', params: { keepForm: false } }]);
    await push(page, { deployment: null, form: { ...panelState().form ?? assert.fail(), endpointName: 'dft-fresh' } });
    assert.equal(await page.getByRole('textbox', { name: 'Endpoint name' }).inputValue(), 'dft-fresh');
  });

  it('deletes what is there, and says when it is gone', async () => {
    const page = await harness.open({ state: inService() });
    const remove = page.getByRole('button', { name: 'Delete…' });
    await remove.click();
    assert.deepEqual(await requests(page), [{ method: 'deleteEndpoint', params: {} }]);
    const { deployment } = inService();
    assert.ok(deployment);
    await push(page, { deployment: { ...deployment, endpoint: 'gone' } });
    assert.equal(await page.getByRole('heading', { name: 'Deleted' }).isVisible(), true);
    assert.equal(await remove.isVisible(), false);
    assert.equal(await page.getByRole('button', { name: 'Open notebook' }).isVisible(), false);
    assert.equal(await page.getByText('is billed until').isVisible(), false);
    await push(page, { deployment: { ...deployment, phase: 'failed', endpoint: 'there' } });
    await page.getByText('still there, for its log to be read').waitFor();
    assert.equal(await remove.isVisible(), true);
    const { deployment: gone } = failed();
    assert.ok(gone);
    await push(page, { deployment: { ...gone, copies: 's3://acme-models/jumpstart/owl/3.2.0/' } });
    assert.equal(await remove.isVisible(), false, 'all of it was taken back');
    assert.equal(await page.getByText('Copied files stay in s3://acme-models/jumpstart/owl/3.2.0/').isVisible(), true);
  });

  it('says the cause of a failure, the line that shows it, what helps and what was left over', async () => {
    const page = await harness.open({ state: failed() });
    const alert = page.getByRole('alert').filter({ hasText: 'ran out of GPU memory' });
    await alert.waitFor();
    assert.match(await alert.locator('pre').innerText(), /torch\.OutOfMemoryError/);
    assert.match(await alert.innerText(), /Choose a type with more GPU memory/);
    assert.match(await page.locator('.notice', { hasText: 'could not be removed' }).innerText(), /a model or an endpoint config in the AWS console:\s+endpoint config jumpstart-dft-owl/);
    assert.match((await page.locator('.steps li').allInnerTexts()).join('|'), /^Taken back:.*Failed:\s+Endpoint is being created/s);
    await page.getByRole('button', { name: /Retry on ml\.g5\.12xlarge/ }).click();
    await page.getByRole('button', { name: 'Back to the form' }).click();
    assert.deepEqual(await requests(page), [
      { method: 'remedy', params: { action: { kind: 'setForm', change: { instanceType: 'ml.g5.12xlarge' } } } }, { method: 'startOver', params: { keepForm: true } },
    ]);
  });

  it('moves nothing where motion is unwanted', async () => {
    const spin = (page: Page): Promise<boolean> => page.locator('.step-active').evaluate((icon) => icon.getAnimations().some((animation) => animation.playState === 'running'));
    assert.equal(await spin(await harness.open({ state: running(), reducedMotion: false })), true);
    assert.equal(await spin(await harness.open({ state: running() })), false);
    const reduced = await harness.open({ state: running(), reducedMotion: false });
    await reduced.evaluate(() => { document.body.classList.add('vscode-reduce-motion'); });
    assert.equal(await spin(reduced), false, 'workbench.reduceMotion counts too');
  });
});
