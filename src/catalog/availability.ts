import type { HostingSpec } from './hosting.js';
import { resolveConfig, usableConfigs } from './inferenceConfig.js';
import type { ModelSpec } from './spec.js';
import { imageFor, packageFor, regionsWithImage } from './variants.js';

/** The hosting fields under every config that can be used, best first, and under none. @throws SpecError where the spec cannot be resolved */
export function hostingsOf(spec: ModelSpec): HostingSpec[] {
  return [...usableConfigs(spec), resolveConfig(spec, undefined)];
}

/** The instance types that some config, or the model itself, supports: in the spec's order, each once. */
export function supportedTypes(hostings: readonly HostingSpec[]): string[] {
  return [...new Set(hostings.flatMap((h) => h.supportedInstanceTypes))];
}

/** There is a container image, or the package of a Marketplace model, for the type in the region. */
export function isOffered(hosting: HostingSpec, instanceType: string, region: string): boolean {
  const packageArn = packageFor(hosting.variants, instanceType, region) ?? new Map(Object.entries(hosting.modelPackageArns)).get(region);
  return (packageArn ?? imageFor(hosting.variants, instanceType, region) ?? hosting.image) !== undefined;
}

/**
 * The regions in which the type has its image or package, as far as the spec lists regions: a document of one region's hub names an
 * image that holds there alone, and gives none.
 */
export function regionsOffering(hosting: HostingSpec, instanceType: string): string[] {
  const packages = Object.keys(hosting.modelPackageArns);
  return packages.length > 0 ? packages : regionsWithImage(hosting.variants, instanceType);
}
