import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { configFor, figureTable, tokensPerSecond } from '../../webview-ui/src/benchmarks.js';
import { nextSort, sorted } from '../../webview-ui/src/sort.js';
import type { PanelState } from '../../src/shared/protocol.js';
import { FORM, panelState } from './fixtures.js';
import { asked, errorAt, Harness, lastEdit, push } from './harness.js';

const { resolved } = panelState();
const with_ = (form: Partial<typeof FORM>, change: Partial<PanelState['resolved']> = {}): PanelState => panelState({ form: { ...FORM, ...form }, resolved: { ...resolved, ...change } });
const types = async (page: Page): Promise<string[]> => page.locator('.instances tbody .instance-type').allInnerTexts();
const column = (page: Page, name: string) => page.getByRole('columnheader', { name });
const top = async (page: Page, selector: string): Promise<number> => (await page.locator(selector).boundingBox())?.y ?? Number.NaN;

describe('what follows from the instance type, in the form', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  it('sorts by price and by quota from the keyboard, keeps the focus and the order, and goes back to the spec\'s', async () => {
    const page = await harness.open({ state: panelState() });
    const spec = await types(page);
    await column(page, '$ / h').getByRole('button').focus();
    await page.keyboard.press('Enter');
    assert.equal(await column(page, '$ / h').getAttribute('aria-sort'), 'ascending');
    assert.deepEqual(await types(page), ['ml.m5.large', 'ml.g6e.2xlarge', 'ml.g7e.2xlarge', 'ml.g5.12xlarge', 'ml.p5.48xlarge']);
    await page.keyboard.press('Enter');
    assert.deepEqual((await types(page)).slice(0, 2), ['ml.g5.12xlarge', 'ml.g7e.2xlarge']);
    assert.equal((await types(page)).at(-1), 'ml.p5.48xlarge', 'what is not known stays last');
    await column(page, 'Quota left').getByRole('button').press('Enter');
    assert.deepEqual([await column(page, '$ / h').getAttribute('aria-sort'), await column(page, 'Quota left').getAttribute('aria-sort')], ['none', 'descending']);
    assert.deepEqual((await types(page)).slice(0, 3), ['ml.g6e.2xlarge', 'ml.g5.12xlarge', 'ml.g7e.2xlarge']);
    assert.deepEqual((await page.evaluate(() => window.stub.saved) as { sort: unknown }).sort, { by: 'quota', descending: true }, 'kept while the tab lives');
    await page.getByRole('radio', { name: 'ml.g6e.2xlarge' }).focus();
    await push(page, { resolved: { ...resolved, instanceTypes: resolved.instanceTypes.map((row) => (row.type === 'ml.g5.12xlarge' ? { ...row, quota: { limit: 9, left: 9, reason: null } } : row)) } });
    assert.equal((await types(page))[0], 'ml.g5.12xlarge');
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).value), 'ml.g6e.2xlarge', 'a row that moves keeps the focus');
    for (let i = 0; i < 2; i++) await column(page, 'Quota left').getByRole('button').click();
    assert.deepEqual(await types(page), spec);
    assert.deepEqual(await asked(page, 'edit'), [], 'the host hears nothing of it');
  });

  it('says why a quota or a type is not there', async () => {
    const page = await harness.open({ state: panelState() });
    const row = (type: string) => page.getByRole('row', { name: new RegExp(type) });
    assert.match(await row('ml.p5.48xlarge').innerText(), /– of 8/);
    assert.match(await row('ml.p5.48xlarge').getByRole('cell', { name: '– of 8' }).getAttribute('title') ?? '', /sagemaker:ListEndpoints/);
    assert.match(await row('ml.g7e.2xlarge').getAttribute('title') ?? '', /It exists in us-east-1/);
    assert.equal(await page.getByRole('radio', { name: 'ml.g7e.2xlarge' }).isDisabled(), true);
    assert.match(await row('ml.g6e.2xlarge').innerText(), /320/);
  });

  it('proposes the nearest type with quota where the default has none; nothing moves when the answers come', async () => {
    const unknown = { limit: null, left: null, reason: 'The quota is being looked up.' };
    const page = await harness.open({ state: with_({ instanceType: 'ml.g7e.2xlarge' }, { instanceTypes: resolved.instanceTypes.map((row) => ({ ...row, pricePerHour: null, quota: unknown })) }) });
    const places = async (): Promise<number[]> => [await top(page, '[data-field=instanceCount]'), await top(page, '.instances tbody tr:last-child')];
    const before = await places();
    await push(page, { resolved: { ...resolved, nearest: { type: 'ml.g6e.2xlarge', change: { instanceType: 'ml.g6e.2xlarge' } } } });
    await page.getByRole('status').getByText('The model\'s default type ml.g7e.2xlarge has no quota left (0 of 0).').waitFor();
    assert.deepEqual(await places(), before);
    await page.getByRole('button', { name: 'Use ml.g6e.2xlarge (2 of 2 left, $2.80 / h)' }).click();
    assert.equal((await lastEdit(page)).instanceType, 'ml.g6e.2xlarge');
  });

  it('tells what the choice changed in a live region, without moving anything, until it is dismissed', async () => {
    const page = await harness.open({ state: with_({ instanceType: 'ml.g7e.2xlarge' }) });
    const before = await top(page, '[data-field=instanceCount]');
    await push(page, { resolved: { ...resolved, instanceTypes: resolved.instanceTypes.map((row) => ({ ...row, isDefault: false, quota: { limit: 9, left: 9, reason: null } })), changes: 'With ml.g7e.2xlarge: config lmi-optimized instead of lmi, 3 other variables.' } });
    await page.getByRole('status').getByText('config lmi-optimized instead of lmi').waitFor();
    assert.equal(await top(page, '[data-field=instanceCount]'), before);
    await page.getByRole('button', { name: 'Dismiss' }).press('Enter');
    assert.deepEqual((await asked(page, 'remedy')).at(-1)?.params, { action: { kind: 'dismissChanges' } });
  });

  it('says for which types a config is made and measured, and leads to one of them', async () => {
    const page = await harness.open({ state: with_({ inferenceConfig: 'lmi' }, { config: 'lmi' }) });
    await page.getByText('lmi is not made for ml.g6e.2xlarge, but for ml.g5.12xlarge, ml.p5.48xlarge.').waitFor();
    await page.getByText('No figures are published for lmi on ml.g6e.2xlarge; there are some for ml.p5.48xlarge.').waitFor();
    await page.getByRole('button', { name: 'Use ml.g5.12xlarge' }).click();
    assert.equal((await lastEdit(page)).instanceType, 'ml.g5.12xlarge');
    await page.getByText('Made for ml.g5.12xlarge, ml.p5.48xlarge.').waitFor();
  });
});

describe('the advanced fields', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());
  const open = async (state: PanelState): Promise<Page> => {
    const page = await harness.open({ state });
    await page.getByRole('button', { name: 'Advanced' }).click();
    return page;
  };

  it('set timeouts and the variant\'s name, with the spec\'s own values beside them', async () => {
    const page = await open(panelState());
    const download = page.getByRole('spinbutton', { name: 'Download timeout (s)' });
    assert.equal(await download.getAttribute('placeholder'), '3600');
    await page.getByText('60 to 3600 s. Leave it empty for 3600 s (60 min), from the model\'s spec.').waitFor();
    await page.getByText('60 to 3600 s. Leave it empty for 1200 s (20 min), from the config lmi-optimized.').waitFor();
    await download.fill('59');
    assert.match(await errorAt(page, 'downloadTimeoutS').innerText(), /from 60 to 3600/);
    await download.fill('900');
    await page.getByRole('spinbutton', { name: 'Health check timeout (s)' }).fill('1800');
    await page.getByRole('textbox', { name: 'Production variant' }).fill('blue');
    const edit = await lastEdit(page);
    assert.deepEqual([edit.downloadTimeoutS, edit.startupTimeoutS, edit.variantName], [900, 1800, 'blue']);
    await download.fill('');
    assert.equal((await lastEdit(page)).downloadTimeoutS, 0);
    assert.equal(await download.inputValue(), '', 'the field stays empty');
  });

  it('choose the inference AMI from the list, or by any name', async () => {
    const page = await open(panelState());
    const list = page.getByRole('combobox', { name: 'Inference AMI' });
    await list.click();
    await page.getByRole('option', { name: 'al2-ami-sagemaker-inference-gpu-3-1 (the config lmi-optimized)' }).waitFor();
    await page.getByRole('option', { name: /gpu-4-1 – NVIDIA driver 580/ }).click();
    assert.equal((await lastEdit(page)).inferenceAmi, 'al2023-ami-sagemaker-inference-gpu-4-1');
    await list.click();
    await page.getByRole('option', { name: 'Another one…' }).click();
    assert.equal((await lastEdit(page)).inferenceAmi, '');
    const typed = page.getByRole('textbox', { name: 'Inference AMI version' });
    await typed.fill('a b');
    assert.match(await errorAt(page, 'inferenceAmi').innerText(), /not an inference AMI version/);
    await typed.fill('al2030-ami-of-tomorrow');
    assert.equal((await lastEdit(page)).inferenceAmi, 'al2030-ami-of-tomorrow');
    assert.equal(await errorAt(page, 'inferenceAmi').isVisible(), false);
  });

  it('hide the volume where the type has local storage, but not one that was set', async () => {
    const page = await open(panelState());
    const volume = page.getByRole('spinbutton', { name: 'Storage volume (GB)' });
    assert.equal(await volume.isVisible(), false);
    await page.getByText('ml.g6e.2xlarge has local storage, so that SageMaker attaches no volume and there is no size to set.').waitFor();
    await push(page, { form: { ...FORM, volumeSizeGB: 64 }, resolved });
    assert.equal(await volume.inputValue(), '64');
    await page.getByText('the size is not sent.').waitFor();
    await push(page, { form: FORM, resolved: { ...resolved, hasVolume: true, volumeSizeGB: 256 } });
    assert.equal(await volume.getAttribute('placeholder'), '256');
  });

  it('count the variables near SageMaker\'s limit, and only there', async () => {
    const page = await open(panelState());
    assert.equal(await page.getByText(/of 100 variables/).count(), 0);
    await push(page, { form: { ...FORM, environment: Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`A${i}`, 'x'])) } });
    await page.getByText('With the model\'s own there are 92 of 100 variables').waitFor();
  });
});

describe('figures of a config', () => {
  const metric = (name: string, value: string, unit: string, concurrency: string | null) => ({ name, value, unit, concurrency });
  it('are a row for each concurrency, with gaps where nothing was published', () => {
    assert.deepEqual(figureTable([metric('latency', '1', 'sec', '1'), metric('throughput', '9', 'tokens/sec', '8'), metric('latency', '2', 'sec', '8'), metric('score', '3', '', null)]), {
      columns: ['latency (sec)', 'throughput (tokens/sec)', 'score'],
      rows: [{ concurrency: '1', values: ['1', null, null] }, { concurrency: '8', values: ['2', '9', null] }, { concurrency: '', values: [null, null, '3'] }],
    });
  });

  it('give tokens per second only where the unit says so, of the config that holds for the type', () => {
    const config = (unit: string, ...values: string[]) => ({ name: 'a', instanceTypes: ['t'], usableType: 't', benchmarks: { t: values.map((value) => metric('throughput', value, unit, '4')) } });
    assert.equal(tokensPerSecond(config('Tokens/s', '9', '10', 'many'), 't')?.value, '10');
    for (const unit of ['ms/token', 'tokens/session', 'requests/s', '']) assert.equal(tokensPerSecond(config(unit, '9'), 't'), undefined, unit);
    assert.deepEqual([configFor(resolved.configs, '', 'ml.g5.12xlarge')?.name, configFor(resolved.configs, 'lmi', 'ml.g6e.2xlarge')?.name, configFor(resolved.configs, '', 'ml.x.y')], ['lmi', 'lmi-optimized', undefined]);
  });

  it('sort goes from the useful direction to the other and back to none', () => {
    const cycle = (by: 'price' | 'quota') => { const one = nextSort(null, by); const two = nextSort(one, by); return [one?.descending, two?.descending, nextSort(two, by)]; };
    assert.deepEqual([cycle('price'), cycle('quota')], [[false, true, null], [true, false, null]]);
    assert.deepEqual(nextSort({ by: 'price', descending: true }, 'quota'), { by: 'quota', descending: true });
    assert.equal(sorted(resolved.instanceTypes, null), resolved.instanceTypes);
  });
});
