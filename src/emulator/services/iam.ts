import { AwsError } from '../core/errors.js';
import { number, optional, strings, text, type JsonObject } from '../core/json.js';
import { page, type Service } from '../core/service.js';
import { listOf, str, struct } from '../core/validation.js';
import type { Call } from '../core/world.js';
import { mayNot, roleId, roles, type Role } from './roles.js';

const described = (role: Role): JsonObject => ({
  Path: role.path, RoleName: role.name, RoleId: roleId(role.name), Arn: role.arn, CreateDate: '2026-01-01T00:00:00Z',
  AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)), Description: role.description, MaxSessionDuration: 3600,
});

const noSuchRole = (name: string): AwsError => new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
const badMarker = (): AwsError => new AwsError('ValidationError', 'Invalid Marker.', 400);
const pageSize = (input: JsonObject): number => Math.max(1, Math.min(number(input, 'MaxItems') ?? 100, 1000));

function listRoles(call: Call): JsonObject {
  const prefix = optional(call.input, 'PathPrefix') ?? '/';
  const found = roles(call.world).filter((role) => role.path.startsWith(prefix)).sort((a, b) => a.name.localeCompare(b.name));
  const { items, next } = page(found, optional(call.input, 'Marker'), pageSize(call.input), badMarker);
  return { Roles: items.map(described), IsTruncated: next !== undefined, Marker: next };
}

const services: Readonly<Record<string, string>> = { servicequotas: 'service-quotas', tag: 'tagging' };

/** The role behind the caller's own identity: what `roles` calls the name in its assumed-role ARN. */
const callerRole = (call: Call): string | undefined => /:assumed-role\/([^/]+)\//.exec(call.caller)?.[1];

/** Allowed, unless the role's policies lack the action or a fault rule denies it to the caller. */
function decide(call: Call, role: Role, action: string): string {
  if (mayNot(role, action)) return 'implicitDeny';
  if (role.name !== callerRole(call)) return 'allowed';
  const [prefix = '', operation = ''] = action.split(':');
  const service = operation.startsWith('InvokeEndpoint') ? 'sagemaker-runtime' : services[prefix] ?? prefix;
  const target = { service, operation, input: {} };
  if (action === 'iam:PassRole' && call.world.faults.peek({ service: 'sagemaker', operation: 'CreateModel', input: {} }, 'passRole') !== undefined) return 'implicitDeny';
  const rule = call.world.faults.peek(target, 'accessDenied', 'explicitDeny');
  return rule === undefined ? 'allowed' : rule.kind === 'explicitDeny' ? 'explicitDeny' : 'implicitDeny';
}

function simulate(call: Call): JsonObject {
  const source = text(call.input, 'PolicySourceArn');
  if (!/^arn:aws[a-z-]*:iam::\d{12}:(role|user|group)\//.test(source)) throw new AwsError('InvalidInput', `Invalid Entity Arn: ${source} does not clearly define entity type and name.`);
  const role = roles(call.world).find((candidate) => candidate.arn === source);
  if (role === undefined) throw noSuchRole(source.split('/').at(-1) ?? source);
  const resources = strings(call.input, 'ResourceArns');
  const results = strings(call.input, 'ActionNames').flatMap((action) => (resources.length === 0 ? ['*'] : resources).map((resource): JsonObject => (
    { EvalActionName: action, EvalResourceName: resource, EvalDecision: decide(call, role, action), MatchedStatements: [], MissingContextValues: [] })));
  return { EvaluationResults: results, IsTruncated: false };
}

export const iam: Service = {
  name: 'iam', actions: 'iam',
  operations: {
    ListRoles: { input: struct({ PathPrefix: str({ min: 1, max: 512 }), Marker: str({ min: 1 }) }), resource: (call) => call.world.arn('', 'iam', 'role/'), run: listRoles },
    GetRole: {
      input: struct({ RoleName: str({ min: 1, max: 64, pattern: '[\\w+=,.@-]+' }) }, 'RoleName'),
      resource: (call) => call.world.arn('', 'iam', `role/${text(call.input, 'RoleName')}`),
      run: (call) => {
        const name = text(call.input, 'RoleName');
        const role = roles(call.world).find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
        if (role === undefined) throw noSuchRole(name);
        return { Role: described(role) };
      },
    },
    SimulatePrincipalPolicy: {
      input: struct({ PolicySourceArn: str({ min: 20, max: 2048 }), ActionNames: listOf(str({ min: 3, max: 128 })), ResourceArns: listOf(str({ min: 1, max: 2048 })) }, 'PolicySourceArn', 'ActionNames'),
      resource: (call) => text(call.input, 'PolicySourceArn'), run: simulate,
    },
  },
};
