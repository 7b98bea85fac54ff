import { codeSpan } from '../shared/markdown.js';
import { executionRole, keyOf } from './access.js';
import type { Missing } from './missing.js';
import type { DeploymentPlan } from './plan.js';
import { withoutSession } from '../shared/callerArn.js';
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
    `# Permissions to deploy ${codeSpan(model.id)} with Amazon SageMaker JumpStart`, '',
    'I want to deploy a model to a SageMaker endpoint, and need your help with the permissions.', '',
    ...about(message), '',
    ...(grants.length === 0 && denied.length === 0 ? ['Nothing is missing: every right that this deployment needs was found.', ''] : []),
    ...denials(message.missing),
    ...parts.flatMap((place) => part(place, message)),
  ].join('\n');
}

function about({ plan, accountId, callerArn, roleIsProposed }: AdminMessage): string[] {
  const { model } = plan;
  const role = executionRole(plan);
  return [
    `- Who deploys: ${callerArn === undefined ? 'not known, because nobody is signed in' : codeSpan(withoutSession(callerArn))}`,
    `- Account: ${accountId ?? 'not known'}`,
    `- Region: ${codeSpan(model.region)}`,
    `- Model: ${codeSpan(model.id)}, version ${codeSpan(model.version)}`,
    `- Instances: ${model.instanceCount} × ${codeSpan(model.instanceType)}`,
    `- Endpoint: ${codeSpan(plan.calls.find(({ creates }) => creates?.kind === 'endpoint')?.creates?.name ?? '')}`,
    roleIsProposed ? `- Execution role: there is none yet. Please create one; the policies call it ${codeSpan(role)}.` : `- Execution role: ${codeSpan(role)}`,
  ];
}

/** No statement overrides an explicit deny. */
function denials({ denied }: Missing): string[] {
  if (denied.length === 0) return [];
  return [
    '## Denied by a policy', '',
    'A policy denies the following explicitly, and no statement can allow what another one denies. The deny has to be lifted.', '',
    ...denied.map(({ grant: { statement, why, place }, byOrganization }) => {
      const owner = byOrganization ? 'a policy of the organization (SCP) denies it, which only its administrators can change' : 'a policy of the account, or a permissions boundary, denies it';
      return `- ${actions(statement.Action)} for ${place === 'role' ? 'the execution role' : place === 'caller' ? 'who deploys' : 'the VPC'}, to ${why}: ${owner}.`;
    }), '',
  ];
}

function part(place: PolicyPlace, message: AdminMessage): string[] {
  const entries = message.missing.grants.filter(({ grant }) => grant.place === place);
  const known = entries.filter((entry) => entry.known).length;
  const { title, where } = describe(place, message);
  const status = known === entries.length ? 'These statements are missing.'
    : known === 0 ? 'Whether these statements are there already is not known: I could not look, so that all are listed.'
    : 'Some of these statements are missing; of the others it is not known whether they are there already.';
  const documents = documentsOf(entries.map(({ grant }) => grant.statement), limitOf(place));
  return [
    `## ${title}`, '', `${where} ${status}`, '',
    ...documents.flatMap((document) => ['```json', JSON.stringify(document, undefined, 2), '```', '']),
    'Why each is needed:', '',
    ...entries.map(({ grant: { statement, why }, known: isKnown }) => `- ${codeSpan(statement.Sid)}: to ${why}${known > 0 && !isKnown ? ' (not known whether it is missing)' : ''}.`), '',
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
      title: 'Permissions of who deploys',
      where: callerArn?.includes('AWSReservedSSO_') === true
        ? 'Add this to the permission set in IAM Identity Center (*Inline policy*); the role that it makes cannot be changed in IAM.'
        : 'In IAM, open the user or role that deploys, choose *Add permissions*, *Create inline policy*, *JSON*, and paste this; or make it a managed policy.' };
    case 'role': return { title: 'Permissions of the execution role', where: `In IAM, open the role ${role}, choose *Add permissions*, *Create inline policy*, *JSON*, and paste this; or make it a managed policy.` };
    case 'trust': return {
      title: 'Trust policy of the execution role',
      where: `In IAM, open the role ${role}, choose *Trust relationships*, *Edit trust policy*, and add this statement. Its condition keeps SageMaker from using the role for another account; a trust policy that lets SageMaker in without it works as well.` };
    case 'endpoint': return {
      title: 'Policy of the VPC\'s S3 gateway endpoint',
      where: 'In the VPC console, open the S3 endpoint of the chosen subnets, choose *Manage policy*, and add these statements to those that are there: others use the endpoint, too. The default policy, which allows everything, needs no change.' };
    case 'key': return {
      title: 'Policy of the KMS key',
      where: `In KMS, open the key ${codeSpan(keyOf(plan) ?? '')}, choose *Key policy*, *Edit*, and add these statements to those that are there. Where the key's policy leaves permissions to IAM (as the default one does), the statements above are enough.` };
  }
}

function actions(names: readonly string[]): string {
  return names.map(codeSpan).join(', ');
}
