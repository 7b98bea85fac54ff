import type { DefaultSource, ResolvedView } from '../../../../src/shared/protocol.js';

/** Where a value comes from that the form leaves open. */
export function sourceWords(source: DefaultSource, { config }: Pick<ResolvedView, 'config'>): string {
  if (source === 'model') return 'the model\'s spec';
  return source === 'config' ? `the config ${config ?? ''}` : 'SageMaker\'s own default';
}

/** "Leave it empty for 60 min, from the config lmi." */
export function emptyHelp(value: string | null, source: DefaultSource, resolved: Pick<ResolvedView, 'config'>): string {
  return value === null ? `Leave it empty for ${sourceWords('service', resolved)}.` : `Leave it empty for ${value}, from ${sourceWords(source, resolved)}.`;
}
