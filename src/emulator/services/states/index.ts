import type { World } from '../../core/world.js';
import { seedMany } from '../manySeed.js';
import type { StateKind, StateRule } from './common.js';
import { identityStates } from './identity.js';
import { keyStates } from './keys.js';
import { networkStates } from './network.js';
import { otherStates } from './others.js';

export type { StateRule } from './common.js';

/** Every state by its name. */
export const stateKinds: Readonly<Record<string, StateKind>> = { ...identityStates, ...networkStates, ...keyStates, ...otherStates };

/** Puts the account's identities, networks, keys, bucket policies, quota requests and subscriptions back to what they are at the start. */
function restore(world: World): void {
  delete world.state.iam;
  delete world.state.unsubscribed;
  for (const bucket of world.state.buckets.values()) delete bucket.policy;
  for (const region of world.state.regions.values()) {
    delete region.network;
    delete region.keys;
    delete region.quotaRequests;
  }
}

/** Puts the account into these states, and into no others. Throws an error that says which one cannot be. */
export function setStates(world: World, rules: readonly StateRule[]): void {
  restore(world);
  if (world.state.big === true) seedMany(world);
  for (const rule of rules) stateKinds[rule.state]?.apply(world, rule);
  world.changed();
}

const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  state: (value) => typeof value === 'string', on: (value) => typeof value === 'string',
  actions: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
};

/** Checks states that come over HTTP; throws an error that says which one is wrong. */
export function readStateRules(value: unknown): StateRule[] {
  if (!Array.isArray(value)) throw new Error('States must be a JSON array.');
  return value.map((entry: unknown, index) => {
    const rule = entry as Partial<Record<string, unknown>> | null;
    if (typeof rule !== 'object' || rule === null || typeof rule['state'] !== 'string' || !Object.hasOwn(stateKinds, rule['state'])) throw new Error(`State ${index + 1} has no known name. Use one of: ${Object.keys(stateKinds).join(', ')}.`);
    for (const [name, member] of Object.entries(rule)) {
      if (!Object.hasOwn(members, name)) throw new Error(`State ${index + 1} has no member ${name}. Use: ${Object.keys(members).join(', ')}.`);
      if (members[name]?.(member) !== true) throw new Error(`State ${index + 1} has a ${name} that cannot be used.`);
    }
    return rule as unknown as StateRule;
  });
}
