import { t } from '../shared/l10n.js';
import type { LogFinding, LogLine } from './containerLog.js';
import type { DeploymentForm } from '../shared/form.js';
import { statementText } from '../shared/statement.js';

/** Causes that a failed deployment can have, as far as texts of SageMaker tell them apart. */
export type FailureKind =
  | 'quota' | 'capacity' | 'healthCheck' | 'container' | 'containerStart' | 'modelData' | 'image' | 'roleTrust' | 'passRole' | 'organisationPolicy' | 'tagging'
  | 'instancePools' | 'key' | 'eula' | 'nameTaken' | 'subscription' | 'signIn' | 'permission' | 'unknown';

/** What would help; the surface that shows it decides how. */
export type RemedyHint =
  | { readonly kind: 'otherInstanceType' | 'otherRegion' | 'wait' | 'showLog' | 'chooseRole' | 'checkVpc' | 'checkKey' | 'acceptEula' | 'otherName' | 'subscribe' | 'signIn' | 'askAdministrator'; readonly text: string }
  | { readonly kind: 'change'; readonly text: string; readonly label: string; readonly change: Partial<DeploymentForm> }
  | { readonly kind: 'requestQuota'; readonly text: string; readonly instanceType: string; readonly needed: number }
  | { readonly kind: 'copyStatement'; readonly text: string; readonly action: string; readonly resource: string | undefined };

export interface Diagnosis {
  readonly kind: FailureKind;
  /** A sentence that says what happened and why. */
  readonly cause: string;
  readonly remedies: readonly RemedyHint[];
  /** True where the text leaves no doubt; false where it is the likeliest of several causes, or none is known. */
  readonly certain: boolean;
  /** The line of the container's log that shows it. */
  readonly line?: LogLine;
}

interface Signature {
  readonly pattern: RegExp;
  readonly explain: (match: RegExpExecArray, text: string) => Diagnosis;
}

const otherType: RemedyHint = { kind: 'otherInstanceType', text: t('Choose another instance type.') };
const showLog: RemedyHint = { kind: 'showLog', text: t('Read the container\'s log of this endpoint in CloudWatch.') };
const wait: RemedyHint = { kind: 'wait', text: t('Try again later.') };
const otherRegion: RemedyHint = { kind: 'otherRegion', text: t('Deploy into another region.') };
const chooseRole: RemedyHint = { kind: 'chooseRole', text: t('Choose another execution role.') };
const checkVpc: RemedyHint = { kind: 'checkVpc', text: t('In a VPC: give the subnets\' route tables a gateway endpoint for S3, and let its policy read JumpStart\'s bucket.') };
const checkKey: RemedyHint = { kind: 'checkKey', text: t('Let the execution role use the key (kms:CreateGrant, kms:DescribeKey), or choose another key.') };

/** The first that fits counts: what an organisation denies, say, is no matter of the account's own policies. */
const SIGNATURES: readonly Signature[] = [
  { pattern: /ExpiredToken|security token .*expired|SSO session .*expired|Token is expired/i, explain: () => certain('signIn', t('Your sign-in to AWS has expired.'), { kind: 'signIn', text: t('Sign in again; the deployment carries on from where it stands.') }) },
  { pattern: /explicit deny in an? (service|resource) control policy/i, explain: (_, text) => organisation(text) },
  { pattern: /not authorized to perform: ([\w-]+:\w+).*explicit deny(?: in (an? [a-z -]+?(?:policy|boundary)))?/is, explain: explicitDeny },
  { pattern: /not authorized to perform: (iam:PassRole)(?: on resource: (\S+))?/i, explain: (m) => statement('passRole', t('You may not hand the execution role to SageMaker (iam:PassRole).'), 'iam:PassRole', m[2]) },
  { pattern: /not authorized to perform: (sagemaker:AddTags)(?: on resource: (\S+))?/i, explain: (m) => statement('tagging', t('You may not tag SageMaker resources (sagemaker:AddTags), which marks them as JumpStart\'s.'), 'sagemaker:AddTags', m[2]) },
  { pattern: /service limit '(\S+) for endpoint usage' is (\d+) Instances?, with current utilization of (\d+) Instances? and a request delta of (\d+)/i, explain: quota },
  { pattern: /ResourceLimitExceeded|account-level service limit/i, explain: () => certain('quota', t('A quota of the account is used up.'), otherType, { kind: 'askAdministrator', text: t('Request a higher quota in Service Quotas.') }) },
  { pattern: /InsufficientInstanceCapacity|Unable to provision requested ML compute capacity|CapacityError/i, explain: () => certain('capacity', t('AWS has no free instance of this type in the region at the moment.'), otherType, otherRegion, wait) },
  { pattern: /AcceptEula|accept_eula|end-user license agreement/i, explain: () => certain('eula', t('The model\'s licence was not accepted.'), { kind: 'acceptEula', text: t('Read the licence in the form and accept it.') }) },
  { pattern: /Cannot create already existing (model|endpoint configuration|endpoint)\b/i, explain: (m) => certain('nameTaken', alreadyThere(m[1]), { kind: 'otherName', text: t('Choose another endpoint name.') }) },
  { pattern: /not subscribed|subscribe to (this|the) (product|model package)|active subscription|AWS Marketplace.*subscri/i, explain: () => certain('subscription', t('The account is not subscribed to this model in AWS Marketplace.'), { kind: 'subscribe', text: t('Open the listing and subscribe, then try again.') }) },
  { pattern: /Could not assume role (\S+?)\.? |allows principal 'sagemaker\.amazonaws\.com'/i, explain: (m) => certain('roleTrust', untrusting(m[1]), chooseRole, { kind: 'askAdministrator', text: t('Let the role\'s trust policy name the principal sagemaker.amazonaws.com. A new role needs a minute to be known.') }) },
  { pattern: /(?<!arn:[\w-]+:)\bkms:(\w+)|KMS key .*(disabled|pending deletion)|KMSInvalidState|The key .* is (disabled|pending)/i, explain: key },
  { pattern: /Failed to download model data|Could not access model data|Could not find model data/i, explain: (_, text) => modelData(text) },
  { pattern: /ecr:\w+|images? included in the model|repository .*does not exist|image .*(could not be|not) found/i, explain: () => certain('image', t('SageMaker could not fetch the container image: it is not in this region, or the execution role may not read it.'), chooseRole, { kind: 'askAdministrator', text: t('Let the execution role read from ECR (ecr:GetDownloadUrlForLayer, ecr:BatchGetImage, ecr:GetAuthorizationToken).') }) },
  { pattern: /CannotStartContainerError|Invalid combination/i, explain: () => certain('containerStart', t('The container cannot run on this instance type.'), otherType) },
  { pattern: /did not pass the ping health check/i, explain: () => likely('healthCheck', t('The container did not answer in time. Mostly it ran out of memory, stopped while loading the model, or needed longer than the start-up timeout; its log tells which.'), showLog, { kind: 'otherInstanceType', text: t('Choose an instance type with more accelerator memory.') }) },
  { pattern: /not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/i, explain: (m) => statement('permission', t('You may not call {0}.', m[1] ?? t('this action')), m[1] ?? '', m[2]) },
];

/** Where SageMaker says no more than that the container is to blame, its log says why. */
const TOLD_BY_LOG = new Set<FailureKind>(['healthCheck', 'containerStart', 'unknown']);

/**
 * Why a deployment failed, from DescribeEndpoint's FailureReason or an error's text, and from the container's log where that text
 * leaves it open. A text that nobody foresaw is shown as it is.
 * @param inLog what the log says; asked only where the text leaves it open
 */
export function diagnose(text: string | undefined, inLog?: () => LogFinding | undefined): Diagnosis {
  const said = fromText(text);
  const found = isLeftOpen(said) ? inLog?.() : undefined;
  if (!found) return said;
  return {
    kind: 'container', cause: found.cause, certain: found.certain, line: found.line,
    remedies: [
      ...(found.change ? [{ kind: 'change', text: found.advice, ...found.change } as const] : []),
      ...(found.otherType ? [{ kind: 'otherInstanceType', text: found.advice } as const] : []),
      ...(found.change || found.otherType ? [] : [{ kind: 'showLog', text: found.advice } as const]),
    ],
  };
}

/** Whether only the container's log can say more. */
export function isLeftOpen({ kind }: Diagnosis): boolean {
  return TOLD_BY_LOG.has(kind);
}

function fromText(text: string | undefined): Diagnosis {
  const message = (text ?? '').trim();
  if (message === '') return likely('unknown', t('SageMaker gave no reason.'), showLog);
  for (const { pattern, explain } of SIGNATURES) {
    const match = pattern.exec(message);
    if (match) return explain(match, message);
  }
  return likely('unknown', t('The cause is not one that this extension knows. SageMaker says: {0}', message), showLog);
}

/** What an API that does not know instance pools, or not these, has to say of them. */
const ABOUT_POOLS = /instance\s?pools?|instance\s?types?|provision\s?timeout|model\s?name\s?override/i;

/**
 * Why an endpoint config with fallback types was refused: an API that is older than instance pools passes over them and misses the
 * instance type; a newer one may not take a type among them.
 */
export function diagnosePools(text: string | undefined): Diagnosis {
  if (text === undefined || !ABOUT_POOLS.test(text)) return diagnose(text);
  return likely('instancePools', t('SageMaker in this region does not take the fallback types: its API there does not know instance pools yet, or not for these types.'),
    { kind: 'change', text: t('Deploy on the first instance type alone.'), label: t('Deploy without fallback types'), change: { fallbackTypes: [] } }, otherRegion);
}

/** A statement for an identity policy, as an administrator can paste it. */
export function policyStatement(action: string, resource: string | undefined): string {
  return statementText([action], [resource?.replace(/[.,]$/, '') ?? '*']);
}

function certain(kind: FailureKind, cause: string, ...remedies: RemedyHint[]): Diagnosis {
  return { kind, cause, remedies, certain: true };
}

function likely(kind: FailureKind, cause: string, ...remedies: RemedyHint[]): Diagnosis {
  return { kind, cause, remedies, certain: false };
}

function statement(kind: FailureKind, cause: string, action: string, resource: string | undefined): Diagnosis {
  return certain(kind, cause, { kind: 'copyStatement', text: t('Ask for a policy that allows {0}.', action), action, resource });
}

function alreadyThere(what: string | undefined): string {
  if (what?.toLowerCase() === 'model') return t('There is already a model of this name.');
  return what?.toLowerCase() === 'endpoint' ? t('There is already an endpoint of this name.') : t('There is already an endpoint configuration of this name.');
}

function untrusting(role: string | undefined): string {
  return role === undefined ? t('SageMaker may not use the execution role: it does not exist, or its trust policy does not name sagemaker.amazonaws.com.')
    : t('SageMaker may not use the execution role {0}: it does not exist, or its trust policy does not name sagemaker.amazonaws.com.', role);
}

function organisation(text: string): Diagnosis {
  const action = /not authorized to perform: ([\w-]+:\w+)/i.exec(text)?.[1];
  return certain('organisationPolicy', t('A policy of your organisation denies {0}; no policy of the account can allow it.', action ?? t('this')),
    { kind: 'otherInstanceType', text: t('Try another instance type or region: such policies often allow some.') },
    { kind: 'askAdministrator', text: t('Ask whoever keeps the organisation\'s service control policies.') });
}

function quota(match: RegExpExecArray): Diagnosis {
  const [, instanceType = '', limit = '', used = '', wanted = ''] = match;
  return certain('quota', t('The account may run {0} × {1} on endpoints in this region; {2} are in use and this deployment needs {3} more.', limit, instanceType, used, wanted),
    { kind: 'requestQuota', text: t('Request a higher quota.'), instanceType, needed: Number(used) + Number(wanted) }, otherType, otherRegion);
}

function explicitDeny([, action = '', policy = t('a policy')]: RegExpExecArray): Diagnosis {
  return certain('permission', t('You may not call {0}: an explicit deny in {1} forbids it, so that no further permission would help.', action, policy),
    { kind: 'askAdministrator', text: t('Ask whoever keeps that policy to change it.') });
}

function key(match: RegExpExecArray, text: string): Diagnosis {
  if (/disabled|pending/i.test(text)) return certain('key', /disabled/i.test(text) ? t('The encryption key cannot be used: it is disabled.') : t('The encryption key cannot be used: it is about to be deleted.'), { kind: 'checkKey', text: t('Enable the key again, or choose another one.') });
  const [, action, resource] = /not authorized to perform: (kms:\w+)(?: on resource: (\S+))?/i.exec(text) ?? [];
  const ask: RemedyHint[] = action === undefined ? [] : [{ kind: 'copyStatement', text: t('Ask for a policy that allows {0}.', action), action, resource }];
  return certain('key', match[1] === undefined ? t('The encryption key may not be used.') : t('The encryption key may not be used (kms:{0}).', match[1]), ...ask, checkKey);
}

function modelData(text: string): Diagnosis {
  if (/Could not find model data/i.test(text)) return certain('modelData', t('The model\'s files are not where the model\'s description says.'), { kind: 'otherName', text: t('Choose another version of the model.') });
  if (/Could not access model data/i.test(text)) {
    return likely('modelData', t('SageMaker could not read the model\'s files with the execution role.'), chooseRole,
      { kind: 'askAdministrator', text: t('Let the role read the bucket (s3:GetObject, s3:ListBucket).') });
  }
  return likely('modelData', t('The model\'s files could not be downloaded: from a VPC without a way to S3, with a role that may not read the bucket, or within too short a time.'), checkVpc, chooseRole, showLog);
}
