import type { PlannedCall } from '../deploy/plan.js';
import type { Target } from '../deploy/record.js';
import { isObject } from '../shared/json.js';
import type { update } from './updating.js';
import type { UpdatePorts } from './updating.js';
import type { Kept } from './uses.js';
import { type Wish, type WishOptions, Wishes } from './wishes.js';

/** The wish to change an endpoint that runs. */
export interface UpdateWish extends Wish {
  /** ISO; another endpoint may have the name later. */
  readonly endpointCreatedAt: string;
  readonly endpointArn: string;
  /** Another endpoint config, or another number of instances by variant. */
  readonly goal: { readonly kind: 'config'; readonly name: string } | { readonly kind: 'counts'; readonly counts: Readonly<Record<string, number>> };
  /** What is created for it, in the order of the calls. */
  readonly calls: readonly PlannedCall[];
  /** What the endpoint is tagged with when it has changed. */
  readonly tags: Readonly<Record<string, string>>;
  /** What changes, for people: "ml.m5.xlarge → ml.g5.xlarge". */
  readonly summary: string;
  /** Set before SageMaker is asked for the change. ISO; `modifiedAt`: when the endpoint had been changed last, by AWS's clock. */
  readonly sent?: { readonly at: string; readonly modifiedAt: string } | undefined;
  /** Set before what came to nothing is taken back. */
  readonly ended?: UpdateEnd;
}

export interface UpdateEnd {
  /** `refused`: AWS said no before anything changed. `rolledBack`: the endpoint runs what it ran before. `failed`: it may not. */
  readonly outcome: 'done' | 'refused' | 'rolledBack' | 'failed' | 'gone';
  /** A sentence, AWS's own where it gave one. */
  readonly reason?: string | undefined;
}

export interface UpdateResult extends UpdateEnd {
  /** What was created for it and could not be removed. */
  readonly left: readonly Kept[];
}

export interface UpdateProgress { readonly what: PlannedCall['operation'] | 'UpdateEndpoint' }

export interface UpdatesOptions extends WishOptions {
  readonly portsFor: (target: Target) => Promise<UpdatePorts>;
  /** What carries an update out; few windows ever need it. */
  readonly loadUpdating: () => Promise<{ readonly update: typeof update }>;
  readonly pollMs: (target: Target) => number;
}

/** All wishes to change an endpoint that are not carried out yet. */
export class Updates extends Wishes<UpdateWish, UpdateProgress, UpdateResult> {
  constructor(options: UpdatesOptions) {
    super({
      name: 'update', settled: () => Promise.resolve(),
      isWhole: ({ goal, calls, tags, endpointCreatedAt, endpointArn, summary, sent, ended }) => isGoal(goal) && Array.isArray(calls) && calls.every(isCreation) && isObject(tags)
        && [endpointCreatedAt, endpointArn, summary].every((text) => typeof text === 'string') && (sent === undefined || (isObject(sent) && typeof sent['at'] === 'string' && typeof sent['modifiedAt'] === 'string'))
        && (ended === undefined || (isObject(ended) && typeof ended['outcome'] === 'string')),
      carryOut: async (wish, run) => {
        const ports = await options.portsFor(wish.target);
        const { update } = await options.loadUpdating();
        return update(wish, { ...run, ports, clock: options.clock, pollMs: options.pollMs(wish.target) });
      },
    }, options);
  }
}

function isGoal(value: unknown): boolean {
  return isObject(value) && ((value['kind'] === 'config' && typeof value['name'] === 'string') || (value['kind'] === 'counts' && isObject(value['counts'])));
}

function isCreation(value: unknown): boolean {
  return isObject(value) && (value['operation'] === 'CreateModel' || value['operation'] === 'CreateEndpointConfig') && isObject(value['input']) && isObject(value['creates']) && typeof value['creates']['name'] === 'string';
}
