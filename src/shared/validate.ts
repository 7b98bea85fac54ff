import * as c from './constraints.js';
import { type DeploymentForm, type Tag, chosenKey, chosenRole, chosenVpc } from './form.js';
import { PREFIX, resourceName } from './names.js';

/** The fields that can be wrong, in the form's order. */
export const FIELDS = [
  'modelVersion', 'inferenceConfig', 'instanceType', 'instanceCount', 'endpointName', 'tags', 'artifactBucket', 'role', 'subnets', 'securityGroups', 'key',
  'networkIsolation', 'environment', 'volumeSizeGB', 'downloadTimeoutS', 'startupTimeoutS', 'inferenceAmi', 'variantName', 'fallbackTypes', 'provisionTimeoutS',
  'acceptEula', 'acceptDeprecated', 'acceptVulnerable',
] as const;
export type Field = (typeof FIELDS)[number];
export type FieldErrors = Readonly<Partial<Record<Field, string>>>;

/** What validation has to know besides the form. */
export interface ValidationContext {
  /** `aws`, `aws-cn`, …; undefined before sign-in. */
  readonly partition: string | undefined;
  readonly region: string;
  readonly accountId: string | undefined;
  readonly defaultRole: string | undefined;
  /** Nobody could say yet whether there is a default role: it is looked up, or there is no sign-in. */
  readonly defaultRolePending: boolean;
  readonly eulaNeeded: boolean;
  readonly deprecated: boolean;
  readonly vulnerable: boolean;
  /** The spec says that the container needs the network, so that isolation may be off. */
  readonly isolationOptional: boolean;
  /** How many tags the product itself adds to the user's. */
  readonly ownTagKeys: readonly string[];
}

/** Errors in words, by field; none means that SageMaker's own constraints hold. The host runs the same function again. */
export function validate(form: DeploymentForm, context: ValidationContext): FieldErrors {
  const errors: Partial<Record<Field, string | undefined>> = {
    instanceType: instanceTypeError(form.instanceType),
    instanceCount: instanceCountError(form.instanceCount),
    endpointName: endpointNameError(form.endpointName, form.usePrefix),
    tags: tagsError(form.tags, context.ownTagKeys),
    artifactBucket: form.artifactBucket === '' ? undefined : bucketError(form.artifactBucket),
    role: roleError(form, context),
    ...vpcErrors(form),
    key: keyError(form, context),
    networkIsolation: !form.networkIsolation && !context.isolationOptional ? 'This model runs isolated: its spec does not allow network access for the container.' : undefined,
    environment: environmentError(form.environment),
    volumeSizeGB: volumeError(form.volumeSizeGB),
    downloadTimeoutS: timeoutError('time to download', form.downloadTimeoutS, [c.TIMEOUT_MIN_S, c.TIMEOUT_MAX_S]),
    startupTimeoutS: timeoutError('time to start', form.startupTimeoutS, [c.TIMEOUT_MIN_S, c.TIMEOUT_MAX_S]),
    inferenceAmi: form.inferenceAmi === '' || c.AMI_PATTERN.test(form.inferenceAmi) ? undefined : `"${form.inferenceAmi}" is not an inference AMI version: they look like al2-ami-sagemaker-inference-gpu-2.`,
    variantName: variantNameError(form.variantName),
    fallbackTypes: fallbackTypesError(form),
    provisionTimeoutS: form.fallbackTypes.length === 0 ? undefined : timeoutError('time to find instances', form.provisionTimeoutS, [c.PROVISION_TIMEOUT_MIN_S, c.PROVISION_TIMEOUT_MAX_S]),
    acceptEula: context.eulaNeeded && !form.acceptEula ? 'Read the licence and accept it: SageMaker needs the acceptance for every deployment of this model.' : undefined,
    acceptDeprecated: context.deprecated && !form.acceptDeprecated ? 'This version is deprecated. Tick to deploy it all the same, or choose a newer version.' : undefined,
    acceptVulnerable: context.vulnerable && !form.acceptVulnerable ? 'This version has known vulnerabilities. Tick to deploy it all the same, or choose another version.' : undefined,
  };
  return Object.fromEntries(Object.entries(errors).filter(([, message]) => message !== undefined));
}

export function instanceTypeError(type: string): string | undefined {
  if (type === '') return 'Choose an instance type.';
  return c.INSTANCE_TYPE_PATTERN.test(type) ? undefined : `"${type}" is not an instance type: they look like ml.g5.2xlarge.`;
}

export function instanceCountError(count: number): string | undefined {
  return Number.isInteger(count) && count >= 1 && count <= c.COUNT_MAX ? undefined : 'The instance count is a whole number, at least 1.';
}

export function endpointNameError(name: string, usePrefix: boolean): string | undefined {
  const full = resourceName(name, usePrefix);
  if (name.trim() === '') return 'Give the endpoint a name.';
  if (full.length > c.NAME_MAX) {
    const with_ = full.length > name.trim().length ? ` with the ${PREFIX} prefix` : '';
    return `The name has ${full.length} characters${with_}; SageMaker takes at most ${c.NAME_MAX}. Shorten it by ${full.length - c.NAME_MAX}.`;
  }
  return c.NAME_PATTERN.test(full) ? undefined : 'Use letters, digits and dashes only, with a letter or digit at both ends.';
}

export function tagsError(tags: readonly Tag[], ownKeys: readonly string[] = []): string | undefined {
  const limit = c.TAGS_MAX - ownKeys.length;
  if (tags.length > limit) return `There are ${tags.length} tags; with the ${ownKeys.length} that mark a JumpStart endpoint, SageMaker takes at most ${limit} of your own.`;
  const keys = new Set<string>();
  for (const { key, value } of tags) {
    const problem = tagError(key, value);
    if (problem !== undefined) return problem;
    if (keys.has(key)) return `The tag "${key}" is there twice. A key may be used once.`;
    if (ownKeys.includes(key)) return `The tag "${key}" is one that JumpStart sets itself. Use another key.`;
    keys.add(key);
  }
  return undefined;
}

function tagError(key: string, value: string): string | undefined {
  if (key === '') return value === '' ? 'A tag has no key. Fill it in or remove the row.' : `The tag with the value "${value}" has no key.`;
  if (/^aws:/i.test(key)) return `The tag key "${key}" starts with "aws:", which AWS keeps for itself. Use another key.`;
  if (lengthOf(key) > c.TAG_KEY_MAX) return `The tag key "${Array.from(key).slice(0, 20).join('')}…" has ${lengthOf(key)} characters; at most ${c.TAG_KEY_MAX} are allowed.`;
  if (lengthOf(value) > c.TAG_VALUE_MAX) return `The value of the tag "${key}" has ${lengthOf(value)} characters; at most ${c.TAG_VALUE_MAX} are allowed.`;
  const bad = !c.TAG_PATTERN.test(key) ? 'key' : !c.TAG_PATTERN.test(value) ? 'value' : undefined;
  return bad === undefined ? undefined : `The ${bad} of the tag "${key}" has a character that AWS does not allow. Letters, digits, spaces and _ . : / = + - @ are.`;
}

export function bucketError(bucket: string): string | undefined {
  if (bucket.startsWith('s3://') || bucket.includes('/')) return 'Give the bucket\'s name alone, without s3:// and without a path.';
  return c.BUCKET_PATTERN.test(bucket) && !c.BUCKET_RESERVED.test(bucket) ? undefined : `"${bucket}" is not a bucket name: 3 to 63 lower-case letters, digits, dots and dashes.`;
}

export function roleError(form: DeploymentForm, context: Pick<ValidationContext, 'partition' | 'defaultRole' | 'defaultRolePending' | 'accountId'>): string | undefined {
  const role = chosenRole(form, context.defaultRole);
  if (role === '') {
    if (form.role.mode === 'default' && context.defaultRolePending) return 'Your default role is not known yet. Sign in and wait for it, or type the ARN of a role with Input.';
    return form.role.mode === 'default' ? 'There is no default role for your identity. Choose an execution role with Find, or type its ARN with Input.'
      : 'Choose an execution role: SageMaker uses it to read the model and write logs.';
  }
  const match = c.ROLE_ARN_PATTERN.exec(role);
  if (!match || role.length > c.ROLE_ARN_MAX) return `"${role}" is not a role ARN: they look like arn:${context.partition ?? 'aws'}:iam::123456789012:role/Name.`;
  if (context.partition !== undefined && match[1] !== context.partition) {
    return `The role is of the partition "${match[1] ?? ''}", but you deploy into "${context.partition}". Choose a role of the account you deploy into.`;
  }
  if (context.accountId !== undefined && match[2] !== context.accountId) {
    return `The role is of the account ${match[2] ?? ''}, but you deploy into ${context.accountId}. A role cannot be passed between accounts: choose one of the account you deploy into.`;
  }
  return undefined;
}

function vpcErrors(form: DeploymentForm): Partial<Record<Field, string | undefined>> {
  const vpc = chosenVpc(form);
  if (!vpc) return {};
  // one thing is missing, not two
  if (form.vpc.mode === 'find' && form.vpc.vpcId === '' && vpc.subnets.length + vpc.securityGroups.length === 0) return { subnets: 'Choose a VPC, or set Amazon VPC to None.' };
  return {
    subnets: idsError(vpc.subnets, c.SUBNETS_MAX, c.SUBNET_PATTERN, 'subnet', 'subnet-0a1b2c3d'),
    securityGroups: idsError(vpc.securityGroups, c.SECURITY_GROUPS_MAX, c.SECURITY_GROUP_PATTERN, 'security group', 'sg-0a1b2c3d'),
  };
}

function idsError(ids: readonly string[], max: number, pattern: RegExp, what: string, example: string): string | undefined {
  if (ids.length === 0) return `Choose at least one ${what}, or set Amazon VPC to None.`;
  if (ids.length > max) return `There are ${ids.length} ${what}s; SageMaker takes at most ${max}.`;
  const bad = ids.find((id) => !pattern.test(id));
  if (bad !== undefined) return `"${bad}" is not a ${what} id: they look like ${example}.`;
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  return twice === undefined ? undefined : `The ${what} ${twice} is there twice. Remove one.`;
}

function keyError(form: DeploymentForm, context: ValidationContext): string | undefined {
  const key = chosenKey(form);
  if (key === '') return form.key.mode === 'default' ? undefined : 'Choose an encryption key, or set the encryption key to Default.';
  if (key.length > c.KMS_KEY_MAX || !c.KMS_KEY_FORMS.test(key)) {
    return `"${key}" is not a KMS key: give a key id, a key ARN, alias/name or an alias ARN.`;
  }
  const [, partition, , region] = key.startsWith('arn:') ? key.split(':') : [];
  if (partition !== undefined && context.partition !== undefined && partition !== context.partition) {
    return `The key is of the partition "${partition}", but you deploy into "${context.partition}".`;
  }
  return region !== undefined && region !== context.region ? `The key is in ${region}, but you deploy into ${context.region}. A key must be in the endpoint's region.` : undefined;
}

/** In characters, as AWS counts, and not in halves of them. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

export function environmentError(environment: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(environment);
  if (entries.length > c.ENVIRONMENT_MAX) return `There are ${entries.length} environment variables; SageMaker takes at most ${c.ENVIRONMENT_MAX}.`;
  for (const [key, value] of entries) {
    if (!c.ENVIRONMENT_KEY_PATTERN.test(key)) return `"${key}" is not a variable name: letters, digits and underscores, not starting with a digit.`;
    if (lengthOf(key) > c.ENVIRONMENT_TEXT_MAX || lengthOf(value) > c.ENVIRONMENT_TEXT_MAX) {
      return `The environment variable ${key.slice(0, 40)} is longer than ${c.ENVIRONMENT_TEXT_MAX} characters.`;
    }
  }
  const bytes = environmentBytes(environment);
  return bytes > c.ENVIRONMENT_BYTES_MAX ? `The environment has ${bytes} bytes; SageMaker takes at most ${c.ENVIRONMENT_BYTES_MAX}.` : undefined;
}

/** Of all keys and values together, in UTF-8, as SageMaker counts. */
export function environmentBytes(environment: Readonly<Record<string, string>>): number {
  return new TextEncoder().encode(Object.entries(environment).flat().join('')).length;
}

export function volumeError(sizeGB: number): string | undefined {
  if (sizeGB === 0) return undefined;
  return Number.isInteger(sizeGB) && sizeGB >= c.VOLUME_MIN_GB && sizeGB <= c.VOLUME_MAX_GB ? undefined
    : `The volume size is a whole number of GB from ${c.VOLUME_MIN_GB} to ${c.VOLUME_MAX_GB}.`;
}

/** 0 stands for the value that holds without one. */
function timeoutError(what: string, seconds: number, [min, max]: readonly [min: number, max: number]): string | undefined {
  if (seconds === 0) return undefined;
  return Number.isInteger(seconds) && seconds >= min && seconds <= max ? undefined : `The ${what} is a whole number of seconds from ${min} to ${max}.`;
}

function variantNameError(name: string): string | undefined {
  if (name === '') return 'Give the production variant a name. AWS\'s own is AllTraffic.';
  if (name.length > c.NAME_MAX) return `The variant's name has ${name.length} characters; SageMaker takes at most ${c.NAME_MAX}.`;
  return c.NAME_PATTERN.test(name) ? undefined : 'Use letters, digits and dashes only, with a letter or digit at both ends.';
}

function fallbackTypesError({ instanceType, fallbackTypes }: DeploymentForm): string | undefined {
  if (fallbackTypes.length >= c.INSTANCE_POOLS_MAX) return `There are ${fallbackTypes.length} fallback types; SageMaker takes at most ${c.INSTANCE_POOLS_MAX - 1} beside the first.`;
  const bad = fallbackTypes.map(instanceTypeError).find((message) => message !== undefined);
  if (bad !== undefined) return bad;
  const twice = fallbackTypes.find((type, i) => type === instanceType || fallbackTypes.indexOf(type) !== i);
  return twice === undefined ? undefined : `The type ${twice} is there twice. Remove one.`;
}
