import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';

/** Which page: the name of its script and style in dist/webview. */
export interface PageName {
  readonly script: 'webview' | 'endpoint' | 'try';
  readonly title: string;
}

const FORM: PageName = { script: 'webview', title: t('Deploy model') };

/** The page around a tab. All content comes by message; nothing from outside is ever put into the page's source, only our own words. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, { script, title }: PageName = FORM): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const csp = [
    "default-src 'none'",
    // default-src does not cover these two
    "base-uri 'none'", "form-action 'none'",
    // the toolkit adds a <style> of its own, which carries the nonce that it reads from the meta element below
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  const words = vscode.l10n.bundle;
  return `<!DOCTYPE html>
<html lang="${words === undefined ? 'en' : vscode.env.language}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<link rel="stylesheet" href="${asset('codicon.css')}">
<link rel="stylesheet" href="${asset(`${script}.css`)}">
<title>${title}</title>
</head>
<body>
<div id="app"></div>
${words === undefined ? '' : `<script type="application/json" id="texts">${JSON.stringify(words).replaceAll('<', String.raw`\u003c`)}</script>`}
<script nonce="${nonce}" src="${asset(`${script}.js`)}"></script>
</body>
</html>`;
}

/** Re-assigned after a restart too: a restored panel still points into the folder of the version that made it. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')] };
}
