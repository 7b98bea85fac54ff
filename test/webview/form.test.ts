import assert from 'node:assert/strict';
import { blocked, panelState } from './fixtures.js';
import { asked, errorAt, Harness, lastEdit, nameField, push } from './harness.js';

describe('the form', function () {
  this.timeout(30_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  it('says ready once and shows the model, where it goes and what it costs', async () => {
    const page = await harness.open({ state: panelState() });
    assert.deepEqual(await asked(page, 'ready'), [{ method: 'ready', params: { draft: null, revision: 0 } }]);
    assert.equal(await page.locator('h1').innerText(), 'Owl 20B');
    const header = await page.locator('header').innerText();
    for (const part of ['Text Generation · Acme', 'acme-textgeneration-owl-20b', 'Apache-2.0', 'context 32K-128K', 'dev · account 1234-5678-9012', 'us-west-2']) assert.ok(header.includes(part), `${part} in ${header}`);
    assert.equal(await page.locator('.price').innerText(), '$2.80 / h · $67 / day');
    assert.equal(await page.locator('.price-about').innerText(), 'instance price only, AWS price list 2026-11-20');
    assert.equal(await page.getByText('Emulator – not AWS').isVisible(), false);
    await page.evaluate(() => window.stub.push({ connection: { ...window.stub.state.connection, emulated: true } }));
    await page.getByText('Emulator – not AWS').waitFor();
    assert.equal(await page.locator('.price-about').innerText(), 'instance price only, from the emulator\'s own list');
  });

  it('asks the host to copy the id, to open the model card and to change the profile or the region', async () => {
    const page = await harness.open({ state: panelState() });
    await page.getByRole('button', { name: 'Copy the model id' }).click();
    await page.getByRole('button', { name: 'Model card' }).click();
    await page.getByRole('button', { name: 'Change the region' }).click();
    await page.getByRole('button', { name: 'Change the profile' }).click();
    assert.deepEqual((await asked(page, 'copy'))[0]?.params, { text: 'acme-textgeneration-owl-20b' });
    assert.deepEqual((await asked(page, 'openLink'))[0]?.params, { link: 'upstream' });
    assert.deepEqual((await asked(page, 'remedy')).map(({ params }) => params), [{ action: { kind: 'switchRegion' } }, { action: { kind: 'switchProfile' } }]);
  });

  it('shows an error while it is typed, takes it away when it is mended, and sends one edit for many key strokes', async () => {
    const page = await harness.open({ state: panelState() });
    await nameField(page).fill('');
    await nameField(page).pressSequentially('a_b', { delay: 20 });
    assert.match(await errorAt(page, 'endpointName').innerText(), /letters, digits and dashes only/);
    assert.equal(await nameField(page).getAttribute('aria-invalid'), 'true');
    assert.match(await nameField(page).getAttribute('aria-description') ?? '', /letters, digits and dashes only/);
    await page.locator('[role=alert]', { hasText: 'letters, digits and dashes only' }).waitFor({ state: 'attached' });
    assert.equal((await lastEdit(page)).endpointName, 'a_b');
    assert.ok((await asked(page, 'edit')).length <= 2, 'key strokes in a row are one edit');
    await nameField(page).fill('a-b');
    assert.equal(await errorAt(page, 'endpointName').isVisible(), false);
    assert.equal(await nameField(page).getAttribute('aria-invalid'), null);
  });

  it('takes an instance type that is typed where the model names none', async () => {
    const state = panelState();
    const page = await harness.open({ state: panelState({ form: { ...state.form, instanceType: '' } as typeof state.form, resolved: { ...state.resolved, namesInstanceTypes: false, instanceTypes: [], defaultInstanceType: null } }) });
    const field = page.getByRole('textbox', { name: 'Instance type' });
    await field.fill('g5');
    assert.match(await errorAt(page, 'instanceType').innerText(), /"g5" is not an instance type/);
    await field.fill('ml.g5.2xlarge');
    assert.equal(await errorAt(page, 'instanceType').isVisible(), false);
    assert.equal((await lastEdit(page)).instanceType, 'ml.g5.2xlarge');
    await push(page, { resolved: { ...state.resolved, namesInstanceTypes: false, instanceTypes: [{ type: 'ml.g5.2xlarge', isDefault: false, accelerator: null, unavailable: null, pricePerHour: null, quota: { limit: null, left: null, reason: null } }] } });
    assert.equal(await field.inputValue(), 'ml.g5.2xlarge');
    assert.equal(await page.getByRole('radio', { name: 'ml.g5.2xlarge' }).isVisible(), false);
  });

  it('drops and adds the prefix', async () => {
    const page = await harness.open({ state: panelState() });
    const chip = page.locator('.prefix-chip');
    assert.equal(await chip.isVisible(), true);
    await page.getByRole('checkbox', { name: /Use the jumpstart- prefix/ }).click();
    assert.equal(await chip.isVisible(), false);
    assert.equal((await lastEdit(page)).usePrefix, false);
    assert.match(await page.locator('[data-field=endpointName] > .help').innerText(), /^dft-owl-20b-20261122-223100 · 27 of 63/);
    await page.getByRole('checkbox', { name: /Use the jumpstart- prefix/ }).click();
    assert.match(await page.locator('[data-field=endpointName] > .help').innerText(), /^jumpstart-dft-/);
    await nameField(page).fill('jumpstart-mine');
    assert.equal(await chip.isVisible(), false, 'a name that has the prefix does not get it twice');
  });

  it('refuses a type that cannot be had and says why; a click anywhere in a row chooses the others', async () => {
    const page = await harness.open({ state: panelState() });
    assert.equal(await page.getByRole('radio', { name: 'ml.g7e.2xlarge' }).isDisabled(), true);
    assert.match(await page.locator('tr', { hasText: 'ml.g7e.2xlarge' }).innerText(), /default[\s\S]*No container image for this type in us-west-2\. It exists in us-east-1, us-east-2/);
    await page.locator('tr', { hasText: 'ml.g7e.2xlarge' }).locator('td').first().click();
    assert.equal((await asked(page, 'edit')).length, 0);
    await page.locator('tr', { hasText: 'ml.g5.12xlarge' }).locator('td').last().click();
    assert.equal((await lastEdit(page)).instanceType, 'ml.g5.12xlarge');
  });

  it('reckons the price of a change at once and multiplies it by the count', async () => {
    const page = await harness.open({ state: panelState() });
    await page.evaluate(() => { window.stub.answerEdits = false; });
    await page.getByRole('radio', { name: 'ml.g5.12xlarge' }).check();
    assert.equal(await page.locator('.price').innerText(), '$7.09 / h · $170 / day');
    await page.getByRole('spinbutton', { name: 'Instance count' }).fill('3');
    assert.equal(await page.locator('.price').innerText(), '$21.27 / h · $510 / day');
    assert.match(await page.locator('.price-about').innerText(), /^3 instances, /);
    await page.evaluate(() => window.stub.push({ revision: 9, form: null, price: { status: 'unknown', reason: 'pricing:GetProducts was refused.' } }));
    await page.getByText('Price not known: pricing:GetProducts was refused.').waitFor();
  });

  it('refuses an empty count and a fraction, and lets a number be typed as people type it', async () => {
    const page = await harness.open({ state: panelState() });
    const field = page.getByRole('spinbutton', { name: 'Instance count' });
    await field.fill('');
    assert.match(await errorAt(page, 'instanceCount').innerText(), /whole number/);
    assert.equal(await field.inputValue(), '', 'the empty field is not filled with a number');
    await field.fill('1.5');
    assert.match(await errorAt(page, 'instanceCount').innerText(), /whole number/);
    await field.fill('02');
    assert.equal(await errorAt(page, 'instanceCount').isVisible(), false);
    assert.equal((await lastEdit(page)).instanceCount, 2);
    assert.equal(await field.inputValue(), '02');
  });

  it('offers the inference configs, by ranking first, with their benchmarks', async () => {
    const page = await harness.open({ state: panelState() });
    await page.getByRole('table', { name: 'Published figures of lmi-optimized on ml.g6e.2xlarge' }).getByRole('row', { name: '8 0.61 320' }).waitFor();
    await page.getByRole('combobox', { name: 'Inference config' }).click();
    await page.getByRole('option', { name: 'lmi – not for ml.g6e.2xlarge', exact: true }).click();
    assert.equal((await lastEdit(page)).inferenceConfig, 'lmi');
    await page.getByRole('combobox', { name: 'Inference config' }).click();
    await page.getByRole('option', { name: 'By ranking' }).click();
    assert.equal((await lastEdit(page)).inferenceConfig, '');
    const one = panelState().resolved;
    await push(page, { resolved: { ...one, configs: one.configs.slice(0, 1) } });
    await page.getByRole('combobox', { name: 'Inference config' }).waitFor({ state: 'hidden' });
  });

  it('keeps the chosen version when the list of versions changes under it', async () => {
    const page = await harness.open({ state: panelState() });
    const { card } = panelState();
    await push(page, { card: { ...card, versions: [{ version: '3.3.0', deprecated: false }, ...card.versions] } });
    await page.waitForTimeout(100);
    const version = page.getByRole('combobox', { name: 'Model version' });
    assert.equal(await version.locator('[part=selected-value]').innerText(), '3.2.0');
    assert.equal((await asked(page, 'edit')).length, 0, 'nobody chose anything');
    await version.click();
    await page.getByRole('option', { name: '3.1.0 (deprecated)' }).click();
    assert.equal((await lastEdit(page)).modelVersion, '3.1.0');
  });

  it('takes tags by row and by paste, in both spellings, and removes them', async () => {
    const page = await harness.open({ state: panelState() });
    await page.getByRole('button', { name: 'Add tag' }).click();
    assert.equal(await errorAt(page, 'tags').isVisible(), false, 'a fresh row is not wrong yet');
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'team;search\r\ncost=1=2\nbare\n');
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
    });
    assert.deepEqual((await lastEdit(page)).tags, [{ key: 'team', value: 'search' }, { key: 'cost', value: '1=2' }, { key: 'bare', value: '' }]);
    assert.equal(await page.getByRole('textbox', { name: 'Value of tag 2' }).inputValue(), '1=2');
    await page.getByRole('button', { name: 'Remove tag team' }).click();
    assert.deepEqual((await lastEdit(page)).tags.map(({ key }) => key), ['cost', 'bare']);
    await page.getByRole('textbox', { name: 'Key of tag 2' }).fill('aws:bare');
    assert.match(await errorAt(page, 'tags').innerText(), /starts with "aws:"/);
    assert.equal(await page.getByRole('textbox', { name: 'Key of tag 2' }).getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByRole('textbox', { name: 'Key of tag 1' }).getAttribute('aria-invalid'), null);
  });

  it('keeps overrides of the environment apart from half-filled rows', async () => {
    const page = await harness.open({ state: panelState() });
    await page.getByRole('button', { name: 'Advanced' }).click();
    await page.getByRole('button', { name: 'Add variable' }).click();
    assert.equal((await asked(page, 'edit')).length === 0 || Object.keys((await lastEdit(page)).environment).length === 0, true);
    await page.getByRole('textbox', { name: 'Name of variable 1' }).fill('OPTION_MAX_MODEL_LEN');
    await page.getByRole('textbox', { name: 'Value of variable 1' }).fill('8192');
    assert.deepEqual((await lastEdit(page)).environment, { OPTION_MAX_MODEL_LEN: '8192' });
    await page.getByRole('button', { name: 'Add variable' }).click();
    await page.getByRole('textbox', { name: 'Value of variable 2' }).fill('lonely');
    assert.match(await errorAt(page, 'environment').innerText(), /not a variable name/);
  });

  it('folds a section to what is in it', async () => {
    const page = await harness.open({ state: panelState() });
    const toggle = page.getByRole('button', { name: 'Security Settings' });
    assert.match(await toggle.innerText(), /role\/AmazonSageMaker-ExecutionRole-20260102T030405 · no VPC · default key · isolated/);
    await toggle.click();
    assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
    assert.equal(await page.getByText('Encryption key').first().isVisible(), true);
    await page.getByRole('button', { name: 'Deployment Configuration' }).click();
    assert.match(await page.getByRole('button', { name: 'Deployment Configuration' }).innerText(), /ml\.g6e\.2xlarge × 1 · jumpstart-dft-owl-20b-20261122-223100/);
    assert.equal(await nameField(page).isVisible(), false);
  });

  it('has no horizontal scroll at 360 pixels and opens checks and plan from the strip', async () => {
    const page = await harness.open({ state: blocked(), width: 360 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    const strip = page.getByRole('button', { name: '3 of 5 OK · 1 problem · 1 not known · 3 calls' });
    assert.equal(await page.getByText('Will it deploy?').isVisible(), false);
    await strip.click();
    assert.equal(await page.getByText('Will it deploy?').isVisible(), true);
    assert.equal(await page.getByRole('button', { name: '1 problem to solve' }).isVisible(), true);
    await page.getByRole('button', { name: 'Request increase' }).focus();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByText('Will it deploy?').isVisible(), false);
    assert.equal(await strip.evaluate((element) => document.activeElement === element), true);
  });

  it('shows a call\'s service whole or not at all', async () => {
    const page = await harness.open({ state: panelState(), width: 900 });
    await page.getByText('CreateEndpointConfig', { exact: true }).waitFor();
    const cut = (): Promise<string[]> => page.locator('.calls summary > span').evaluateAll((spans) =>
      spans.filter((span) => span.scrollWidth > span.clientWidth + 1).map((span) => span.textContent));
    assert.deepEqual(await cut(), []);
    await page.setViewportSize({ width: 1200, height: 900 });
    await page.getByText('SageMaker', { exact: true }).first().waitFor();
    assert.deepEqual(await cut(), []);
  });

  it('keeps the bar with the button at the lower edge of a window that is taller than the form', async () => {
    for (const width of [1200, 600]) {
      const page = await harness.open({ state: panelState(), width, height: 1800 });
      await page.getByRole('button', { name: 'Deployment Configuration' }).click();
      assert.equal(await page.locator('.bar').evaluate((bar) => Math.round(bar.getBoundingClientRect().bottom)), 1800);
    }
  });
});
