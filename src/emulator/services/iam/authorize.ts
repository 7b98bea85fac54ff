import { AwsError } from '../../core/errors.js';
import type { Context } from '../../core/iamConditions.js';
import { evaluate, reason, type Policy, type PolicySet, type Principal, type Verdict } from '../../core/iamPolicy.js';
import { object, objects, optional, strings, text } from '../../core/json.js';
import type { PrincipalRecord } from '../../core/records.js';
import { denied } from '../../core/service.js';
import type { Call, World } from '../../core/world.js';
import { iamOf, roleArn, roleNamed, userArn } from './roles.js';

/** Somebody whose policies count: `arn` is what messages name, a session for a role. */
export interface Actor { kind: 'role' | 'user'; arn: string; record: PrincipalRecord }

/** The actor behind an ARN; undefined for the root user, a session of another account or a name that the account does not know. */
export function actorOf(world: World, arn: string): Actor | undefined {
  if (arn.split(':')[4] !== world.account) return undefined;
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? /:role\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  const record = role === undefined ? undefined : roleNamed(world, role);
  if (record !== undefined) return { kind: 'role', arn, record };
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  const known = user === undefined ? undefined : iamOf(world).users.get(user.toLowerCase());
  return known === undefined ? undefined : { kind: 'user', arn, record: known };
}

/** The session in which SageMaker uses a role. */
export const hostingArn = (arn: string): string => arn.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?([^/]+)$/, ':assumed-role/$1/SageMaker');

const managedText = (world: World, arn: string): string | undefined => {
  const policy = iamOf(world).policies.get(arn);
  return policy?.versions.find(({ id }) => id === policy.current)?.text;
};

const managed = (world: World, arn: string): Policy[] => {
  const content = managedText(world, arn);
  return content === undefined ? [] : [{ id: arn.split('/').at(-1) ?? arn, type: arn.includes(':iam::aws:') ? 'aws-managed' : 'user-managed', text: content }];
};

/** The policies of an actor and the limits that hold for it. */
export function policiesOf(world: World, actor: Actor): PolicySet {
  const { record, kind } = actor;
  const inline = [...record.inline].map(([name, content]): Policy => ({ id: `${kind}_${record.name}_${name}`, type: kind, text: content }));
  const { organization } = iamOf(world);
  return {
    identity: [...record.attached.flatMap((arn) => managed(world, arn)), ...inline],
    ...(record.boundary === undefined ? {} : { boundary: managed(world, record.boundary) }),
    ...(organization.length === 0 ? {} : { organization: organization.map((content, index): Policy => ({ id: `p-emulated${index}`, type: 'none', text: content })) }),
  };
}

const everything: Policy = { id: 'everything', type: 'none', text: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' };

export function principalOf(world: World, actor: Actor | undefined, arn: string): Principal {
  const own = actor === undefined ? [] : [actor.kind === 'role' ? roleArn(world, actor.record) : userArn(world, actor.record)];
  return { arns: [arn, ...own], account: arn.split(':')[4] ?? world.account };
}

/** What of a request conditions can ask for. */
function contextOf(call: Call, arn: string, principal: Principal): Context {
  const { input } = call;
  const tags = objects(input, 'Tags');
  const vpc = object(input, 'VpcConfig');
  const variants = objects(input, 'ProductionVariants');
  const key = optional(input, 'KmsKeyId');
  const some = (name: string, values: readonly string[]): Context => (values.length === 0 ? {} : { [name]: values });
  return {
    'aws:PrincipalArn': principal.arns.slice(-1), 'aws:PrincipalAccount': [principal.account ?? ''], 'aws:RequestedRegion': [call.region], 'aws:SecureTransport': ['true'], 'aws:username': [arn.split('/').at(-1) ?? ''],
    ...some('aws:TagKeys', tags.map((tag) => text(tag, 'Key'))), ...Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${text(tag, 'Key')}`, [text(tag, 'Value')]])),
    ...some('sagemaker:VpcSubnets', strings(vpc, 'Subnets')), ...some('sagemaker:VpcSecurityGroupIds', strings(vpc, 'SecurityGroupIds')),
    ...some('sagemaker:InstanceTypes', variants.flatMap((variant) => optional(variant, 'InstanceType') ?? [])),
    ...(call.operation === 'CreateModel' ? { 'sagemaker:NetworkIsolation': [String(input['EnableNetworkIsolation'] === true)] } : {}),
    ...(call.operation === 'CreateEndpointConfig' && key !== undefined ? { 'sagemaker:VolumeKmsKey': [key] } : {}),
  };
}

export interface Asking { action: string; resource: string; context?: Context; resourcePolicy?: PolicySet['resource']; network?: readonly Policy[] }

/** Decides what somebody asks for. Who the account does not know may do everything, except for what the organization forbids. */
export function decide(call: Call, arn: string, asking: Asking): Verdict {
  const { world } = call;
  const actor = actorOf(world, arn);
  const principal = principalOf(world, actor, arn);
  const own = actor === undefined ? { identity: [everything] } : policiesOf(world, actor);
  const session = call.session === undefined || arn !== call.caller ? {} : { session: [{ id: 'session', type: 'none', text: call.session } as const] };
  return evaluate({ ...own, ...session, ...(asking.resourcePolicy === undefined ? {} : { resource: asking.resourcePolicy }), ...(asking.network === undefined ? {} : { network: asking.network }) }, {
    action: asking.action, resource: asking.resource.replaceAll('"', ''), context: { ...contextOf(call, arn, principal), ...asking.context }, principal,
  });
}

export const refusalText = (arn: string, { action, resource }: Asking, verdict: Verdict): string => `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${reason(verdict, action)}`;

/** Why the caller may not do something, in the words of IAM; undefined where it may. */
export function refusal(call: Call, action: string, resource: string, more: Omit<Asking, 'action' | 'resource'> = {}): string | undefined {
  const asking = { action, resource, ...more };
  const verdict = decide(call, call.caller, asking);
  return verdict.decision === 'allowed' ? undefined : refusalText(call.caller, asking, verdict);
}

/** Throws a denial where the caller lacks a permission that an operation needs beside its own (iam:PassRole, sagemaker:AddTags, kms:CreateGrant), by a fault rule or by its policies. */
export function needs(call: Call, service: string, operation: string, resource: string, more: Omit<Asking, 'action' | 'resource'> = {}): void {
  const rule = call.world.faults.take({ service, operation, input: call.input, named: true }, 'accessDenied', 'explicitDeny');
  if (rule !== undefined) throw rule.message === undefined ? denied(call, `${service}:${operation}`, resource, rule.kind === 'explicitDeny') : new AwsError('AccessDeniedException', rule.message);
  const refused = refusal(call, `${service}:${operation}`, resource, more);
  if (refused !== undefined) throw new AwsError('AccessDeniedException', refused);
}
