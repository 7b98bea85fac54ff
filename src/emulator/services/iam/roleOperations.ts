import { AwsError } from '../../core/errors.js';
import { optional, text, type JsonObject } from '../../core/json.js';
import type { RoleRecord } from '../../core/records.js';
import type { Operation } from '../../core/service.js';
import { str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { arnShape, checkDocument, dateOf, documentShape, markerShape, nameShape, paged, policyOf, roleOf, roleResource } from './common.js';
import { iamOf, roleArn, roleId, roleNamed } from './roles.js';

const described = (call: Call, role: RoleRecord, whole = false): JsonObject => ({
  Path: role.path, RoleName: role.name, RoleId: roleId(role.name), Arn: roleArn(call.world, role), CreateDate: dateOf(role.created),
  AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)), Description: role.description, MaxSessionDuration: 3600,
  // the list leaves it out
  ...(whole && role.boundary !== undefined ? { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: role.boundary } } : {}),
});

function create(call: Call): JsonObject {
  const name = text(call.input, 'RoleName');
  if (roleNamed(call.world, name) !== undefined) throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
  const boundary = optional(call.input, 'PermissionsBoundary');
  const role: RoleRecord = {
    name, path: optional(call.input, 'Path') ?? '/', description: text(call.input, 'Description'), trust: checkDocument(text(call.input, 'AssumeRolePolicyDocument'), true), mfa: false, created: call.world.clock.date(),
    attached: [], inline: new Map(), ...(boundary === undefined ? {} : { boundary: policyOf(call, boundary).arn }),
  };
  iamOf(call.world).roles.set(name.toLowerCase(), role);
  return { Role: described(call, role, true) };
}

function remove(call: Call): JsonObject {
  const role = roleOf(call);
  if (role.attached.length > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
  if (role.inline.size > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  iamOf(call.world).roles.delete(role.name.toLowerCase());
  return {};
}

function list(call: Call): JsonObject {
  const prefix = optional(call.input, 'PathPrefix') ?? '/';
  const found = [...iamOf(call.world).roles.values()].filter((role) => role.path.startsWith(prefix)).sort((a, b) => a.name.localeCompare(b.name));
  return paged(call, found, 'Roles', (role) => described(call, role));
}

const named = { RoleName: nameShape };

export const roleOperations: Readonly<Record<string, Operation>> = {
  ListRoles: { input: struct({ PathPrefix: str({ min: 1, max: 512 }), Marker: markerShape }), resource: (call) => call.world.arn('', 'iam', 'role/'), run: list },
  GetRole: { input: struct(named, 'RoleName'), resource: roleResource, run: (call) => ({ Role: described(call, roleOf(call), true) }) },
  CreateRole: { input: struct({ ...named, AssumeRolePolicyDocument: documentShape, PermissionsBoundary: arnShape }, 'RoleName', 'AssumeRolePolicyDocument'), resource: roleResource, run: create },
  DeleteRole: { input: struct(named, 'RoleName'), resource: roleResource, run: remove },
  UpdateAssumeRolePolicy: {
    input: struct({ ...named, PolicyDocument: documentShape }, 'RoleName', 'PolicyDocument'), resource: roleResource,
    run: (call) => { roleOf(call).trust = checkDocument(text(call.input, 'PolicyDocument'), true); return {}; },
  },
  PutRolePermissionsBoundary: {
    input: struct({ ...named, PermissionsBoundary: arnShape }, 'RoleName', 'PermissionsBoundary'), resource: roleResource,
    run: (call) => { roleOf(call).boundary = policyOf(call, text(call.input, 'PermissionsBoundary')).arn; return {}; },
  },
  DeleteRolePermissionsBoundary: { input: struct(named, 'RoleName'), resource: roleResource, run: (call) => { delete roleOf(call).boundary; return {}; } },
};
