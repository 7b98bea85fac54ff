/** What a child and its parent tell each other. */
import type { NewDeployment } from '../../../src/deploy/deployments.js';

/** The nth of its name in the life of one process. */
export interface Event {
  readonly name: string;
  readonly nth: number;
  /** Writes: `before` and `after`. Requests: also `sent`, where the effect comes after the death. */
  readonly where: 'before' | 'sent' | 'after';
}

export interface Orders {
  readonly url: string;
  readonly region: string;
  /** Of the journal. */
  readonly folder: string;
  readonly owner: string;
  /** By which its clock goes ahead. */
  readonly skewMs: number;
  /** What is deployed; without it, what the journal holds is carried on. */
  readonly start?: NewDeployment;
  readonly kill?: Event;
  /** `creating`, or a call and its status. */
  readonly cancelAt?: string;
}

export type ToChild = { readonly resume: true } | { readonly cancel: true } | { readonly jumpMs: number };

export interface Seen {
  readonly phase: string;
  readonly paused: string | undefined;
  /** Ended, and no longer held here. */
  readonly ended: boolean;
  readonly here: boolean;
  readonly statuses: readonly string[];
}

export type FromChild =
  | { readonly event: { readonly name: string; readonly nth: number } }
  | { readonly record: Seen }
  | { readonly warning: string }
  /** There is nothing to carry on; true where the journal holds nothing at all. */
  | { readonly none: boolean };
