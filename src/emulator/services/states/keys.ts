import type { KeyRecord } from '../../core/records.js';
import type { World } from '../../core/world.js';
import { findKey, keysOf, usualPolicy } from '../kms/keys.js';
import type { StateKind, StateRule } from './common.js';

/** A key of the emulator's own region, that of the ML endpoints when the state names none. */
function keyOf(world: World, rule: StateRule): KeyRecord {
  const name = rule.on ?? 'alias/ml-endpoints';
  const found = keysOf(world, world.region).get(findKey(world, world.region, name)?.id ?? '');
  if (found === undefined) throw new Error(`There is no key ${name}.`);
  return found;
}

/** States of the keys in the emulator's own region. */
export const keyStates: Readonly<Record<string, StateKind>> = {
  keyDisabled: { help: 'the KMS key `on` is disabled', apply: (world, rule) => { keyOf(world, rule).state = 'Disabled'; } },
  keyPendingDeletion: { help: 'the KMS key `on` is going to be deleted', apply: (world, rule) => { Object.assign(keyOf(world, rule), { state: 'PendingDeletion', deletion: world.clock.date() + 30 * 86_400_000 }); } },
  keyPendingImport: { help: 'the KMS key `on` has no key material', apply: (world, rule) => { keyOf(world, rule).state = 'PendingImport'; } },
  keyForeign: { help: 'the policy of the KMS key `on` lets neither the caller nor the execution role use it', apply: (world, rule) => { keyOf(world, rule).policy = usualPolicy(world, 'TeamB', false); } },
  keyWithoutRole: {
    help: 'the policy of the KMS key `on` lets the caller use it, but not the execution role',
    apply: (world, rule) => {
      const start = `arn:${world.identity.arn.split(':')[1] ?? 'aws'}:iam::${world.account}:`;
      const caller = /:assumed-role\/([^/]+)\//.exec(world.identity.arn)?.[1];
      keyOf(world, rule).policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: caller === undefined ? world.identity.arn : `${start}role/${caller}` }, Action: 'kms:*', Resource: '*' }] });
    },
  },
};
