import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountPort, OnPage } from '../deploy/ports.js';
import type { BucketOption, BucketState, DefaultRole, Identity, KeyOption, Price, RoleOption, SecurityGroupOption, SubnetOption, VpcOption } from '../shared/account.js';
import { t } from '../shared/l10n.js';
import type { AccessNeed } from '../deploy/access.js';
import type { AccessRefusal, KeyDetails, QuotaIncrease, RoleDetails, RouteTable, VpcEndpoint } from '../deploy/checks/answers.js';
import { ServiceError } from '../shared/serviceError.js';
import { once, waitFor } from './concurrently.js';
import type { Connection } from './connection.js';
import { DefaultRoleFinder } from './defaultRole.js';
import { given } from './resources.js';
import type { Network, NetworkFilter } from './services/ec2.js';

/** Look-ups of the account; the client of each service is loaded when it is first asked. */
export class AwsAccount implements AccountPort {
  private readonly sts: STSClient;
  private readonly iam = once(async () => new (await import('./services/iam.js')).Roles(this.connection));
  private readonly ec2: () => Promise<Network> = once(async () => new (await import('./services/ec2.js')).Network(this.connection));
  private readonly routes = once(async () => new (await import('./services/routes.js')).Routes(this.connection));
  private readonly kms = once(async () => new (await import('./services/kms.js')).Keys(this.connection));
  private readonly keyUse = once(async () => new (await import('./services/keyUse.js')).KeyUse(this.connection));
  private readonly access = once(async () => new (await import('./services/access.js')).Access(this.connection));
  private readonly s3 = once(async () => new (await import('./services/s3.js')).Buckets(this.connection));
  private readonly pricing = once(async () => new (await import('./services/pricing.js')).Prices(this.connection));
  private readonly quotas = once(async () => new (await import('./services/quotas.js')).Quotas(this.connection));
  private readonly subscriptions = once(async () => new (await import('./services/subscriptions.js')).Subscriptions(this.connection));
  private readonly increases = once(async () => new (await import('./services/quotaIncreases.js')).QuotaIncreases(this.connection));
  private readonly finder: DefaultRoleFinder;

  /** @param metadataFile where SageMaker describes the machine, if not at its usual place */
  constructor(private readonly connection: Connection, client: SageMakerClient, metadataFile?: string) {
    this.sts = connection.keep(new STSClient(connection.config()));
    this.finder = new DefaultRoleFinder({
      connection, client,
      identity: (signal) => this.identity(signal),
      role: async (name, signal) => (await this.iam()).byName(name, signal),
      ...(metadataFile === undefined ? {} : { metadataFile }),
    });
  }

  identity(signal?: AbortSignal): Promise<Identity> {
    return this.connection.call({ action: 'sts:GetCallerIdentity', doing: t('find out who is signed in'), signal }, async (options) => {
      const { Arn, Account } = await this.sts.send(new GetCallerIdentityCommand({}), options);
      const arn = given(Arn, t('the caller\'s ARN'));
      const { expiration } = await this.connection.credentials.get();
      return { arn, accountId: given(Account, t('the account')), partition: arn.split(':')[1] ?? 'aws', expiresAt: expiration?.toISOString() };
    });
  }

  defaultRole(signal?: AbortSignal): Promise<DefaultRole> {
    return this.finder.find(signal);
  }

  async roles(signal?: AbortSignal, onPage?: OnPage<RoleOption>): Promise<RoleOption[]> {
    return (await this.iam()).list(signal, onPage);
  }

  async role(arn: string, signal?: AbortSignal): Promise<RoleDetails | undefined> {
    const found = await (await this.iam()).byName(arn.split('/').at(-1) ?? arn, signal);
    // IAM looks in the caller's account alone, and by name alone
    return found?.arn === arn ? found : undefined;
  }

  async vpcs(signal?: AbortSignal, onPage?: OnPage<VpcOption>): Promise<VpcOption[]> {
    return (await this.ec2()).vpcs(signal, onPage);
  }

  async subnets(filter: NetworkFilter, signal?: AbortSignal, onPage?: OnPage<SubnetOption>): Promise<SubnetOption[]> {
    return (await this.ec2()).subnets(filter, signal, onPage);
  }

  async securityGroups(filter: NetworkFilter, signal?: AbortSignal, onPage?: OnPage<SecurityGroupOption>): Promise<SecurityGroupOption[]> {
    return (await this.ec2()).securityGroups(filter, signal, onPage);
  }

  async keys(signal?: AbortSignal, onPage?: OnPage<KeyOption>): Promise<KeyOption[]> {
    return (await this.kms()).list(signal, onPage);
  }

  async routeTables(vpcId: string, signal?: AbortSignal): Promise<RouteTable[]> {
    return (await this.routes()).tables(vpcId, signal);
  }

  async s3Endpoints(vpcId: string, signal?: AbortSignal): Promise<VpcEndpoint[]> {
    return (await this.routes()).s3Endpoints(vpcId, signal);
  }

  async simulate(principalArn: string, needs: readonly AccessNeed[], signal?: AbortSignal): Promise<AccessRefusal[]> {
    return (await this.access()).simulate(principalArn, needs, signal);
  }

  async key(id: string, signal?: AbortSignal): Promise<KeyDetails | undefined> {
    return (await this.keyUse()).key(id, signal);
  }

  async keyPolicy(id: string, signal?: AbortSignal): Promise<string> {
    return (await this.keyUse()).policy(id, signal);
  }

  async mayGrant(keyArn: string, roleArn: string, signal?: AbortSignal): Promise<boolean | undefined> {
    return (await this.keyUse()).mayGrant(keyArn, roleArn, signal);
  }

  async buckets(signal?: AbortSignal, onPage?: OnPage<BucketOption>): Promise<BucketOption[]> {
    return (await this.s3()).list(signal, onPage);
  }

  async bucket(name: string, signal?: AbortSignal): Promise<BucketState | undefined> {
    return (await this.s3()).look(name, signal);
  }

  async price(instanceType: string, signal?: AbortSignal): Promise<Price | undefined> {
    return waitFor((await this.pricing()).hosting(instanceType), signal);
  }

  async quota(instanceType: string, signal?: AbortSignal): Promise<number | undefined> {
    return (await this.quotaOf(instanceType, signal))?.value;
  }

  async subscribed(productId: string, signal?: AbortSignal): Promise<boolean> {
    return (await this.subscriptions()).to(productId, signal);
  }

  async quotaIncrease(instanceType: string, signal?: AbortSignal): Promise<QuotaIncrease | undefined> {
    const quota = await this.quotaOf(instanceType, signal);
    return quota && (await this.increases()).pending(quota.code, signal);
  }

  async requestQuotaIncrease(instanceType: string, wanted: number, signal?: AbortSignal): Promise<QuotaIncrease> {
    const quota = await this.quotaOf(instanceType, signal);
    if (!quota) throw new ServiceError('notFound', t('AWS lists no quota for endpoints of {0}, so that no increase can be requested. Choose another instance type.', instanceType));
    return (await this.increases()).request(quota.code, wanted, signal);
  }

  private async quotaOf(instanceType: string, signal?: AbortSignal) {
    return waitFor((await this.quotas()).endpointInstances(instanceType), signal);
  }
}
