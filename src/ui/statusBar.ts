import * as vscode from 'vscode';
import { t } from '../shared/l10n.js';
import type { Connections } from './connection.js';
import type { ContextKeys } from './contextKeys.js';
import type { LocalEmulator } from './localEmulator.js';
import { grouped } from './panel/confirm.js';

/** Shows where requests go, above all when they do not go to AWS; keeps the context keys of the connection. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('jumpstartDeploy.connection', vscode.StatusBarAlignment.Left, -10);
  private readonly subscriptions: { dispose(): unknown }[];

  constructor(private readonly connections: Connections, private readonly emulator: LocalEmulator, private readonly keys: ContextKeys) {
    this.item.name = t('SageMaker JumpStart: connection');
    this.item.command = 'jumpstartDeploy.showConnection';
    this.subscriptions = [this.item, connections.onChange(() => { this.show(); }), emulator.onChange(() => { this.show(); })];
    this.show();
    this.item.show();
  }

  dispose(): void {
    for (const s of this.subscriptions) s.dispose();
  }

  private show(): void {
    const { connections, keys } = this;
    const { emulated, region, profile } = connections.settings();
    const { status } = connections;
    keys.set('connection', status);
    keys.set('emulated', emulated);
    keys.set('localEmulator', this.emulator.active);
    const identity = connections.identity();
    const who = [profile ?? (identity ? t('environment') : undefined), identity ? grouped(identity.accountId) : words(status), region];
    this.item.text = emulated ? `$(beaker) ${t('Emulator – not AWS')} · ${region}` : `$(${icon(status)}) ${who.filter((part) => part !== undefined).join(' · ')}`;
    this.item.backgroundColor = emulated ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.tooltip = [
      emulated ? t('Requests go to an emulator on this machine: nothing is created in AWS and nothing costs money.') : identity?.arn,
      connections.problem?.message, t('Click to change the connection of SageMaker JumpStart.'),
    ].filter((line) => line !== undefined).join('\n');
    this.item.accessibilityInformation = { label: this.item.text.replace(/\$\([^)]*\)\s*/g, '') };
  }
}

function icon(status: Connections['status']): string {
  return { connecting: 'sync~spin', expired: 'warning', failed: 'warning', signedOut: 'cloud', connected: 'cloud', unknown: 'cloud' }[status];
}

function words(status: Connections['status']): string | undefined {
  return { expired: t('sign-in expired'), failed: t('not reachable'), signedOut: t('not signed in'), connecting: undefined, connected: undefined, unknown: undefined }[status];
}
