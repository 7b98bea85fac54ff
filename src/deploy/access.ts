import { contentBucket, partitionOf, privateBucket } from '../catalog/regions.js';
import { accountOf } from '../shared/accountOf.js';
import { type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import type { Account, DeploymentPlan, PlannedCall } from './plan.js';

/** A right that a deployment needs: each action on each resource, so that the whole product may be asked of IAM. */
export interface AccessNeed {
  /** `caller.createModel`, `role.readArtifacts` …; unique within a deployment. */
  readonly id: string;
  readonly principal: 'caller' | 'role';
  /** Whole names, no wildcards: IAM's simulator takes no others. */
  readonly actions: readonly string[];
  /** ARNs of the deployment's partition, `*` for "all objects below"; `['*']` only where AWS knows nothing finer. */
  readonly resources: readonly string[];
  /** Condition keys and the value that the request will carry. */
  readonly context: Readonly<Record<string, string>>;
  /** The resource lets everybody do it: that no policy of the principal allows it is no obstacle, an explicit deny is one. */
  readonly public: boolean;
  /** The preflight row that answers it. */
  readonly row: AccessRow;
  /** What it is for, a clause: "create the model". */
  readonly why: string;
}

export type AccessRow = 'callerRights' | 'roleRights' | 'artifactRights' | 'keyCaller' | 'keyRole' | 'bucket';

/** Who assumes the execution role. The same in every partition. */
export const SAGEMAKER_PRINCIPAL = 'sagemaker.amazonaws.com';

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** A prefix (ending in `/`) or one object. */
export interface S3Source {
  readonly bucket: string;
  readonly key: string;
}

/**
 * All rights that a plan's calls need, of who makes them and of the execution role, read from the calls' own input. Pure.
 * Sources: the developer guide's pages on API permissions, on the execution role (CreateModel) and on hosting in a VPC.
 */
export function accessNeeds(plan: DeploymentPlan, account: Account): readonly AccessNeed[] {
  const role = executionRole(plan);
  const place = { partition: partitionOf(plan.model.region), region: plan.model.region, accountId: account.accountId ?? accountOf(role) };
  const key = keyOf(plan);
  return [
    ...callerNeeds(plan, place, role),
    ...(key === undefined ? [] : callerKeyNeeds(key, place, copiesOf(plan).length > 0)),
    ...artifactNeeds(plan, place),
    ...imageNeeds(plan, place),
    ...roleNeeds(plan, place),
    ...(key === undefined ? [] : roleKeyNeeds(key, place)),
  ];
}

/** The ARN of the role that the model runs with. */
export function executionRole(plan: DeploymentPlan): string {
  return text(modelInputs(plan)[0]?.['ExecutionRoleArn']);
}

/** Everything the models are read from: prefixes, ending in `/`, and single objects. A package names none. */
export function modelSources(plan: DeploymentPlan): readonly S3Source[] {
  const uris = containers(plan).flatMap((container) => {
    const additional = Array.isArray(container['AdditionalModelDataSources']) ? container['AdditionalModelDataSources'].filter(isObject) : [];
    return [container['ModelDataUrl'], ...[container['ModelDataSource'], ...additional].map(uriOf)];
  });
  return [...new Set(uris.map(text))].flatMap((uri) => sourceOf(uri) ?? []);
}

interface PlannedCopy {
  /** One, or the two archives that are packed into one. */
  readonly from: readonly S3Source[];
  readonly to: S3Source;
  /** What is there already is found by listing; of an archive that is packed, by looking at it. */
  readonly lists: boolean;
}

/** What is put into the own bucket: an instance type with an artifact of its own has a copy of its own. */
function copiesOf(plan: DeploymentPlan): PlannedCopy[] {
  return plan.calls.filter(({ service }) => service === 's3').map(({ operation, input }) => ({
    from: [input['Source'], input['Script']].filter(isObject).map(bucketAndKey), to: bucketAndKey(input['Destination']), lists: operation === 'CopyArtifacts',
  }));
}

/** The key of the endpoint config, as the form gives it: key id, key ARN, alias or alias ARN. */
export function keyOf(plan: DeploymentPlan): string | undefined {
  return text(inputOf(plan, 'CreateEndpointConfig')['KmsKeyId']) || undefined;
}

function callerNeeds(plan: DeploymentPlan, place: Place, role: string): AccessNeed[] {
  const arns = sageMakerArns(plan, place);
  const need = (id: string, actions: readonly string[], resources: readonly string[], why: string, context: AccessNeed['context'] = {}): AccessNeed => (
    { id: `caller.${id}`, principal: 'caller', actions, resources, context, public: false, row: 'callerRights', why });
  return [
    need('createModel', ['sagemaker:CreateModel'], arns.models, t('create the model')),
    need('createEndpointConfig', ['sagemaker:CreateEndpointConfig'], [arns.config], t('create the endpoint config')),
    need('createEndpoint', ['sagemaker:CreateEndpoint'], [arns.endpoint, arns.config], t('create the endpoint from its config')),
    ...(plan.tags.length > 0 ? [need('addTags', ['sagemaker:AddTags'], [...arns.models, arns.config, arns.endpoint], t('tag model, endpoint config and endpoint, so that they are recognised as JumpStart\'s'))] : []),
    need('passRole', ['iam:PassRole'], [role], t('hand the execution role to SageMaker'), { 'iam:PassedToService': SAGEMAKER_PRINCIPAL }),
    need('keepModel', ['sagemaker:DescribeModel', 'sagemaker:DeleteModel'], arns.models, t('look the model up and delete it')),
    need('keepEndpointConfig', ['sagemaker:DescribeEndpointConfig', 'sagemaker:DeleteEndpointConfig'], [arns.config], t('look the endpoint config up and delete it')),
    need('keepEndpoint', ['sagemaker:DescribeEndpoint', 'sagemaker:DeleteEndpoint'], [arns.endpoint], t('watch the endpoint and delete it')),
    ...(isPackage(plan) ? [need('viewSubscriptions', ['aws-marketplace:ViewSubscriptions'], ['*'], t('prove the account\'s subscription to the Marketplace model'))] : []),
    ...copiesOf(plan).flatMap((copy, i) => copyNeeds(copy, i === 0 ? '' : String(i + 1), place)),
  ];
}

/** The copy lists and reads what it copies, and looks what the bucket holds already, so that nothing is copied twice. */
function copyNeeds({ from, to, lists }: PlannedCopy, number: string, { partition, region }: Place): AccessNeed[] {
  const need = (id: string, actions: readonly string[], places: readonly S3Source[], why: string): AccessNeed[] => {
    const [first] = places;
    if (first === undefined) return [];
    const listing = actions.includes('s3:ListBucket');
    const resources = places.map((place) => (listing ? bucketArn(partition, place) : objectArn(partition, place)));
    return [{ id: `caller.${id}${number}`, principal: 'caller', actions, resources, context: listing ? { 's3:prefix': first.key } : {}, public: isPublic(first, region), row: 'bucket', why }];
  };
  return [
    ...need('listSource', ['s3:ListBucket'], from.filter(isPrefix), t('list the model\'s files in JumpStart\'s bucket')),
    ...need('readSource', ['s3:GetObject'], from, t('read the model\'s files from JumpStart\'s bucket')),
    ...need('listCopy', ['s3:ListBucket'], lists ? [to] : [], t('see which files your bucket holds already')),
    ...need('writeCopy', ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'], [to], t('copy the model\'s files into your bucket')),
  ];
}

function callerKeyNeeds(key: string, place: Place, copies: boolean): AccessNeed[] {
  const { arn, context } = keyResource(key, place);
  const need = (id: string, actions: readonly string[], why: string, more: AccessNeed['context'] = {}): AccessNeed => (
    { id: `caller.${id}`, principal: 'caller', actions, resources: [arn], context: { ...context, ...more }, public: false, row: 'keyCaller', why });
  return [
    need('grantKey', ['kms:CreateGrant'], t('let SageMaker use the key for the endpoint\'s volumes'), { 'kms:GrantIsForAWSResource': 'true' }),
    ...(copies ? [need('encryptCopy', ['kms:GenerateDataKey', 'kms:Decrypt'], t('encrypt the copied files with the key'))] : []),
  ];
}

/** Nobody's role gets a right in the bucket of gated models: SageMaker reads it for who accepted the licence. */
function artifactNeeds(plan: DeploymentPlan, { partition, region }: Place): AccessNeed[] {
  const readable = modelSources(plan).filter(({ bucket }) => bucket !== privateBucket(region));
  const [open, others] = [readable.filter((source) => isPublic(source, region)), readable.filter((source) => !isPublic(source, region))];
  const need = (id: string, action: string, resources: readonly string[], isOpen: boolean, why: string): AccessNeed[] => (resources.length === 0 ? []
    : [{ id: `role.${id}`, principal: 'role', actions: [action], resources: [...new Set(resources)], context: {}, public: isOpen, row: 'artifactRights', why }]);
  // which prefix SageMaker lists with is documented nowhere: no condition on it
  return [
    ...need('readJumpStart', 's3:GetObject', open.map((source) => objectArn(partition, source)), true, t('download the model\'s files from JumpStart\'s bucket')),
    ...need('listJumpStart', 's3:ListBucket', open.filter(isPrefix).map((source) => bucketArn(partition, source)), true, t('list the model\'s files in JumpStart\'s bucket')),
    ...need('readArtifacts', 's3:GetObject', others.map((source) => objectArn(partition, source)), false, t('download the model\'s files')),
    ...need('listArtifacts', 's3:ListBucket', others.filter(isPrefix).map((source) => bucketArn(partition, source)), false, t('list the model\'s files')),
  ];
}

function imageNeeds(plan: DeploymentPlan, { partition }: Place): AccessNeed[] {
  const repositories = new Set(containers(plan).flatMap((container) => {
    const found = /^(\d{12})\.dkr\.ecr[^.]*\.([^.]+)\.[^/]+\/([^:@]+)/.exec(text(container['Image']));
    return found === null ? [] : [`arn:${partition}:ecr:${found[2] ?? ''}:${found[1] ?? ''}:repository/${literal(found[3] ?? '')}`];
  }));
  if (repositories.size === 0) return [];
  const need = (id: string, actions: readonly string[], resources: readonly string[], why: string): AccessNeed => (
    { id: `role.${id}`, principal: 'role', actions, resources, context: {}, public: false, row: 'roleRights', why });
  return [
    need('registryToken', ['ecr:GetAuthorizationToken'], ['*'], t('sign in to the registry of the container image')),
    need('pullImage', ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], [...repositories], t('pull the container image')),
  ];
}

function roleNeeds(plan: DeploymentPlan, place: Place): AccessNeed[] {
  const { partition, region, accountId } = place;
  const need = (id: string, actions: readonly string[], resources: readonly string[], why: string): AccessNeed => (
    { id: `role.${id}`, principal: 'role', actions, resources, context: {}, public: false, row: 'roleRights', why });
  const group = `arn:${partition}:logs:${region}:${accountId}:log-group:/aws/sagemaker/Endpoints/${endpointName(plan)}:*`;
  return [
    need('logs', ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], [group], t('write the endpoint\'s logs')),
    need('metrics', ['cloudwatch:PutMetricData'], ['*'], t('report the endpoint\'s metrics')),
    ...vpcNeeds(plan, place).map(([id, actions, resources, why]) => need(id, actions, resources, why)),
  ];
}

type VpcNeed = readonly [id: string, actions: readonly string[], resources: readonly string[], why: string];

function vpcNeeds(plan: DeploymentPlan, { partition, region, accountId }: Place): VpcNeed[] {
  const vpc = modelInputs(plan)[0]?.['VpcConfig'];
  if (!isObject(vpc)) return [];
  const interfaces = `arn:${partition}:ec2:${region}:${accountId}:network-interface/*`;
  // subnets and groups may be shared by another account: their ids alone are unique
  const arn = (kind: string, ids: unknown): string[] => (Array.isArray(ids) ? ids.map((id) => `arn:${partition}:ec2:${region}:*:${kind}/${text(id)}`) : []);
  return [
    ['createInterface', ['ec2:CreateNetworkInterface'], [interfaces, ...arn('subnet', vpc['Subnets']), ...arn('security-group', vpc['SecurityGroupIds'])], t('connect the instances to your subnets')],
    ['useInterface', ['ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface'], [interfaces], t('use the network interfaces and delete them at the end')],
    ['lookAtVpc', ['ec2:DeleteNetworkInterfacePermission', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeVpcs', 'ec2:DescribeDhcpOptions', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'ec2:DescribeVpcEndpoints'],
      ['*'], t('look at the VPC, its subnets and security groups')],
  ];
}

function roleKeyNeeds(key: string, place: Place): AccessNeed[] {
  const { arn, context } = keyResource(key, place);
  const need = (id: string, actions: readonly string[], why: string, more: AccessNeed['context'] = {}): AccessNeed => (
    { id: `role.${id}`, principal: 'role', actions, resources: [arn], context: { ...context, ...more }, public: false, row: 'keyRole', why });
  return [
    need('grantKey', ['kms:CreateGrant'], t('let the endpoint\'s instances use the key'), { 'kms:GrantIsForAWSResource': 'true' }),
    need('useKey', ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      t('encrypt and read what is kept with the key')),
  ];
}

/** IAM takes no alias for a key: one is named by any key of the account that carries the alias. */
function keyResource(key: string, { partition, region, accountId }: Place): { readonly arn: string; readonly context: AccessNeed['context'] } {
  const [, , , ofRegion = region, ofAccount = accountId, resource = ''] = key.startsWith('arn:') ? key.split(':') : [];
  const alias = [key, resource].find((name) => name.startsWith('alias/'));
  if (alias !== undefined) return { arn: `arn:${partition}:kms:${ofRegion}:${ofAccount}:key/*`, context: { 'kms:ResourceAliases': alias } };
  return { arn: key.startsWith('arn:') ? key : `arn:${partition}:kms:${region}:${accountId}:key/${key}`, context: {} };
}

/** SageMaker keeps the names in its ARNs in lower case. */
function sageMakerArns(plan: DeploymentPlan, { partition, region, accountId }: Place): { models: string[]; config: string; endpoint: string } {
  const arn = (kind: string, name: unknown): string => `arn:${partition}:sagemaker:${region}:${accountId}:${kind}/${text(name).toLowerCase()}`;
  return {
    models: modelInputs(plan).map((input) => arn('model', input['ModelName'])),
    config: arn('endpoint-config', inputOf(plan, 'CreateEndpointConfig')['EndpointConfigName']),
    endpoint: arn('endpoint', endpointName(plan)),
  };
}

/** S3's ARNs name neither region nor account. */
export function bucketArn(partition: string, { bucket }: Pick<S3Source, 'bucket'>): string {
  return `arn:${partition}:s3:::${literal(bucket)}`;
}

export function objectArn(partition: string, source: S3Source): string {
  return `${bucketArn(partition, source)}/${literal(source.key)}${isPrefix(source) ? '*' : ''}`;
}

/** Characters that mean something else in a policy's resource, as themselves. */
function literal(name: string): string {
  return name.replace(/[*?$]/g, '${$&}');
}

export function isPrefix({ key }: S3Source): boolean {
  return key === '' || key.endsWith('/');
}

function isPublic({ bucket }: S3Source, region: string): boolean {
  return bucket === contentBucket(region);
}

function isPackage(plan: DeploymentPlan): boolean {
  return modelInputs(plan).some((input) => input['Containers'] !== undefined);
}

function endpointName(plan: DeploymentPlan): string {
  return text(inputOf(plan, 'CreateEndpoint')['EndpointName']);
}

/** The first type's, then those that fallback types need; role and VPC are the same in all. */
function modelInputs(plan: DeploymentPlan): JsonObject[] {
  return plan.calls.filter(({ operation }) => operation === 'CreateModel').map(({ input }) => input);
}

function containers(plan: DeploymentPlan): JsonObject[] {
  return modelInputs(plan).map((input) => input['PrimaryContainer']).filter(isObject);
}

function inputOf(plan: DeploymentPlan, operation: PlannedCall['operation']): JsonObject {
  return plan.calls.find((call) => call.operation === operation)?.input ?? {};
}

function uriOf(source: unknown): unknown {
  return isObject(source) && isObject(source['S3DataSource']) ? source['S3DataSource']['S3Uri'] : undefined;
}

function sourceOf(uri: string): S3Source | undefined {
  const found = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri);
  return found === null ? undefined : { bucket: found[1] ?? '', key: found[2] ?? '' };
}

function bucketAndKey(value: unknown): S3Source {
  return isObject(value) ? { bucket: text(value['Bucket']), key: text(value['Key']) } : { bucket: '', key: '' };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
