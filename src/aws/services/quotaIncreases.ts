import { ListRequestedServiceQuotaChangeHistoryByQuotaCommand, type RequestedServiceQuotaChange, RequestServiceQuotaIncreaseCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { QuotaIncrease } from '../../deploy/checks/answers.js';
import type { Connection } from '../connection.js';

const SAGEMAKER = 'sagemaker';
/** Not decided yet. */
const OPEN = ['PENDING', 'CASE_OPENED'];

/** Requests for higher quotas. */
export class QuotaIncreases {
  private readonly client: ServiceQuotasClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new ServiceQuotasClient(connection.config()));
  }

  /** The highest that is open. The newest hundred are looked at. @throws ServiceError */
  pending(quotaCode: string, signal?: AbortSignal): Promise<QuotaIncrease | undefined> {
    return this.connection.call({ action: 'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota', doing: 'read the requests for a higher quota', signal }, async (options) => {
      const { RequestedQuotas = [] } = await this.client.send(new ListRequestedServiceQuotaChangeHistoryByQuotaCommand({ ServiceCode: SAGEMAKER, QuotaCode: quotaCode, MaxResults: 100 }), options);
      return RequestedQuotas.filter(({ Status }) => OPEN.includes(Status ?? '')).map(increaseOf).sort((a, b) => b.wanted - a.wanted)[0];
    });
  }

  /** @throws ServiceError */
  request(quotaCode: string, wanted: number, signal?: AbortSignal): Promise<QuotaIncrease> {
    return this.connection.call({ action: 'servicequotas:RequestServiceQuotaIncrease', doing: 'request a higher quota', signal }, async (options) => {
      const { RequestedQuota } = await this.client.send(new RequestServiceQuotaIncreaseCommand({ ServiceCode: SAGEMAKER, QuotaCode: quotaCode, DesiredValue: wanted }), options);
      return RequestedQuota === undefined ? { wanted, since: undefined } : increaseOf(RequestedQuota);
    });
  }
}

function increaseOf({ DesiredValue, Created }: RequestedServiceQuotaChange): QuotaIncrease {
  return { wanted: DesiredValue ?? 0, since: Created?.toISOString() };
}
