import assert from 'node:assert/strict';
import { blocked, FORM, gated, panelState } from './fixtures.js';
import { asked, deployButton, errorAt, formOf, Harness, lastEdit, nameField, push } from './harness.js';

describe('before a deployment', function () {
  this.timeout(30_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  it('leads to the first problem, into a section that was closed', async () => {
    const page = await harness.open({ state: panelState({ form: { ...FORM, role: { mode: 'input', found: '', typed: 'nonsense' } } }) });
    assert.equal(await errorAt(page, 'role').isVisible(), false);
    const problems = page.getByRole('button', { name: '1 problem to solve' });
    await problems.click();
    assert.match(await errorAt(page, 'role').innerText(), /"nonsense" is not a role ARN/);
    assert.equal(await page.getByRole('textbox', { name: 'Role ARN' }).evaluate((input) => (input.getRootNode() as ShadowRoot).activeElement === input), true);
    assert.match(await page.getByRole('button', { name: 'Security Settings' }).innerText(), /1 problem/);
  });

  it('counts failed checks as problems and offers what would help', async () => {
    const page = await harness.open({ state: blocked() });
    await page.getByRole('button', { name: '1 problem to solve' }).click();
    await page.getByRole('button', { name: 'Use ml.g5.12xlarge' }).click();
    assert.deepEqual((await asked(page, 'remedy'))[0]?.params, { action: { kind: 'setForm', change: { instanceType: 'ml.g5.12xlarge' } } });
    assert.equal(await page.locator('.side-count').first().innerText(), '3 of 5 OK · 1 problem · 1 not known');
    assert.match(await page.locator('.checks li', { hasText: 'SimulatePrincipalPolicy' }).textContent() ?? '', /^Not known: /);
  });

  it('keeps checks in groups, and tells how to know what is not known when somebody asks', async () => {
    const page = await harness.open({ state: blocked() });
    assert.deepEqual(await page.locator('.check-group').allInnerTexts(), ['Account', 'Model', 'Permissions']);
    const row = page.locator('.checks li', { hasText: 'Your rights to deploy' });
    const how = row.getByRole('button', { name: /^How\?/ });
    assert.deepEqual([await how.getAttribute('aria-expanded'), await row.getByText('would answer it').isVisible()], ['false', false]);
    await how.focus();
    await page.keyboard.press('Enter');
    assert.deepEqual([await how.getAttribute('aria-expanded'), await row.getByText('would answer it').isVisible()], ['true', true]);
    await row.getByRole('button', { name: 'Copy message for admin' }).click();
    assert.deepEqual((await asked(page, 'remedy'))[0]?.params, { action: { kind: 'copy', text: 'please' } });
  });

  it('says the outcome of the checks once they are in', async () => {
    const page = await harness.open({ state: panelState({ checks: [{ id: 'identity', status: 'checking', text: 'Sign-in: checking', remedies: [] }] }) });
    const spoken = page.locator('.side-block [role=status]');
    assert.equal(await spoken.textContent(), '');
    await push(page, { checks: panelState().checks });
    await spoken.filter({ hasText: 'Checks: 3 of 4 OK · 1 not known' }).waitFor({ state: 'attached' });
  });

  it('counts what a field and a check say alike once, and what a check still calls open not at all', async () => {
    const role = { mode: 'default', found: '', typed: '' } as const;
    const state = panelState({ form: { ...FORM, role, tags: [{ key: 'aws:x', value: '' }] } });
    const unknownRole = { id: 'role', status: 'unknown', text: 'Execution role: not known, sign in first.', field: 'role', remedies: [] } as const;
    const page = await harness.open({ state: {
      ...state, resolved: { ...state.resolved, defaultRole: null }, validation: { ...state.validation, defaultRolePending: true }, checks: [unknownRole],
      connection: { ...state.connection, accountId: null, status: 'signedOut' },
    } });
    await page.getByRole('button', { name: '1 problem to solve' }).waitFor();
    await push(page, { checks: [{ ...unknownRole, status: 'problem', text: 'No execution role is chosen.' }] });
    await page.getByRole('button', { name: '2 problems to solve' }).waitFor();
    await page.getByRole('button', { name: 'Security Settings' }).click();
    assert.equal(await page.getByText('Your default role is shown here once you are signed in.').isVisible(), true);
    await push(page, { connection: { ...state.connection, accountId: null, status: 'connecting' } });
    await page.getByText('Looking for your default role…').waitFor();
  });

  it('shows each call with its input and opens the plan as JSON', async () => {
    const page = await harness.open({ state: panelState() });
    await page.locator('.calls summary').first().click();
    // the browser says a moment later that the details are open
    const input = page.locator('.calls pre').first();
    await input.filter({ hasText: '{' }).waitFor();
    const shown = JSON.parse(await input.innerText()) as unknown;
    assert.deepEqual(shown, panelState().calls[0]?.input);
    await page.getByRole('button', { name: 'Open as JSON' }).click();
    assert.equal((await asked(page, 'showPlan')).length, 1);
  });

  it('opens the policies of the deployment and copies the message for the admin', async () => {
    const page = await harness.open({ state: panelState() });
    await page.getByRole('button', { name: 'Security Settings' }).click();
    await page.getByRole('button', { name: 'Policies for this deployment…' }).click();
    await page.getByRole('button', { name: 'Copy message for your admin' }).click();
    assert.deepEqual((await asked(page, 'remedy')).map(({ params }) => params), [{ action: { kind: 'policies' } }, { action: { kind: 'copyForAdmin' } }]);
  });

  it('keeps the form and offers to sign in where the sign-in was lost', async () => {
    const page = await harness.open({ state: panelState() });
    await nameField(page).fill('mine');
    await push(page, { connection: { ...panelState().connection, status: 'expired' as const }, form: null });
    await page.getByText('The sign-in of the profile dev has expired.').waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    assert.deepEqual((await asked(page, 'remedy'))[0]?.params, { action: { kind: 'signIn' } });
    assert.equal(await nameField(page).inputValue(), 'mine');
  });

  it('says why there is no sign-in', async () => {
    const page = await harness.open({ state: panelState() });
    const why = 'AWS cannot be reached from here. Check the network.';
    for (const status of ['failed', 'signedOut'] as const) {
      await push(page, { connection: { ...panelState().connection, accountId: null, status, problem: why }, form: null });
      await page.getByRole('alert').filter({ hasText: why }).waitFor();
    }
  });

  it('leads to the settings where one of them is the reason', async () => {
    const page = await harness.open({ state: panelState() });
    await push(page, { connection: { ...panelState().connection, accountId: null, status: 'failed', problem: 'The setting is no web address.', wrongSetting: true }, form: null });
    const notice = page.getByRole('alert').filter({ hasText: 'The setting is no web address.' });
    assert.equal(await notice.innerText().then((words) => words.includes('Signing in')), false);
    await notice.getByRole('button', { name: 'Open settings' }).click();
    assert.deepEqual((await asked(page, 'remedy'))[0]?.params, { action: { kind: 'openSettings' } });
  });

  it('needs the licence accepted, which needs its text', async () => {
    const page = await harness.open({ state: gated(null) });
    const accept = page.getByRole('checkbox', { name: /accept it/ });
    assert.equal(await accept.getAttribute('aria-disabled'), 'true');
    await push(page, { resolved: gated(null, 'The licence could not be fetched.').resolved, form: null });
    await page.locator('[data-field=acceptEula]').scrollIntoViewIfNeeded();
    await page.getByText('The licence could not be fetched.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    assert.deepEqual((await asked(page, 'remedy'))[0]?.params, { action: { kind: 'retry' } });
    await push(page, { resolved: gated().resolved, form: null });
    assert.equal(await errorAt(page, 'acceptEula').isVisible(), false, 'nobody has had the chance to accept it yet');
    await deployButton(page).click();
    assert.match(await errorAt(page, 'acceptEula').innerText(), /Read the licence and accept it/);
    assert.equal((await asked(page, 'deploy')).length, 0);
    assert.equal(await accept.evaluate((box) => document.activeElement === box), true);
    await page.keyboard.press('Space');
    await page.getByRole('checkbox', { name: /accept it/, checked: true }).waitFor();
    await deployButton(page).click();
    assert.equal(formOf((await asked(page, 'deploy'))[0]).acceptEula, true);
  });

  it('needs a tick for a deprecated and for a vulnerable version, with the reason beside', async () => {
    const state = panelState();
    const page = await harness.open({ state: { ...state, card: { ...state.card, deprecationMessage: 'Use Owl 2.', vulnerabilities: ['CVE-2026-1'] }, validation: { ...state.validation, deprecated: true, vulnerable: true } } });
    await page.getByText('Use Owl 2.').waitFor();
    await page.getByText('CVE-2026-1').waitFor();
    await page.getByRole('button', { name: '2 problems to solve' }).waitFor();
    await page.getByRole('checkbox', { name: 'Deploy the deprecated version' }).click();
    await page.getByRole('checkbox', { name: /known vulnerabilities/ }).click();
    const form = await lastEdit(page);
    assert.deepEqual([form.acceptDeprecated, form.acceptVulnerable], [true, true]);
    await page.locator('.problems', { hasText: 'No problems' }).waitFor();
  });

  it('lets isolation be switched off only where the spec says so', async () => {
    const page = await harness.open({ state: panelState() });
    await page.getByRole('button', { name: 'Security Settings' }).click();
    const box = page.getByRole('checkbox', { name: 'Network isolation' });
    assert.equal(await box.getAttribute('aria-disabled'), 'true');
    const { validation, resolved } = panelState();
    await push(page, { validation: { ...validation, isolationOptional: true }, resolved: { ...resolved, isolationSpec: false }, form: null });
    await page.getByText('the container needs the network').waitFor();
    await box.click();
    assert.equal((await lastEdit(page)).networkIsolation, false);
  });

  it('sends deploy with what was typed last, and the edit before it', async () => {
    const page = await harness.open({ state: panelState() });
    await nameField(page).fill('last-word');
    await deployButton(page).click();
    const order = (await page.evaluate(() => window.stub.asked)).map(({ method }) => method);
    assert.deepEqual(order, ['ready', 'edit', 'deploy']);
    assert.equal(formOf((await asked(page, 'deploy'))[0]).endpointName, 'last-word');
  });

  it('shows what the host found wrong at its field, until the form changes', async () => {
    const page = await harness.open({ state: panelState() });
    await page.evaluate(() => { window.stub.outcome = { status: 'invalid', errors: { endpointName: 'The name is taken.' } }; });
    await deployButton(page).click();
    await errorAt(page, 'endpointName').waitFor();
    assert.equal(await errorAt(page, 'endpointName').innerText(), 'The name is taken.');
    await nameField(page).fill('another');
    assert.equal(await errorAt(page, 'endpointName').isVisible(), false);
  });

  it('says why a deployment was refused, and nothing where it was declined', async () => {
    const page = await harness.open({ state: panelState() });
    await page.evaluate(() => { window.stub.outcome = { status: 'refused', message: 'Another window deploys this name.' }; });
    await deployButton(page).click();
    await page.getByText('Another window deploys this name.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('Another window deploys this name.').waitFor({ state: 'hidden' });
    await page.evaluate(() => { window.stub.outcome = { status: 'declined' }; });
    await deployButton(page).click();
    await page.waitForTimeout(50);
    assert.equal(await page.getByRole('alert').filter({ visible: true, hasText: /./ }).count(), 0);
    assert.equal(await deployButton(page).isEnabled(), true);
  });
});
