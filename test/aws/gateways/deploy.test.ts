import assert from 'node:assert/strict';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { Connection } from '../../../src/aws/connection.js';
import { AwsDeploy } from '../../../src/aws/deploy.js';
import { Resources } from '../../../src/aws/resources.js';
import { isInProgress } from '../../../src/deploy/inProgress.js';
import type { PlannedCall, ResourceKind } from '../../../src/deploy/plan.js';
import { imageUri } from '../../../src/emulator/catalogue/builder.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { type JsonObject, isObject } from '../../../src/shared/json.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const ROLE = 'arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000';
const TAGS = [{ Key: 'team', Value: 'ml' }];

function modelCall(name: string): PlannedCall {
  return planned('CreateModel', 'model', name, {
    ModelName: name, ExecutionRoleArn: ROLE, EnableNetworkIsolation: true, Tags: TAGS,
    PrimaryContainer: {
      Image: imageUri(REGION, 'huggingface-pytorch-inference:2.3.0-transformers4.48.0-cpu-py311-ubuntu22.04') ?? '', Environment: { A: '1' },
      ModelDataSource: { S3DataSource: { S3Uri: `s3://jumpstart-cache-prod-${REGION}/huggingface-tc/huggingface-tc-bert-base-cased/artifacts/inference-prepack/v1.0.0/`, S3DataType: 'S3Prefix', CompressionType: 'None' } },
    },
  });
}

/** A model of the Marketplace. */
function packageCall(name: string): PlannedCall {
  const arns = builtInCatalogue().entries.map(({ spec }) => spec['hosting_model_package_arns']).filter(isObject).map((byRegion) => byRegion[REGION]);
  return planned('CreateModel', 'model', name, { ModelName: name, ExecutionRoleArn: ROLE, EnableNetworkIsolation: true, Containers: [{ ModelPackageName: arns.find((arn) => typeof arn === 'string') ?? '' }] });
}

/** A model whose licence has to be accepted, and was not. */
function gatedCall(name: string): PlannedCall {
  const key = builtInCatalogue().entries.map(({ spec }) => (spec['gated_bucket'] === true ? spec['hosting_prepacked_artifact_key'] : undefined)).find((found) => typeof found === 'string');
  const call = modelCall(name);
  const source = { S3DataSource: { S3Uri: `s3://jumpstart-private-cache-prod-${REGION}/${key ?? ''}`, S3DataType: 'S3Prefix', CompressionType: 'None' } };
  return { ...call, input: { ...call.input, PrimaryContainer: { ...(isObject(call.input['PrimaryContainer']) ? call.input['PrimaryContainer'] : {}), ModelDataSource: source } } };
}

function configCall(name: string): PlannedCall {
  return planned('CreateEndpointConfig', 'endpointConfig', name, {
    EndpointConfigName: name, Tags: TAGS, ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: 'ml.m5.xlarge' }],
  });
}

function endpointCall(name: string): PlannedCall {
  return planned('CreateEndpoint', 'endpoint', name, { EndpointName: name, EndpointConfigName: name, Tags: TAGS });
}

function planned(operation: PlannedCall['operation'], kind: ResourceKind, name: string, input: JsonObject): PlannedCall {
  return { id: kind, service: 'sagemaker', operation, input, creates: { kind, name } };
}

describe('deploying over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  const deploy = (call: PlannedCall) => gateways.deploy.execute(call, {});
  const sent = (operation: string) => emulator.calls.filter((call) => call.operation === operation);

  before(async () => { emulator = await startEmulator({ region: REGION, timeScale: 60 }); });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  it('sends exactly the plan\'s input, creates, describes and removes', async () => {
    const calls = [modelCall('whole'), configCall('whole'), endpointCall('whole')];
    for (const call of calls) {
      const { arn } = await deploy(call);
      assert.match(arn ?? '', /^arn:aws:sagemaker:us-west-2:111122223333:(model|endpoint-config|endpoint)\/whole$/);
      assert.deepEqual(sent(call.operation).at(-1)?.input, call.input);
    }
    const model = await gateways.deploy.describe('model', 'whole');
    assert.deepEqual({ status: model?.status, reason: model?.failureReason, dated: model?.createdAt instanceof Date }, { status: undefined, reason: undefined, dated: true });
    assert.match((await gateways.deploy.describe('endpointConfig', 'whole'))?.arn ?? '', /endpoint-config\/whole$/);
    assert.equal((await gateways.deploy.describe('endpoint', 'whole'))?.status, 'Creating');

    const busy = await serviceError(gateways.deploy.remove('endpoint', 'whole'), 'invalid');
    assert.match(busy.message, /still being created or updated/);
    assert.ok(isInProgress(busy), 'it is known for a refusal that passes');
    emulator.advance(3600);
    assert.equal((await gateways.deploy.describe('endpoint', 'whole'))?.status, 'InService');
    await gateways.deploy.remove('endpoint', 'whole');
    emulator.advance(3600);
    assert.equal(await gateways.deploy.describe('endpoint', 'whole'), undefined);
    for (const kind of ['endpointConfig', 'model'] as const) {
      await gateways.deploy.remove(kind, 'whole');
      assert.equal(await gateways.deploy.describe(kind, 'whole'), undefined);
    }
  });

  it('what is gone already counts as removed', async () => {
    for (const kind of ['endpoint', 'endpointConfig', 'model'] as const) await gateways.deploy.remove(kind, 'never-there');
  });

  it('tells why an endpoint failed', async () => {
    emulator.setFaults([{ kind: 'capacity' }]);
    for (const call of [modelCall('dry'), configCall('dry'), endpointCall('dry')]) await deploy(call);
    emulator.advance(3600);
    const state = await gateways.deploy.describe('endpoint', 'dry');
    assert.equal(state?.status, 'Failed');
    assert.match(state.failureReason ?? '', /capacity/i);
  });

  it('waits for a config that is not seen yet, and for nothing else', async () => {
    await deploy(modelCall('fresh'));
    await deploy(configCall('fresh'));
    emulator.setFaults([{ kind: 'eventualConsistency', times: 1 }]);
    const before = sent('CreateEndpoint').length;
    await deploy(endpointCall('fresh'));
    assert.equal(sent('CreateEndpoint').length - before, 2);
    const error = await serviceError(deploy(endpointCall('fresh')), 'nameTaken');
    assert.match(error.message, /an endpoint with this name exists already/);
    assert.equal(sent('CreateEndpoint').length - before, 3);
  });

  it('waits for a role that was created a moment ago, and for no other', async () => {
    const created = await fetch(emulator.url, {
      method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0' },
      body: new URLSearchParams({ Action: 'CreateRole', Version: '2010-05-08', RoleName: 'fresh-role', AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }] }) }),
    });
    assert.equal(created.status, 200, await created.text());
    const stop = new AbortController();
    const reason = new Error('cancelled');
    emulator.setFaults([{ kind: 'roleTrust' }]);
    const call = modelCall('fresh-role-model');
    const waiting = gateways.deploy.execute({ ...call, input: { ...call.input, ExecutionRoleArn: 'arn:aws:iam::111122223333:role/fresh-role' } }, { cancel: stop.signal });
    setTimeout(() => { stop.abort(reason); }, 500);
    await assert.rejects(waiting, (error) => error === reason, 'it waits, and the wait can be cancelled');
    const since = sent('CreateModel').length;
    await serviceError(deploy(modelCall('old-role')), 'invalid');
    assert.equal(sent('CreateModel').length - since, 1);
  });

  it('waits no longer where the clock here lags', async () => {
    const connection = new Connection({ profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    const client = connection.keep(new SageMakerClient(connection.config()));
    let slept = 0;
    const clock = { now: () => new Date(Date.now() - 3_600_000 + slept), sleep: (ms: number) => { slept += ms; return Promise.resolve(); } };
    const unused = () => Promise.reject(new Error('not for models'));
    const lagging = new AwsDeploy(connection, client, new Resources(connection, client), unused, unused, clock, () => Promise.resolve(new Date()));
    emulator.setFaults([{ kind: 'roleTrust' }]);
    await serviceError(lagging.execute(modelCall('lagging'), {}), 'invalid');
    connection.dispose();
    assert.ok(slept >= 75_000 && slept <= 80_000, `${slept} ms`);
  });

  it('that wait can be cancelled', async () => {
    emulator.setFaults([{ kind: 'eventualConsistency' }]);
    const stop = new AbortController();
    const reason = new Error('cancelled');
    setTimeout(() => { stop.abort(reason); }, 100);
    await assert.rejects(gateways.deploy.execute(endpointCall('fresh2'), { signal: stop.signal }), (error) => error === reason);
  });

  it('a lost connection is tried again; a name that is taken by then is told as such', async () => {
    emulator.setFaults([{ kind: 'drop', operation: 'CreateModel', times: 1 }]);
    await deploy(modelCall('dropped'));
    assert.equal((await serviceError(deploy(modelCall('dropped')), 'nameTaken')).retried, false, 'nobody but another can have taken it');
    emulator.setFaults([{ kind: 'drop', operation: 'CreateModel', times: 1 }]);
    assert.equal((await serviceError(deploy(modelCall('dropped')), 'nameTaken')).retried, true, 'an earlier try may have');
  });

  it('throttling and server errors are waited out, for a while', async () => {
    emulator.setFaults([{ kind: 'throttle', operation: 'DescribeModel', times: 2 }]);
    assert.equal(await gateways.deploy.describe('model', 'none'), undefined);
    emulator.setFaults([{ kind: 'throttle', operation: 'DescribeModel' }]);
    await serviceError(gateways.deploy.describe('model', 'none'), 'throttled');
    emulator.setFaults([{ kind: 'serverError', operation: 'DescribeModel' }]);
    const before = sent('DescribeModel').length;
    await serviceError(gateways.deploy.describe('model', 'none'), 'unexpected');
    assert.equal(sent('DescribeModel').length - before, 4);
  });

  const FAULTS = {
    quota: { call: endpointCall, kind: 'quota', says: /the quota "ml\.m5\.xlarge for endpoint usage" is \d+/ },
    roleTrust: { call: modelCall, kind: 'invalid', says: /could not assume the role arn/ },
    passRole: { call: modelCall, kind: 'permission', says: /iam:PassRole is denied on arn/ },
    modelData: { call: modelCall, kind: 'invalid', says: /could not read the model data at s3:/ },
    imageAccess: { call: modelCall, kind: 'invalid', says: /container image/ },
    notSubscribed: { call: packageCall, kind: 'invalid', says: /Subscribe on its Marketplace page/ },
    kms: { call: endpointCall, kind: 'permission', says: /kms:CreateGrant is denied/ },
    accessDenied: { call: modelCall, kind: 'permission', says: /sagemaker:CreateModel is denied/ },
    explicitDeny: { call: modelCall, kind: 'permission', says: /explicit deny in a service control policy/ },
    expiredToken: { call: modelCall, kind: 'signIn', says: /has expired/ },
  } as const;
  for (const [fault, { call, kind, says }] of Object.entries(FAULTS)) {
    it(`${fault} becomes ${kind}`, async () => {
      const name = `fault-${fault.toLowerCase()}`;
      if (call === endpointCall) { await deploy(modelCall(name)); await deploy(configCall(name)); }
      emulator.setFaults([{ kind: fault as keyof typeof FAULTS }]);
      const error = await serviceError(deploy(call(name)), kind);
      assert.match(error.message, says);
      if (kind === 'permission') assert.match(error.action ?? '', fault === 'passRole' ? /^iam:PassRole$/ : fault === 'kms' ? /^kms:CreateGrant$/ : /^sagemaker:CreateModel$/);
      assert.equal(error.explicitDeny, fault === 'explicitDeny');
    });
  }

  it('a licence that was not accepted is told by the field to tick', async () => {
    assert.match((await serviceError(deploy(gatedCall('gated')), 'invalid')).message, /license that was not accepted/);
  });

  it('a value that SageMaker refuses is told with its reason', async () => {
    assert.match((await serviceError(deploy(modelCall('not_valid')), 'invalid')).message, /modelName.*regular expression/);
  });
});
