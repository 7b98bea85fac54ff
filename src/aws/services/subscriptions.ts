import { MarketplaceAgreementClient, SearchAgreementsCommand } from '@aws-sdk/client-marketplace-agreement';
import type { Connection } from '../connection.js';
import { t } from '../../shared/l10n.js';

/** Agreements of the account as a buyer in AWS Marketplace: the one public API that tells of a subscription. */
export class Subscriptions {
  private readonly client: MarketplaceAgreementClient;

  constructor(private readonly connection: Connection) {
    // the service answers in one region for all
    this.client = connection.keep(new MarketplaceAgreementClient({ ...connection.config(), region: 'us-east-1' }));
  }

  /** Whether there is an active agreement on a product. @throws ServiceError */
  to(productId: string, signal?: AbortSignal): Promise<boolean> {
    return this.connection.call({ action: 'aws-marketplace:SearchAgreements', doing: t('look for the subscription in AWS Marketplace'), signal }, async (options) => {
      const { agreementViewSummaries: found = [] } = await this.client.send(new SearchAgreementsCommand({ catalog: 'AWSMarketplace', maxResults: 50, filters: [
        { name: 'PartyType', values: ['Acceptor'] }, { name: 'AgreementType', values: ['PurchaseAgreement'] }, { name: 'Status', values: ['ACTIVE'] }, { name: 'ResourceIdentifier', values: [productId] },
      ] }), options);
      return found.length > 0;
    });
  }
}
