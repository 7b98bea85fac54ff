import { unasked } from '../../deploy/checks/fact.js';
import { NAMES, type Named, namesQuestion, takenOf } from '../../deploy/checks/names.js';
import { IN_USE, increaseQuestion } from '../../deploy/checks/quota.js';
import type { AccountPort } from '../../deploy/ports.js';
import { type Fact, PENDING, type PreflightFacts, type Subject, gather } from '../../deploy/preflight.js';
import type { Gateways, LogPart } from '../../endpoints/ports.js';
import type { DefaultRole, Identity, Price, RoleOption } from '../../shared/account.js';
import * as c from '../../shared/constraints.js';
import { t } from '../../shared/l10n.js';
import type { ConnectionView, Lists, LookUpKind, QuotaView } from '../../shared/protocol.js';
import { Facts, type Pause } from './facts.js';
import { quotaView } from './instanceRows.js';
import { type PreferredRoles, findDefaultRole } from './preferredRole.js';
import { listState } from './views.js';

interface List { readonly items: readonly unknown[]; readonly at: string }

interface FactsConnection {
  gateways(): Promise<Gateways>;
  identity(): Identity | undefined;
  reportError(error: unknown): void;
}

/** What the form's lists and checks know of the account. Slow or denied look-ups leave gaps here; they never hold the form up. */
export class AccountFacts {
  private readonly facts: Facts;
  /** Of lists that are being read: what has come so far, by question. */
  private readonly soFar = new Map<string, readonly unknown[]>();

  constructor(private readonly connection: FactsConnection, private readonly changed: () => void, pause?: Pause) {
    this.facts = new Facts(changed, (error) => { connection.reportError(error); }, pause);
  }

  clear(): void {
    this.facts.clear();
    this.soFar.clear();
  }

  forgetNames(): void { this.facts.forgetAll(NAMES); }

  /** Endpoints come and go while the tab is open; the old answer stands until the new one is there. */
  countAgain(): void {
    const held = this.facts.peek(IN_USE);
    if (held && held.status !== 'pending') this.facts.renew(IN_USE, (signal) => this.instancesInUse(signal));
  }

  lookUp(kind: LookUpKind, vpcId: string): void {
    const question = listQuestion(kind, vpcId);
    const held = this.facts.peek(question);
    if (held?.status === 'pending') return;
    this.facts.forget(question);
    this.facts.get(question, (signal) => this.list(kind, vpcId, question, signal));
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
    const fact = this.facts.get('default role', async (signal) => findDefaultRole(await this.account(), preferred(), signal));
    if (fact.status === 'known') return fact.value;
    return fact.status === 'unknown' ? { arn: undefined, reason: fact.reason } : undefined;
  }

  price(instanceType: string): Fact<Price | undefined> | undefined {
    if (!c.INSTANCE_TYPE_PATTERN.test(instanceType)) return undefined;
    return this.facts.get(`price ${instanceType}`, async (signal) => (await this.account()).price(instanceType, signal));
  }

  /** USD per hour; null while it is not known. */
  priceOf(instanceType: string): number | null {
    const fact = this.price(instanceType);
    return fact?.status === 'known' ? fact.value?.perHour ?? null : null;
  }

  /** The last lines of a container that did not come up. */
  log(endpointName: string): Fact<LogPart> {
    return this.facts.get(`log ${endpointName}`, async (signal) => (await this.connection.gateways()).logs.read(endpointName, {}, signal));
  }

  /** Of one type among many: all of them are answered by the same list, which the gateway reads once. */
  quotaOf(instanceType: string): QuotaView {
    return quotaView(this.quota(instanceType), this.inUse(instanceType));
  }

  /** Which of the names exist; asked anew, because the answer may be minutes old. @throws ServiceError */
  async namesTaken(names: readonly Named[]): Promise<readonly Named[]> {
    this.facts.forget(namesQuestion(names));
    return takenOf(names, await this.connection.gateways());
  }

  /** Whatever the work does not ask (any more) is cancelled. */
  inRound<T>(work: () => T): T { return this.facts.inRound(work); }

  /** Somebody types: nothing new is asked until there was a pause. */
  typing(): void { this.facts.holdRounds(); }

  /** Service Quotas was asked for more; what it says of that is read again. */
  async requestQuota(instanceType: string, wanted: number): Promise<void> {
    await (await this.account()).requestQuotaIncrease(instanceType, wanted);
    this.facts.forget(increaseQuestion(instanceType));
  }

  /** Before sign-in nothing is asked. */
  static unconnected(subject: Subject, view: ConnectionView, now: Date): PreflightFacts {
    const connecting = view.status === 'connecting';
    const identity: Fact<Identity> = connecting ? PENDING : unasked(whyUnconnected(view), view.wrongSetting ? 'setting' : undefined);
    const waiting: Fact<never> = connecting ? PENDING : unasked(view.status === 'failed' ? t('AWS could not be asked.') : t('sign in first.'));
    // the default role is not known either, and nobody looks for it
    return { ...gather(subject, { now, identity }, () => waiting), role: waiting, callerRights: waiting, roleRights: waiting };
  }

  /** The same for the table of instance types. */
  static unconnectedQuota({ status }: ConnectionView): QuotaView {
    return { limit: null, left: null, reason: status === 'connecting' ? t('Signing in.') : status === 'failed' ? t('AWS could not be asked.') : t('Sign in to see the quota.') };
  }

  forPreflight(subject: Subject, now: Date): PreflightFacts {
    const identity = this.connection.identity();
    return gather(subject, { now, identity: identity ? { status: 'known', value: identity } : PENDING },
      (question, look) => this.facts.get(question, async (signal) => look(await this.connection.gateways(), signal)));
  }

  private quota(instanceType: string): Fact<number | undefined> {
    return c.INSTANCE_TYPE_PATTERN.test(instanceType) ? this.facts.get(`quota ${instanceType}`, async (signal) => (await this.account()).quota(instanceType, signal)) : unasked(t('choose an instance type first.'));
  }

  private async instancesInUse(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    return (await this.connection.gateways()).endpoints.instancesInUse(signal);
  }

  private inUse(instanceType: string): Fact<number> {
    const fact = this.facts.get(IN_USE, (signal) => this.instancesInUse(signal));
    return fact.status === 'known' ? { status: 'known', value: fact.value.get(instanceType) ?? 0 } : fact;
  }

  private async account(): Promise<AccountPort> {
    return (await this.connection.gateways()).account;
  }

  private async list(kind: LookUpKind, vpcId: string, question: string, signal: AbortSignal): Promise<List> {
    const more = (found: readonly unknown[]): void => {
      // another account's pages may still come after this one's first
      if (signal.aborted) return;
      this.soFar.set(question, found);
      this.changed();
    };
    try {
      const account = await this.account();
      const items = await {
        roles: () => account.roles(signal, more), vpcs: () => account.vpcs(signal, more), keys: () => account.keys(signal, more), buckets: () => account.buckets(signal, more),
        subnets: () => account.subnets({ vpcId }, signal, more), securityGroups: () => account.securityGroups({ vpcId }, signal, more),
      }[kind]();
      return { items, at: new Date().toISOString() };
    } finally {
      // whoever asks the same by now has pages of their own
      if (!signal.aborted) this.soFar.delete(question);
    }
  }
}

function listQuestion(kind: LookUpKind, vpcId: string): string {
  return kind === 'subnets' || kind === 'securityGroups' ? `list ${kind} ${vpcId}` : `list ${kind}`;
}

/** The tab's banner says the rest. */
function whyUnconnected({ status }: ConnectionView): string {
  if (status === 'expired') return t('Your sign-in has expired.');
  if (status === 'failed') return t('AWS could not be asked who you are.');
  return t('Not signed in: choose a profile or sign in to deploy.');
}
