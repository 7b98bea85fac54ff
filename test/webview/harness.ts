// The model tab in Chromium: the bundle that ships, behind the content security policy of the host, with a stub for VS Code.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/host.js';
import { root } from '../../scripts/setup.mjs';
import type { DeploymentForm } from '../../src/shared/form.js';
import type { Texts } from '../../src/shared/l10n.js';
import type { EndpointState } from '../../src/shared/endpointProtocol.js';
import type { TryState } from '../../src/shared/tryProtocol.js';
import type { PanelState } from '../../src/shared/protocol.js';
import { type Page as PageName, type PageBuilder, pageBuilder } from './page.js';
import type { Asked, StubSetup } from './stub.js';

export type ThemeName = 'dark' | 'light' | 'hc-dark' | 'hc-light';
export const THEMES: readonly ThemeName[] = ['dark', 'light', 'hc-dark', 'hc-light'];
const themes = JSON.parse(readFileSync(join(root, 'test/webview/themes.json'), 'utf8')) as Record<ThemeName, { bodyClass: string; variables: Record<string, string> }>;

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

export interface OpenOptions extends StubSetup {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** The language of the page; English where it is left out. */
  readonly words?: Texts;
}

export class Harness {
  private readonly pages = new Set<Page>();
  /** What scripts threw since pages were closed last. */
  private readonly errors: string[] = [];

  private constructor(private readonly languages: Texts[], private readonly folder: string, private readonly server: Server, private readonly browser: Browser, private readonly stub: string, private readonly endpointStub: string, private readonly tryStub: string) {}

  static async start(): Promise<Harness> {
    const folder = mkdtempSync(join(tmpdir(), 'jsd-'));
    const common = { bundle: true, platform: 'browser', format: 'iife', target: 'es2022', logLevel: 'error' } satisfies BuildOptions;
    const [builder, , stub, endpointStub, tryStub] = await Promise.all([
      pageBuilder(),
      build({ ...common, entryPoints: [{ in: join(root, 'webview-ui/src/main.ts'), out: 'webview' }, { in: join(root, 'webview-ui/src/endpoint/main.ts'), out: 'endpoint' }, { in: join(root, 'webview-ui/src/try/main.ts'), out: 'try' }], outdir: folder, minify: true, legalComments: 'none' }),
      build({ ...common, entryPoints: [join(root, 'test/webview/stub.ts')], write: false }),
      build({ ...common, entryPoints: [join(root, 'test/webview/endpointStub.ts')], write: false }),
      build({ ...common, entryPoints: [join(root, 'test/webview/tryStub.ts')], write: false }),
    ]);
    const languages: Texts[] = [];
    const server = createServer((request, response) => serve(folder, builder, new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`), languages, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new Harness(languages, folder, server, await launchBrowser(), stub.outputFiles[0]?.text ?? '', endpointStub.outputFiles[0]?.text ?? '', tryStub.outputFiles[0]?.text ?? '');
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((closed) => this.server.close(closed));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Opens the tab and waits until it shows the model. */
  async open({ state, saved, hostKeepsForm, theme = 'dark', width = 1200, height = 900, reducedMotion = true, words }: OpenOptions): Promise<Page> {
    const page = await this.browser.newPage({ viewport: { width, height }, reducedMotion: reducedMotion ? 'reduce' : 'no-preference' });
    this.pages.add(page);
    page.setDefaultTimeout(5000);
    await page.addInitScript({ content: `window.stubSetup = ${JSON.stringify({ state, saved, hostKeepsForm } satisfies Record<keyof StubSetup, unknown>)};\n${this.stub}` });
    page.on('pageerror', (error) => { this.errors.push(`${error.name}: ${error.message}`); });
    await page.goto(this.address('webview', theme, words));
    await page.locator('h1').waitFor();
    return page;
  }

  /** Opens the endpoint tab and waits until it shows the endpoint. */
  openEndpoint(state: EndpointState, options: Omit<OpenOptions, 'state'> = {}): Promise<Page> {
    return this.openPlain('endpoint', `window.stubSetup = ${JSON.stringify({ state })};\n${this.endpointStub}`, options);
  }

  /** Opens the tab that tries an endpoint. @param saved what it kept when it was hidden */
  openTry(state: TryState, options: Omit<OpenOptions, 'state' | 'saved'> = {}, saved?: unknown): Promise<Page> {
    return this.openPlain('try', `window.stubSetup = ${JSON.stringify({ state, saved })};\n${this.tryStub}`, options);
  }

  private async openPlain(name: 'endpoint' | 'try', content: string, { theme = 'dark', width = 1200, height = 900, words }: Omit<OpenOptions, 'state' | 'saved'>): Promise<Page> {
    const page = await this.browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    this.pages.add(page);
    page.setDefaultTimeout(5000);
    await page.addInitScript({ content });
    page.on('pageerror', (error) => { this.errors.push(`${error.name}: ${error.message}`); });
    await page.goto(this.address(name, theme, words));
    await page.locator('h1').waitFor();
    return page;
  }

  private address(name: string, theme: ThemeName, words: Texts | undefined): string {
    const language = words === undefined ? '' : `&language=${this.languages.push(words) - 1}`;
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/?theme=${theme}&page=${name}${language}`;
  }

  /** Closes the test's pages; fails where one of them broke the content security policy or threw. */
  async closePages(): Promise<void> {
    const violations: string[] = [];
    for (const page of this.pages) {
      violations.push(...await page.evaluate(() => window.stub.violations));
      await page.close();
    }
    this.pages.clear();
    const all = [...violations, ...this.errors.splice(0)];
    if (all.length > 0) throw new Error(`The page broke its content security policy or threw:\n${all.join('\n')}`);
  }
}

function serve(folder: string, builder: PageBuilder, url: URL, languages: readonly Texts[], response: ServerResponse): void {
  const name = url.pathname.slice(1);
  if (name === '') {
    const page = builder((url.searchParams.get('page') ?? 'webview') as PageName, url.origin, languages[Number(url.searchParams.get('language') ?? NaN)]);
    response.setHeader('content-type', 'text/html; charset=utf-8').end(themed(page, url.searchParams.get('theme') as ThemeName));
    return;
  }
  const file = { 'webview.js': folder, 'webview.css': folder, 'endpoint.js': folder, 'endpoint.css': folder, 'try.js': folder, 'try.css': folder, 'codicon.css': join(root, 'node_modules/@vscode/codicons/dist'), 'codicon.ttf': join(root, 'node_modules/@vscode/codicons/dist') }[name];
  if (name === 'theme.css') response.setHeader('content-type', 'text/css').end(themeCss(url.searchParams.get('theme') as ThemeName));
  else if (file === undefined) response.writeHead(404).end();
  else response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream').end(readFileSync(join(file, name)));
}

/** The theme, which VS Code puts on the page, comes as a style sheet. */
function themed(page: string, theme: ThemeName): string {
  return page.replace('<meta name="viewport"', `<link rel="stylesheet" href="/theme.css?theme=${theme}">$&`).replace('<body>', `<body class="${themes[theme].bodyClass}">`);
}

function themeCss(theme: ThemeName): string {
  const variables = Object.entries(themes[theme].variables).map(([name, value]) => `${name}: ${value};`).join('\n');
  return `:root { ${variables} } @layer vscode-default { body { margin: 0; padding: 0 20px; background-color: transparent; color: var(--vscode-editor-foreground); } code { padding: 1px 3px; background-color: var(--vscode-textPreformat-background); } }`;
}

/** Changes the theme under the page, as VS Code does. */
export async function setTheme(page: Page, theme: ThemeName): Promise<void> {
  await page.evaluate(async ({ name, bodyClass }) => {
    const link = document.querySelector<HTMLLinkElement>('link[href*=theme]');
    if (!link) throw new Error('The page has no theme.');
    const loaded = new Promise((done) => { link.onload = done; });
    link.href = `/theme.css?theme=${name}`;
    await loaded;
    document.body.className = bodyClass;
    // The toolkit hears of it from an observer and paints with the next frame, however late that comes; what it paints may lead to more.
    for (let frame = 0; frame < 3; frame++) await new Promise((drawn) => { requestAnimationFrame(() => { setTimeout(drawn); }); });
  }, { name: theme, bodyClass: themes[theme].bodyClass });
}

/** The host sends its state with these changes; resolves when the page has taken and drawn them. */
export async function push(page: Page, change: Partial<PanelState>): Promise<void> {
  await page.evaluate((json) => {
    window.stub.push(JSON.parse(json) as Partial<PanelState>);
    return window.stub.drawn();
  }, JSON.stringify(change));
}

/** Requests of one kind that the host was sent, oldest first. */
export async function asked(page: Page, method: string): Promise<Asked[]> {
  return (await page.evaluate(() => window.stub.asked)).filter((each) => each.method === method);
}

/** The form of a request that carries one. */
export function formOf(request: Asked | undefined): DeploymentForm {
  return (request?.params as { form: DeploymentForm }).form;
}

/** The form as the host was told last, once typing has paused. */
export async function lastEdit(page: Page): Promise<DeploymentForm> {
  await page.waitForTimeout(250);
  return formOf((await asked(page, 'edit')).at(-1));
}

export const nameField = (page: Page): Locator => page.getByRole('textbox', { name: 'Endpoint name' });
export const errorAt = (page: Page, field: string): Locator => page.locator(`[data-field=${field}] > .error`);
export const deployButton = (page: Page): Locator => page.getByRole('button', { name: 'Deploy', exact: true });
