import { type Json, type JsonObject, isObject } from '../../shared/json.js';

/** One question to a resource's policy. */
export interface PolicyQuestion {
  readonly action: string;
  /** An ARN; `*` at its end stands for all that is below. */
  readonly resource: string;
  /** The ARN of who asks; an account (`arn:…:root`) for what the policy leaves to the account's own policies. */
  readonly principal: string;
  /** Condition keys and the value that the request will carry. */
  readonly context?: Readonly<Record<string, string>>;
}

/** `conditional`: it depends on conditions that cannot be judged from here. `silent`: no statement is about it. */
export type Judgement = 'allowed' | 'denied' | 'conditional' | 'silent';

/**
 * What the policy of a resource (a VPC endpoint, a key) says. Follows IAM's rules: an explicit deny counts before any allow.
 * @param document JSON; one that cannot be read judges nothing
 */
export function judge(document: string | undefined, question: PolicyQuestion): Judgement {
  const statements = statementsOf(document);
  if (statements === undefined) return 'conditional';
  const about = statements.map((statement) => ({ effect: statement['Effect'], fits: fitOf(statement, question) })).filter(({ fits }) => fits !== 'no');
  const says = (effect: string, fits: 'yes' | 'maybe'): boolean => about.some((each) => each.effect === effect && each.fits === fits);
  if (says('Deny', 'yes')) return 'denied';
  if (says('Deny', 'maybe')) return says('Allow', 'yes') || says('Allow', 'maybe') ? 'conditional' : 'silent';
  if (says('Allow', 'yes')) return 'allowed';
  return says('Allow', 'maybe') ? 'conditional' : 'silent';
}

function statementsOf(document: string | undefined): readonly JsonObject[] | undefined {
  try {
    const parsed: unknown = JSON.parse(document ?? '');
    return isObject(parsed) ? listOf(parsed['Statement']).filter(isObject) : undefined;
  } catch {
    return undefined;
  }
}

function fitOf(statement: JsonObject, question: PolicyQuestion): 'yes' | 'no' | 'maybe' {
  const fits = named(statement, 'Action', (pattern) => matches(pattern.toLowerCase(), question.action.toLowerCase()))
    && named(statement, 'Resource', (pattern) => matches(pattern, question.resource))
    && principalFits(statement, question.principal);
  return fits ? conditionFits(statement['Condition'], question.context ?? {}) : 'no';
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
function named(statement: JsonObject, element: string, fits: (pattern: string) => boolean): boolean {
  const not = statement[`Not${element}`];
  if (not !== undefined) return !texts(not).some(fits);
  return texts(statement[element]).some(fits);
}

function principalFits(statement: JsonObject, principal: string): boolean {
  const not = statement['NotPrincipal'];
  if (not !== undefined) return !names(not, principal);
  return names(statement['Principal'], principal);
}

function names(element: Json | undefined, principal: string): boolean {
  if (element === '*') return true;
  if (!isObject(element ?? null)) return false;
  const [, , , account = '', resource = ''] = principal.split(':');
  return texts((element as JsonObject)['AWS']).some((name) => {
    if (name === '*') return true;
    // an account stands for its own policies: it names nobody in it
    if (resource === 'root') return name === account || name === principal;
    return sameRole(name, principal);
  });
}

/** Role names are unique in an account, and STS leaves the path of a role out. */
function sameRole(name: string, principal: string): boolean {
  if (name === principal) return true;
  const of = (arn: string): string | undefined => {
    const found = /^arn:[^:]+:(?:iam|sts)::(\d{12}):(role|assumed-role)\/(.+)$/.exec(arn);
    if (!found) return undefined;
    const parts = (found[3] ?? '').split('/');
    return `${found[1] ?? ''}/${(found[2] === 'role' ? parts.at(-1) : parts[0]) ?? ''}`;
  };
  return of(name) !== undefined && of(name) === of(principal);
}

const COMPARE: Readonly<Record<string, (wanted: string, value: string) => boolean>> = {
  StringEquals: (wanted, value) => wanted === value,
  StringLike: (wanted, value) => matches(wanted, value),
  ArnEquals: (wanted, value) => matches(wanted, value),
  ArnLike: (wanted, value) => matches(wanted, value),
  Bool: (wanted, value) => wanted.toLowerCase() === value.toLowerCase(),
};

function conditionFits(condition: Json | undefined, context: Readonly<Record<string, string>>): 'yes' | 'no' | 'maybe' {
  if (condition === undefined) return 'yes';
  if (!isObject(condition)) return 'maybe';
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  let all: 'yes' | 'maybe' = 'yes';
  for (const [operator, keys] of Object.entries(condition)) {
    const compare = COMPARE[operator.replace(/IfExists$/, '')];
    for (const [key, wanted] of Object.entries(isObject(keys) ? keys : {})) {
      const value = known.get(key.toLowerCase());
      if (compare === undefined || value === undefined) all = 'maybe';
      else if (!texts(wanted).some((each) => compare(each, value))) return 'no';
    }
  }
  return all;
}

/** IAM's wildcards; `${*}`, `${?}` and `${$}` are the characters themselves. A resource that ends in `*` fits where the pattern covers all of it. */
function matches(pattern: string, value: string): boolean {
  const expression = pattern.replace(/\$\{([*?$])\}|[\s\S]/g, (part, literal: string | undefined) => (
    literal !== undefined ? `\\${literal}` : part === '*' ? '[\\s\\S]*' : part === '?' ? '[\\s\\S]' : part.replace(/[.\\+^$()[\]{}|/-]/, '\\$&')));
  return new RegExp(`^${expression}$`).test(value.replace(/\$\{([*?$])\}/g, '$1'));
}

function texts(value: Json | undefined): string[] {
  return listOf(value).flatMap((each) => (typeof each === 'string' ? [each] : typeof each === 'boolean' ? [String(each)] : []));
}

function listOf(value: Json | undefined): Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
