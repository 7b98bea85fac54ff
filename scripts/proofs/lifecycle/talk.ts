/** What a child and its parent tell each other. */
import type { NewDeployment } from '../../../src/deploy/deployments.js';
import type { RemovalWish } from '../../../src/endpoints/removals.js';

/** The nth of its name in the life of one window. */
export interface Event {
  readonly name: string;
  readonly nth: number;
  /** Writes: `before` and `after`. Requests: also `sent`, where the effect comes after the death. */
  readonly where: 'before' | 'sent' | 'after';
}

export type Work = { readonly deploy: NewDeployment } | { readonly remove: Omit<RemovalWish, 'format' | 'id' | 'startedAt'> };

export interface Orders {
  readonly url: string;
  readonly region: string;
  /** Of the journal. */
  readonly folder: string;
  /** Of the records of parked endpoints. */
  readonly parked: string;
  readonly owner: string;
  /** By which its clock goes ahead. */
  readonly skewMs: number;
  /** What is begun; without it, what the journal holds is carried on. */
  readonly start?: Work;
  readonly kill?: Event;
  /** `creating`, or a call and its status. */
  readonly cancelAt?: string;
}

export type ToChild = { readonly begin: Orders } | { readonly resume: true } | { readonly cancel: true } | { readonly jumpMs: number }
  /** It stops being a window, and may become another one. */
  | { readonly leave: true };

export interface Seen {
  /** Of a removal: `removing`, and in the end `removed` or `left`. */
  readonly phase: string;
  readonly paused: string | undefined;
  /** Ended, and no longer held here. */
  readonly ended: boolean;
  readonly here: boolean;
  /** Calls and how they stand; of a removal, what it left. */
  readonly statuses: readonly string[];
}

export type FromChild =
  | { readonly event: { readonly name: string; readonly nth: number } }
  | { readonly record: Seen }
  | { readonly warning: string }
  /** There is nothing to carry on; true where the journal holds nothing at all. */
  | { readonly none: boolean }
  | { readonly left: true };
