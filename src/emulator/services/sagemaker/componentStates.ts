import { minutes } from '../../core/clock.js';
import type { ComponentRecord, RegionState } from '../../core/state.js';
import type { Call } from '../../core/world.js';

/** Virtual minutes that a component takes to come up and to go. */
const TAKES = { Creating: 3, Deleting: 1 } as const;

export const dueAfter = (call: Call, status: keyof typeof TAKES): number => call.world.clock.now() + minutes(TAKES[status]);

/** The region's components with everything done that is due. */
export function settledComponents(call: Call, region: RegionState): Map<string, ComponentRecord> {
  const components = region.components ??= new Map();
  const now = call.world.clock.now();
  for (const [key, component] of components) {
    if (component.status === 'InService' || component.due > now) continue;
    call.world.changed();
    if (component.status === 'Creating') Object.assign(component, { status: 'InService', modified: call.world.clock.dateOf(component.due) });
    else {
      components.delete(key);
      region.tags.delete(component.arn);
      for (const [id, target] of region.scalableTargets ?? []) if (target.resourceId === `inference-component/${component.name}`) region.scalableTargets?.delete(id);
    }
  }
  return components;
}

export function componentsOn(call: Call, region: RegionState, endpointName: string): ComponentRecord[] {
  return [...settledComponents(call, region).values()].filter((component) => component.endpointName.toLowerCase() === endpointName.toLowerCase());
}
