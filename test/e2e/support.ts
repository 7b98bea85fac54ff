// The packaged extension in a clean VS Code, used through its window as a person would.
/// <reference types="mocha" />
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser, madeUpAws, quietSettings, serverCommand, startServer, workbenchUrl, writeSettings, type Server, type Settings } from '../../scripts/host/host.js';
import { root } from '../../scripts/setup.mjs';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/start.js';

/** Colour themes that a look at the screens should cover. */
export const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern', highContrast: 'Default High Contrast' } as const;

export interface WorkbenchOptions {
  /** The colour theme's name, see `themes`. */
  readonly theme?: string;
  /** User settings over the quiet ones; the extension's own point at the emulator unless they are named here. */
  readonly settings?: Settings;
  /** Files of the workspace that is opened: path inside it → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the emulator behind the window is started with: region, speed of its clock, faults, quotas … */
  readonly emulator?: EmulatorOptions;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** A folder counts as not trusted until somebody trusts it. */
  readonly workspaceTrust?: boolean;
  /** The language that VS Code is set to, such as `de`; its own words stay English. */
  readonly language?: string;
  readonly logLevel?: 'trace';
  /** Variables of VS Code's own environment; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

interface Parts {
  readonly temp: string;
  readonly emulator: Emulator;
  readonly server: Server;
  readonly page: Page;
  readonly settings: Settings;
}

/**
 * Opens a window before the tests of the suite that calls this, and closes it after them; a failed test leaves a picture
 * in test/shots. The function that it returns gives the window, in tests and hooks only.
 */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let opened: Workbench | undefined;
  before(async () => {
    opened = await Workbench.open(options);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await opened?.screenshot(`failed ${this.currentTest.fullTitle()}`.replace(/\W+/g, '-'));
  });
  after(async () => {
    await opened?.close();
  });
  return () => {
    if (opened === undefined) throw new Error('The window is there in tests and hooks only');
    return opened;
  };
}

/** One window with the extension installed from its .vsix, and the emulator behind it. */
export class Workbench {
  private constructor(private readonly parts: Parts, private readonly ends: readonly (() => unknown)[]) {}

  /** Packs the extension unless JUMPSTART_VSIX names a package, installs it into a clean VS Code and opens the window. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const ends: (() => unknown)[] = [];
    try {
      const workbench = new Workbench(await start(options, ends), ends);
      await workbench.reload();
      return workbench;
    } catch (error) {
      await endAll(ends);
      throw error;
    }
  }

  get page(): Page {
    return this.parts.page;
  }

  get emulator(): Emulator {
    return this.parts.emulator;
  }

  /** The settings with which the window was opened or last changed. */
  get settings(): Settings {
    return this.parts.settings;
  }

  /** The folder that is open in the window. */
  get workspace(): string {
    return join(this.parts.temp, 'workspace');
  }

  /** What VS Code itself writes: logs, settings, and what it and its extensions keep. */
  get data(): string {
    return join(this.parts.temp, 'server', 'data');
  }

  /** The folder into which VS Code has unpacked the extension. */
  get installed(): string {
    const extensions = join(this.parts.temp, 'extensions');
    const ours = readdirSync(extensions).find((name) => name.startsWith('jumpstart-deploy.'));
    if (ours === undefined) throw new Error(`No extension was installed into ${extensions}`);
    return join(extensions, ours);
  }

  /** Opens the page anew, as after "Reload Window"; also what to do after the window was closed. */
  async reload(): Promise<void> {
    await this.page.goto(workbenchUrl(this.parts.server.url, { folder: this.workspace }));
    await this.page.locator('.monaco-workbench .activitybar').waitFor();
  }

  /** Opens a view container from the activity bar by its title. */
  async openView(title = 'SageMaker JumpStart'): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    await tab.waitFor();
    if (await tab.getAttribute('aria-selected') !== 'true') await tab.click();
    await this.page.locator('.sidebar .composite.title').getByText(title).first().waitFor();
  }

  /** The pane of a view in the side bar by its title, e.g. "Models". */
  view(title: string): Locator {
    return this.page.locator('.sidebar .pane').filter({ has: this.page.locator('.pane-header').getByText(title, { exact: true }) });
  }

  /** A row of any tree in the side bar whose accessible name holds `name`. */
  treeItem(name: string | RegExp): Locator {
    return this.page.locator('.sidebar .pane-body').getByRole('treeitem', { name });
  }

  /** Opens a group of a tree and resolves with the row in it. VS Code opens anew what was open before a reload, when it comes to it. */
  async rowIn(group: string | RegExp, name: string | RegExp): Promise<Locator> {
    const [outer, inner] = [this.treeItem(group).first(), this.treeItem(name).first()];
    await outer.waitFor();
    for (let i = 0; i < 30 && !(await inner.isVisible()); i++) {
      if (await outer.getAttribute('aria-expanded') === 'false') await outer.click();
      await inner.waitFor({ timeout: 1500 }).catch(() => undefined);
    }
    return inner;
  }

  /** Opens a model's tab from its row. A row that is drawn anew under the pointer takes no click: a person clicks again. */
  async openModel(group: string | RegExp, name: string | RegExp, heading: string | RegExp = name): Promise<void> {
    const title = this.webviewFrame().getByRole('heading', { name: heading, level: 1 });
    for (let i = 0; i < 4 && !(await title.isVisible()); i++) {
      await (await this.rowIn(group, name)).click();
      await title.waitFor({ timeout: 20_000 }).catch(() => undefined);
    }
    await title.waitFor();
  }

  /**
   * Opens a model's tab by its id, with the command of the palette. Where the list is drawn anew under the pointer, another entry takes
   * the click, or none does: a person asks again.
   */
  async pickModel(id: string, heading: string | RegExp): Promise<void> {
    const title = this.webviewFrame().getByRole('heading', { name: heading, level: 1 });
    for (let i = 0; i < 3 && !(await title.isVisible()); i++) {
      await this.palette('Deploy JumpStart Model');
      await this.page.locator('.quick-input-title', { hasText: 'Deploy JumpStart model' }).waitFor();
      // Not by the keyboard alone: a webview that is just loading takes the focus.
      await this.page.locator('.quick-input-widget input').first().fill(id);
      await this.page.locator('.quick-input-list .monaco-list-row[data-index="0"]').filter({ hasText: id }).click();
      await title.waitFor({ timeout: 20_000 }).catch(() => undefined);
    }
    await title.waitFor();
  }

  /** Runs a command from the palette by (part of) its title. */
  async palette(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    // A webview that is taking the focus swallows the key: press again until the palette is there.
    for (let i = 0; i < 20 && !(await input.isVisible()); i++) {
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 1000 }).catch(() => undefined);
    }
    const option = this.page.locator('.quick-input-list [role=option]', { hasText: title }).first();
    // The list does not learn of an extension that is read while it is open: ask again until the command is there.
    for (let i = 0; i < 20 && !(await option.isVisible()); i++) {
      await input.fill('>');
      await input.fill(`>${title}`);
      await option.waitFor({ timeout: 1000 }).catch(() => undefined);
    }
    // Not by Enter, which takes the entry that is lit: while the list follows what was typed, that may be another one.
    await option.click();
  }

  /** An entry of the quick pick that is open. */
  quickPick(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list [role=option]').filter({ hasText: text });
  }

  /** The contents of the one webview that is showing. With several, use `frameWith`. */
  webviewFrame(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** The frame, of whatever webview or notebook output, in which something matches `selector`; waits for it. */
  async frameWith(selector: string, timeoutMs = 20_000): Promise<Frame> {
    const end = Date.now() + timeoutMs;
    while (Date.now() < end) {
      for (const frame of this.page.frames()) {
        if (await frame.locator(selector).count().catch(() => 0) > 0) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`No frame holds ${selector} after ${timeoutMs / 1000} s`);
  }

  /** A notification toast by its text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text });
  }

  /** The modal dialog that is open. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Changes settings while the window is open; it takes them up by itself. */
  changeSettings(changed: Settings): void {
    Object.assign(this.parts.settings, changed);
    writeSettings(join(this.parts.temp, 'server'), this.parts.settings);
  }

  /** Writes test/shots/NAME.png and resolves with its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(root, 'test/shots', `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }

  /** Ends the window, the server and the emulator, and removes everything they left. */
  close(): Promise<void> {
    return endAll(this.ends);
  }
}

/** Starts everything that a window needs; `ends` takes what has to be ended, also when a later part does not start. */
async function start(options: WorkbenchOptions, ends: (() => unknown)[]): Promise<Parts> {
  const { theme = themes.dark, viewport = { width: 1280, height: 800 } } = options;
  const region = options.emulator?.region ?? 'us-west-2';
  const temp = mkdtempSync(join(tmpdir(), 'jsd-'));
  ends.push(() => rmSync(temp, { recursive: true, force: true }));
  const [dataDir, extensionsDir, workspace] = [join(temp, 'server'), join(temp, 'extensions'), join(temp, 'workspace')];
  await serverCommand(['--install-extension', packagedExtension(), '--extensions-dir', extensionsDir, '--server-data-dir', dataDir]);
  for (const [path, text] of Object.entries(options.files ?? { 'README.md': '# Sample workspace\n' })) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  if (options.language !== undefined) noteLanguagePack(dataDir, options.language);
  const emulator = await startEmulator({ region, timeScale: 60, ...options.emulator });
  ends.push(() => emulator.stop());
  const settings: Settings = {
    ...quietSettings,
    // A webview that is just loading takes the focus, and would close the palette with it.
    'workbench.quickOpen.closeOnFocusLost': false,
    // What a row says on hover covers the rows beside it, and swallows the click on them.
    'workbench.hover.delay': 60_000,
    'workbench.colorTheme': theme,
    'jumpstartDeploy.endpointUrl': emulator.url,
    'jumpstartDeploy.region': region,
    ...options.settings,
  };
  writeSettings(dataDir, settings);
  const env = { TMPDIR: temp, HOME: temp, ...madeUpAws(join(temp, 'aws'), region), ...options.environment };
  const server = await startServer({ dataDir, extensionsDir, env, maxSeconds: 900, workspaceTrust: options.workspaceTrust, language: options.language, logLevel: options.logLevel });
  ends.push(() => server.stop());
  const browser = await launchBrowser();
  ends.push(() => browser.close());
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(60_000);
  return { temp, emulator, server, page, settings };
}

/** VS Code takes up a language for which it has noted a language pack; this one translates nothing of its own. */
function noteLanguagePack(dataDir: string, language: string): void {
  const folder = join(dataDir, 'data');
  const translations = join(folder, 'main.i18n.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'jumpstart-deploy.language-pack' }, version: '1.0.0' }];
  writeFileSync(join(folder, 'languagepacks.json'), JSON.stringify({ [language]: { hash: language, label: language, extensions, translations: { vscode: translations } } }));
}

/** Ends the parts, last started first; a part that does not end well keeps none of the others from it. */
async function endAll(ends: readonly (() => unknown)[]): Promise<void> {
  const problems: unknown[] = [];
  for (const end of ends.toReversed()) {
    try {
      await end();
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new AggregateError(problems, 'Not every part of the workbench ended well');
}

/** The .vsix that JUMPSTART_VSIX names, or one that is packed now. */
export function packagedExtension(): string {
  const named = process.env['JUMPSTART_VSIX'];
  if (named !== undefined) return named;
  const packed = spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'package'], { cwd: root, encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`The extension could not be packed:\n${packed.stdout}${packed.stderr}`);
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
  return join(root, `${name}-${version}.vsix`);
}
