import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DamagedFile } from '../deploy/damage.js';
import type { Deployments } from '../deploy/deployments.js';
import type { ParkedEndpoints } from '../endpoints/parked.js';
import type { Removals } from '../endpoints/removals.js';
import type { Updates } from '../endpoints/updates.js';
import { t } from '../shared/l10n.js';
import { unlinked } from './notify.js';

export interface DamagedNoticeDeps {
  readonly deployments: Deployments;
  readonly removals: Removals;
  readonly updates: Updates;
  readonly parked: ParkedEndpoints;
  /** The extension's own. */
  readonly folder: string;
}

/** Says once of each record that cannot be read what it was of, and where to look now. */
export function announceDamaged({ deployments, removals, updates, parked, folder }: DamagedNoticeDeps): { dispose(): void } {
  const told = new Set<string>();
  const say = (inFolder: string, what: (path: string, reason: string) => string) => (file: DamagedFile): void => {
    const path = join(folder, inFolder, file.name);
    const text = file.name === '' ? t('What is kept of deployments and endpoints cannot be read. {0} What was begun goes on by itself when that is mended; what runs meanwhile is in the Endpoints view, and may be billed.', file.reason)
      : file.mayPass ? t('{0} It is tried again until that is mended. What runs meanwhile is in the Endpoints view, and may be billed.', file.reason) : `${what(path, file.reason)} ${t('The file was left as it is; delete it when you need it no more.')}`;
    if (told.has(text)) return;
    told.add(text);
    void show(text, path);
  };
  const following = [
    deployments.onDamaged(say('deployments', (path, reason) => t('The record of a deployment, {0}, cannot be read. {1} What was created is not lost: look for it in the Endpoints view, and with Clean Up Left-Overs.', path, reason))),
    removals.onDamaged(say('deployments', (path, reason) => t('The wish to delete an endpoint, {0}, cannot be read. {1} The endpoint may still run, and be billed: look into the Endpoints view and delete it again.', path, reason))),
    updates.onDamaged(say('deployments', (path, reason) => t('The wish to update an endpoint, {0}, cannot be read. {1} The endpoint may go on as before: look into the Endpoints view and update it again.', path, reason))),
    parked.onDamaged(say('parked', (path, reason) => t('The record of a parked endpoint, {0}, cannot be read. {1} It costs nothing, but cannot be resumed: deploy its model again.', path, reason))),
  ];
  return { dispose: () => { for (const one of following) one.dispose(); } };
}

async function show(text: string, path: string): Promise<void> {
  const reveal = t('Show File');
  if (await vscode.window.showWarningMessage(unlinked(text), reveal) === reveal) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(path));
}
