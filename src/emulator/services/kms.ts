import { AwsError } from '../core/errors.js';
import { number, optional, text, type JsonObject } from '../core/json.js';
import { denied, page, type Service } from '../core/service.js';
import { anything, bool, listOf, num, str, struct } from '../core/validation.js';
import type { Call } from '../core/world.js';
import { findKey, keys, missingKey, type Key } from './keys.js';

const keyId = str({ min: 1, max: 2048 });
const created = Date.UTC(2026, 0, 1) / 1000;
const badMarker = (): AwsError => new AwsError('InvalidMarkerException', 'The marker is not valid.');

function keyOf(call: Call): Key {
  const name = text(call.input, 'KeyId');
  const key = findKey(call.world, call.region, name);
  if (key !== undefined) return key;
  throw new AwsError('NotFoundException', missingKey(call.world, call.region, name));
}

function policy(call: Call): JsonObject {
  const root = `arn:aws:iam::${call.world.account}:root`;
  const roles = `arn:aws:iam::${call.world.account}:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000`;
  return {
    Version: '2012-10-17', Id: 'emulated-key-policy', Statement: [
      { Sid: 'Account', Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
      { Sid: 'Use', Effect: 'Allow', Principal: { AWS: roles }, Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'], Resource: '*' },
      { Sid: 'Grants', Effect: 'Allow', Principal: { AWS: roles }, Action: 'kms:CreateGrant', Resource: '*', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
    ],
  };
}

function createGrant(call: Call): JsonObject {
  const key = keyOf(call);
  if (key.manager === 'AWS' || call.world.faults.peek(call, 'kms') !== undefined) throw denied(call, 'kms:CreateGrant', key.arn);
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`);
  if (call.input['DryRun'] === true) throw new AwsError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.');
  return { GrantId: '0'.repeat(64), GrantToken: 'emulated' };
}

const resource = (call: Call): string => findKey(call.world, call.region, text(call.input, 'KeyId'))?.arn ?? call.world.arn(call.region, 'kms', `key/${text(call.input, 'KeyId')}`);
const paged = <T>(call: Call, all: readonly T[], member: string, body: (item: T) => JsonObject): JsonObject => {
  const { items, next } = page(all, optional(call.input, 'Marker'), number(call.input, 'Limit') ?? 100, badMarker);
  return { [member]: items.map(body), Truncated: next !== undefined, NextMarker: next };
};
const paging = { Limit: num(1, 1000), Marker: str({ min: 1, max: 1024, pattern: '[\\u0020-\\u00FF]*' }) };

export const kms: Service = {
  name: 'kms', actions: 'kms',
  operations: {
    ListKeys: { input: struct(paging), run: (call) => paged(call, keys(call.world, call.region), 'Keys', (key) => ({ KeyId: key.id, KeyArn: key.arn })) },
    ListAliases: {
      input: struct({ ...paging, KeyId: keyId }),
      run: (call) => {
        const only = optional(call.input, 'KeyId') === undefined ? undefined : keyOf(call);
        const named = keys(call.world, call.region).filter((key) => key.alias !== undefined && (only === undefined || only.id === key.id));
        const found = named.map((key): JsonObject => ({ AliasName: key.alias, AliasArn: call.world.arn(call.region, 'kms', key.alias ?? ''), TargetKeyId: key.id, CreationDate: created, LastUpdatedDate: created }));
        // services create their aliases before they create the keys
        const unused: JsonObject = { AliasName: 'alias/aws/sagemaker', AliasArn: call.world.arn(call.region, 'kms', 'alias/aws/sagemaker') };
        return paged(call, only === undefined ? [...found, unused] : found, 'Aliases', (alias) => alias);
      },
    },
    DescribeKey: {
      input: struct({ KeyId: keyId }, 'KeyId'), resource,
      run: (call) => {
        const key = keyOf(call);
        return { KeyMetadata: {
          AWSAccountId: call.world.account, KeyId: key.id, Arn: key.arn, CreationDate: created, Enabled: key.state === 'Enabled', Description: key.description, KeyUsage: key.usage, KeyState: key.state, Origin: 'AWS_KMS',
          KeyManager: key.manager, KeySpec: key.spec, CustomerMasterKeySpec: key.spec, MultiRegion: false, ...(key.usage === 'ENCRYPT_DECRYPT' ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] } : {}),
        } };
      },
    },
    GetKeyPolicy: { input: struct({ KeyId: keyId }, 'KeyId'), resource, run: (call) => { keyOf(call); return { Policy: JSON.stringify(policy(call)), PolicyName: 'default' }; } },
    CreateGrant: { input: struct({ KeyId: keyId, GranteePrincipal: str({ min: 1, max: 256, pattern: '^[\\w+=,.@:/-]+$' }), Operations: listOf(anything), DryRun: bool }, 'KeyId', 'Operations'), resource, run: createGrant },
  },
};
