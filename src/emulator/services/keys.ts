import type { World } from '../core/world.js';

export interface Key { id: string; arn: string; alias?: string; state: 'Enabled' | 'Disabled' | 'PendingDeletion'; manager: 'CUSTOMER' | 'AWS'; description: string; usage: string; spec: string }

/** The KMS keys of a region of the emulated account. */
export function keys(world: World, region: string): Key[] {
  const make = (n: number, description: string, more: Partial<Key>): Key => {
    const id = `00000000-aaaa-bbbb-cccc-00000000000${n}`;
    return { id, arn: world.arn(region, 'kms', `key/${id}`), state: 'Enabled', manager: 'CUSTOMER', description, usage: 'ENCRYPT_DECRYPT', spec: 'SYMMETRIC_DEFAULT', ...more };
  };
  return [
    make(1, 'Volumes of ML endpoints', { alias: 'alias/ml-endpoints' }),
    make(2, 'Retired key', { alias: 'alias/ml-retired', state: 'Disabled' }),
    make(3, 'Default key for S3', { alias: 'alias/aws/s3', manager: 'AWS' }),
    make(4, 'Key without an alias', {}),
    make(5, 'Signs release notes', { alias: 'alias/release-signing', usage: 'SIGN_VERIFY', spec: 'RSA_2048' }),
  ];
}

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
