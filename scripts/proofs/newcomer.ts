// Somebody who has no AWS configuration installs the package and gets an answer from an endpoint: once with the mouse alone, once with the
// keyboard alone. Every click and every key is counted, and the time on the clock measured, from the first of them to the answer.
// More than 8 clicks, or more than 3 minutes, fail; so does whatever does not come.
import { Workbench } from '../../test/e2e/support.js';
import type { Outcome } from '../proof.js';
import { table } from '../table.js';

const MODEL = /MobileNet/i;
const ENDPOINT = /^jumpstart-dft-.*mobilenet/i;
const CLICKS = 8;
const MINUTES = 3;

interface Walk {
  readonly by: string;
  readonly clicks: number;
  readonly keys: number;
  readonly seconds: number;
  /** What was done, in order. */
  readonly steps: readonly string[];
  readonly problem: string;
}

/** Hands of a newcomer: what they do is counted. */
class Hands {
  clicks = 0;
  keys = 0;
  readonly steps: string[] = [];

  constructor(readonly bench: Workbench) {}

  async click(what: string, target: ReturnType<Workbench['treeItem']>): Promise<void> {
    await target.click();
    this.clicks++;
    this.steps.push(`click ${what}`);
  }

  async press(what: string, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.bench.page.keyboard.press(key);
      this.keys++;
    }
    this.steps.push(what);
  }

  /** Of what was typed every letter is a key. */
  async type(text: string): Promise<void> {
    await this.bench.page.keyboard.type(text);
    this.keys += text.length;
    this.steps.push(`type ${text}`);
  }

  /** A command of the palette, which has to be the entry that is lit before Enter is pressed. */
  async command(title: string): Promise<void> {
    const { page } = this.bench;
    await this.press('F1', 'F1');
    await page.locator('.quick-input-widget input').first().waitFor();
    await this.type(title);
    await this.enter(title);
  }

  async enter(text: string | RegExp): Promise<void> {
    await this.bench.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: text }).waitFor();
    await this.press('Enter', 'Enter');
  }

  /** Tab until a button of the tab has the focus. */
  async tabTo(name: string): Promise<void> {
    const { page } = this.bench;
    for (let tabs = 1; tabs <= 120; tabs++) {
      await page.keyboard.press('Tab');
      this.keys++;
      if (await this.focused() === name) {
        this.steps.push(`Tab to ${name} (${tabs})`);
        await this.press('Enter', 'Enter');
        return;
      }
    }
    throw new Error(`Tab does not lead to ${name}`);
  }

  /** The words of the button that has the focus in a webview. */
  private async focused(): Promise<string> {
    for (const frame of this.bench.page.frames()) {
      const words = await frame.evaluate('document.hasFocus() && document.activeElement?.matches("button, vscode-button") ? document.activeElement.textContent.trim() : ""').catch(() => '');
      if (typeof words === 'string' && words !== '') return words;
    }
    return '';
  }
}

function icon(bench: Workbench): ReturnType<Workbench['treeItem']> {
  return bench.page.locator('.activitybar').getByRole('tab', { name: 'SageMaker JumpStart' });
}

async function answered(bench: Workbench): Promise<void> {
  const page = await bench.frameWith('main.try', 60_000);
  await page.locator('.answer .shown').first().waitFor();
}

async function withMouse(hands: Hands): Promise<void> {
  const { bench } = hands;
  await hands.click('the extension\'s icon', icon(bench));
  await hands.click('try it without AWS', bench.view('Endpoints').getByText('try it without AWS', { exact: false }).last());
  await hands.click('Image Classification', bench.treeItem(/Image Classification/).first());
  await hands.click('MobileNet', bench.treeItem(MODEL).first());
  const form = bench.webviewFrame();
  await form.getByRole('radio', { name: /ml\.m5\.large/ }).waitFor();
  await hands.click('Deploy', form.getByRole('button', { name: 'Deploy', exact: true }));
  await hands.click('Deploy, to confirm', bench.dialog().getByRole('button', { name: 'Deploy' }));
  await form.getByRole('button', { name: /Open notebook/i }).waitFor();
  const row = bench.treeItem(ENDPOINT).first();
  await row.hover();
  await hands.click('Try It, in the endpoint\'s row', row.getByRole('button', { name: 'Try It' }));
  await hands.click('Send', (await bench.frameWith('main.try', 60_000)).getByRole('button', { name: 'Send' }));
  await answered(bench);
}

async function withKeyboard(hands: Hands): Promise<void> {
  const { bench } = hands;
  await hands.command('Try It without AWS');
  await bench.page.locator('.statusbar').getByText(/Emulator – not AWS/).waitFor();
  await hands.command('Deploy JumpStart Model');
  // the list draws only what is in sight, so that the model is there when it was typed
  await bench.page.locator('.quick-input-title', { hasText: 'Deploy JumpStart model' }).waitFor();
  await bench.quickPick(/·/).first().waitFor();
  await hands.type('mobilenet');
  await hands.enter(MODEL);
  const form = bench.webviewFrame();
  await form.getByRole('radio', { name: /ml\.m5\.large/ }).waitFor();
  await hands.tabTo('Deploy');
  await bench.dialog().getByRole('button', { name: 'Deploy' }).waitFor();
  await hands.press('Enter, to confirm', 'Enter');
  await form.getByRole('button', { name: /Open notebook/i }).waitFor();
  await hands.command('SageMaker JumpStart: Try It');
  await bench.quickPick(/jumpstart-dft-.*mobilenet/i).first().waitFor();
  await hands.type('mobilenet');
  await hands.enter(/mobilenet/i);
  await (await bench.frameWith('main.try', 60_000)).getByRole('button', { name: 'Send' }).waitFor();
  await hands.tabTo('Send');
  await answered(bench);
}

async function walk(by: string, go: (hands: Hands) => Promise<void>): Promise<Walk> {
  const none = '/nonexistent/aws';
  const bench = await Workbench.open({
    viewport: { width: 1440, height: 900 }, settings: { 'jumpstartDeploy.endpointUrl': '', 'jumpstartDeploy.region': '' },
    environment: { AWS_CONFIG_FILE: none, AWS_SHARED_CREDENTIALS_FILE: none },
  });
  const hands = new Hands(bench);
  const began = Date.now();
  let problem = '';
  try {
    // the palette does not learn of an extension that is read while it is open
    await icon(bench).waitFor();
    await go(hands);
  } catch (error) {
    problem = `after "${hands.steps.at(-1) ?? 'nothing'}": ${error instanceof Error ? error.message.split('\n', 1)[0] ?? '' : String(error)}`;
    await bench.screenshot(`newcomer-${by}`);
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  await bench.close();
  return { by, clicks: hands.clicks, keys: hands.keys, seconds, steps: hands.steps, problem };
}

function judged({ clicks, seconds, problem }: Walk): string {
  if (problem !== '') return problem;
  if (clicks > CLICKS) return `more than ${CLICKS} clicks`;
  return seconds > MINUTES * 60 ? `more than ${MINUTES} minutes` : '';
}

export async function prove(): Promise<Outcome> {
  const walks = [await walk('mouse', withMouse), await walk('keyboard', withKeyboard)];
  for (const { by, steps } of walks) console.log(`With the ${by}:\n${steps.map((step, i) => `  ${i + 1}. ${step}`).join('\n')}\n`);
  console.log(table(['with', 'clicks', 'keys', 'seconds', 'to an answer'], walks.map((each) => [each.by, each.clicks, each.keys, each.seconds, judged(each) === '' ? 'yes' : `NO: ${judged(each)}`])));
  const failed = walks.filter((each) => judged(each) !== '').length;
  return { passed: walks.length - failed, failed };
}
