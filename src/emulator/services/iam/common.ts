import { knowsOperator } from '../../core/iamConditions.js';
import { statementsOf } from '../../core/iamPolicy.js';
import { AwsError } from '../../core/errors.js';
import { isObject, number, optional, parseObject, text, type JsonObject } from '../../core/json.js';
import type { PolicyRecord, PrincipalRecord, RoleRecord } from '../../core/records.js';
import { page } from '../../core/service.js';
import { str } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { iamOf, roleArn, roleNamed } from './roles.js';

export const nameShape = str({ min: 1, max: 64, pattern: '[\\w+=,.@-]+' });
export const policyNameShape = str({ min: 1, max: 128, pattern: '[\\w+=,.@-]+' });
export const arnShape = str({ min: 20, max: 2048 });
export const documentShape = str({ min: 1, max: 131_072 });
export const markerShape = str({ min: 1, max: 320 });

export const noSuchRole = (name: string): AwsError => new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
export const noSuchUser = (name: string): AwsError => new AwsError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404);

/** The date as the Query protocol writes it. */
export const dateOf = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

/** A list in pages, with what the Query operations of IAM say about the next one. */
export function paged<T>(call: Call, all: readonly T[], member: string, body: (item: T) => JsonObject | string): JsonObject {
  const size = Math.max(1, Math.min(number(call.input, 'MaxItems') ?? 100, 1000));
  const { items, next } = page(all, optional(call.input, 'Marker'), size, () => new AwsError('ValidationError', 'Invalid Marker.', 400));
  return { [member]: items.map(body), IsTruncated: next !== undefined, Marker: next };
}

export function roleOf(call: Call): RoleRecord {
  const name = text(call.input, 'RoleName');
  const role = roleNamed(call.world, name);
  if (role === undefined) throw noSuchRole(name);
  return role;
}

/** A user of the account. The user who calls is there although nobody created it. */
export function userOf(call: Call): PrincipalRecord {
  const name = text(call.input, 'UserName');
  const user = iamOf(call.world).users.get(name.toLowerCase());
  if (user !== undefined) return user;
  if (call.caller.split(/:user\/(?:.*\/)?/)[1] !== name) throw noSuchUser(name);
  const made: PrincipalRecord = { name, path: '/', created: Date.UTC(2026, 0, 1), attached: [`arn:${call.caller.split(':')[1] ?? 'aws'}:iam::aws:policy/AdministratorAccess`], inline: new Map() };
  iamOf(call.world).users.set(name.toLowerCase(), made);
  return made;
}

export function policyOf(call: Call, arn = text(call.input, 'PolicyArn')): PolicyRecord {
  const policy = iamOf(call.world).policies.get(arn);
  if (policy === undefined) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
  return policy;
}

/** Checks a policy document as IAM does before it keeps it; what the emulator could not evaluate is refused as well. */
export function checkDocument(content: string, resourceBased = false): JsonObject {
  const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocument', message, 400);
  const parsed = parseObject(content);
  if (parsed === undefined) throw malformed('Syntax errors in policy.');
  const statements = statementsOf(parsed);
  if (statements.length === 0) throw malformed('Policy document must contain at least one statement.');
  for (const statement of statements) {
    if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') throw malformed(`Invalid effect: ${text(statement, 'Effect')}`);
    if (statement['Action'] === undefined && statement['NotAction'] === undefined) throw malformed('Policy statement must contain actions.');
    if (resourceBased && statement['Principal'] === undefined && statement['NotPrincipal'] === undefined) throw malformed('Missing required field Principal');
    if (!resourceBased && (statement['Principal'] ?? statement['NotPrincipal']) !== undefined) throw malformed('Policy document should not specify a principal.');
    if (!resourceBased && statement['Resource'] === undefined && statement['NotResource'] === undefined) throw malformed('Policy statement must contain resources.');
    for (const operator of Object.keys(isObject(statement['Condition']) ? statement['Condition'] : {})) if (!knowsOperator(operator)) throw malformed(`The emulator cannot evaluate the condition operator ${operator}.`);
  }
  return parsed;
}

export const roleResource = (call: Call): string => {
  const role = roleNamed(call.world, text(call.input, 'RoleName'));
  return role === undefined ? call.world.arn('', 'iam', `role/${text(call.input, 'RoleName')}`) : roleArn(call.world, role);
};
