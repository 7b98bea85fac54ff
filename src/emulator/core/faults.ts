import type { JsonObject } from './json.js';

/** What can be made to go wrong. The first line strikes any call; the others strike where AWS would notice them. */
export const faultKinds = [
  'accessDenied', 'explicitDeny', 'throttle', 'serverError', 'drop', 'lostAnswer', 'expiredToken', 'delay',
  'quota', 'capacity', 'crashLoop', 'noS3Route', 'stuck', 'imageMissing', 'kms', 'eventualConsistency',
  'noInstancePools', 'roleTrust', 'passRole', 'modelData', 'imageAccess', 'notSubscribed',
  'updateRollback', 'updateRollbackFailed', 'modelError', 'modelTimeout', 'modelNotReady', 'internalDependency', 'streamBroken', 'streamExpired',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  kind: FaultKind;
  /** As in `RecordedCall.service`, e.g. `sagemaker`, `sagemaker-runtime`, `s3`; any service when absent. */
  service?: string;
  /** Operation name, `*` at the end matches the rest (`Describe*`); any operation when absent. */
  operation?: string;
  /** Strikes only calls whose input, as JSON, contains this text (a resource name, an instance type). */
  containing?: string;
  /** For `capacity`: strikes only instances of this type; any type when absent. */
  instanceType?: string;
  /** How many calls it strikes; without end when absent. */
  times?: number;
  /** How many matching calls pass before it strikes. */
  after?: number;
  /** For `delay`: real milliseconds. */
  delayMs?: number;
  /** Replaces the text that AWS would give; an empty text leaves the message out. */
  message?: string;
}

/** `named`: a permission that another operation needs as well; only rules that name its operation aim at it. */
export interface FaultTarget { service: string; operation: string; input: JsonObject; named?: true; instanceType?: string }

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function matches(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined || pattern === '*') return true;
  if (pattern.endsWith('*')) return plain(name).startsWith(plain(pattern));
  return plain(pattern) === plain(name);
}

export class Faults {
  private rules: { rule: FaultRule; seen: number }[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    this.set(rules);
  }

  /** Replaces all rules and forgets how often the earlier ones struck. */
  set(rules: readonly FaultRule[]): void {
    this.rules = rules.map((rule) => ({ rule, seen: 0 }));
  }

  list(): FaultRule[] {
    return this.rules.map(({ rule }) => rule);
  }

  /** The first rule of one of `kinds` that strikes this call; counts it as a strike. */
  take(target: FaultTarget, ...kinds: readonly FaultKind[]): FaultRule | undefined {
    for (const entry of this.rules) {
      if (!this.aims(entry.rule, target, kinds)) continue;
      entry.seen += 1;
      if (this.strikes(entry.rule, entry.seen)) return entry.rule;
    }
    return undefined;
  }

  /** Whether a rule would strike, without counting: for permission simulation. */
  peek(target: FaultTarget, ...kinds: readonly FaultKind[]): FaultRule | undefined {
    return this.rules.find(({ rule, seen }) => this.aims(rule, target, kinds) && this.strikes(rule, seen + 1))?.rule;
  }

  private aims(rule: FaultRule, target: FaultTarget, kinds: readonly FaultKind[]): boolean {
    if (target.named === true && (rule.operation === undefined || rule.operation === '*')) return false;
    if (rule.instanceType !== undefined && rule.instanceType !== target.instanceType) return false;
    return kinds.includes(rule.kind) && matches(rule.service, target.service) && matches(rule.operation, target.operation)
      && (rule.containing === undefined || JSON.stringify(target.input).includes(rule.containing));
  }

  private strikes(rule: FaultRule, seen: number): boolean {
    const after = rule.after ?? 0;
    return seen > after && (rule.times === undefined || seen <= after + rule.times);
  }
}

const members: Readonly<Record<keyof Omit<FaultRule, 'kind'>, 'text' | 'number'>> = { service: 'text', operation: 'text', containing: 'text', instanceType: 'text', times: 'number', after: 'number', delayMs: 'number', message: 'text' };

/** Why a member of a rule cannot be used; a rule that is half understood would strike too much or nothing. */
function wrongMember(name: string, value: unknown): string | undefined {
  const wanted = Object.hasOwn(members, name) ? members[name as keyof typeof members] : undefined;
  if (wanted === undefined) return `has no member ${name}. Use: kind, ${Object.keys(members).join(', ')}.`;
  if (wanted === 'text') return typeof value === 'string' ? undefined : `needs text as its ${name}.`;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? undefined : `needs a whole number, 0 or more, as its ${name}.`;
}

/** Checks rules that come from a file or over HTTP; throws an error that says which one is wrong. */
export function readFaultRules(value: unknown): FaultRule[] {
  if (!Array.isArray(value)) throw new Error('Faults must be a JSON array of rules.');
  return value.map((entry: unknown, index) => {
    const rule = entry as Partial<Record<string, unknown>> | null;
    if (typeof rule !== 'object' || rule === null || !faultKinds.some((kind) => kind === rule.kind)) {
      throw new Error(`Fault rule ${index + 1} has no known kind. Use one of: ${faultKinds.join(', ')}.`);
    }
    for (const [name, member] of Object.entries(rule)) {
      const wrong = name === 'kind' ? undefined : wrongMember(name, member);
      if (wrong !== undefined) throw new Error(`Fault rule ${index + 1} ${wrong}`);
    }
    return rule as unknown as FaultRule;
  });
}
