// All that is done to deployments and removals: every point of a rehearsal is killed at, and every call goes wrong in every way.
import type { FaultRule } from '../../../src/emulator/start.js';
import type { Case, Kind } from './cases.js';
import type { Event } from './talk.js';

export interface Scenario {
  readonly kind: Kind;
  readonly cancelAt?: string;
  /** Points that other scenarios have as well are left to those. */
  readonly only?: RegExp;
}

export const SCENARIOS: readonly Scenario[] = [
  { kind: 'plain' },
  { kind: 'plain', cancelAt: 'config intended' },
  { kind: 'plain', cancelAt: 'creating' },
  { kind: 'plain', cancelAt: 'endpoint intended', only: /Endpoint#|write (deployment#[4-7]|cancel)/ },
  { kind: 'pools', only: /Create|write deployment/ },
  { kind: 'pools', cancelAt: 'creating', only: /Delete|write (deployment|cancel)/ },
  { kind: 'copy', only: /Head|List|Upload|Copy|Get|Put|write deployment#[1-5]$/ },
  { kind: 'copy', cancelAt: 'large intended', only: /write|remove|Upload/ },
  { kind: 'repack', only: /Head|Get|Put|Upload|write deployment#[1-4]$/ },
  { kind: 'repack', cancelAt: 'copy intended', only: /write|remove/ },
  { kind: 'delete' },
  { kind: 'delete with components', only: /Component|Delete|Deregister/ },
  { kind: 'delete while it is created', only: /DescribeEndpoint|Delete/ },
  { kind: 'park' },
];

export function nameOf({ kind, cancelAt }: Scenario): string {
  return cancelAt === undefined ? kind : `${kind}, cancelled at ${cancelAt}`;
}

/** What comes in any number is taken at its first times, and a long row of equals at its ends. */
const MANY = /^(DescribeEndpoint|DescribeEndpointConfig|write lease)#([3-9]|\d\d)$|^UploadPartCopy#([2-57-9]|1[01])$/;

export function pointsOf(events: readonly string[], { only }: Scenario): string[] {
  return [...new Set(events)].filter((event) => !MANY.test(event) && (only === undefined || only.test(event)));
}

export const isCall = (name: string): boolean => /^[A-Z]/.test(name);

/** After these the account is another one. */
const CHANGES = /^(Create(Model|Endpoint)|Delete|Deregister|CompleteM|PutO)/;

export function killsOf(scenario: Scenario, events: readonly string[]): Case[] {
  const { kind, cancelAt } = scenario;
  return pointsOf(events, scenario).flatMap((point) => {
    const [name = '', nth = '1'] = point.split('#');
    const wheres: Event['where'][] = CHANGES.test(name) ? ['before', 'sent', 'after'] : ['before', 'after'];
    return wheres.map((where): Case => ({
      scenario: nameOf(scenario), kind, point, what: `killed ${WORDS[where]}`, kill: { name, nth: Number(nth), where },
      ...(cancelAt === undefined ? {} : { cancelAt }),
      // the effect comes when the next process is at work already, and before it looks: a real one looks half a minute later
      ...(where === 'sent' ? { faults: [{ kind: 'delay', operation: name, after: Number(nth) - 1, times: 1, delayMs: /^Create/.test(name) ? 250 : 150 }] } : {}),
    }));
  });
}

const WORDS: Readonly<Record<Event['where'], string>> = { before: 'before it', sent: 'when it was sent', after: 'after it' };

/** As often as the SDK tries, and beyond. */
const MISHAPS: readonly { readonly what: string; readonly kind: FaultRule['kind']; readonly times: number; readonly gives?: readonly string[] }[] = [
  { what: 'throttled once', kind: 'throttle', times: 1 },
  { what: 'throttled 5 times', kind: 'throttle', times: 5 },
  { what: '500 once', kind: 'serverError', times: 1 },
  { what: '500 5 times', kind: 'serverError', times: 5, gives: ['inService', 'cancelled', 'failed', 'removed', 'left'] },
  { what: 'dropped once', kind: 'drop', times: 1 },
  { what: 'dropped 9 times', kind: 'drop', times: 9 },
  { what: 'answer lost once', kind: 'lostAnswer', times: 1 },
  { what: 'answer lost 5 times', kind: 'lostAnswer', times: 5 },
  { what: 'token expired', kind: 'expiredToken', times: 1000 },
];

export function mishapsOf(scenario: Scenario, events: readonly string[]): Case[] {
  const { kind, cancelAt } = scenario;
  return pointsOf(events, scenario).filter(isCall).flatMap((point) => {
    const [operation = '', nth = '1'] = point.split('#');
    return MISHAPS.map(({ what, gives, ...fault }): Case => ({
      scenario: nameOf(scenario), kind, point, what, faults: [{ ...fault, operation, after: Number(nth) - 1 }],
      ...(cancelAt === undefined ? {} : { cancelAt }), ...(gives === undefined ? {} : { ends: gives }),
    }));
  });
}
