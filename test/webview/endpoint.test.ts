import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { EndpointState } from '../../src/shared/endpointProtocol.js';
import { figure, pathOf, summary } from '../../webview-ui/src/endpoint/chart.js';
import { violations } from './axe.js';
import { endpointState, failedEndpoint, gone, neverUsed } from './endpointFixtures.js';
import { asked, Harness, setTheme, THEMES } from './harness.js';

async function push(page: Page, state: EndpointState): Promise<void> {
  await page.evaluate((data) => { window.stub.post({ kind: 'event', name: 'state', data }); }, state);
  await page.waitForTimeout(50);
}

describe('the endpoint tab', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  for (const [name, state, tables] of [['in service', endpointState(), false], ['its tables', endpointState(), true], ['never used', neverUsed(), false], ['failed, metrics denied', failedEndpoint(), false], ['deleted', gone(), false]] as const) {
    it(`has no axe violation in any theme: ${name}`, async () => {
      const page = await harness.openEndpoint(state);
      if (tables) await page.getByRole('button', { name: 'Show as tables' }).click();
      await page.evaluate(axe.source);
      assert.deepEqual(await violations(page), []);
      for (const theme of THEMES.slice(1)) {
        await setTheme(page, theme);
        assert.deepEqual(await violations(page, ['color-contrast']), [], theme);
      }
    });
  }

  for (const width of [300, 600, 1200]) {
    it(`fits ${width} px`, async () => {
      const page = await harness.openEndpoint(endpointState(), { width });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    });
  }

  it('says status, hardware, age and cost, and remembers which endpoint it shows', async () => {
    const page = await harness.openEndpoint(endpointState());
    assert.deepEqual(await page.locator('.fact').allInnerTexts(), ['In service', 'ml.g6e.2xlarge × 1', '2 h', '$2.80 / h', '$5.60 so far', 'us-west-2']);
    assert.deepEqual(await page.evaluate(() => window.stub.saved), { endpointName: endpointState().name });
    await push(page, neverUsed());
    assert.match(await page.locator('.facts').innerText(), /Price unknown/);
  });

  it('is worked by the keyboard alone, in the order of what is seen', async () => {
    const page = await harness.openEndpoint(endpointState());
    const seen: string[] = [];
    for (let i = 0; i < 14; i++) {
      await page.keyboard.press('Tab');
      seen.push(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''));
    }
    assert.deepEqual(seen, ['Try it', 'Open notebook', 'Show code', 'Container log', 'Copy ARN', 'Open in console', 'Update…', 'Park…', 'Delete…', '1 h', '6 h', '24 h', 'Show as tables', 'Refresh']);
    await page.keyboard.press('Enter');
    assert.equal((await asked(page, 'refresh')).length, 1);
  });

  it('runs the commands of its buttons, copies values and leads to the model', async () => {
    const page = await harness.openEndpoint(endpointState());
    for (const name of ['Open notebook', 'Delete…', 'Container log']) await page.getByRole('button', { name }).click();
    assert.deepEqual((await asked(page, 'run')).map(({ params }) => params), [{ action: 'openNotebook' }, { action: 'deleteEndpoint' }, { action: 'showContainerLog' }]);
    await page.getByRole('button', { name: 'Copy: Endpoint config' }).click();
    assert.deepEqual((await asked(page, 'copy')).map(({ params }) => params), [{ text: 'jumpstart-dft-gpt-oss-20b-20261126-1012' }]);
    await page.getByRole('button', { name: 'Open the model' }).click();
    assert.equal((await asked(page, 'openModel')).length, 1);
  });

  it('asks for another time range and shows which one is on', async () => {
    const page = await harness.openEndpoint(endpointState());
    await page.getByRole('button', { name: '24 h' }).click();
    assert.deepEqual((await asked(page, 'setWindow')).map(({ params }) => params), [{ window: '24h' }]);
    await push(page, endpointState({ metrics: { ...endpointState().metrics, window: '24h' } }));
    assert.equal(await page.getByRole('button', { name: '24 h' }).getAttribute('aria-pressed'), 'true');
    assert.equal(await page.getByRole('button', { name: '1 h', exact: true }).getAttribute('aria-pressed'), 'false');
  });

  it('has each chart in words and as a table, with gaps left out', async () => {
    const page = await harness.openEndpoint(endpointState());
    assert.match(await page.getByRole('img', { name: /^Model latency/ }).getAttribute('aria-label') ?? '', /p50: latest \d+ ms, highest \d+ ms; p90: latest/);
    assert.match(await page.locator('.chart').last().innerText(), /Nothing was measured/);
    await page.getByRole('button', { name: 'Show as tables' }).click();
    const table = page.getByRole('table', { name: 'Invocations' });
    assert.equal(await table.locator('tbody tr').count(), endpointState().metrics.charts[0]?.lines[0]?.values.filter((value) => value !== null).length);
    assert.equal(await page.locator('svg:visible').count(), 0);
  });

  it('keeps the focus and what was opened when a new state comes', async () => {
    const page = await harness.openEndpoint(endpointState());
    await page.getByRole('button', { name: 'Show as tables' }).click();
    await push(page, endpointState({ status: { text: 'Updating', tone: 'busy' } }));
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Show as tables');
    assert.equal(await page.locator('svg:visible').count(), 0);
    assert.equal(await page.getByText('The endpoint\'s status is now: Updating.').count(), 1);
  });

  it('shows values as data', async () => {
    const page = await harness.openEndpoint(endpointState({ name: '<img src=x onerror=alert(1)>', details: [{ title: '<b>t</b>', rows: [{ label: '<i>', value: '</dd><script>1</script>', kind: 'id' }] }] }));
    assert.equal(await page.locator('img:not(svg), script:not([src])').count(), 0);
    assert.equal(await page.locator('h1').innerText(), '<img src=x onerror=alert(1)>');
  });

  it('says what failed above what it shows, until something works again', async () => {
    const page = await harness.openEndpoint(endpointState());
    const said = page.getByRole('alert');
    await page.evaluate(() => { Object.assign(window.stub, { refusal: 'The model is not offered here.' }); });
    await page.getByRole('button', { name: 'Open the model' }).click();
    await said.waitFor();
    assert.equal(await said.innerText(), 'The model is not offered here.');
    assert.equal(await page.locator('h1').innerText(), endpointState().name);
    await push(page, endpointState());
    assert.equal(await said.isVisible(), true, 'a state says nothing about it');
    await page.evaluate(() => { Object.assign(window.stub, { refusal: undefined }); });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await said.waitFor({ state: 'hidden' });
  });

  it('takes nothing that is not a state', async () => {
    const page = await harness.openEndpoint(endpointState());
    await page.evaluate(() => { for (const data of [null, 1, {}, { kind: 'event', name: 'state', data: 3 }, { kind: 'event', name: 'other', data: {} }]) window.stub.post(data); });
    assert.equal(await page.locator('h1').innerText(), endpointState().name);
  });
});

describe('the lines of a chart', () => {
  it('break where nothing was measured, and a point that stands alone is a dot', () => {
    assert.equal(pathOf([1, 2, null, 2, null], 2), 'M0.0 40.0L75.0 0.0M225.0 0.0h0.01');
    assert.equal(pathOf([null, null], 0), '');
    assert.equal(pathOf([0, 0], 0), 'M0.0 80.0L300.0 80.0');
  });

  it('are told in words with their unit', () => {
    assert.equal(summary({ id: 'x', title: 'CPU', unit: '%', lines: [{ label: 'a', values: [1, 12.34, null] }, { label: 'b', values: [null] }] }), 'CPU. a: latest 12 %, highest 12 %; b: nothing measured.');
    assert.equal(figure(1.26, 'ms'), '1.3 ms');
  });
});
