import type { Identity } from '../../shared/account.js';
import type { CheckRow } from '../../shared/protocol.js';
import type { Fact } from './fact.js';
import { ok, problem, remedy, unanswered } from './row.js';

export interface IdentityFacts {
  readonly now: Date;
  readonly identity: Fact<Identity>;
}

/** Minutes in which a deployment's three calls are made, with time to think about VS Code's question. */
const SOON = 5;

export function identityRow({ identity, now }: IdentityFacts): CheckRow {
  if (identity.status === 'pending') return unanswered('identity', 'Sign-in', identity);
  if (identity.status === 'unknown') return problem('identity', identity.reason, remedy('Sign in', { kind: 'signIn' }), remedy('Switch profile', { kind: 'switchProfile' }));
  const { arn, expiresAt } = identity.value;
  const who = arn.split(':').at(-1) ?? arn;
  if (expiresAt === undefined) return ok('identity', `Signed in as ${who}`);
  const minutes = Math.floor((Date.parse(expiresAt) - now.getTime()) / 60_000);
  if (minutes < SOON) return problem('identity', `Your sign-in as ${who} ${minutes < 0 ? 'has expired' : `expires in ${minutes} min`}.`, remedy('Sign in again', { kind: 'signIn' }));
  return ok('identity', `Signed in as ${who}, ${minutes >= 120 ? `${Math.floor(minutes / 60)} h` : `${minutes} min`} left`);
}
