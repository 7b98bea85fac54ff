import type { AccessRefusal } from './answers.js';
import { accountOf } from '../../shared/accountOf.js';
import { chosenRole } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import type { CheckRow } from '../../shared/protocol.js';
import { statementText } from '../../shared/statement.js';
import { type AccessNeed, type AccessRow, accessNeeds } from '../access.js';
import type { Answer } from '../missing.js';
import { type Ask, type Fact, PENDING, type Subject, unasked } from './fact.js';
import type { IdentityFacts } from './identity.js';
import { enumerated, ok, problem, remedy, type Remedy, unanswered, unknown } from './row.js';

/** What IAM's simulation says of the rights of one principal. */
export interface Rights {
  readonly needs: readonly AccessNeed[];
  readonly refusals: readonly AccessRefusal[];
}

export interface RightsFacts {
  readonly callerRights: Fact<Rights>;
  readonly roleRights: Fact<Rights>;
}

export function rightsFacts(subject: Subject, { identity }: IdentityFacts, ask: Ask): RightsFacts {
  const { plan, account, form } = subject;
  const role = chosenRole(form, account.defaultRole);
  if (role === '' && account.defaultRolePending === true) return { callerRights: PENDING, roleRights: PENDING };
  if (!plan) return { callerRights: unasked(t('complete the form first.')), roleRights: unasked(t('complete the form first.')) };
  const needs = accessNeeds(plan, account);
  const of = (principal: AccessNeed['principal'], arn: string): Fact<Rights> => {
    const asked = needs.filter((need) => need.principal === principal);
    const refusals = ask(`rights of ${arn}: ${JSON.stringify(asked.map(({ actions, resources, context }) => [actions, resources, context]))}`, (ports, signal) => ports.account.simulate(arn, asked, signal));
    if (refusals.status !== 'known') return refusals;
    // what is open to everybody needs no policy of one's own
    const open = new Set(asked.filter((need) => need.public).map(({ id }) => id));
    return { status: 'known', value: { needs: asked, refusals: refusals.value.filter(({ needId, decision }) => decision === 'explicitDeny' || !open.has(needId)) } };
  };
  return {
    callerRights: identity.status === 'known' ? of('caller', identity.value.arn) : identity,
    roleRights: account.accountId === undefined || accountOf(role) === account.accountId ? of('role', role) : unasked(t('the role is of another account.')),
  };
}

/** The same by the id of a need, for the message to who grants rights. */
export function rightsAnswers({ callerRights, roleRights }: RightsFacts): [string, Answer][] {
  const known = [callerRights, roleRights].flatMap((fact) => (fact.status === 'known' ? [fact.value] : []));
  return known.flatMap(({ needs, refusals }) => needs.map(({ id }): [string, Answer] => {
    const own = refusals.filter(({ needId }) => needId === id);
    const firm = own.find(({ decision }) => decision === 'explicitDeny') ?? own.find((refusal) => !isOpen(refusal));
    const decision = firm?.decision ?? (own.length > 0 ? 'unknown' : 'allowed');
    return [id, { decision, byOrganization: own.some(({ by }) => by === 'organization') }];
  }));
}

interface Words {
  readonly what: string;
  readonly who: AccessNeed['principal'];
  readonly good: string;
}

export function rightsRows({ callerRights, roleRights }: RightsFacts): CheckRow[] {
  return [
    rightsRow('callerRights', callerRights, { what: t('Your rights to deploy'), who: 'caller', good: t('You may create and tag model, endpoint config and endpoint, and pass the role') }),
    rightsRow('roleRights', roleRights, { what: t('Rights of the role'), who: 'role', good: t('The role may pull the image and write logs and metrics') }),
    ...artifactRow(roleRights),
  ];
}

/** JumpStart's bucket for gated models asks nothing of the role. */
function artifactRow(roleRights: Fact<Rights>): CheckRow[] {
  if (roleRights.status === 'known' && !roleRights.value.needs.some(({ row }) => row === 'artifactRights')) return [];
  return [rightsRow('artifactRights', roleRights, { what: t('The role may read the model\'s files'), who: 'role', good: t('The role may read the model\'s files') })];
}

/** One row of what the simulation says; a hint, because it does not see every policy that AWS applies. */
export function rightsRow(row: AccessRow, rights: Fact<Rights>, { what, who, good }: Words): CheckRow {
  if (rights.status !== 'known') return unanswered(row, what, rights);
  const needs = rights.value.needs.filter((need) => need.row === row);
  const refused = rights.value.refusals.filter(({ needId }) => needs.some(({ id }) => id === needId));
  const firm = refused.filter((refusal) => !isOpen(refusal));
  if (firm.length > 0) return refusedRow(row, who, needs, firm);
  if (refused.length > 0) {
    const keys = [...new Set(refused.flatMap(({ missingContext }) => missingContext))];
    const told = [what, enumerated(actionsOf(refused)), enumerated(keys)] as const;
    return unknown(row, who === 'caller' ? t('{0}: not known. Whether you may call {1} depends on {2}.', ...told) : t('{0}: not known. Whether the role may call {1} depends on {2}.', ...told),
      t('The policies have conditions on {0}, and IAM\'s simulation (iam:SimulatePrincipalPolicy) is not told their values. You can deploy without.', enumerated(keys)));
  }
  return ok(row, good);
}

/** A policy with conditions may allow it all the same. */
export function isOpen({ decision, by, missingContext }: AccessRefusal): boolean {
  return decision === 'implicitDeny' && by === 'policies' && missingContext.length > 0;
}

export function refusedRow(row: string, who: AccessNeed['principal'], needs: readonly AccessNeed[], refused: readonly AccessRefusal[]): CheckRow {
  const worst = refused.find(({ by }) => by === 'organization') ?? refused.find(({ decision }) => decision === 'explicitDeny') ?? refused[0];
  if (worst === undefined) return ok(row, who === 'caller' ? t('You may do all of it') : t('The role may do all of it'));
  const alike = refused.filter(({ by, decision }) => by === worst.by && decision === worst.decision);
  const why = needs.filter(({ id }) => alike.some(({ needId }) => needId === id)).map((need) => need.why);
  const [first = ''] = why;
  const purpose = why.length < 2 ? first : why.length === 2 ? t('{0}, and 1 more step', first) : t('{0}, and {1} more steps', first, why.length - 1);
  const told = [enumerated(actionsOf(alike)), purpose, reasonOf(worst, who)] as const;
  return problem(row, who === 'caller' ? t('You may not call {0} (to {1}): {2}', ...told) : t('The role may not call {0} (to {1}): {2}', ...told),
    ...(worst.by === 'organization' ? [] : [copyMissing(needs, alike)]), remedy(t('Copy message for admin'), { kind: 'copyForAdmin' }));
}

function reasonOf({ decision, by }: AccessRefusal, who: AccessNeed['principal']): string {
  if (by === 'organization') {
    return decision === 'explicitDeny'
      ? t('a policy of your organisation denies it. Only the organisation\'s administrator can lift that; no permission in this account would help.')
      : t('your organisation\'s policies do not allow it. Only the organisation\'s administrator can lift that; no permission in this account would help.');
  }
  const own = who === 'caller';
  if (by === 'boundary') {
    return own ? t('your permissions boundary does not allow it. Ask your administrator to add it there.') : t('its permissions boundary does not allow it. Ask your administrator to add it there.');
  }
  if (decision === 'explicitDeny') {
    return own ? t('one of your policies denies it explicitly. Ask your administrator to change that statement.')
      : t('one of its policies denies it explicitly. Ask your administrator to change that statement.');
  }
  return own ? t('none of your policies allows it. Ask your administrator to add the statement.') : t('none of its policies allows it. Ask your administrator to add the statement.');
}

function actionsOf(refused: readonly AccessRefusal[]): string[] {
  return [...new Set(refused.map(({ action }) => action))];
}

function copyMissing(needs: readonly AccessNeed[], refused: readonly AccessRefusal[]): Remedy {
  const statements = needs.flatMap(({ id, context }) => {
    const own = refused.filter(({ needId }) => needId === id);
    if (own.length === 0) return [];
    const condition = context['iam:PassedToService'] === undefined ? {} : { 'iam:PassedToService': context['iam:PassedToService'] };
    return [statementText(actionsOf(own), [...new Set(own.map(({ resource }) => resource))], condition)];
  });
  return remedy(statements.length > 1 ? t('Copy missing statements') : t('Copy missing statement'), { kind: 'copy', text: statements.join(',\n') });
}
