import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DamagedFile } from '../deploy/damage.js';
import type { Deployments } from '../deploy/deployments.js';
import type { ParkedEndpoints } from '../endpoints/parked.js';
import type { Removals } from '../endpoints/removals.js';
import type { Updates } from '../endpoints/updates.js';
import { t } from '../shared/l10n.js';
import { type Kept, damagedText } from './damagedText.js';
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
  const say = (kept: Kept, inFolder: string) => (file: DamagedFile): void => {
    const text = damagedText(kept, join(folder, inFolder), file);
    // deployments and wishes are in one folder, of which each of them would say that it cannot be read
    if (told.has(text)) return;
    told.add(text);
    void show(text, join(folder, inFolder, file.name));
  };
  const following = [
    deployments.onDamaged(say('deployment', 'deployments')), removals.onDamaged(say('removal', 'deployments')), updates.onDamaged(say('update', 'deployments')), parked.onDamaged(say('parked', 'parked')),
  ];
  return { dispose: () => { for (const one of following) one.dispose(); } };
}

async function show(text: string, path: string): Promise<void> {
  const reveal = t('Show File');
  if (await vscode.window.showWarningMessage(unlinked(text), reveal) === reveal) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(path));
}
