import type { EndpointConfigDetail, EndpointDetail } from './ports.js';

type ConfigVariant = EndpointConfigDetail['variants'][number];
type LiveVariant = EndpointDetail['variants'][number];

/** All models that a variant may run: its own and those of its pools. */
export function modelsOf({ modelName, pools = [] }: ConfigVariant): string[] {
  return [...new Set([modelName, ...pools.map((pool) => pool.modelName)].filter((name) => name !== undefined))];
}

/**
 * Instances that a variant holds, by type; one that is being created or scaled holds what it will have. Of pools, those that are found
 * are counted for their type, and those that are still to come for the type that SageMaker tries first.
 * @param live undefined while the endpoint is being created
 */
export function heldBy({ instanceType, initialCount, pools }: ConfigVariant, live: LiveVariant | undefined): { readonly instanceType: string; readonly count: number }[] {
  const count = live === undefined ? initialCount ?? 0 : Math.max(live.currentCount ?? 0, live.desiredCount ?? 0);
  const first = instanceType ?? pools?.[0]?.instanceType;
  if (first === undefined) return [];
  const found = (live?.pools ?? []).filter((pool) => pool.count > 0);
  const toCome = count - found.reduce((sum, pool) => sum + pool.count, 0);
  return [...found, ...(toCome > 0 ? [{ instanceType: first, count: toCome }] : [])];
}
