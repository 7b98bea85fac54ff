import { acceleratorOf, hasEbsVolume } from '../catalog/instanceTypes.js';
import { familyOf } from '../catalog/variants.js';
import { NAME_MAX } from '../shared/constraints.js';
import type { DeploymentForm } from '../shared/form.js';
import { type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import type { Artifact } from './artifacts.js';
import type { Bounded } from './limits.js';
import type { Refusal, Resolution } from './plan.js';

/** An instance type with what serves it. */
export interface Served {
  readonly resolution: Resolution;
  readonly artifact: Artifact;
}

/** A call of CreateModel, but for the model's name. */
export type NamelessModel = JsonObject;

export interface PoolModels {
  /** `InstancePools` of the production variant, the first type's among them. */
  readonly pools: JsonObject[];
  /** Models that only fallback types need, in the order in which they are created. */
  readonly models: readonly { readonly name: string; readonly input: NamelessModel }[];
}

/**
 * The variant's pools, best first. A type whose container is not the first one's gets a model of its own; types with the same
 * container share it.
 * @param served by type; `input` is what would be sent to CreateModel for it
 */
export function poolModels(name: string, served: readonly { readonly instanceType: string; readonly input: NamelessModel }[]): PoolModels {
  const models = new Map<string, { name: string; input: NamelessModel }>();
  const [first] = served;
  const pools = served.map(({ instanceType, input }, i) => {
    const key = canonical(input);
    const own = first !== undefined && key !== canonical(first.input);
    if (own && !models.has(key)) models.set(key, { name: poolModelName(name, i + 1, [name, ...[...models.values()].map((m) => m.name)]), input });
    return { InstanceType: instanceType, Priority: i + 1, ...(own ? { ModelNameOverride: models.get(key)?.name ?? name } : {}) };
  });
  return { pools, models: [...models.values()] };
}

/** How much of a long name's end is kept: the time of day that tells deployments of one model apart. */
const KEPT_END = 20;

/** `<name>-pool-2`; what does not fit is cut out of the middle, so that both ends stay those of a valid name. */
function poolModelName(name: string, number: number, taken: readonly string[]): string {
  const suffix = `-pool-${number}`;
  const room = NAME_MAX - suffix.length;
  const made = (name.length <= room ? name : name.slice(0, room - KEPT_END) + name.slice(-KEPT_END)) + suffix;
  // SageMaker tells names apart without regard to case
  return taken.some((other) => other.toLowerCase() === made.toLowerCase()) ? poolModelName(name, number + 1, taken) : made;
}

/** The same text for the same value, in whatever order its members stand. */
function canonical(value: JsonObject): string {
  return JSON.stringify(value, (_, v: unknown) => (isObject(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));
}

/** An artifact that an earlier type uses is the same one, also where it is copied. */
export function sharedArtifact(artifact: Artifact, earlier: readonly Artifact[]): Artifact {
  return earlier.find((other) => located(other) && located(artifact) && other.bucket === artifact.bucket && other.key === artifact.key) ?? artifact;
}

function located(artifact: Artifact): artifact is Exclude<Artifact, { kind: 'package' | 'refused' }> {
  return artifact.kind !== 'package' && artifact.kind !== 'refused';
}

/** The first type's resolution, asking for the licences of all types. */
export function withLicencesOf(first: Resolution, fallbacks: readonly Resolution[]): Resolution {
  if (fallbacks.length === 0) return first;
  return { ...first, eulaKeys: [...new Set([first, ...fallbacks].flatMap((r) => r.eulaKeys))], gated: first.gated || fallbacks.some((r) => r.gated) };
}

/** What makes one fallback type impossible beside the first, in a sentence; undefined where nothing does. */
export function poolProblem(first: Resolution, fallback: Resolution, isPackage: boolean, form: DeploymentForm): string | undefined {
  const { instanceType } = fallback;
  if (isPackage) return t('The model comes as a package of AWS Marketplace, whose price differs by instance type: it is deployed on one type only.');
  if (fallback.gated && !first.gated && !form.acceptEula) return t('On {0} the model needs a licence that it does not need on {1}: read it below and tick the box.', instanceType, first.instanceType);
  const ami = variantAmi([first, fallback], form);
  const unfit = ami === undefined ? undefined : [first, fallback].find((r) => !amiFits(ami, r.instanceType));
  return unfit === undefined || form.inferenceAmi !== '' ? undefined : t('All types share one inference AMI, and {0} does not run on {1}.', ami ?? '', unfit.instanceType);
}

export function poolRefusal(instanceType: string, problem: string): Refusal {
  return { field: 'fallbackTypes', message: t('{0} cannot be a fallback type. {1} Otherwise remove it from the list.', instanceType, problem) };
}

/** The AMI that the variant gets: the form's, else the first one that a type asks for. */
export function variantAmi(types: readonly Resolution[], form: DeploymentForm): string | undefined {
  return form.inferenceAmi || types.map(({ hosting }) => hosting.inferenceAmi).find((ami) => ami !== undefined);
}

/** AMIs are made for one kind of accelerator, which their names tell. */
function amiFits(ami: string, instanceType: string): boolean {
  const family = familyOf(instanceType);
  if (ami.includes('neuron')) return /^(inf|trn)/.test(family);
  return !ami.includes('gpu') || /^[gp]\d/.test(family);
}

export type Limit = readonly [field: string, bounded: Bounded];

/**
 * One value for all types of a variant: the largest that one of them asks for, because more time and more room harm none. A volume is
 * asked for only where every type takes one: SageMaker has no volume for types with local storage.
 */
export function sharedLimits(types: readonly { readonly instanceType: string; readonly limits: readonly Limit[] }[]): { readonly values: JsonObject; readonly warnings: string[] } {
  const values: JsonObject = {};
  const warnings = new Set(types.flatMap(({ limits }) => limits.flatMap(([, { warning }]) => warning ?? [])));
  const local = types.find(({ instanceType }) => !hasEbsVolume(instanceType));
  for (const field of types[0]?.limits.map(([name]) => name) ?? []) {
    const asked = types.map(({ limits }) => limits.find(([name]) => name === field)?.[1].value);
    const most = Math.max(...asked.filter((value) => value !== undefined));
    if (!Number.isFinite(most)) continue;
    if (field === 'VolumeSizeInGB' && local !== undefined) {
      const without = types.filter((_, i) => asked[i] !== undefined).map(({ instanceType }) => instanceType);
      warnings.add(t('The volume of {0} GB for {1} is not sent: all types share one setting, and {2} has local storage in place of a volume. SageMaker\'s own size holds there.', most, without.join(', '), local.instanceType));
      continue;
    }
    values[field] = most;
    if (asked.some((value) => value !== most)) warnings.add(t('{0} is {1} for all instance types: they share one value, and the types ask for different ones.', field, most));
  }
  return { values, warnings: [...warnings] };
}

/** What holds for the deployment only because it has fallback types. */
export function poolWarnings(first: Resolution, fallbacks: readonly Resolution[], form: DeploymentForm): string[] {
  const result: string[] = [];
  const ami = variantAmi([first, ...fallbacks], form);
  const others = [first, ...fallbacks].filter(({ hosting }) => hosting.inferenceAmi !== ami).map((r) => r.instanceType);
  if (fallbacks.length > 0 && ami !== undefined && others.length > 0 && others.length <= fallbacks.length) {
    result.push(t('The inference AMI {0} is used on {1}, too, which did not ask for it: all types share one.', ami, others.join(', ')));
  }
  for (const { hosting, instanceType } of fallbacks) {
    if (form.networkIsolation && hosting.networkIsolation === false && first.hosting.networkIsolation !== false) {
      result.push(t('On {0} the container asks for the network, and it runs isolated like the others: it may not start.', instanceType));
    }
  }
  const cpu = fallbacks.find((r) => acceleratorOf(r.instanceType) === undefined);
  if (cpu && acceleratorOf(first.instanceType) !== undefined) result.push(t('{0} has no accelerator: on it the model answers much more slowly than on {1}.', cpu.instanceType, first.instanceType));
  return result;
}
