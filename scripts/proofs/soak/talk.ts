/** What a window and its parent tell each other. */
import type { NewDeployment } from '../../../src/deploy/deployments.js';
import type { Kept, Resource } from '../../../src/endpoints/uses.js';
import type { Figures } from './measure.js';

/** Virtual time: as fast in every process as in the emulator. */
export interface Pace {
  /** Real milliseconds since the epoch, from which on it runs. */
  readonly since: number;
  /** Virtual seconds per real second. */
  readonly scale: number;
}

export interface Orders extends Pace {
  readonly url: string;
  /** Of the journal. */
  readonly folder: string;
  readonly owner: string;
}

export type ToWindow = { readonly begin: Orders } | { readonly deploy: NewDeployment }
  /** By the name of its endpoint. */
  | { readonly cancel: string } | { readonly remove: string }
  /** As after a sign-in. */
  | { readonly resume: true } | { readonly measure: true };

export type FromWindow = { readonly ready: true } | { readonly figures: Figures }
  | { readonly removed: string; readonly gone: readonly Resource[]; readonly left: readonly Kept[] }
  /** What a person would be shown instead of the question whether to delete. */
  | { readonly refused: string; readonly why: string };
