// npm run pictures [-- THEME | tour]…: takes the README's pictures of the packaged extension in a clean VS Code, in each colour theme,
// and the moving one.
// A picture shows what the product does now, so take them anew when a screen has changed. JUMPSTART_VSIX names a package to use
// instead of one that is packed now.
import { mkdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import sharp from 'sharp';
import { themes, Workbench } from '../test/e2e/support.js';
import { takeTour } from './pictures/tour.js';
import { ensureInstalled, root } from './setup.mjs';

type Theme = keyof typeof themes;

const folder = join(root, 'media/readme');
/** A picture that is larger makes the package and its page slow. */
const MAX_BYTES = 150_000;
/** So that the same screens have the same words in them. */
const NAME = 'dft-falcon-7b-instruct';
/** Without what every VS Code window has, so that there is room for what is ours. */
const settings = { 'window.commandCenter': false, 'workbench.layoutControl.enabled': false, 'breadcrumbs.enabled': false };
const withSideBar = { width: 1150, height: 740 };
const alone = { width: 960, height: 900 };

class Camera {
  constructor(private readonly bench: Workbench, private readonly theme: Theme) {}

  private get page(): Page { return this.bench.page; }
  private get form(): FrameLocator { return this.bench.webviewFrame(); }

  /** An endpoint that is being created, so that the list below the models has one. */
  async deployOther(): Promise<void> {
    await this.bench.openView();
    await this.widenSideBar(330);
    await this.bench.openModel(/^Image Classification/, /MobileNet/);
    await this.form.getByRole('heading', { name: /MobileNet/ }).waitFor();
    await this.form.getByRole('textbox', { name: 'Endpoint name', exact: true }).fill('dft-mobilenet-v2');
    await this.deploy();
    await this.bench.treeItem(/mobilenet-v2, Creating/).waitFor();
    await this.page.getByRole('tab', { name: 'MobileNet V2' }).getByRole('button', { name: /Close/ }).click();
  }

  /** Models of two tasks on the left, the endpoints below them, and the form of one model with its first section. */
  async formWithSideBar(): Promise<void> {
    await this.bench.openModel(/^Text Generation/, /Falcon 7B/);
    await this.form.getByRole('heading', { name: /Falcon/ }).waitFor();
    await this.form.getByRole('textbox', { name: 'Endpoint name', exact: true }).fill(NAME);
    await this.form.getByRole('button', { name: 'No problems' }).waitFor();
    await this.take('form');
  }

  /** The second section, with something found in each of its lists. */
  async security(): Promise<void> {
    await this.bench.palette('View: Toggle Primary Side Bar Visibility');
    await this.page.setViewportSize(alone);
    await this.form.getByRole('button', { name: /^Deployment configuration/i }).click();
    await this.form.getByRole('button', { name: /^Security settings/i }).click();
    await this.choose('IAM role', 'Find IAM role');
    await this.find('IAM role', /MLPlatformEndpointRole/);
    await this.choose('Amazon VPC', 'Find VPC');
    await this.find('VPC', /./);
    for (const name of [/ml-private-a/, /ml-private-b/, /ml-endpoints/]) await this.form.getByRole('checkbox', { name }).click();
    await this.choose('Encryption key', 'Find encryption keys');
    await this.find('Encryption key', /./);
    await this.form.getByRole('button', { name: 'No problems' }).waitFor();
    await this.form.getByRole('heading', { name: /Falcon/ }).click();
    await this.take('security');
  }

  async progress(): Promise<void> {
    await this.deploy();
    await this.page.waitForTimeout(7000);
    await this.take('progress');
  }

  async notebook(): Promise<void> {
    this.bench.emulator.advance(1200);
    await this.form.getByRole('button', { name: /Open notebook/ }).click();
    await this.page.getByRole('tab', { name: /\.ipynb/ }).waitFor();
    await this.bench.frameWith('text=How to call the endpoint');
    await this.page.locator('.notebook-editor .view-line', { hasText: 'import json' }).waitFor();
    await this.take('notebook');
  }

  private async deploy(): Promise<void> {
    await this.form.getByRole('button', { name: 'No problems' }).waitFor();
    await this.form.getByRole('button', { name: 'Deploy', exact: true }).press('Enter');
    await this.bench.dialog().getByRole('button', { name: 'Deploy' }).click();
    await this.form.getByText('Endpoint config created', { exact: true }).waitFor();
  }

  private choose(group: string, option: string): Promise<void> {
    return this.form.getByRole('radiogroup', { name: group }).getByText(option, { exact: true }).click();
  }

  private async find(label: string, name: RegExp): Promise<void> {
    await this.form.getByRole('combobox', { name: label, exact: true }).click();
    await this.form.getByRole('option', { name }).first().click();
  }

  async take(what: string): Promise<void> {
    // No pointer over anything, and what has just changed has come to rest.
    await this.page.mouse.move(700, 2);
    await this.page.waitForTimeout(600);
    const file = join(folder, `${what}-${this.theme}.png`);
    const picture = await this.page.screenshot({ style: '.notifications-toasts { display: none !important; }' });
    // a palette of 256 colours is enough for a window, and a third of the size
    await sharp(picture).png({ palette: true, quality: 95, effort: 10 }).toFile(file);
    const { size } = statSync(file);
    console.log(`${relative(root, file)}  ${Math.round(size / 1000)} KB`);
    if (size > MAX_BYTES) throw new Error(`${relative(root, file)} is larger than ${MAX_BYTES / 1000} KB: make the window smaller.`);
  }

  private async widenSideBar(width: number): Promise<void> {
    const bar = await this.page.locator('.part.sidebar').boundingBox();
    if (bar === null) throw new Error('The side bar is not there.');
    await this.page.mouse.move(bar.x + bar.width, 300);
    await this.page.mouse.down();
    await this.page.mouse.move(bar.x + width, 300, { steps: 4 });
    await this.page.mouse.up();
  }
}

async function takeAll(theme: Theme): Promise<void> {
  const bench = await Workbench.open({ theme: themes[theme], viewport: withSideBar, settings, emulator: { timeScale: 1 } });
  try {
    const camera = new Camera(bench, theme);
    await camera.deployOther();
    await camera.formWithSideBar();
    await camera.security();
    await camera.progress();
    await camera.notebook();
  } catch (error) {
    await bench.screenshot(`failed-pictures-${theme}`);
    throw error;
  } finally {
    await bench.close();
  }
}

const works: Readonly<Record<string, () => Promise<void>>> = {
  ...Object.fromEntries((Object.keys(themes) as Theme[]).map((theme) => [theme, () => takeAll(theme)])),
  tour: () => takeTour(join(folder, 'tour.gif'), settings),
};

function chosen(names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => works[name] === undefined);
  if (unknown.length > 0) {
    console.error(`There is no picture ${unknown.join(', ')}: choose from ${Object.keys(works).join(', ')}.`);
    process.exit(64);
  }
  return names.length === 0 ? Object.keys(works) : names;
}

const wanted = chosen(process.argv.slice(2));
await ensureInstalled({ host: true, browser: true });
mkdirSync(folder, { recursive: true });
for (const name of wanted) await works[name]?.();
