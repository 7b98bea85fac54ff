// What "Will it deploy?" says, in the emulator: nothing wrong; one fault at a time; every read denied, one action at a time; the policies
// as they are written, whole and with one statement missing. No case may make a Create call.
import { IAMClient, DetachRolePolicyCommand, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand, DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { type ModelSpec, parseSpec } from '../../src/catalog/spec.js';
import { connect } from '../../src/aws/gateways.js';
import { accessNeeds } from '../../src/deploy/access.js';
import { subjectOf } from '../../src/deploy/checks/subject.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { plan, resolve } from '../../src/deploy/plan.js';
import { documentsOf, grantsFor } from '../../src/deploy/policies.js';
import { preflight } from '../../src/deploy/preflight.js';
import type { FaultRule } from '../../src/emulator/core/faults.js';
import type { StateRule } from '../../src/emulator/services/states/index.js';
import { type Emulator, startEmulator } from '../../src/emulator/start.js';
import type { Identity } from '../../src/shared/account.js';
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import type { CheckRow } from '../../src/shared/protocol.js';
import { AccountFacts } from '../../src/ui/panel/accountFacts.js';
import type { Outcome } from '../proof.js';
import { table } from '../table.js';

const REGION = 'us-west-2';
const ACCOUNT = '111122223333';
const OPEN = 'pytorch-ic-mobilenet-v2';
/** Sold in AWS Marketplace. */
const PACKAGE = 'ai21-jurassic-2-light';
const OWN_BUCKET = { artifactBucket: `ml-models-${ACCOUNT}` };
const ROLE = `arn:aws:iam::${ACCOUNT}:role/MLPlatformEndpointRole`;
const CALLER = 'DataScientist';
const CREDENTIALS = { accessKeyId: 'AKIAEMULATED00000000', secretAccessKey: 'emulated' };
const subnet = (n: number): string => `subnet-0a1b2c3d4e5f600${n}`;
const group = (n: number): string => `sg-0a1b2c3d4e5f600${n}`;
const key = (n: number): string => `00000000-aaaa-bbbb-cccc-00000000000${n}`;
const vpc = (subnets: readonly string[], groups: readonly string[]): Pick<DeploymentForm, 'vpc'> => ({ vpc: { mode: 'find', vpcId: '', subnets, securityGroups: groups, typedSubnets: '', typedSecurityGroups: '' } });
const keyed = (typed: string): Pick<DeploymentForm, 'key'> => ({ key: { mode: 'input', found: '', typed } });
const roleOf = (typed: string): Pick<DeploymentForm, 'role'> => ({ role: { mode: 'input', found: '', typed } });
// a VPC's endpoint would keep buckets out that its policy does not name
const NO_VPC = { vpc: EMPTY_FORM.vpc };
const WHOLE: Partial<DeploymentForm> = { ...roleOf(ROLE), ...vpc([subnet(11), subnet(12)], [group(32)]), ...keyed(key(1)), acceptEula: true, endpointName: 'proof' };

/** One situation and what the rows have to say of it; rows that are not named are ok. */
interface Case {
  readonly name: string;
  readonly model?: string;
  readonly form?: Partial<DeploymentForm>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly states?: StateRule[];
  readonly faults?: readonly FaultRule[];
  readonly identity?: Partial<Identity>;
  /** Instances of ml.m5.large that the account may run. */
  readonly quota?: number;
  /** Policies are put in place before the checks run. */
  readonly prepare?: (emulator: Emulator) => Promise<void>;
  readonly problem?: readonly string[];
  readonly unknown?: readonly string[];
  /** What the row says: the action, the organisation … */
  readonly says?: RegExp;
}

/** One emulator and its connection: what several cases share. */
class Bench {
  private readonly specs = new Map<string, ModelSpec>();

  constructor(readonly emulator: Emulator) {}

  async spec(id: string): Promise<ModelSpec> {
    const known = this.specs.get(id);
    if (known) return known;
    const bucket = `${this.emulator.url}/jumpstart-cache-prod-${REGION}`;
    const rows = await (await fetch(`${bucket}/${id === PACKAGE ? 'proprietary-sdk-manifest' : 'models_manifest'}.json`)).json() as readonly { model_id: string; spec_key: string }[];
    const spec = parseSpec(await (await fetch(`${bucket}/${rows.find((row) => row.model_id === id)?.spec_key ?? ''}`)).json());
    this.specs.set(id, spec);
    return spec;
  }

  /** All rows as a tab shows them when every answer is there. */
  async rows({ model = OPEN, form = {}, spec: change, identity = {} }: Case): Promise<CheckRow[]> {
    const gateways = connect({ profile: undefined, region: REGION, endpointUrl: this.emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    try {
      const found = await this.spec(model);
      const spec = change ? parseSpec({ ...found.raw, ...change }) : found;
      const who = { ...await gateways.account.identity(), ...identity };
      const facts = new AccountFacts({ gateways: () => Promise.resolve(gateways), identity: () => who, reportError: () => undefined }, () => undefined);
      const account = { region: REGION, accountId: who.accountId };
      const whole = { ...defaultForm(spec, REGION, new Date()), ...WHOLE, ...form };
      const planned = plan(spec, whole, account);
      const subject = subjectOf(spec, resolve(spec, REGION, { instanceType: whole.instanceType }), planned.ok ? [] : planned.refusals, whole, account);
      const look = (): CheckRow[] => facts.inRound(() => preflight(subject, facts.forPreflight(subject, new Date())));
      // a row may have more to say when a second answer is there
      for (let i = 0, same = 0, before = ''; i < 2000; i++) {
        const rows = look();
        const now = JSON.stringify(rows);
        same = now === before && !rows.some(({ status }) => status === 'checking') ? same + 1 : 0;
        before = now;
        if (same === 10) return rows;
        await new Promise((done) => { setTimeout(done, 5); });
      }
      throw new Error('The checks do not come to their end.');
    } finally {
      gateways.dispose();
    }
  }
}

async function askForMore(emulator: Emulator): Promise<void> {
  const gateways = connect({ profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
  await gateways.account.requestQuotaIncrease('ml.m5.large', 4);
  gateways.dispose();
}

async function takeName(emulator: Emulator): Promise<void> {
  const client = new SageMakerClient({ region: REGION, endpoint: emulator.url, credentials: CREDENTIALS });
  await client.send(new CreateModelCommand({ ModelName: 'jumpstart-proof', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: `763104351884.dkr.ecr.${REGION}.amazonaws.com/pytorch-inference:1.10.0-cpu-py38` } }));
  client.destroy();
}

const lacks = (...actions: string[]): StateRule[] => [{ state: 'callerLacks', actions }];
const roleLacks = (...actions: string[]): StateRule[] => [{ state: 'roleLacks', on: 'MLPlatformEndpointRole', actions }];
const roleDenied = (...actions: string[]): StateRule[] => [{ state: 'roleDenied', on: 'MLPlatformEndpointRole', actions }];

const FAULTS: readonly Case[] = [
  { name: 'the sign-in ends in 3 minutes', identity: { expiresAt: new Date(Date.now() + 3.5 * 60_000).toISOString() }, problem: ['identity'], says: /expires in 3 min/ },
  { name: 'no image in the region', spec: { hosting_instance_type_variants: { regional_aliases: { 'eu-west-1': { a: 'x.dkr.ecr.eu-west-1.amazonaws.com/x:1' } }, variants: { m5: { regional_properties: { image_uri: '$a' } } } }, hosting_ecr_uri: undefined }, problem: ['region'], says: /eu-west-1/ },
  { name: 'no image for the type', spec: { hosting_instance_type_variants: { regional_aliases: { [REGION]: { a: `763104351884.dkr.ecr.${REGION}.amazonaws.com/x:1` } }, variants: { c5: { regional_properties: { image_uri: '$a' } } } }, supported_inference_instance_types: ['ml.m5.large', 'ml.c5.xlarge'] }, problem: ['image'], says: /ml\.m5\.large/ },
  { name: 'a deprecated version', spec: { deprecated: true }, problem: ['version'], says: /deprecated/ },
  { name: 'a vulnerable version', spec: { inference_vulnerable: true, inference_vulnerabilities: ['CVE-2026-1'] }, problem: ['version'], says: /CVE-2026-1/ },
  { name: 'a licence that is not accepted', spec: { hosting_eula_key: 'fmhMetadata/eula/x.txt' }, form: { acceptEula: false }, problem: ['eula'], says: /not accepted/ },
  { name: 'a model of that name exists', prepare: takeName, problem: ['names'], says: /a model called jumpstart-proof already/ },
  { name: 'a quota of 0', quota: 0, problem: ['quota'], says: /limit 0, in use 0, needed 1/ },
  { name: 'the role does not trust SageMaker', states: [{ state: 'roleUntrusted', on: 'MLPlatformEndpointRole' }], problem: ['role'], says: /does not trust SageMaker/ },
  { name: 'there is no such role', states: [{ state: 'roleGone', on: 'MLPlatformEndpointRole' }], problem: ['role'], unknown: ['roleRights', 'artifactRights', 'keyRole'], says: /no role/ },
  { name: 'the role is of another account', form: roleOf('arn:aws:iam::999922223333:role/Other'), problem: ['role'], unknown: ['roleRights', 'artifactRights', 'keyRole'], says: /999922223333/ },
  ...['sagemaker:CreateModel', 'sagemaker:CreateEndpointConfig', 'sagemaker:CreateEndpoint', 'sagemaker:AddTags', 'iam:PassRole'].map((action): Case => ({ name: `you lack ${action}`, states: lacks(action), problem: ['callerRights'], says: new RegExp(action) })),
  { name: 'a policy of yours denies CreateEndpoint', states: [{ state: 'callerDenied', actions: ['sagemaker:CreateEndpoint'] }], problem: ['callerRights'], says: /denies it explicitly/ },
  { name: 'your boundary lacks CreateModel', states: [{ state: 'callerBounded', actions: ['sagemaker:CreateModel'] }], problem: ['callerRights'], says: /permissions boundary/ },
  { name: 'the organisation denies CreateEndpoint', states: [{ state: 'organizationDenies', actions: ['sagemaker:CreateEndpoint'] }], problem: ['callerRights'], says: /policy of your organisation.*Only the organisation's administrator/ },
  ...['ecr:BatchGetImage', 'logs:CreateLogStream', 'cloudwatch:PutMetricData', 'ec2:CreateNetworkInterface'].map((action): Case => ({ name: `the role lacks ${action}`, states: roleLacks(action), problem: ['roleRights'], says: new RegExp(action) })),
  { name: 'the role is denied s3:GetObject', states: roleDenied('s3:GetObject'), problem: ['artifactRights'], says: /s3:GetObject/ },
  { name: 'a subnet that does not exist', form: vpc([subnet(11), subnet(12), 'subnet-00000000'], [group(32)]), problem: ['subnets'], says: /subnet-00000000 does not exist/ },
  { name: 'subnets of one zone', form: vpc([subnet(11)], [group(32)]), problem: ['subnets'], says: /one zone/ },
  { name: 'subnets of two VPCs', form: vpc([subnet(11), subnet(21)], [group(32)]), problem: ['subnets'], says: /different VPCs/ },
  { name: 'too few addresses', form: vpc([subnet(13)], [group(32)]), problem: ['subnets'], says: /1 free addresses; 2 are needed/ },
  { name: 'a group that lets nothing out', form: vpc([subnet(11), subnet(12)], [group(33)]), problem: ['securityGroups'], says: /443/ },
  { name: 'a group of another VPC', form: vpc([subnet(11), subnet(12)], [group(35)]), problem: ['securityGroups'], says: /another VPC/ },
  { name: 'a group that does not exist', form: vpc([subnet(11), subnet(12)], [group(32), 'sg-00000000']), problem: ['securityGroups'], says: /sg-00000000/ },
  { name: 'a VPC without a way to S3', form: vpc([subnet(21), subnet(22)], [group(35)]), problem: ['route'], says: /no way to S3/ },
  { name: 'an internet gateway alone', form: vpc([subnet(14), subnet(12)], [group(32)]), problem: ['route'], says: /internet gateway does not help/ },
  { name: 'no endpoint for S3 and no NAT', states: [{ state: 'noRouteToS3' }], problem: ['route'], says: /no way to S3/ },
  { name: 'the endpoint keeps JumpStart out', states: [{ state: 'endpointPolicyForbids' }], problem: ['route'], says: /does not let jumpstart-cache-prod-us-west-2 through/ },
  { name: 'the endpoint is not available', states: [{ state: 'endpointPending' }], problem: ['route'], says: /no way to S3/ },
  { name: 'the groups let nothing out', states: [{ state: 'noEgress', on: group(32) }], problem: ['securityGroups'], says: /443/ },
  { name: 'the key is about to be deleted', states: [{ state: 'keyPendingDeletion' }], problem: ['key'], says: /about to be deleted/ },
  { name: 'the key is of another team', states: [{ state: 'keyForeign' }], problem: ['keyCaller', 'keyRole'], says: /key's policy does not let/ },
  { name: 'the key knows you and not the role', states: [{ state: 'keyWithoutRole' }], problem: ['keyRole'], says: /key's policy does not let the role/ },
  { name: 'an increase that is asked for', quota: 0, prepare: askForMore, problem: ['quota'], says: /An increase to 4 was asked for/ },
  { name: 'requests for quotas may not be read', quota: 0, faults: [{ kind: 'accessDenied', operation: 'ListRequestedServiceQuotaChangeHistoryByQuota' }], problem: ['quota'], says: /not known, you may not call servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota/ },
  { name: 'a disabled key', form: keyed(key(2)), problem: ['key'], says: /disabled/ },
  { name: 'a key of AWS', form: keyed('alias/aws/s3'), problem: ['key'], says: /AWS manages/ },
  { name: 'a key that signs', form: keyed(key(5)), problem: ['key'], says: /SIGN_VERIFY/ },
  { name: 'a key that does not exist', form: keyed('00000000-aaaa-bbbb-cccc-0000000000ff'), problem: ['key'], unknown: ['keyCaller', 'keyRole'], says: /There is no key/ },
  { name: 'a key of another region', form: keyed(`arn:aws:kms:eu-west-1:${ACCOUNT}:key/${key(1)}`), problem: ['key'], unknown: ['keyCaller', 'keyRole'], says: /eu-west-1/ },
  { name: 'a bucket of another region', form: { ...NO_VPC, artifactBucket: `sagemaker-eu-central-1-${ACCOUNT}` }, problem: ['bucket'], says: /is in eu-central-1, but you deploy into us-west-2/ },
  { name: 'a bucket that does not exist', form: { ...NO_VPC, artifactBucket: 'no-such-bucket-here' }, problem: ['bucket'], says: /There is no bucket/ },
  { name: 'you may not write into the bucket', form: OWN_BUCKET, states: lacks('s3:PutObject'), problem: ['bucket'], says: /s3:PutObject/ },
  { name: 'the bucket may not be looked into', form: OWN_BUCKET, faults: [{ kind: 'accessDenied', operation: 'HeadBucket' }], unknown: ['bucket'], says: /s3:ListBucket/ },
  { name: 'a Marketplace model without a subscription', model: PACKAGE, form: { endpointName: 'proof' }, states: [{ state: 'unsubscribed', on: '*' }], problem: ['subscription'], says: /no active subscription/ },
  { name: 'subscriptions may not be looked for', model: PACKAGE, faults: [{ kind: 'accessDenied', operation: 'SearchAgreements' }], unknown: ['subscription'], says: /aws-marketplace:SearchAgreements/ },
  { name: 'you may not grant the key', states: lacks('kms:CreateGrant'), problem: ['keyCaller'], says: /kms:CreateGrant/ },
  { name: 'the role lacks kms:Decrypt', states: roleLacks('kms:Decrypt'), problem: ['keyRole'], says: /kms:Decrypt/ },
];

const denied = (operation: string): FaultRule[] => [{ kind: 'accessDenied', operation }];
/** Reads that the checks make, with the rows that do not know without them. */
const READS: readonly Case[] = ([
  // who may not look a resource up may not watch what is created either: that is a missing right as well
  ['sagemaker:DescribeModel', ['names'], ['callerRights']], ['sagemaker:DescribeEndpointConfig', ['names', 'quota'], ['callerRights']], ['sagemaker:DescribeEndpoint', ['names', 'quota'], ['callerRights']],
  ['servicequotas:ListServiceQuotas', ['quota']], ['sagemaker:ListEndpoints', ['quota']],
  ['iam:GetRole', ['role', 'callerRights']], ['iam:SimulatePrincipalPolicy', ['callerRights', 'roleRights', 'artifactRights', 'keyRole']],
  ['ec2:DescribeSubnets', ['subnets', 'route']], ['ec2:DescribeSecurityGroups', ['securityGroups']], ['ec2:DescribeRouteTables', ['route']], ['ec2:DescribeVpcEndpoints', ['route']],
  ['kms:DescribeKey', ['key']], ['kms:GetKeyPolicy', ['keyRole']],
] as const).map(([action, unknown, problem = []]: readonly [string, readonly string[], (readonly string[])?]): Case => ({ name: `${action} denied`, faults: denied(action.split(':')[1] ?? ''), unknown, problem, says: new RegExp(action) }));

/** Takes every policy of a role away and gives it these. */
async function giveOnly(iam: IAMClient, RoleName: string, policies: readonly string[]): Promise<void> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const [i, PolicyDocument] of policies.entries()) await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: `Proof${i}`, PolicyDocument }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  // the caller takes its own leave last
  for (const { PolicyArn } of [...AttachedPolicies].sort((a, b) => Number(/Administrator/.test(a.PolicyArn ?? '')) - Number(/Administrator/.test(b.PolicyArn ?? '')))) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
}

/** Reads of the checks; the policies are about the deployment and leave them to whoever wants them. */
const LOOKING = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', Action: ['iam:GetRole', 'iam:SimulatePrincipalPolicy', 'ec2:Describe*', 'kms:DescribeKey', 'kms:GetKeyPolicy', 'servicequotas:*', 'sagemaker:Describe*', 'sagemaker:List*'] }] });

async function policyCases(bench: Bench): Promise<Case[]> {
  const spec = await bench.spec(OPEN);
  const account = { region: REGION, accountId: ACCOUNT };
  const planned = plan(spec, { ...defaultForm(spec, REGION, new Date()), ...WHOLE }, account);
  if (!planned.ok) throw new Error('The form of the proof has no plan.');
  const needs = accessNeeds(planned.plan, account);
  const grants = grantsFor(planned.plan, needs, `arn:aws:sts::${ACCOUNT}:assumed-role/${CALLER}/dev`).filter(({ place }) => place === 'caller' || place === 'role');
  const written = (without: string | undefined) => async (emulator: Emulator): Promise<void> => {
    const iam = new IAMClient({ region: REGION, endpoint: emulator.url, credentials: CREDENTIALS });
    const of = (place: string): string[] => documentsOf(grants.filter((grant) => grant.place === place && grant.id !== without).map(({ statement }) => statement)).map((document) => JSON.stringify(document));
    await giveOnly(iam, 'MLPlatformEndpointRole', of('role'));
    await giveOnly(iam, CALLER, [...of('caller'), LOOKING]);
    iam.destroy();
  };
  return [
    { name: 'the policies as written', prepare: written(undefined) },
    // the reads above give these as well; what is open to everybody needs no statement
    ...grants.filter((grant) => !grant.public).map((grant): Case => {
      const row = needs.find(({ id }) => id === grant.id)?.row ?? '';
      return { name: `without ${grant.statement.Sid}`, prepare: written(grant.id), problem: [row] };
    }),
  ];
}

/** Why a case does not show what it should; undefined where it does. */
function wrongIn({ problem = [], unknown = [], says }: Case, rows: readonly CheckRow[], creates: number): string | undefined {
  const of = (status: CheckRow['status']): string[] => rows.filter((row) => row.status === status).map(({ id }) => id);
  if (of('problem').join() !== [...problem].sort(byRow(rows)).join()) return `problems: ${of('problem').join() || 'none'}`;
  if (of('unknown').join() !== [...unknown].sort(byRow(rows)).join()) return `unknown: ${of('unknown').join() || 'none'}`;
  const about = rows.filter(({ id }) => (problem.length > 0 && unknown.length === 0 ? problem : [...problem.slice(0, 1), ...unknown]).includes(id));
  if (says && !about.some(({ text, how }) => says.test(`${text} ${how ?? ''}`))) return `says: ${about.map(({ text }) => text).join(' | ')}`;
  return creates === 0 ? undefined : `${creates} Create calls`;
}

function byRow(rows: readonly CheckRow[]) {
  const place = (id: string): number => rows.findIndex((row) => row.id === id);
  return (a: string, b: string): number => place(a) - place(b);
}

async function run(each: Case): Promise<{ readonly rows: CheckRow[]; readonly wrong: string | undefined }> {
  const emulator = await startEmulator({ region: REGION, quotas: { 'ml.m5.large': each.quota ?? 4, 'ml.g5.4xlarge': 4 }, ...(each.faults === undefined ? {} : { faults: [...each.faults] }) });
  try {
    emulator.setStates(each.states ?? []);
    await each.prepare?.(emulator);
    const before = emulator.calls.length;
    const rows = await new Bench(emulator).rows(each);
    const creates = emulator.calls.slice(before).filter(({ operation, input }) => /^Create(Model|EndpointConfig|Endpoint)$/.test(operation) || (operation === 'CreateGrant' && (input as { DryRun?: unknown }).DryRun !== true)).length;
    return { rows, wrong: wrongIn(each, rows, creates) };
  } finally {
    await emulator.stop();
  }
}

/** @param every so many of the cases, the first among them */
export async function prove(every = 1, print: (text: string) => void = console.log): Promise<Outcome> {
  const emulator = await startEmulator({ region: REGION });
  const cases = [{ name: 'nothing is wrong' }, { name: 'nothing is wrong, with a bucket', form: OWN_BUCKET }, { name: 'nothing is wrong, from the Marketplace', model: PACKAGE }, ...FAULTS, ...READS, ...await policyCases(new Bench(emulator)).finally(() => emulator.stop())].filter((_, i) => i % every === 0);
  const lines: (string | number)[][] = [];
  let failed = 0;
  for (const each of cases) {
    const { rows, wrong } = await run(each);
    if (wrong !== undefined) failed++;
    const told = rows.filter(({ status }) => status !== 'ok').map(({ id, status }) => `${id} ${status}`).join(', ');
    lines.push([each.name, rows.filter(({ status }) => status === 'ok').length, told === '' ? 'all ok' : told, wrong === undefined ? 'as it should' : `WRONG: ${wrong}`]);
  }
  print(table(['case', 'ok', 'other rows', ''], lines));
  return { passed: cases.length - failed, failed };
}
