import { randomUUID } from 'node:crypto';
import { AwsError, LostAnswer } from '../core/errors.js';
import { decode, header, readBody, type HttpAnswer, type HttpRequest } from '../core/http.js';
import { compact, type JsonObject } from '../core/json.js';
import { jumpStartBucket, partitionOf } from '../core/regions.js';
import type { Service } from '../core/service.js';
import { validate } from '../core/validation.js';
import type { Call, World } from '../core/world.js';
import { ec2Query, json11, query, restError, s3Error, type Protocol } from '../protocols/structured.js';
import { jsonServices, queryServices } from '../services/index.js';
import { invoke } from '../services/runtime/runtime.js';
import { s3 } from '../services/s3/s3.js';
import { s3Action, s3Target } from '../services/s3/operations.js';
import { secretParameters } from '../services/sts.js';
import { scopeOf, type Scope } from './credentials.js';
import { authorize, loseAnswer, missingToken, strike, type Family } from './effects.js';

/** A request that reached a service, for tests: what was asked and how it ended. Holds no credentials. */
export interface RecordedCall {
  service: string;
  operation: string;
  region: string;
  input: JsonObject;
  /** Real milliseconds since the epoch. */
  time: number;
  /** HTTP status; 0 where the connection was dropped. */
  status: number;
  /** AWS's name of the error; `LostAnswer` where the call took effect and nobody was told. */
  error?: string;
}

/** What happens to one request, for the record and the log. */
export interface Outcome { call: RecordedCall; answer: HttpAnswer }

const bodyLimit = 4_000_000;
const tooLarge = (): AwsError => new AwsError('RequestEntityTooLarge', 'The body of the request is too large.', 413);

interface Route { family: Family; service: Service; protocol: Protocol; operation: string }

/** Names of operations go into records and log lines: nothing else gets there under their name. */
const plainName = (operation: string): string => (/^[A-Za-z0-9]{1,100}$/.test(operation) ? operation : 'Unknown');

/** Stands for a service that the emulator does not have: each of its operations is refused in the protocol of the request. */
const absent = (name: string): Service => ({ name: /^[\w-]{1,100}$/.test(name) ? name : 'unknown', actions: 'unknown', operations: {} });

function byTarget(target: string): Route {
  const at = target.lastIndexOf('.');
  const [prefix, operation] = [target.slice(0, at), target.slice(at + 1)];
  return { family: 'json', service: jsonServices.get(prefix) ?? absent(prefix), protocol: json11, operation: plainName(operation) };
}

function byAction(body: Buffer, scope: Scope | undefined): Route {
  const form = new URLSearchParams(body.toString());
  const [operation, version] = [form.get('Action') ?? '', form.get('Version') ?? ''];
  const found = [...queryServices.values()].find((entry) => (scope === undefined ? entry.version === version : entry.service.name === scope.service));
  const ec2 = found?.service.name === 'ec2';
  return { family: ec2 ? 'ec2' : 'query', service: found?.service ?? absent(scope?.service ?? ''), protocol: ec2 ? ec2Query : query(found?.namespace ?? ''), operation: plainName(operation) };
}

/** A region for requests that name none: that of the bucket, or the emulator's own. */
function regionOf(world: World, scope: Scope | undefined, request: HttpRequest): string {
  if (scope !== undefined && scope.region !== '') return scope.region;
  const bucket = decode(request.path.split('/')[1] ?? '');
  return (jumpStartBucket(bucket) ?? world.state.buckets.get(bucket))?.region ?? world.region;
}

function callOf(world: World, scope: Scope | undefined, request: HttpRequest, service: string, operation: string, input: JsonObject): Call {
  const session = scope === undefined ? undefined : world.sessions.get(scope.accessKey);
  return { world, service, operation, region: regionOf(world, scope, request), input, caller: session?.arn ?? world.identity.arn, requestId: randomUUID(), ...(session?.policy === undefined ? {} : { session: session.policy }) };
}

const redacted = (input: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, secretParameters.includes(name) ? '(not kept)' : value]));

/** Runs `work`, turns what it throws into the answer of the protocol, and keeps the record. */
async function recorded(call: Call, error: (error: AwsError) => HttpAnswer, work: () => Promise<HttpAnswer>): Promise<Outcome> {
  const record: RecordedCall = { service: call.service, operation: call.operation, region: call.region, input: redacted(call.input), time: call.world.clock.date(), status: 0 };
  try {
    const answer = await work();
    record.status = answer.status;
    return { call: record, answer };
  } catch (thrown) {
    if (thrown instanceof LostAnswer) record.error = 'LostAnswer';
    if (!(thrown instanceof AwsError)) throw Object.assign(thrown instanceof Error ? thrown : new Error(String(thrown)), { record });
    record.error = thrown.code;
    const answer = error(thrown);
    record.status = answer.status;
    return { call: record, answer };
  }
}

async function structured(world: World, scope: Scope | undefined, request: HttpRequest, body: Buffer): Promise<Outcome> {
  const target = header(request, 'x-amz-target');
  const { family, service, protocol, operation } = target === undefined ? byAction(body, scope) : byTarget(target);
  let input: JsonObject = {};
  let unreadable: AwsError | undefined;
  try {
    input = protocol.read(body);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    unreadable = thrown;
  }
  const call = callOf(world, scope, request, service.name, operation, input);
  return recorded(call, (error) => protocol.error(error, call.requestId), async () => {
    if (scope === undefined) throw missingToken(family);
    const found = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
    if (found === undefined) throw new AwsError(family === 'json' ? 'UnknownOperationException' : 'InvalidAction', `The emulator does not implement ${service.name} ${operation}.`, family === 'json' ? 400 : 404);
    await strike(call, family, `${service.actions}:${operation}`, () => found.resource?.(call) ?? '*');
    if (unreadable !== undefined) throw unreadable;
    if (found.input !== undefined) check(found.input, input, family);
    if (found.ownRules !== true) authorize(call, family, `${service.actions}:${operation}`, found.resource?.(call) ?? '*');
    const output = await found.run(call);
    if (!/^(Get|List|Describe|Simulate|Filter)/.test(operation)) world.changed();
    loseAnswer(call);
    return protocol.write(operation, output, call.requestId);
  });
}

/** Query services give validation failures a name of their own. */
function check(shape: Parameters<typeof validate>[0], input: JsonObject, family: Family): void {
  try {
    validate(shape, input);
  } catch (thrown) {
    if (family === 'json' || !(thrown instanceof AwsError)) throw thrown;
    throw new AwsError('ValidationError', thrown.message, 400);
  }
}

async function objects(world: World, scope: Scope | undefined, request: HttpRequest): Promise<Outcome> {
  const target = s3Target(request);
  const call = callOf(world, scope, request, 's3', target.operation, target.input);
  // S3 tells where a bucket is also to those whom it lets do nothing with it
  const where = target.operation === 'HeadBucket' ? world.state.buckets.get(target.bucket)?.region : undefined;
  return recorded(call, (error) => s3Error(where === undefined ? error : new AwsError(error.code, error.message, error.status, { ...error.fields, Region: where }), call.requestId, request.method === 'HEAD'), async () => {
    const { action, resource } = s3Action(target, partitionOf(call.region));
    await strike(call, 's3', action, () => resource, scope !== undefined);
    const policy = world.state.buckets.get(target.bucket)?.policy;
    if (scope !== undefined) authorize(call, 's3', action, resource, policy === undefined ? {} : { resourcePolicy: { policies: [{ id: target.bucket, type: 'resource', text: policy }], only: false } });
    const answer = await s3({ call, request, target, signed: scope !== undefined });
    if (!['GET', 'HEAD'].includes(request.method)) world.changed();
    loseAnswer(call);
    return { ...answer, headers: { ...answer.headers, 'x-amz-request-id': call.requestId } };
  });
}

/** What the record keeps of an invocation; never its body. */
function invocation(request: HttpRequest): JsonObject {
  const names = { ContentType: 'content-type', Accept: 'accept', CustomAttributes: 'x-amzn-sagemaker-custom-attributes', TargetVariant: 'x-amzn-sagemaker-target-variant', InferenceComponentName: 'x-amzn-sagemaker-inference-component', ContentLength: 'content-length' };
  return compact(Object.fromEntries(Object.entries(names).map(([member, name]) => [member, header(request, name)])));
}

async function runtime(world: World, scope: Scope | undefined, request: HttpRequest, endpoint: string, streaming: boolean): Promise<Outcome> {
  const operation = streaming ? 'InvokeEndpointWithResponseStream' : 'InvokeEndpoint';
  const call = callOf(world, scope, request, 'sagemaker-runtime', operation, { EndpointName: endpoint, ...invocation(request) });
  return recorded(call, (error) => restError(error, call.requestId), async () => {
    if (scope === undefined) throw missingToken('rest');
    const resource = world.arn(call.region, 'sagemaker', `endpoint/${endpoint.toLowerCase()}`);
    await strike(call, 'rest', `sagemaker:${operation}`, () => resource);
    authorize(call, 'rest', `sagemaker:${operation}`, resource);
    const answer = await invoke(call, request, streaming);
    loseAnswer(call);
    return answer;
  });
}

/** Finds the service that a request is for and lets it answer. */
export async function dispatch(world: World, request: HttpRequest): Promise<Outcome> {
  const scope = scopeOf(request);
  const invocation = /^\/endpoints\/([^/]+)\/invocations(-response-stream)?$/.exec(request.path);
  if (request.method === 'POST' && invocation !== null && scope?.service !== 's3') return runtime(world, scope, request, decode(invocation[1] ?? ''), invocation[2] !== undefined);
  const form = (header(request, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  if (header(request, 'x-amz-target') !== undefined || (request.method === 'POST' && form && scope?.service !== 's3')) {
    return structured(world, scope, request, await readBody(request.message, bodyLimit, tooLarge));
  }
  if (scope !== undefined && !['s3', ''].includes(scope.service)) throw new AwsError('UnknownOperationException', `The emulator does not implement this request of ${absent(scope.service).name}: ${request.method} ${request.path}`);
  return objects(world, scope, request);
}
