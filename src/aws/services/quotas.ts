import { ServiceQuotasClient, type ServiceQuota, paginateListAWSDefaultServiceQuotas, paginateListServiceQuotas } from '@aws-sdk/client-service-quotas';
import { once } from '../concurrently.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { t } from '../../shared/l10n.js';

const SAGEMAKER = 'sagemaker';
const PAGE = 100;

interface Quota {
  /** What requests name it by. */
  readonly code: string;
  readonly value: number;
}

/** SageMaker's quotas by name. There are some 1,600, so each list is read once per connection. */
export class Quotas {
  private readonly applied: () => Promise<Map<string, Quota>>;
  private readonly defaults: () => Promise<Map<string, Quota>>;

  constructor(private readonly connection: Connection) {
    const client = connection.keep(new ServiceQuotasClient(connection.config()));
    this.applied = once(() => this.connection.call({ action: 'servicequotas:ListServiceQuotas', doing: t('read the quotas of SageMaker') }, () => byName(paginateListServiceQuotas({ client, pageSize: PAGE }, { ServiceCode: SAGEMAKER }))));
    this.defaults = once(() => this.connection.call({ action: 'servicequotas:ListAWSDefaultServiceQuotas', doing: t('read the default quotas of SageMaker') },
      () => byName(paginateListAWSDefaultServiceQuotas({ client, pageSize: PAGE }, { ServiceCode: SAGEMAKER }))));
  }

  /** Instances of the type that may run on endpoints; undefined where no quota has that name. @throws ServiceError */
  async endpointInstances(instanceType: string): Promise<Quota | undefined> {
    const name = `${instanceType} for endpoint usage`;
    // a quota that was never changed may be missing among the applied ones
    return (await this.applied()).get(name) ?? (await this.defaults()).get(name);
  }
}

async function byName(pages: AsyncIterable<{ Quotas?: ServiceQuota[] | undefined }>): Promise<Map<string, Quota>> {
  const found = new Map<string, Quota>();
  for await (const page of pagesOf(pages)) {
    for (const { QuotaName, QuotaCode = '', Value } of page.Quotas ?? []) if (QuotaName !== undefined && Value !== undefined) found.set(QuotaName, { code: QuotaCode, value: Value });
  }
  return found;
}
