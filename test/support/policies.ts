// A judge of IAM policies, as far as the tests need one: allow or not, wildcards, the condition operators in use. Knows nothing of src/deploy.

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

interface Entry {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export function allows(statements: readonly Entry[], { action, resource, context }: Request): boolean {
  return statements.some((s) => s.Effect === 'Allow' && s.Action.some((a) => matches(a, action)) && (s.Resource ?? ['*']).some((r) => matches(r, resource))
    && Object.entries(s.Condition ?? {}).every(([operator, keys]) => Object.entries(keys).every(([key, wanted]) => holds(operator, [wanted].flat(), context[key]))));
}

function holds(operator: string, wanted: readonly string[], given: string | undefined): boolean {
  if (given === undefined) return false;
  switch (operator) {
    case 'StringEquals': case 'ForAnyValue:StringEquals': case 'Bool': return wanted.some((each) => each.replaceAll('${$}', '$') === given);
    case 'ArnLike': return wanted.some((each) => matches(each, given));
    default: throw new Error(`The judge does not know ${operator}.`);
  }
}

/** `*` and `?` are wild, `${*}`, `${?}` and `${$}` are themselves. */
function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/\$\{([*?$])\}|[\s\S]/g, (part, literal: string | undefined) => (
    literal !== undefined ? `\\${literal}` : part === '*' ? '[\\s\\S]*' : part === '?' ? '[\\s\\S]' : part.replace(/[.\\+^$()[\]{}|/-]/g, '\\$&')));
  return new RegExp(`^${source}$`).test(text);
}
