import { AwsError } from '../../core/errors.js';
import { optional, text, type JsonObject } from '../../core/json.js';
import type { PolicyRecord, PrincipalRecord } from '../../core/records.js';
import type { Operation } from '../../core/service.js';
import { str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { arnShape, checkDocument, dateOf, documentShape, markerShape, nameShape, paged, policyNameShape, policyOf, roleOf, roleResource, userOf } from './common.js';
import { iamOf, policyArn } from './roles.js';

function described(call: Call, policy: PolicyRecord): JsonObject {
  const { roles, users } = iamOf(call.world);
  const everybody = [...roles.values(), ...users.values()];
  return {
    PolicyName: policy.name, PolicyId: `ANPA${Buffer.from(policy.name).toString('hex').toUpperCase().padEnd(17, '0').slice(0, 17)}`, Arn: policy.arn, Path: policy.path, DefaultVersionId: policy.current,
    AttachmentCount: everybody.filter(({ attached }) => attached.includes(policy.arn)).length, PermissionsBoundaryUsageCount: everybody.filter(({ boundary }) => boundary === policy.arn).length,
    IsAttachable: true, Description: policy.description, CreateDate: dateOf(policy.created), UpdateDate: dateOf(policy.updated),
  };
}

function create(call: Call): JsonObject {
  const [name, path] = [text(call.input, 'PolicyName'), optional(call.input, 'Path') ?? '/'];
  const arn = policyArn(call.world, 'account', path, name);
  const { policies } = iamOf(call.world);
  if (policies.has(arn)) throw new AwsError('EntityAlreadyExists', `A policy called ${name} already exists. Duplicate names are not allowed.`, 409);
  const content = text(call.input, 'PolicyDocument');
  checkDocument(content);
  const now = call.world.clock.date();
  const policy: PolicyRecord = { arn, name, path, description: text(call.input, 'Description'), created: now, updated: now, versions: [{ id: 'v1', text: content, created: now }], current: 'v1' };
  policies.set(arn, policy);
  return { Policy: described(call, policy) };
}

function createVersion(call: Call): JsonObject {
  const policy = own(call);
  if (policy.versions.length >= 5) throw new AwsError('LimitExceeded', 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.', 409);
  const content = text(call.input, 'PolicyDocument');
  checkDocument(content);
  const version = { id: `v${Math.max(...policy.versions.map(({ id }) => Number(id.slice(1)))) + 1}`, text: content, created: call.world.clock.date() };
  policy.versions.push(version);
  policy.updated = version.created;
  if (text(call.input, 'SetAsDefault') === 'true') policy.current = version.id;
  return { PolicyVersion: { VersionId: version.id, IsDefaultVersion: policy.current === version.id, CreateDate: dateOf(version.created) } };
}

/** A policy that the account may change. */
function own(call: Call): PolicyRecord {
  const policy = policyOf(call);
  if (policy.arn.includes(':iam::aws:')) throw new AwsError('AccessDenied', 'Policy is managed by AWS and cannot be changed.', 403);
  return policy;
}

function remove(call: Call): JsonObject {
  const policy = own(call);
  const { roles, users, policies } = iamOf(call.world);
  if ([...roles.values(), ...users.values()].some(({ attached, boundary }) => attached.includes(policy.arn) || boundary === policy.arn)) throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
  policies.delete(policy.arn);
  return {};
}

function getVersion(call: Call): JsonObject {
  const policy = policyOf(call);
  const id = text(call.input, 'VersionId');
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (version === undefined) throw new AwsError('NoSuchEntity', `Policy ${policy.arn} version ${id} does not exist or is not attachable.`, 404);
  return { PolicyVersion: { Document: encodeURIComponent(version.text), VersionId: id, IsDefaultVersion: id === policy.current, CreateDate: dateOf(version.created) } };
}

function inlineOf(call: Call, principal: PrincipalRecord, kind: string): string {
  const content = principal.inline.get(text(call.input, 'PolicyName'));
  if (content === undefined) throw new AwsError('NoSuchEntity', `The ${kind.toLowerCase()} policy with name ${text(call.input, 'PolicyName')} cannot be found.`, 404);
  return content;
}

/** The operations on the policies of a role or a user; they differ by a word. */
function policiesOf(kind: 'Role' | 'User', find: (call: Call) => PrincipalRecord, resource: (call: Call) => string): Record<string, Operation> {
  const member = `${kind}Name`;
  const managed = struct({ [member]: nameShape, PolicyArn: arnShape }, member, 'PolicyArn');
  const inline = struct({ [member]: nameShape, PolicyName: policyNameShape }, member, 'PolicyName');
  const listing = struct({ [member]: nameShape, Marker: markerShape }, member);
  return {
    [`ListAttached${kind}Policies`]: {
      input: listing, resource,
      run: (call) => {
        const prefix = optional(call.input, 'PathPrefix') ?? '/';
        return paged(call, find(call).attached.map((arn) => policyOf(call, arn)).filter(({ path }) => path.startsWith(prefix)), 'AttachedPolicies', ({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }));
      },
    },
    [`List${kind}Policies`]: { input: listing, resource, run: (call) => paged(call, [...find(call).inline.keys()], 'PolicyNames', (name) => name) },
    [`Get${kind}Policy`]: { input: inline, resource, run: (call) => ({ [member]: find(call).name, PolicyName: text(call.input, 'PolicyName'), PolicyDocument: encodeURIComponent(inlineOf(call, find(call), kind)) }) },
    [`Put${kind}Policy`]: {
      input: struct({ [member]: nameShape, PolicyName: policyNameShape, PolicyDocument: documentShape }, member, 'PolicyName', 'PolicyDocument'), resource,
      run: (call) => { checkDocument(text(call.input, 'PolicyDocument')); find(call).inline.set(text(call.input, 'PolicyName'), text(call.input, 'PolicyDocument')); return {}; },
    },
    [`Delete${kind}Policy`]: { input: inline, resource, run: (call) => { inlineOf(call, find(call), kind); find(call).inline.delete(text(call.input, 'PolicyName')); return {}; } },
    [`Attach${kind}Policy`]: {
      input: managed, resource,
      run: (call) => { const { arn } = policyOf(call); const principal = find(call); if (!principal.attached.includes(arn)) principal.attached.push(arn); return {}; },
    },
    [`Detach${kind}Policy`]: {
      input: managed, resource,
      run: (call) => {
        const [arn, principal] = [text(call.input, 'PolicyArn'), find(call)];
        if (!principal.attached.includes(arn)) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
        principal.attached = principal.attached.filter((other) => other !== arn);
        return {};
      },
    },
  };
}

const resource = (call: Call): string => text(call.input, 'PolicyArn');
const one = struct({ PolicyArn: arnShape }, 'PolicyArn');
const versionShape = str({ pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' });

export const policyOperations: Readonly<Record<string, Operation>> = {
  CreatePolicy: {
    input: struct({ PolicyName: policyNameShape, PolicyDocument: documentShape }, 'PolicyName', 'PolicyDocument'),
    resource: (call) => policyArn(call.world, 'account', optional(call.input, 'Path') ?? '/', text(call.input, 'PolicyName')), run: create,
  },
  CreatePolicyVersion: { input: struct({ PolicyArn: arnShape, PolicyDocument: documentShape }, 'PolicyArn', 'PolicyDocument'), resource, run: createVersion },
  DeletePolicy: { input: one, resource, run: remove },
  GetPolicy: { input: one, resource, run: (call) => ({ Policy: described(call, policyOf(call)) }) },
  GetPolicyVersion: { input: struct({ PolicyArn: arnShape, VersionId: versionShape }, 'PolicyArn', 'VersionId'), resource, run: getVersion },
  ...policiesOf('Role', roleOf, roleResource),
  ...policiesOf('User', userOf, (call) => call.world.arn('', 'iam', `user/${text(call.input, 'UserName')}`)),
};
