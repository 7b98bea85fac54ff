import assert from 'node:assert/strict';
import { ApplicationAutoScalingClient, DescribeScalingPoliciesCommand, PutScalingPolicyCommand, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateEndpointCommand, CreateEndpointConfigCommand, CreateInferenceComponentCommand, CreateModelCommand, DeleteEndpointCommand, DescribeModelCommand, ListInferenceComponentsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SOURCE_ETAG } from '../../../src/aws/places.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import { findLeftOvers } from '../../../src/endpoints/leftOvers.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { remove } from '../../../src/endpoints/removal.js';
import { planRemoval, withCopies } from '../../../src/endpoints/removalPlan.js';
import { REGION, gatewaysTo, serve, serviceError } from './support.js';

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';
const DIMENSION = 'sagemaker:variant:DesiredInstanceCount';

describe('removal over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  let sagemaker: SageMakerClient;
  let scaling: ApplicationAutoScalingClient;
  const ports = () => ({ ...gateways, parkedOn: () => [] });
  const clock = { now: () => new Date(), sleep: () => { emulator.advance(600); return Promise.resolve(); } };

  beforeEach(async () => {
    emulator = await startEmulator({ region: REGION });
    gateways = gatewaysTo(emulator.url);
    const settings = { region: REGION, endpoint: emulator.url, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' } };
    sagemaker = new SageMakerClient(settings);
    scaling = new ApplicationAutoScalingClient(settings);
  });
  afterEach(async () => { gateways.dispose(); await emulator.stop(); });

  const scales = async (resourceId: string, dimension: typeof DIMENSION | 'sagemaker:inference-component:DesiredCopyCount' = DIMENSION): Promise<void> => {
    const target = { ServiceNamespace: 'sagemaker', ResourceId: resourceId, ScalableDimension: dimension } as const;
    await scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 1, MaxCapacity: 4 }));
    await scaling.send(new PutScalingPolicyCommand({ ...target, PolicyName: 'p', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { TargetValue: 10, PredefinedMetricSpecification: { PredefinedMetricType: dimension === DIMENSION ? 'SageMakerVariantInvocationsPerInstance' : 'SageMakerInferenceComponentInvocationsPerCopy' } } }));
  };

  /** The name of an endpoint whose variant takes components, with one. */
  async function withComponent(): Promise<void> {
    const { ExecutionRoleArn, PrimaryContainer } = await sagemaker.send(new DescribeModelCommand({ ModelName: STUDIO }));
    await sagemaker.send(new CreateModelCommand({ ModelName: 'part-model', ExecutionRoleArn, PrimaryContainer }));
    await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'parts', ExecutionRoleArn, ProductionVariants: [{ VariantName: 'AllTraffic', InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 1 }] }));
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'parts', EndpointConfigName: 'parts' }));
    emulator.advance(3600);
    await sagemaker.send(new CreateInferenceComponentCommand({ InferenceComponentName: 'part', EndpointName: 'parts', VariantName: 'AllTraffic', Specification: { ModelName: 'part-model', ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024 } }, RuntimeConfig: { CopyCount: 1 } }));
    emulator.advance(3600);
  }

  it('ends the scaling first, and its policies with it', async () => {
    await scales(`endpoint/${STUDIO}/variant/AllTraffic`);
    const plan = await planRemoval(ports(), STUDIO);
    assert.deepEqual(plan.goes.map(({ kind }) => kind), ['scalableTarget', 'endpoint', 'endpointConfig', 'model']);
    assert.deepEqual((await remove(plan, { ports: ports(), clock, pollMs: 1 })).left, []);
    assert.deepEqual((await scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'sagemaker' }))).ScalingPolicies, []);
    const [target] = plan.goes;
    await gateways.removal.deregister({ resourceId: target?.name ?? '', dimension: DIMENSION });
  });

  it('takes components and their models with an endpoint that AWS would not delete else', async () => {
    await withComponent();
    await scales('inference-component/part', 'sagemaker:inference-component:DesiredCopyCount');
    await assert.rejects(sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'parts' })), /inference components/);
    assert.deepEqual(await gateways.removal.component('part'), { status: 'InService', modelName: 'part-model' });
    const { removed, left } = await remove(await planRemoval(ports(), 'parts'), { ports: ports(), clock, pollMs: 1 });
    assert.deepEqual([removed.map(({ kind, name }) => `${kind} ${name}`), left], [['scalableTarget inference-component/part', 'inferenceComponent part', 'endpoint parts', 'endpointConfig parts', 'model part-model'], []]);
    assert.deepEqual((await sagemaker.send(new ListInferenceComponentsCommand({}))).InferenceComponents, []);
    assert.equal(await gateways.removal.component('part'), undefined);
  });

  it('goes on where scaling may not be looked up', async () => {
    emulator.setFaults([{ kind: 'accessDenied', operation: 'DescribeScalableTargets' }]);
    assert.equal((await serviceError(gateways.removal.scalableTargets(['endpoint/x/variant/y']), 'permission')).action, 'application-autoscaling:DescribeScalableTargets');
    const plan = await planRemoval(ports(), STUDIO);
    assert.equal(plan.notes.length, 1);
    assert.deepEqual((await remove(plan, { ports: ports(), clock, pollMs: 1 })).left, []);
  });

  it('takes the marked files of a copy alone', async () => {
    const s3 = new S3Client({ region: REGION, endpoint: emulator.url, forcePathStyle: true, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' } });
    await s3.send(new CreateBucketCommand({ Bucket: 'mine-of-mine', CreateBucketConfiguration: { LocationConstraint: REGION } }));
    const put = (Key: string, Metadata: Record<string, string> = {}) => s3.send(new PutObjectCommand({ Bucket: 'mine-of-mine', Key, Body: 'x', Metadata }));
    await put('jumpstart/x/1.0.0/a', { [SOURCE_ETAG]: '"e"' });
    await put('jumpstart/x/1.0.0/notes.txt');
    await put('jumpstart/x/1.0.0-other/a', { [SOURCE_ETAG]: '"e"' });
    const { ExecutionRoleArn, PrimaryContainer } = await sagemaker.send(new DescribeModelCommand({ ModelName: STUDIO }));
    await sagemaker.send(new CreateModelCommand({ ModelName: 'copied', ExecutionRoleArn, PrimaryContainer: { Image: PrimaryContainer?.Image, ModelDataUrl: undefined, ModelDataSource: { S3DataSource: { S3Uri: 's3://mine-of-mine/jumpstart/x/1.0.0/', S3DataType: 'S3Prefix', CompressionType: 'None' } } } }));
    await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'copied', ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'copied', InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 1 }] }));
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'copied', EndpointConfigName: 'copied' }));
    const plan = await planRemoval(ports(), 'copied');
    assert.deepEqual(plan.copies, [{ kind: 'copies', name: 's3://mine-of-mine/jumpstart/x/1.0.0/' }]);
    assert.deepEqual((await remove(withCopies(plan), { ports: ports(), clock, pollMs: 1 })).left, []);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'mine-of-mine' }));
    assert.deepEqual(Contents?.map(({ Key }) => Key), ['jumpstart/x/1.0.0-other/a', 'jumpstart/x/1.0.0/notes.txt']);
    s3.destroy();
  });

  it('says which copied file stays, why, and what to do', async () => {
    let code = 'AccessDenied';
    const bucket = await serve((request, response) => {
      response.setHeader('content-type', 'application/xml').setHeader(`x-amz-meta-${SOURCE_ETAG}`, '"e"');
      response.end(request.method === 'POST'
        ? `<DeleteResult><Error><Key>jumpstart/x/a</Key><Code>${code}</Code><Message>S3 says no</Message></Error></DeleteResult>`
        : '<ListBucketResult><Contents><Key>jumpstart/x/a</Key></Contents></ListBucketResult>');
    });
    const gateways = gatewaysTo(bucket.url);
    const { removal } = gateways;
    const denied = await serviceError(removal.removeCopies('s3://mine/jumpstart/x/'), 'permission');
    assert.deepEqual([denied.action, denied.code], ['s3:DeleteObject', 'AccessDenied']);
    assert.match(denied.message, /s3:\/\/mine\/jumpstart\/x\/a: s3:DeleteObject is denied\. Ask your administrator/);
    code = 'InternalError';
    assert.match((await serviceError(removal.removeCopies('s3://mine/jumpstart/x/'), 'unexpected')).message, /s3:\/\/mine\/jumpstart\/x\/a: S3 says no\. Try again\.$/);
    gateways.dispose();
    await bucket.close();
  });

  it('finds left-overs by tags and by name', async () => {
    await gateways.endpoints.remove('endpoint', STUDIO);
    emulator.advance(3600);
    const found = await findLeftOvers(ports(), new Set());
    assert.deepEqual(found.map(({ kind, name }) => `${kind} ${name}`), [`endpointConfig ${STUDIO}`, `model ${STUDIO}`]);
    emulator.setFaults([{ kind: 'accessDenied', operation: 'GetResources' }]);
    assert.equal((await findLeftOvers(ports(), new Set())).length, 2);
  });
});
