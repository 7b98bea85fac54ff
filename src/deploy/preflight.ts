import type { BucketState, Identity, RoleOption, SecurityGroupOption, SubnetOption } from '../shared/account.js';
import { type DeploymentForm, chosenRole, chosenVpc } from '../shared/form.js';
import { nextName, resourceName } from '../shared/names.js';
import { NAME_MAX } from '../shared/constraints.js';
import type { CheckRow, RemedyAction, ResolvedView } from '../shared/protocol.js';
import { isAbsentFrom } from '../catalog/availability.js';
import type { ModelSpec } from '../catalog/spec.js';
import type { Field } from '../shared/validate.js';
import { bucketRows } from './checks/bucket.js';
import { type Account, type Refusal, type Resolution, type ResourceKind, isPackage } from './plan.js';

/** What a look-up answered, or why it could not. */
export type Fact<T> =
  | { readonly status: 'pending' }
  | { readonly status: 'known'; readonly value: T }
  /** `action`: the permission that would answer it. */
  | { readonly status: 'unknown'; readonly reason: string; readonly action: string | undefined };

export interface Taken { readonly kind: ResourceKind; readonly name: string }

export const PENDING = { status: 'pending' } as const;

export interface PreflightFacts {
  readonly now: Date;
  readonly identity: Fact<Identity>;
  /** Which of the resources that would be created exist already. */
  readonly taken: Fact<readonly Taken[]>;
  readonly role: Fact<RoleOption | undefined>;
  readonly subnets: Fact<readonly SubnetOption[]>;
  readonly securityGroups: Fact<readonly SecurityGroupOption[]>;
  /** Instances of the type that the account may run on endpoints. */
  readonly quota: Fact<number | undefined>;
  /** Instances of the type that the account's endpoints hold already. */
  readonly inUse: Fact<number>;
  /** What to take where the quota is too small. */
  readonly nearest?: ResolvedView['nearest'];
  /** The bucket that artifacts are copied into, where one is chosen. */
  readonly bucket: Fact<BucketState | undefined>;
  /** The same of the fallback types. */
  readonly fallbacks?: readonly { readonly type: string; readonly quota: Fact<number | undefined>; readonly inUse: Fact<number> }[];
}

type Remedy = CheckRow['remedies'][number];

/** Read-only questions before the first Create call. Unknown is never ok, and names the permission that would answer it. */
export function preflight(spec: ModelSpec, resolution: Resolution, refusals: readonly Refusal[], form: DeploymentForm, account: Account, facts: PreflightFacts): CheckRow[] {
  const rows = [
    identityRow(facts),
    deployableRow(spec, resolution, refusals, account),
    ...(resolution.gated && !isPackage(resolution) ? [eulaRow(form)] : []),
    ...(spec.subscription ? [subscriptionRow()] : []),
    namesRow(form, facts),
    quotaRow('quota', resolution.instanceType, form, facts),
    ...(facts.fallbacks ?? []).map((each) => quotaRow(`quota ${each.type}`, each.type, form, each)),
    ...roleRows(form, account, facts),
    ...vpcRows(form, facts),
    ...bucketRows(form, account, facts.bucket),
  ];
  return rows.map((row) => (row.status === 'problem' ? { ...row, field: row.field ?? FIELD_OF[row.id] } : row));
}

/** The field that a row is about, where an error at that field would say the same once more. */
const FIELD_OF: Readonly<Partial<Record<string, Field>>> = { eula: 'acceptEula', names: 'endpointName', role: 'role', bucket: 'artifactBucket', subnets: 'subnets', securityGroups: 'securityGroups' };

function ok(id: string, text: string): CheckRow {
  return { id, status: 'ok', text, remedies: [] };
}

function problem(id: string, text: string, ...remedies: Remedy[]): CheckRow {
  return { id, status: 'problem', text, remedies };
}

function unanswered(id: string, what: string, fact: Exclude<Fact<unknown>, { status: 'known' }>): CheckRow {
  if (fact.status === 'pending') return { id, status: 'checking', text: `${what}: checking`, remedies: [] };
  const why = fact.action === undefined ? fact.reason : `you may not call ${fact.action}.`;
  return { id, status: 'unknown', text: `${what}: not known, ${why}`, remedies: [] };
}

function remedy(label: string, action: RemedyAction): Remedy {
  return { label, action };
}

function identityRow({ identity, now }: PreflightFacts): CheckRow {
  if (identity.status === 'pending') return unanswered('identity', 'Sign-in', identity);
  if (identity.status === 'unknown') return problem('identity', identity.reason, remedy('Sign in', { kind: 'signIn' }), remedy('Switch profile', { kind: 'switchProfile' }));
  const { arn, expiresAt } = identity.value;
  const who = arn.split(':').at(-1) ?? arn;
  if (expiresAt === undefined) return ok('identity', `Signed in as ${who}`);
  const minutes = Math.floor((Date.parse(expiresAt) - now.getTime()) / 60_000);
  if (minutes < 5) return problem('identity', `Your sign-in as ${who} ${minutes < 0 ? 'has expired' : `expires in ${minutes} min`}.`, remedy('Sign in again', { kind: 'signIn' }));
  return ok('identity', `Signed in as ${who}, ${minutes >= 120 ? `${Math.floor(minutes / 60)} h` : `${minutes} min`} left`);
}

/** The region has the model, and the type an image there. */
function deployableRow(spec: ModelSpec, resolution: Resolution, refusals: readonly Refusal[], account: Account): CheckRow {
  const about = refusals.find((r) => r.field === 'instanceType' || r.field === 'inferenceConfig' || r.field === 'modelVersion' || r.field === 'fallbackTypes');
  if (about) {
    // where another type would run here, that is the shorter way
    const elsewhere = about.field === 'instanceType' && isAbsentFrom(spec, account.region) ? [remedy('Switch region', { kind: 'switchRegion' })] : [];
    return { ...problem('image', about.message, ...elsewhere), field: about.field };
  }
  if (resolution.packageArn !== undefined) return ok('image', `${spec.modelId} is offered in ${account.region}`);
  return ok('image', `Offered in ${account.region}, with an image for ${resolution.instanceType}`);
}

function eulaRow(form: DeploymentForm): CheckRow {
  return form.acceptEula ? ok('eula', 'Licence accepted') : problem('eula', 'The licence is not accepted yet: read it below and tick the box.');
}

function subscriptionRow(): CheckRow {
  return { id: 'subscription', status: 'unknown', text: 'Marketplace subscription: not known. SageMaker refuses the model where your account is not subscribed.', remedies: [] };
}

const KIND_NAMES: Readonly<Record<ResourceKind, string>> = { model: 'a model', endpointConfig: 'an endpoint config', endpoint: 'an endpoint' };

function namesRow(form: DeploymentForm, { taken }: PreflightFacts): CheckRow {
  const name = resourceName(form.endpointName, form.usePrefix);
  if (taken.status !== 'known') return unanswered('names', 'Name is free', taken);
  if (taken.value.length === 0) return ok('names', 'The name is free');
  const next = nextName(form.endpointName, NAME_MAX - (name.length - form.endpointName.length));
  const kinds = taken.value.filter((each) => each.name === name).map((each) => KIND_NAMES[each.kind]);
  const others = taken.value.filter((each) => each.name !== name).map((each) => `${KIND_NAMES[each.kind]} called ${each.name}`);
  return problem('names', `There is ${[...(kinds.length === 0 ? [] : [`${kinds.join(' and ')} called ${name}`]), ...others].join(' and ')} already.`,
    remedy(`Use ${next}`, { kind: 'setForm', change: { endpointName: next } }));
}

function quotaRow(id: string, instanceType: string, form: DeploymentForm, { quota, inUse, nearest }: Pick<PreflightFacts, 'quota' | 'inUse' | 'nearest'>): CheckRow {
  if (quota.status !== 'known') return unanswered(id, instanceType === '' ? 'Quota' : `Quota of ${instanceType}`, quota);
  if (quota.value === undefined) return { id, status: 'unknown', text: `Quota of ${instanceType}: AWS lists none for endpoints of this type.`, remedies: [] };
  const { value: limit } = quota;
  const needed = form.instanceCount;
  // whatever runs already, this much is not allowed
  const used = inUse.status === 'known' ? inUse.value : 0;
  const figures = `limit ${limit}, ${inUse.status === 'known' ? `in use ${used}, ` : ''}needed ${needed}`;
  if (limit - used < needed) {
    return problem(id, `Quota of ${instanceType} for endpoint usage: ${figures}. Choose another type or request an increase.`,
      ...(nearest ? [remedy(`Use ${nearest.type}`, { kind: 'setForm', change: nearest.change })] : []), remedy('Request increase', { kind: 'openQuotas' }));
  }
  if (inUse.status !== 'known') return unanswered(id, `Quota of ${instanceType}: ${figures}, but how much is in use`, inUse);
  return ok(id, `Quota of ${instanceType}: ${figures}`);
}

function roleRows(form: DeploymentForm, account: Account, { role }: PreflightFacts): CheckRow[] {
  const arn = chosenRole(form, account.defaultRole);
  if (arn === '' && form.role.mode === 'default' && account.defaultRolePending === true && role.status !== 'known') return [{ ...unanswered('role', 'Execution role', role), field: 'role' }];
  if (arn === '') return [problem('role', 'No execution role is chosen.')];
  const owner = arn.split(':')[4];
  if (account.accountId !== undefined && owner !== account.accountId) return [problem('role', `The role is of account ${owner ?? ''}, but you deploy into ${account.accountId}. Choose a role of that account.`)];
  if (role.status !== 'known') return [unanswered('role', 'Role trusts SageMaker', role)];
  if (!role.value) return [problem('role', `There is no role ${arn.split('/').at(-1) ?? arn} in this account.`)];
  return [role.value.trusted ? ok('role', 'The role trusts SageMaker')
    : problem('role', 'The role does not trust SageMaker: its trust policy must allow sagemaker.amazonaws.com to call sts:AssumeRole.', remedy('Copy trust statement', { kind: 'copy', text: TRUST }))];
}

const TRUST = JSON.stringify({ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }, null, 2);

function vpcRows(form: DeploymentForm, { subnets, securityGroups }: PreflightFacts): CheckRow[] {
  const vpc = chosenVpc(form);
  if (!vpc || vpc.subnets.length === 0) return [];
  const rows: CheckRow[] = [subnets.status === 'known' ? subnetsRow(vpc.subnets, subnets.value, form.instanceCount) : unanswered('subnets', 'Subnets', subnets)];
  if (vpc.securityGroups.length === 0) return rows;
  if (securityGroups.status !== 'known') return [...rows, unanswered('securityGroups', 'Security groups', securityGroups)];
  const vpcId = subnets.status === 'known' ? subnets.value[0]?.vpcId : undefined;
  return [...rows, groupsRow(vpc.securityGroups, securityGroups.value, vpcId)];
}

function subnetsRow(wanted: readonly string[], found: readonly SubnetOption[], instances: number): CheckRow {
  const missing = wanted.filter((id) => !found.some((s) => s.id === id));
  if (missing.length > 0) return problem('subnets', `${missing.join(', ')} ${missing.length > 1 ? 'do' : 'does'} not exist in this region.`);
  if (new Set(found.map((s) => s.vpcId)).size > 1) return problem('subnets', 'The subnets are of different VPCs. Choose subnets of one VPC.');
  const free = found.reduce((sum, s) => sum + s.freeAddresses, 0);
  if (free < 2 * instances) return problem('subnets', `The subnets have ${free} free addresses; ${2 * instances} are needed.`);
  if (new Set(found.map((s) => s.zone)).size < 2) return problem('subnets', 'The subnets are in one zone. SageMaker wants two in different zones.');
  return ok('subnets', `${found.length} subnets in ${new Set(found.map((s) => s.zone)).size} zones, ${free} free addresses`);
}

function groupsRow(wanted: readonly string[], found: readonly SecurityGroupOption[], vpcId: string | undefined): CheckRow {
  const missing = wanted.filter((id) => !found.some((g) => g.id === id));
  if (missing.length > 0) return problem('securityGroups', `${missing.join(', ')} ${missing.length > 1 ? 'do' : 'does'} not exist in this region.`);
  const foreign = found.find((g) => vpcId !== undefined && g.vpcId !== vpcId);
  return foreign ? problem('securityGroups', `${foreign.id} is of another VPC than the subnets.`) : ok('securityGroups', `${found.length} security group${found.length > 1 ? 's' : ''} of the same VPC`);
}
