import * as vscode from 'vscode';
import { JUMPSTART_REGIONS } from '../catalog/regions.js';
import { readLink } from '../shared/deepLink.js';
import { t } from '../shared/l10n.js';
import { unlinked } from './notify.js';
import type { CommandContext } from './commands/context.js';
import { moveTo } from './commands/switchRegion.js';

/** Opens the form that a link asks for. Deploys nothing; whatever the link is of another kind is refused in words. @throws ServiceError */
export async function openLink({ path, query }: vscode.Uri, context: Pick<CommandContext, 'connections' | 'openPanel'>): Promise<void> {
  const read = readLink(path, query);
  if ('refusal' in read) {
    void vscode.window.showErrorMessage(unlinked(t('The link was not followed. {0} Ask whoever gave it to you for another one, or choose the model in the Models view.', read.refusal)));
    return;
  }
  const { link } = read;
  if (link.region !== undefined && !await agreeOn(link.region, context)) return;
  await context.openPanel(link.model, undefined, link);
}

/** Whether the form is to be opened: where the window looks, or, with its consent, in the region of the link. */
async function agreeOn(wanted: string, { connections }: Pick<CommandContext, 'connections'>): Promise<boolean> {
  const { region } = await connections.settled();
  if (wanted === region) return true;
  if (!JUMPSTART_REGIONS.includes(wanted)) {
    void vscode.window.showWarningMessage(t('The link asks for the region {0}, in which SageMaker JumpStart is not known. The form is that of {1}.', wanted, region));
    return true;
  }
  const go = t('Switch to {0}', wanted);
  const stay = t('Stay in {0}', region);
  const chosen = await vscode.window.showWarningMessage(t('The link is for the region {0}; this window looks at {1}. Switch the region?', wanted, region),
    { modal: true, detail: t('The views, and all that you deploy from now on, follow the region of the window. What runs elsewhere goes on.') }, go, stay);
  if (chosen === go) await moveTo(wanted, connections);
  return chosen !== undefined;
}
