import { AwsError, DropConnection, LostAnswer } from '../core/errors.js';
import { deniedMessage } from '../core/service.js';
import { refusal } from '../services/iam/authorize.js';
import type { FaultRule } from '../core/faults.js';
import type { Call } from '../core/world.js';

/** Family of protocols, because the same mishap has another name in each. */
export type Family = 'json' | 'query' | 'ec2' | 's3' | 'rest';

const names: Readonly<Record<'denied' | 'throttle' | 'expired' | 'server', Readonly<Record<Family, readonly [code: string, status: number]>>>> = {
  denied: { json: ['AccessDeniedException', 400], query: ['AccessDenied', 403], ec2: ['UnauthorizedOperation', 403], s3: ['AccessDenied', 403], rest: ['AccessDeniedException', 403] },
  throttle: { json: ['ThrottlingException', 400], query: ['Throttling', 400], ec2: ['RequestLimitExceeded', 503], s3: ['SlowDown', 503], rest: ['ThrottlingException', 400] },
  expired: { json: ['ExpiredTokenException', 400], query: ['ExpiredToken', 403], ec2: ['RequestExpired', 400], s3: ['ExpiredToken', 400], rest: ['ExpiredTokenException', 403] },
  server: { json: ['InternalFailure', 500], query: ['InternalFailure', 500], ec2: ['InternalError', 500], s3: ['InternalError', 500], rest: ['InternalFailure', 500] },
};

const make = (kind: keyof typeof names, family: Family, message: string): AwsError => {
  const [code, status] = names[kind][family];
  return new AwsError(code, message, status);
};

/** Denial as the service of the call words it. */
export function denial(call: Call, family: Family, action: string, resource: string, explicit: boolean, message?: string): AwsError {
  const text = message ?? deniedMessage(call.caller, action, resource, explicit);
  return make('denied', family, family === 'ec2' && message === undefined ? `You are not authorized to perform this operation. ${text}` : text);
}

/** Throws a denial where the policies of the account do not let the caller do this. GetCallerIdentity is open to everybody. */
export function authorize(call: Call, family: Family, action: string, resource: string, more: Parameters<typeof refusal>[3] = {}): void {
  if (action === 'sts:GetCallerIdentity') return;
  const text = refusal(call, action, resource, more);
  if (text !== undefined) throw denial(call, family, action, resource, false, family === 'ec2' ? `You are not authorized to perform this operation. ${text}` : text);
}

/**
 * Lets the faults strike that can strike any call: throws what the caller gets, or waits. Policies and tokens are nothing
 * to an unsigned request, unless a rule names the service (an endpoint policy denies those as well).
 */
export async function strike(call: Call, family: Family, action: string, resource: () => string, signed = true): Promise<void> {
  const slow = call.world.faults.take(call, 'delay');
  if (slow !== undefined) await new Promise((resolve) => setTimeout(resolve, slow.delayMs ?? 1000));
  const identity = signed ? ['accessDenied', 'explicitDeny', 'expiredToken'] as const : [];
  const rule: FaultRule | undefined = call.world.faults.take(call, 'throttle', 'serverError', 'drop', ...identity)
    ?? (signed ? undefined : call.world.faults.take({ ...call, named: true }, 'accessDenied', 'explicitDeny'));
  switch (rule?.kind) {
    case 'accessDenied': throw denial(call, family, action, resource(), false, rule.message);
    case 'explicitDeny': throw denial(call, family, action, resource(), true, rule.message);
    case 'throttle': {
      const [code, status] = call.service === 'service-quotas' ? ['TooManyRequestsException', 400] as const : names.throttle[family];
      throw new AwsError(code, rule.message ?? 'Rate exceeded', status);
    }
    case 'serverError': throw make('server', family, rule.message ?? 'An internal error occurred. Try the request again.');
    case 'expiredToken': throw make('expired', family, rule.message ?? 'The security token included in the request is expired');
    case 'drop': throw new DropConnection();
    default:
  }
}

/** Breaks the connection of a call that took effect: `drop` breaks it before. */
export function loseAnswer(call: Call): void {
  if (call.world.faults.take(call, 'lostAnswer') !== undefined) throw new LostAnswer();
}

export const missingToken = (family: Family): AwsError => (family === 'json' || family === 'rest'
  ? new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 400)
  : family === 'ec2' ? new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401) : new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403));
