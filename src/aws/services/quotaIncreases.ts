import { type RequestedServiceQuotaChange, RequestServiceQuotaIncreaseCommand, ServiceQuotasClient, paginateListRequestedServiceQuotaChangeHistoryByQuota } from '@aws-sdk/client-service-quotas';
import type { QuotaIncrease } from '../../deploy/checks/answers.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { t } from '../../shared/l10n.js';

const SAGEMAKER = 'sagemaker';
const PAGE = 100;
/** Not decided yet. */
const OPEN = ['PENDING', 'CASE_OPENED'];

/** Requests for higher quotas. */
export class QuotaIncreases {
  private readonly client: ServiceQuotasClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new ServiceQuotasClient(connection.config()));
  }

  /** The highest that is open. @throws ServiceError */
  pending(quotaCode: string, signal?: AbortSignal): Promise<QuotaIncrease | undefined> {
    return this.connection.call({ action: 'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota', doing: t('read the requests for a higher quota'), signal }, async (options) => {
      const open: QuotaIncrease[] = [];
      for await (const page of pagesOf(paginateListRequestedServiceQuotaChangeHistoryByQuota({ client: this.client, pageSize: PAGE }, { ServiceCode: SAGEMAKER, QuotaCode: quotaCode }, options))) {
        open.push(...(page.RequestedQuotas ?? []).filter(({ Status }) => OPEN.includes(Status ?? '')).map(increaseOf));
      }
      return open.sort((a, b) => b.wanted - a.wanted)[0];
    });
  }

  /** @throws ServiceError */
  request(quotaCode: string, wanted: number, signal?: AbortSignal): Promise<QuotaIncrease> {
    return this.connection.call({ action: 'servicequotas:RequestServiceQuotaIncrease', doing: t('request a higher quota'), signal }, async (options) => {
      const { RequestedQuota } = await this.client.send(new RequestServiceQuotaIncreaseCommand({ ServiceCode: SAGEMAKER, QuotaCode: quotaCode, DesiredValue: wanted }), options);
      return RequestedQuota === undefined ? { wanted, since: undefined } : increaseOf(RequestedQuota);
    });
  }
}

function increaseOf({ DesiredValue, Created }: RequestedServiceQuotaChange): QuotaIncrease {
  return { wanted: DesiredValue ?? 0, since: Created?.toISOString() };
}
