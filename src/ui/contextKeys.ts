import * as vscode from 'vscode';
import type { ConnectionStatus } from './connection.js';

export type ModelsStateKey = 'loading' | 'ready' | 'offline' | 'unsupportedRegion' | 'denied' | 'damaged' | 'setting' | 'error' | 'noMatch' | 'none';
export type EndpointsStateKey = 'unknown' | 'loading' | 'ready' | 'signedOut' | 'expired' | 'denied' | 'offline' | 'setting' | 'none' | 'error';

/** Every context key of the manifest's when-clauses, all under `jumpstartDeploy.`. */
export interface ContextValues {
  connection: ConnectionStatus;
  /** Requests go to an emulator and not to AWS. */
  emulated: boolean;
  /** The emulator of this window is chosen. */
  localEmulator: boolean;
  models: ModelsStateKey;
  searching: boolean;
  endpoints: EndpointsStateKey;
  anyFailed: boolean;
}

/** Writes a key where its value changed; each write is a message to the window. */
export class ContextKeys {
  private readonly values = new Map<string, unknown>();

  set<K extends keyof ContextValues>(key: K, value: ContextValues[K]): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    void vscode.commands.executeCommand('setContext', `jumpstartDeploy.${key}`, value);
  }

  get(key: keyof ContextValues): unknown { return this.values.get(key); }
}
