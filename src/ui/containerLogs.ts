import * as vscode from 'vscode';
import type { LogLine } from '../endpoints/containerLog.js';
import { type LogFollowing, followLog } from '../endpoints/followLog.js';
import { messageOf } from '../shared/serviceError.js';

const SCHEME = 'jumpstart-log';
/** Enough to see how a container came up; CloudWatch keeps the rest. */
const MAX_LINES = 20_000;

interface OpenLog {
  readonly lines: string[];
  /** Shown below the lines. */
  note: string;
  readonly stop: AbortController;
}

export interface ContainerLogsDeps extends Pick<LogFollowing, 'logs' | 'clock' | 'intervalMs'> {
  readonly failed: (error: unknown) => void;
}

/** Container logs as read-only editors that follow CloudWatch, each until its tab is closed. */
export class ContainerLogs implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly open = new Map<string, OpenLog>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly deps: ContainerLogsDeps) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.window.tabGroups.onDidChangeTabs(() => { this.stopUnseen(); }),
    );
  }

  async show(endpointName: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${endpointName}.log` });
    if (!this.open.has(uri.toString())) this.follow(endpointName, uri);
    const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), 'log');
    await vscode.window.showTextDocument(document, { preview: false });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const log = this.open.get(uri.toString());
    // a tab of an earlier window: it is followed again when somebody asks for it
    if (!log) return vscode.l10n.t('This log is no longer followed. Close the tab, then choose "Show container log" at the endpoint.');
    return [...log.lines, log.note].filter((line) => line !== '').join('\n');
  }

  dispose(): void {
    for (const { stop } of this.open.values()) stop.abort();
    this.subscriptions.dispose();
  }

  private follow(endpointName: string, uri: vscode.Uri): void {
    const log: OpenLog = { lines: [], note: vscode.l10n.t('Reading the log of {0}…', endpointName), stop: new AbortController() };
    this.open.set(uri.toString(), log);
    const say = (note: string): void => {
      log.note = note;
      this.changed.fire(uri);
    };
    const quiet = (): string => (log.lines.length > 0 ? '' : vscode.l10n.t('No container of {0} has written anything yet. New lines appear here.', endpointName));
    void followLog(endpointName, {
      ...this.deps,
      onLines: (lines) => {
        log.lines.push(...lines.map(textOf));
        log.lines.splice(0, log.lines.length - MAX_LINES);
        const atEnd = endIsSeen(uri);
        say(quiet());
        if (atEnd) scrollToEnd(uri);
      },
      onTrouble: (error) => { say(error ? vscode.l10n.t('Waiting: {0}', error.message) : quiet()); },
    }, log.stop.signal).catch((error: unknown) => {
      this.deps.failed(error);
      this.open.delete(uri.toString());
      this.open.set(uri.toString(), { ...log, note: vscode.l10n.t('The log is not followed any more. {0}', messageOf(error)) });
      this.changed.fire(uri);
    });
  }

  private stopUnseen(): void {
    const seen = new Set(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.toString()] : [])));
    for (const [key, { stop }] of this.open) {
      if (seen.has(key)) continue;
      stop.abort();
      this.open.delete(key);
    }
  }
}

/** `12:04:31.120  AllTraffic/i-0abc  …`: UTC, as CloudWatch shows it. */
function textOf({ at, stream, text }: LogLine): string {
  return `${at.slice(0, 10)} ${at.slice(11, 23)}  ${stream}  ${text}`;
}

function editorsOf(uri: vscode.Uri): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter(({ document }) => document.uri.toString() === uri.toString());
}

/** Who scrolled up to read is left where they are. */
function endIsSeen(uri: vscode.Uri): boolean {
  return editorsOf(uri).some(({ document, visibleRanges }) => (visibleRanges.at(-1)?.end.line ?? 0) >= document.lineCount - 2);
}

/** When the editor has the new text. */
function scrollToEnd(uri: vscode.Uri): void {
  setTimeout(() => {
    for (const editor of editorsOf(uri)) editor.revealRange(new vscode.Range(editor.document.lineCount - 1, 0, editor.document.lineCount - 1, 0));
  }, 200);
}
