import { regionsOffering } from '../../catalog/availability.js';
import type { Resolution } from '../../deploy/plan.js';

/** Where a model can be deployed on an instance type. */
export interface Offered {
  readonly title: string;
  readonly instanceType: string;
  /** Those in which it has an image or package for the type. */
  readonly regions: readonly string[];
}

/** Undefined where the spec lists no regions. */
export function offeredOf(title: string, { hosting, instanceType }: Resolution): Offered | undefined {
  const regions = regionsOffering(hosting, instanceType);
  return regions.length === 0 ? undefined : { title, instanceType, regions };
}
