import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';
import { endpointOf } from './pickEndpoint.js';

/** A click on an endpoint's row opens its tab. As with a model's row it takes no argument: VS Code forgets those of a row that is drawn anew. */
export const openEndpoint: Command = async (context, element) => {
  const row = await endpointOf(context, element ?? await context.endpointsTree.selectedName(), t('Open an endpoint'));
  if (row) await context.openEndpoint(row.summary.name);
};
