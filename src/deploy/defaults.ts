import { chooseConfig } from '../catalog/inferenceConfig.js';
import { modelKey } from '../catalog/modelHub.js';
import type { ModelSpec } from '../catalog/spec.js';
import { type DeploymentForm, EMPTY_FORM } from '../shared/form.js';
import { defaultEndpointName } from '../shared/names.js';
import { type Resolution, isPackage, resolve } from './plan.js';

/**
 * The form as the spec fills it in: the default instance type of the first ranked config, isolation on unless the spec says false,
 * a name made of the spec's base and the time.
 * @throws SpecError where the spec cannot be resolved
 */
export function defaultForm(spec: ModelSpec, region: string, now: Date): DeploymentForm {
  const resolution = resolve(spec, region, {});
  return {
    ...EMPTY_FORM,
    modelId: modelKey(spec.modelId, spec.hub), modelVersion: spec.version, instanceType: resolution.instanceType, inferenceConfig: configDefault(spec, resolution),
    endpointName: defaultEndpointName(spec.nameBase, now),
    networkIsolation: isolationDefault(resolution),
  };
}

/** `''`, unless the ranking would lead from the default type to another config: the first one need not list its own default. */
export function configDefault(spec: ModelSpec, { hosting: { configName = '' }, instanceType }: Resolution): string {
  return configName === (chooseConfig(spec, instanceType || undefined) ?? '') ? '' : configName;
}

/**
 * Isolation after the spec was resolved anew: what followed the spec follows it on; what the user chose stays, unless the model now
 * has to be isolated.
 */
export function isolationAfter(before: Resolution, after: Resolution, chosen: boolean): boolean {
  const byDefault = isolationDefault(after);
  return chosen === isolationDefault(before) ? byDefault : chosen || byDefault;
}

export function isolationDefault(resolution: Resolution): boolean {
  return resolution.hosting.networkIsolation !== false || isPackage(resolution);
}
