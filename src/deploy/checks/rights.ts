import type { AccessRefusal } from './answers.js';
import { accountOf } from '../../shared/accountOf.js';
import { chosenRole } from '../../shared/form.js';
import type { CheckRow } from '../../shared/protocol.js';
import { statementText } from '../../shared/statement.js';
import { type AccessNeed, type AccessRow, accessNeeds } from '../access.js';
import type { Answer } from '../missing.js';
import { type Ask, type Fact, PENDING, type Subject, unasked } from './fact.js';
import type { IdentityFacts } from './identity.js';
import { enumerated, ok, plural, problem, remedy, type Remedy, unanswered, unknown } from './row.js';

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
  if (!plan) return { callerRights: unasked('complete the form first.'), roleRights: unasked('complete the form first.') };
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
    roleRights: account.accountId === undefined || accountOf(role) === account.accountId ? of('role', role) : unasked('the role is of another account.'),
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
  /** "You", "The role": who may not. */
  readonly who: string;
  readonly good: string;
}

export function rightsRows({ callerRights, roleRights }: RightsFacts): CheckRow[] {
  return [
    rightsRow('callerRights', callerRights, { what: 'Your rights to deploy', who: 'You', good: 'You may create and tag model, endpoint config and endpoint, and pass the role' }),
    rightsRow('roleRights', roleRights, { what: 'Rights of the role', who: 'The role', good: 'The role may pull the image and write logs and metrics' }),
    ...artifactRow(roleRights),
  ];
}

/** JumpStart's bucket for gated models asks nothing of the role. */
function artifactRow(roleRights: Fact<Rights>): CheckRow[] {
  if (roleRights.status === 'known' && !roleRights.value.needs.some(({ row }) => row === 'artifactRights')) return [];
  return [rightsRow('artifactRights', roleRights, { what: 'The role may read the model\'s files', who: 'The role', good: 'The role may read the model\'s files' })];
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
    return unknown(row, `${what}: not known. Whether ${lower(who)} may call ${enumerated(actionsOf(refused))} depends on ${enumerated(keys)}.`,
      `The policies have conditions on ${enumerated(keys)}, and IAM's simulation (iam:SimulatePrincipalPolicy) is not told their values. You can deploy without.`);
  }
  return ok(row, good);
}

/** A policy with conditions may allow it all the same. */
export function isOpen({ decision, by, missingContext }: AccessRefusal): boolean {
  return decision === 'implicitDeny' && by === 'policies' && missingContext.length > 0;
}

export function refusedRow(row: string, who: string, needs: readonly AccessNeed[], refused: readonly AccessRefusal[]): CheckRow {
  const worst = refused.find(({ by }) => by === 'organization') ?? refused.find(({ decision }) => decision === 'explicitDeny') ?? refused[0];
  if (worst === undefined) return ok(row, `${who} may do all of it`);
  const alike = refused.filter(({ by, decision }) => by === worst.by && decision === worst.decision);
  const why = needs.filter(({ id }) => alike.some(({ needId }) => needId === id)).map((need) => need.why);
  const [first = ''] = why;
  const purpose = why.length > 1 ? `${first}, and ${plural(why.length - 1, 'more step')}` : first;
  return problem(row, `${who} may not call ${enumerated(actionsOf(alike))} (to ${purpose}): ${reasonOf(worst, who)}`, ...(worst.by === 'organization' ? [] : [copyMissing(needs, alike)]), remedy('Copy message for admin', { kind: 'copyForAdmin' }));
}

function reasonOf({ decision, by }: AccessRefusal, who: string): string {
  if (by === 'organization') {
    return `${decision === 'explicitDeny' ? 'a policy of your organisation denies it' : 'your organisation\'s policies do not allow it'}. Only the organisation's administrator can lift that; no permission in this account would help.`;
  }
  const whose = who === 'You' ? 'your' : 'its';
  if (by === 'boundary') return `${whose} permissions boundary does not allow it. Ask your administrator to add it there.`;
  return decision === 'explicitDeny' ? `one of ${whose} policies denies it explicitly. Ask your administrator to change that statement.` : `none of ${whose} policies allows it. Ask your administrator to add the statement.`;
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
  return remedy(statements.length > 1 ? 'Copy missing statements' : 'Copy missing statement', { kind: 'copy', text: statements.join(',\n') });
}

function lower(who: string): string {
  return who.charAt(0).toLowerCase() + who.slice(1);
}
