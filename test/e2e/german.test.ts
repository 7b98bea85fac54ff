import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { useWorkbench } from './support.js';

/** What the extension says → how it says it in German. */
const german = JSON.parse(readFileSync(join(root, 'l10n/bundle.l10n.de.json'), 'utf8')) as Readonly<Record<string, string>>;
const said = (english: string): string => german[english] ?? '';

/** Whether a text is one that a German window does not show. One word may be a name, or German as well. */
const patterns = Object.entries(german).filter(([text, translated]) => text !== translated && /[a-z]{2,} [a-z]{2,}/i.test(text.replace(/\{\d+\}/g, '')))
  .map(([text]) => new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d+\}/g, '.+')}$`));
const isEnglish = (text: string): boolean => patterns.some((pattern) => pattern.test(text));

describe('A window that speaks German', () => {
  const workbench = useWorkbench({ language: 'de', viewport: { width: 1440, height: 900 } });

  it('has German views, with German rows', async () => {
    await workbench().openView();
    for (const title of ['Modelle', 'Endpunkte']) await workbench().view(title).waitFor();
    await workbench().treeItem(said('Image Classification')).waitFor();
    await workbench().treeItem(new RegExp(said('In service'))).waitFor();
  });

  it('has German commands, which ask in German, and a German welcome where there is nothing to list', async () => {
    const { page } = workbench();
    await workbench().palette('JumpStart: Modelle suchen');
    const words = page.locator('.quick-input-widget').getByPlaceholder(said('Words of a name, id, provider, task or keyword'));
    await words.fill('nichts heißt so');
    await words.press('Enter');
    const models = workbench().view('Modelle');
    await models.getByText('Kein Modell passt zur Suche.').waitFor();
    await models.getByRole('button', { name: 'Suche löschen' }).click();
    await workbench().treeItem(said('Image Classification')).waitFor();
  });

  it('shows the model\'s tab in German, and nothing of it in English', async () => {
    await workbench().openModel(said('Image Classification'), /MobileNet/);
    const tab = workbench().webviewFrame();
    await tab.getByRole('button', { name: said('Deploy'), exact: true }).waitFor();
    await tab.getByText(said('Deployment Configuration'), { exact: true }).first().waitFor();
    await tab.getByRole('radio', { name: /ml\.m5\.large/ }).waitFor();
    await workbench().screenshot('german');
    assert.equal(await tab.locator('html').getAttribute('lang'), 'de');
    const texts = await tab.locator('body').evaluate((body) => [...body.querySelectorAll('*')].flatMap((element) => [
      ...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
      ...(element.tagName === 'SCRIPT' ? [] : [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent ?? '')),
    ]));
    assert.ok(texts.some((text) => Object.values(german).includes(text.trim())));
    assert.deepEqual(texts.map((text) => text.trim()).filter(isEnglish), []);
  });
});
