/** What the user can do about it names the kind. `unexpected` is what is left: our bug or an answer nobody foresaw. */
export type ServiceErrorKind =
  | 'signIn' | 'permission' | 'quota' | 'capacity' | 'nameTaken' | 'notFound' | 'throttled' | 'invalid' | 'offline' | 'unexpected';

export interface ServiceErrorDetails {
  /** The IAM action that was refused, e.g. `iam:ListRoles`. */
  readonly action?: string;
  /** True where an organisation's policy denies explicitly, so that no grant in the account would help. */
  readonly explicitDeny?: boolean;
  /** The service's own error code, e.g. `ValidationException`. */
  readonly code?: string;
  /** True where the request was sent more than once, so that the answer may be about what an earlier try did. */
  readonly retried?: boolean;
  readonly cause?: unknown;
}

/** The one error that crosses a port. Its message is a sentence for the user; `cause` keeps the original. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly action: string | undefined;
  readonly explicitDeny: boolean;
  readonly code: string | undefined;
  readonly retried: boolean;

  constructor(readonly kind: ServiceErrorKind, message: string, details: ServiceErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.action = details.action;
    this.explicitDeny = details.explicitDeny ?? false;
    this.code = details.code;
    this.retried = details.retried ?? false;
  }
}

/** By name and not by class: the gateways are a bundle of their own, with a class of their own. */
export function isServiceError(error: unknown, kind?: ServiceErrorKind): error is ServiceError {
  return error instanceof Error && error.name === 'ServiceError' && 'kind' in error && (kind === undefined || error.kind === kind);
}

/** What does not last, without anybody doing anything: AWS out of reach, or too busy. */
export function isPassing(error: unknown): error is ServiceError {
  return isServiceError(error, 'offline') || isServiceError(error, 'throttled');
}

/** The sentence to show for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
