import { createHash } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import { isObject, objects } from '../core/json.js';
import { partitionOf } from '../core/regions.js';
import type { World } from '../core/world.js';

export interface Role {
  name: string;
  path: string;
  arn: string;
  description: string;
  trust: JsonObject;
  /** Actions that its policies do not allow, as `service:Prefix*` patterns. */
  lacks: readonly string[];
  /** AssumeRole on it asks for MFA. */
  mfa: boolean;
}

const allow = (principal: JsonObject, more: JsonObject = {}): JsonObject => ({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more });
const trust = (...statements: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement: statements });
const service = (...names: string[]): JsonObject => ({ Service: names.length === 1 ? names[0] : names });

/** The roles of the emulated account; some trust SageMaker, some do not, one cannot read buckets. */
export function roles(world: World): Role[] {
  const { account } = world;
  const partition = partitionOf(world.region);
  const root = { AWS: `arn:${partition}:iam::${account}:root` };
  const make = (name: string, path: string, description: string, policy: JsonObject, more: Partial<Role> = {}): Role =>
    ({ name, path, arn: `arn:${partition}:iam::${account}:role${path}${name}`, description, trust: policy, lacks: [], mfa: false, ...more });
  return [
    make('AmazonSageMaker-ExecutionRole-20260101T000000', '/service-role/', 'SageMaker execution role created from the console.', trust(allow(service('sagemaker.amazonaws.com')))),
    make('MLPlatformEndpointRole', '/', 'Endpoints of the ML platform.', trust(allow(service('sagemaker.amazonaws.com'), { Condition: { StringEquals: { 'aws:SourceAccount': account } } }))),
    make('NotebookAndTrainingRole', '/ml/', 'Notebooks, training and endpoints.', trust(allow(service('lambda.amazonaws.com', 'sagemaker.amazonaws.com')))),
    make('SageMakerWithoutBuckets', '/', 'Trusts SageMaker but may not read buckets.', trust(allow(service('sagemaker.amazonaws.com'))), { lacks: ['s3:*'] }),
    // the default caller: its own role can run what it deploys, as in Studio
    make('DataScientist', '/', 'People who train and deploy models.', trust(allow(root), allow(service('sagemaker.amazonaws.com')))),
    make('DeployBot', '/automation/', 'Deployments from a pipeline; asks for MFA.', trust(allow(root, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })), { mfa: true }),
    make('NightlyReportFunction', '/service-role/', 'Lambda function.', trust(allow(service('lambda.amazonaws.com')))),
    make('AWSReservedSSO_MLEngineer_0123456789abcdef', '/aws-reserved/sso.amazonaws.com/us-west-2/', 'IAM Identity Center.', trust({ ...allow({ Federated: `arn:${partition}:iam::${account}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` }), Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'] })),
    make('AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint', '/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/', 'Service-linked role.', trust(allow(service('sagemaker.application-autoscaling.amazonaws.com')))),
  ];
}

export const findRole = (world: World, arn: string): Role | undefined => roles(world).find((role) => role.arn === arn);

/** Id of a role by its name, stable over runs. */
export const roleId = (name: string): string => `AROA${createHash('sha1').update(name).digest('hex').toUpperCase().slice(0, 17)}`;

/** Whether SageMaker may assume the role. */
export function trustsSageMaker(role: Role): boolean {
  return objects(role.trust, 'Statement').some((statement) => {
    const principal = statement['Principal'];
    const services = isObject(principal) ? principal['Service'] : undefined;
    return statement['Effect'] === 'Allow' && (Array.isArray(services) ? services : [services]).includes('sagemaker.amazonaws.com');
  });
}

/** Whether one of `lacks` covers an IAM action. */
export const mayNot = (role: Role, action: string): boolean =>
  role.lacks.some((pattern) => (pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action));
