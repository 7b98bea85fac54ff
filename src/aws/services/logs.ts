import { CloudWatchLogsClient, GetLogEventsCommand, paginateDescribeLogStreams } from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine } from '../../endpoints/containerLog.js';
import type { LogCursor, LogPart } from '../../endpoints/ports.js';
import { concurrently } from '../concurrently.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { undefinedIfGone } from '../resources.js';
import { t } from '../../shared/l10n.js';

/** Instances come and go; older ones than these say nothing new. */
const STREAMS = 10;
/** Of each instance, at the first look. */
const FIRST_LINES = 500;
const AT_ONCE = 4;

interface Ask {
  readonly group: string;
  readonly doing: string;
  readonly signal: AbortSignal | undefined;
}

/** Logs of the containers of endpoints: one group an endpoint, one stream an instance, from the container's first start on. */
export class ContainerLogs {
  private readonly client: CloudWatchLogsClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new CloudWatchLogsClient(connection.config()));
  }

  /** What came since `cursor`, oldest first; the last lines of each instance where there is none. @throws ServiceError */
  async read(endpointName: string, cursor: LogCursor, signal?: AbortSignal): Promise<LogPart> {
    const ask = { group: `/aws/sagemaker/Endpoints/${endpointName}`, doing: t('read the container\'s log of {0}', endpointName), signal };
    const streams = await this.streams(ask);
    const parts = await concurrently(streams, AT_ONCE, (stream) => this.events(ask, stream, cursor));
    return {
      lines: parts.flatMap(({ lines }) => lines).sort((a, b) => a.at.localeCompare(b.at)),
      cursor: { ...cursor, ...Object.fromEntries(parts.flatMap(({ stream, token }) => (token === undefined ? [] : [[stream, token]]))) },
    };
  }

  /** The newest first; none before a container has started. */
  private async streams({ group, doing, signal }: Ask): Promise<string[]> {
    const found = await undefinedIfGone(this.connection.call({ action: 'logs:DescribeLogStreams', doing, signal }, async (options) => {
      const names: string[] = [];
      for await (const page of pagesOf(paginateDescribeLogStreams({ client: this.client }, { logGroupName: group, orderBy: 'LastEventTime', descending: true }, options))) {
        names.push(...(page.logStreams ?? []).flatMap(({ logStreamName }) => logStreamName ?? []));
        if (names.length >= STREAMS) break;
      }
      return names;
    }));
    return (found ?? []).slice(0, STREAMS);
  }

  private async events({ group, doing, signal }: Ask, stream: string, cursor: LogCursor): Promise<{ stream: string; lines: LogLine[]; token: string | undefined }> {
    const first = Object.keys(cursor).length === 0;
    const known = cursor[stream];
    return this.connection.call({ action: 'logs:GetLogEvents', doing, signal }, async (options) => {
      const { events = [], nextForwardToken: token } = await this.client.send(new GetLogEventsCommand({
        logGroupName: group, logStreamName: stream,
        // an instance that came later is read from its start
        ...(known === undefined ? first ? { limit: FIRST_LINES } : { startFromHead: true } : { startFromHead: true, nextToken: known }),
      }), options);
      const lines = events.map(({ timestamp = 0, message = '' }): LogLine => ({ at: timeOf(timestamp), stream, text: message.replace(/\s+$/, '') }));
      return { stream, token, lines };
    });
  }
}

/** A number that no date can be is no time at all. */
function timeOf(ms: number): string {
  const at = new Date(ms);
  return (Number.isNaN(at.getTime()) ? new Date(0) : at).toISOString();
}
