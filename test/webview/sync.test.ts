import assert from 'node:assert/strict';
import type { PanelState } from '../../src/shared/protocol.js';
import { FORM, gated, LOADED, panelState } from './fixtures.js';
import { asked, deployButton, formOf, Harness, lastEdit, nameField, push } from './harness.js';

const SCRIPT = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';

describe('the form and the host', function () {
  this.timeout(30_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  it('counts revisions up and marks each edit with its own', async () => {
    const page = await harness.open({ state: panelState() });
    await page.getByRole('radio', { name: 'ml.g5.12xlarge' }).check();
    await page.getByRole('radio', { name: 'ml.m5.large' }).check();
    const edits = await asked(page, 'edit');
    assert.deepEqual(edits.map((edit) => (edit.params as { revision: number }).revision), [1, 2]);
    assert.deepEqual(edits.map((edit) => formOf(edit).instanceType), ['ml.g5.12xlarge', 'ml.m5.large']);
  });

  it('keeps text, focus, caret and scroll when a state comes while somebody types', async () => {
    const page = await harness.open({ state: panelState(), height: 500 });
    await page.evaluate(() => { window.stub.answerEdits = false; });
    await nameField(page).scrollIntoViewIfNeeded();
    await nameField(page).fill('abcdef');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('X');
    const scroll = await page.evaluate(() => scrollY);
    const other = panelState();
    await push(page, { ...other, form: null, revision: 0, checks: [], lists: LOADED });
    await page.waitForTimeout(50);
    assert.equal(await nameField(page).inputValue(), 'abcXdef');
    const place = await page.evaluate(() => {
      const inner = document.activeElement?.shadowRoot?.activeElement as HTMLInputElement;
      return { caret: inner.selectionStart, scroll: scrollY };
    });
    assert.deepEqual(place, { caret: 4, scroll });
    await page.keyboard.type('Y');
    assert.equal(await nameField(page).inputValue(), 'abcXYdef');
  });

  it('does not show what answers an older form', async () => {
    const page = await harness.open({ state: panelState() });
    await page.evaluate(() => { window.stub.answerEdits = false; });
    await page.getByRole('radio', { name: 'ml.g5.12xlarge' }).check();
    const { resolved } = panelState();
    const stale: Partial<PanelState> = { revision: 0, form: null, errors: { instanceType: 'This is about the type before.' }, calls: [], resolved: { ...resolved, image: 'stale-image' }, warnings: ['stale warning'] };
    await push(page, stale);
    await page.waitForTimeout(50);
    const text = await page.locator('body').textContent() ?? '';
    for (const part of ['This is about the type before.', 'stale-image', 'stale warning']) assert.ok(!text.includes(part), part);
    assert.equal(await page.locator('.calls li').count(), 3);
    await push(page, { ...stale, revision: 1 });
    await page.getByText('This is about the type before.').first().waitFor();
    await page.getByText('stale warning').waitFor();
  });

  it('takes over a form of the host, but not over what was typed since', async () => {
    const page = await harness.open({ state: panelState() });
    await push(page, { form: { ...FORM, instanceType: 'ml.m5.large', endpointName: 'from-host' } });
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[type=radio]:checked')?.value === 'ml.m5.large');
    assert.equal(await nameField(page).inputValue(), 'from-host');
    await page.evaluate(() => { window.stub.answerEdits = false; });
    await nameField(page).fill('typed');
    await push(page, { revision: 0, form: { ...FORM, instanceType: 'ml.g5.12xlarge', endpointName: 'from-host' } });
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[type=radio]:checked')?.value === 'ml.g5.12xlarge');
    assert.equal(await nameField(page).inputValue(), 'typed');
    const edit = await lastEdit(page);
    assert.equal(edit.endpointName, 'typed');
    assert.equal(edit.instanceType, 'ml.g5.12xlarge', 'the host hears of both');
  });

  it('shows what comes from elsewhere as text', async () => {
    const state = gated(SCRIPT);
    const page = await harness.open({ state: {
      ...state,
      card: { ...state.card, displayName: SCRIPT, provider: SCRIPT, license: SCRIPT, usageMessage: SCRIPT, deprecationMessage: SCRIPT, vulnerabilities: [SCRIPT] },
      resolved: { ...state.resolved, instanceTypes: [{ type: 'ml.g6e.2xlarge', isDefault: true, accelerator: SCRIPT, unavailable: SCRIPT, pricePerHour: 1, quota: { limit: null, left: null, reason: SCRIPT } }], changes: SCRIPT, nearest: { type: SCRIPT, change: {} }, inferenceAmi: SCRIPT },
      validation: { ...state.validation, deprecated: true, vulnerable: true }, form: { ...FORM, tags: [{ key: SCRIPT, value: SCRIPT }], role: { mode: 'find', found: '', typed: '' } },
      calls: [{ id: 'model', service: 'sagemaker', operation: SCRIPT, input: { ModelName: SCRIPT } }], warnings: [SCRIPT],
      checks: [{ id: 'x', status: 'problem', text: SCRIPT, remedies: [{ label: SCRIPT, action: { kind: 'retry' } }] }],
      problem: { message: SCRIPT, remedies: [] }, lists: { ...LOADED, roles: { status: 'loaded', at: '', items: [{ arn: SCRIPT, name: SCRIPT, trusted: true, lastUsed: undefined }] } },
    } });
    await page.getByRole('button', { name: 'Security Settings' }).click();
    await page.getByRole('combobox', { name: 'IAM role' }).click();
    await page.locator('.calls summary').click();
    await deployButton(page).click();
    await page.waitForTimeout(200);
    assert.equal(await page.title(), 'Deploy a model');
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.locator('#app script').count(), 0);
    assert.equal(await page.locator('h1').textContent(), SCRIPT);
    assert.equal(await page.locator('.eula').textContent(), SCRIPT);
    assert.match(await page.locator('.calls pre').textContent() ?? '', /<img src=x/);
  });

  it('ignores messages that are none of its own', async () => {
    const page = await harness.open({ state: panelState() });
    await page.evaluate(() => {
      for (const message of [null, 'x', { kind: 'event', name: 'state', data: null }, { kind: 'event', name: 'other', data: {} }, { kind: 'reply', id: 999, result: 1 }, { kind: 'request', id: 1, method: 'ready', params: {} }]) window.stub.post(message);
    });
    await page.waitForTimeout(50);
    assert.equal(await page.locator('h1').innerText(), 'Owl 20B');
  });

  it('restores the draft, what was open and where the page stood', async () => {
    const saved = { format: 1, form: { ...FORM, endpointName: 'draft', role: { mode: 'input', found: '', typed: 'arn' } }, revision: 7, open: { security: true }, copyArtifacts: true, scroll: 120 };
    const page = await harness.open({ state: panelState({ form: null }), saved, height: 500 });
    assert.deepEqual((await asked(page, 'ready'))[0]?.params, { draft: saved.form, revision: 7 });
    assert.equal(await nameField(page).inputValue(), 'draft');
    assert.equal(await page.getByRole('textbox', { name: 'Role ARN' }).inputValue(), 'arn');
    assert.equal(await page.getByRole('combobox', { name: 'Bucket' }).isVisible(), true);
    assert.equal(await page.evaluate(() => scrollY), 120);
    await nameField(page).fill('draft-2');
    await page.waitForTimeout(200);
    assert.deepEqual(await page.evaluate(() => { const { form, revision } = window.stub.saved as typeof saved; return [form.endpointName, revision]; }), ['draft-2', 1], 'revisions count on from the host\'s');
  });

  it('goes on with a host that was started anew: its answers count, and what was typed last is not lost', async () => {
    const saved = { format: 1, form: { ...FORM, endpointName: 'typed-and-hidden' }, told: { ...FORM, endpointName: 'typed' }, revision: 7, open: {}, copyArtifacts: false, scroll: 0 };
    const page = await harness.open({ state: panelState(), saved, hostKeepsForm: { ...FORM, endpointName: 'typed', instanceType: 'ml.g5.12xlarge' } });
    assert.equal(await nameField(page).inputValue(), 'typed-and-hidden');
    const edit = await lastEdit(page);
    assert.deepEqual([edit.endpointName, edit.instanceType], ['typed-and-hidden', 'ml.g5.12xlarge']);
    await push(page, { errors: { endpointName: 'Not this one.' }, form: null });
    await page.getByText('Not this one.').first().waitFor();
  });

  for (const [what, saved] of [['an older format', { format: 0, form: FORM, revision: 1 }], ['a form with a hole', { format: 1, form: { ...FORM, role: { mode: 'find' } }, revision: 1 }], ['tags of another shape', { format: 1, form: { ...FORM, tags: ['a'] }, revision: 1 }], ['nothing', undefined]] as const) {
    it(`does without a draft that is ${what}`, async () => {
      const page = await harness.open({ state: panelState(), saved });
      assert.deepEqual((await asked(page, 'ready'))[0]?.params, { draft: null, revision: 0 });
      assert.equal(await nameField(page).inputValue(), FORM.endpointName);
    });
  }
});
