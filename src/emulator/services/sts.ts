import { randomBytes } from 'node:crypto';
import { AwsError } from '../core/errors.js';
import { number, optional, text, type JsonObject } from '../core/json.js';
import { deniedMessage, type Service } from '../core/service.js';
import { str, struct } from '../core/validation.js';
import type { Call } from '../core/world.js';
import { findRole, roleId } from './iam/roles.js';

/** `AROA…:session` for a role, `AIDA…` for a user. */
function userId(arn: string): string {
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  return role === undefined ? roleId(arn).replace('AROA', 'AIDA') : `${roleId(role)}:${session ?? ''}`;
}

function assume(call: Call): JsonObject {
  const { world, input } = call;
  const arn = text(input, 'RoleArn');
  const session = text(input, 'RoleSessionName');
  const account = arn.split(':')[4] ?? world.account;
  const role = findRole(world, arn);
  if (role === undefined && account === world.account) throw new AwsError('AccessDenied', deniedMessage(call.caller, 'sts:AssumeRole', arn, false).replace(/ because.*/, ''), 403);
  if (world.identity.requireMfa || role?.mfa === true) {
    const code = optional(input, 'TokenCode');
    if (optional(input, 'SerialNumber') === undefined || code === undefined) throw new AwsError('AccessDenied', deniedMessage(call.caller, 'sts:AssumeRole', arn, false).replace(/ because.*/, ''), 403);
    if (code === '000000') throw new AwsError('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ', 403);
  }
  const name = arn.split('/').at(-1) ?? 'role';
  const identity = `${arn.split(':').slice(0, 2).join(':')}:sts::${account}:assumed-role/${name}/${session}`;
  const key = `ASIA${randomBytes(12).toString('hex').toUpperCase().slice(0, 16)}`;
  const policy = optional(input, 'Policy');
  world.sessions.set(key, { arn: identity, ...(policy === undefined ? {} : { policy }) });
  const seconds = number(input, 'DurationSeconds') ?? 3600;
  return {
    Credentials: { AccessKeyId: key, SecretAccessKey: randomBytes(30).toString('base64'), SessionToken: randomBytes(60).toString('base64'), Expiration: new Date(world.clock.date() + seconds * 1000).toISOString() },
    AssumedRoleUser: { AssumedRoleId: `${roleId(name)}:${session}`, Arn: identity },
  };
}

export const sts: Service = {
  name: 'sts', actions: 'sts',
  operations: {
    GetCallerIdentity: {
      run: ({ caller, world }) => ({ Arn: caller, UserId: userId(caller), Account: caller.split(':')[4] ?? world.account }),
    },
    AssumeRole: {
      input: struct({
        RoleArn: str({ min: 20, max: 2048 }), RoleSessionName: str({ min: 2, max: 64, pattern: '[\\w+=,.@-]*' }), SerialNumber: str({ min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' }), TokenCode: str({ min: 6, max: 6, pattern: '[\\d]*' }), ExternalId: str({ min: 2, max: 1224 }),
      }, 'RoleArn', 'RoleSessionName'),
      resource: (call) => text(call.input, 'RoleArn'), run: assume,
    },
  },
};
/** Parameters of STS that must not be kept in records. */
export const secretParameters: readonly string[] = ['TokenCode', 'WebIdentityToken', 'SAMLAssertion'];
