/** What a folded section of the form says of itself in one line. Pure text; the form's own values, nothing looked up. */
import { type DeploymentForm, EMPTY_FORM, chosenKey, chosenRole, chosenVpc } from './form.js';
import { t } from './l10n.js';
import { resourceName } from './names.js';

/** `ml.g6e.2xlarge × 1 · jumpstart-dft-… · 2 tags · JumpStart's own bucket` */
export function deploymentSummary(form: DeploymentForm): string {
  return joined([
    form.instanceType === '' ? t('no instance type') : `${form.instanceType} × ${form.instanceCount}`,
    form.fallbackTypes.length === 0 ? undefined : t('else {0}', form.fallbackTypes.join(', ')),
    form.endpointName.trim() === '' ? t('no name') : resourceName(form.endpointName, form.usePrefix),
    form.tags.length === 0 ? undefined : form.tags.length === 1 ? t('1 tag') : t('{0} tags', form.tags.length),
    form.artifactBucket === '' ? undefined : t('copied into {0}', form.artifactBucket),
  ]);
}

/** `role/SageMakerExec · no VPC · default key · isolated` */
export function securitySummary(form: DeploymentForm, defaultRole: string | undefined): string {
  return joined([roleSummary(form, defaultRole), vpcSummary(form), keySummary(form), form.networkIsolation ? t('isolated') : t('not isolated')]);
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
    timeSummary(DOWNLOAD, form.downloadTimeoutS, timeouts.downloadS),
    timeSummary(START, form.startupTimeoutS, timeouts.startupS),
    form.volumeSizeGB === 0 ? undefined : t('{0} GB volume', form.volumeSizeGB),
    form.inferenceAmi === '' || form.inferenceAmi === inferenceAmi ? undefined : form.inferenceAmi,
    form.variantName === EMPTY_FORM.variantName ? undefined : t('variant {0}', form.variantName),
    overrides === 0 ? t('no overrides') : overrides === 1 ? t('1 override') : t('{0} overrides', overrides),
  ]);
}

interface TimeWords {
  readonly alone: (time: string) => string;
  readonly instead: (time: string, own: string) => string;
}

const DOWNLOAD: TimeWords = { alone: (time) => t('{0} to download', time), instead: (time, own) => t('{0} instead of {1} to download', time, own) };
const START: TimeWords = { alone: (time) => t('{0} to start', time), instead: (time, own) => t('{0} instead of {1} to start', time, own) };

function timeSummary({ alone, instead }: TimeWords, chosen: number, own: number | null): string | undefined {
  if (chosen === 0 || chosen === own) return own === null ? undefined : alone(minutes(own));
  return own === null ? alone(minutes(chosen)) : instead(minutes(chosen), minutes(own));
}

/** `arn:aws:iam::123456789012:role/service-role/Name` → `role/Name`; anything else as it is. */
export function shortRole(arn: string): string {
  const match = /^arn:[^:]+:iam::\d*:role\/(?:.*\/)?([^/]+)$/.exec(arn);
  return match?.[1] === undefined ? arn : `role/${match[1]}`;
}

/** `60 min`, `90 s`: whole minutes where the seconds are. */
export function minutes(seconds: number): string {
  return seconds % 60 === 0 ? t('{0} min', seconds / 60) : t('{0} s', seconds);
}

function roleSummary(form: DeploymentForm, defaultRole: string | undefined): string {
  const role = chosenRole(form, defaultRole);
  return role === '' ? t('no role') : shortRole(role);
}

function vpcSummary(form: DeploymentForm): string {
  const vpc = chosenVpc(form);
  if (!vpc) return t('no VPC');
  const id = form.vpc.mode === 'find' && form.vpc.vpcId !== '' ? form.vpc.vpcId : 'VPC';
  return `${id}: ${subnetCount(vpc.subnets.length)}, ${groupCount(vpc.securityGroups.length)}`;
}

function keySummary(form: DeploymentForm): string {
  if (form.key.mode === 'default') return t('default key');
  const key = chosenKey(form);
  return key === '' ? t('no key chosen') : t('key {0}', key.split(/[:/]/).at(-1) ?? key);
}

function subnetCount(count: number): string {
  return count === 0 ? t('no subnets') : count === 1 ? t('1 subnet') : t('{0} subnets', count);
}

function groupCount(count: number): string {
  return count === 0 ? t('no security groups') : count === 1 ? t('1 security group') : t('{0} security groups', count);
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ');
}
