import { partitionOf } from '../catalog/regions.js';
import { accountOf } from '../shared/accountOf.js';
import { withoutSession } from '../shared/callerArn.js';
import { t } from '../shared/l10n.js';
import { type AccessNeed, SAGEMAKER_PRINCIPAL, bucketArn, executionRole, isPrefix, modelSources, objectArn } from './access.js';
import type { DeploymentPlan } from './plan.js';

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal?: '*' | { readonly AWS: string } | { readonly Service: string };
  readonly Action: readonly string[];
  /** Of trust policies there is none: they are about the role that they belong to. */
  readonly Resource?: readonly string[];
  readonly Condition?: Condition;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Where a statement belongs: the execution role's permissions and trust, the VPC's S3 endpoint, the KMS key, who deploys. */
export type PolicyPlace = 'role' | 'trust' | 'endpoint' | 'key' | 'caller';

/** A statement, where it belongs and what it is for. */
export interface Grant {
  readonly place: PolicyPlace;
  /** Of the need that it answers; `trust.sageMaker`, `endpoint.read` and `endpoint.list` are nobody's right. */
  readonly id: string;
  /** A clause: "create the model". */
  readonly why: string;
  /** It is allowed without the statement, too: see {@link AccessNeed.public}. */
  readonly public: boolean;
  readonly statement: Statement;
}

/** IAM's limit of a managed policy, in characters without white space. */
const MANAGED_POLICY_MAX = 6144;

/**
 * One statement for each need and place, least privilege. Pure.
 * @param callerArn of who deploys, as STS gives it; undefined where it is not known, and then the key's policy says nothing of the caller
 */
export function grantsFor(plan: DeploymentPlan, needs: readonly AccessNeed[], callerArn: string | undefined): readonly Grant[] {
  return [
    ...needs.map((need): Grant => ({ place: need.principal, id: need.id, why: need.why, public: need.public, statement: { ...common(need), Resource: need.resources, ...conditions(need.context) } })),
    trustGrant(plan),
    ...endpointGrants(plan),
    ...needs.flatMap((need) => keyGrant(need, need.principal === 'role' ? executionRole(plan) : callerArn)),
  ];
}

/** Documents that IAM takes: as few as hold the statements within its limit. */
export function documentsOf(statements: readonly Statement[], limit = MANAGED_POLICY_MAX): readonly PolicyDocument[] {
  const documents: Statement[][] = [];
  for (const statement of statements.flatMap((each) => fitting(each, limit))) {
    const last = documents.at(-1);
    if (last !== undefined && sizeOf([...last, statement]) <= limit) last.push(statement);
    else documents.push([statement]);
  }
  return documents.map(documentOf);
}

function documentOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

function sizeOf(statements: readonly Statement[]): number {
  return JSON.stringify(documentOf(statements)).length;
}

/** Long artifact keys may make a single statement too long. */
function fitting(statement: Statement, limit: number): Statement[] {
  const resources = statement.Resource ?? [];
  if (resources.length < 2 || sizeOf([statement]) <= limit) return [statement];
  const half = Math.ceil(resources.length / 2);
  return [{ ...statement, Sid: `${statement.Sid}A`, Resource: resources.slice(0, half) }, { ...statement, Sid: `${statement.Sid}B`, Resource: resources.slice(half) }]
    .flatMap((each) => fitting(each, limit));
}

function common({ id, actions }: Pick<AccessNeed, 'id' | 'actions'>): Pick<Statement, 'Sid' | 'Effect' | 'Action'> {
  return { Sid: id.split('.').map((part) => part.slice(0, 1).toUpperCase() + part.slice(1)).join(''), Effect: 'Allow', Action: actions };
}

const OPERATORS: Readonly<Record<string, string>> = { 'kms:GrantIsForAWSResource': 'Bool', 'kms:ResourceAliases': 'ForAnyValue:StringEquals' };

function conditions(context: AccessNeed['context'], more: Condition = {}): Pick<Statement, 'Condition'> {
  const all: Record<string, Record<string, string | readonly string[]>> = Object.fromEntries(Object.entries(more).map(([operator, keys]) => [operator, { ...keys }]));
  for (const [key, value] of Object.entries(context)) {
    // a dollar sign would begin a policy variable
    (all[OPERATORS[key] ?? 'StringEquals'] ??= {})[key] = value.replaceAll('$', '${$}');
  }
  return Object.keys(all).length === 0 ? {} : { Condition: all };
}

/**
 * SageMaker may take the role on for this account only: without the condition the service could be made to use it for somebody
 * else's model (the confused deputy). A role serves one account, so that it costs nothing.
 */
function trustGrant(plan: DeploymentPlan): Grant {
  const account = accountOf(executionRole(plan));
  const id = 'trust.sageMaker';
  return { place: 'trust', id, why: t('let SageMaker take the role on, for models of this account'), public: false, statement: {
    ...common({ id, actions: ['sts:AssumeRole'] }), Principal: { Service: SAGEMAKER_PRINCIPAL }, Condition: { StringEquals: { 'aws:SourceAccount': account } },
  } };
}

/** With a VPC the model is downloaded through its S3 endpoint, that of gated models too: the endpoint has to let each bucket through. */
function endpointGrants(plan: DeploymentPlan): Grant[] {
  const usesVpc = plan.calls.some(({ input }) => input['VpcConfig'] !== undefined);
  const sources = usesVpc ? modelSources(plan) : [];
  const partition = partitionOf(plan.model.region);
  const grant = (id: string, action: string, resources: readonly string[], why: string): Grant[] => (resources.length === 0 ? []
    : [{ place: 'endpoint', id, why, public: false, statement: { ...common({ id, actions: [action] }), Principal: '*', Resource: [...new Set(resources)] } }]);
  return [
    ...grant('endpoint.read', 's3:GetObject', sources.map((source) => objectArn(partition, source)), t('let the download of the model\'s files through')),
    ...grant('endpoint.list', 's3:ListBucket', sources.filter(isPrefix).map((source) => bucketArn(partition, source)), t('let the listing of the model\'s files through')),
  ];
}

/** In a key's policy "*" is the key itself. */
function keyGrant(need: AccessNeed, principalArn: string | undefined): Grant[] {
  if ((need.row !== 'keyCaller' && need.row !== 'keyRole') || principalArn === undefined) return [];
  const { principal, condition } = keyPrincipal(principalArn);
  const context = Object.fromEntries(Object.entries(need.context).filter(([key]) => key !== 'kms:ResourceAliases'));
  return [{ place: 'key', id: need.id, why: need.why, public: false, statement: { ...common(need), Principal: { AWS: principal }, Resource: ['*'], ...conditions(context, condition) } }];
}

/**
 * Who a key's policy names. The ARN of a session does not hold its role's path, and KMS takes no principal that does not exist: the role
 * is then named by a condition, as AWS's guide to IAM Identity Center does it.
 */
function keyPrincipal(arn: string): { readonly principal: string; readonly condition: Condition } {
  const [, partition = '', service = '', , account = ''] = arn.split(':');
  if (service === 'iam') return { principal: arn, condition: {} };
  const role = withoutSession(arn);
  return { principal: `arn:${partition}:iam::${account}:root`, condition: { ArnLike: { 'aws:PrincipalArn': role === arn ? arn : [role, role.replace(':role/', ':role/*/')] } } };
}
