import { ListEndpointsCommand, CreateModelCommand, DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand, DeleteRolePolicyCommand, DetachRolePolicyCommand, GetPolicyCommand, GetPolicyVersionCommand, GetRoleCommand, GetRolePolicyCommand, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand, PutRolePermissionsBoundaryCommand, PutRolePolicyCommand, PutUserPolicyCommand, SimulateCustomPolicyCommand, SimulatePrincipalPolicyCommand, UpdateAssumeRolePolicyCommand, type EvaluationResult } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import assert from 'node:assert/strict';
import { startEmulator, type StateRule } from '../../../src/emulator/start.js';
import { account, clientsOf, deploy, emulatorForSuite, failure, mobilenet, modelInput, region, role, type Clients } from './support.js';

const text = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const caller = `arn:aws:iam::${account}:role/DataScientist`;
const session = `arn:aws:sts::${account}:assumed-role/DataScientist/dev`;
const RoleName = 'DataScientist';
const execution = role.split('/').at(-1) ?? '';

describe('emulator: policies of IAM', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });
  beforeEach(() => emulator.current.setStates([]));
  const states = (...rules: StateRule[]): void => emulator.current.setStates(rules);
  const simulate = async (PolicySourceArn: string, ActionNames: string[], more: object = {}): Promise<EvaluationResult[]> => (await clients.iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames, ...more }))).EvaluationResults ?? [];

  it('shows what is attached to a role, with encoded documents', async () => {
    const attached = (await clients.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: execution }))).AttachedPolicies ?? [];
    assert.deepEqual(attached.map(({ PolicyArn }) => PolicyArn), ['arn:aws:iam::aws:policy/AmazonSageMakerFullAccess', `arn:aws:iam::${account}:policy/ModelHosting`]);
    const { Policy } = await clients.iam.send(new GetPolicyCommand({ PolicyArn: attached[1]?.PolicyArn }));
    const { PolicyVersion } = await clients.iam.send(new GetPolicyVersionCommand({ PolicyArn: attached[1]?.PolicyArn, VersionId: Policy?.DefaultVersionId }));
    assert(PolicyVersion?.Document?.startsWith('%7B') === true);
    assert.match(decodeURIComponent(PolicyVersion.Document), /"s3:ListBucket"/);
    await clients.iam.send(new PutRolePolicyCommand({ RoleName: execution, PolicyName: 'More', PolicyDocument: text({ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }) }));
    assert.deepEqual((await clients.iam.send(new ListRolePoliciesCommand({ RoleName: execution }))).PolicyNames, ['More']);
    assert.match(decodeURIComponent((await clients.iam.send(new GetRolePolicyCommand({ RoleName: execution, PolicyName: 'More' }))).PolicyDocument ?? ''), /s3:PutObject/);
    await clients.iam.send(new DeleteRolePolicyCommand({ RoleName: execution, PolicyName: 'More' }));
    assert.equal((await failure(clients.iam.send(new GetRolePolicyCommand({ RoleName: execution, PolicyName: 'More' })))).name, 'NoSuchEntityException');
  });

  it('refuses documents that are none', async () => {
    const put = (PolicyDocument: string): Promise<unknown> => clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'x', PolicyDocument }));
    for (const document of ['{', '{"Statement":[]}', text({ Effect: 'allow', Action: '*', Resource: '*' }), text({ Effect: 'Allow', Action: '*' }), text({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }), text({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })]) {
      assert.equal((await failure(put(document))).name, 'MalformedPolicyDocumentException', document);
    }
  });

  it('simulates one result per action, and each resource by itself', async () => {
    await clients.iam.send(new PutRolePolicyCommand({ RoleName: 'SageMakerWithoutBuckets', PolicyName: 'One', PolicyDocument: text({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::one/*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } } }) }));
    const source = `arn:aws:iam::${account}:role/SageMakerWithoutBuckets`;
    const ResourceArns = ['arn:aws:s3:::one/x', 'arn:aws:s3:::two/x'];
    const [without] = await simulate(source, ['s3:GetObject'], { ResourceArns });
    assert.deepEqual([without?.EvalDecision, without?.MissingContextValues, without?.MatchedStatements], ['implicitDeny', ['aws:PrincipalTag/team'], []]);
    const [found, ...more] = await simulate(source, ['s3:GetObject'], { ResourceArns, ContextEntries: [{ ContextKeyName: 'aws:PrincipalTag/team', ContextKeyType: 'string', ContextKeyValues: ['ml'] }] });
    assert.equal(more.length, 0);
    assert.deepEqual([found?.EvalDecision, found?.EvalResourceName], ['implicitDeny', 'arn:${Partition}:s3:::${BucketName}/${KeyName}']);
    assert.deepEqual(found?.ResourceSpecificResults?.map((result) => [result.EvalResourceName, result.EvalResourceDecision]), [['arn:aws:s3:::one/x', 'allowed'], ['arn:aws:s3:::two/x', 'implicitDeny']]);
    const matched = found.ResourceSpecificResults[0]?.MatchedStatements?.[0];
    assert.deepEqual([matched?.SourcePolicyId, matched?.SourcePolicyType, matched?.StartPosition?.Line], ['role_SageMakerWithoutBuckets_One', 'role', 1]);
    const pages = await clients.iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: source, ActionNames: ['a:b', 'c:d'], MaxItems: 1 }));
    assert.deepEqual([pages.EvaluationResults?.length, pages.IsTruncated], [1, true]);
    assert.deepEqual((await clients.iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: source, ActionNames: ['a:b', 'c:d'], MaxItems: 1, Marker: pages.Marker }))).EvaluationResults?.map(({ EvalActionName }) => EvalActionName), ['c:d']);
  });

  it('tells boundary and organization apart in a simulation', async () => {
    states({ state: 'organizationDenies', actions: ['sagemaker:CreateEndpoint'] });
    const [byOrganization] = await simulate(caller, ['sagemaker:CreateEndpoint']);
    assert.deepEqual([byOrganization?.EvalDecision, byOrganization?.OrganizationsDecisionDetail?.AllowedByOrganizations, byOrganization?.PermissionsBoundaryDecisionDetail], ['explicitDeny', false, undefined]);
    states({ state: 'callerBounded', actions: ['sagemaker:CreateEndpoint'] });
    const [byBoundary] = await simulate(caller, ['sagemaker:CreateEndpoint']);
    assert.deepEqual([byBoundary?.EvalDecision, byBoundary?.OrganizationsDecisionDetail, byBoundary?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary], ['implicitDeny', undefined, false]);
    const custom = await clients.iam.send(new SimulateCustomPolicyCommand({ PolicyInputList: [text({ Effect: 'Allow', Action: 's3:*', Resource: '*' })], ActionNames: ['s3:GetObject', 'iam:PassRole'] }));
    assert.deepEqual(custom.EvaluationResults?.map(({ EvalDecision }) => EvalDecision), ['allowed', 'implicitDeny']);
  });

  it('holds every call of the caller against its policies, in each service\'s own form', async () => {
    const calls: [action: string, call: () => Promise<unknown>, name: string, status: number][] = [
      ['sagemaker:ListEndpoints', () => clients.sagemaker.send(new ListEndpointsCommand({})), 'AccessDeniedException', 400],
      ['ec2:DescribeVpcs', () => clients.ec2.send(new DescribeVpcsCommand({})), 'UnauthorizedOperation', 403],
      ['s3:ListAllMyBuckets', () => clients.s3.send(new ListBucketsCommand({})), 'AccessDenied', 403],
      ['iam:GetRole', () => clients.iam.send(new GetRoleCommand({ RoleName })), 'AccessDenied', 403],
    ];
    for (const [action, call, name, status] of calls) {
      await call();
      states({ state: 'callerLacks', actions: [action] });
      const error = await failure(call());
      assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [name, status]);
      assert.match(error.message, new RegExp(`User: ${session} is not authorized to perform: ${action} on resource: .* because no identity-based policy allows the ${action} action$`));
      states({ state: 'callerDenied', actions: [action] });
      assert.match((await failure(call())).message, /with an explicit deny in an identity-based policy$/);
      states({ state: 'organizationDenies', actions: [action] });
      assert.match((await failure(call())).message, /with an explicit deny in a service control policy$/);
      states({ state: 'callerBounded', actions: [action] });
      assert.match((await failure(call())).message, /because no permissions boundary allows the /);
      states();
    }
    states({ state: 'callerDenied', actions: ['*'] });
    assert.equal((await clients.sts.send(new GetCallerIdentityCommand({}))).Arn, session, 'nobody is kept from asking who they are');
  });

  it('has what deploying needs without the sandbox', async () => {
    states({ state: 'leastPrivilege' });
    await deploy(clients, 'least', 'ml.m5.large', { Tags: [{ Key: 'a', Value: 'b' }] }, { KmsKeyId: 'alias/ml-endpoints' });
    await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'least' }));
    assert.match((await failure(clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'x', PolicyDocument: '{}' })))).message, /iam:PutRolePolicy/);
  });

  it('asks for what a model needs of the caller beside CreateModel', async () => {
    const create = (): Promise<unknown> => clients.sagemaker.send(new CreateModelCommand(modelInput('needy', { Tags: [{ Key: 'k', Value: 'v' }] })));
    await clients.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::${account}:policy/SandboxAdministrator` }));
    states({ state: 'callerLacks', actions: ['iam:PassRole'] });
    assert.match((await failure(create())).message, new RegExp(`iam:PassRole on resource: ${role} because no identity-based policy allows the iam:PassRole action`));
    await clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Pass', PolicyDocument: text({ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } }) }));
    assert.match((await failure(create())).message, /iam:PassRole/, 'only for another service');
    states({ state: 'callerLacks', actions: ['sagemaker:AddTags'] });
    assert.match((await failure(create())).message, /sagemaker:AddTags on resource/);
    await clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Isolated', PolicyDocument: text({ Effect: 'Deny', Action: 'sagemaker:CreateModel', Resource: '*', Condition: { Bool: { 'sagemaker:NetworkIsolation': 'false' } } }) }));
    assert.match((await failure(clients.sagemaker.send(new CreateModelCommand(modelInput('open', { EnableNetworkIsolation: false }))))).message, /sagemaker:CreateModel .* with an explicit deny/);
  });

  it('asks for what the execution role needs', async () => {
    const refused = async (...rules: StateRule[]): Promise<string> => { states(...rules); return (await failure(clients.sagemaker.send(new CreateModelCommand(modelInput('roleless'))))).message; };
    const data = new RegExp(`^Could not access model data at ${mobilenet}\\. Please ensure that the role "${role}" exists .* has "s3:GetObject" permissions and that the object is located in ${region}\\..* "s3:ListBucket" permission\\.$`);
    assert.match(await refused({ state: 'roleLacks', actions: ['s3:ListBucket'] }), data);
    assert.match(await refused({ state: 'roleDenied', actions: ['s3:GetObject'] }), data);
    assert.match(await refused({ state: 'organizationDenies', actions: ['s3:GetObject'] }), data);
    assert.match(await refused({ state: 'roleLacks', actions: ['ecr:BatchGetImage'] }), /does not grant ecr:GetDownloadUrlForLayer/);
    assert.match(await refused({ state: 'roleUntrusted' }), /^Could not assume role/);
    assert.match(await refused({ state: 'roleGone' }), /^Could not assume role/);
    states();
    await clients.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: execution, PolicyDocument: text({ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }) }));
    assert.match((await failure(clients.sagemaker.send(new CreateModelCommand(modelInput('roleless'))))).message, /^Could not assume role/);
  });

  it('is built up through the API', async () => {
    const { Role } = await clients.iam.send(new CreateRoleCommand({ RoleName: 'Fresh', Path: '/x/', AssumeRolePolicyDocument: text({ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }) }));
    const { Policy } = await clients.iam.send(new CreatePolicyCommand({ PolicyName: 'Reads', PolicyDocument: text({ Effect: 'Allow', Action: ['s3:*', 'ecr:*'], Resource: '*' }) }));
    const create = (name: string): Promise<unknown> => clients.sagemaker.send(new CreateModelCommand(modelInput(name, { ExecutionRoleArn: Role?.Arn })));
    assert.match((await failure(create('fresh'))).message, /ecr:GetDownloadUrlForLayer/);
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName: 'Fresh', PolicyArn: Policy?.Arn }));
    await create('fresh');
    await clients.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'Fresh', PermissionsBoundary: `arn:aws:iam::${account}:policy/ModelHostingWithoutBuckets` }));
    assert.match((await clients.iam.send(new GetRoleCommand({ RoleName: 'Fresh' }))).Role?.PermissionsBoundary?.PermissionsBoundaryArn ?? '', /WithoutBuckets$/);
    assert.match((await failure(create('bounded'))).message, /^Could not access model data/);
  });

  it('limits a session by the policy that it was assumed with, and a user by its own', async () => {
    const { Credentials: given } = await clients.sts.send(new AssumeRoleCommand({ RoleArn: caller, RoleSessionName: 'small', Policy: text({ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }) }));
    const { SageMakerClient } = await import('@aws-sdk/client-sagemaker');
    const small = new SageMakerClient({ region, endpoint: emulator.current.url, maxAttempts: 1, credentials: { accessKeyId: given?.AccessKeyId ?? '', secretAccessKey: given?.SecretAccessKey ?? '', sessionToken: given?.SessionToken ?? '' } });
    assert.match((await failure(small.send(new ListEndpointsCommand({})))).message, /assumed-role\/DataScientist\/small .* because no session policy allows/);
    const other = await startEmulator({ region, identityArn: `arn:aws:iam::${account}:user/ana` });
    try {
      const { iam, sagemaker } = clientsOf(other);
      await iam.send(new PutUserPolicyCommand({ UserName: 'ana', PolicyName: 'No', PolicyDocument: text({ Effect: 'Deny', Action: 'sagemaker:List*', Resource: '*' }) }));
      assert.match((await failure(sagemaker.send(new ListEndpointsCommand({})))).message, /user\/ana .* with an explicit deny in an identity-based policy/);
    } finally {
      await other.stop();
    }
  });

  it('takes states over HTTP, and refuses those that make no sense', async () => {
    const put = (body: unknown): Promise<Response> => fetch(`${emulator.current.url}/_emulator/states`, { method: 'PUT', body: JSON.stringify(body) });
    assert.equal((await put([{ state: 'callerLacks', actions: ['sagemaker:ListEndpoints'] }])).status, 200);
    await failure(clients.sagemaker.send(new ListEndpointsCommand({})));
    for (const [body, reason] of [[[{ state: 'earthquake' }], /no known name\. Use one of: callerLacks/], [[{ state: 'callerLacks' }], /needs actions/], [[{ state: 'roleGone', on: 'Nobody' }], /no role Nobody/], [[{ state: 'roleGone', colour: 1 }], /no member colour/], [{}, /must be a JSON array/]] as const) {
      const refused = await put(body);
      assert.equal(refused.status, 400);
      assert.match((await refused.json() as { message: string }).message, reason);
    }
    assert.match(JSON.stringify(await (await fetch(`${emulator.current.url}/_emulator/states`)).json()), /"roleUntrusted":"the execution role/);
  });
});
