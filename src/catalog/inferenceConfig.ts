import { isObject, type Json, type JsonObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import { type HostingSpec, parseHosting } from './hosting.js';
import { type InferenceConfig, type ModelSpec, type RawSpec, SpecError, objectAt, texts } from './spec.js';

/** Fields of the model as a whole, which a config component never overlays. */
const NEVER_OVERLAID = new Set([
  'model_id', 'url', 'version', 'min_sdk_version', 'deprecated', 'deprecated_message', 'deprecate_warn_message', 'resource_name_base',
  'gated_bucket', 'training_supported', 'incremental_training_supported',
]);

/**
 * The hosting fields under one inference config: the base fields, overlaid by the config's components in their order.
 * @param configName undefined for the base fields alone
 * @throws {@link SpecError} where there is no such config, or what it is made of cannot be read
 */
export function resolveConfig(spec: ModelSpec, configName: string | undefined): HostingSpec {
  if (configName === undefined) return parseHosting(spec.raw, undefined);
  const config = spec.configs.find((c) => c.name === configName);
  if (!config) {
    const names = [...new Set([...spec.ranking, ...spec.configs.map(({ name }) => name)])];
    const known = names.length > 0 ? t('It has {0}.', names.join(', ')) : t('It has none.');
    throw new SpecError(t('{0} {1} has no inference config "{2}". {3}', spec.modelId, spec.version, configName, known));
  }
  try {
    return parseHosting(overlaid(spec, config), configName);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    throw new SpecError(t('The inference config "{0}" of {1} {2} cannot be used. {3} Choose another config.', configName, spec.modelId, spec.version, error.message), { cause: error });
  }
}

function overlaid(spec: ModelSpec, { name, raw }: InferenceConfig): RawSpec {
  if (!isObject(raw)) throw new SpecError(t('The model spec\'s "{0}" is not an object.', name));
  const components = objectAt(spec.raw, 'inference_config_components');
  let resolved: RawSpec = withoutNulls(spec.raw);
  for (const componentName of texts(raw, 'component_names')) {
    const component = Object.hasOwn(components, componentName) ? components[componentName] : undefined;
    if (!isObject(component)) throw new SpecError(t('The model spec holds no component "{0}".', componentName));
    resolved = overlay(resolved, withoutDenied(component));
  }
  return resolved;
}

/**
 * The ranked configs, best first, without those that cannot be resolved: what is wrong with one leaves the others usable.
 * @throws {@link SpecError} where there are some, but none can be resolved
 */
export function usableConfigs(spec: ModelSpec): HostingSpec[] {
  const { usable, problems } = resolvable(spec, spec.ranking);
  const [first] = problems;
  if (usable.length > 0 || first === undefined) return usable;
  const reason = first.cause instanceof SpecError ? first.cause : first;
  throw new SpecError(t('None of the inference configs of {0} {1} can be used. {2}', spec.modelId, spec.version, reason.message), { cause: first });
}

function resolvable(spec: ModelSpec, names: readonly string[]): { usable: HostingSpec[]; problems: SpecError[] } {
  const problems: SpecError[] = [];
  const usable = names.flatMap((name) => {
    try {
      return [resolveConfig(spec, name)];
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      problems.push(error);
      return [];
    }
  });
  return { usable, problems };
}

/**
 * The configs that may be chosen: the ranked ones, best first, and those that the ranking leaves out, which AWS never takes of itself.
 * @throws {@link SpecError} as {@link usableConfigs}
 */
export function offeredConfigs(spec: ModelSpec): HostingSpec[] {
  const unranked = spec.configs.map(({ name }) => name).filter((name) => !spec.ranking.includes(name)).sort();
  return [...usableConfigs(spec), ...resolvable(spec, unranked).usable];
}

export function isUsableConfig(spec: ModelSpec, configName: string): boolean {
  return offeredConfigs(spec).some((c) => c.configName === configName);
}

/**
 * The config that AWS would choose: the first ranked one that supports the instance type; without a type, the first.
 * Undefined where the model has no configs, or none that supports the type (then the base fields hold).
 */
export function chooseConfig(spec: ModelSpec, instanceType: string | undefined): string | undefined {
  return usableConfigs(spec).find((c) => instanceType === undefined || c.supportedInstanceTypes.includes(instanceType))?.configName;
}

/** Objects merge key by key, to any depth; all else replaces, as in AWS's SDK: a null and an empty object take away what was there. */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    const merges = isObject(before) && isObject(value) && Object.keys(value).length > 0;
    setOwn(result, key, merges ? overlay(before, value) : value);
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
