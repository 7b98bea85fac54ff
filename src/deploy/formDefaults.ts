import { hasEbsVolume } from '../catalog/instanceTypes.js';
import { ROLE_ARN_PATTERN } from '../shared/constraints.js';
import type { DeploymentForm, Tag } from '../shared/form.js';
import { t } from '../shared/l10n.js';
import type { Origins } from '../shared/protocol.js';
import { type Field, type FieldErrors, bucketError } from '../shared/validate.js';

/** Values of the form that somebody set up outside it. Unchecked: they come from files and settings. */
export interface DefaultValues {
  readonly role?: string | undefined;
  readonly subnets?: readonly string[] | undefined;
  readonly securityGroups?: readonly string[] | undefined;
  readonly key?: string | undefined;
  readonly networkIsolation?: boolean | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** Offered where somebody wants to copy the artifacts; never a reason to copy them. */
  readonly bucket?: string | undefined;
  readonly instanceType?: string | undefined;
}

export type DefaultSource =
  | { readonly kind: 'setting'; readonly values: DefaultValues }
  /** Files of the SageMaker Python SDK. */
  | { readonly kind: 'userConfig' | 'adminConfig'; readonly file: string; readonly values: DefaultValues };

/** Sources, the one that wins first, and what could not be read of them: whole sentences. */
export interface FoundDefaults {
  readonly sources: readonly DefaultSource[];
  readonly problems: readonly string[];
}

export interface RoleCandidate {
  readonly arn: string;
  /** Follows "from". */
  readonly source: string;
}

export interface Filled {
  readonly form: DeploymentForm;
  readonly origins: Origins;
  readonly problems: readonly string[];
}

export interface FillContext {
  readonly region: string;
  /** The spec lets the container have the network. */
  readonly isolationOptional: boolean;
  /** What the form's own validation says of a form. */
  readonly check: (form: DeploymentForm) => FieldErrors;
}

type Leaf = keyof DefaultValues;

/** The settings' names, without the extension's own prefix. */
export const SETTING_OF: Readonly<Record<Exclude<Leaf, 'instanceType'>, string>> = {
  role: 'defaultRole', subnets: 'defaultSubnets', securityGroups: 'defaultSecurityGroups', key: 'defaultKmsKey',
  networkIsolation: 'defaultNetworkIsolation', tags: 'defaultTags', bucket: 'defaultBucket',
};

function sourceOf(source: DefaultSource, leaf: Leaf): string {
  if (source.kind === 'setting') return t('the setting jumpstartDeploy.{0}', leaf === 'instanceType' ? leaf : SETTING_OF[leaf]);
  return source.kind === 'userConfig' ? t('your SageMaker SDK config ({0})', source.file) : t('your administrator\'s SageMaker SDK config ({0})', source.file);
}

interface Found<L extends Leaf> {
  readonly value: NonNullable<DefaultValues[L]>;
  readonly source: string;
  readonly kind: DefaultSource['kind'];
}

function first<L extends Leaf>(sources: readonly DefaultSource[], leaf: L): Found<L> | undefined {
  for (const source of sources) {
    const value = source.values[leaf];
    if (value !== undefined) return { value: value, source: sourceOf(source, leaf), kind: source.kind };
  }
  return undefined;
}

interface Wish {
  readonly field: Field;
  readonly what: string;
  readonly source: string;
  readonly change: Partial<DeploymentForm>;
}

/**
 * The form with the defaults of the sources, each value from the first source that has one. The form's own validation judges them: what
 * it refuses is left out, and said in a sentence.
 */
export function fillIn(base: DeploymentForm, sources: readonly DefaultSource[], context: FillContext): Filled {
  let form = base;
  const origins: Partial<Record<Field, string>> = {};
  const problems: string[] = [];
  const apply = (wishes: readonly Wish[]): void => {
    const wanted = { ...form, ...Object.assign({}, ...wishes.map(({ change }) => change)) as Partial<DeploymentForm> };
    const errors = context.check(wanted);
    const refused = wishes.find(({ field }) => errors[field] !== undefined);
    if (refused !== undefined) {
      problems.push(t('The {0} from {1} cannot be used, so the form is filled in without: {2}', refused.what, refused.source, errors[refused.field] ?? ''));
      return;
    }
    form = wanted;
    for (const { field, source } of wishes) origins[field] = t('from {0}', source);
  };
  for (const wishes of [isolationWish(sources, context), tagsWish(sources), vpcWishes(sources), keyWish(sources, base.instanceType, context.region)]) {
    if (wishes.length > 0) apply(wishes);
  }
  return { form, origins, problems: [...problems, ...roleProblems(sources)] };
}

/** The instance type to begin with, and where it comes from, where the model runs on it: it may have been set up for other models. */
export function preferredType(sources: readonly DefaultSource[], supported: readonly string[]): { readonly value: string; readonly source: string } | undefined {
  const found = first(sources, 'instanceType');
  return found !== undefined && supported.includes(found.value) ? found : undefined;
}

function isolationWish(sources: readonly DefaultSource[], { isolationOptional }: FillContext): Wish[] {
  const found = first(sources, 'networkIsolation');
  // where the spec asks for isolation, there is no choice
  if (found === undefined || (!found.value && !isolationOptional)) return [];
  return [{ field: 'networkIsolation', what: t('network isolation'), source: found.source, change: { networkIsolation: found.value } }];
}

function tagsWish(sources: readonly DefaultSource[]): Wish[] {
  const found = first(sources, 'tags');
  return found === undefined || found.value.length === 0 ? [] : [{ field: 'tags', what: t('tags'), source: found.source, change: { tags: found.value } }];
}

/** Subnets and groups belong together: both, or neither. */
function vpcWishes(sources: readonly DefaultSource[]): Wish[] {
  const subnets = first(sources, 'subnets');
  const groups = first(sources, 'securityGroups');
  if ((subnets?.value ?? []).length + (groups?.value ?? []).length === 0) return [];
  const vpc = {
    mode: 'input' as const, vpcId: '', subnets: [], securityGroups: [], typedSubnets: (subnets?.value ?? []).join(', '), typedSecurityGroups: (groups?.value ?? []).join(', '),
  };
  const source = subnets?.source ?? groups?.source ?? '';
  return [{ field: 'subnets', what: t('subnets'), source, change: { vpc } }, { field: 'securityGroups', what: t('security groups'), source: groups?.source ?? source, change: { vpc } }];
}

function keyWish(sources: readonly DefaultSource[], instanceType: string, region: string): Wish[] {
  const found = first(sources, 'key');
  if (found === undefined || found.value === '') return [];
  // another region's key was meant for deployments there
  const [, , service, keyRegion] = found.value.split(':');
  if (service === 'kms' && keyRegion !== region) return [];
  // as the SDK does: a config file's key is not for types that keep model data on local storage
  if (found.kind !== 'setting' && !hasEbsVolume(instanceType)) return [];
  return [{ field: 'key', what: t('encryption key'), source: found.source, change: { key: { mode: 'input', found: '', typed: found.value } } }];
}

function roleProblems(sources: readonly DefaultSource[]): string[] {
  return sources.flatMap((source) => {
    const { role } = source.values;
    return role === undefined || role === '' || ROLE_ARN_PATTERN.test(role) ? []
      : [t('The execution role from {0} cannot be used: "{1}" is not a role ARN. They look like arn:aws:iam::123456789012:role/Name.', sourceOf(source, 'role'), role)];
  });
}

/** Roles of the account, the one that wins first. One of another account was meant for deployments there. */
export function roleCandidates(sources: readonly DefaultSource[], { accountId, partition }: { accountId: string; partition: string }): RoleCandidate[] {
  return sources.flatMap((source) => {
    const { role } = source.values;
    const match = role === undefined ? null : ROLE_ARN_PATTERN.exec(role);
    return role !== undefined && match?.[1] === partition && match[2] === accountId ? [{ arn: role, source: sourceOf(source, 'role') }] : [];
  });
}

/** The bucket to offer where artifacts are to be copied; `''` where there is none. */
export function offeredBucket(sources: readonly DefaultSource[]): string {
  const bucket = first(sources, 'bucket')?.value ?? '';
  return bucket !== '' && bucketError(bucket) === undefined ? bucket : '';
}
