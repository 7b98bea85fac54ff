import type { SubnetOption } from '../../shared/account.js';
import { partitionOf } from '../../catalog/regions.js';
import { chosenVpc } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import type { CheckRow } from '../../shared/protocol.js';
import { statementOf } from '../../shared/statement.js';
import { bucketArn, executionRole, modelSources, objectArn } from '../access.js';
import type { RouteTable, VpcEndpoint } from './answers.js';
import { type Ask, type Fact, type Subject, unasked } from './fact.js';
import type { NetworkFacts } from './network.js';
import { type Judgement, judge } from './policy.js';
import { enumerated, ok, problem, remedy, unanswered, unknown } from './row.js';

export interface RouteFacts {
  /** Of the subnets' VPC. */
  readonly routeTables: Fact<readonly RouteTable[]>;
  /** For S3, of the subnets' VPC. */
  readonly s3Endpoints: Fact<readonly VpcEndpoint[]>;
}

export function routeFacts(subject: Subject, { subnets }: NetworkFacts, ask: Ask): RouteFacts {
  if (!chosenVpc(subject.form)) return { routeTables: unasked(t('no VPC is chosen.')), s3Endpoints: unasked(t('no VPC is chosen.')) };
  if (subnets.status !== 'known') return { routeTables: subnets, s3Endpoints: subnets };
  const vpcId = subnets.value[0]?.vpcId;
  if (vpcId === undefined) return { routeTables: unasked(t('choose subnets that exist.')), s3Endpoints: unasked(t('choose subnets that exist.')) };
  return {
    routeTables: ask(`route tables ${vpcId}`, ({ account }, signal) => account.routeTables(vpcId, signal)),
    s3Endpoints: ask(`s3 endpoints ${vpcId}`, ({ account }, signal) => account.s3Endpoints(vpcId, signal)),
  };
}

/** How a subnet gets to S3. */
type Way =
  | { readonly kind: 'endpoint'; readonly endpoint: VpcEndpoint }
  | { readonly kind: 'gateway'; readonly target: string }
  /** `internet`: there is an internet gateway, which does not help. */
  | { readonly kind: 'none'; readonly table: string; readonly internet: boolean }
  /** Not told by what could be read. */
  | { readonly kind: 'open' };

/** SageMaker downloads the model through the chosen subnets: they need a way to S3. */
export function routeRow(subject: Subject, { subnets, routeTables, s3Endpoints }: NetworkFacts & RouteFacts): CheckRow[] {
  const vpc = chosenVpc(subject.form);
  if (!vpc || vpc.subnets.length === 0) return [];
  const what = t('Way from the subnets to S3');
  if (subnets.status !== 'known') return [unanswered('route', what, subnets)];
  if (routeTables.status === 'pending' || s3Endpoints.status === 'pending') return [unanswered('route', what, { status: 'pending' })];
  if (subnets.value.length === 0) return [unanswered('route', what, unasked(t('choose subnets that exist.')) as Exclude<Fact<never>, { status: 'known' }>)];
  // those of another VPC are the subnets' own problem
  const ways = subnets.value.filter(({ vpcId }) => vpcId === subnets.value[0]?.vpcId).map((subnet) => ({ subnet, way: wayOf(subnet, routeTables, s3Endpoints) }));
  const without = ways.flatMap(({ subnet, way }) => (way.kind === 'none' ? [{ subnet, ...way }] : []));
  if (without.length > 0) return [noWay(subject, without)];
  const open = [routeTables, s3Endpoints].find((fact) => fact.status === 'unknown');
  if (open?.status === 'unknown' && ways.some(({ way }) => way.kind === 'open')) return [unanswered('route', what, open)];
  const endpoints = [...new Map(ways.flatMap(({ way }) => (way.kind === 'endpoint' ? [[way.endpoint.id, way.endpoint] as const] : []))).values()];
  const gates = [...new Set(ways.flatMap(({ way }) => (way.kind === 'gateway' ? [way.target] : [])))];
  return [refusedBy(subject, endpoints) ?? ok('route', t('Way from the subnets to S3: {0}', enumerated([...endpoints.map(({ id, type }) => type === 'Gateway' ? t('gateway endpoint {0}', id) : t('interface endpoint {0}', id)), ...gates])))];
}

function wayOf(subnet: SubnetOption, tables: Exclude<Fact<readonly RouteTable[]>, { status: 'pending' }>, endpoints: Exclude<Fact<readonly VpcEndpoint[]>, { status: 'pending' }>): Way {
  const usable = endpoints.status === 'known' ? endpoints.value.filter(({ state }) => state.toLowerCase() === 'available') : [];
  const table = tables.status === 'known' ? tableOf(subnet, tables.value) : undefined;
  const gateway = usable.find(({ type, routeTables }) => type === 'Gateway' && table !== undefined && routeTables.includes(table.id));
  if (gateway) return { kind: 'endpoint', endpoint: gateway };
  // S3's usual name leads to an interface endpoint only where the endpoint answers for it
  const inside = usable.find(({ type, privateDns }) => type === 'Interface' && privateDns);
  if (inside) return { kind: 'endpoint', endpoint: inside };
  const everything = table?.routes.filter(({ destination, active }) => active && destination === '0.0.0.0/0') ?? [];
  const target = everything.find((route) => /^(nat|tgw|vgw|vpce|eni|i|lgw|pcx|cagw|arn)-/.test(route.target));
  // with an endpoint that nobody could tell, its policy would count
  if (target && endpoints.status === 'known') return { kind: 'gateway', target: target.target };
  if (tables.status !== 'known' || endpoints.status !== 'known') return { kind: 'open' };
  return { kind: 'none', table: table?.id ?? '', internet: everything.some((route) => route.target.startsWith('igw-')) };
}

/** The table that names the subnet, else the VPC's main one. */
function tableOf(subnet: SubnetOption, tables: readonly RouteTable[]): RouteTable | undefined {
  return tables.find(({ subnets }) => subnets.includes(subnet.id)) ?? tables.find(({ main }) => main);
}

function noWay({ account: { region } }: Subject, without: readonly { readonly subnet: SubnetOption; readonly table: string; readonly internet: boolean }[]): CheckRow {
  const ids = without.map(({ subnet }) => subnet.id);
  const tables = [...new Set(without.map(({ table }) => table))];
  const service = `${region.startsWith('cn-') ? 'cn.' : ''}com.amazonaws.${region}.s3`;
  const command = `aws ec2 create-vpc-endpoint --region ${region} --vpc-id ${without[0]?.subnet.vpcId ?? ''} --vpc-endpoint-type Gateway --service-name ${service} --route-table-ids ${tables.join(' ')}`;
  const said = [
    ids.length > 1 ? t('{0} have no way to S3: {1} leads neither to an S3 endpoint nor to a NAT or transit gateway.', enumerated(ids), enumerated(tables))
      : t('{0} has no way to S3: {1} leads neither to an S3 endpoint nor to a NAT or transit gateway.', enumerated(ids), enumerated(tables)),
    ...(without.some((each) => each.internet) ? [t('Its internet gateway does not help: the network interfaces of SageMaker have no public address.')] : []),
    t('Add an S3 gateway endpoint, or choose other subnets.'),
  ];
  return problem('route', said.join(' '),
    remedy(t('Copy AWS CLI command'), { kind: 'copy', text: command }));
}

/** What the policies of the endpoints keep from the buckets that the model is read from; undefined where they let it through. */
function refusedBy({ plan, account: { region } }: Subject, endpoints: readonly VpcEndpoint[]): CheckRow | undefined {
  const partition = partitionOf(region);
  const role = plan ? executionRole(plan) : '';
  const needed = (plan ? modelSources(plan) : []).flatMap((source) => [
    { bucket: source.bucket, action: 's3:GetObject', resource: objectArn(partition, source) },
    ...(source.key.endsWith('/') ? [{ bucket: source.bucket, action: 's3:ListBucket', resource: bucketArn(partition, source) }] : []),
  ]);
  const judged = endpoints.filter(({ policy }) => policy !== undefined).flatMap((endpoint) => needed.map((each) => ({ endpoint, ...each, says: judge(endpoint.policy, { ...each, principal: role }) })));
  const stopped = judged.filter(({ says }) => says === 'denied' || says === 'silent');
  const which = (found: readonly { readonly endpoint: VpcEndpoint }[]): string => enumerated([...new Set(found.map(({ endpoint }) => endpoint.id))]);
  const buckets = (found: readonly { readonly bucket: string }[]): string => enumerated([...new Set(found.map(({ bucket }) => bucket))]);
  if (stopped.length > 0) {
    const missing = { ...statementOf(unique(stopped, 'action'), unique(stopped, 'resource')), Principal: '*' };
    return problem('route', t('The policy of the S3 endpoint {0} does not let {1} through, so that the model cannot be downloaded. Add the bucket to the endpoint\'s policy.', which(stopped), buckets(stopped)),
      remedy(t('Copy statement'), { kind: 'copy', text: JSON.stringify(missing, null, 2) }));
  }
  const open = judged.filter(({ says }) => (says satisfies Judgement) === 'conditional');
  return open.length === 0 ? undefined : unknown('route', t('Whether the policy of the S3 endpoint {0} lets {1} through depends on conditions that only AWS can judge.', which(open), buckets(open)),
    t('Look at the conditions of the endpoint\'s policy in the VPC console (ec2:DescribeVpcEndpoints). You can deploy without.'));
}

function unique<K extends string>(items: readonly Readonly<Record<K, string>>[], key: K): string[] {
  return [...new Set(items.map((item) => item[key]))];
}
