/** What a folded section of the form says of itself in one line. Pure text; the form's own values, nothing looked up. */
import { type DeploymentForm, EMPTY_FORM, chosenKey, chosenRole, chosenVpc } from './form.js';
import { resourceName } from './names.js';

/** `ml.g6e.2xlarge × 1 · jumpstart-dft-… · 2 tags · JumpStart's own bucket` */
export function deploymentSummary(form: DeploymentForm): string {
  return joined([
    form.instanceType === '' ? 'no instance type' : `${form.instanceType} × ${form.instanceCount}`,
    form.fallbackTypes.length === 0 ? undefined : `else ${form.fallbackTypes.join(', ')}`,
    form.endpointName.trim() === '' ? 'no name' : resourceName(form.endpointName, form.usePrefix),
    form.tags.length === 0 ? undefined : counted(form.tags.length, 'tag'),
    form.artifactBucket === '' ? undefined : `copied into ${form.artifactBucket}`,
  ]);
}

/** `role/SageMakerExec · no VPC · default key · isolated` */
export function securitySummary(form: DeploymentForm, defaultRole: string | undefined): string {
  return joined([roleSummary(form, defaultRole), vpcSummary(form), keySummary(form), form.networkIsolation ? 'isolated' : 'not isolated']);
}

/** What the model's spec says, where it says something. */
export interface SpecValues {
  /** Seconds. */
  readonly timeouts: { readonly downloadS: number | null; readonly startupS: number | null };
  readonly inferenceAmi: string | null;
}

/**
 * `60 min to download · 30 min instead of 20 min to start · no overrides`: the times that hold, and all that differs from the spec.
 * Where neither form nor spec names a time, SageMaker's own holds and nothing is said.
 */
export function advancedSummary(form: DeploymentForm, { timeouts, inferenceAmi }: SpecValues): string {
  const overrides = Object.keys(form.environment).length;
  return joined([
    timeSummary('to download', form.downloadTimeoutS, timeouts.downloadS),
    timeSummary('to start', form.startupTimeoutS, timeouts.startupS),
    form.volumeSizeGB === 0 ? undefined : `${form.volumeSizeGB} GB volume`,
    form.inferenceAmi === '' || form.inferenceAmi === inferenceAmi ? undefined : form.inferenceAmi,
    form.variantName === EMPTY_FORM.variantName ? undefined : `variant ${form.variantName}`,
    overrides === 0 ? 'no overrides' : counted(overrides, 'override'),
  ]);
}

function timeSummary(what: string, chosen: number, own: number | null): string | undefined {
  if (chosen === 0 || chosen === own) return own === null ? undefined : `${minutes(own)} ${what}`;
  return own === null ? `${minutes(chosen)} ${what}` : `${minutes(chosen)} instead of ${minutes(own)} ${what}`;
}

/** `arn:aws:iam::123456789012:role/service-role/Name` → `role/Name`; anything else as it is. */
export function shortRole(arn: string): string {
  const match = /^arn:[^:]+:iam::\d*:role\/(?:.*\/)?([^/]+)$/.exec(arn);
  return match?.[1] === undefined ? arn : `role/${match[1]}`;
}

/** `60 min`, `90 s`: whole minutes where the seconds are. */
export function minutes(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function roleSummary(form: DeploymentForm, defaultRole: string | undefined): string {
  const role = chosenRole(form, defaultRole);
  return role === '' ? 'no role' : shortRole(role);
}

function vpcSummary(form: DeploymentForm): string {
  const vpc = chosenVpc(form);
  if (!vpc) return 'no VPC';
  const id = form.vpc.mode === 'find' && form.vpc.vpcId !== '' ? form.vpc.vpcId : 'VPC';
  return `${id}: ${counted(vpc.subnets.length, 'subnet')}, ${counted(vpc.securityGroups.length, 'security group')}`;
}

function keySummary(form: DeploymentForm): string {
  if (form.key.mode === 'default') return 'default key';
  const key = chosenKey(form);
  return key === '' ? 'no key chosen' : `key ${key.split(/[:/]/).at(-1) ?? key}`;
}

function counted(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ');
}
