import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { TryState } from '../../src/shared/tryProtocol.js';
import { violations } from './axe.js';
import { asked, Harness, setTheme, THEMES } from './harness.js';
import { classified, embedded, expired, forecasted, framed, pictured, recorded, refused, run, segmented, spoken, tryState, unreachable, unread, writing } from './tryFixtures.js';

async function push(page: Page, name: 'state' | 'run', data: unknown): Promise<void> {
  await page.evaluate((message) => { window.stub.post(message); }, { kind: 'event', name, data });
  await page.waitForTimeout(50);
}
const sent = async (page: Page): Promise<{ example: number; body: string; stream: boolean } | undefined> => (await asked(page, 'send')).at(-1)?.params as { example: number; body: string; stream: boolean } | undefined;
const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt' });

describe('the tab that tries an endpoint', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  const states: Readonly<Record<string, TryState>> = {
    'before anything was sent': tryState(), 'a text': spoken(), 'while it is written': writing(), pictures: pictured(), boxes: framed(), segments: segmented(), classes: classified(), vectors: embedded(), records: recorded(),
    'a forecast': forecasted(), 'something else': unread(), 'a container that failed': refused(), 'an expired sign-in': expired(), 'no endpoint': unreachable(),
  };
  for (const [name, state] of Object.entries(states)) {
    it(`has no axe violation in any theme, and fits 300 px: ${name}`, async () => {
      const page = await harness.openTry(state, { width: 300 });
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
      await page.evaluate(axe.source);
      assert.deepEqual(await violations(page), []);
      for (const theme of THEMES.slice(1)) {
        await setTheme(page, theme);
        assert.deepEqual(await violations(page, ['color-contrast']), [], theme);
      }
    });
  }

  it('sends what was typed, as JSON, and by the keyboard alone', async () => {
    const page = await harness.openTry(tryState());
    await prompt(page).fill('Grüße "quoted"\n🌊');
    await page.getByRole('spinbutton', { name: 'max tokens' }).fill('64');
    await page.getByRole('checkbox', { name: 'logprobs' }).check();
    await page.keyboard.press('Control+Enter');
    const first = await sent(page);
    assert.deepEqual({ ...first, body: JSON.parse(first?.body ?? '') as unknown }, { example: 0, stream: true, body: { messages: [{ role: 'system', content: 'You answer briefly and plainly.' }, { role: 'user', content: 'Grüße "quoted"\n🌊' }], max_tokens: 64, temperature: 0.6, logprobs: true } });
    await page.getByRole('combobox', { name: 'Example' }).selectOption('A haiku');
    assert.equal(await prompt(page).inputValue(), 'Write a haiku about rain.');
    await page.getByRole('checkbox', { name: /while it is written/ }).uncheck();
    await page.getByRole('button', { name: 'Send' }).click();
    assert.deepEqual([(await sent(page))?.example, (await sent(page))?.stream], [1, false]);
    await page.getByRole('combobox', { name: 'Example' }).selectOption('Sea water');
    assert.equal(await prompt(page).inputValue(), 'Grüße "quoted"\n🌊', 'what was typed for the other example is still there');
  });

  it('can be found again after a restart, also where nothing was typed', async () => {
    const page = await harness.openTry(tryState());
    assert.deepEqual(await page.evaluate(() => window.stub.saved), { endpointName: tryState().name, draft: undefined });
  });

  it('says where the JSON is wrong, and sends nothing', async () => {
    const page = await harness.openTry(tryState());
    await page.getByText('The request as JSON').click();
    const body = page.getByRole('textbox', { name: 'JSON' });
    await body.fill('{"messages": [');
    await page.keyboard.press('Control+Enter');
    assert.equal(await sent(page), undefined);
    assert.match(await page.locator('.error:visible').innerText(), /not valid JSON/);
    assert.equal(await body.getAttribute('aria-invalid'), 'true');
    await body.fill('{"messages": [{}, {"content": "mended"}]}');
    assert.equal(await prompt(page).inputValue(), 'mended');
    await push(page, 'state', tryState({ largest: 100_000 }));
    await body.fill(JSON.stringify({ text: 'x'.repeat(200_000) }));
    assert.match(await page.locator('.error:visible').innerText(), /0\.2 MB of text, and SageMaker takes at most 0\.1 MB/);
  });

  it('writes while the model does, stops on Escape, and keeps what came', async () => {
    const page = await harness.openTry(tryState());
    await push(page, 'run', writing().run);
    assert.equal(await page.getByRole('region', { name: 'Answer', exact: true }).innerText(), 'Rivers wash salts out of the');
    await page.keyboard.press('Escape');
    assert.equal((await asked(page, 'stop')).length, 1);
    await page.keyboard.press('Control+Enter');
    assert.equal(await sent(page), undefined, 'one at a time');
    await push(page, 'run', run({ status: 'stopped', text: 'Rivers wash', latencyMs: null }));
    assert.match(await page.locator('.answer').innerText(), /Rivers wash[\s\S]*Stopped; what came until then is shown/);
    assert.equal(await page.getByRole('button', { name: 'Stop' }).count(), 0);
    await page.keyboard.press('Escape');
    assert.equal((await asked(page, 'stop')).length, 1, 'nothing is left to be stopped');
  });

  it('tells of the limit before it strikes', async () => {
    const page = await harness.openTry(tryState({ run: run({ status: 'sending', slow: true, latencyMs: null }) }));
    assert.match(await page.locator('.notice.warning:visible').innerText(), /ends a request after 60 s/);
  });

  it('has the container\'s own words, and leads to its log and to signing in', async () => {
    const page = await harness.openTry(refused());
    assert.match(await page.getByRole('alert').innerText(), /CUDA out of memory/);
    await page.getByRole('button', { name: 'Show log' }).click();
    await push(page, 'state', expired());
    assert.match(await page.locator('.answer').innerText(), /Rivers wash salts out of/);
    assert.equal(await prompt(page).inputValue(), 'Explain in three sentences why the sea is salty.');
    await page.getByRole('button', { name: 'Sign in' }).click();
    assert.deepEqual((await asked(page, 'run')).map(({ params }) => params), [{ action: 'showContainerLog' }, { action: 'signIn' }]);
  });

  it('says how long it took, how large it is and who answered, and shows the answer as it came', async () => {
    const page = await harness.openTry(spoken());
    assert.equal(await page.locator('.answer .facts').innerText(), '1.8 s · first part after 212 ms · 4.3 KB · variant AllTraffic · text/event-stream');
    await page.getByText('The answer as it came').click();
    await page.waitForTimeout(50);
    assert.equal(await page.getByRole('region', { name: 'The answer as it came' }).innerText(), '{"raw": "<b>"}');
    assert.ok(await page.getByText('Only its beginning is shown.').isVisible());
  });

  it('paints pictures, frames and classes', async () => {
    const page = await harness.openTry(pictured());
    await page.waitForTimeout(100);
    const canvas = (at: number, x: number, y: number): Promise<number[]> => page.evaluate(([which, px, py]) => [...document.querySelectorAll('canvas')[which ?? 0]?.getContext('2d')?.getImageData(px ?? 0, py ?? 0, 1, 1).data ?? []], [at, x, y]);
    assert.deepEqual(await canvas(0, 10, 100), [10, 245, 128, 255]);
    assert.deepEqual(await canvas(1, 1, 0), [21, 28, 35, 255]);
    await page.getByRole('button', { name: 'Save…' }).click();
    assert.deepEqual((await asked(page, 'save')).map(({ params }) => params), [{ image: 0 }]);
    await push(page, 'state', framed());
    await page.waitForTimeout(100);
    assert.deepEqual(await canvas(0, 100, 51), [0, 114, 178, 255], 'the upper edge of the first frame');
    assert.match(await page.getByRole('table', { name: 'What was found' }).innerText(), /boat\s+94\.0 %/);
    await push(page, 'state', segmented());
    await page.waitForTimeout(100);
    assert.notDeepEqual(await canvas(0, 10, 10), [10, 245, 128, 255]);
    assert.match(await page.locator('.legend').innerText(), /sea 50\.0 %/);
  });

  it('says that a picture could not be read', async () => {
    const page = await harness.openTry(tryState({ run: run({ answer: { kind: 'images', images: [{ base64: 'AAAA' }] } }) }));
    await page.getByText('The picture could not be read.').waitFor();
  });

  it('draws a forecast, and has it in words and as a table', async () => {
    const page = await harness.openTry(forecasted());
    assert.match(await page.getByRole('img').getAttribute('aria-label') ?? '', /^product_A: 24 values that were seen, and 12 steps that are expected, from 138 to 158/);
    assert.deepEqual(await page.locator('svg path').evaluateAll((paths) => paths.map((path) => path.getAttribute('class'))), ['band', 'past', 'expected']);
    assert.equal(await page.getByRole('table', { name: 'product_A, expected' }).locator('tbody tr').count(), 12);
  });

  it('takes a file in place of the example\'s', async () => {
    const page = await harness.openTry(framed());
    assert.match(await page.locator('.files').innerText(), /harbour\.jpg, 235 KB/);
    await page.getByRole('button', { name: 'Choose a file…' }).click();
    await page.getByRole('button', { name: 'Use the example' }).click();
    assert.deepEqual([await asked(page, 'chooseFile'), await asked(page, 'dropFile')].map(([one]) => one?.params), Array(2).fill({ example: 0, token: '$file<picture>' }));
    await page.getByRole('button', { name: 'Send' }).click();
    assert.deepEqual(await sent(page), { example: 0, body: '', stream: false });
  });

  it('puts an earlier request into the fields again, and keeps a draft', async () => {
    const page = await harness.openTry(tryState());
    await page.getByRole('button', { name: 'A whole book' }).click({ force: true });
    assert.deepEqual(await asked(page, 'recall'), []);
    await page.getByRole('button', { name: 'Write a haiku' }).click();
    await page.waitForTimeout(50);
    assert.equal(await prompt(page).inputValue(), 'from before');
    const saved = await page.evaluate(() => window.stub.saved);
    const again = await harness.openTry(tryState(), {}, saved);
    assert.equal(await prompt(again).inputValue(), 'from before');
    assert.deepEqual((saved as { endpointName: string }).endpointName, tryState().name);
  });

  it('shows values as data, and takes nothing that is not a message of the host', async () => {
    const evil = '<img src=x onerror=alert(1)></textarea><script>1</script>';
    const page = await harness.openTry(tryState({ model: evil, name: evil, problem: evil, run: run({ text: evil, answer: { kind: 'text', text: evil }, thought: evil, variant: evil }) }), {}, { draft: { example: 'x' } });
    await page.evaluate(() => { for (const data of [null, 1, {}, { kind: 'event', name: 'state', data: 3 }, { kind: 'event', name: 'other', data: {} }]) window.stub.post(data); });
    await push(page, 'state', tryState({ model: evil, run: run({ answer: { kind: 'records', columns: [evil], rows: [[evil]] } }) }));
    assert.equal(await page.locator('img, script:not([src])').count(), 0);
    assert.equal(await page.locator('h1').innerText(), `Try ${evil}`);
  });
});
