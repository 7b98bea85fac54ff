import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import type { AccessNeed } from '../../../src/deploy/access.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { type LocalServer, REGION, gatewaysTo, serve, serviceError } from './support.js';

const ACCOUNT = '111122223333';
const CALLER = `arn:aws:sts::${ACCOUNT}:assumed-role/DataScientist/dev`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-aaaa-bbbb-cccc-000000000001`;
const VPC = 'vpc-0a1b2c3d4e5f60001';

const need = (id: string, actions: readonly string[], resources: readonly string[], context: AccessNeed['context'] = {}): AccessNeed => (
  { id, principal: 'caller', actions, resources, context, public: false, row: 'callerRights', why: 'test' });
const NEEDS = [
  need('model', ['sagemaker:CreateModel', 'sagemaker:AddTags'], [`arn:aws:sagemaker:${REGION}:${ACCOUNT}:model/x`]), need('endpoint', ['sagemaker:CreateEndpoint'], [`arn:aws:sagemaker:${REGION}:${ACCOUNT}:endpoint/x`]),
  need('pass', ['iam:PassRole'], [ROLE], { 'iam:PassedToService': 'sagemaker.amazonaws.com' }),
];

describe('the look-ups of the checks over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  const account = () => gateways.account;

  before(async () => { emulator = await startEmulator({ region: REGION }); });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  it('simulates the caller\'s own role, with one request for each set of condition values', async () => {
    const before = emulator.calls.length;
    assert.deepEqual(await account().simulate(CALLER, NEEDS), []);
    assert.deepEqual(emulator.calls.slice(before).map(({ operation }) => operation), ['GetRole', 'SimulatePrincipalPolicy', 'SimulatePrincipalPolicy']);
    await account().simulate(CALLER, NEEDS);
    assert.equal(emulator.calls.slice(before).filter(({ operation }) => operation === 'GetRole').length, 1);
  });

  it('names the need, action and resource of what is not allowed', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'CreateEndpoint' }, { kind: 'explicitDeny', operation: 'AddTags' }]);
    const refused = await account().simulate(CALLER, NEEDS);
    assert.deepEqual(refused.map(({ needId, action, decision }) => [needId, action, decision]).sort(), [['endpoint', 'sagemaker:CreateEndpoint', 'implicitDeny'], ['model', 'sagemaker:AddTags', 'explicitDeny']]);
  });

  it('asks nothing of an account\'s root, and cannot ask about federated users', async () => {
    const before = emulator.calls.length;
    assert.deepEqual(await account().simulate(`arn:aws:iam::${ACCOUNT}:root`, NEEDS), []);
    await serviceError(account().simulate(`arn:aws:sts::${ACCOUNT}:federated-user/me`, NEEDS), 'invalid');
    assert.equal(emulator.calls.length, before);
  });

  it('reads route tables and the endpoints for S3', async () => {
    const tables = await account().routeTables(VPC);
    assert.deepEqual(tables.filter(({ main }) => main).map(({ id }) => id), ['rtb-0a1b2c3d4e5f60001']);
    assert.ok(tables.find(({ id }) => id === 'rtb-0a1b2c3d4e5f60003')?.subnets.includes('subnet-0a1b2c3d4e5f60011'));
    assert.ok(tables.find(({ id }) => id === 'rtb-0a1b2c3d4e5f60004')?.routes.some(({ destination, target, active }) => destination === '0.0.0.0/0' && target.startsWith('igw-') && active));
    const [endpoint, ...more] = await account().s3Endpoints(VPC);
    assert.deepEqual([more, endpoint?.type, endpoint?.state, endpoint?.routeTables, endpoint?.privateDns], [[], 'Gateway', 'available', ['rtb-0a1b2c3d4e5f60003'], false]);
    assert.match(endpoint?.policy ?? '', /jumpstart-cache-prod/);
    assert.deepEqual(await account().s3Endpoints('vpc-0a1b2c3d4e5f60002'), []);
  });

  it('looks at a key by id, ARN and alias, reads its policy, and checks a grant without making one', async () => {
    for (const id of [KEY, KEY.slice(-36), 'alias/ml-endpoints']) assert.deepEqual([(await account().key(id))?.arn, (await account().key(id))?.state], [KEY, 'Enabled'], id);
    assert.equal(await account().key('00000000-aaaa-bbbb-cccc-0000000000ff'), undefined);
    assert.match(await account().keyPolicy(KEY), /"Statement"/);
    assert.equal(await account().mayGrant(KEY, ROLE), true);
    assert.equal(await account().mayGrant(KEY.replace(/1$/, '2'), ROLE), undefined);
    emulator.setFaults([{ kind: 'accessDenied', operation: 'CreateGrant' }]);
    assert.equal(await account().mayGrant(KEY, ROLE), false);
    assert.ok(emulator.calls.filter(({ operation }) => operation === 'CreateGrant').every(({ input }) => (input as { DryRun?: unknown }).DryRun === true));
  });

  it('hands the trust policy of a role over as JSON', async () => {
    assert.ok(JSON.parse((await account().role(ROLE))?.trustPolicy ?? ''));
  });

  const ASKS: Readonly<Record<string, [operation: string, ask: (signal?: AbortSignal) => Promise<unknown>]>> = {
    'iam:SimulatePrincipalPolicy': ['SimulatePrincipalPolicy', (signal) => account().simulate(CALLER, NEEDS, signal)],
    'iam:GetRole': ['GetRole', (signal) => account().simulate(CALLER, NEEDS, signal)],
    'ec2:DescribeRouteTables': ['DescribeRouteTables', (signal) => account().routeTables(VPC, signal)],
    'ec2:DescribeVpcEndpoints': ['DescribeVpcEndpoints', (signal) => account().s3Endpoints(VPC, signal)],
    'kms:DescribeKey': ['DescribeKey', (signal) => account().key(KEY, signal)],
    'kms:GetKeyPolicy': ['GetKeyPolicy', (signal) => account().keyPolicy(KEY, signal)],
  };
  for (const [action, [operation, ask]] of Object.entries(ASKS)) {
    it(`a denial names ${action}, and a cancelled look-up rejects with the reason`, async () => {
      emulator.setFaults([{ kind: 'accessDenied', operation }]);
      assert.equal((await serviceError(ask(), 'permission')).action, action);
      emulator.setFaults([{ kind: 'delay', operation, delayMs: 2000 }]);
      const reason = new Error('closed');
      const stop = new AbortController();
      const asked = performance.now();
      setTimeout(() => { stop.abort(reason); }, 50);
      await assert.rejects(ask(stop.signal), (error) => error === reason);
      assert.ok(performance.now() - asked < 1500, 'before the answer comes');
    });
  }
});

describe('answers of AWS that the emulator does not give', () => {
  let server: LocalServer;
  let gateways: Gateways;
  let answers: (request: IncomingMessage, body: string) => string;
  const bodies: string[] = [];

  before(async () => {
    server = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
      request.on('end', () => { bodies.push(body); response.setHeader('content-type', body.startsWith('Action=') ? 'text/xml' : 'application/x-amz-json-1.1'); response.end(answers(request, body)); });
    });
    gateways = gatewaysTo(server.url);
  });
  after(async () => { gateways.dispose(); await server.close(); });

  const member = (action: string, decision: string, more = ''): string => `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>${decision}</EvalDecision>${more}</member>`;
  const page = (members: string, marker = ''): string => `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult><EvaluationResults>${members}</EvaluationResults><IsTruncated>${marker !== ''}</IsTruncated>${marker === '' ? '' : `<Marker>${marker}</Marker>`}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;

  it('follows the pages of a simulation, tells whose policy denies, and takes what was not answered for not allowed', async () => {
    const specific = (resource: string, decision: string, more = ''): string => `<ResourceSpecificResults><member><EvalResourceName>${resource}</EvalResourceName><EvalResourceDecision>${decision}</EvalResourceDecision>${more}</member></ResourceSpecificResults>`;
    answers = (_, body) => (body.includes('Marker=second')
      ? page(member('s3:GetObject', 'implicitDeny', specific('arn:aws:s3:::b/*', 'implicitDeny', '<MissingContextValues><member>s3:ExistingObjectTag/a</member></MissingContextValues>'))
        + member('s3:PutObject', 'implicitDeny', '<PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail>' + specific('arn:aws:s3:::b/*', 'implicitDeny')))
      : page(member('sagemaker:CreateModel', 'explicitDeny', '<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>') + member('sagemaker:AddTags', 'allowed'), 'second'));
    const refused = await gateways.account.simulate(`arn:aws:iam::${ACCOUNT}:user/me`, [need('a', ['sagemaker:CreateModel', 'sagemaker:AddTags', 'sagemaker:CreateEndpoint'], ['*']), need('b', ['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::b/*'])]);
    assert.deepEqual(refused.map(({ action, decision, by, missingContext }) => [action, decision, by, missingContext.length]), [
      ['sagemaker:CreateModel', 'explicitDeny', 'organization', 0], ['sagemaker:CreateEndpoint', 'implicitDeny', 'policies', 0],
      ['s3:GetObject', 'implicitDeny', 'policies', 1], ['s3:PutObject', 'implicitDeny', 'boundary', 0],
    ]);
  });

  it('tells of the VPCs page by page, and leaves alone what it told', async () => {
    const vpcs = (id: string, more = ''): string => `<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet><item><vpcId>${id}</vpcId></item></vpcSet>${more}</DescribeVpcsResponse>`;
    answers = (_, body) => (body.includes('NextToken=second') ? vpcs('vpc-a') : vpcs('vpc-b', '<nextToken>second</nextToken>'));
    const told: (readonly { readonly id: string }[])[] = [];
    await gateways.account.vpcs(undefined, (found) => { told.push(found); });
    assert.deepEqual(told.map((found) => found.map(({ id }) => id)), [['vpc-b'], ['vpc-a', 'vpc-b']]);
  });

  it('knows the highest increase that is not decided yet, and asks for one by the quota\'s code', async () => {
    const change = (DesiredValue: number, Status: string): object => ({ DesiredValue, Status, Created: 1_795_000_000 });
    answers = (request, body) => JSON.stringify({
      ListServiceQuotas: { Quotas: [{ QuotaName: 'ml.g5.xlarge for endpoint usage', QuotaCode: 'L-1928E07B', Value: 0 }] },
      ListRequestedServiceQuotaChangeHistoryByQuota: body.includes('NextToken')
        ? { RequestedQuotas: [change(4, 'CASE_OPENED')] } : { RequestedQuotas: [change(9, 'DENIED'), change(2, 'PENDING')], NextToken: 'second' },
      RequestServiceQuotaIncrease: { RequestedQuota: change(3, 'PENDING') },
    }[String(request.headers['x-amz-target']).split('.').at(-1) ?? ''] ?? {});
    assert.deepEqual(await gateways.account.quotaIncrease('ml.g5.xlarge'), { wanted: 4, since: new Date(1_795_000_000_000).toISOString() });
    assert.equal((await gateways.account.requestQuotaIncrease('ml.g5.xlarge', 3)).wanted, 3);
    assert.deepEqual(JSON.parse(bodies.at(-1) ?? ''), { ServiceCode: 'sagemaker', QuotaCode: 'L-1928E07B', DesiredValue: 3 });
  });
});
