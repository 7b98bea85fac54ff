import type { Account, ResourceKind } from '../../deploy/plan.js';
import type { AccountPort } from '../../deploy/ports.js';
import { type Fact, PENDING, type PreflightFacts, type Taken } from '../../deploy/preflight.js';
import type { Gateways, LogPart } from '../../endpoints/ports.js';
import type { BucketState, DefaultRole, Identity, Price, RoleOption, SecurityGroupOption, SubnetOption } from '../../shared/account.js';
import * as c from '../../shared/constraints.js';
import { type DeploymentForm, chosenRole, chosenVpc } from '../../shared/form.js';
import { resourceName } from '../../shared/names.js';
import type { ConnectionView, Lists, LookUpKind, QuotaView } from '../../shared/protocol.js';
import { bucketError, endpointNameError } from '../../shared/validate.js';
import { type PreferredRoles, findDefaultRole } from './preferredRole.js';
import { Facts } from './facts.js';
import { quotaView } from './instanceRows.js';
import { listState } from './views.js';

interface List { readonly items: readonly unknown[]; readonly at: string }

interface FactsConnection {
  gateways(): Promise<Gateways>;
  identity(): Identity | undefined;
  reportError(error: unknown): void;
}

const IN_USE = 'instances in use';
const KINDS: readonly ResourceKind[] = ['model', 'endpointConfig', 'endpoint'];

/** What the form's lists and checks know of the account. Slow or denied look-ups leave gaps here; they never hold the form up. */
export class AccountFacts {
  private readonly facts: Facts;
  /** Of lists that are being read: what has come so far, by question. */
  private readonly reading = new Map<string, object>();
  private readonly soFar = new Map<string, readonly unknown[]>();

  constructor(private readonly connection: FactsConnection, private readonly changed: () => void) {
    this.facts = new Facts(changed, (error) => { connection.reportError(error); });
  }

  clear(): void {
    this.facts.clear();
    this.soFar.clear();
    this.reading.clear();
  }

  forgetNames(): void { this.facts.forgetAll('names '); }

  /** Endpoints come and go while the tab is open; the old answer stands until the new one is there. */
  countAgain(): void {
    const held = this.facts.peek(IN_USE);
    if (held && held.status !== 'pending') this.facts.renew(IN_USE, () => this.instancesInUse());
  }

  lookUp(kind: LookUpKind, vpcId: string): void {
    const question = listQuestion(kind, vpcId);
    const held = this.facts.peek(question);
    if (held?.status === 'pending') return;
    this.facts.forget(question);
    this.facts.get(question, () => this.list(kind, vpcId, question));
  }

  lists(vpcId: string): Lists {
    const of = <T>(kind: LookUpKind) => listState<T>(this.facts.peek<{ items: readonly T[]; at: string }>(listQuestion(kind, vpcId)), this.soFar.get(listQuestion(kind, vpcId)) as readonly T[] | undefined);
    return { roles: this.withLastUse(of<RoleOption>('roles')), vpcs: of('vpcs'), subnets: of('subnets'), securityGroups: of('securityGroups'), keys: of('keys'), buckets: of('buckets') };
  }

  /** The list of roles does not say when each was last used; the look-up of a single one, as the chosen one gets, does. */
  private withLastUse(list: Lists['roles']): Lists['roles'] {
    if (list.status !== 'loaded' || !list.items.some(({ arn }) => this.facts.peek(`role ${arn}`) !== undefined)) return list;
    return { ...list, items: list.items.map((role) => {
      const fact = this.facts.peek<RoleOption | undefined>(`role ${role.arn}`);
      return fact?.status === 'known' && fact.value !== undefined ? { ...role, lastUsed: fact.value.lastUsed } : role;
    }) };
  }

  /** Undefined while it is looked up. */
  defaultRole(preferred: () => PreferredRoles): DefaultRole | undefined {
    const fact = this.facts.get('default role', async () => findDefaultRole(await this.account(), preferred()));
    if (fact.status === 'known') return fact.value;
    return fact.status === 'unknown' ? { arn: undefined, reason: fact.reason } : undefined;
  }

  price(instanceType: string): Fact<Price | undefined> | undefined {
    if (!c.INSTANCE_TYPE_PATTERN.test(instanceType)) return undefined;
    return this.facts.get(`price ${instanceType}`, async () => (await this.account()).price(instanceType));
  }

  /** USD per hour; null while it is not known. */
  priceOf(instanceType: string): number | null {
    const fact = this.price(instanceType);
    return fact?.status === 'known' ? fact.value?.perHour ?? null : null;
  }

  /** The last lines of a container that did not come up. */
  log(endpointName: string): Fact<LogPart> {
    return this.facts.get(`log ${endpointName}`, async () => (await this.connection.gateways()).logs.read(endpointName, {}));
  }

  /** Of one type among many: all of them are answered by the same list, which the gateway reads once. */
  quotaOf(instanceType: string): QuotaView {
    return quotaView(this.quota(instanceType), this.inUse(instanceType));
  }

  async namesTaken(form: DeploymentForm, poolModels: readonly string[], { fresh }: { fresh: boolean }): Promise<readonly Taken[]> {
    const name = resourceName(form.endpointName, form.usePrefix);
    if (fresh) this.facts.forgetAll('names ');
    const { deploy } = await this.connection.gateways();
    const wanted: Taken[] = [...KINDS.map((kind) => ({ kind, name })), ...poolModels.map((model) => ({ kind: 'model' as const, name: model }))];
    const found = await Promise.all(wanted.map(async (each) => ((await deploy.describe(each.kind, each.name)) ? each : undefined)));
    return found.filter((each) => each !== undefined);
  }

  /** Before sign-in nothing is asked. */
  static unconnected(view: ConnectionView, now: Date): PreflightFacts {
    const identity: Fact<Identity> = view.status === 'connecting' ? PENDING : unasked(whyUnconnected(view));
    const waiting: Fact<never> = view.status === 'connecting' ? PENDING : unasked(view.status === 'failed' ? 'AWS could not be asked.' : 'sign in first.');
    return { now, identity, taken: waiting, role: waiting, subnets: waiting, securityGroups: waiting, quota: waiting, inUse: waiting, bucket: waiting };
  }

  /** The same for the table of instance types. */
  static unconnectedQuota({ status }: ConnectionView): QuotaView {
    return { limit: null, left: null, reason: status === 'connecting' ? 'Signing in.' : status === 'failed' ? 'AWS could not be asked.' : 'Sign in to see the quota.' };
  }

  forPreflight(form: DeploymentForm, instanceType: string, account: Account, now: Date, poolModels: readonly string[]): PreflightFacts {
    const identity = this.connection.identity();
    const name = resourceName(form.endpointName, form.usePrefix);
    const role = chosenRole(form, account.defaultRole);
    const vpc = chosenVpc(form);
    return {
      now,
      identity: identity ? { status: 'known', value: identity } : PENDING,
      taken: endpointNameError(form.endpointName, form.usePrefix) === undefined ? this.facts.get(`names ${[name, ...poolModels].join(' ')}`, () => this.namesTaken(form, poolModels, { fresh: false })) : unasked('the name is not valid yet.'),
      role: this.role(role, account),
      subnets: vpc && valid(vpc.subnets, c.SUBNET_PATTERN)
        ? this.facts.get<SubnetOption[]>(`subnets ${vpc.subnets.join()}`, async () => (await this.account()).subnets({ ids: vpc.subnets })) : unasked('choose subnets first.'),
      securityGroups: vpc && valid(vpc.securityGroups, c.SECURITY_GROUP_PATTERN)
        ? this.facts.get<SecurityGroupOption[]>(`groups ${vpc.securityGroups.join()}`, async () => (await this.account()).securityGroups({ ids: vpc.securityGroups })) : unasked('choose security groups first.'),
      quota: this.quota(instanceType),
      inUse: this.inUse(instanceType),
      bucket: form.artifactBucket !== '' && bucketError(form.artifactBucket) === undefined
        ? this.facts.get<BucketState | undefined>(`bucket ${form.artifactBucket}`, async () => (await this.account()).bucket(form.artifactBucket)) : unasked('choose a bucket first.'),
      fallbacks: form.fallbackTypes.filter((type) => c.INSTANCE_TYPE_PATTERN.test(type)).map((type) => ({ type, quota: this.quota(type), inUse: this.inUse(type) })),
    };
  }

  private quota(instanceType: string): Fact<number | undefined> {
    return c.INSTANCE_TYPE_PATTERN.test(instanceType) ? this.facts.get(`quota ${instanceType}`, async () => (await this.account()).quota(instanceType)) : unasked('choose an instance type first.');
  }

  private role(arn: string, { defaultRolePending }: Account): Fact<RoleOption | undefined> {
    if (arn === '' && defaultRolePending === true) return PENDING;
    return c.ROLE_ARN_PATTERN.test(arn) ? this.facts.get(`role ${arn}`, async () => (await this.account()).role(arn)) : unasked('choose a role first.');
  }

  private async instancesInUse(): Promise<ReadonlyMap<string, number>> {
    return (await this.connection.gateways()).endpoints.instancesInUse();
  }

  private inUse(instanceType: string): Fact<number> {
    const fact = this.facts.get(IN_USE, () => this.instancesInUse());
    return fact.status === 'known' ? { status: 'known', value: fact.value.get(instanceType) ?? 0 } : fact;
  }

  private async account(): Promise<AccountPort> {
    return (await this.connection.gateways()).account;
  }

  private async list(kind: LookUpKind, vpcId: string, question: string): Promise<List> {
    // another account's pages may still come after this one's first
    const stamp = {};
    this.reading.set(question, stamp);
    const more = (found: readonly unknown[]): void => {
      if (this.reading.get(question) !== stamp) return;
      this.soFar.set(question, found);
      this.changed();
    };
    try {
      const account = await this.account();
      const none = undefined;
      const items = await {
        roles: () => account.roles(none, more), vpcs: () => account.vpcs(none, more), keys: () => account.keys(none, more), buckets: () => account.buckets(none, more),
        subnets: () => account.subnets({ vpcId }, none, more), securityGroups: () => account.securityGroups({ vpcId }, none, more),
      }[kind]();
      return { items, at: new Date().toISOString() };
    } finally {
      if (this.reading.get(question) === stamp) {
        this.reading.delete(question);
        this.soFar.delete(question);
      }
    }
  }
}

function listQuestion(kind: LookUpKind, vpcId: string): string {
  return kind === 'subnets' || kind === 'securityGroups' ? `list ${kind} ${vpcId}` : `list ${kind}`;
}

/** The tab's banner says the rest. */
function whyUnconnected({ status }: ConnectionView): string {
  if (status === 'expired') return 'Your sign-in has expired.';
  if (status === 'failed') return 'AWS could not be asked who you are.';
  return 'Not signed in: choose a profile or sign in to deploy.';
}

function unasked(reason: string): Fact<never> {
  return { status: 'unknown', reason, action: undefined };
}

function valid(ids: readonly string[], pattern: RegExp): boolean {
  return ids.length > 0 && ids.every((id) => pattern.test(id));
}
