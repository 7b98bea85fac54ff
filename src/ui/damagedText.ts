import { join } from 'node:path';
import type { DamagedFile } from '../deploy/damage.js';
import { t } from '../shared/l10n.js';

export type Kept = 'deployment' | 'removal' | 'update' | 'parked';

/** What is told of a record that cannot be read: what it was of, why, and where to look now. */
export function damagedText(kept: Kept, folder: string, { name, reason, mayPass }: DamagedFile): string {
  if (name === '') return t('What is kept of deployments and endpoints cannot be read. {0} What was begun goes on by itself when that is mended; what runs meanwhile is in the Endpoints view, and may be billed.', reason);
  if (mayPass) return t('{0} It is tried again until that is mended. What runs meanwhile is in the Endpoints view, and may be billed.', reason);
  return `${lost(kept, join(folder, name), reason)} ${t('The file was left as it is; delete it when you need it no more.')}`;
}

function lost(kept: Kept, path: string, reason: string): string {
  switch (kept) {
    case 'deployment': return t('The record of a deployment, {0}, cannot be read. {1} What was created is not lost: look for it in the Endpoints view, and with Clean Up Left-Overs.', path, reason);
    case 'removal': return t('The wish to delete an endpoint, {0}, cannot be read. {1} The endpoint may still run, and be billed: look into the Endpoints view and delete it again.', path, reason);
    case 'update': return t('The wish to update an endpoint, {0}, cannot be read. {1} The endpoint may go on as before: look into the Endpoints view and update it again.', path, reason);
    case 'parked': return t('The record of a parked endpoint, {0}, cannot be read. {1} It costs nothing, but cannot be resumed: deploy its model again.', path, reason);
  }
}
