import { endpointNameOf } from '../../deploy/record.js';
import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';
import { deploymentOf } from './deploymentOf.js';
import { endpointOf } from './pickEndpoint.js';

export const openNotebook: Command = async (context, element) => {
  const deployment = deploymentOf(context, element);
  if (deployment) return context.openNotebook(endpointNameOf(deployment), deployment.target);
  const row = await endpointOf(context, element, t('Open a notebook for'), ({ summary }) => summary.status !== 'Failed' && summary.status !== 'Deleting');
  if (row) await context.openNotebook(row.summary.name);
};
