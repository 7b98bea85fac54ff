import { partitionOf } from '../../catalog/regions.js';
import type { ModelSpec } from '../../catalog/spec.js';
import { accessNeeds } from '../../deploy/access.js';
import { adminMessage } from '../../deploy/adminMessage.js';
import { type Answers, missingOf } from '../../deploy/missing.js';
import { type Account, type PlanResult, plan } from '../../deploy/plan.js';
import { grantsFor } from '../../deploy/policies.js';
import type { DeploymentForm } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import { ServiceError } from '../../shared/serviceError.js';

/** What the role is called in the policies of who has none yet. */
const PROPOSED_ROLE = 'JumpStartExecutionRole';

/**
 * The rights of the deployment that the form asks for, as a message for who grants them. Who has no role yet is told what one needs.
 * @param answers what IAM said, by the id of a need
 * @throws ServiceError where a problem of the form keeps the rights from being known
 */
export function policyMessage(spec: ModelSpec, form: DeploymentForm, account: Account, callerArn: string | undefined, answers: Answers): string {
  // whether a licence is accepted changes no right
  const accepted = { ...form, acceptEula: true, acceptDeprecated: true, acceptVulnerable: true };
  const asked = plan(spec, accepted, account);
  const lacksRole = !asked.ok && account.accountId !== undefined && asked.refusals.every(({ field }) => field === 'role');
  const made = lacksRole ? withProposedRole(spec, accepted, account) : asked;
  if (!made.ok) throw new ServiceError('invalid', t('Which rights the deployment needs is known once the form is complete. {0}', made.refusals[0]?.message ?? '').trim());
  const grants = grantsFor(made.plan, accessNeeds(made.plan, account), callerArn);
  return adminMessage({ plan: made.plan, accountId: account.accountId, callerArn, roleIsProposed: lacksRole, missing: missingOf(grants, answers) });
}

function withProposedRole(spec: ModelSpec, form: DeploymentForm, account: Account): PlanResult {
  const arn = `arn:${partitionOf(account.region)}:iam::${account.accountId ?? ''}:role/${PROPOSED_ROLE}`;
  return plan(spec, { ...form, role: { ...form.role, mode: 'input', typed: arn } }, account);
}
