import { t } from '../../../../src/shared/l10n.js';
import type { DefaultSource, ResolvedView } from '../../../../src/shared/protocol.js';

/** Where a value comes from that the form leaves open. */
export function sourceWords(source: DefaultSource, { config }: Pick<ResolvedView, 'config'>): string {
  if (source === 'model') return t('the model\'s spec');
  return source === 'config' ? t('the config {0}', config ?? '') : t('SageMaker\'s own default');
}

/** "Leave it empty for 60 min, from the config lmi." */
export function emptyHelp(value: string | null, source: DefaultSource, resolved: Pick<ResolvedView, 'config'>): string {
  return value === null ? t('Leave it empty for {0}.', sourceWords('service', resolved)) : t('Leave it empty for {0}, from {1}.', value, sourceWords(source, resolved));
}
