import { seconds } from '../core/clock.js';
import { AwsError } from '../core/errors.js';
import { objects, strings, text, type JsonObject } from '../core/json.js';
import type { Service } from '../core/service.js';
import { listOf, num, str, struct } from '../core/validation.js';
import type { Call, World } from '../core/world.js';
import type { CatalogueEntry } from '../catalogue/builder.js';

/** Product of the Marketplace that a model is sold as. */
export const productOf = (entry: CatalogueEntry): string => text(entry.spec, 'product_id');
export const subscribed = (world: World, product: string): boolean => !(world.state.unsubscribed ?? []).some((name) => name === product || name === '*');

/** Agreements of the account as a buyer: one for each product that it is subscribed to. */
function search(call: Call): JsonObject {
  const filters = new Map(objects(call.input, 'filters').map((filter) => [text(filter, 'name'), strings(filter, 'values')]));
  if (filters.get('PartyType')?.[0] !== 'Acceptor' || filters.get('AgreementType')?.[0] !== 'PurchaseAgreement') throw new AwsError('ValidationException', 'Filters must name PartyType Acceptor and AgreementType PurchaseAgreement.');
  const wanted = filters.get('ResourceIdentifier');
  const status = filters.get('Status')?.[0] ?? 'ACTIVE';
  const products = [...new Set(call.world.catalogue.latest(call.world.region).filter((entry) => entry.spec['product_id'] !== undefined).map(productOf))];
  const found = products.filter((product) => status === 'ACTIVE' && subscribed(call.world, product) && (wanted === undefined || wanted.includes(product)));
  const since = seconds(Date.UTC(2026, 0, 1));
  return {
    agreementViewSummaries: found.map((product) => ({
      agreementId: `agmt-${product}`, agreementType: 'PurchaseAgreement', status: 'ACTIVE', acceptanceTime: since, startTime: since, acceptor: { accountId: call.world.account }, proposer: { accountId: '594846645681' },
      proposalSummary: { resources: [{ id: product, type: 'MachineLearningProduct' }], offerId: `offer-${product}` },
    })),
  };
}

/** The agreement service, the only public API that answers whether an account is subscribed to a product. */
export const marketplace: Service = {
  name: 'marketplace-agreement', actions: 'aws-marketplace',
  operations: {
    SearchAgreements: {
      input: struct({ catalog: str({ min: 1, max: 64, pattern: '[a-zA-Z0-9.-]+' }), filters: listOf(struct({ name: str({ min: 1, max: 32, pattern: '[A-Za-z_]+' }), values: listOf(str(), 1, 1) }), 1, 10), maxResults: num(1, 50) }), run: search,
    },
  },
};
