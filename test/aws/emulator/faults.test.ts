import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { ListAliasesCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateEndpointCommand, CreateEndpointConfigCommand, CreateModelCommand, DescribeEndpointCommand, DescribeModelCommand, ListEndpointsCommand, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, InvokeEndpointWithResponseStreamCommand } from '@aws-sdk/client-sagemaker-runtime';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import assert from 'node:assert/strict';
import type { FaultRule } from '../../../src/emulator/start.js';
import { account, clientsOf, deploy, emulatorForSuite, failure, modelInput, region, role, statusOf, type Clients } from './support.js';

/** What the SDK says of a connection that was cut. */
const broken = /ECONNRESET|socket hang up|terminated/i;

describe('emulator: faults', () => {
  const emulator = emulatorForSuite({ timeScale: 1 });
  let clients: Clients;
  before(() => { clients = clientsOf(emulator.current); });
  beforeEach(() => emulator.current.setFaults([]));
  const faults = (...rules: FaultRule[]): void => emulator.current.setFaults(rules);
  const list = (): Promise<unknown> => clients.sagemaker.send(new ListEndpointsCommand({}));

  it('denies in the words and the form of each service', async () => {
    faults({ kind: 'accessDenied' });
    const caller = `arn:aws:sts::${account}:assumed-role/DataScientist/dev`;
    const cases: [() => Promise<unknown>, string, number, string][] = [
      [() => clients.sagemaker.send(new CreateModelCommand(modelInput('Denied'))), 'AccessDeniedException', 400, `User: ${caller} is not authorized to perform: sagemaker:CreateModel on resource: arn:aws:sagemaker:${region}:${account}:model/denied because no identity-based policy allows the sagemaker:CreateModel action`],
      [() => list(), 'AccessDeniedException', 400, 'sagemaker:ListEndpoints on resource: \\*'],
      [() => clients.iam.send(new ListRolesCommand({})), 'AccessDenied', 403, `iam:ListRoles on resource: arn:aws:iam::${account}:role/`],
      [() => clients.sts.send(new GetCallerIdentityCommand({})), 'AccessDenied', 403, 'sts:GetCallerIdentity'],
      [() => clients.ec2.send(new DescribeVpcsCommand({})), 'UnauthorizedOperation', 403, '^You are not authorized to perform this operation\\. User: .* ec2:DescribeVpcs'],
      [() => clients.kms.send(new ListAliasesCommand({})), 'AccessDeniedException', 400, 'kms:ListAliases'],
      [() => clients.s3.send(new ListObjectsV2Command({ Bucket: `ml-models-${account}` })), 'AccessDenied', 403, `s3:ListBucket on resource: "arn:aws:s3:::ml-models-${account}"`],
      [() => clients.quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'sagemaker', QuotaCode: 'L-9614C779' })), 'AccessDeniedException', 400, 'servicequotas:GetServiceQuota'],
      [() => clients.runtime.send(new InvokeEndpointCommand({ EndpointName: 'Some', Body: '' })), 'AccessDeniedException', 403, `sagemaker:InvokeEndpoint on resource: arn:aws:sagemaker:${region}:${account}:endpoint/some`],
    ];
    for (const [call, name, status, text] of cases) {
      const error = await failure(call());
      assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [name, status], text);
      assert.match(error.message, new RegExp(text.startsWith('User') ? text.replace(/[.*]/g, '\\$&') : text));
    }
    faults({ kind: 'explicitDeny', operation: 'List*' });
    assert.match((await failure(list())).message, /with an explicit deny in a service control policy$/);
    faults({ kind: 'accessDenied', service: 's3', operation: 'HeadObject' });
    assert.equal((await failure(clients.s3.send(new HeadObjectCommand({ Bucket: `ml-models-${account}`, Key: 'x' })))).$metadata?.httpStatusCode, 403);
    await list();
  });

  it('strikes as often as asked, after as many calls as asked, where the input says so', async () => {
    faults({ kind: 'serverError', service: 'sagemaker', after: 1, times: 1 });
    await list();
    assert.equal((await failure(list())).$metadata?.httpStatusCode, 500);
    await list();
    faults({ kind: 'throttle', containing: '"EndpointName":"special"' });
    await list();
    assert.equal((await failure(clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'special' })))).name, 'ThrottlingException');
  });

  it('throttles, expires and breaks so that the SDK retries', async () => {
    const patient = clientsOf(emulator.current, region, 4);
    for (const kind of ['throttle', 'serverError', 'drop'] as const) {
      faults({ kind, times: 2 });
      await patient.sagemaker.send(new ListEndpointsCommand({}));
    }
    faults({ kind: 'expiredToken' });
    const expired = await failure(patient.sagemaker.send(new ListEndpointsCommand({})));
    assert.deepEqual([expired.name, expired.message], ['ExpiredTokenException', 'The security token included in the request is expired']);
    assert.equal((await failure(patient.sts.send(new GetCallerIdentityCommand({})))).name, 'ExpiredToken');
    faults({ kind: 'drop' });
    assert.match((await failure(list())).message, broken);
    faults({ kind: 'throttle', message: '' });
    assert.equal((await failure(list())).name, 'ThrottlingException');
    faults({ kind: 'delay', delayMs: 300, times: 1 });
    const started = Date.now();
    await list();
    assert(Date.now() - started >= 290);
  });

  it('refuses a model for the reasons that are checked at once', async () => {
    const create = (): Promise<unknown> => clients.sagemaker.send(new CreateModelCommand(modelInput('m')));
    const cases: [FaultRule['kind'], string, RegExp][] = [
      ['roleTrust', 'ValidationException', new RegExp(`^Could not assume role ${role}\\. Please ensure that the role exists and allows principal 'sagemaker\\.amazonaws\\.com'`)],
      ['passRole', 'AccessDeniedException', new RegExp(`is not authorized to perform: iam:PassRole on resource: ${role}`)],
      ['modelData', 'ValidationException', /^Could not access model data at s3:/],
      ['imageAccess', 'ValidationException', /does not grant ecr:GetDownloadUrlForLayer/],
    ];
    for (const [kind, name, text] of cases) {
      faults({ kind, times: 1 });
      const error = await failure(create());
      assert.equal(error.name, name);
      assert.match(error.message, text);
    }
    const packaged = (): Promise<unknown> => clients.sagemaker.send(new CreateModelCommand({ ModelName: 'p', ExecutionRoleArn: role, EnableNetworkIsolation: true, Containers: [{ ModelPackageName: `arn:aws:sagemaker:${region}:594846645681:model-package/j2-light-v2-0-004` }] }));
    faults({ kind: 'notSubscribed' });
    assert.match((await failure(packaged())).message, /not subscribed/);
  });

  it('takes away the permissions that an operation needs beside its own', async () => {
    const tagged = (name: string): Promise<unknown> => clients.sagemaker.send(new CreateModelCommand(modelInput(name, { Tags: [{ Key: 'k', Value: 'v' }] })));
    faults({ kind: 'accessDenied', service: 'sagemaker', operation: 'AddTags' });
    assert.match((await failure(tagged('tagged'))).message, new RegExp(`not authorized to perform: sagemaker:AddTags on resource: arn:aws:sagemaker:${region}:${account}:model/tagged because`));
    await clients.sagemaker.send(new CreateModelCommand(modelInput('untagged')));
    faults({ kind: 'explicitDeny', service: 'iam', operation: 'PassRole' });
    assert.match((await failure(tagged('passed'))).message, new RegExp(`iam:PassRole on resource: ${role} with an explicit deny`));
    faults({ kind: 'accessDenied', service: 'kms', operation: 'CreateGrant' });
    assert.match((await failure(deploy(clients, 'granted', 'ml.m5.large', {}, { KmsKeyId: 'alias/ml-endpoints' }))).message, /kms:CreateGrant on resource: arn:aws:kms/);
    faults({ kind: 'accessDenied', times: 1, after: 1 });
    await tagged('once');
    assert.equal((await failure(list())).name, 'AccessDeniedException', 'a rule for any operation counts calls, not permissions');
  });

  it('leaves unsigned reads alone unless a rule names them', async () => {
    const read = async (): Promise<number> => (await fetch(`${emulator.current.url}/jumpstart-cache-prod-${region}/models_manifest.json`)).status;
    faults({ kind: 'expiredToken' }, { kind: 'accessDenied' });
    assert.equal(await read(), 200);
    faults({ kind: 'explicitDeny', service: 's3', operation: 'GetObject' });
    assert.equal(await read(), 403);
    faults({ kind: 'throttle', service: 's3' });
    assert.equal(await read(), 503);
  });

  it('refuses an endpoint for quota, key, and a configuration that is not seen yet', async () => {
    const start = async (name: string): Promise<unknown> => {
      await clients.sagemaker.send(new CreateModelCommand(modelInput(name)));
      await clients.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: 1, InstanceType: 'ml.m5.large' }] }));
      return clients.sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
    };
    faults({ kind: 'quota', times: 1 });
    const quota = await failure(start('q'));
    assert.equal(quota.name, 'ResourceLimitExceeded');
    assert.match(quota.message, /^The account-level service limit 'ml\.m5\.large for endpoint usage' is \d+ Instances, with current utilization of \d+ Instances and a request delta of 1 Instances\./);
    faults({ kind: 'kms', times: 1 });
    assert.match((await failure(start('k'))).message, /not authorized to perform: kms:CreateGrant/);
    faults({ kind: 'eventualConsistency', times: 2 });
    assert.match((await failure(start('e'))).message, /^Could not find endpoint configuration "/);
    const again = (): Promise<unknown> => clients.sagemaker.send(new CreateEndpointCommand({ EndpointName: 'e', EndpointConfigName: 'e' }));
    await failure(again());
    await again();
  });

  it('lets endpoints fail with the reasons that AWS gives', async () => {
    const cases: [FaultRule['kind'], number, RegExp][] = [
      ['capacity', 7, /^Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error\./],
      ['noS3Route', 13, /^Failed to download model data for container "container_1" from URL: "s3:\/\/jumpstart-cache-prod/],
      ['imageMissing', 5, /make sure all images included in the model for the production variant AllTraffic exist/],
      ['crashLoop', 25, /^The primary container for production variant AllTraffic did not pass the ping health check\. Please check CloudWatch logs for this endpoint\.$/],
    ];
    for (const [kind, minutes, text] of cases) {
      faults({ kind, times: 1 });
      await deploy(clients, kind);
      emulator.current.advance((minutes - 2) * 60);
      assert.equal(await statusOf(clients, kind), 'Creating', kind);
      emulator.current.advance(2 * 60);
      const failed = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: kind }));
      assert.equal(failed.EndpointStatus, 'Failed');
      assert.match(failed.FailureReason ?? '', text);
    }
    faults({ kind: 'stuck', times: 1 });
    await deploy(clients, 'stuck');
    emulator.current.advance(86_400);
    assert.equal(await statusOf(clients, 'stuck'), 'Creating');
  });

  it('rolls updates back, or fails to', async () => {
    await deploy(clients, 'rolled');
    emulator.current.advance(300);
    for (const name of ['next', 'after']) await clients.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'rolled', InitialInstanceCount: 2, InstanceType: 'ml.m5.large' }] }));
    const update = async (name: string, kind: FaultRule['kind']): Promise<unknown[]> => {
      faults({ kind });
      await clients.sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'rolled', EndpointConfigName: name }));
      emulator.current.advance(600);
      const found = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'rolled' }));
      return [found.EndpointStatus, found.EndpointConfigName, found.FailureReason !== undefined];
    };
    assert.deepEqual(await update('next', 'updateRollback'), ['InService', 'rolled', true]);
    assert.deepEqual(await update('after', 'updateRollbackFailed'), ['UpdateRollbackFailed', 'rolled', true]);
  });

  it('are changed over HTTP, and refused when they make no sense', async () => {
    const put = (body: string): Promise<Response> => fetch(`${emulator.current.url}/_emulator/faults`, { method: 'PUT', body });
    assert.equal((await put(JSON.stringify([{ kind: 'throttle', service: 'sagemaker', times: 1 }]))).status, 200);
    assert.equal((await failure(list())).name, 'ThrottlingException');
    const refused = await put(JSON.stringify([{ kind: 'earthquake' }]));
    assert.equal(refused.status, 400);
    assert.match((await refused.json() as { message: string }).message, /rule 1 has no known kind\. Use one of: accessDenied/);
    for (const [rule, reason] of [
      ['{"kind":"throttle","Operation":"x"}', /^Fault rule 1 has no member Operation\. Use: kind, service, operation, /], ['{"kind":"throttle","service":5}', /^Fault rule 1 needs text as its service\./],
      ['{"kind":"quota","times":"two"}', /^Fault rule 1 needs a whole number, 0 or more, as its times\./], ['{"kind":"delay","delayMs":-5}', /as its delayMs\./], ['{"kind":"drop","toString":1}', /no member toString/],
    ] as const) assert.match((await (await put(`[${rule}]`)).json() as { message: string }).message, reason);
    assert.equal((await put('{')).status, 400);
    await list();
  });

  it('lose the answer of what took effect, invocations too', async () => {
    faults({ kind: 'lostAnswer', operation: 'CreateModel' });
    assert.match((await failure(clients.sagemaker.send(new CreateModelCommand(modelInput('unheard'))))).message, broken);
    await clients.sagemaker.send(new DescribeModelCommand({ ModelName: 'unheard' }));
    const query = { EndpointName: 'churn-scoring-prod', ContentType: 'text/csv', Body: '1,2' };
    const invocations = [() => clients.runtime.send(new InvokeEndpointCommand(query)), () => clients.runtime.send(new InvokeEndpointWithResponseStreamCommand(query))];
    for (const invoke of invocations) {
      faults({ kind: 'lostAnswer', service: 'sagemaker-runtime', times: 1 });
      assert.match((await failure(invoke())).message, broken);
      assert.equal(emulator.current.calls.at(-1)?.status, 0);
      await invoke();
    }
  });

  it('leave a record of what happened', async () => {
    faults({ kind: 'drop', service: 'sagemaker' });
    await failure(list());
    faults({ kind: 'throttle' });
    await failure(list());
    const [dropped, throttled] = emulator.current.calls.slice(-2);
    assert.deepEqual([dropped?.service, dropped?.operation, dropped?.status], ['sagemaker', 'ListEndpoints', 0]);
    assert.deepEqual([throttled?.status, throttled?.error], [400, 'ThrottlingException']);
  });
});
