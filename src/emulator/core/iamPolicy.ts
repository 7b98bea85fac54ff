import { conditionHolds, fits, listed, missingKeys, withVariables, type Context } from './iamConditions.js';
import { isObject, parseObject, type Json, type JsonObject } from './json.js';

/** What a policy is attached to, in the words of SimulatePrincipalPolicy. */
export type SourceType = 'user' | 'group' | 'role' | 'aws-managed' | 'user-managed' | 'resource' | 'none';

export interface Policy { id: string; type: SourceType; text: string }

/** Who asks, as the Principal element of a resource's policy may name it. */
export interface Principal {
  /** ARN of the user, role or session; undefined for nobody in particular. */
  arns: readonly string[];
  account?: string;
  /** Name of a service, e.g. `sagemaker.amazonaws.com`. */
  service?: string;
}

export interface Question { action: string; resource: string; context: Context; principal: Principal }

/** The policies that count for a request. What is undefined does not limit it. */
export interface PolicySet {
  identity: readonly Policy[];
  boundary?: readonly Policy[];
  /** Service control policies of the organization; each level must allow. */
  organization?: readonly Policy[];
  session?: readonly Policy[];
  /** Of the resource. `only`: it must allow as well (KMS keys: it, or it by naming the account the identity's policies). */
  resource?: { policies: readonly Policy[]; only: boolean };
  /** Of the VPC endpoint that the request goes through. */
  network?: readonly Policy[];
}

export type Kind = 'identity' | 'boundary' | 'organization' | 'session' | 'resource' | 'network';
export interface Position { line: number; column: number }
export interface Matched { policy: Policy; start: Position; end: Position }

export interface Verdict {
  decision: 'allowed' | 'implicitDeny' | 'explicitDeny';
  /** Kind of the policies that decided it. */
  by: Kind;
  /** Allow statements of an allowed request, Deny statements of one that is denied explicitly. */
  matched: Matched[];
  /** Condition keys of the statements about this action and resource that the request does not bring. */
  missing: string[];
  allowedByOrganization: boolean;
  allowedByBoundary: boolean;
}

/** Statements of a policy; none of a text that is no policy. */
export function statementsOf(document: JsonObject | undefined): JsonObject[] {
  const value = document?.['Statement'];
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

const about = (statement: JsonObject, name: string, fit: (pattern: string) => boolean): boolean => {
  if (statement[`Not${name}`] !== undefined) return !listed(statement[`Not${name}`]).some(fit);
  return statement[name] === undefined ? name === 'Resource' : listed(statement[name]).some(fit);
};

/** Whether a Principal element means who asks: by name, or only as part of the account. */
export function names(element: Json | undefined, who: Principal): 'direct' | 'account' | undefined {
  if (element === '*') return 'direct';
  if (!isObject(element)) return undefined;
  if (who.service !== undefined) return listed(element['Service']).includes(who.service) ? 'direct' : undefined;
  const named = listed(element['AWS']);
  if (named.includes('*') || named.some((arn) => who.arns.includes(arn))) return 'direct';
  return who.account !== undefined && named.some((arn) => arn === who.account || arn.endsWith(`:iam::${who.account ?? ''}:root`)) ? 'account' : undefined;
}

/** Where each statement lies in the text of a policy, counted from 1. */
export function positions(text: string): { start: Position; end: Position }[] {
  const found: { start: Position; end: Position }[] = [];
  let [line, column, depth, quoted, start] = [1, 0, 0, false, { line: 0, column: 0 }];
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    [line, column] = c === '\n' ? [line + 1, 0] : [line, column + 1];
    if (quoted) {
      if (c === '\\') { i++; column++; } else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{' && ++depth === 2) start = { line, column };
    // only Statement holds structures at this depth
    else if (c === '}' && depth-- === 2) found.push({ start, end: { line, column: column + 1 } });
  }
  return found;
}

interface Found { allow: Matched[]; deny: Matched[]; missing: string[]; throughAccount: boolean }

/** The statements of some policies that apply to a request. `resourceBased`: they name who they are for. */
function look(policies: readonly Policy[], question: Question, resourceBased = false): Found {
  const found: Found = { allow: [], deny: [], missing: [], throughAccount: false };
  for (const policy of policies) {
    for (const [index, statement] of statementsOf(parseObject(policy.text)).entries()) {
      const named = resourceBased ? names(statement['Principal'], question.principal) : 'direct';
      const excluded = resourceBased && statement['NotPrincipal'] !== undefined && names(statement['NotPrincipal'], question.principal) === undefined;
      if (named === undefined && !excluded) continue;
      if (!about(statement, 'Action', (pattern) => fits(pattern, question.action, true))) continue;
      if (!about(statement, 'Resource', (pattern) => fits(withVariables(pattern, question.context), question.resource))) continue;
      const condition = isObject(statement['Condition']) ? statement['Condition'] : {};
      found.missing.push(...missingKeys(condition, question.context));
      if (!conditionHolds(condition, question.context)) continue;
      const place = positions(policy.text)[index] ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
      if (statement['Effect'] === 'Deny') found.deny.push({ policy, ...place });
      else if (named === 'account') found.throughAccount = true;
      else if (statement['Effect'] === 'Allow') found.allow.push({ policy, ...place });
    }
  }
  return found;
}

/**
 * Decides a request as IAM does within one account: an explicit deny anywhere wins; then every limit (organization,
 * boundary, session, VPC endpoint) has to allow; then the identity's own policies or the resource's.
 */
export function evaluate(set: PolicySet, question: Question): Verdict {
  const identity = look(set.identity, question);
  const limits = ([['organization', set.organization], ['boundary', set.boundary], ['session', set.session], ['network', set.network]] as const)
    .flatMap(([kind, policies]) => (policies === undefined ? [] : [{ kind, found: look(policies, question, kind === 'network'), policies }]));
  const resource = set.resource === undefined ? undefined : look(set.resource.policies, question, true);
  const all: { kind: Kind; found: Found }[] = [...limits, { kind: 'identity', found: identity }, ...(resource === undefined ? [] : [{ kind: 'resource' as const, found: resource }])];
  // service control policies limit at every level of the organization
  const allows = ({ kind, found, policies }: (typeof limits)[number]): boolean => (kind === 'organization' ? policies.every((policy) => look([policy], question).allow.length > 0) : found.allow.length > 0);
  const byKind = (kind: Kind): boolean => limits.every((limit) => limit.kind !== kind || (allows(limit) && limit.found.deny.length === 0));
  const rest = {
    missing: [...new Set([...identity.missing, ...(resource?.missing ?? [])])], allowedByOrganization: byKind('organization'), allowedByBoundary: byKind('boundary'),
  };
  const denying = all.find(({ found }) => found.deny.length > 0);
  if (denying !== undefined) return { decision: 'explicitDeny', by: denying.kind, matched: all.flatMap(({ found }) => found.deny), ...rest };
  const limiting = limits.find((limit) => !allows(limit));
  if (limiting !== undefined) return { decision: 'implicitDeny', by: limiting.kind, matched: [], ...rest };
  if (resource !== undefined && resource.allow.length > 0) return { decision: 'allowed', by: 'resource', matched: [...identity.allow, ...resource.allow], ...rest };
  if (set.resource?.only === true && resource?.throughAccount !== true) return { decision: 'implicitDeny', by: 'resource', matched: [], ...rest };
  return { decision: identity.allow.length > 0 ? 'allowed' : 'implicitDeny', by: 'identity', matched: identity.allow, ...rest };
}

const kinds: Readonly<Record<Kind, string>> = {
  identity: 'identity-based policy', boundary: 'permissions boundary', organization: 'service control policy', session: 'session policy', resource: 'resource-based policy', network: 'VPC endpoint policy',
};

/** How a refusal says what refused. */
export function reason(verdict: Pick<Verdict, 'decision' | 'by'>, action: string): string {
  const kind = kinds[verdict.by];
  return verdict.decision === 'explicitDeny' ? `with an explicit deny in ${verdict.by === 'identity' ? 'an' : 'a'} ${kind}` : `because no ${kind} allows the ${action} action`;
}
