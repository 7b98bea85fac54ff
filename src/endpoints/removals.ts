import { isObject } from '../shared/json.js';
import type { Target } from '../deploy/record.js';
import { type ParkedEndpoint, isParked } from './parked.js';
import type { RemovalResult, remove } from './removal.js';
import type { RemovalPorts, Resource } from './uses.js';
import { type Wish, type WishOptions, Wishes } from './wishes.js';

/** The wish to delete an endpoint. */
export interface RemovalWish extends Wish {
  /** ISO; see RemovalPlan. */
  readonly endpointCreatedAt: string | undefined;
  /** In the order of the calls. */
  readonly goes: readonly Resource[];
  /** Set where the endpoint is to be parked: kept from the moment it is gone. */
  readonly park: ParkedEndpoint | undefined;
}

/** Where a removal of this window stands. */
export interface RemovalProgress {
  readonly what: 'waiting' | 'deleting';
  readonly resource: Resource;
}

export interface RemovalsOptions extends WishOptions {
  readonly portsFor: (target: Target) => Promise<RemovalPorts>;
  /** What carries a removal out; few windows ever need it. */
  readonly loadRemoval: () => Promise<{ readonly remove: typeof remove }>;
  readonly pollMs: (target: Target) => number;
  readonly settled: (wish: RemovalWish, result: RemovalResult) => Promise<void>;
}

const KINDS = new Set<unknown>(['scalableTarget', 'inferenceComponent', 'endpoint', 'endpointConfig', 'model', 'copies']);

/** All wishes to delete that are not carried out yet. */
export class Removals extends Wishes<RemovalWish, RemovalProgress, RemovalResult> {
  constructor(options: RemovalsOptions) {
    super({
      name: 'removal', settled: options.settled,
      isWhole: ({ goes, park }) => Array.isArray(goes) && goes.every((r) => isObject(r) && KINDS.has(r['kind']) && typeof r['name'] === 'string') && (park === undefined || isParked(park)),
      carryOut: async (wish, { signal, confirm, onStep }) => {
        const ports = await options.portsFor(wish.target);
        const { remove } = await options.loadRemoval();
        return remove(wish, { ports, clock: options.clock, pollMs: options.pollMs(wish.target), signal, confirm, onStep: (what, resource) => { onStep({ what, resource }); } });
      },
    }, options);
  }
}
