import { t } from '../../src/shared/l10n.js';
import type { ModelCard } from '../../src/shared/protocol.js';
import type { Choice } from './fields.js';

export interface CardFacts {
  readonly name: string;
  readonly subtitle: string;
  readonly facts: readonly string[];
  readonly versions: readonly Choice[];
}

/** What the header says of a model. */
export function cardFacts(card: ModelCard): CardFacts {
  const facts = [
    card.license,
    card.modelSize === null ? null : t('size {0}', card.modelSize),
    card.contextWindow === null ? null : t('context {0}', card.contextWindow),
    card.framework,
  ];
  return {
    name: card.displayName === '' ? card.id : card.displayName,
    subtitle: [card.task, card.provider, card.hub === undefined ? '' : t('hub {0}', card.hub)].filter((part) => part !== '').join(' · '),
    facts: facts.filter((fact) => fact !== null),
    versions: card.versions.map(({ version, deprecated }) => ({ value: version, text: deprecated ? t('{0} (deprecated)', version) : version })),
  };
}
