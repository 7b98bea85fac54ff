import * as vscode from 'vscode';
import type { Clock } from '../deploy/ports.js';
import type { LogLine } from '../endpoints/containerLog.js';
import { followLog } from '../endpoints/followLog.js';
import type { ConnectionSettings } from '../endpoints/ports.js';
import { t } from '../shared/l10n.js';
import { messageOf } from '../shared/serviceError.js';
import type { Connections } from './connection.js';
import { type OpenLog, OpenLogs, placeInUri } from './openLogs.js';

const SCHEME = 'jumpstart-log';
/** Enough to see how a container came up; CloudWatch keeps the rest. */
const MAX_LINES = 20_000;

/** Between two looks, in milliseconds. The emulator's time runs faster. */
const INTERVAL_MS = 5000;
const EMULATED_INTERVAL_MS = 1000;

export interface ContainerLogsDeps {
  readonly connections: Pick<Connections, 'settled' | 'gatewaysFor' | 'looksAt' | 'reportError'>;
  readonly clock: Clock;
}

/** Container logs as read-only editors that follow CloudWatch, each until its tab is closed. */
export class ContainerLogs implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly open = new OpenLogs();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly deps: ContainerLogsDeps) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.window.tabGroups.onDidChangeTabs(() => { this.open.seen(addressesOfTabs()); }),
    );
  }

  /** Of an endpoint where the window looks now. An open log stays there when the window goes to another account or region. */
  async show(endpointName: string): Promise<void> {
    const settings = await this.deps.connections.settled();
    const uri = vscode.Uri.from({ scheme: SCHEME, ...placeInUri(endpointName, settings) });
    const log = this.open.begin(uri.toString());
    if (log) this.follow(endpointName, settings, uri, log);
    try {
      const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), 'log');
      await vscode.window.showTextDocument(document, { preview: false });
    } catch (error) {
      if (log) this.open.close(uri.toString());
      throw error;
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const log = this.open.get(uri.toString());
    // a tab of an earlier window: it is followed again when somebody asks for it
    if (!log) return t('This log is no longer followed. Close the tab, then choose "Show container log" at the endpoint.');
    return [...log.lines, log.note].filter((line) => line !== '').join('\n');
  }

  dispose(): void {
    this.open.dispose();
    this.subscriptions.dispose();
  }

  private follow(endpointName: string, settings: ConnectionSettings, uri: vscode.Uri, log: OpenLog): void {
    const { connections, clock } = this.deps;
    const say = (note: string): void => {
      log.note = note;
      this.changed.fire(uri);
    };
    const quiet = (): string => (log.lines.length > 0 ? '' : t('No container of {0} has written anything yet. New lines appear here.', endpointName));
    say(t('Reading the log of {0}…', endpointName));
    void followLog(endpointName, {
      clock, intervalMs: () => (settings.emulated ? EMULATED_INTERVAL_MS : INTERVAL_MS),
      logs: async () => (await connections.gatewaysFor(settings)).logs,
      onLines: (lines) => {
        log.lines.push(...lines.map(textOf));
        log.lines.splice(0, log.lines.length - MAX_LINES);
        const atEnd = endIsSeen(uri);
        say(quiet());
        if (atEnd) scrollToEnd(uri);
      },
      onTrouble: (error) => { say(error ? t('Waiting: {0}', error.message) : quiet()); },
    }, log.stop.signal).catch((error: unknown) => {
      log.failed = true;
      // another account's sign-in is not the window's
      if (connections.looksAt(settings)) connections.reportError(error);
      say(t('The log is not followed any more. {0} To try again, choose "Show container log" at the endpoint.', messageOf(error)));
    });
  }
}

function addressesOfTabs(): ReadonlySet<string> {
  return new Set(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.toString()] : [])));
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
