import { decide, refusalText, type Asking } from '../iam/authorize.js';
import { partitionOf } from '../../core/regions.js';
import type { KeyRecord } from '../../core/records.js';
import type { Call, World } from '../../core/world.js';

export interface Key extends KeyRecord { arn: string }

const policy = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Id: 'emulated-key-policy', Statement: statements }, null, 2);

/** The policy of a key that the account's own policies and its SageMaker role may use. */
export function usualPolicy(world: World, roleName = 'service-role/AmazonSageMaker-ExecutionRole-20260101T000000', account = true): string {
  const start = `arn:${partitionOf(world.region)}:iam::${world.account}:`;
  const role = { AWS: `${start}role/${roleName}` };
  return policy(
    ...(account ? [{ Sid: 'Account', Effect: 'Allow', Principal: { AWS: `${start}root` }, Action: 'kms:*', Resource: '*' }] : [{ Sid: 'Administration', Effect: 'Allow', Principal: { AWS: `${start}root` }, Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:Put*', 'kms:Enable*', 'kms:Disable*', 'kms:ScheduleKeyDeletion'], Resource: '*' }]),
    { Sid: 'Use', Effect: 'Allow', Principal: role, Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'], Resource: '*' },
    { Sid: 'Grants', Effect: 'Allow', Principal: role, Action: 'kms:CreateGrant', Resource: '*', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
  );
}

/** Keys that can be used and keys that cannot, each for another reason. */
function seedKeys(world: World): Map<string, KeyRecord> {
  const usual = usualPolicy(world);
  const make = (n: number, description: string, more: Partial<KeyRecord> = {}): KeyRecord =>
    ({ id: `00000000-aaaa-bbbb-cccc-00000000000${n}`, state: 'Enabled', manager: 'CUSTOMER', description, usage: 'ENCRYPT_DECRYPT', spec: 'SYMMETRIC_DEFAULT', multiRegion: false, policy: usual, grants: [], created: Date.UTC(2026, 0, n), ...more });
  const all = [
    make(1, 'Volumes of ML endpoints', { alias: 'alias/ml-endpoints' }),
    make(2, 'Retired key', { alias: 'alias/ml-retired', state: 'Disabled' }),
    make(3, 'Default key for S3', { alias: 'alias/aws/s3', manager: 'AWS' }),
    make(4, 'Key without an alias'),
    make(5, 'Signs release notes', { alias: 'alias/release-signing', usage: 'SIGN_VERIFY', spec: 'RSA_2048' }),
    make(6, 'Leaving', { alias: 'alias/ml-leaving', state: 'PendingDeletion', deletion: Date.UTC(2030, 0, 1) }),
    make(7, 'Imported key material is missing', { alias: 'alias/ml-import', state: 'PendingImport' }),
    make(8, 'Of another team', { policy: usualPolicy(world, 'TeamB', false) }),
  ];
  return new Map(all.map((key) => [key.id, key]));
}

export const keysOf = (world: World, region: string): Map<string, KeyRecord> => (world.in(region).keys ??= seedKeys(world));
export const keyArn = (world: World, region: string, key: KeyRecord): string => world.arn(region, 'kms', `key/${key.id}`);

/** The KMS keys of a region of the emulated account. */
export const keys = (world: World, region: string): Key[] => [...keysOf(world, region).values()].map((key) => ({ ...key, arn: keyArn(world, region, key) }));

/** A key by id, ARN, alias or alias ARN. */
export function findKey(world: World, region: string, name: string): Key | undefined {
  const aliasArn = (key: Key): string | undefined => (key.alias === undefined ? undefined : world.arn(region, 'kms', key.alias));
  return keys(world, region).find((key) => [key.id, key.arn, key.alias, aliasArn(key)].includes(name));
}

/** What KMS says of a name that no key has. */
export function missingKey(world: World, region: string, name: string): string {
  const arn = name.startsWith('arn:') ? name : world.arn(region, 'kms', name.startsWith('alias/') ? name : `key/${name}`);
  return name.includes('alias/') ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`;
}

/** Why the state of a key does not let it be used, with the name of the error; undefined where it does. */
export function unusable(key: Key): { code: string; text: string } | undefined {
  if (key.state === 'Enabled') return undefined;
  if (key.state === 'Disabled') return { code: 'DisabledException', text: `${key.arn} is disabled.` };
  return { code: 'KMSInvalidStateException', text: `${key.arn} is ${key.state === 'PendingDeletion' ? 'pending deletion' : 'pending import'}.` };
}

/** The key's own policy beside those of who asks. */
export const keyPolicy = (key: KeyRecord): Required<Pick<Asking, 'resourcePolicy'>> => ({ resourcePolicy: { policies: [{ id: key.id, type: 'resource', text: key.policy }], only: true } });

/** Why somebody may not use a key for something, in the words of IAM; undefined where it may. */
export function keyRefusal(call: Call, arn: string, key: Key, action: string, forResource: boolean): string | undefined {
  const asking = { action, resource: key.arn, context: { 'kms:GrantIsForAWSResource': [String(forResource)], ...(forResource ? { 'kms:ViaService': [`sagemaker.${call.region}.amazonaws.com`] } : {}) }, ...keyPolicy(key) };
  const verdict = decide(call, arn, asking);
  return verdict.decision === 'allowed' ? undefined : refusalText(arn, asking, verdict);
}
