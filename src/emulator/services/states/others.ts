import type { BucketRecord } from '../../core/state.js';
import type { World } from '../../core/world.js';
import { lastPart, type StateKind, type StateRule } from './common.js';

function bucketOf(world: World, rule: StateRule): BucketRecord {
  const name = rule.on ?? `ml-models-${world.account}`;
  const found = world.state.buckets.get(lastPart(name.replace(/^arn:.*:/, '')));
  if (found === undefined) throw new Error(`There is no bucket ${name}.`);
  return found;
}

/** States of buckets and of the Marketplace. */
export const otherStates: Readonly<Record<string, StateKind>> = {
  bucketDenied: {
    help: 'the policy of the bucket `on` denies reading its objects to everybody',
    apply: (world, rule) => { bucketOf(world, rule).policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: '*' }] }); },
  },
  unsubscribed: { help: 'the account is not subscribed to the Marketplace product `on`, or to any', apply: (world, rule) => { world.state.unsubscribed = [...world.state.unsubscribed ?? [], rule.on ?? '*']; } },
};
