// The stand-in for the `code` executable: takes the arguments that @vscode/test-electron's runTests passes, runs the tests
// in the VS Code server's extension host with a headless Chromium as the window, and exits with the tests' own code.
// Environment: VSCODE_HOST_TIMEOUT_S (300), VSCODE_HOST_LOG (file for the server's log), VSCODE_HOST_SHOT (file for a
// picture of the window when a run fails).
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, quietSettings, remoteUri, startServer, tempDir, workbenchUrl, writeSettings, type Server, type Settings } from './host.js';

const exitCodes = { usage: 64, hostDied: 70, tooLong: 124, interrupted: 130 } as const;

interface Arguments {
  readonly extensions: readonly string[];
  readonly tests: string;
  readonly userDataDir: string | undefined;
  readonly extensionsDir: string | undefined;
  readonly open: string | undefined;
  readonly onlyOurs: boolean;
}

function readArguments(): Arguments | undefined {
  // strict: false, because a desktop VS Code takes many more options, which mean nothing to a server.
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: {
      'extensionDevelopmentPath': { type: 'string', multiple: true },
      'extensionTestsPath': { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
      'folder-uri': { type: 'string' },
      'disable-extensions': { type: 'boolean' },
    },
  });
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const tests = text(values['extensionTestsPath']);
  if (tests === undefined) return undefined;
  return {
    tests,
    extensions: (values['extensionDevelopmentPath'] ?? []) as string[],
    userDataDir: text(values['user-data-dir']),
    extensionsDir: text(values['extensions-dir']),
    open: text(values['folder-uri']) ?? positionals[0],
    onlyOurs: values['disable-extensions'] === true,
  };
}

class Run {
  private readonly temp = tempDir();
  private readonly printed = join(this.temp, 'out.txt');
  private readonly result = join(this.temp, 'result.json');
  private readonly seconds = Number(process.env['VSCODE_HOST_TIMEOUT_S'] ?? 300);
  private readonly descriptor: number;
  private position = 0;
  private ended = false;
  private server: Server | undefined;
  private browser: Browser | undefined;
  private page: Page | undefined;

  constructor(private readonly args: Arguments) {
    closeSync(openSync(this.printed, 'a'));
    this.descriptor = openSync(this.printed, 'r');
  }

  async start(): Promise<void> {
    setInterval(() => this.follow(), 100).unref();
    setTimeout(() => this.end(exitCodes.tooLong, `the tests did not end in ${this.seconds} s`), this.seconds * 1000).unref();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.end(exitCodes.interrupted, `got ${signal}`));
    try {
      const server = await this.startServer();
      await this.openWindow(server);
    } catch (error) {
      await this.finish(exitCodes.hostDied, error instanceof Error ? error.stack : String(error));
    }
  }

  private async startServer(): Promise<Server> {
    const dataDir = join(this.temp, 'server');
    writeSettings(dataDir, this.userSettings());
    this.server = await startServer({
      dataDir,
      testDriver: true,
      extensionsDir: this.args.extensionsDir,
      logFile: process.env['VSCODE_HOST_LOG'],
      maxSeconds: this.seconds + 15,
      env: { TMPDIR: this.temp, VSCODE_HOST_OUT: this.printed, VSCODE_HOST_RESULT: this.result, VSCODE_HOST_TESTS: this.args.tests },
    });
    void this.server.ended.then((why) => this.end(exitCodes.hostDied, `the VS Code server ended early (${why})`));
    return this.server;
  }

  /** As on the desktop: what lies in the user data folder counts, over the quiet defaults. */
  private userSettings(): Settings {
    const file = join(this.args.userDataDir ?? this.temp, 'User/settings.json');
    if (!existsSync(file)) return quietSettings;
    return { ...quietSettings, ...JSON.parse(readFileSync(file, 'utf8')) as Settings };
  }

  private async openWindow(server: Server): Promise<void> {
    this.browser = await launchBrowser();
    this.browser.on('disconnected', () => this.end(exitCodes.hostDied, 'Chromium ended early'));
    this.page = await this.browser.newPage({ viewport: { width: 1280, height: 800 } });
    this.page.on('crash', () => this.end(exitCodes.hostDied, 'the page crashed'));
    await this.page.exposeFunction('codeAutomationExit', (code: number) => this.end(code));
    const payload = [
      ['skipWelcome', 'true'],
      ...this.args.extensions.map((path) => ['extensionDevelopmentPath', remoteUri(path, server.url)]),
      ['extensionTestsPath', remoteUri(fileURLToPath(new URL('./shim.cjs', import.meta.url)), server.url)],
      ...(this.args.onlyOurs ? [['disableExtensions', 'true']] : []),
    ] as [string, string][];
    await this.page.goto(workbenchUrl(server.url, { ...this.opened(), payload }));
  }

  private opened(): { folder?: string; workspace?: string } {
    const { open } = this.args;
    if (open === undefined) return {};
    const path = open.startsWith('file://') ? fileURLToPath(open) : open;
    return statSync(path).isDirectory() ? { folder: path } : { workspace: path };
  }

  /** Passes on what the tests have printed since the last time. */
  private follow(): void {
    const buffer = Buffer.alloc(65_536);
    for (;;) {
      const read = readSync(this.descriptor, buffer, 0, buffer.length, this.position);
      if (read === 0) return;
      this.position += read;
      process.stdout.write(Buffer.from(buffer.subarray(0, read)));
    }
  }

  private end(code: number, why?: string): void {
    void this.finish(code, why);
  }

  private async finish(reported: number, reason?: string): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.follow();
    const { code, why } = this.verdict(reported, reason);
    if (why !== undefined) process.stderr.write(`VS Code host: ${why}\n`);
    const shot = process.env['VSCODE_HOST_SHOT'];
    if (code !== 0 && shot !== undefined) await this.page?.screenshot({ path: shot, timeout: 5000 }).catch(() => undefined);
    await this.browser?.close().catch(() => undefined);
    await this.server?.stop();
    rmSync(this.temp, { recursive: true, force: true });
    process.exitCode = code;
    // A pipe may still hold output; the exit waits for it.
    process.stdout.write('', () => process.exit(code));
  }

  /** A run that reported success counts only with the note that the shim leaves at its end. */
  private verdict(reported: number, reason: string | undefined): { code: number; why: string | undefined } {
    if (reported !== 0) return { code: reported, why: reason };
    if (!existsSync(this.result)) return { code: exitCodes.hostDied, why: 'the extension host ended before the tests did' };
    const { code } = JSON.parse(readFileSync(this.result, 'utf8')) as { code: number };
    return { code, why: reason };
  }
}

const args = readArguments();
if (args === undefined) {
  process.stderr.write('VS Code host: only test runs are supported (--extensionTestsPath=FILE)\n');
  process.exitCode = exitCodes.usage;
} else {
  await new Run(args).start();
}
