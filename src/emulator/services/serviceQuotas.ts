import { createHash, randomUUID } from 'node:crypto';
import { seconds } from '../core/clock.js';
import { AwsError } from '../core/errors.js';
import { number, optional, text, type JsonObject } from '../core/json.js';
import { page, type Service } from '../core/service.js';
import type { QuotaRequestRecord } from '../core/records.js';
import { fraction, num, oneOf, str, struct } from '../core/validation.js';
import type { Call } from '../core/world.js';
import { hostingTypes } from './instanceTypes.js';

interface Quota { name: string; code: string; applied: number; standard: number; /** The account has a value of its own. */ own: boolean; /** The instance type whose endpoints it counts. */ hosts?: string }

const madeCode = (name: string): string => `L-${createHash('md5').update(name).digest('hex').slice(0, 8).toUpperCase()}`;
const otherUses = ['training job usage', 'processing job usage', 'transform job usage', 'notebook instance usage', 'spot training job usage'];

/** Families for which the account never got a value of its own: GetServiceQuota knows nothing, the default counts. */
const withoutOwn = /^ml\.(p5en|r8g)\./;

let known: readonly Quota[] | undefined;

/** All quotas of SageMaker: those for endpoints, and the many others that a client has to page past. */
function allQuotas(): readonly Quota[] {
  if (known !== undefined) return known;
  const found: Quota[] = [
    { name: 'Number of instances across active endpoints', code: 'L-7A3DF611', applied: 200, standard: 20, own: true },
    { name: 'Maximum number of instances per endpoint', code: 'L-ED8DEE9B', applied: 50, standard: 20, own: true },
    { name: 'Maximum number of serverless endpoints', code: 'L-99AD19BF', applied: 50, standard: 50, own: true },
    { name: 'Maximum total concurrency that can be allocated across all serverless endpoints', code: 'L-96300102', applied: 10, standard: 10, own: true },
  ];
  for (const type of hostingTypes.values()) {
    const name = `${type.name} for endpoint usage`;
    found.push({ name, code: type.quotaCode ?? madeCode(name), applied: type.limit, standard: 0, own: !withoutOwn.test(type.name), hosts: type.name });
    for (const use of otherUses) found.push({ name: `${type.name} for ${use}`, code: madeCode(`${type.name} for ${use}`), applied: 0, standard: 0, own: true });
  }
  known = found.sort((a, b) => a.name.localeCompare(b.name));
  return known;
}

/** The same with the values that this emulated account was started with. */
const quotas = (call: Call): Quota[] => allQuotas().map((quota) => ({ ...quota, applied: (quota.hosts === undefined ? undefined : call.world.quotas[quota.hosts]) ?? quota.applied }));

const body = (call: Call, quota: Quota, value: number): JsonObject => ({
  ServiceCode: 'sagemaker', ServiceName: 'Amazon SageMaker', QuotaArn: call.world.arn(call.region, 'servicequotas', `sagemaker/${quota.code}`), QuotaCode: quota.code, QuotaName: quota.name, Value: value, Unit: 'None', Adjustable: true, GlobalQuota: false,
});

const noSuch = (what: string): AwsError => new AwsError('NoSuchResourceException', `The request failed because the specified ${what} does not exist.`);

function checkService(call: Call): void {
  if (text(call.input, 'ServiceCode') !== 'sagemaker') throw noSuch('service');
}

function one(call: Call, own: boolean): JsonObject {
  checkService(call);
  const quota = quotas(call).find((candidate) => candidate.code === text(call.input, 'QuotaCode'));
  if (quota === undefined || (own && !quota.own)) throw noSuch('quota');
  return { Quota: body(call, quota, own ? quota.applied : quota.standard) };
}

function all(call: Call, own: boolean): JsonObject {
  checkService(call);
  const found = quotas(call).filter((quota) => !own || quota.own);
  const { items, next } = page(found, optional(call.input, 'NextToken'), number(call.input, 'MaxResults') ?? 100, () => new AwsError('InvalidPaginationTokenException', 'Invalid input was provided.'));
  return { Quotas: items.map((quota) => body(call, quota, own ? quota.applied : quota.standard)), NextToken: next };
}

const requestBody = (call: Call, request: QuotaRequestRecord): JsonObject => {
  const { QuotaName, QuotaArn } = body(call, named(call, request.code), 0);
  return {
    Id: request.id, ServiceCode: 'sagemaker', ServiceName: 'Amazon SageMaker', QuotaCode: request.code, QuotaName, QuotaArn, DesiredValue: request.desired, Status: request.status, Created: seconds(request.created), LastUpdated: seconds(request.created),
    Requester: JSON.stringify({ accountId: call.world.account, callerArn: request.requester }), GlobalQuota: false, Unit: 'None', QuotaRequestedAtLevel: 'ACCOUNT',
  };
};

function named(call: Call, code: string): Quota {
  const quota = quotas(call).find((candidate) => candidate.code === code);
  if (quota === undefined) throw noSuch('quota');
  return quota;
}

/** Asks for more. Nothing is given at once: somebody at AWS looks at the request. */
function increase(call: Call): JsonObject {
  checkService(call);
  const quota = named(call, text(call.input, 'QuotaCode'));
  const desired = number(call.input, 'DesiredValue') ?? 0;
  if (desired <= quota.applied) throw new AwsError('IllegalArgumentException', `You must provide a quota value greater than the current quota value (${quota.applied}).`);
  const region = call.world.in(call.region);
  if (region.quotaRequests?.some((request) => request.code === quota.code) === true) throw new AwsError('ResourceAlreadyExistsException', 'Only one open service quota increase request is allowed per quota.');
  const request: QuotaRequestRecord = { id: randomUUID().replaceAll('-', ''), code: quota.code, desired, status: 'PENDING', created: call.world.clock.date(), requester: call.caller };
  region.quotaRequests = [...region.quotaRequests ?? [], request];
  return { RequestedQuota: requestBody(call, request) };
}

function history(call: Call): JsonObject {
  checkService(call);
  const { code } = named(call, text(call.input, 'QuotaCode'));
  const status = optional(call.input, 'Status');
  return { RequestedQuotas: (call.world.in(call.region).quotaRequests ?? []).filter((request) => request.code === code && (status === undefined || request.status === status)).map((request) => requestBody(call, request)) };
}

const service = str({ min: 1, max: 63, pattern: '[a-zA-Z][a-zA-Z0-9-]{1,63}' });
const code = str({ min: 1, max: 128, pattern: '[a-zA-Z][a-zA-Z0-9-]{1,128}' });
const oneShape = struct({ ServiceCode: service, QuotaCode: code }, 'ServiceCode', 'QuotaCode');
const allShape = struct({ ServiceCode: service, MaxResults: num(1, 100) }, 'ServiceCode');
const resource = (call: Call): string => call.world.arn(call.region, 'servicequotas', `${text(call.input, 'ServiceCode')}/${text(call.input, 'QuotaCode')}`);

export const serviceQuotas: Service = {
  name: 'service-quotas', actions: 'servicequotas',
  operations: {
    GetServiceQuota: { input: oneShape, resource, run: (call) => one(call, true) },
    GetAWSDefaultServiceQuota: { input: oneShape, run: (call) => one(call, false) },
    RequestServiceQuotaIncrease: { input: struct({ ServiceCode: service, QuotaCode: code, DesiredValue: fraction(0, 10_000_000_000) }, 'ServiceCode', 'QuotaCode', 'DesiredValue'), resource, run: increase },
    ListRequestedServiceQuotaChangeHistoryByQuota: {
      input: struct({ ServiceCode: service, QuotaCode: code, Status: oneOf('PENDING', 'CASE_OPENED', 'APPROVED', 'DENIED', 'CASE_CLOSED', 'NOT_APPROVED', 'INVALID_REQUEST'), MaxResults: num(1, 100) }, 'ServiceCode', 'QuotaCode'), run: history,
    },
    ListServiceQuotas: { input: allShape, run: (call) => all(call, true) },
    ListAWSDefaultServiceQuotas: { input: allShape, run: (call) => all(call, false) },
  },
};
