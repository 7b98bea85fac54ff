import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { DeploymentForm } from '../../src/shared/form.js';
import { FORM, panelState } from './fixtures.js';
import { errorAt, Harness, lastEdit } from './harness.js';

const with_ = (change: Partial<DeploymentForm>) => panelState({ form: { ...FORM, ...change } });
const rows = async (page: Page): Promise<string[]> => (await page.locator('.fallback').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
const types = async (page: Page): Promise<readonly string[]> => (await lastEdit(page)).fallbackTypes;
const time = (page: Page) => page.getByRole('spinbutton', { name: 'Time to find instances (seconds)' });

describe('fallback instance types', function () {
  this.timeout(30_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  it('are one line while there are none, and ask for no time', async () => {
    const page = await harness.open({ state: panelState() });
    assert.equal(await page.locator('.fallbacks').isVisible(), false);
    assert.equal(await time(page).isVisible(), false);
    await page.getByText('The deployment fails where this one type has none.').waitFor();
  });

  it('are added from those that can be used, with their price, and the footer names the range', async () => {
    const page = await harness.open({ state: panelState() });
    const list = page.getByRole('combobox', { name: 'Add a fallback instance type' });
    await list.click();
    assert.deepEqual((await page.locator('[data-field=fallbackTypes] vscode-option').allInnerTexts()).slice(1), ['ml.g5.12xlarge · 4 × A10G 24 GB · $7.09 / h', 'ml.p5.48xlarge · 8 × H100 80 GB', 'ml.m5.large · $0.115 / h']);
    await page.getByRole('option', { name: /ml\.m5\.large/ }).click();
    assert.deepEqual(await types(page), ['ml.m5.large']);
    assert.deepEqual(await rows(page), ['ml.m5.large $0.115 / h']);
    await page.getByText('SageMaker tries these in order').waitFor();
    assert.match(await page.locator('.price').innerText(), /^\$0\.115 to \$2\.80 \/ h$/);
    assert.match(await page.locator('.price-about').innerText(), /^by the instance type that is used/);
    await time(page).fill('200');
    assert.match(await errorAt(page, 'provisionTimeoutS').innerText(), /from 300 to 3600/);
    await time(page).fill('600');
    assert.equal((await lastEdit(page)).provisionTimeoutS, 600);
  });

  it('are moved and removed by keyboard, and the focus stays with what was moved', async () => {
    const page = await harness.open({ state: with_({ fallbackTypes: ['ml.g5.12xlarge', 'ml.g7e.2xlarge', 'ml.m5.large'] }) });
    assert.deepEqual(await rows(page), ['ml.g5.12xlarge $7.09 / h', 'ml.g7e.2xlarge No container image for this type in us-west-2. It exists in us-east-1, us-east-2. $4.20 / h', 'ml.m5.large $0.115 / h']);
    assert.equal(await page.getByRole('button', { name: 'Try ml.g5.12xlarge earlier' }).isVisible(), false);
    assert.equal(await page.getByRole('button', { name: 'Try ml.m5.large later' }).isVisible(), false);
    await page.getByRole('button', { name: 'Try ml.m5.large earlier' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await types(page), ['ml.g5.12xlarge', 'ml.m5.large', 'ml.g7e.2xlarge']);
    await page.keyboard.press('Enter');
    assert.deepEqual(await types(page), ['ml.m5.large', 'ml.g5.12xlarge', 'ml.g7e.2xlarge']);
    // at the top there is no earlier any more: the other way is next
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Try ml.m5.large later');
    await page.getByRole('button', { name: 'Remove ml.g5.12xlarge from the fallback types' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await types(page), ['ml.m5.large', 'ml.g7e.2xlarge']);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Remove ml.g7e.2xlarge from the fallback types');
  });

  it('say what is wrong with them, and are at most four', async () => {
    const page = await harness.open({ state: with_({ fallbackTypes: ['ml.g5.12xlarge', 'ml.p5.48xlarge', 'ml.m5.large', 'ml.g6e.2xlarge'] }) });
    assert.match(await errorAt(page, 'fallbackTypes').innerText(), /ml\.g6e\.2xlarge is there twice/);
    assert.equal(await page.getByRole('combobox', { name: 'Add a fallback instance type' }).isVisible(), false);
  });
});
