import { seconds } from '../../core/clock.js';
import { AwsError } from '../../core/errors.js';
import { list, number, object, objects, optional, strings, text, type JsonObject } from '../../core/json.js';
import { page, type Service } from '../../core/service.js';
import type { MetricSample } from '../../core/state.js';
import { anything, bool, listOf, num, oneOf, str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { settle } from '../sagemaker/lifecycle.js';
import { instanceMetrics, utilisation } from './endpointMetrics.js';
import { metricOf, type MetricName, periods, record, recorded, statistic, timeOf } from './samples.js';

const wrong = (message: string): AwsError => new AwsError('ValidationError', message);
const badToken = (): AwsError => new AwsError('InvalidNextToken', 'The next token specified is invalid.');
const maxQueries = 500;
const statistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

function samplesOf(call: Call, metric: MetricName): MetricSample[] {
  const region = call.world.in(call.region);
  settle(call.world, region);
  return [...recorded(region, metric)?.samples ?? [], ...utilisation(call.world, region, metric)];
}

function range(input: JsonObject): [from: number, to: number] {
  const [from, to] = [timeOf(input, 'StartTime'), timeOf(input, 'EndTime')];
  if (Number.isNaN(from) || Number.isNaN(to)) throw wrong('The parameters StartTime and EndTime must be times.');
  if (from >= to) throw wrong('The parameter StartTime must be less than the parameter EndTime.');
  return [from, to];
}

function checkPeriod(period: number): void {
  if (![1, 5, 10, 20, 30].includes(period) && period % 60 !== 0) throw wrong(`Period must be 1, 5, 10, 20, 30 or a multiple of 60, but it is ${period}.`);
}

function getData(call: Call): JsonObject {
  const { input } = call;
  const queries = objects(input, 'MetricDataQueries');
  if (queries.length > maxQueries) throw wrong(`The collection MetricDataQueries must not have a size greater than ${maxQueries}.`);
  if (new Set(queries.map((query) => text(query, 'Id'))).size < queries.length) throw wrong('The values for parameter Id in MetricDataQueries must be unique.');
  const [from, to] = range(input);
  const ascending = optional(input, 'ScanBy') === 'TimestampAscending';
  const results = queries.map((query): JsonObject => {
    const id = text(query, 'Id');
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) throw wrong(`The value ${id} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
    if (query['MetricStat'] === undefined) throw wrong('The emulator computes no expressions: each query needs a MetricStat.');
    const asked = object(query, 'MetricStat');
    const [metric, period, stat] = [metricOf(object(asked, 'Metric')), number(asked, 'Period') ?? 60, text(asked, 'Stat')];
    checkPeriod(period);
    const points = periods(samplesOf(call, metric), from, to, period).flatMap(([at, samples]) => {
      const value = statistic(samples, stat);
      if (value === undefined) throw wrong(`The value ${stat} for parameter Stat is not supported.`);
      return [{ at, value }];
    });
    if (!ascending) points.reverse();
    return { Id: id, Label: optional(query, 'Label') ?? metric.name, Timestamps: points.map(({ at }) => seconds(at)), Values: points.map(({ value }) => value), StatusCode: 'Complete' };
  });
  return { MetricDataResults: results, Messages: [] };
}

function getStatistics(call: Call): JsonObject {
  const { input } = call;
  const [from, to] = range(input);
  const period = number(input, 'Period') ?? 60;
  checkPeriod(period);
  if ((to - from) / 1000 / period > 1440) throw new AwsError('InvalidParameterCombination', `You have requested up to ${Math.ceil((to - from) / 1000 / period)} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`);
  const plain = strings(input, 'Statistics');
  const extended = strings(input, 'ExtendedStatistics');
  if (plain.length + extended.length === 0) throw new AwsError('MissingParameter', 'At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  const metric = metricOf(input);
  const unit = recorded(call.world.in(call.region), metric)?.unit ?? 'Percent';
  return {
    Label: metric.name,
    Datapoints: periods(samplesOf(call, metric), from, to, period).map(([at, samples]) => ({
      Timestamp: seconds(at), Unit: unit, ...Object.fromEntries(plain.map((stat) => [stat, statistic(samples, stat)])),
      ...(extended.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(extended.map((stat) => [stat, statistic(samples, stat)])) }),
    })),
  };
}

function listMetrics(call: Call): JsonObject {
  const { input } = call;
  const region = call.world.in(call.region);
  settle(call.world, region);
  const wanted = objects(input, 'Dimensions');
  const found = [...region.metrics?.values() ?? [], ...instanceMetrics(region)].filter(({ namespace, name, dimensions }) =>
    (optional(input, 'Namespace') ?? namespace) === namespace && (optional(input, 'MetricName') ?? name) === name
    && wanted.every((filter) => (optional(filter, 'Value') ?? dimensions[text(filter, 'Name')]) === dimensions[text(filter, 'Name')] && Object.hasOwn(dimensions, text(filter, 'Name'))));
  const { items, next } = page(found, optional(input, 'NextToken'), 500, badToken);
  return { Metrics: items.map(({ namespace, name, dimensions }) => ({ Namespace: namespace, MetricName: name, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) })), NextToken: next };
}

function putData(call: Call): JsonObject {
  const namespace = text(call.input, 'Namespace');
  if (namespace.startsWith('AWS/')) throw new AwsError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
  for (const datum of objects(call.input, 'MetricData')) {
    const at = datum['Timestamp'] === undefined ? call.world.clock.date() : timeOf(datum, 'Timestamp');
    record(call.world.in(call.region), metricOf({ ...datum, Namespace: namespace }), optional(datum, 'Unit') ?? 'None', ...samplesIn(datum, at));
  }
  return {};
}

/** A datum is a value, several with their counts, or what somebody has added up already. */
function samplesIn(datum: JsonObject, at: number): MetricSample[] {
  const value = number(datum, 'Value');
  if (value !== undefined) return [{ at, value, weight: 1 }];
  const counts = list(datum, 'Counts');
  const values = list(datum, 'Values').filter((each): each is number => typeof each === 'number');
  if (values.length > 0) return values.map((each, index) => ({ at, value: each, weight: typeof counts[index] === 'number' ? counts[index] : 1 }));
  const set = object(datum, 'StatisticValues');
  const weight = number(set, 'SampleCount') ?? 0;
  if (weight <= 0) throw new AwsError('MissingParameter', `The metric ${text(datum, 'MetricName')} needs a Value, Values or StatisticValues.`);
  return [{ at, value: (number(set, 'Sum') ?? 0) / weight, weight }];
}

const namespace = str({ min: 1, max: 255, pattern: '[^:].*' });
const name = str({ min: 1, max: 255 });
const dimensions = listOf(struct({ Name: name, Value: str({ min: 1, max: 1024 }) }, 'Name', 'Value'), undefined, 30);
const metric = struct({ Namespace: namespace, MetricName: name, Dimensions: dimensions });
const query = struct({ Id: name, MetricStat: struct({ Metric: metric, Period: num(1), Stat: str() }, 'Metric', 'Period', 'Stat'), Expression: str({ min: 1, max: 2048 }), Label: str(), ReturnData: bool, Period: num(1) }, 'Id');

export const cloudWatch: Service = {
  name: 'cloudwatch', actions: 'cloudwatch',
  operations: {
    GetMetricData: {
      input: struct({ MetricDataQueries: listOf(query), StartTime: anything, EndTime: anything, NextToken: str(), ScanBy: oneOf('TimestampDescending', 'TimestampAscending'), MaxDatapoints: num() }, 'MetricDataQueries', 'StartTime', 'EndTime'),
      run: getData,
    },
    GetMetricStatistics: {
      input: struct({ Namespace: namespace, MetricName: name, Dimensions: dimensions, StartTime: anything, EndTime: anything, Period: num(1), Statistics: listOf(oneOf(...statistics), 1, 5), ExtendedStatistics: listOf(str(), 1, 10) }, 'Namespace', 'MetricName', 'StartTime', 'EndTime', 'Period'),
      run: getStatistics,
    },
    ListMetrics: {
      input: struct({ Namespace: namespace, MetricName: name, Dimensions: listOf(struct({ Name: name, Value: str({ min: 1, max: 1024 }) }, 'Name'), undefined, 10), NextToken: str(), RecentlyActive: oneOf('PT3H') }),
      run: listMetrics,
    },
    PutMetricData: { input: struct({ Namespace: namespace, MetricData: listOf(struct({ MetricName: name, Dimensions: dimensions }, 'MetricName')) }, 'Namespace'), run: putData },
  },
};
