import type { RoleCandidate } from '../../deploy/formDefaults.js';
import type { AccountPort } from '../../deploy/ports.js';
import type { DefaultRole } from '../../shared/account.js';
import { t } from '../../shared/l10n.js';

/** Roles that go before the one that AWS's own tools would use. */
export interface PreferredRoles {
  readonly remembered: string | undefined;
  /** From settings and files, the one that wins first. */
  readonly configured: readonly RoleCandidate[];
}

/** The role to deploy with where nobody chooses one. @throws ServiceError where not even the caller's identity is known */
export async function findDefaultRole(account: AccountPort, { remembered, configured: [configured] }: PreferredRoles, signal?: AbortSignal): Promise<DefaultRole> {
  if (remembered !== undefined) {
    const trusted = await trust(account, remembered, signal);
    // one that was deleted since is not offered
    if (trusted !== 'gone') return { arn: remembered, source: t('your last choice for this profile and region'), trusted };
  }
  if (configured !== undefined) {
    const trusted = await trust(account, configured.arn, signal);
    return { ...configured, trusted: trusted === 'gone' ? undefined : trusted };
  }
  return account.defaultRole(signal);
}

/** Undefined where nobody may look. */
async function trust(account: AccountPort, arn: string, signal: AbortSignal | undefined): Promise<boolean | undefined | 'gone'> {
  try {
    const found = await account.role(arn, signal);
    return found === undefined ? 'gone' : found.trusted;
  } catch {
    return undefined;
  }
}
