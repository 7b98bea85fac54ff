// The content security policy of the pages: it lets the product work, and nothing else.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { endpointState } from './endpointFixtures.js';
import { panelState } from './fixtures.js';
import { asked, deployButton, Harness, nameField } from './harness.js';
import { pageBuilder, type Page as PageName, type PageBuilder } from './page.js';
import { pictured, tryState } from './tryFixtures.js';

const PAGES: readonly PageName[] = ['webview', 'endpoint', 'try'];

/** What somebody might get into a page, and the directive that refuses it. OTHER is another server. */
const INJECTED: readonly { readonly what: string; readonly directive: string; readonly html?: string; readonly run?: (other: string) => void }[] = [
  { what: 'an inline script', directive: 'script-src-elem', run: () => { const script = document.createElement('script'); script.textContent = 'window.hit = true'; document.body.append(script); } },
  { what: 'a script of another host', directive: 'script-src-elem', run: (other) => { const script = document.createElement('script'); script.src = `${other}/evil.js`; document.body.append(script); } },
  { what: 'an inline handler', directive: 'script-src-attr', run: () => { document.body.insertAdjacentHTML('beforeend', '<button id="evil" onclick="window.hit = true">x</button>'); document.getElementById('evil')?.click(); } },
  { what: 'text that is run', directive: 'script-src', run: () => { (setTimeout as (code: string) => void)('window.hit = true'); } },
  { what: 'an image of another host', directive: 'img-src', html: '<img src="OTHER/pixel.png">' },
  { what: 'a style of another host', directive: 'style-src-elem', html: '<link rel="stylesheet" href="OTHER/evil.css">' },
  { what: 'an inline style', directive: 'style-src-attr', html: '<p style="background: url(OTHER/leak)">x</p>' },
  { what: 'a frame', directive: 'frame-src', html: '<iframe src="OTHER/"></iframe>' },
  { what: 'a request', directive: 'connect-src', run: (other) => { fetch(`${other}/leak`).catch(() => undefined); } },
  { what: 'a form that is sent', directive: 'form-action', run: (other) => { document.body.insertAdjacentHTML('beforeend', `<form id="evil-form" action="${other}/leak"></form>`); document.querySelector<HTMLFormElement>('#evil-form')?.submit(); } },
  { what: 'another base', directive: 'base-uri', html: '<base href="OTHER/">' },
];

describe('the content security policy', function () {
  this.timeout(60_000);
  let harness: Harness;
  let builder: PageBuilder;
  before(async () => { [harness, builder] = await Promise.all([Harness.start(), pageBuilder()]); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  const open = (name: PageName): Promise<Page> => (name === 'webview' ? harness.open({ state: panelState() }) : name === 'endpoint' ? harness.openEndpoint(endpointState()) : harness.openTry(tryState()));

  it('begins with nothing, and allows neither inline code nor text that is run', () => {
    for (const name of PAGES) {
      const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(builder(name, 'https://vscode.example')) ?? [];
      assert.match(policy, /^default-src 'none'; /);
      assert.doesNotMatch(policy, /unsafe-|\*|data:|blob:|strict-dynamic/);
      assert.match(policy, /script-src 'nonce-[^']+'(;|$)/, 'nothing but the script with the nonce');
    }
  });

  it('has a nonce of 128 random bits, anew for each page', () => {
    const nonces = PAGES.flatMap((name) => [1, 2, 3].map(() => /<script nonce="([^"]+)"/.exec(builder(name, 'https://vscode.example'))?.[1] ?? ''));
    assert.equal(new Set(nonces).size, 9);
    for (const nonce of nonces) assert.equal(Buffer.from(nonce, 'base64').length, 16);
  });

  it('lets the form be used', async () => {
    const page = await open('webview');
    for (const summary of await page.locator('summary:visible').all()) await summary.click();
    await nameField(page).fill('used');
    await deployButton(page).click();
    assert.equal((await asked(page, 'deploy')).length, 1);
  });

  it('lets an endpoint\'s tab be used', async () => {
    const page = await open('endpoint');
    await page.getByRole('button', { name: 'Show as tables' }).click();
    await page.getByRole('button', { name: 'Refresh' }).click();
    assert.equal((await asked(page, 'refresh')).length, 1);
  });

  it('lets an endpoint be tried, with pictures in the answer', async () => {
    const page = await harness.openTry(pictured());
    await page.locator('canvas, img').first().waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    assert.equal((await asked(page, 'send')).length, 1);
  });

  for (const name of PAGES) {
    it(`refuses what is put into the page from outside: ${name}`, async () => {
      const reached: string[] = [];
      // the browser may open a connection before it asks the policy of a page or a form: what counts is that nothing is said there
      const server = createServer(({ url = '' }, response) => { reached.push(url); response.end(); });
      await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
      const other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        const page = await open(name);
        for (const { what, directive, html, run } of INJECTED) {
          if (run) await page.evaluate(run, other);
          else await page.evaluate((markup) => { (markup.startsWith('<base') ? document.head : document.body).insertAdjacentHTML('beforeend', markup); }, (html ?? '').replaceAll('OTHER', other));
          await page.waitForFunction(() => window.stub.violations.length > 0).catch(() => undefined);
          const violations = await page.evaluate(() => window.stub.violations.splice(0));
          assert.ok(violations.some((violation) => violation.startsWith(directive)), `${what}: ${JSON.stringify(violations)}`);
          assert.equal(await page.evaluate(() => 'hit' in window), false, what);
        }
      } finally {
        await new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
      }
      assert.deepEqual(reached, [], 'the other server');
    });
  }
});
