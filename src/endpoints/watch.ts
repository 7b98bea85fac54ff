import type { Clock, DeployPort, ResourceState } from '../deploy/ports.js';
import { t } from '../shared/l10n.js';
import { ServiceError } from '../shared/serviceError.js';
import type { EndpointStore } from './store.js';

export interface WatchOptions {
  readonly store: EndpointStore;
  readonly port: DeployPort;
  readonly clock: Clock;
  /** False where the store looks at another account or region. */
  readonly sameConnection: () => boolean;
  /** Milliseconds for which a look of the store is good enough. */
  readonly maxAgeMs: number;
}

/**
 * How a running deployment looks at its endpoint: through the store, so that the window has one poller. What the store cannot tell
 * (an endpoint that it does not list yet, the reason of a failure, another connection) is asked directly.
 */
export function watchThrough({ store, port, clock, sameConnection, maxAgeMs }: WatchOptions): (name: string, signal: AbortSignal) => Promise<ResourceState | undefined> {
  return async (name, signal) => {
    if (sameConnection()) {
      const fresh = (): boolean => clock.now().getTime() - (store.state.at?.getTime() ?? 0) <= maxAgeMs;
      if (!fresh() || store.find(name) === undefined) await store.look();
      signal.throwIfAborted();
      const { problem } = store.state;
      // what keeps the store from its answer would keep us from ours
      if (problem?.kind === 'offline' || problem?.kind === 'signIn') throw problem;
      if (!problem && !fresh()) throw new ServiceError('throttled', t('SageMaker takes no more requests from this account for the moment.'));
      const summary = problem === undefined ? store.find(name)?.summary : undefined;
      if (summary && summary.status !== 'Failed') return { arn: summary.arn, createdAt: summary.createdAt, status: summary.status, failureReason: undefined };
    }
    return port.describe('endpoint', name, signal);
  };
}
