import { isObject, type Json, type JsonObject } from '../shared/json.js';
import { type HostingSpec, parseHosting } from './hosting.js';
import { type ModelSpec, type RawSpec, SpecError, objectAt } from './spec.js';

/** Fields of the model as a whole, which a config component never overlays. */
const NEVER_OVERLAID = new Set([
  'model_id', 'url', 'version', 'min_sdk_version', 'deprecated', 'deprecated_message', 'deprecate_warn_message', 'resource_name_base',
  'gated_bucket', 'training_supported', 'incremental_training_supported',
]);

/**
 * The hosting fields under one inference config: the base fields, overlaid by the config's components in their order.
 * @param configName undefined for the base fields alone
 * @throws {@link SpecError} where there is no such config, or it names a component that does not exist
 */
export function resolveConfig(spec: ModelSpec, configName: string | undefined): HostingSpec {
  if (configName === undefined) return parseHosting(spec.raw, undefined);
  const config = spec.configs.find((c) => c.name === configName);
  if (!config) {
    const known = spec.ranking.length > 0 ? `It has ${spec.ranking.join(', ')}.` : 'It has none.';
    throw new SpecError(`${spec.modelId} ${spec.version} has no inference config "${configName}". ${known}`);
  }
  const components = objectAt(spec.raw, 'inference_config_components');
  let resolved: RawSpec = withoutNulls(spec.raw);
  for (const name of config.componentNames) {
    const component = Object.hasOwn(components, name) ? components[name] : undefined;
    if (!isObject(component)) throw new SpecError(`The model spec's inference config "${configName}" names a component "${name}" that it does not hold.`);
    resolved = overlay(resolved, withoutDenied(component));
  }
  return parseHosting(resolved, configName);
}

/**
 * The config that AWS would choose: the first ranked one that supports the instance type; without a type, the first.
 * Undefined where the model has no configs, or none that supports the type (then the base fields hold).
 */
export function chooseConfig(spec: ModelSpec, instanceType: string | undefined): string | undefined {
  if (instanceType === undefined) return spec.ranking[0];
  const configs = spec.ranking.map((name) => resolveConfig(spec, name));
  // a config without a list of types supports its default at least
  const found = configs.find((c) => c.supportedInstanceTypes.includes(instanceType))
    ?? configs.find((c) => c.supportedInstanceTypes.length === 0 && c.defaultInstanceType === instanceType);
  return found?.configName;
}

/** Objects merge key by key, to any depth; lists and scalars replace. A null says nothing. */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) continue;
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    setOwn(result, key, isObject(before) && isObject(value) ? overlay(before, value) : value);
  }
  return result;
}

/** A plain assignment of `__proto__` would change the prototype instead of adding a key. */
function setOwn(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function withoutDenied(component: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(component).filter(([key]) => !NEVER_OVERLAID.has(key)));
}
