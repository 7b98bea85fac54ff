import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { DeploymentForm } from '../../src/shared/form.js';
import { ACCOUNT, blocked, FORM, gated, LOADED, panelState } from './fixtures.js';
import { asked, deployButton, Harness, push } from './harness.js';

/** The role and name of what has the focus, wherever it is. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const labelled = element?.getAttribute('aria-labelledby');
    return (labelled ? document.getElementById(labelled)?.textContent : null) ?? element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });
}

/** Presses Tab until the focus is on it, and says what was passed. */
/** A control that has just come gets its name with the next frame, and frames are slow where much is drawn at once. */
async function nameOfFocused(page: Page): Promise<string> {
  for (let i = 0; i < 20 && await focused(page) === ''; i++) await page.waitForTimeout(50);
  return focused(page);
}

async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 60; i++) {
    const now = await nameOfFocused(page);
    if (name.test(now)) return;
    passed.push(now);
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${String(name)}, but to: ${passed.join(' | ')}`);
}

describe('the form by keyboard alone', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  it('can be filled in and deployed', async () => {
    const page = await harness.open({ state: { ...gated(), lists: LOADED } });
    const { keyboard } = page;
    await tabTo(page, /^ml\.g6e\.2xlarge/);
    await keyboard.press('ArrowDown');
    assert.match(await focused(page), /^ml\.g5\.12xlarge/);
    await tabTo(page, /^Instance count$/);
    await keyboard.press('ArrowUp');
    await tabTo(page, /^Endpoint name$/);
    await keyboard.press('Control+A');
    await keyboard.type('by-hand');
    await tabTo(page, /^Use the jumpstart- prefix/);
    await keyboard.press('Space');
    await tabTo(page, /^Add tag$/);
    await keyboard.press('Enter');
    await tabTo(page, /^Key of tag 1$/);
    await keyboard.type('team');
    await keyboard.press('Tab');
    await keyboard.type('search');
    await tabTo(page, /Security Settings/);
    await keyboard.press('Enter');
    await tabTo(page, /^Default$/);
    await keyboard.press('ArrowRight');
    await tabTo(page, /^IAM role$/);
    await keyboard.type('owl');
    await keyboard.press('Enter');
    await tabTo(page, /I have read the licence/);
    await keyboard.press('Space');
    await tabTo(page, /^Deploy$/);
    await keyboard.press('Enter');
    const { form } = (await asked(page, 'deploy'))[0]?.params as { form: DeploymentForm };
    assert.deepEqual(
      { type: form.instanceType, count: form.instanceCount, name: form.endpointName, prefix: form.usePrefix, tags: form.tags, role: form.role, eula: form.acceptEula },
      { type: 'ml.g5.12xlarge', count: 2, name: 'by-hand', prefix: false, tags: [{ key: 'team', value: 'search' }], role: { mode: 'find', found: `arn:aws:iam::${ACCOUNT}:role/Owls`, typed: '' }, eula: true });
  });

  it('shows where the focus is, on every stop', async () => {
    const page = await harness.open({ state: { ...gated(), lists: LOADED, form: { ...FORM, role: { mode: 'find', found: '', typed: '' }, tags: [{ key: 'a', value: 'b' }] } } });
    await page.getByRole('button', { name: 'Security Settings' }).click();
    await page.locator('h1').focus();
    const unmarked: string[] = [];
    let stops = 0;
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      const mark = await page.evaluate(() => {
        const seen: { color: string; width: string }[] = [];
        let element = document.activeElement;
        if (!element || element === document.body) return 'end';
        for (;;) {
          const around = [element, ...(element.shadowRoot?.querySelectorAll('.control, .root') ?? []), element.closest('.root') ?? element];
          for (const each of around) {
            const style = getComputedStyle(each);
            if (style.outlineStyle !== 'none') seen.push({ color: style.outlineColor, width: style.outlineWidth });
            seen.push({ color: style.borderTopColor, width: style.borderTopWidth });
          }
          const inner: Element | null | undefined = element.shadowRoot?.activeElement;
          if (!inner) break;
          element = inner;
        }
        const probe = document.createElement('i');
        probe.style.color = 'var(--vscode-focusBorder)';
        document.body.append(probe);
        const wanted = getComputedStyle(probe).color;
        probe.remove();
        return seen.some(({ color, width }) => color === wanted && Number.parseFloat(width) >= 1) ? 'marked' : 'unmarked';
      });
      if (mark === 'end') break;
      stops += 1;
      if (mark === 'unmarked') unmarked.push(await focused(page));
    }
    assert.deepEqual(unmarked, []);
    assert.ok(stops > 25, `only ${stops} stops`);
  });

  it('keeps the focus where it was when the question was declined', async () => {
    const page = await harness.open({ state: panelState() });
    await page.evaluate(() => { window.stub.outcome = new Promise((done) => { addEventListener('declined', () => { done({ status: 'declined' }); }); }) as never; });
    const room = await page.locator('.bar').evaluate((bar) => bar.clientHeight);
    await deployButton(page).press('Enter');
    await page.getByRole('button', { name: 'Confirming…' }).waitFor();
    assert.equal(await page.locator('.bar').evaluate((bar) => bar.clientHeight), room);
    await page.keyboard.press('Enter');
    await page.evaluate(() => {
      // as VS Code's question does
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      dispatchEvent(new Event('declined'));
    });
    await deployButton(page).waitFor();
    assert.equal(await focused(page), 'Deploy');
    assert.equal((await asked(page, 'deploy')).length, 1);
  });

  it('goes to the heading where what had the focus is gone', async () => {
    const page = await harness.open({ state: blocked() });
    await page.getByRole('button', { name: 'Use ml.g5.12xlarge' }).press('Enter');
    await push(page, { checks: panelState().checks });
    await page.getByRole('button', { name: 'Use ml.g5.12xlarge' }).waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'Will it deploy?3 of 4 OK · 1 not known');
  });
});
