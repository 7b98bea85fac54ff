import { codeSpan } from '../shared/markdown.js';
import { executionRole, keyOf } from './access.js';
import type { Missing } from './missing.js';
import type { DeploymentPlan } from './plan.js';
import { withoutSession } from '../shared/callerArn.js';
import { t } from '../shared/l10n.js';
import { type PolicyPlace, documentsOf } from './policies.js';

export interface AdminMessage {
  readonly plan: DeploymentPlan;
  readonly accountId: string | undefined;
  /** As STS gives it; undefined where nobody is signed in. */
  readonly callerArn: string | undefined;
  /** The plan's role is a proposal: there is none yet. */
  readonly roleIsProposed: boolean;
  readonly missing: Missing;
}

const PLACES: readonly PolicyPlace[] = ['caller', 'role', 'trust', 'endpoint', 'key'];

/** What to send to whoever grants permissions: Markdown with the policies that are missing, where they go and why. Pure; no secret. */
export function adminMessage(message: AdminMessage): string {
  const { plan: { model }, missing: { grants, denied } } = message;
  const parts = PLACES.filter((place) => grants.some(({ grant }) => grant.place === place));
  return [
    `# ${t('Permissions to deploy {0} with Amazon SageMaker JumpStart', codeSpan(model.id))}`, '',
    t('I want to deploy a model to a SageMaker endpoint, and need your help with the permissions.'), '',
    ...about(message), '',
    ...(grants.length === 0 && denied.length === 0 ? [t('Nothing is missing: every right that this deployment needs was found.'), ''] : []),
    ...denials(message.missing),
    ...parts.flatMap((place) => part(place, message)),
  ].join('\n');
}

function about({ plan, accountId, callerArn, roleIsProposed }: AdminMessage): string[] {
  const { model } = plan;
  const role = executionRole(plan);
  return [
    line(t('Who deploys'), callerArn === undefined ? t('not known, because nobody is signed in') : codeSpan(withoutSession(callerArn))),
    line(t('Account'), accountId ?? t('not known')),
    line(t('Region'), codeSpan(model.region)),
    line(t('Model'), t('{0}, version {1}', codeSpan(model.id), codeSpan(model.version))),
    line(t('Instances'), `${model.instanceCount} × ${codeSpan(model.instanceType)}`),
    line(t('Endpoint'), codeSpan(plan.calls.find(({ creates }) => creates?.kind === 'endpoint')?.creates?.name ?? '')),
    line(t('Execution role'), roleIsProposed ? t('there is none yet. Please create one; the policies call it {0}.', codeSpan(role)) : codeSpan(role)),
  ];
}

function line(what: string, value: string): string {
  return `- ${what}: ${value}`;
}

/** No statement overrides an explicit deny. */
function denials({ denied }: Missing): string[] {
  if (denied.length === 0) return [];
  return [
    `## ${t('Denied by a policy')}`, '',
    t('A policy denies the following explicitly, and no statement can allow what another one denies. The deny has to be lifted.'), '',
    ...denied.map(({ grant: { statement, why, place }, byOrganization }) => {
      const owner = byOrganization ? t('a policy of the organization (SCP) denies it, which only its administrators can change') : t('a policy of the account, or a permissions boundary, denies it');
      return `- ${t('{0} for {1}, to {2}: {3}.', actions(statement.Action), place === 'role' ? t('the execution role') : place === 'caller' ? t('who deploys') : t('the VPC'), why, owner)}`;
    }), '',
  ];
}

function part(place: PolicyPlace, message: AdminMessage): string[] {
  const entries = message.missing.grants.filter(({ grant }) => grant.place === place);
  const known = entries.filter((entry) => entry.known).length;
  const { title, where } = describe(place, message);
  const status = known === entries.length ? t('These statements are missing.')
    : known === 0 ? t('Whether these statements are there already is not known: I could not look, so that all are listed.')
    : t('Some of these statements are missing; of the others it is not known whether they are there already.');
  const documents = documentsOf(entries.map(({ grant }) => grant.statement), limitOf(place));
  return [
    `## ${title}`, '', `${where} ${status}`, '',
    ...documents.flatMap((document) => ['```json', JSON.stringify(document, undefined, 2), '```', '']),
    t('Why each is needed:'), '',
    ...entries.map(({ grant: { statement, why }, known: isKnown }) => `- ${codeSpan(statement.Sid)}: ${known > 0 && !isKnown ? t('to {0} (not known whether it is missing).', why) : t('to {0}.', why)}`), '',
  ];
}

/** Characters that a document may have: managed policies are the smallest, a key's and an endpoint's are one document each. */
function limitOf(place: PolicyPlace): number | undefined {
  return place === 'key' ? 32_768 : place === 'endpoint' ? 20_480 : undefined;
}

function describe(place: PolicyPlace, { plan, callerArn }: AdminMessage): { readonly title: string; readonly where: string } {
  const role = codeSpan(executionRole(plan).split('/').at(-1) ?? '');
  switch (place) {
    case 'caller': return {
      title: t('Permissions of who deploys'),
      where: callerArn?.includes('AWSReservedSSO_') === true
        ? t('Add this to the permission set in IAM Identity Center (*Inline policy*); the role that it makes cannot be changed in IAM.')
        : t('In IAM, open the user or role that deploys, choose *Add permissions*, *Create inline policy*, *JSON*, and paste this; or make it a managed policy.') };
    case 'role': return { title: t('Permissions of the execution role'), where: t('In IAM, open the role {0}, choose *Add permissions*, *Create inline policy*, *JSON*, and paste this; or make it a managed policy.', role) };
    case 'trust': return {
      title: t('Trust policy of the execution role'),
      where: t('In IAM, open the role {0}, choose *Trust relationships*, *Edit trust policy*, and add this statement. Its condition keeps SageMaker from using the role for another account; a trust policy that lets SageMaker in without it works as well.', role) };
    case 'endpoint': return {
      title: t('Policy of the VPC\'s S3 gateway endpoint'),
      where: t('In the VPC console, open the S3 endpoint of the chosen subnets, choose *Manage policy*, and add these statements to those that are there: others use the endpoint, too. The default policy, which allows everything, needs no change.') };
    case 'key': return {
      title: t('Policy of the KMS key'),
      where: t('In KMS, open the key {0}, choose *Key policy*, *Edit*, and add these statements to those that are there. Where the key\'s policy leaves permissions to IAM (as the default one does), the statements above are enough.', codeSpan(keyOf(plan) ?? '')) };
  }
}

function actions(names: readonly string[]): string {
  return names.map(codeSpan).join(', ');
}
