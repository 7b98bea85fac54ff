import { createHash } from 'node:crypto';
import { evaluate } from '../../core/iamPolicy.js';
import type { JsonObject } from '../../core/json.js';
import type { IamRecord, PrincipalRecord, RoleRecord } from '../../core/records.js';
import { partitionOf } from '../../core/regions.js';
import type { World } from '../../core/world.js';
import { managedPolicies } from './seedPolicies.js';

export interface Role extends RoleRecord { arn: string }

const allow = (principal: JsonObject, more: JsonObject = {}): JsonObject => ({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more });
const trust = (...statements: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement: statements });
const service = (...names: string[]): JsonObject => ({ Service: names.length === 1 ? names[0] : names });

const seeded = Date.UTC(2026, 0, 1);

/** The roles of the emulated account with the managed policies they have; some trust SageMaker, some do not, one cannot read buckets. */
function seedRoles(world: World): [name: string, path: string, description: string, trust: JsonObject, attached: string[], more?: Partial<RoleRecord>][] {
  const { account } = world;
  const partition = partitionOf(world.region);
  const root = { AWS: `arn:${partition}:iam::${account}:root` };
  return [
    ['AmazonSageMaker-ExecutionRole-20260101T000000', '/service-role/', 'SageMaker execution role created from the console.', trust(allow(service('sagemaker.amazonaws.com'))), ['AmazonSageMakerFullAccess', 'ModelHosting']],
    ['MLPlatformEndpointRole', '/', 'Endpoints of the ML platform.', trust(allow(service('sagemaker.amazonaws.com'), { Condition: { StringEquals: { 'aws:SourceAccount': account } } })), ['ModelHosting']],
    ['NotebookAndTrainingRole', '/ml/', 'Notebooks, training and endpoints.', trust(allow(service('lambda.amazonaws.com', 'sagemaker.amazonaws.com'))), ['AmazonSageMakerFullAccess', 'ModelHosting']],
    ['SageMakerWithoutBuckets', '/', 'Trusts SageMaker but may not read buckets.', trust(allow(service('sagemaker.amazonaws.com'))), ['ModelHostingWithoutBuckets']],
    // the default caller: its own role can run what it deploys, as in Studio
    ['DataScientist', '/', 'People who train and deploy models.', trust(allow(root), allow(service('sagemaker.amazonaws.com'))), ['AmazonSageMakerFullAccess', 'ModelDeployment', 'ModelHosting']],
    ['DeployBot', '/automation/', 'Deployments from a pipeline; asks for MFA.', trust(allow(root, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })), ['AdministratorAccess'], { mfa: true }],
    ['NightlyReportFunction', '/service-role/', 'Lambda function.', trust(allow(service('lambda.amazonaws.com'))), ['AWSLambdaBasicExecutionRole']],
    ['AWSReservedSSO_MLEngineer_0123456789abcdef', '/aws-reserved/sso.amazonaws.com/us-west-2/', 'IAM Identity Center.', trust({ ...allow({ Federated: `arn:${partition}:iam::${account}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` }), Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'] }), ['AdministratorAccess']],
    ['AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint', '/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/', 'Service-linked role.', trust(allow(service('sagemaker.application-autoscaling.amazonaws.com'))), []],
  ];
}

export const policyArn = (world: World, owner: 'aws' | 'account', path: string, name: string): string => `arn:${partitionOf(world.region)}:iam::${owner === 'aws' ? 'aws' : world.account}:policy${path}${name}`;

function seedIam(world: World): IamRecord {
  const managed = managedPolicies(partitionOf(world.region)).map(({ owner, path, name, text }) => (
    { arn: policyArn(world, owner, path, name), name, path, description: '', created: seeded, updated: seeded, versions: [{ id: 'v1', text, created: seeded }], current: 'v1' }));
  const arns = new Map(managed.map(({ name, arn }) => [name, arn]));
  // whoever signs in may do everything at first
  const callers = ['DataScientist', /:assumed-role\/([^/]+)\//.exec(world.identity.arn)?.[1]];
  const roles = seedRoles(world).map(([name, path, description, trusted, attached, more]): [string, RoleRecord] => [name.toLowerCase(), {
    name, path, description, trust: trusted, mfa: false, created: seeded, attached: [...attached, ...(callers.includes(name) ? ['SandboxAdministrator'] : [])].flatMap((policy) => arns.get(policy) ?? []), inline: new Map(), ...more,
  }]);
  return { roles: new Map(roles), users: new Map(), policies: new Map(managed.map((policy) => [policy.arn, policy])), organization: [] };
}

export const iamOf = (world: World): IamRecord => (world.state.iam ??= seedIam(world));

export const roleArn = (world: World, role: PrincipalRecord): string => `arn:${partitionOf(world.region)}:iam::${world.account}:role${role.path}${role.name}`;
export const userArn = (world: World, user: PrincipalRecord): string => `arn:${partitionOf(world.region)}:iam::${world.account}:user${user.path}${user.name}`;

const withArn = (world: World, role: RoleRecord): Role => ({ ...role, arn: roleArn(world, role) });
export const roles = (world: World): Role[] => [...iamOf(world).roles.values()].map((role) => withArn(world, role));

/** By name, without regard to case. */
export const roleNamed = (world: World, name: string): RoleRecord | undefined => iamOf(world).roles.get(name.toLowerCase());

export function findRole(world: World, arn: string): Role | undefined {
  const role = roleNamed(world, arn.split('/').at(-1) ?? '');
  return role !== undefined && roleArn(world, role) === arn ? withArn(world, role) : undefined;
}

/** Id of a role by its name, stable over runs. */
export const roleId = (name: string): string => `AROA${createHash('sha1').update(name).digest('hex').toUpperCase().slice(0, 17)}`;

/** Whether SageMaker may assume the role for a resource of this account. */
export function trustsSageMaker(world: World, region: string, role: RoleRecord): boolean {
  const principal = { arns: [], service: 'sagemaker.amazonaws.com' };
  const context = { 'aws:SourceAccount': [world.account], 'aws:SourceArn': [world.arn(region, 'sagemaker', 'endpoint/any')] };
  const policy = { id: 'trust', type: 'resource', text: JSON.stringify(role.trust) } as const;
  return evaluate({ identity: [], resource: { policies: [policy], only: true } }, { action: 'sts:AssumeRole', resource: roleArn(world, role), context, principal }).decision === 'allowed';
}
