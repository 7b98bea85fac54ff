import { isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { type ServiceError, isServiceError, messageOf } from '../shared/serviceError.js';

/** What an error of the SDK, of a service or of the network says, whoever threw it. */
export interface Failure {
  /** The service's error code, the system's (`ENOTFOUND`) or the error's name. */
  readonly code: string;
  readonly message: string;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** There was an answer that could not be read: cut off, garbled, or nothing of AWS's. */
  readonly broken: boolean;
  /** The SDK sent the request more than once. */
  readonly retried: boolean;
  /** Set where one of our own errors came back through the SDK. */
  readonly own: ServiceError | undefined;
}

const MAX_DEPTH = 8;
/** Answers to HEAD have no body, so the SDK has nothing to name them by. */
const NAMELESS = /^(Error|Unknown|UnknownError|\d+)$/;
/** What the SDK adds to the words of what could not read an answer. */
const UNREADABLE = /Deserialization error: to see the raw response/;

export function failureOf(error: unknown): Failure {
  const chain = causes(error);
  const own = chain.find((link) => isServiceError(link));
  const system = chain.map(systemCode).find((code) => code !== undefined);
  const [first] = chain;
  const status = chain.map((link) => metadataOf(link, 'httpStatusCode')).find((found) => found !== undefined);
  const retried = chain.some((link) => (metadataOf(link, 'attempts') ?? 1) > 1);
  const name = first === undefined ? '' : nameOf(first);
  const message = asText(messageOf(error));
  const broken = UNREADABLE.test(message);
  return { own, status, broken, retried, code: name === 'CredentialsProviderError' || status !== undefined ? name : system ?? name, message: broken ? '' : message };
}

/** AWS said no and not why. */
export function isUnsaid({ code, message }: Failure): boolean {
  return NAMELESS.test(code) && (message === '' || NAMELESS.test(message));
}

/** The action that an IAM denial names, e.g. `iam:PassRole`. */
export function missingAction(message: string): string | undefined {
  return /not authorized to perform:?\s+\[?([a-z0-9-]+:[A-Za-z*]+)/.exec(message)?.[1];
}

export function refusedResource(message: string): string | undefined {
  const resource = /on (?:the )?resource:?\s+"?(arn:[^\s"]*[^\s",.)])/.exec(message)?.[1];
  return resource === '*' ? undefined : resource;
}

/** `a service control policy`; undefined where nothing denies explicitly. */
export function refusingPolicy(message: string): string | undefined {
  const match = /with an explicit deny(?: in (?:an? |the )?([a-z -]+?(?:policy|boundary)))?(?=[\s.:,]|$)/i.exec(message);
  if (match === null) return undefined;
  const policy = match[1];
  return policy === undefined ? t('a policy') : /^[aeio]/.test(policy) ? t('an {0}', policy) : t('a {0}', policy);
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < MAX_DEPTH; at = at.cause) {
    chain.push(at);
    // several addresses of one host were tried: they failed alike
    if (at instanceof AggregateError && at.errors[0] instanceof Error) chain.push(at.errors[0]);
  }
  return chain;
}

function systemCode(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function nameOf(error: Error): string {
  const name = asText(error.name);
  if (name !== '' && !NAMELESS.test(name)) return name;
  const code = 'Code' in error && typeof error.Code === 'string' ? error.Code : undefined;
  return code ?? name;
}

/** The SDK hands on whatever stands where a text should be: what is none says nothing. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function metadataOf(error: Error, field: string): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const value = isObject(metadata) ? metadata[field] : undefined;
  return typeof value === 'number' ? value : undefined;
}
