/** What the user can do about it names the kind. `setting`: a setting of ours cannot be used, and nothing was sent. `unexpected` is what is left: our bug or an answer nobody foresaw. */
export type ServiceErrorKind =
  | 'signIn' | 'permission' | 'quota' | 'capacity' | 'nameTaken' | 'notFound' | 'throttled' | 'invalid' | 'setting' | 'offline' | 'unexpected';

export interface ServiceErrorDetails {
  /** The IAM action that was refused, e.g. `iam:ListRoles`. */
  readonly action?: string;
  /** True where an organisation's policy denies explicitly, so that no grant in the account would help. */
  readonly explicitDeny?: boolean;
  /** The service's own error code, e.g. `ValidationException`. */
  readonly code?: string;
  /** True where the request was sent more than once, so that the answer may be about what an earlier try did. */
  readonly retried?: boolean;
  /** Set where it was the endpoint's container that failed, and SageMaker passed on what it said. */
  readonly container?: ContainerFailure;
  readonly cause?: unknown;
}

/** What a container answered in place of a prediction. */
export interface ContainerFailure {
  /** Its HTTP status; 0 where it did not answer at all. */
  readonly status: number;
  /** Its own words, as it sent them. */
  readonly message: string;
  /** ARN of the log group that says more. */
  readonly log: string | undefined;
}

/** The one error that crosses a port. Its message is a sentence for the user; `cause` keeps the original. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly action: string | undefined;
  readonly explicitDeny: boolean;
  readonly code: string | undefined;
  readonly retried: boolean;
  readonly container: ContainerFailure | undefined;

  constructor(readonly kind: ServiceErrorKind, message: string, details: ServiceErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.action = details.action;
    this.explicitDeny = details.explicitDeny ?? false;
    this.code = details.code;
    this.retried = details.retried ?? false;
    this.container = details.container;
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
