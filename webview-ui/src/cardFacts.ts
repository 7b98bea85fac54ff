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
    card.modelSize === null ? null : `size ${card.modelSize}`,
    card.contextWindow === null ? null : `context ${card.contextWindow}`,
    card.framework,
  ];
  return {
    name: card.displayName === '' ? card.id : card.displayName,
    subtitle: [card.task, card.provider, card.hub === undefined ? '' : `hub ${card.hub}`].filter((part) => part !== '').join(' · '),
    facts: facts.filter((fact) => fact !== null),
    versions: card.versions.map(({ version, deprecated }) => ({ value: version, text: deprecated ? `${version} (deprecated)` : version })),
  };
}
