import * as c from './constraints.js';
import { type DeploymentForm, type Tag, chosenKey, chosenRole, chosenVpc } from './form.js';
import { t } from './l10n.js';
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
    networkIsolation: !form.networkIsolation && !context.isolationOptional ? t('This model runs isolated: its spec does not allow network access for the container.') : undefined,
    environment: environmentError(form.environment),
    volumeSizeGB: volumeError(form.volumeSizeGB),
    downloadTimeoutS: timeoutError(form.downloadTimeoutS, [c.TIMEOUT_MIN_S, c.TIMEOUT_MAX_S], (min, max) => t('The time to download is a whole number of seconds from {0} to {1}.', min, max)),
    startupTimeoutS: timeoutError(form.startupTimeoutS, [c.TIMEOUT_MIN_S, c.TIMEOUT_MAX_S], (min, max) => t('The time to start is a whole number of seconds from {0} to {1}.', min, max)),
    inferenceAmi: form.inferenceAmi === '' || c.AMI_PATTERN.test(form.inferenceAmi) ? undefined : t('"{0}" is not an inference AMI version: they look like al2-ami-sagemaker-inference-gpu-2.', form.inferenceAmi),
    variantName: variantNameError(form.variantName),
    fallbackTypes: fallbackTypesError(form),
    provisionTimeoutS: form.fallbackTypes.length === 0 ? undefined
      : timeoutError(form.provisionTimeoutS, [c.PROVISION_TIMEOUT_MIN_S, c.PROVISION_TIMEOUT_MAX_S], (min, max) => t('The time to find instances is a whole number of seconds from {0} to {1}.', min, max)),
    acceptEula: context.eulaNeeded && !form.acceptEula ? t('Read the licence and accept it: SageMaker needs the acceptance for every deployment of this model.') : undefined,
    acceptDeprecated: context.deprecated && !form.acceptDeprecated ? t('This version is deprecated. Tick to deploy it all the same, or choose a newer version.') : undefined,
    acceptVulnerable: context.vulnerable && !form.acceptVulnerable ? t('This version has known vulnerabilities. Tick to deploy it all the same, or choose another version.') : undefined,
  };
  return Object.fromEntries(Object.entries(errors).filter(([, message]) => message !== undefined));
}

export function instanceTypeError(type: string): string | undefined {
  if (type === '') return t('Choose an instance type.');
  return c.INSTANCE_TYPE_PATTERN.test(type) ? undefined : t('"{0}" is not an instance type: they look like ml.g5.2xlarge.', type);
}

export function instanceCountError(count: number): string | undefined {
  return Number.isInteger(count) && count >= 1 && count <= c.COUNT_MAX ? undefined : t('The instance count is a whole number, at least 1.');
}

export function endpointNameError(name: string, usePrefix: boolean): string | undefined {
  const full = resourceName(name, usePrefix);
  if (name.trim() === '') return t('Give the endpoint a name.');
  if (full.length > c.NAME_MAX) {
    const over = full.length - c.NAME_MAX;
    return full.length > name.trim().length
      ? t('The name has {0} characters with the {1} prefix; SageMaker takes at most {2}. Shorten it by {3}.', full.length, PREFIX, c.NAME_MAX, over)
      : t('The name has {0} characters; SageMaker takes at most {1}. Shorten it by {2}.', full.length, c.NAME_MAX, over);
  }
  return c.NAME_PATTERN.test(full) ? undefined : t('Use letters, digits and dashes only, with a letter or digit at both ends.');
}

export function tagsError(tags: readonly Tag[], ownKeys: readonly string[] = []): string | undefined {
  const limit = c.TAGS_MAX - ownKeys.length;
  if (tags.length > limit) return t('There are {0} tags; with the {1} that mark a JumpStart endpoint, SageMaker takes at most {2} of your own.', tags.length, ownKeys.length, limit);
  const keys = new Set<string>();
  for (const { key, value } of tags) {
    const problem = tagError(key, value);
    if (problem !== undefined) return problem;
    if (keys.has(key)) return t('The tag "{0}" is there twice. A key may be used once.', key);
    if (ownKeys.includes(key)) return t('The tag "{0}" is one that JumpStart sets itself. Use another key.', key);
    keys.add(key);
  }
  return undefined;
}

function tagError(key: string, value: string): string | undefined {
  if (key === '') return value === '' ? t('A tag has no key. Fill it in or remove the row.') : t('The tag with the value "{0}" has no key.', value);
  if (/^aws:/i.test(key)) return t('The tag key "{0}" starts with "aws:", which AWS keeps for itself. Use another key.', key);
  if (lengthOf(key) > c.TAG_KEY_MAX) return t('The tag key "{0}…" has {1} characters; at most {2} are allowed.', Array.from(key).slice(0, 20).join(''), lengthOf(key), c.TAG_KEY_MAX);
  if (lengthOf(value) > c.TAG_VALUE_MAX) return t('The value of the tag "{0}" has {1} characters; at most {2} are allowed.', key, lengthOf(value), c.TAG_VALUE_MAX);
  if (!c.TAG_PATTERN.test(key)) return t('The key of the tag "{0}" has a character that AWS does not allow. Letters, digits, spaces and _ . : / = + - @ are.', key);
  return c.TAG_PATTERN.test(value) ? undefined : t('The value of the tag "{0}" has a character that AWS does not allow. Letters, digits, spaces and _ . : / = + - @ are.', key);
}

export function bucketError(bucket: string): string | undefined {
  if (bucket.startsWith('s3://') || bucket.includes('/')) return t('Give the bucket\'s name alone, without s3:// and without a path.');
  return c.BUCKET_PATTERN.test(bucket) && !c.BUCKET_RESERVED.test(bucket) ? undefined : t('"{0}" is not a bucket name: 3 to 63 lower-case letters, digits, dots and dashes.', bucket);
}

export function roleError(form: DeploymentForm, context: Pick<ValidationContext, 'partition' | 'defaultRole' | 'defaultRolePending' | 'accountId'>): string | undefined {
  const role = chosenRole(form, context.defaultRole);
  if (role === '') {
    if (form.role.mode === 'default' && context.defaultRolePending) return t('Your default role is not known yet. Sign in and wait for it, or type the ARN of a role with Input.');
    return form.role.mode === 'default' ? t('There is no default role for your identity. Choose an execution role with Find, or type its ARN with Input.')
      : t('Choose an execution role: SageMaker uses it to read the model and write logs.');
  }
  const match = c.ROLE_ARN_PATTERN.exec(role);
  if (!match || role.length > c.ROLE_ARN_MAX) return t('"{0}" is not a role ARN: they look like arn:{1}:iam::123456789012:role/Name.', role, context.partition ?? 'aws');
  if (context.partition !== undefined && match[1] !== context.partition) {
    return t('The role is of the partition "{0}", but you deploy into "{1}". Choose a role of the account you deploy into.', match[1] ?? '', context.partition);
  }
  if (context.accountId !== undefined && match[2] !== context.accountId) {
    return t('The role is of the account {0}, but you deploy into {1}. A role cannot be passed between accounts: choose one of the account you deploy into.', match[2] ?? '', context.accountId);
  }
  return undefined;
}

function vpcErrors(form: DeploymentForm): Partial<Record<Field, string | undefined>> {
  const vpc = chosenVpc(form);
  if (!vpc) return {};
  // one thing is missing, not two
  if (form.vpc.mode === 'find' && form.vpc.vpcId === '' && vpc.subnets.length + vpc.securityGroups.length === 0) return { subnets: t('Choose a VPC, or set Amazon VPC to None.') };
  return {
    subnets: idsError(vpc.subnets, c.SUBNETS_MAX, c.SUBNET_PATTERN, SUBNET_WORDS),
    securityGroups: idsError(vpc.securityGroups, c.SECURITY_GROUPS_MAX, c.SECURITY_GROUP_PATTERN, GROUP_WORDS),
  };
}

interface IdWords {
  readonly none: () => string;
  readonly tooMany: (count: number, max: number) => string;
  readonly bad: (id: string) => string;
  readonly twice: (id: string) => string;
}

const SUBNET_WORDS: IdWords = {
  none: () => t('Choose at least one subnet, or set Amazon VPC to None.'),
  tooMany: (count, max) => t('There are {0} subnets; SageMaker takes at most {1}.', count, max),
  bad: (id) => t('"{0}" is not a subnet id: they look like subnet-0a1b2c3d.', id),
  twice: (id) => t('The subnet {0} is there twice. Remove one.', id),
};
const GROUP_WORDS: IdWords = {
  none: () => t('Choose at least one security group, or set Amazon VPC to None.'),
  tooMany: (count, max) => t('There are {0} security groups; SageMaker takes at most {1}.', count, max),
  bad: (id) => t('"{0}" is not a security group id: they look like sg-0a1b2c3d.', id),
  twice: (id) => t('The security group {0} is there twice. Remove one.', id),
};

function idsError(ids: readonly string[], max: number, pattern: RegExp, words: IdWords): string | undefined {
  if (ids.length === 0) return words.none();
  if (ids.length > max) return words.tooMany(ids.length, max);
  const bad = ids.find((id) => !pattern.test(id));
  if (bad !== undefined) return words.bad(bad);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  return twice === undefined ? undefined : words.twice(twice);
}

function keyError(form: DeploymentForm, context: ValidationContext): string | undefined {
  const key = chosenKey(form);
  if (key === '') return form.key.mode === 'default' ? undefined : t('Choose an encryption key, or set the encryption key to Default.');
  if (key.length > c.KMS_KEY_MAX || !c.KMS_KEY_FORMS.test(key)) {
    return t('"{0}" is not a KMS key: give a key id, a key ARN, alias/name or an alias ARN.', key);
  }
  const [, partition, , region] = key.startsWith('arn:') ? key.split(':') : [];
  if (partition !== undefined && context.partition !== undefined && partition !== context.partition) {
    return t('The key is of the partition "{0}", but you deploy into "{1}".', partition, context.partition);
  }
  return region !== undefined && region !== context.region ? t('The key is in {0}, but you deploy into {1}. A key must be in the endpoint\'s region.', region, context.region) : undefined;
}

/** In characters, as AWS counts, and not in halves of them. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

export function environmentError(environment: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(environment);
  if (entries.length > c.ENVIRONMENT_MAX) return t('There are {0} environment variables; SageMaker takes at most {1}.', entries.length, c.ENVIRONMENT_MAX);
  for (const [key, value] of entries) {
    if (!c.ENVIRONMENT_KEY_PATTERN.test(key)) return t('"{0}" is not a variable name: letters, digits and underscores, not starting with a digit.', key);
    if (lengthOf(key) > c.ENVIRONMENT_TEXT_MAX || lengthOf(value) > c.ENVIRONMENT_TEXT_MAX) {
      return t('The environment variable {0} is longer than {1} characters.', key.slice(0, 40), c.ENVIRONMENT_TEXT_MAX);
    }
  }
  const bytes = environmentBytes(environment);
  return bytes > c.ENVIRONMENT_BYTES_MAX ? t('The environment has {0} bytes; SageMaker takes at most {1}.', bytes, c.ENVIRONMENT_BYTES_MAX) : undefined;
}

/** Of all keys and values together, in UTF-8, as SageMaker counts. */
export function environmentBytes(environment: Readonly<Record<string, string>>): number {
  return new TextEncoder().encode(Object.entries(environment).flat().join('')).length;
}

export function volumeError(sizeGB: number): string | undefined {
  if (sizeGB === 0) return undefined;
  return Number.isInteger(sizeGB) && sizeGB >= c.VOLUME_MIN_GB && sizeGB <= c.VOLUME_MAX_GB ? undefined
    : t('The volume size is a whole number of GB from {0} to {1}.', c.VOLUME_MIN_GB, c.VOLUME_MAX_GB);
}

/** 0 stands for the value that holds without one. */
function timeoutError(seconds: number, [min, max]: readonly [min: number, max: number], problem: (min: number, max: number) => string): string | undefined {
  if (seconds === 0) return undefined;
  return Number.isInteger(seconds) && seconds >= min && seconds <= max ? undefined : problem(min, max);
}

function variantNameError(name: string): string | undefined {
  if (name === '') return t('Give the production variant a name. AWS\'s own is AllTraffic.');
  if (name.length > c.NAME_MAX) return t('The variant\'s name has {0} characters; SageMaker takes at most {1}.', name.length, c.NAME_MAX);
  return c.NAME_PATTERN.test(name) ? undefined : t('Use letters, digits and dashes only, with a letter or digit at both ends.');
}

function fallbackTypesError({ instanceType, fallbackTypes }: DeploymentForm): string | undefined {
  if (fallbackTypes.length >= c.INSTANCE_POOLS_MAX) return t('There are {0} fallback types; SageMaker takes at most {1} beside the first.', fallbackTypes.length, c.INSTANCE_POOLS_MAX - 1);
  const bad = fallbackTypes.map(instanceTypeError).find((message) => message !== undefined);
  if (bad !== undefined) return bad;
  const twice = fallbackTypes.find((type, i) => type === instanceType || fallbackTypes.indexOf(type) !== i);
  return twice === undefined ? undefined : t('The type {0} is there twice. Remove one.', twice);
}
