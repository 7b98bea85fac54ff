import * as c from '../../../shared/constraints.js';
import { seconds } from '../../core/clock.js';
import { invalid } from '../../core/errors.js';
import { compact, objects, omit, optional, text, type JsonObject } from '../../core/json.js';
import type { Operation } from '../../core/service.js';
import { bool, fraction, listOf, num, oneOf, str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { hostingTypes } from '../instanceTypes.js';
import { alreadyExists, arnOf, listing, listShape, modelNameShape, nameShape, notFound, tagsShape } from './common.js';
import { checkRole, roleShape, vpcShape } from './models.js';
import { tagNew } from './tags.js';

const pool = struct({ InstanceType: oneOf(...hostingTypes.keys()), Priority: num(1, c.INSTANCE_POOLS_MAX), ModelNameOverride: modelNameShape }, 'InstanceType', 'Priority');
const variant = struct({
  VariantName: nameShape, ModelName: modelNameShape, InitialInstanceCount: num(1), InitialVariantWeight: fraction(0), InstanceType: oneOf(...hostingTypes.keys()),
  VolumeSizeInGB: num(c.VOLUME_MIN_GB, c.VOLUME_MAX_GB),
  ModelDataDownloadTimeoutInSeconds: num(c.TIMEOUT_MIN_S, c.TIMEOUT_MAX_S), ContainerStartupHealthCheckTimeoutInSeconds: num(c.TIMEOUT_MIN_S, c.TIMEOUT_MAX_S),
  VariantInstanceProvisionTimeoutInSeconds: num(c.PROVISION_TIMEOUT_MIN_S, c.PROVISION_TIMEOUT_MAX_S), InstancePools: listOf(pool, 1, c.INSTANCE_POOLS_MAX),
  InferenceAmiVersion: oneOf('al2-ami-sagemaker-inference-gpu-2', 'al2-ami-sagemaker-inference-gpu-2-1', 'al2-ami-sagemaker-inference-gpu-3-1', 'al2-ami-sagemaker-inference-neuron-2', 'al2023-ami-sagemaker-inference-gpu-4-1'),
  RoutingConfig: struct({ RoutingStrategy: oneOf('LEAST_OUTSTANDING_REQUESTS', 'RANDOM', 'PREFIX_AWARE') }, 'RoutingStrategy'), EnableSSMAccess: bool,
}, 'VariantName');
const createShape = struct({
  EndpointConfigName: nameShape, ProductionVariants: listOf(variant, 1, c.VARIANTS_MAX), Tags: tagsShape, KmsKeyId: str({ max: c.KMS_KEY_MAX, pattern: c.AWS_PATTERNS.kmsKey }),
  ExecutionRoleArn: roleShape, VpcConfig: vpcShape, EnableNetworkIsolation: bool,
}, 'EndpointConfigName', 'ProductionVariants');

function checkVariant(call: Call, entry: JsonObject): void {
  const name = optional(entry, 'ModelName');
  if (name === undefined && optional(call.input, 'ExecutionRoleArn') === undefined) throw invalid(`The production variant ${text(entry, 'VariantName')} names no model.`);
  if (name !== undefined && !call.world.in(call.region).models.has(name.toLowerCase())) throw notFound(call, 'model', name);
  if (name !== undefined && entry['ManagedInstanceScaling'] !== undefined) throw invalid('ManagedInstanceScaling is only supported for inference component endpoints.');
  checkPools(call, entry);
  const hosted = entry['InstanceType'] ?? entry['InstancePools'] ?? entry['ServerlessConfig'];
  if (name !== undefined && (entry['InstanceType'] ?? entry['InstancePools']) !== undefined && entry['InitialInstanceCount'] === undefined) throw invalid(`The production variant ${text(entry, 'VariantName')} needs an InitialInstanceCount.`);
  if (hosted === undefined) throw invalid(`The production variant ${text(entry, 'VariantName')} needs an InstanceType.`);
}

/** Pools stand in place of one type; SageMaker tries each type once, in an order without doubt. */
function checkPools(call: Call, entry: JsonObject): void {
  const pools = objects(entry, 'InstancePools');
  if (pools.length === 0) return;
  const variantName = text(entry, 'VariantName');
  for (const other of ['InstanceType', 'ServerlessConfig']) {
    if (entry[other] !== undefined) throw invalid(`The production variant ${variantName} has both InstancePools and ${other}. Specify one of them.`);
  }
  for (const [member, what] of [['Priority', 'priorities'], ['InstanceType', 'instance types']] as const) {
    if (new Set(pools.map((each) => each[member])).size < pools.length) throw invalid(`The ${what} of the InstancePools of production variant ${variantName} must be unique.`);
  }
  for (const model of pools.map((each) => optional(each, 'ModelNameOverride'))) {
    if (model !== undefined && !call.world.in(call.region).models.has(model.toLowerCase())) throw notFound(call, 'model', model);
  }
}

/**
 * A region whose API is older than instance pools: the services that speak JSON 1.1 read the members that they know and pass over the
 * others without a word, so that such a variant has no instance type there.
 */
function asOlderApi(variants: readonly JsonObject[]): JsonObject[] {
  return variants.map((entry) => omit(entry, 'InstancePools', 'VariantInstanceProvisionTimeoutInSeconds'));
}

function create(call: Call): JsonObject {
  const older = call.world.faults.take(call, 'noInstancePools') !== undefined;
  const input: JsonObject = older ? { ...call.input, ProductionVariants: asOlderApi(objects(call.input, 'ProductionVariants')) } : call.input;
  const name = text(input, 'EndpointConfigName');
  const region = call.world.in(call.region);
  if (region.configs.has(name.toLowerCase())) throw alreadyExists(call, 'endpoint-config', name);
  const variants = objects(input, 'ProductionVariants');
  if (new Set(variants.map((entry) => text(entry, 'VariantName'))).size < variants.length) throw invalid('Production variant names must be unique within an endpoint configuration.');
  for (const entry of variants) checkVariant(call, entry);
  const role = optional(input, 'ExecutionRoleArn');
  if (role !== undefined) checkRole(call, role);
  const arn = arnOf(call, 'endpoint-config', name);
  tagNew(call, arn);
  region.configs.set(name.toLowerCase(), { name, arn, created: call.world.clock.date(), input: omit(input, 'Tags') });
  return { EndpointConfigArn: arn };
}

const resource = (call: Call): string => arnOf(call, 'endpoint-config', text(call.input, 'EndpointConfigName'));
const named = struct({ EndpointConfigName: nameShape }, 'EndpointConfigName');

export const configOperations: Readonly<Record<string, Operation>> = {
  CreateEndpointConfig: { input: createShape, resource, run: create },
  DescribeEndpointConfig: {
    input: named, resource,
    run: (call) => {
      const name = text(call.input, 'EndpointConfigName');
      const config = call.world.in(call.region).configs.get(name.toLowerCase());
      if (config === undefined) throw notFound(call, 'endpoint-config', name);
      const variants = objects(config.input, 'ProductionVariants').map((entry) => ({ InitialVariantWeight: 1, ...entry }));
      return compact({ ...config.input, ProductionVariants: variants, EndpointConfigArn: config.arn, CreationTime: seconds(config.created) });
    },
  },
  ListEndpointConfigs: {
    input: listShape(['Name', 'CreationTime']),
    run: (call) => listing(call, call.world.in(call.region).configs.values(), (config) => ({ EndpointConfigName: config.name, EndpointConfigArn: config.arn, CreationTime: seconds(config.created) }), 'EndpointConfigs'),
  },
  DeleteEndpointConfig: {
    input: named, resource,
    run: (call) => {
      const region = call.world.in(call.region);
      const name = text(call.input, 'EndpointConfigName');
      const config = region.configs.get(name.toLowerCase());
      if (config === undefined) throw notFound(call, 'endpoint-config', name);
      region.configs.delete(name.toLowerCase());
      region.tags.delete(config.arn);
      return {};
    },
  },
};
