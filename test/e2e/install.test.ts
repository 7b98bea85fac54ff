import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { useWorkbench } from './support.js';

describe('The packaged extension in a clean VS Code', () => {
  const workbench = useWorkbench();

  it('shows its container in the activity bar, with the views Models and Endpoints', async () => {
    await workbench().openView('SageMaker JumpStart');
    for (const title of ['Models', 'Endpoints']) await workbench().view(title).waitFor();
    const titles = await workbench().page.locator('.sidebar .pane-header h3').allTextContents();
    assert.deepEqual(titles.map((title) => title.trim()), ['Models', 'Endpoints']);
  });

  it('fills both views', async () => {
    // What VS Code shows in a view whose extension has not given it anything.
    await workbench().page.getByText('There is no data provider registered').first().waitFor({ state: 'hidden' });
    await workbench().screenshot('install');
  });

  it('is listed in the palette', async () => {
    await workbench().page.keyboard.press('F1');
    await workbench().page.locator('.quick-input-widget input').first().fill('>Deploy JumpStart Model');
    await workbench().quickPick('Deploy JumpStart Model').first().waitFor();
    await workbench().page.keyboard.press('Escape');
  });

  describe('what it holds', () => {
    /** Paths inside the extension, without the note that VS Code itself adds. */
    const files = (): readonly string[] => readdirSync(workbench().installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(workbench().installed, join(entry.parentPath, entry.name)))
      .filter((file) => file !== '.vsixmanifest');
    const read = (file: string): string => readFileSync(join(workbench().installed, file), 'utf8');

    it('is everything that it loads', () => {
      const { main } = JSON.parse(read('package.json')) as { main: string };
      const wanted = [main.replace('./', ''), 'dist/lazy/aws-gateways.mjs', 'dist/lazy/emulator-start.mjs', 'dist/webview/webview.js'];
      assert.deepEqual(wanted.filter((file) => !files().includes(file)), []);
    });

    it('is nothing but the bundle, pictures and the pages of its listing', () => {
      const expected = /^(dist\/|l10n\/|media\/|(package(\.nls(\.[\w-]+)?)?\.json|README\.md|readme\.md|CHANGELOG\.md|changelog\.md|LICENSE(\.txt)?)$)/;
      assert.deepEqual(files().filter((file) => !expected.test(file) || /\.(map|ts|vsix)$/.test(file)), []);
    });

    it('is no picture that nothing shows', () => {
      const texts = files().filter((file) => /\.(json|md|[cm]?js|css)$/.test(file)).map(read);
      const pictures = files().filter((file) => file.startsWith('media/'));
      assert.deepEqual(pictures.filter((file) => !texts.some((text) => text.includes(file.split('/').at(-1) ?? file))), []);
    });
  });
});
