import { createHash } from 'node:crypto';
import { seconds } from '../../core/clock.js';
import { AwsError, invalid } from '../../core/errors.js';
import { compact, number, object, optional, strings, text, type JsonObject } from '../../core/json.js';
import { page } from '../../core/service.js';
import type { RegionState, ScalableTargetRecord } from '../../core/state.js';
import type { Call } from '../../core/world.js';
import { settledComponents } from '../sagemaker/componentStates.js';
import { current } from '../sagemaker/endpoints.js';

const VARIANT = /^endpoint\/[^/]+\/variant\/[^/]+$/;

const INSTANCES = 'sagemaker:variant:DesiredInstanceCount';

/** What can be scaled, and how the resource ID of each is formed. */
export const DIMENSIONS: Readonly<Record<string, RegExp>> = {
  [INSTANCES]: VARIANT, 'sagemaker:variant:DesiredProvisionedConcurrency': VARIANT, 'sagemaker:inference-component:DesiredCopyCount': /^inference-component\/[^/]+$/,
};

const keyOf = (input: JsonObject): string => `${text(input, 'ResourceId')} ${text(input, 'ScalableDimension')}`;
export const targetsOf = (region: RegionState): Map<string, ScalableTargetRecord> => region.scalableTargets ??= new Map();

/** The region with everything done that is due: what is gone is scaled no more. */
export function settled(call: Call): RegionState {
  const region = current(call);
  settledComponents(call, region);
  return region;
}

/** A target as the errors name it. */
export const named = (input: JsonObject): string => `service namespace: sagemaker, resource ID: ${text(input, 'ResourceId')}, scalable dimension: ${text(input, 'ScalableDimension')}`;

/** The target that a request names. */
export const targetOf = (call: Call): ScalableTargetRecord | undefined => targetsOf(settled(call)).get(keyOf(call.input));

/** The same where there has to be one. `missing`: how the error begins where there is none. */
export function found(call: Call, missing: string): ScalableTargetRecord {
  const held = targetOf(call);
  if (held === undefined) throw new AwsError('ObjectNotFoundException', `${missing} for ${named(call.input)}`);
  return held;
}

/** Refuses a resource ID that is not formed as its dimension wants it. */
function checkId(id: string, dimension: string): void {
  if (DIMENSIONS[dimension]?.test(id) !== true) throw invalid('Unsupported service namespace, resource type or scalable dimension');
}

/** Whether SageMaker has what is to be scaled. */
function exists(region: RegionState, id: string): boolean {
  const [kind, name = '', , variant] = id.split('/');
  if (kind === 'inference-component') return region.components?.has(name.toLowerCase()) === true;
  return region.endpoints.get(name.toLowerCase())?.variants.some((each) => each.name === variant) === true;
}

/** Whether the endpoint of a variant queues its requests: without instances they wait, where others would be lost. */
function isAsynchronous(region: RegionState, id: string): boolean {
  const config = region.endpoints.get((id.split('/')[1] ?? '').toLowerCase())?.configName ?? '';
  return region.configs.get(config.toLowerCase())?.input['AsyncInferenceConfig'] !== undefined;
}

/** Registers a target, or changes what a request names of one that is registered. */
export function register(call: Call): JsonObject {
  const { input } = call;
  const region = settled(call);
  const [id, dimension] = [text(input, 'ResourceId'), text(input, 'ScalableDimension')];
  checkId(id, dimension);
  const held = targetsOf(region).get(keyOf(input));
  if (!exists(region, id)) throw invalid(`Could not find ${id} in SageMaker.`);
  const [min, max] = [number(input, 'MinCapacity') ?? held?.min, number(input, 'MaxCapacity') ?? held?.max];
  if (min === undefined || max === undefined) throw invalid('MinCapacity and MaxCapacity must be specified when registering a new scalable target.');
  if (min < 0 || max < 0) throw invalid(`${min < 0 ? 'Minimum' : 'Maximum'} capacity cannot be less than 0`);
  if (min === 0 && dimension === INSTANCES && !isAsynchronous(region, id)) throw invalid('Minimum capacity cannot be less than 1');
  if (min > max) throw invalid('Maximum capacity cannot be less than minimum capacity');
  const record: ScalableTargetRecord = {
    resourceId: id, dimension, min, max, created: held?.created ?? call.world.clock.date(), policies: held?.policies ?? new Map<string, never>(),
    suspended: { ...held?.suspended, ...object(input, 'SuspendedState') },
  };
  targetsOf(region).set(keyOf(input), record);
  return { ScalableTargetARN: arnOf(call, record) };
}

const arnOf = (call: Call, target: ScalableTargetRecord): string => call.world.arn(call.region, 'application-autoscaling', `scalable-target/${createHash('sha256').update(`${target.resourceId} ${target.dimension}`).digest('hex').slice(0, 34)}`);

export function deregister(call: Call): JsonObject {
  found(call, 'No scalable target found');
  targetsOf(current(call)).delete(keyOf(call.input));
  return {};
}

/** `most`: how many an operation answers at once. */
export function paged<T>({ input }: Call, all: readonly T[], most: number): { items: T[]; next?: string } {
  const size = number(input, 'MaxResults') ?? most;
  if (size < 1 || size > most) throw invalid(`MaxResults must be between 1 and ${most}.`);
  return page(all, optional(input, 'NextToken'), size, () => new AwsError('InvalidNextTokenException', 'The NextToken is not valid.'));
}

export function describeTargets(call: Call): JsonObject {
  const { input } = call;
  const [ids, dimension] = [strings(input, 'ResourceIds'), optional(input, 'ScalableDimension')];
  if (dimension !== undefined && ids.length === 0) throw invalid('ResourceIds must be specified when ScalableDimension is specified.');
  const all = [...targetsOf(settled(call)).values()].filter((each) => (ids.length === 0 || ids.includes(each.resourceId)) && (dimension === undefined || each.dimension === dimension));
  const { items, next } = paged(call, all, 50);
  return compact({ ScalableTargets: items.map((each): JsonObject => ({
    ServiceNamespace: 'sagemaker', ResourceId: each.resourceId, ScalableDimension: each.dimension, MinCapacity: each.min, MaxCapacity: each.max, CreationTime: seconds(each.created), ScalableTargetARN: arnOf(call, each),
    RoleARN: call.world.arn('', 'iam', 'role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint'),
    SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false, ...each.suspended },
  })), NextToken: next });
}
