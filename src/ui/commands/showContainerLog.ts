import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

export const showContainerLog: Command = async (context, element) => {
  const row = await endpointOf(context, element, t('Show container log'));
  if (row) await context.showContainerLog(row.summary.name);
};
