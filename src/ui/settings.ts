import * as vscode from 'vscode';
import { SETTING_OF } from '../deploy/formDefaults.js';
import type { ConnectionChoice } from './connection.js';

const SECTION = 'jumpstartDeploy';

/** The settings of the manifest; an empty text counts as not set. */
export const settings = {
  connection: (): ConnectionChoice => ({ profile: text('profile'), region: text('region'), endpointUrl: text('endpointUrl') }),
  /** What the form is to begin with, as it stands in the settings: anything, also of another kind than the manifest says. */
  formDefaults: (): Record<string, unknown> => {
    const section = vscode.workspace.getConfiguration(SECTION);
    return Object.fromEntries(Object.values(SETTING_OF).map((name) => [name, section.get<unknown>(name)]));
  },
  showDeprecated: (): boolean => vscode.workspace.getConfiguration(SECTION).get<boolean>('showDeprecated', false),
  /** Hours; 0: no notice. Whatever else the settings hold counts as the default. */
  idleHours: (): number => {
    const hours = vscode.workspace.getConfiguration(SECTION).get<unknown>('idleHours');
    return typeof hours === 'number' && Number.isFinite(hours) && hours >= 0 ? hours : 3;
  },
  /** At user level: where a workspace's own value wins, saying so is the caller's part. */
  set: async (name: 'profile' | 'region', value: string): Promise<void> => {
    await vscode.workspace.getConfiguration(SECTION).update(name, value === '' ? undefined : value, vscode.ConfigurationTarget.Global);
  },
  onChange: (names: readonly string[], listener: () => void): vscode.Disposable => vscode.workspace.onDidChangeConfiguration((event) => {
    if (names.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) listener();
  }),
};

function text(name: string): string | undefined {
  const value = vscode.workspace.getConfiguration(SECTION).get<string>(name, '').trim();
  return value === '' ? undefined : value;
}
