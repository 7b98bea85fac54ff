import { seconds } from '../../core/clock.js';
import { AwsError, invalid } from '../../core/errors.js';
import { compact, object, objects, optional, text, type JsonObject } from '../../core/json.js';
import { denied, type Operation } from '../../core/service.js';
import type { EndpointRecord, RegionState, VariantRecord } from '../../core/state.js';
import { anything, oneOf, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { hostingArn, needs, refusal } from '../iam/authorize.js';
import { hostingTypes } from '../instanceTypes.js';
import { findKey, keyPolicy, keyRefusal, missingKey, unusable } from '../kms/keys.js';
import { alreadyExists, arnOf, inProgress, listing, listShape, nameShape, notFound, tagsShape } from './common.js';
import { componentsOn } from './componentStates.js';
import { deploymentConfigShape } from './deploymentConfig.js';
import { planCreation, planDeletion, provision, settle, variantsOf } from './lifecycle.js';
import { tagNew } from './tags.js';

/** The region's state with everything done that is due. */
export function current(call: Call): RegionState {
  const region = call.world.in(call.region);
  settle(call.world, region);
  return region;
}

export function find(call: Call, region: RegionState): EndpointRecord {
  const name = text(call.input, 'EndpointName');
  const endpoint = region.endpoints.get(name.toLowerCase());
  if (endpoint === undefined) throw notFound(call, 'endpoint', name);
  return endpoint;
}

/** How many instances of a type the account may run in endpoints. */
export const limitOf = (call: Call, type: string): number => call.world.quotas[type] ?? hostingTypes.get(type)?.limit ?? 0;

/** How many instances of a type the endpoints of a region hold; both fleets of one that is being updated. */
export function inUse(region: RegionState, type: string): number {
  let sum = 0;
  for (const endpoint of region.endpoints.values()) {
    if (endpoint.status === 'Failed' || endpoint.status === 'Deleting') continue;
    for (const variant of [...endpoint.variants, ...endpoint.pending?.variants ?? []]) {
      if (variant.instanceType === type) sum += Math.max(variant.count, variant.desiredCount);
    }
  }
  return sum;
}

export function checkQuota(call: Call, region: RegionState, wanted: readonly { instanceType: string; count: number }[]): void {
  const fault = call.world.faults.take(call, 'quota');
  const deltas = new Map<string, number>();
  for (const { instanceType, count } of wanted) if (instanceType !== '') deltas.set(instanceType, (deltas.get(instanceType) ?? 0) + count);
  for (const [type, delta] of deltas) {
    const used = inUse(region, type);
    const limit = fault === undefined ? limitOf(call, type) : Math.min(used, limitOf(call, type));
    if (used + delta <= limit && fault === undefined) continue;
    throw new AwsError('ResourceLimitExceeded', fault?.message ?? `The account-level service limit '${type} for endpoint usage' is ${limit} Instances, with current utilization of ${used} Instances and a request delta of ${delta} Instances. Please use AWS Service Quotas to request an increase for this quota.`);
  }
}

/** Execution roles of the models that a configuration hosts. */
export const rolesOf = (region: RegionState, config: JsonObject): string[] => [...new Set(variantsOf(region, config).flatMap(({ modelName }) => optional(region.models.get(modelName.toLowerCase())?.input ?? {}, 'ExecutionRoleArn') ?? []))];

export function checkKey(call: Call, keyId: string | undefined, roles: readonly string[]): void {
  const fault = call.world.faults.take(call, 'kms');
  if (keyId === undefined && fault === undefined) return;
  const key = keyId === undefined ? undefined : findKey(call.world, call.region, keyId);
  const arn = key?.arn ?? (keyId?.startsWith('arn:') === true ? keyId : call.world.arn(call.region, 'kms', `key/${keyId ?? '*'}`));
  if (fault !== undefined || key?.manager === 'AWS') throw fault?.message === undefined ? denied(call, 'kms:CreateGrant', arn) : new AwsError('AccessDeniedException', fault.message);
  needs(call, 'kms', 'CreateGrant', arn, { context: { 'kms:GrantIsForAWSResource': ['true'], 'kms:ViaService': [`sagemaker.${call.region}.amazonaws.com`] }, ...(key === undefined ? {} : keyPolicy(key)) });
  const refused = (reason: string, code: string): AwsError => invalid(`The KMS key cannot be used: ${reason} (Service: AWSKMS; Status Code: 400; Error Code: ${code}).`);
  if (key === undefined) throw refused(missingKey(call.world, call.region, keyId ?? ''), 'NotFoundException');
  const bad = unusable(key);
  if (bad !== undefined) throw refused(bad.text.replace(/\.$/, ''), bad.code);
  // the wording for a role that may not use the key is not published
  for (const role of roles) {
    const lacked = keyRefusal(call, hostingArn(role), key, 'kms:CreateGrant', true);
    if (lacked !== undefined) throw new AwsError('AccessDeniedException', lacked);
  }
  if (key.usage !== 'ENCRYPT_DECRYPT' || key.spec !== 'SYMMETRIC_DEFAULT') throw refused(`${arn} key usage is ${key.usage} which is not valid for the volume of an endpoint`, 'InvalidKeyUsageException');
}

/** The configuration that a request names; a fresh one may not be seen yet. */
export function configOf(call: Call, region: RegionState): JsonObject {
  const name = text(call.input, 'EndpointConfigName');
  const config = region.configs.get(name.toLowerCase());
  const unseen = call.world.faults.take(call, 'eventualConsistency') !== undefined;
  if (config === undefined || unseen) throw notFound(call, 'endpoint-config', name);
  for (const variant of objects(config.input, 'ProductionVariants')) {
    const model = optional(variant, 'ModelName');
    for (const each of [model, ...objects(variant, 'InstancePools').map((pool) => optional(pool, 'ModelNameOverride'))]) {
      if (each !== undefined && !region.models.has(each.toLowerCase())) throw notFound(call, 'model', each);
    }
  }
  return config.input;
}

function create(call: Call): JsonObject {
  const region = current(call);
  const name = text(call.input, 'EndpointName');
  const refused = refusal(call, 'sagemaker:CreateEndpoint', arnOf(call, 'endpoint-config', text(call.input, 'EndpointConfigName')));
  if (refused !== undefined) throw new AwsError('AccessDeniedException', refused);
  if (region.endpoints.has(name.toLowerCase())) throw alreadyExists(call, 'endpoint', name);
  const config = configOf(call, region);
  const provisioned = provision(call, variantsOf(region, config));
  const { variants } = provisioned;
  // a quota counts for the type that was found
  checkQuota(call, region, variants);
  checkKey(call, optional(config, 'KmsKeyId'), rolesOf(region, config));
  const arn = arnOf(call, 'endpoint', name);
  tagNew(call, arn);
  const now = call.world.clock.date();
  const configName = text(config, 'EndpointConfigName');
  region.endpoints.set(name.toLowerCase(), {
    name, arn, configName, status: 'Creating', created: now, modified: now, variants: [],
    pending: { configName, started: now, variants }, transitions: planCreation(call, region, provisioned), ...(call.input['DeploymentConfig'] === undefined ? {} : { deploymentConfig: object(call.input, 'DeploymentConfig') }),
  });
  return { EndpointArn: arn };
}

function remove(call: Call): JsonObject {
  const region = current(call);
  const endpoint = find(call, region);
  if (['Creating', 'Updating', 'RollingBack', 'Deleting'].includes(endpoint.status)) throw inProgress(endpoint.arn);
  // that it is refused is known, the wording is not published
  if (componentsOn(call, region, endpoint.name).length > 0) throw invalid(`Cannot delete endpoint "${endpoint.arn}" because it has inference components. Delete them first.`);
  Object.assign(endpoint, { status: 'Deleting', modified: call.world.clock.date(), transitions: planDeletion(call) });
  return {};
}

const images = (variant: VariantRecord, at: number): JsonObject[] => (variant.image === '' ? [] : [{ SpecifiedImage: variant.image, ResolvedImage: `${variant.image.replace(/[:@].*$/, '')}@sha256:${'e'.repeat(64)}`, ResolutionTime: seconds(at) }]);

const poolSummary = ({ pools, instanceType }: VariantRecord, count: number): JsonObject =>
  (pools === undefined ? {} : { InstancePools: pools.map((pool) => ({ InstanceType: pool.instanceType, CurrentInstanceCount: pool.instanceType === instanceType ? count : 0 })) });

function describe(call: Call): JsonObject {
  const endpoint = find(call, current(call));
  const { pending } = endpoint;
  const busy = ['Creating', 'Updating', 'RollingBack'].includes(endpoint.status);
  const running = endpoint.variants.map((variant): JsonObject => ({
    VariantName: variant.name, DeployedImages: images(variant, endpoint.created), CurrentWeight: variant.weight, DesiredWeight: variant.desiredWeight,
    CurrentInstanceCount: variant.count, DesiredInstanceCount: variant.desiredCount, ...poolSummary(variant, variant.count),
    ...(busy ? { VariantStatus: [{ Status: 'Updating', StartTime: seconds(endpoint.modified) }] } : {}),
  }));
  const coming = pending?.variants.map((variant): JsonObject => ({
    VariantName: variant.name, DeployedImages: images(variant, pending.started), CurrentWeight: 0, DesiredWeight: variant.weight, CurrentInstanceCount: 0, DesiredInstanceCount: variant.count,
    ...(variant.pools === undefined ? { InstanceType: variant.instanceType } : poolSummary(variant, 0)), VariantStatus: [{ Status: 'Creating', StartTime: seconds(pending.started) }],
  }));
  return compact({
    EndpointName: endpoint.name, EndpointArn: endpoint.arn, EndpointConfigName: endpoint.configName, EndpointStatus: endpoint.status, FailureReason: endpoint.reason,
    CreationTime: seconds(endpoint.created), LastModifiedTime: seconds(endpoint.modified), ProductionVariants: running.length > 0 ? running : undefined,
    LastDeploymentConfig: endpoint.deploymentConfig,
    PendingDeploymentSummary: pending === undefined ? undefined : { EndpointConfigName: pending.configName, ProductionVariants: coming, StartTime: seconds(pending.started) },
  });
}

export const resource = (call: Call): string => arnOf(call, 'endpoint', text(call.input, 'EndpointName'));
const named = struct({ EndpointName: nameShape }, 'EndpointName');
const statuses = oneOf('OutOfService', 'Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'InService', 'Deleting', 'Failed', 'UpdateRollbackFailed');

export const endpointOperations: Readonly<Record<string, Operation>> = {
  CreateEndpoint: { input: struct({ EndpointName: nameShape, EndpointConfigName: nameShape, DeploymentConfig: deploymentConfigShape, Tags: tagsShape }, 'EndpointName', 'EndpointConfigName'), resource, run: create },
  DescribeEndpoint: { input: named, resource, run: describe },
  DeleteEndpoint: { input: named, resource, run: remove },
  ListEndpoints: {
    input: listShape(['Name', 'CreationTime', 'Status'], { StatusEquals: statuses, LastModifiedTimeBefore: anything, LastModifiedTimeAfter: anything }),
    run: (call) => listing(call, current(call).endpoints.values(), (endpoint) => ({
      EndpointName: endpoint.name, EndpointArn: endpoint.arn, CreationTime: seconds(endpoint.created), LastModifiedTime: seconds(endpoint.modified), EndpointStatus: endpoint.status,
    }), 'Endpoints'),
  },
};
