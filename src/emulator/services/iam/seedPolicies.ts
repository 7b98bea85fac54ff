import type { JsonObject } from '../../core/json.js';

const allow = (Action: string | string[], Resource: string | string[] = '*', more: JsonObject = {}): JsonObject => ({ Effect: 'Allow', Action, Resource, ...more });
export const document = (...statements: JsonObject[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);

const network = 'CreateNetworkInterface CreateNetworkInterfacePermission DeleteNetworkInterface DeleteNetworkInterfacePermission DescribeNetworkInterfaces DescribeVpcs DescribeDhcpOptions DescribeSubnets DescribeSecurityGroups DescribeVpcEndpoints DescribeRouteTables'.split(' ').map((name) => `ec2:${name}`);
const images = ['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];
const logging = ['cloudwatch:PutMetricData', 'logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'];

/** What the managed policy holds that matters to hosting, after the developer guide's text of it. */
const fullAccess = (partition: string): string => document(
  allow('sagemaker:*'),
  allow('iam:PassRole', `arn:${partition}:iam::*:role/*`, { Condition: { StringEquals: { 'iam:PassedToService': ['glue.amazonaws.com', 'robomaker.amazonaws.com', 'states.amazonaws.com', 'sagemaker.amazonaws.com'] } } }),
  allow(['iam:ListRoles', 'kms:DescribeKey', 'kms:ListAliases', ...network, ...images, ...logging, 'logs:Describe*', 'logs:GetLogEvents', 'cloudwatch:GetMetricData', 'application-autoscaling:*', 'tag:GetResources', 'aws-marketplace:ViewSubscriptions']),
  allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], ['SageMaker', 'Sagemaker', 'sagemaker', 'aws-glue'].map((part) => `arn:${partition}:s3:::*${part}*`)),
  allow(['s3:CreateBucket', 's3:GetBucketLocation', 's3:ListBucket', 's3:ListAllMyBuckets']),
);

/** What an execution role needs to host a model. */
const hosting = (buckets: boolean): string => document(
  { Sid: 'Logs', ...allow(logging) },
  ...(buckets ? [{ Sid: 'ModelData', ...allow(['s3:GetObject', 's3:ListBucket']) }] : []),
  { Sid: 'Images', ...allow(images) },
  { Sid: 'Vpc', ...allow(network) },
  { Sid: 'Volumes', ...allow(['kms:CreateGrant', 'kms:DescribeKey', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']) },
);

/** Reads and grants beside AmazonSageMakerFullAccess that somebody who deploys models uses. */
const deploying = document(
  { Sid: 'LookAround', ...allow(['iam:GetRole', 'iam:SimulatePrincipalPolicy', 'kms:ListKeys', 'kms:GetKeyPolicy', 'servicequotas:GetServiceQuota', 'servicequotas:ListServiceQuotas', 'servicequotas:GetAWSDefaultServiceQuota', 'servicequotas:ListAWSDefaultServiceQuotas', 'pricing:GetProducts', 'logs:FilterLogEvents']) },
  { Sid: 'EncryptVolumes', ...allow('kms:CreateGrant', '*', { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }) },
);

const everything = document(allow('*'));

/** Managed policies of AWS and of the account: path and name with their text. */
export function managedPolicies(partition: string): { owner: 'aws' | 'account'; path: string; name: string; text: string }[] {
  return [
    { owner: 'aws', path: '/', name: 'AdministratorAccess', text: everything },
    { owner: 'aws', path: '/', name: 'AmazonSageMakerFullAccess', text: fullAccess(partition) },
    { owner: 'aws', path: '/service-role/', name: 'AWSLambdaBasicExecutionRole', text: document(allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'])) },
    { owner: 'account', path: '/', name: 'ModelHosting', text: hosting(true) },
    { owner: 'account', path: '/', name: 'ModelHostingWithoutBuckets', text: hosting(false) },
    { owner: 'account', path: '/', name: 'ModelDeployment', text: deploying },
    // what lets everything through by default; detached, its owner has what AWS's own policy and the reads above give
    { owner: 'account', path: '/', name: 'SandboxAdministrator', text: everything },
  ];
}
