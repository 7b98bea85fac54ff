import * as vscode from 'vscode';
import { JUMPSTART_REGIONS } from '../../catalog/regions.js';
import { t } from '../../shared/l10n.js';
import type { Connections } from '../connection.js';
import { settings } from '../settings.js';
import type { Offered } from '../panel/offered.js';
import type { Command } from './context.js';

/** All regions that have JumpStart; which of them an account may use, AWS says when it is asked. */
export const switchRegion: Command = async ({ connections, offered }) => {
  const now = connections.settings().region;
  // the one in force first: it is what Enter keeps, and in the middle of forty nobody would see it
  const model = offered();
  const there = new Set(model?.regions);
  const regions = [...JUMPSTART_REGIONS].sort((a, b) => Number(b === now) - Number(a === now) || Number(there.has(b)) - Number(there.has(a)) || a.localeCompare(b, 'en'));
  const items = regions.map((region) => ({ label: region, description: [region === now ? t('now') : '', markOf(model, region)].filter((part) => part !== '').join(' · ') }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('AWS region'), matchOnDescription: true,
    placeHolder: model ? t('Where to look for models and endpoints. Regions that have {0} for {1} come first.', model.title, model.instanceType) : t('Where to look for models and endpoints'),
  });
  if (!chosen || chosen.label === now) return;
  await moveTo(chosen.label, connections);
};

/** Says so where a setting keeps the window in the region that it looks at. */
export async function moveTo(wanted: string, connections: Connections): Promise<void> {
  await settings.set('region', wanted);
  connections.choose();
  const { region } = await connections.settled();
  if (region !== wanted) {
    void vscode.window.showWarningMessage(t('The region stays {0}: the setting "jumpstartDeploy.region" of this workspace or machine says so. Change it there.', region));
  }
}

/** Whether the model of the active tab has an image for its instance type there. */
function markOf(model: Offered | undefined, region: string): string {
  if (!model) return '';
  return model.regions.includes(region) ? t('{0} for {1}', model.title, model.instanceType) : t('not for {0}', model.instanceType);
}
