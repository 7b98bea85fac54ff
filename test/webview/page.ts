// The page as the host builds it: its very code, with a stand-in for what it takes of VS Code.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../../scripts/setup.mjs';
import type { Texts } from '../../src/shared/l10n.js';

export type Page = 'webview' | 'endpoint' | 'try';
/** @param words of another language than English */
export type PageBuilder = (name: Page, origin: string, words?: Texts) => string;

const VSCODE: Plugin = {
  name: 'vscode',
  setup: (building) => {
    building.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'vscode' }));
    building.onLoad({ filter: /.*/, namespace: 'vscode' }, () => ({ contents: 'exports.Uri = { joinPath: (base, ...path) => [base, ...path].join("/") }; exports.l10n = { get bundle() { return globalThis.wordsOfPage; } }; exports.env = { language: "en" };' }));
  },
};

interface HostPage {
  readonly panelHtml: (webview: { cspSource: string; asWebviewUri: (uri: string) => string }, extension: string, page: { script: Page; title: string }) => string;
}

/** Every page that it builds has a nonce of its own. */
export async function pageBuilder(): Promise<PageBuilder> {
  const folder = mkdtempSync(join(tmpdir(), 'jsd-'));
  const outfile = join(folder, 'html.cjs');
  try {
    await build({ entryPoints: [join(root, 'src/ui/panel/html.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error', plugins: [VSCODE] });
    const { panelHtml } = createRequire(import.meta.url)(outfile) as HostPage;
    const shared: typeof globalThis & { wordsOfPage?: Texts | undefined } = globalThis;
    return (script, origin, words) => {
      shared.wordsOfPage = words;
      return panelHtml({ cspSource: origin, asWebviewUri: (uri) => `${origin}/${uri.split('/').at(-1) ?? ''}` }, 'extension', { script, title: 'Deploy a model' });
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
