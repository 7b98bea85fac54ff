import { isObject } from '../shared/json.js';

const HIDDEN = '(hidden)';
const MAX_DEPTH = 8;

/** What is secret wherever it stands: parts of a signed request, keys, and a command with all that it printed. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(x-amz-security-token|x-amz-sso_bearer_token|authorization)(["']?\s*[:=]\s*["']?)[^\n"'<]+/gi, `$1$2${HIDDEN}`],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, HIDDEN],
  [/(Command failed): [\s\S]+/g, '$1.'],
];

/**
 * Takes what is secret out of an error, its members and its causes, in place. AWS repeats values that it refuses and, where a signature
 * does not match, what should have been signed; a proxy may repeat the whole request; node repeats the command that failed.
 */
export function hideIn(error: unknown, secrets: readonly string[]): void {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < MAX_DEPTH; depth++, at = at.cause) {
    hideMembers(at, secrets);
    // what a service answered lies beside what the SDK made of it
    for (const member of Object.values(at)) if (isObject(member)) hideMembers(member, secrets);
  }
}

function hideMembers(of: object, secrets: readonly string[]): void {
  if (of instanceof Error) textsOnly(of);
  const names = Object.keys(of);
  for (const name of new Set(of instanceof Error ? ['message', 'stack', ...names] : names)) {
    const text: unknown = Reflect.get(of, name);
    if (typeof text !== 'string') continue;
    const safe = hide(text, secrets);
    if (safe !== text) Reflect.defineProperty(of, name, { value: safe, configurable: true, writable: true, enumerable: names.includes(name) });
  }
}

/** An object may stand where the service should have put a text, and where nothing makes one of it not even the stack can be read. */
function textsOnly(error: Error): void {
  for (const name of ['name', 'message'] as const) {
    if (typeof (error[name] as unknown) !== 'string') Reflect.defineProperty(error, name, { value: '', configurable: true, writable: true });
  }
}

function hide(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  return PATTERNS.reduce((rest, [pattern, by]) => rest.replace(pattern, by), known);
}
