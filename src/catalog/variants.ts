import { type JsonObject, isObject } from '../shared/json.js';
import { type RawSpec, objectAt, variableText } from './spec.js';

/** `hosting_instance_type_variants`: what differs by instance type or family. */
export interface InstanceVariants {
  /** Undefined in hub documents, whose images are regional already. */
  readonly aliases: JsonObject | undefined;
  readonly variants: JsonObject;
}

export function parseVariants(raw: RawSpec): InstanceVariants {
  const field = objectAt(raw, 'hosting_instance_type_variants');
  const aliases = field['regional_aliases'];
  // an empty table counts as none, as in AWS's SDK
  return { aliases: isObject(aliases) && Object.keys(aliases).length > 0 ? aliases : undefined, variants: objectAt(field, 'variants') };
}

/** `ml.g5.12xlarge` → `g5`; `''` where the text is no instance type. */
export function familyOf(instanceType: string): string {
  return /^ml[._]([a-z0-9-]+)[._]?/.exec(instanceType)?.[1] ?? '';
}

/** The image of an instance type in a region: of the exact type, else of its family. Undefined where there is none. */
export function imageFor(table: InstanceVariants, instanceType: string, region: string): string | undefined {
  return regionalProperty(table, instanceType, region, 'image_uri');
}

/** The Marketplace package of an instance type in a region, where packages differ by type. */
export function packageFor(table: InstanceVariants, instanceType: string, region: string): string | undefined {
  const byRegion = [instanceType, familyOf(instanceType)].map((key) => child(child(variant(table, key), 'properties'), 'model_package_arn'));
  const arn = byRegion.map((arns) => (Object.hasOwn(arns, region) ? arns[region] : undefined)).find((value) => typeof value === 'string');
  return arn ?? regionalProperty(table, instanceType, region, 'model_package_arn') ?? propertyFor(table, instanceType, 'model_package_arn');
}

/** The regions in which an instance type has an image. */
export function regionsWithImage(table: InstanceVariants, instanceType: string): string[] {
  return Object.keys(table.aliases ?? {}).filter((region) => imageFor(table, instanceType, region) !== undefined);
}

/** Variables of the family, overridden key by key by those of the exact type. */
export function environmentFor(table: InstanceVariants, instanceType: string): Record<string, string> {
  const entries = [variant(table, familyOf(instanceType)), variant(table, instanceType)]
    .flatMap((v) => Object.entries(child(child(v, 'properties'), 'environment_variables')))
    .map(([name, value]) => [name, variableText(value)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** A text property of the exact type, else of the family (`artifact_key`, `prepacked_artifact_key`, …). */
export function propertyFor(table: InstanceVariants, instanceType: string, name: string): string | undefined {
  for (const key of [instanceType, familyOf(instanceType)]) {
    const value = child(variant(table, key), 'properties')[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function regionalProperty(table: InstanceVariants, instanceType: string, region: string, name: string): string | undefined {
  if (table.aliases === undefined) return propertyFor(table, instanceType, name);
  for (const key of [instanceType, familyOf(instanceType)]) {
    const value = child(variant(table, key), 'regional_properties')[name];
    if (typeof value !== 'string' || value === '') continue;
    if (!value.startsWith('$')) return value;
    const resolved = child(table.aliases, region)[value.slice(1)];
    return typeof resolved === 'string' && resolved !== '' ? resolved : undefined;
  }
  return undefined;
}

function variant(table: InstanceVariants, key: string): JsonObject {
  return child(table.variants, key);
}

function child(object: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}
