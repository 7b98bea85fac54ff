import { AwsError } from '../core/errors.js';
import { number, optional, strings, text, type JsonObject } from '../core/json.js';
import { page, type Service } from '../core/service.js';
import type { LogStream } from '../core/state.js';
import { num, str, struct } from '../core/validation.js';
import type { Call } from '../core/world.js';
import { settle } from './sagemaker/lifecycle.js';

const badToken = (): AwsError => new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
const groupName = (input: JsonObject): string => optional(input, 'logGroupName') ?? text(input, 'logGroupIdentifier');

/** The streams of a group; a group is there only after a container has started. */
function streams(call: Call): LogStream[] {
  const region = call.world.in(call.region);
  settle(call.world, region);
  const found = region.logs.get(groupName(call.input));
  if (found === undefined) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return found;
}

function describeStreams(call: Call): JsonObject {
  const prefix = optional(call.input, 'logStreamNamePrefix') ?? '';
  const byTime = optional(call.input, 'orderBy') === 'LastEventTime';
  const found = streams(call).filter((stream) => stream.name.startsWith(prefix)).sort((a, b) => (byTime ? a.created - b.created : a.name.localeCompare(b.name)));
  if (call.input['descending'] === true) found.reverse();
  const { items, next } = page(found, optional(call.input, 'nextToken'), number(call.input, 'limit') ?? 50, badToken);
  return {
    nextToken: next,
    logStreams: items.map((stream) => ({
      logStreamName: stream.name, creationTime: Math.round(stream.created), firstEventTimestamp: Math.round(stream.events[0]?.at ?? stream.created), lastEventTimestamp: Math.round(stream.events.at(-1)?.at ?? stream.created),
      arn: call.world.arn(call.region, 'logs', `log-group:${groupName(call.input)}:log-stream:${stream.name}`), storedBytes: 0,
    })),
  };
}

const inTime = (input: JsonObject) => (event: { at: number }): boolean => event.at >= (number(input, 'startTime') ?? 0) && event.at < (number(input, 'endTime') ?? Infinity);
const body = (event: { at: number; message: string }): JsonObject => ({ timestamp: Math.round(event.at), ingestionTime: Math.round(event.at), message: event.message });

function getEvents(call: Call): JsonObject {
  const name = text(call.input, 'logStreamName');
  const stream = streams(call).find((candidate) => candidate.name === name);
  if (stream === undefined) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  const limit = number(call.input, 'limit') ?? 10_000;
  const events = stream.events.filter(inTime(call.input));
  const token = optional(call.input, 'nextToken');
  const shown = token?.startsWith('f/') === true ? [] : call.input['startFromHead'] === true ? events.slice(0, limit) : events.slice(-limit);
  return { events: shown.map(body), nextForwardToken: `f/${stream.events.length}`, nextBackwardToken: 'b/0' };
}

function filterEvents(call: Call): JsonObject {
  const only = strings(call.input, 'logStreamNames');
  const pattern = (optional(call.input, 'filterPattern') ?? '').replace(/^"|"$/g, '');
  const found = streams(call).filter((stream) => only.length === 0 || only.includes(stream.name))
    .flatMap((stream) => stream.events.filter(inTime(call.input)).filter((event) => event.message.includes(pattern)).map((event) => ({ ...body(event), logStreamName: stream.name })));
  const { items, next } = page(found, optional(call.input, 'nextToken'), number(call.input, 'limit') ?? 10_000, badToken);
  return { events: items, nextToken: next };
}

function describeGroups(call: Call): JsonObject {
  const region = call.world.in(call.region);
  settle(call.world, region);
  const prefix = optional(call.input, 'logGroupNamePrefix') ?? '';
  return { logGroups: [...region.logs.keys()].filter((name) => name.startsWith(prefix)).sort().map((name) => ({ logGroupName: name, arn: call.world.arn(call.region, 'logs', `log-group:${name}:*`), creationTime: 0, storedBytes: 0 })) };
}

const name = str({ min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' });
const stream = str({ min: 1, max: 512, pattern: '[^:*]*' });
const resource = (call: Call): string => call.world.arn(call.region, 'logs', `log-group:${groupName(call.input)}:*`);

export const logs: Service = {
  name: 'logs', actions: 'logs',
  operations: {
    DescribeLogGroups: { run: describeGroups },
    DescribeLogStreams: { input: struct({ logGroupName: name, limit: num(1, 50) }), resource, run: describeStreams },
    GetLogEvents: { input: struct({ logGroupName: name, logStreamName: stream, limit: num(1, 10_000) }, 'logStreamName'), resource, run: getEvents },
    FilterLogEvents: { input: struct({ logGroupName: name, limit: num(1, 10_000) }), resource, run: filterEvents },
  },
};
