import { isObject, type Json, type JsonObject } from './json.js';

/** Values of condition keys that a request brings; names count without their case, as IAM has it. */
export type Context = Readonly<Record<string, readonly string[]>>;

const patterns = new Map<string, RegExp>();

/** Whether a text fits a pattern with `*` and `?`. */
export function fits(pattern: string, value: string, ignoreCase = false): boolean {
  const id = `${ignoreCase ? 'i' : 'c'}${pattern}`;
  let compiled = patterns.get(id);
  if (compiled === undefined) {
    compiled = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, ignoreCase ? 'is' : 's');
    if (patterns.size > 5000) patterns.clear();
    patterns.set(id, compiled);
  }
  return compiled.test(value);
}

export const listed = (value: Json | undefined): string[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).filter((entry) => typeof entry !== 'object').map(String);

export function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  return name === undefined ? undefined : context[name];
}

/** `${aws:username}` and its like, with what the request brings; what it does not bring stays as it is and fits nothing. */
export const withVariables = (pattern: string, context: Context): string => pattern.replace(/\$\{([^}]+)\}/g, (whole, key: string) => valuesOf(context, key)?.[0] ?? whole);

type Compare = (wanted: string, value: string) => boolean;
const like: Compare = (wanted, value) => fits(wanted, value);
const numeric = (holds: (value: number, wanted: number) => boolean): Compare => (wanted, value) => holds(Number(value), Number(wanted));

/** Operators by name. A negated one holds where no wanted value fits, and where the key is missing. */
const operators: Readonly<Record<string, { compare: Compare; negated?: true }>> = {
  StringEquals: { compare: (wanted, value) => wanted === value }, StringNotEquals: { compare: (wanted, value) => wanted === value, negated: true },
  StringEqualsIgnoreCase: { compare: (wanted, value) => wanted.toLowerCase() === value.toLowerCase() }, StringNotEqualsIgnoreCase: { compare: (wanted, value) => wanted.toLowerCase() === value.toLowerCase(), negated: true },
  StringLike: { compare: like }, StringNotLike: { compare: like, negated: true },
  ArnEquals: { compare: like }, ArnLike: { compare: like }, ArnNotEquals: { compare: like, negated: true }, ArnNotLike: { compare: like, negated: true },
  Bool: { compare: (wanted, value) => wanted.toLowerCase() === value.toLowerCase() },
  NumericEquals: { compare: numeric((value, wanted) => value === wanted) }, NumericLessThan: { compare: numeric((value, wanted) => value < wanted) }, NumericLessThanEquals: { compare: numeric((value, wanted) => value <= wanted) },
  NumericGreaterThan: { compare: numeric((value, wanted) => value > wanted) }, NumericGreaterThanEquals: { compare: numeric((value, wanted) => value >= wanted) },
};

const parts = (operator: string): { set: string | undefined; name: string; ifExists: boolean } => {
  const [, set, name = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  return { set, name, ifExists: ifExists !== undefined };
};

/** Whether the emulator can evaluate an operator; documents with others are refused when they are written. */
export const knowsOperator = (operator: string): boolean => ['Null', ...Object.keys(operators)].includes(parts(operator).name);

function holds(operator: string, key: string, wanted: readonly string[], context: Context): boolean {
  const { set, name, ifExists } = parts(operator);
  const values = valuesOf(context, key);
  if (name === 'Null') return wanted.some((value) => (value.toLowerCase() === 'true') === (values === undefined || values.length === 0));
  const known = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (known === undefined) return false;
  if (values === undefined || values.length === 0) return ifExists || set === 'ForAllValues' || (known.negated === true && set !== 'ForAnyValue');
  const one = (value: string): boolean => wanted.some((pattern) => known.compare(withVariables(pattern, context), value)) !== (known.negated === true);
  return set === 'ForAnyValue' ? values.some(one) : set === 'ForAllValues' ? values.every(one) : known.negated === true ? values.every(one) : values.some(one);
}

/** Keys of a Condition element with operator and wanted values. */
const conditions = (element: JsonObject): [operator: string, key: string, wanted: string[]][] =>
  Object.entries(element).flatMap(([operator, keys]) => (isObject(keys) ? Object.entries(keys).map(([key, wanted]): [string, string, string[]] => [operator, key, listed(wanted)]) : []));

export const conditionHolds = (element: JsonObject, context: Context): boolean => conditions(element).every(([operator, key, wanted]) => holds(operator, key, wanted, context));
export const missingKeys = (element: JsonObject, context: Context): string[] => conditions(element).map(([, key]) => key).filter((key) => valuesOf(context, key) === undefined);
