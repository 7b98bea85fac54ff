import type { Identity } from '../../shared/account.js';
import { t } from '../../shared/l10n.js';
import { type CheckRow, OPEN_SETTINGS } from '../../shared/protocol.js';
import type { Fact } from './fact.js';
import { ok, problem, remedy, unanswered } from './row.js';

export interface IdentityFacts {
  readonly now: Date;
  readonly identity: Fact<Identity>;
}

/** Minutes in which a deployment's three calls are made, with time to think about VS Code's question. */
const SOON = 5;

export function identityRow({ identity, now }: IdentityFacts): CheckRow {
  if (identity.status === 'pending') return unanswered('identity', t('Sign-in'), identity);
  if (identity.status === 'unknown' && identity.kind === 'setting') return problem('identity', identity.reason, OPEN_SETTINGS);
  if (identity.status === 'unknown') return problem('identity', identity.reason, remedy(t('Sign in'), { kind: 'signIn' }), remedy(t('Switch profile'), { kind: 'switchProfile' }));
  const { arn, expiresAt } = identity.value;
  const who = arn.split(':').at(-1) ?? arn;
  if (expiresAt === undefined) return ok('identity', t('Signed in as {0}', who));
  const minutes = Math.floor((Date.parse(expiresAt) - now.getTime()) / 60_000);
  if (minutes < SOON) return problem('identity', minutes < 0 ? t('Your sign-in as {0} has expired.', who) : t('Your sign-in as {0} expires in {1} min.', who, minutes), remedy(t('Sign in again'), { kind: 'signIn' }));
  return ok('identity', minutes >= 120 ? t('Signed in as {0}, {1} h left', who, Math.floor(minutes / 60)) : t('Signed in as {0}, {1} min left', who, minutes));
}
