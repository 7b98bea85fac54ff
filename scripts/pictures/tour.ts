// The moving picture at the top of the README: one deployment from the list of models to an answer.
import { relative } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import sharp from 'sharp';
import { themes, Workbench } from '../../test/e2e/support.js';
import { root } from '../setup.mjs';

const viewport = { width: 1100, height: 700 };
/** A listing loads it before anything is read: it stays smaller than the sum of the still pictures. */
const MAX_BYTES = 700_000;
const MODEL = /Falcon 7B/;

interface Frame { readonly picture: Buffer; readonly seconds: number }

class Tour {
  readonly frames: Frame[] = [];

  constructor(private readonly bench: Workbench) {}

  private get form(): FrameLocator { return this.bench.webviewFrame(); }

  async play(): Promise<void> {
    await this.bench.openView();
    await this.bench.rowIn(/^Text Generation/, MODEL);
    await this.keep(1.5);
    await this.bench.openModel(/^Text Generation/, MODEL, /Falcon/);
    await this.form.getByRole('textbox', { name: 'Endpoint name', exact: true }).fill('dft-falcon-7b-instruct');
    await this.form.getByRole('button', { name: 'No problems' }).waitFor();
    await this.form.getByRole('heading', { name: /Falcon/ }).scrollIntoViewIfNeeded();
    await this.keep(3);
    await this.form.getByRole('button', { name: 'Deploy', exact: true }).press('Enter');
    await this.bench.dialog().getByRole('button', { name: 'Deploy' }).waitFor();
    await this.keep(3);
    await this.bench.dialog().getByRole('button', { name: 'Deploy' }).click();
    await this.form.getByText('Endpoint config created', { exact: true }).waitFor();
    await this.keep(2);
    this.bench.emulator.advance(1200);
    await this.form.getByRole('button', { name: /Open notebook/ }).waitFor();
    await this.keep(2);
    await this.ask();
  }

  private async ask(): Promise<void> {
    await this.bench.treeItem(/falcon.*In service/).first().click();
    await (await this.bench.frameWith('main.endpoint', 60_000)).getByRole('button', { name: 'Try it' }).click();
    const page = await this.bench.frameWith('main.try', 60_000);
    await page.getByRole('button', { name: 'Send' }).click();
    const done = page.getByRole('button', { name: 'Copy text' });
    await done.waitFor();
    await done.scrollIntoViewIfNeeded();
    await this.keep(4);
  }

  private async keep(seconds: number): Promise<void> {
    // No pointer over anything, and what has just changed has come to rest.
    await this.bench.page.mouse.move(700, 2);
    await this.bench.page.waitForTimeout(600);
    this.frames.push({ picture: await this.bench.page.screenshot({ style: '.notifications-toasts { display: none !important; }' }), seconds });
  }
}

/** @param file the GIF to write, which turns for ever */
export async function takeTour(file: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const bench = await Workbench.open({ theme: themes.dark, viewport, settings, emulator: { timeScale: 1 } });
  try {
    const tour = new Tour(bench);
    await tour.play();
    const { size } = await sharp(tour.frames.map(({ picture }) => picture), { join: { animated: true } })
      .gif({ delay: tour.frames.map(({ seconds }) => seconds * 1000), loop: 0, colours: 128, dither: 0, effort: 10 })
      .toFile(file);
    console.log(`${relative(root, file)}  ${Math.round(size / 1000)} KB`);
    if (size > MAX_BYTES) throw new Error(`${relative(root, file)} is larger than ${MAX_BYTES / 1000} KB: show fewer screens.`);
  } catch (error) {
    await bench.screenshot('failed-tour');
    throw error;
  } finally {
    await bench.close();
  }
}
