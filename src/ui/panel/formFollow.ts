import type { ModelSpec } from '../../catalog/spec.js';
import { changesSentence } from '../../deploy/changes.js';
import { configDefault, isolationAfter } from '../../deploy/defaults.js';
import { resolve } from '../../deploy/plan.js';
import type { DeploymentForm } from '../../shared/form.js';
import type { Filler, Resolved } from './filler.js';

/** The form for another version: its own type, config and isolation, unless what was chosen still fits. */
export function formForVersion(form: DeploymentForm, spec: ModelSpec, region: string, filler: Filler): DeploymentForm {
  const resolution = resolve(spec, region, { instanceType: form.instanceType });
  const supports = (type: string): boolean => resolve(spec, region, { instanceType: type }).hosting.supportedInstanceTypes.includes(type);
  const chosen = supports(form.instanceType) ? resolution : resolve(spec, region, {});
  return {
    ...form, instanceType: chosen.instanceType, inferenceConfig: configDefault(spec, chosen), networkIsolation: filler.isolation({ spec, resolution: chosen }, region),
    fallbackTypes: form.fallbackTypes.filter((type) => type !== chosen.instanceType && supports(type)), acceptDeprecated: false, acceptVulnerable: false,
  };
}

/** A form after an edit, and in a sentence what another type or config brought with it. */
export interface Followed {
  readonly form: DeploymentForm;
  readonly changes: string | undefined;
}

/** What another type or config brings is said; the defaults that depend on it follow, where nobody has chosen otherwise. */
export function followChoice(before: DeploymentForm, form: DeploymentForm, was: Resolved, is: Resolved, { region, filler, said }: { region: string; filler: Filler; said: string | undefined }): Followed {
  const otherVersion = form.modelVersion !== before.modelVersion;
  if (!otherVersion && form.instanceType === before.instanceType && form.inferenceConfig === before.inferenceConfig) {
    return { form, changes: JSON.stringify(form) === JSON.stringify(before) ? said : undefined };
  }
  const isolated = otherVersion ? form.networkIsolation : isolationAfter(was.resolution, is.resolution, form.networkIsolation);
  return {
    form: { ...form, networkIsolation: isolated, ...filler.follow(was, is, form, region) },
    changes: otherVersion ? undefined : changesSentence(was.resolution, is.resolution),
  };
}
