import { createHash } from 'node:crypto';
import { minutes } from '../../core/clock.js';
import { object, objects, optional, strings, type JsonObject } from '../../core/json.js';
import { partitionOf } from '../../core/regions.js';
import type { EndpointRecord, LogStream, RegionState, Transition, VariantRecord } from '../../core/state.js';
import type { Call, World } from '../../core/world.js';
import type { CatalogueEntry } from '../../catalogue/builder.js';
import { reachesS3 } from '../ec2/network.js';
import { containersOf } from './models.js';

/** Virtual minutes that the steps of an endpoint's life take; typical values of public reports. */
const takes = { small: 4, large: 10, update: 8, scale: 3, rollBack: 1, delete: 1, noCapacity: 6, nextPool: 1, noDownload: 12, noImage: 4, crash: 24 } as const;

/** The model of the catalogue that a deployed model stands for, by its artifact, its package or its tags. */
export function catalogueModel(world: World, region: RegionState, modelName: string): CatalogueEntry | undefined {
  const model = region.models.get(modelName.toLowerCase());
  if (model === undefined) return undefined;
  for (const container of containersOf(model.input)) {
    const source = optional(object(object(container, 'ModelDataSource'), 'S3DataSource'), 'S3Uri');
    const found = [optional(container, 'ModelPackageName'), source, optional(container, 'ModelDataUrl')].flatMap((uri) => (uri === undefined ? [] : world.catalogue.byArtifact(uri) ?? []));
    if (found[0] !== undefined) return found[0];
  }
  const tags = region.tags.get(model.arn);
  const id = tags?.get('sagemaker-sdk:jumpstart-model-id') ?? tags?.get('sagemaker-studio:jumpstart-model-id');
  return id === undefined ? undefined : world.catalogue.find(id);
}

const isLarge = (entry: CatalogueEntry | undefined): boolean => entry !== undefined && /Text Generation|Image-Text/.test(entry.task);

/** The image that each variant of a configuration runs, as DescribeEndpoint shows it. */
export function variantsOf(region: RegionState, config: JsonObject): VariantRecord[] {
  return objects(config, 'ProductionVariants').map((entry) => {
    const modelName = optional(entry, 'ModelName') ?? '';
    const count = typeof entry['InitialInstanceCount'] === 'number' ? entry['InitialInstanceCount'] : 1;
    const weight = typeof entry['InitialVariantWeight'] === 'number' ? entry['InitialVariantWeight'] : 1;
    const pools = poolsOf(region, entry, modelName);
    const timeout = entry['VariantInstanceProvisionTimeoutInSeconds'];
    return { name: optional(entry, 'VariantName') ?? '', modelName, instanceType: optional(entry, 'InstanceType') ?? '', image: imageOf(region, modelName), ...pools[0],
      ...(pools.length === 0 ? {} : { pools }), ...(typeof timeout === 'number' ? { provisionTimeout: timeout } : {}), count, desiredCount: count, weight, desiredWeight: weight };
  });
}

const imageOf = (region: RegionState, modelName: string): string => optional(containersOf(region.models.get(modelName.toLowerCase())?.input ?? {})[0] ?? {}, 'Image') ?? '';

function poolsOf(region: RegionState, entry: JsonObject, variantModel: string): NonNullable<VariantRecord['pools']> {
  const byPriority = objects(entry, 'InstancePools').sort((a, b) => Number(a['Priority']) - Number(b['Priority']));
  return byPriority.map((pool) => {
    const modelName = optional(pool, 'ModelNameOverride') ?? variantModel;
    return { instanceType: optional(pool, 'InstanceType') ?? '', modelName, image: imageOf(region, modelName) };
  });
}

const NO_CAPACITY = 'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type or after some time.';

/** What the search for instances came to: which types were found, and how many virtual minutes went by. */
export interface Provisioned { readonly variants: VariantRecord[]; readonly took: number; readonly failure: Failure | undefined }

/**
 * Finds instances for each variant: of its type, or of the first of its pools that has some. Where a pool has none the next one is
 * tried at once; where the last one has none either, the search goes on until its time is over.
 */
export function provision(call: Call, variants: readonly VariantRecord[]): Provisioned {
  let took = 0;
  let failure: Failure | undefined;
  const found = variants.map((variant): VariantRecord => {
    let reason: string | undefined;
    for (const pool of variant.pools ?? [variant]) {
      const fault = call.world.faults.take({ ...call, instanceType: pool.instanceType }, 'capacity');
      if (fault === undefined) return { ...variant, instanceType: pool.instanceType, modelName: pool.modelName, image: pool.image };
      took += variant.pools === undefined ? 0 : takes.nextPool;
      reason = fault.message ?? NO_CAPACITY;
    }
    if (reason !== undefined) failure ??= { after: variant.provisionTimeout === undefined ? takes.noCapacity : variant.provisionTimeout / 60, reason };
    return variant;
  });
  return { variants: found, took, failure };
}

interface Failure { after: number; reason: string; log?: string[] }

const crashLog = [
  'INFO  Loading the model from /opt/ml/model',
  'ERROR torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.25 GiB. GPU 0 has a total capacity of 22.19 GiB of which 1.06 GiB is free.',
  'ERROR Backend worker process died.',
  'INFO  Restarting the model server',
];

/** Whether the model data of a model in a VPC is out of reach for one of its subnets. */
function cannotDownload(call: Call, model: JsonObject): boolean {
  const vpc = object(model, 'VpcConfig');
  const uris = containersOf(model).flatMap((container) => [container, ...objects(container, 'AdditionalModelDataSources')])
    .flatMap((part) => optional(part, 'ModelDataUrl') ?? optional(object(object(part, 'ModelDataSource'), 'S3DataSource'), 'S3Uri') ?? optional(object(part, 'S3DataSource'), 'S3Uri') ?? []);
  const arns = uris.map((uri) => `arn:${partitionOf(call.region)}:s3:::${uri.replace(/^s3:\/\//, '')}`);
  return strings(vpc, 'Subnets').some((subnet) => (arns.length === 0 ? [undefined] : arns).some((arn) => !reachesS3(call.world, call.region, subnet, strings(vpc, 'SecurityGroupIds'), arn)));
}

/** What will keep the endpoint from coming into service: a fault rule, or what really is wrong in the emulated account. */
function failureOf(call: Call, region: RegionState, { variants, failure: noCapacity }: Provisioned): Failure | undefined {
  const { world } = call;
  // without instances nothing else can go wrong
  if (noCapacity !== undefined) return noCapacity;
  const name = variants[0]?.name ?? 'AllTraffic';
  const fault = world.faults.take(call, 'crashLoop', 'noS3Route', 'imageMissing');
  const models = variants.map((variant) => region.models.get(variant.modelName.toLowerCase())).filter((model) => model !== undefined);
  const sealed = models.find((model) => cannotDownload(call, model.input));
  if (fault?.kind === 'noS3Route' || sealed !== undefined) {
    const container = containersOf((sealed ?? models[0])?.input ?? {})[0] ?? {};
    const url = optional(container, 'ModelDataUrl') ?? optional(object(object(container, 'ModelDataSource'), 'S3DataSource'), 'S3Uri') ?? 's3://unknown/';
    return { after: takes.noDownload, reason: fault?.message ?? `Failed to download model data for container "container_1" from URL: "${url}". Please ensure that there is sufficient disk space and that the endpoint has access to the S3 bucket, then try again.` };
  }
  if (fault?.kind === 'crashLoop') return { after: takes.crash, log: crashLog, reason: fault.message ?? `The primary container for production variant ${name} did not pass the ping health check. Please check CloudWatch logs for this endpoint.` };
  if (fault?.kind === 'imageMissing') return { after: takes.noImage, reason: fault.message ?? `Error: Please make sure all images included in the model for the production variant ${name} exist, and that the execution role used to create the model has permissions to access them.` };
  const mismatch = variants.find((variant) => misfit(variant));
  if (mismatch !== undefined) return { after: takes.noImage, reason: `CannotStartContainerError. Please ensure the model container for variant ${mismatch.name} starts correctly when invoked with 'docker run <image> serve'.` };
  return undefined;
}

/** A GPU image on a CPU type, or a Neuron image on anything but Inferentia and Trainium. */
function misfit(variant: VariantRecord): boolean {
  const gpu = /^ml\.(g|p)\d/.test(variant.instanceType);
  const neuron = /^ml\.(inf|trn)\d/.test(variant.instanceType);
  if (variant.image.includes('neuron')) return !neuron;
  return /-(gpu|cu\d)/.test(variant.image) && !gpu;
}

const startLog = ['INFO  Loading the model from /opt/ml/model', 'INFO  [emulated] no model is loaded: this container does not exist', 'INFO  GET /ping 200'];

/** Plans what becomes of a new endpoint. */
export function planCreation(call: Call, region: RegionState, provisioned: Provisioned): Transition[] {
  const { variants, took } = provisioned;
  const now = call.world.clock.now();
  if (call.world.faults.take(call, 'stuck') !== undefined) return [];
  const failure = failureOf(call, region, provisioned);
  if (failure !== undefined) return [{ at: now + failsAfter(provisioned, failure), status: 'Failed', reason: failure.reason, ...(failure.log === undefined ? {} : { log: failure.log }) }];
  const large = variants.some((variant) => isLarge(catalogueModel(call.world, region, variant.modelName)));
  return [{ at: now + minutes(took + (large ? takes.large : takes.small)), status: 'InService', log: startLog }];
}

/** Plans an update to another configuration: it succeeds, or the endpoint goes on with what it had. */
export function planUpdate(call: Call, region: RegionState, configName: string, provisioned: Provisioned): Transition[] {
  const { variants, took } = provisioned;
  const now = call.world.clock.now();
  const at = now + minutes(took + takes.update);
  if (call.world.faults.take(call, 'stuck') !== undefined) return [];
  const fault = call.world.faults.take(call, 'updateRollback', 'updateRollbackFailed');
  if (fault?.kind === 'updateRollbackFailed') return [{ at, status: 'UpdateRollbackFailed', reason: fault.message ?? 'The update failed and could not be rolled back completely.' }];
  if (fault !== undefined) return [{ at, status: 'InService', reason: fault.message ?? 'The update failed and was rolled back to the earlier endpoint configuration.' }];
  const failure = failureOf(call, region, provisioned);
  if (failure !== undefined) return [{ at: now + failsAfter(provisioned, failure), status: 'InService', reason: failure.reason, ...(failure.log === undefined ? {} : { log: failure.log }) }];
  return [{ at, status: 'InService', configName, variants, log: startLog }];
}

/** Virtual milliseconds. The search for instances lies before any other failure, but not before its own. */
const failsAfter = (provisioned: Provisioned, failure: Failure): number => minutes(failure === provisioned.failure ? failure.after : provisioned.took + failure.after);

/** Plans another count of instances, or other weights. Where there are no more instances, the endpoint goes back to what it had. */
export function planScaling(call: Call, before: readonly VariantRecord[], wanted: readonly VariantRecord[]): Transition[] {
  const at = call.world.clock.now() + minutes(takes.scale);
  const grown = wanted.filter((variant) => variant.desiredCount > variant.count);
  const fault = grown.map(({ instanceType }) => call.world.faults.take({ ...call, instanceType }, 'capacity')).find((struck) => struck !== undefined);
  if (fault === undefined) return [{ at, status: 'InService', variants: wanted.map((variant) => ({ ...variant, count: variant.desiredCount, weight: variant.desiredWeight })) }];
  const reason = fault.message ?? NO_CAPACITY;
  return [{ at, status: 'RollingBack', variants: [...before], reason }, { at: at + minutes(takes.rollBack), status: 'InService', reason }];
}

export const planDeletion = (call: Call): Transition[] => [{ at: call.world.clock.now() + minutes(takes.delete), status: 'Gone' }];

function write(region: RegionState, endpoint: EndpointRecord, lines: readonly string[], at: number): void {
  const group = `/aws/sagemaker/Endpoints/${endpoint.name}`;
  const variants = endpoint.pending?.variants ?? endpoint.variants;
  const streams: LogStream[] = variants.map((variant) => ({
    name: `${variant.name}/i-${createHash('md5').update(`${endpoint.arn}${variant.name}${at}`).digest('hex').slice(0, 17)}`, created: at,
    events: lines.map((message, index) => ({ at: at + index, message })),
  }));
  region.logs.set(group, [...(region.logs.get(group) ?? []), ...streams]);
}

/** Carries out what is due by now. Called before anything looks at the endpoints of a region. */
export function settle(world: World, region: RegionState): void {
  const now = world.clock.now();
  for (const [key, endpoint] of region.endpoints) {
    while (endpoint.transitions[0] !== undefined && endpoint.transitions[0].at <= now) {
      const due = endpoint.transitions.shift();
      if (due !== undefined) apply(world, region, key, endpoint, due);
    }
  }
}

function apply(world: World, region: RegionState, key: string, endpoint: EndpointRecord, due: Transition): void {
  const date = Math.max(world.clock.dateOf(due.at), endpoint.modified);
  world.changed();
  if (due.status === 'Gone') {
    region.endpoints.delete(key);
    region.tags.delete(endpoint.arn);
    for (const [id, target] of region.scalableTargets ?? []) if (target.resourceId.startsWith(`endpoint/${endpoint.name}/`)) region.scalableTargets?.delete(id);
    return;
  }
  if (due.log !== undefined) write(region, endpoint, due.log, date);
  if (due.status === 'InService' && endpoint.pending !== undefined && endpoint.status === 'Creating') endpoint.variants = endpoint.pending.variants;
  if (due.variants !== undefined) endpoint.variants = due.variants;
  if (due.configName !== undefined) endpoint.configName = due.configName;
  endpoint.status = due.status;
  endpoint.modified = date;
  delete endpoint.pending;
  delete endpoint.reason;
  if (due.reason !== undefined) endpoint.reason = due.reason;
}
