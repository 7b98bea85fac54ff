import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import type { Command, CommandContext } from './context.js';

/** A report to complete and to send, as an untitled file: VS Code's own reporter is not there in every editor. Tells nothing of the account. */
export const reportIssue: Command = async (context) => {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: reportOf(context) });
  await vscode.window.showTextDocument(document);
  const copy = t('Copy');
  const say = t('Say what you did and what happened instead, then send the report to whoever gave you the extension. It holds no account, profile or credentials; the log is not in it.');
  if (await vscode.window.showInformationMessage(say, copy) === copy) await vscode.env.clipboard.writeText(document.getText());
};

function reportOf(context: CommandContext): string {
  return [
    `# ${t('Report an issue with JumpStart Deploy')}`, '',
    `## ${t('What I did')}`, '', '1. ', '',
    `## ${t('What I expected')}`, '', '',
    `## ${t('What happened')}`, '', '',
    `## ${t('Where')}`, '', ...facts(context), '',
  ].join('\n');
}

/** In English, for whoever reads reports. */
function facts({ connections }: CommandContext): string[] {
  const { emulated, region, endpointUrl } = connections.settings();
  const { lastError, problem } = connections;
  const version = (vscode.extensions.getExtension('jumpstart-deploy.jumpstart-deploy')?.packageJSON as { version?: unknown } | undefined)?.version;
  const rows: readonly (readonly [string, string])[] = [
    ['Extension', String(version)],
    ['Editor', `${vscode.env.appName} ${vscode.version} (${vscode.env.appHost}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'in a browser' : 'in a window of its own'})`],
    ['System of the extension host', `${process.platform} ${process.arch}, Node ${process.versions.node}`],
    ['Remote', remoteKind(vscode.env.remoteName)],
    ['Language', vscode.env.language],
    ['Requests go to', emulated ? 'the emulator' : endpointUrl === undefined ? 'AWS' : 'another address that a setting names'],
    ['Region', region],
    ['Sign-in', connections.status],
    ['Kind of the last error', lastError ?? problem?.kind ?? 'none'],
  ];
  return rows.map(([what, value]) => `- ${what}: ${value}`);
}

/** `ssh-remote`, `wsl` …; of an editor that a server brings into a browser, the name may be the server's address, which is nobody's business. */
function remoteKind(name: string | undefined): string {
  if (name === undefined) return 'none';
  return /^(ssh-remote|wsl|dev-container|attached-container|codespaces|tunnel)$/.test(name) ? name : 'a server';
}
