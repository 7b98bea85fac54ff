import type { Deployments } from '../../deploy/deployments.js';
import { type DeploymentRecord, endpointNameOf } from '../../deploy/record.js';
import type { LogFinding } from '../../endpoints/containerLog.js';
import type { EndpointStore } from '../../endpoints/store.js';
import { t } from '../../shared/l10n.js';
import { money } from '../../shared/money.js';
import type { DeploymentView, InstanceRow } from '../../shared/protocol.js';
import { ServiceError } from '../../shared/serviceError.js';
import { isHere } from '../here.js';
import type { AccountFacts } from './accountFacts.js';
import { type Surroundings, deploymentView } from './recordView.js';
import { causeInLog } from './logEvidence.js';
import type { PanelConnection } from './session.js';
import { nextType } from './views.js';

export interface FollowedDeps {
  readonly connection: PanelConnection;
  readonly deployments: Deployments;
  /** The endpoints as the window knows them. */
  readonly store: Pick<EndpointStore, 'state' | 'find' | 'onChange'>;
}

/** The deployment that a model tab shows in place of its form. */
export class FollowedDeployment {
  id: string | undefined;

  constructor(private readonly deps: FollowedDeps, private readonly facts: AccountFacts) {}

  get record(): DeploymentRecord | undefined {
    return this.id === undefined ? undefined : this.deps.deployments.get(this.id);
  }

  /** @param types of the form, among which another one is looked for where the deployment failed for its type */
  view(types: readonly InstanceRow[]): DeploymentView | null {
    const { record } = this;
    return record ? deploymentView(record, { gone: this.isGone(record), otherType: record.phase === 'failed' ? this.otherType(types, record) : undefined, inLog: () => this.causeInLog(record) }) : null;
  }

  /**
   * The endpoint that the tab shows. One of the same name may exist elsewhere.
   * @throws ServiceError where the window looks at another account or region by now
   */
  endpointToDelete(): string {
    const { record } = this;
    if (!record) throw new ServiceError('notFound', t('This tab shows no endpoint any more.'));
    if (!this.isHere(record)) {
      const { region, profile } = record.target;
      const name = endpointNameOf(record);
      throw new ServiceError('invalid', profile === undefined ? t('The endpoint {0} is in {1}, and this window looks elsewhere by now. Switch back, then try again.', name, region)
        : t('The endpoint {0} is in {1} (profile {2}), and this window looks elsewhere by now. Switch back, then try again.', name, region, profile));
    }
    return endpointNameOf(record);
  }

  private causeInLog(record: DeploymentRecord): LogFinding | undefined {
    if (record.phase !== 'failed' || record.failure?.callId !== 'endpoint' || !this.isConnected || !this.isHere(record)) return undefined;
    const fact = this.facts.log(endpointNameOf(record));
    return fact.status === 'known' ? causeInLog(record, fact.value.lines) : undefined;
  }

  private otherType(types: readonly InstanceRow[], { plan: { model } }: DeploymentRecord): Surroundings['otherType'] {
    const type = nextType(types.filter((row) => model.fallbackTypes?.includes(row.type) !== true), model.instanceType);
    const price = type === undefined || !this.isConnected ? undefined : this.facts.price(type);
    const known = price?.status === 'known' ? price.value : undefined;
    return type === undefined ? undefined : { type, price: known && money(known.perHour * model.instanceCount, known.currency) };
  }

  private get isConnected(): boolean { return this.deps.connection.view().status === 'connected'; }

  private isHere({ target }: DeploymentRecord): boolean {
    const { connection } = this.deps;
    return isHere(target, connection.settings(), connection.identity()?.accountId);
  }

  /** Told from a list that is younger than the deployment's end, or not at all. */
  private isGone(record: DeploymentRecord): boolean {
    const { store } = this.deps;
    const { at, loaded, problem } = store.state;
    if (record.endedAt === undefined || !loaded || problem !== undefined || at === undefined || !this.isHere(record)) return false;
    return at.getTime() > Date.parse(record.endedAt) && store.find(endpointNameOf(record)) === undefined;
  }
}
