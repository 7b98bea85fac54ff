import * as c from '../../../shared/constraints.js';
import { seconds } from '../../core/clock.js';
import { AwsError, invalid } from '../../core/errors.js';
import { compact, isObject, object, objects, omit, optional, strings, text, type JsonObject } from '../../core/json.js';
import { deepLearningAccount, domainOf, algorithmAccount, jumpStartBucket } from '../../core/regions.js';
import { denied, type Operation } from '../../core/service.js';
import { bool, listOf, mapOf, oneOf, str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { productOf, subscribed } from '../marketplace.js';
import { networkOf } from '../ec2/network.js';
import { needs } from '../iam/authorize.js';
import { findRole, trustsSageMaker } from '../iam/roles.js';
import { alreadyExists, arnOf, listing, listShape, modelNameShape, nameShape, notFound, tagsShape } from './common.js';
import { lackedImageRight, lackedNetworkRight, mayRead, mayReadPublic } from './roleRights.js';
import { isReference } from './hubContents.js';
import { tagNew } from './tags.js';

const uriShape = str({ max: c.S3_URI_MAX, pattern: c.AWS_PATTERNS.uri });
export const roleShape = str({ min: c.ROLE_ARN_MIN, max: c.ROLE_ARN_MAX, pattern: c.AWS_PATTERNS.roleArn });
const vpcId = str({ max: c.VPC_ID_MAX, pattern: c.AWS_PATTERNS.vpcId });
export const vpcShape = struct({ SecurityGroupIds: listOf(vpcId, 1, c.SECURITY_GROUPS_MAX), Subnets: listOf(vpcId, 1, c.SUBNETS_MAX) }, 'SecurityGroupIds', 'Subnets');
const s3Source = struct({
  S3Uri: uriShape, S3DataType: oneOf('S3Prefix', 'S3Object'), CompressionType: oneOf('None', 'Gzip'), ModelAccessConfig: struct({ AcceptEula: bool }, 'AcceptEula'), HubAccessConfig: struct({ HubContentArn: str({ max: 255 }) }, 'HubContentArn'),
}, 'S3Uri', 'S3DataType', 'CompressionType');
const container = struct({
  ContainerHostname: nameShape, Image: str({ max: c.IMAGE_MAX, pattern: c.AWS_PATTERNS.image }), Mode: oneOf('SingleModel', 'MultiModel'), ModelDataUrl: uriShape,
  ModelDataSource: struct({ S3DataSource: s3Source }),
  AdditionalModelDataSources: listOf(struct({ ChannelName: str({ min: 1, max: c.CHANNEL_MAX, pattern: c.AWS_PATTERNS.channel }), S3DataSource: s3Source }, 'ChannelName', 'S3DataSource'), 0, c.ADDITIONAL_SOURCES_MAX),
  Environment: mapOf(str({ max: c.ENVIRONMENT_TEXT_MAX, pattern: c.AWS_PATTERNS.environmentKey }), str({ max: c.ENVIRONMENT_TEXT_MAX }), c.ENVIRONMENT_MAX),
  ModelPackageName: str({ min: 1, max: c.PACKAGE_MAX, pattern: c.AWS_PATTERNS.modelPackage }),
});
const createShape = struct({
  ModelName: modelNameShape, PrimaryContainer: container, Containers: listOf(container, 0, c.CONTAINERS_MAX), ExecutionRoleArn: roleShape, Tags: tagsShape, VpcConfig: vpcShape, EnableNetworkIsolation: bool,
}, 'ModelName');

export const containersOf = (input: JsonObject): JsonObject[] => (isObject(input['PrimaryContainer']) ? [input['PrimaryContainer']] : objects(input, 'Containers'));

/** Checks a role as the service does before it takes a request: it must be the account's own, may be passed, exist and trust SageMaker. */
export function checkRole(call: Call, arn: string): void {
  const { world } = call;
  if (arn.split(':')[4] !== world.account) throw new AwsError('AccessDeniedException', 'Cross-account pass role is not allowed.');
  const refused = world.faults.take(call, 'passRole');
  if (refused !== undefined) throw refused.message === undefined ? denied(call, 'iam:PassRole', arn) : new AwsError('AccessDeniedException', refused.message);
  needs(call, 'iam', 'PassRole', arn, { context: { 'iam:PassedToService': ['sagemaker.amazonaws.com'] } });
  const role = findRole(world, arn);
  const fault = world.faults.take(call, 'roleTrust');
  if (role === undefined || !trustsSageMaker(world, call.region, role) || fault !== undefined) {
    throw invalid(fault?.message ?? `Could not assume role ${arn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`);
  }
}

function checkVpc(call: Call): void {
  const { input } = call;
  const config = object(input, 'VpcConfig');
  const { subnets, groups } = networkOf(call.world, call.region);
  const used = strings(config, 'Subnets').map((id) => {
    const subnet = subnets.get(id);
    if (subnet === undefined) throw invalid(`The subnet ID '${id}' does not exist`);
    return subnet.vpc;
  });
  for (const id of strings(config, 'SecurityGroupIds')) {
    const group = groups.get(id);
    if (group === undefined) throw invalid(`The security group '${id}' does not exist`);
    used.push(group.vpc);
  }
  if (new Set(used).size > 1) throw invalid('You have specified two resources that belong to different networks.');
  const role = text(input, 'ExecutionRoleArn');
  const lacked = used.length === 0 ? undefined : lackedNetworkRight(call, role);
  // how the service words this is not published
  if (lacked !== undefined) throw invalid(`Could not access the resources of the VpcConfig. Please ensure that the role "${role}" has "${lacked}" permissions.`);
}

const repositories = /^(huggingface|djl|vllm|pytorch|tensorflow|mxnet|autogluon|stabilityai|sagemaker|tei)[a-z0-9-]*$/;

function checkImage(call: Call, image: string, role: string): void {
  const { world, region } = call;
  const fault = world.faults.take(call, 'imageAccess');
  if (fault !== undefined || lackedImageRight(call, role, image) !== undefined) {
    throw invalid(fault?.message ?? `The repository of the image "${image}" does not grant ecr:GetDownloadUrlForLayer, ecr:BatchGetImage, ecr:BatchCheckLayerAvailability permission to sagemaker.amazonaws.com service principal, or the role "${role}" lacks them.`);
  }
  const match = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.([a-z0-9.-]+)\/([^:@]+)(?::[\w.-]+|@sha256:[0-9a-f]{64})$/.exec(image);
  const accounts = [world.account, deepLearningAccount(region), algorithmAccount(region)];
  const known = match !== null && match[2] === region && match[3] === domainOf(region)
    && (world.catalogue.images(region).has(image) || (accounts.includes(match[1]) && repositories.test(match[4] ?? '')));
  if (!known) throw invalid(`Requested image ${image} not found.`);
}

const noAccess = (call: Call, uri: string, role: string): AwsError => invalid(
  `Could not access model data at ${uri}. Please ensure that the role "${role}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". `
  + `Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${call.region}. If your Model uses multiple models or uncompressed models, please ensure that the role has "s3:ListBucket" permission.`);

/** Model data has to exist, in this region, readable for the role; what is gated needs the licence accepted with this very request. */
function checkData(call: Call, uri: string, role: string, source: JsonObject): void {
  const { world, region } = call;
  const fault = world.faults.take(call, 'modelData');
  if (fault !== undefined) throw fault.message === undefined ? noAccess(call, uri, role) : invalid(fault.message);
  const [, bucket = '', key = ''] = /^(?:s3|https):\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  if (source['S3DataType'] === 'S3Prefix' && !uri.endsWith('/')) throw invalid(`S3Uri ${uri} must end with a forward slash ("/") when S3DataType is S3Prefix.`);
  // only a source that says S3Prefix, and a model that has many, may name a prefix; everything else is one object
  const prefix = key.endsWith('/');
  const mayBePrefix = source['S3DataType'] === 'S3Prefix' || source['Mode'] === 'MultiModel';
  if (prefix && !mayBePrefix) throw invalid(`Could not find model data at ${uri}.`);
  const hubContent = optional(object(source, 'HubAccessConfig'), 'HubContentArn');
  if (hubContent !== undefined && !isReference(call, hubContent)) throw invalid(`Could not find hub content "${hubContent}". HubAccessConfig takes the ARN of a ModelReference in a private hub of this account and region.`);
  const jumpStart = jumpStartBucket(bucket);
  if (jumpStart !== undefined) {
    if (jumpStart.region !== region || !mayReadPublic(call, role, bucket, key, prefix && jumpStart.kind === 'content')) throw noAccess(call, uri, role);
    if (!world.content.has(region, jumpStart.kind, key)) throw invalid(`Could not find model data at ${uri}.`);
    if (jumpStart.kind === 'private' && object(source, 'ModelAccessConfig')['AcceptEula'] !== true) {
      throw invalid(`The AcceptEula value must be explicitly defined as True in order to accept the end-user license agreement (EULA) that this "${uri}" model requires.`);
    }
    return;
  }
  const record = world.state.buckets.get(bucket);
  if (record?.region !== region || !mayRead(call, role, record, key, prefix)) throw noAccess(call, uri, role);
  const exists = record.objects.has(key) || (prefix && [...record.objects.keys()].some((other) => other.startsWith(key)));
  if (!exists) throw invalid(`Could not find model data at ${uri}.`);
}

function checkContainer(call: Call, entry: JsonObject, role: string): void {
  const packageName = optional(entry, 'ModelPackageName');
  if (packageName !== undefined) {
    checkPackage(call, packageName);
    return;
  }
  const image = optional(entry, 'Image');
  if (image === undefined) throw invalid('A container of the model names neither an Image nor a ModelPackageName.');
  checkImage(call, image, role);
  const environment = Object.entries(object(entry, 'Environment'));
  if (environment.reduce((sum, [key, value]) => sum + key.length + (typeof value === 'string' ? value.length : 0), 0) > c.ENVIRONMENT_BYTES_MAX) throw invalid('The environment variables of the container must not exceed 32 KB in total.');
  const url = optional(entry, 'ModelDataUrl');
  const source = object(object(entry, 'ModelDataSource'), 'S3DataSource');
  if (url !== undefined && optional(source, 'S3Uri') !== undefined) throw invalid('Specify either ModelDataUrl or ModelDataSource, not both.');
  if (url !== undefined) checkData(call, url, role, { Mode: entry['Mode'] });
  for (const data of [source, ...objects(entry, 'AdditionalModelDataSources').map((additional) => object(additional, 'S3DataSource'))]) {
    const uri = optional(data, 'S3Uri');
    if (uri !== undefined) checkData(call, uri, role, data);
  }
}

function checkPackage(call: Call, packageName: string): void {
  const entry = call.world.catalogue.byArtifact(packageName);
  if (entry === undefined || packageName.split(':')[3] !== call.region) throw invalid(`Could not find model package "${packageName}".`);
  const fault = call.world.faults.take(call, 'notSubscribed');
  if (fault !== undefined || !subscribed(call.world, productOf(entry))) throw invalid(fault?.message ?? 'Caller is not subscribed to the marketplace offering.');
  if (call.input['EnableNetworkIsolation'] !== true) throw invalid(`The model package "${packageName}" requires network isolation: set EnableNetworkIsolation to true.`);
}

function create(call: Call): JsonObject {
  const { input } = call;
  const name = text(input, 'ModelName');
  const region = call.world.in(call.region);
  if (region.models.has(name.toLowerCase())) throw alreadyExists(call, 'model', name);
  const role = text(input, 'ExecutionRoleArn');
  const containers = containersOf(input);
  if (isObject(input['PrimaryContainer']) && objects(input, 'Containers').length > 0) throw invalid('Specify either PrimaryContainer or Containers, not both.');
  if (containers.length === 0 || role === '') throw invalid('A model needs an ExecutionRoleArn and either PrimaryContainer or Containers.');
  checkRole(call, role);
  checkVpc(call);
  for (const entry of containers) checkContainer(call, entry, role);
  const arn = arnOf(call, 'model', name);
  tagNew(call, arn);
  region.models.set(name.toLowerCase(), { name, arn, created: call.world.clock.date(), input: omit(input, 'Tags') });
  return { ModelArn: arn };
}

function describe(call: Call): JsonObject {
  const name = text(call.input, 'ModelName');
  const model = call.world.in(call.region).models.get(name.toLowerCase());
  if (model === undefined) throw notFound(call, 'model', name);
  const primary = model.input['PrimaryContainer'];
  return compact({
    ...model.input, ModelArn: model.arn, CreationTime: seconds(model.created), EnableNetworkIsolation: model.input['EnableNetworkIsolation'] ?? false,
    PrimaryContainer: isObject(primary) ? { Mode: 'SingleModel', ...primary } : undefined,
  });
}

const resource = (call: Call): string => arnOf(call, 'model', text(call.input, 'ModelName'));
const named = struct({ ModelName: modelNameShape }, 'ModelName');

export const modelOperations: Readonly<Record<string, Operation>> = {
  CreateModel: { input: createShape, resource, run: create },
  DescribeModel: { input: named, resource, run: describe },
  ListModels: {
    input: listShape(['Name', 'CreationTime']),
    run: (call) => listing(call, call.world.in(call.region).models.values(), (model) => ({ ModelName: model.name, ModelArn: model.arn, CreationTime: seconds(model.created) }), 'Models'),
  },
  DeleteModel: {
    input: named, resource,
    run: (call) => {
      const region = call.world.in(call.region);
      const name = text(call.input, 'ModelName');
      const model = region.models.get(name.toLowerCase());
      if (model === undefined) throw notFound(call, 'model', name);
      region.models.delete(name.toLowerCase());
      region.tags.delete(model.arn);
      return {};
    },
  },
};
