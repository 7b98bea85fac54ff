import { endpointNameOf, hasEnded } from '../../deploy/record.js';
import type { CommandContext } from './context.js';

/** What a deployment is about to use, or an endpoint that is being deleted takes with it. */
export function spared({ deployments, removals }: Pick<CommandContext, 'deployments' | 'removals'>): ReadonlySet<string> {
  const running = deployments.list().filter((record) => !hasEnded(record));
  return new Set([
    ...running.flatMap((record) => [endpointNameOf(record), ...record.plan.calls.map((call) => call.creates?.name ?? '')]),
    ...removals.list().flatMap(({ goes, park }) => [...goes.map(({ name }) => name), ...(park ? [park.configName, ...park.models] : [])]),
  ]);
}
