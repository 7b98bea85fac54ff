import { CloudWatchClient, type MetricDataQuery, type MetricDataResult, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { MetricPoint, MetricQuery, MetricRange } from '../../endpoints/ports.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { t } from '../../shared/l10n.js';

/** Queries that one call takes. */
const QUERIES = 500;

/** Metrics of CloudWatch. */
export class Metrics {
  private readonly client: CloudWatchClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new CloudWatchClient(connection.config()));
  }

  /** Points by the queries' order, oldest first; one call for up to 500 queries. @throws ServiceError */
  async read(queries: readonly MetricQuery[], range: MetricRange, signal?: AbortSignal): Promise<MetricPoint[][]> {
    const found = queries.map((): MetricPoint[] => []);
    for (let start = 0; start < queries.length; start += QUERIES) {
      const asked = queries.slice(start, start + QUERIES).map((query, index) => queryOf(query, start + index, range.periodS));
      for (const result of await this.results(asked, range, signal)) {
        const points = found[Number((result.Id ?? '').slice(1))];
        result.Timestamps?.forEach((at, index) => {
          const value = result.Values?.[index];
          if (value !== undefined) points?.push({ at, value });
        });
      }
    }
    // a page may go on where the one before stopped
    for (const points of found) points.sort((a, b) => a.at.getTime() - b.at.getTime());
    return found;
  }

  private results(MetricDataQueries: MetricDataQuery[], { from, to }: MetricRange, signal: AbortSignal | undefined): Promise<MetricDataResult[]> {
    return this.connection.call({ action: 'cloudwatch:GetMetricData', doing: t('read the metrics of the endpoints'), signal }, async (options) => {
      const results: MetricDataResult[] = [];
      const input = { MetricDataQueries, StartTime: from, EndTime: to, ScanBy: 'TimestampAscending' } as const;
      for await (const page of pagesOf(paginateGetMetricData({ client: this.client }, input, options))) results.push(...page.MetricDataResults ?? []);
      return results;
    });
  }
}

function queryOf({ namespace, metric, stat, endpointName, variantName }: MetricQuery, index: number, period: number): MetricDataQuery {
  return {
    Id: `q${index}`, ReturnData: true,
    MetricStat: {
      Stat: stat, Period: period,
      Metric: { Namespace: namespace, MetricName: metric, Dimensions: [{ Name: 'EndpointName', Value: endpointName }, { Name: 'VariantName', Value: variantName }] },
    },
  };
}
