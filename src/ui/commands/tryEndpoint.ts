import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

export const tryEndpoint: Command = async (context, element) => {
  const row = await endpointOf(context, element, t('Try an endpoint'), ({ summary }) => summary.status !== 'Failed' && summary.status !== 'Deleting');
  if (row) await context.openTry(row.summary.name);
};
