import { hasEbsVolume } from '../../catalog/instanceTypes.js';
import type { KeyDetails } from './answers.js';
import { KMS_KEY_FORMS } from '../../shared/constraints.js';
import { chosenKey, chosenRole } from '../../shared/form.js';
import type { CheckRow } from '../../shared/protocol.js';
import { statementOf } from '../../shared/statement.js';
import type { AccessNeed } from '../access.js';
import { withoutSession } from '../../shared/callerArn.js';
import { t } from '../../shared/l10n.js';
import { type Ask, type Fact, type Subject, both, unasked } from './fact.js';
import type { IdentityFacts } from './identity.js';
import { type Judgement, judge } from './policy.js';
import { type Rights, type RightsFacts, isOpen, refusedRow } from './rights.js';
import { enumerated, ok, problem, remedy, unanswered, unknown } from './row.js';

export interface KeyFacts {
  /** Undefined where there is no such key. */
  readonly key: Fact<KeyDetails | undefined>;
  /** JSON. */
  readonly keyPolicy: Fact<string>;
  /** Whether KMS would make the grant for the caller; undefined where the key's state kept it from saying. */
  readonly grant: Fact<boolean | undefined>;
}

export function keyFacts({ form, account }: Subject, ask: Ask): KeyFacts {
  const id = chosenKey(form);
  const first = (reason: string): KeyFacts => ({ key: unasked(reason), keyPolicy: unasked(reason), grant: unasked(reason) });
  if (!KMS_KEY_FORMS.test(id)) return first(t('choose a key first.'));
  if (regionOf(id) !== undefined && regionOf(id) !== account.region) return first(t('the key is of another region.'));
  const role = chosenRole(form, account.defaultRole);
  const key = ask(`key ${id}`, (ports, signal) => ports.account.key(id, signal));
  // a policy is read by key id or ARN, not by alias
  const arn = /alias\//.test(id) ? (key.status === 'known' ? key.value?.arn : undefined) : id;
  const waiting: Fact<never> = key.status === 'known' ? unasked(t('there is no such key.')) : key;
  return {
    key,
    keyPolicy: arn === undefined ? waiting : ask(`key policy ${arn}`, (ports, signal) => ports.account.keyPolicy(arn, signal)),
    grant: arn === undefined ? waiting : role === '' ? unasked(t('choose a role first.')) : ask(`key grant ${arn} ${role}`, (ports, signal) => ports.account.mayGrant(arn, role, signal)),
  };
}

function regionOf(key: string): string | undefined {
  return key.startsWith('arn:') ? key.split(':')[3] : undefined;
}

export function keyRows(subject: Subject, facts: KeyFacts & RightsFacts & IdentityFacts): CheckRow[] {
  if (chosenKey(subject.form) === '') return [];
  const row = keyRow(subject, facts);
  const { identity, keyPolicy } = facts;
  const role = chosenRole(subject.form, subject.account.defaultRole);
  return [row, callerRow(facts, identity.status === 'known' ? identity.value.arn : ''), useRow('keyRole', role, facts.roleRights, keyPolicy)];
}

function keyRow({ form, resolution: { instanceType }, account: { region } }: Subject, { key }: KeyFacts): CheckRow {
  const id = chosenKey(form);
  const elsewhere = regionOf(id);
  if (KMS_KEY_FORMS.test(id) && elsewhere !== undefined && elsewhere !== region) return problem('key', t('The key is of {0}, but you deploy into {1}. Choose a key of that region, or a replica there.', elsewhere, region));
  if (key.status !== 'known') return unanswered('key', t('Encryption key'), key);
  if (!key.value) return problem('key', t('There is no key {0} in {1}. Choose another key.', id, region));
  const { state, manager, usage, spec, alias } = key.value;
  const name = alias ?? id;
  if (manager === 'AWS') return problem('key', t('{0} is a key that AWS manages, and nobody may grant its use. Choose a key of your own, or the default.', name));
  if (usage !== 'ENCRYPT_DECRYPT' || spec !== 'SYMMETRIC_DEFAULT') return problem('key', t('The key {0} does not encrypt volumes: it is of the kind {1}, for {2}. Choose a symmetric key for encryption.', name, spec, usage));
  if (state !== 'Enabled') return problem('key', t('The key {0} is {1}. Enable it in KMS, or choose another key.', name, STATES[state] ?? t('in the state {0}', state)));
  return ok('key', instanceType === '' || hasEbsVolume(instanceType) ? t('The key is enabled, symmetric and in {0}', region)
    : t('The key is enabled, symmetric and in {0}. {1} keeps data on local storage, which AWS encrypts in hardware and not with your key', region, instanceType));
}

const STATES: Readonly<Record<string, string>> = { Disabled: t('disabled'), PendingDeletion: t('about to be deleted'), PendingImport: t('without its key material'), Unavailable: t('not available') };

/** KMS itself says it best; it knows nothing of grants that services make, so that its no is held against the policies. */
function callerRow({ grant, callerRights, keyPolicy }: KeyFacts & RightsFacts, caller: string): CheckRow {
  const what = t('You may let SageMaker use the key');
  if (grant.status === 'pending') return unanswered('keyCaller', what, grant);
  if (grant.status === 'known' && grant.value === true) return ok('keyCaller', what);
  if (grant.status === 'unknown' && grant.kind === undefined) return unanswered('keyCaller', what, grant);
  return useRow('keyCaller', caller, callerRights, keyPolicy);
}

type KeyRow = 'keyCaller' | 'keyRole';

function whoOf(row: KeyRow): AccessNeed['principal'] {
  return row === 'keyCaller' ? 'caller' : 'role';
}

/** The key's policy may allow it by itself, or leave it to the policies of the account. */
function useRow(row: KeyRow, principal: string, rights: Fact<Rights>, keyPolicy: Fact<string>): CheckRow {
  const what = row === 'keyRole' ? t('The role may use the key') : t('You may let SageMaker use the key');
  if (rights.status === 'pending' || keyPolicy.status === 'pending') return unanswered(row, what, { status: 'pending' });
  if (rights.status === 'known' && keyPolicy.status === 'known') return judgedRow(row, what, principal, rights.value, keyPolicy.value);
  if (rights.status === 'known') {
    const needs = rights.value.needs.filter((need) => need.row === row);
    const denied = rights.value.refusals.filter(({ needId, decision, by }) => (decision === 'explicitDeny' || by === 'organization') && needs.some(({ id }) => id === needId));
    if (denied.length > 0) return refusedRow(row, whoOf(row), needs, denied);
  }
  const open = both(keyPolicy, rights);
  return open.status === 'known' ? ok(row, what) : unanswered(row, what, open);
}

function judgedRow(row: KeyRow, what: string, principal: string, { needs: all, refusals }: Rights, policy: string): CheckRow {
  const needs = all.filter((need) => need.row === row);
  const says = needs.flatMap((need) => need.actions.map((action) => ({ need, action, says: saysOf(policy, need, action, principal), refusal: refusals.find(({ needId, action: of }) => needId === need.id && of === action) })));
  const refused = says.flatMap(({ says: judgement, refusal }) => {
    if (refusal === undefined) return [];
    return refusal.decision === 'explicitDeny' || refusal.by === 'organization' || (judgement === 'delegated' && !isOpen(refusal)) ? [refusal] : [];
  });
  if (refused.length > 0) return refusedRow(row, whoOf(row), needs, refused);
  const silent = says.filter(({ says: judgement }) => judgement === 'denied' || judgement === 'silent');
  if (silent.length > 0) {
    const actions = [...new Set(silent.map(({ action }) => action))];
    const statement = { Sid: 'JumpStartDeploy', ...statementOf(actions, ['*']), Principal: { AWS: principal } };
    return problem(row, row === 'keyCaller' ? t('The key\'s policy does not let you call {0}, nor leaves it to the policies of the account. Ask who administers the key to add the statement.', enumerated(actions))
      : t('The key\'s policy does not let the role call {0}, nor leaves it to the policies of the account. Ask who administers the key to add the statement.', enumerated(actions)),
      remedy(t('Copy missing statement'), { kind: 'copy', text: JSON.stringify(statement, null, 2) }));
  }
  const open = says.filter(({ says: judgement, refusal }) => judgement === 'conditional' || (judgement === 'delegated' && refusal !== undefined));
  if (open.length > 0) {
    return unknown(row, t('{0}: not known. The policies have conditions that only AWS can judge.', what), t('The key\'s policy (kms:GetKeyPolicy) has conditions on what the request will carry: ask who administers the key. You can deploy without.'));
  }
  return ok(row, what);
}

/** `delegated`: the key leaves it to the policies of the principal's account. */
function saysOf(policy: string, need: AccessNeed, action: string, principal: string): Judgement | 'delegated' {
  const question = { action, resource: need.resources[0] ?? '*', context: { ...need.context, 'aws:PrincipalArn': withoutSession(principal) } };
  const own = judge(policy, { ...question, principal });
  if (own === 'allowed' || own === 'denied') return own;
  const [arn, partition, , , account] = principal.split(':');
  const delegated = judge(policy, { ...question, principal: `${arn ?? 'arn'}:${partition ?? 'aws'}:iam::${account ?? ''}:root` });
  return delegated === 'allowed' ? 'delegated' : own === 'silent' ? delegated : own;
}
