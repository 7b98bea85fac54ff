import { randomBytes } from 'node:crypto';
import { seconds } from '../../core/clock.js';
import { AwsError } from '../../core/errors.js';
import { number, optional, strings, text, type JsonObject } from '../../core/json.js';
import type { KeyRecord } from '../../core/records.js';
import { denied, page, type Service } from '../../core/service.js';
import { anything, bool, listOf, num, str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { checkDocument } from '../iam/common.js';
import { findKey, keyRefusal, keys, keysOf, missingKey, unusable, type Key } from './keys.js';

const keyId = str({ min: 1, max: 2048 });
const badMarker = (): AwsError => new AwsError('InvalidMarkerException', 'The marker is not valid.');

function keyOf(call: Call): Key {
  const name = text(call.input, 'KeyId');
  const key = findKey(call.world, call.region, name);
  if (key !== undefined) return key;
  throw new AwsError('NotFoundException', missingKey(call.world, call.region, name));
}

/** Throws a denial where the key's policy and the caller's own together do not allow the operation. */
function keyFor(call: Call, operation = call.operation): Key {
  const key = keyOf(call);
  const refused = keyRefusal(call, call.caller, key, `kms:${operation}`, false);
  if (refused !== undefined) throw new AwsError('AccessDeniedException', refused);
  return key;
}

/** The same as it is kept, for changes. */
function recordFor(call: Call): KeyRecord {
  const key = keyFor(call);
  const found = keysOf(call.world, call.region).get(key.id);
  if (found === undefined || found.manager === 'AWS') throw denied(call, `kms:${call.operation}`, key.arn);
  return found;
}

function createGrant(call: Call): JsonObject {
  const key = keyOf(call);
  if (key.manager === 'AWS' || call.world.faults.peek(call, 'kms') !== undefined) throw denied(call, 'kms:CreateGrant', key.arn);
  // a grant for a role is asked for on behalf of the service that works with it
  const refused = keyRefusal(call, call.caller, key, 'kms:CreateGrant', true);
  if (refused !== undefined) throw new AwsError('AccessDeniedException', refused);
  const bad = unusable(key);
  if (bad !== undefined) throw new AwsError(bad.code, bad.text);
  if (call.input['DryRun'] === true) throw new AwsError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.');
  const id = randomBytes(32).toString('hex');
  const name = optional(call.input, 'Name');
  keysOf(call.world, call.region).get(key.id)?.grants.push({ id, principal: text(call.input, 'GranteePrincipal'), operations: strings(call.input, 'Operations'), created: call.world.clock.date(), ...(name === undefined ? {} : { name }) });
  return { GrantId: id, GrantToken: 'emulated' };
}

function listGrants(call: Call): JsonObject {
  const key = keyFor(call);
  return paged(call, key.grants, 'Grants', (grant) => ({ KeyId: key.arn, GrantId: grant.id, Name: grant.name ?? '', CreationDate: seconds(grant.created), GranteePrincipal: grant.principal, IssuingAccount: `arn:${key.arn.split(':')[1] ?? 'aws'}:iam::${call.world.account}:root`, Operations: grant.operations }));
}

function schedule(call: Call): JsonObject {
  const key = recordFor(call);
  const days = number(call.input, 'PendingWindowInDays') ?? 30;
  key.state = 'PendingDeletion';
  key.deletion = call.world.clock.date() + days * 86_400_000;
  return { KeyId: keyOf(call).arn, DeletionDate: seconds(key.deletion), KeyState: key.state, PendingWindowInDays: days };
}

/** Switches a key on or off; one that is leaving can be neither. */
function turn(state: 'Enabled' | 'Disabled'): (call: Call) => JsonObject {
  return (call) => {
    const key = recordFor(call);
    const bad = key.state === 'PendingDeletion' || key.state === 'PendingImport' ? unusable(keyOf(call)) : undefined;
    if (bad !== undefined) throw new AwsError(bad.code, bad.text);
    key.state = state;
    return {};
  };
}

function putPolicy(call: Call): JsonObject {
  const key = recordFor(call);
  const content = text(call.input, 'Policy');
  try {
    checkDocument(content, true);
  } catch (thrown) {
    throw new AwsError('MalformedPolicyDocumentException', thrown instanceof Error ? thrown.message : '');
  }
  key.policy = content;
  return {};
}

const resource = (call: Call): string => findKey(call.world, call.region, text(call.input, 'KeyId'))?.arn ?? call.world.arn(call.region, 'kms', `key/${text(call.input, 'KeyId')}`);
const paged = <T>(call: Call, all: readonly T[], member: string, body: (item: T) => JsonObject): JsonObject => {
  const { items, next } = page(all, optional(call.input, 'Marker'), number(call.input, 'Limit') ?? (member === 'Keys' ? 100 : 50), badMarker);
  return { [member]: items.map(body), Truncated: next !== undefined, NextMarker: next };
};
const paging = { Limit: num(1, 1000), Marker: str({ min: 1, max: 1024, pattern: '[\\u0020-\\u00FF]*' }) };

const own = { input: struct({ KeyId: keyId }, 'KeyId'), resource, ownRules: true } as const;

export const kms: Service = {
  name: 'kms', actions: 'kms',
  operations: {
    ListKeys: { input: struct(paging), run: (call) => paged(call, keys(call.world, call.region), 'Keys', (key) => ({ KeyId: key.id, KeyArn: key.arn })) },
    ListAliases: {
      input: struct({ ...paging, KeyId: keyId }),
      run: (call) => {
        const only = optional(call.input, 'KeyId') === undefined ? undefined : keyOf(call);
        const named = keys(call.world, call.region).filter((key) => key.alias !== undefined && (only === undefined || only.id === key.id));
        const found = named.map((key): JsonObject => ({ AliasName: key.alias, AliasArn: call.world.arn(call.region, 'kms', key.alias ?? ''), TargetKeyId: key.id, CreationDate: seconds(key.created), LastUpdatedDate: seconds(key.created) }));
        // services create their aliases before they create the keys
        const unused: JsonObject = { AliasName: 'alias/aws/sagemaker', AliasArn: call.world.arn(call.region, 'kms', 'alias/aws/sagemaker') };
        return paged(call, only === undefined ? [...found, unused] : found, 'Aliases', (alias) => alias);
      },
    },
    DescribeKey: {
      ...own,
      run: (call) => {
        const key = keyFor(call);
        return { KeyMetadata: {
          AWSAccountId: call.world.account, KeyId: key.id, Arn: key.arn, CreationDate: seconds(key.created), Enabled: key.state === 'Enabled', Description: key.description, KeyUsage: key.usage, KeyState: key.state, Origin: key.state === 'PendingImport' ? 'EXTERNAL' : 'AWS_KMS',
          KeyManager: key.manager, KeySpec: key.spec, CustomerMasterKeySpec: key.spec, MultiRegion: key.multiRegion, ...(key.deletion === undefined ? {} : { DeletionDate: seconds(key.deletion) }), ...(key.usage === 'ENCRYPT_DECRYPT' ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] } : {}),
        } };
      },
    },
    GetKeyPolicy: { ...own, run: (call) => ({ Policy: keyFor(call).policy, PolicyName: 'default' }) },
    PutKeyPolicy: { input: struct({ KeyId: keyId, PolicyName: str({ min: 1, max: 128, pattern: '[\\w]+' }), Policy: str({ min: 1, max: 131_072, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' }) }, 'KeyId', 'Policy'), resource, ownRules: true, run: putPolicy },
    CreateGrant: { input: struct({ KeyId: keyId, GranteePrincipal: str({ min: 1, max: 256, pattern: '^[\\w+=,.@:/-]+$' }), Operations: listOf(anything), DryRun: bool }, 'KeyId', 'Operations'), resource, ownRules: true, run: createGrant },
    ListGrants: { input: struct({ ...paging, KeyId: keyId }, 'KeyId'), resource, ownRules: true, run: listGrants },
    EnableKey: { ...own, run: turn('Enabled') },
    DisableKey: { ...own, run: turn('Disabled') },
    ScheduleKeyDeletion: { input: struct({ KeyId: keyId, PendingWindowInDays: num(1, 365) }, 'KeyId'), resource, ownRules: true, run: schedule },
    CancelKeyDeletion: { ...own, run: (call) => { const key = recordFor(call); key.state = 'Disabled'; delete key.deletion; return { KeyId: keyOf(call).arn }; } },
  },
};
