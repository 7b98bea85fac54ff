import { AwsError } from './errors.js';
import type { JsonObject } from './json.js';
import type { Shape } from './validation.js';
import type { Call } from './world.js';

/** One operation of a service that takes and answers structures (JSON 1.1, Query, EC2 Query). */
export interface Operation {
  /** Constraints of its input. */
  input?: Shape;
  /** ARN that an access denial names; `*` when absent. */
  resource?: (call: Call) => string;
  /** Its own rules decide who may call it, not the caller's policies alone. */
  ownRules?: true;
  run: (call: Call) => JsonObject | Promise<JsonObject>;
}

export interface Service {
  /** Name in `RecordedCall.service` and in fault rules. */
  name: string;
  /** Prefix of IAM actions. */
  actions: string;
  operations: Readonly<Record<string, Operation>>;
}

/** Opaque pagination over a list: answers a page and the token of the next one. The token is what the client sends back. */
export function page<T>(all: readonly T[], token: string | undefined, size: number, bad: () => AwsError): { items: T[]; next?: string } {
  let start = 0;
  if (token !== undefined && token !== '') {
    const match = /^emulated-(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
    if (match === null) throw bad();
    start = Number(match[1]);
  }
  const items = all.slice(start, start + size);
  const end = start + items.length;
  return end < all.length ? { items, next: Buffer.from(`emulated-${end}`).toString('base64url') } : { items };
}

/** Text of a denial in the words of IAM. */
export const deniedMessage = (caller: string, action: string, resource: string, explicit: boolean): string =>
  `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${explicit ? 'with an explicit deny in a service control policy' : `because no identity-based policy allows the ${action} action`}`;

export const denied = (call: Call, action: string, resource: string, explicit = false): AwsError =>
  new AwsError('AccessDeniedException', deniedMessage(call.caller, action, resource, explicit));
