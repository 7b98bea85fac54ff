import type { RoleDetails } from './answers.js';
import { accountOf } from '../../shared/accountOf.js';
import { ROLE_ARN_PATTERN } from '../../shared/constraints.js';
import { chosenRole } from '../../shared/form.js';
import { type Json, type JsonObject, isObject } from '../../shared/json.js';
import { t } from '../../shared/l10n.js';
import type { CheckRow } from '../../shared/protocol.js';
import { SAGEMAKER_PRINCIPAL } from '../access.js';
import { type Ask, type Fact, PENDING, type Subject, unasked } from './fact.js';
import { ok, problem, remedy, unanswered } from './row.js';

export interface RoleFacts {
  /** Undefined where there is no such role. */
  readonly role: Fact<RoleDetails | undefined>;
}

export function roleFacts({ form, account }: Subject, ask: Ask): RoleFacts {
  const arn = chosenRole(form, account.defaultRole);
  if (arn === '' && account.defaultRolePending === true) return { role: PENDING };
  return { role: ROLE_ARN_PATTERN.test(arn) ? ask(`role ${arn}`, (ports, signal) => ports.account.role(arn, signal)) : unasked(t('choose a role first.')) };
}

export function roleRow({ form, account }: Subject, { role }: RoleFacts): CheckRow {
  const arn = chosenRole(form, account.defaultRole);
  if (arn === '' && form.role.mode === 'default' && account.defaultRolePending === true && role.status !== 'known') return { ...unanswered('role', t('Execution role'), role), field: 'role' };
  if (arn === '') return problem('role', t('No execution role is chosen.'));
  const owner = accountOf(arn);
  if (account.accountId !== undefined && owner !== account.accountId) return problem('role', t('The role is of account {0}, but you deploy into {1}. Choose a role of that account.', owner, account.accountId));
  if (role.status !== 'known') return unanswered('role', t('Role trusts SageMaker'), role);
  const name = arn.split('/').at(-1) ?? arn;
  if (!role.value) return problem('role', t('There is no role {0} in this account.', name));
  return role.value.trusted ? ok('role', t('The role {0} exists and trusts SageMaker', name))
    : problem('role', t('The role does not trust SageMaker: its trust policy must allow sagemaker.amazonaws.com to call sts:AssumeRole. Add the statement that the lines marked + show.'),
      remedy(t('Copy the change'), { kind: 'copy', text: trustChange(role.value.trustPolicy) }));
}

const TRUST: JsonObject = { Effect: 'Allow', Principal: { Service: SAGEMAKER_PRINCIPAL }, Action: 'sts:AssumeRole' };

/** The trust policy as it is, with what has to come in as lines that begin with `+`. */
function trustChange(document: string | undefined): string {
  const policy = parse(document);
  const statements = policy['Statement'] === undefined ? [] : Array.isArray(policy['Statement']) ? policy['Statement'] : [policy['Statement']];
  const now = JSON.stringify({ ...policy, Statement: statements }, null, 2).split('\n');
  const wanted = JSON.stringify({ Version: '2012-10-17', ...policy, Statement: [...statements, TRUST] }, null, 2).split('\n');
  return marked(now, wanted);
}

function parse(document: string | undefined): { [key: string]: Json } {
  try {
    const parsed: unknown = JSON.parse(document ?? '{}');
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** Of two texts that share a beginning and an end: both, with what differs between marked. */
function marked(now: readonly string[], wanted: readonly string[]): string {
  let start = 0;
  while (start < now.length && now[start] === wanted[start]) start++;
  let end = 0;
  while (end < now.length - start && now.at(-1 - end) === wanted.at(-1 - end)) end++;
  const between = (lines: readonly string[]): readonly string[] => lines.slice(start, lines.length - end);
  return [...wanted.slice(0, start).map((l) => `  ${l}`), ...between(now).map((l) => `- ${l}`), ...between(wanted).map((l) => `+ ${l}`), ...wanted.slice(wanted.length - end).map((l) => `  ${l}`)].join('\n');
}
