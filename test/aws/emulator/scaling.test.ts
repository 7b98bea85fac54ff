import {
  ApplicationAutoScalingClient, DeleteScalingPolicyCommand, DeregisterScalableTargetCommand, DescribeScalableTargetsCommand, DescribeScalingPoliciesCommand, PutScalingPolicyCommand, RegisterScalableTargetCommand,
  paginateDescribeScalableTargets, paginateDescribeScalingPolicies, type PutScalingPolicyCommandInput, type RegisterScalableTargetCommandInput, type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateEndpointCommand, CreateEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import assert from 'node:assert/strict';
import { account, clientsOf, credentials, deploy, emulatorForSuite, failure, region } from './support.js';

const ServiceNamespace = 'sagemaker';
const ScalableDimension = 'sagemaker:variant:DesiredInstanceCount';
const targetOf = (endpoint: string) => ({ ServiceNamespace, ResourceId: `endpoint/${endpoint}/variant/AllTraffic`, ScalableDimension } as const);
const CHURN = targetOf('churn-scoring-prod');
const TRACKING: TargetTrackingScalingPolicyConfiguration = { TargetValue: 70, PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' }, ScaleInCooldown: 300 };

describe('emulator: application auto scaling', () => {
  const emulator = emulatorForSuite();
  let client: ApplicationAutoScalingClient;
  before(() => { client = new ApplicationAutoScalingClient({ region, endpoint: emulator.current.url, credentials, maxAttempts: 1 }); });
  const register = (more: Partial<RegisterScalableTargetCommandInput> = {}) => client.send(new RegisterScalableTargetCommand({ ...CHURN, MinCapacity: 1, MaxCapacity: 4, ...more }));
  const put = (more: Partial<PutScalingPolicyCommandInput> = {}) => client.send(new PutScalingPolicyCommand({ ...CHURN, PolicyName: 'busy', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: TRACKING, ...more }));
  const targets = async (more: object = {}) => (await client.send(new DescribeScalableTargetsCommand({ ServiceNamespace, ...more }))).ScalableTargets ?? [];
  const policies = async (more: object = {}) => (await client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace, ...more }))).ScalingPolicies ?? [];
  const refused = async (work: Promise<unknown>, name: string, text: RegExp): Promise<void> => {
    const error = await failure(work);
    assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [name, 400], error.message);
    assert.match(error.message, text);
  };

  it('registers a variant, and changes what is named of one that is registered', async () => {
    const { ScalableTargetARN } = await register();
    const [made] = await targets();
    assert.deepEqual([made?.ResourceId, made?.ScalableDimension, made?.MinCapacity, made?.MaxCapacity, made?.ScalableTargetARN, made?.SuspendedState?.DynamicScalingInSuspended], [CHURN.ResourceId, ScalableDimension, 1, 4, ScalableTargetARN, false]);
    assert.match(ScalableTargetARN ?? '', new RegExp(`^arn:aws:application-autoscaling:${region}:${account}:scalable-target/[0-9a-f]+$`));
    await client.send(new RegisterScalableTargetCommand({ ...CHURN, MaxCapacity: 8, SuspendedState: { DynamicScalingInSuspended: true } }));
    const [changed] = await targets();
    assert.deepEqual([changed?.MinCapacity, changed?.MaxCapacity, changed?.SuspendedState?.DynamicScalingInSuspended, changed?.CreationTime], [1, 8, true, made?.CreationTime]);
  });

  it('refuses what cannot be scaled so', async () => {
    await refused(register({ MinCapacity: 5, MaxCapacity: 4 }), 'ValidationException', /^Maximum capacity cannot be less than minimum capacity$/);
    await refused(register({ MinCapacity: -1 }), 'ValidationException', /Minimum capacity cannot be less than 0/);
    // the last instance goes only where requests wait for another one
    await refused(register({ MinCapacity: 0 }), 'ValidationException', /^Minimum capacity cannot be less than 1$/);
    await refused(client.send(new RegisterScalableTargetCommand({ ...targetOf('jumpstart-dft-hf-tc-bert-base-cased'), MinCapacity: 1 })), 'ValidationException', /MinCapacity and MaxCapacity must be specified/);
    for (const ResourceId of ['churn-scoring-prod', 'endpoint/churn-scoring-prod', 'endpoint/churn-scoring-prod/variant/', 'inference-component/churn-scoring-prod', `${CHURN.ResourceId}/x`]) {
      await refused(register({ ResourceId }), 'ValidationException', /^Unsupported service namespace, resource type or scalable dimension$/);
    }
    await refused(register({ ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount' }), 'ValidationException', /^Unsupported/);
    await refused(register({ ResourceId: 'endpoint/nobody/variant/AllTraffic' }), 'ValidationException', /Could not find endpoint\/nobody\/variant\/AllTraffic/);
    await refused(register({ ResourceId: 'endpoint/churn-scoring-prod/variant/Other' }), 'ValidationException', /variant\/Other/);
    await refused(register({ ServiceNamespace: 'ecs' }), 'ValidationException', /'ecs' at 'serviceNamespace' failed to satisfy constraint: Member must satisfy enum value set/);
  });

  it('lets the last instance go where requests are queued', async () => {
    const clients = clientsOf(emulator.current);
    const name = 'queued';
    const [ProductionVariants, AsyncInferenceConfig] = [[{ VariantName: 'AllTraffic', ModelName: 'churn-scoring-prod', InitialInstanceCount: 1, InstanceType: 'ml.m5.large' as const }], { OutputConfig: { S3OutputPath: 's3://ours/out/' } }];
    await clients.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants, AsyncInferenceConfig }));
    await clients.sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
    emulator.current.advance(3600);
    await client.send(new RegisterScalableTargetCommand({ ...targetOf(name), MinCapacity: 0, MaxCapacity: 2 }));
    await client.send(new DeregisterScalableTargetCommand(targetOf(name)));
  });

  it('lists in pages, by resource and dimension', async () => {
    const clients = clientsOf(emulator.current);
    const names = ['s1', 's2', 's3', 's4'];
    for (const name of names) await deploy(clients, name);
    emulator.current.advance(3600);
    for (const name of names) await client.send(new RegisterScalableTargetCommand({ ...targetOf(name), MinCapacity: 1, MaxCapacity: 2 }));
    const pages: number[] = [];
    for await (const page of paginateDescribeScalableTargets({ client, pageSize: 2 }, { ServiceNamespace })) pages.push(page.ScalableTargets?.length ?? 0);
    assert.deepEqual(pages, [2, 2, 1]);
    assert.deepEqual((await targets({ ResourceIds: [targetOf('s3').ResourceId, 'endpoint/nobody/variant/x'], ScalableDimension })).map((each) => each.ResourceId), [targetOf('s3').ResourceId]);
    assert.deepEqual(await targets({ ResourceIds: [targetOf('s3').ResourceId], ScalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency' }), []);
    await refused(targets({ ScalableDimension }), 'ValidationException', /ResourceIds must be specified/);
    await refused(targets({ MaxResults: 51 }), 'ValidationException', /between 1 and 50/);
    await refused(targets({ NextToken: 'made-up' }), 'InvalidNextTokenException', /NextToken/);
    assert.match((await failure(client.send(new DescribeScalableTargetsCommand({} as never)))).message, /Value null at 'serviceNamespace'/);
  });

  it('keeps policies with what they were configured with, and the alarms that they watch', async () => {
    const { PolicyARN, Alarms = [] } = await put();
    assert.deepEqual(Alarms.map(({ AlarmName = '' }) => AlarmName.replace(/[0-9a-f-]{36}$/, '')), [`TargetTracking-${CHURN.ResourceId}-AlarmHigh-`, `TargetTracking-${CHURN.ResourceId}-AlarmLow-`]);
    const [held] = await policies({ ResourceId: CHURN.ResourceId, ScalableDimension });
    assert.deepEqual([held?.PolicyName, held?.PolicyARN, held?.PolicyType, held?.TargetTrackingScalingPolicyConfiguration, held?.Alarms], ['busy', PolicyARN, 'TargetTrackingScaling', TRACKING, Alarms]);
    const changed = await put({ TargetTrackingScalingPolicyConfiguration: { ...TRACKING, TargetValue: 90, DisableScaleIn: true } });
    assert.deepEqual([changed.PolicyARN, changed.Alarms?.length], [PolicyARN, 1]);
    assert.equal((await policies())[0]?.TargetTrackingScalingPolicyConfiguration?.TargetValue, 90);
    await put({ PolicyName: 'steps', PolicyType: 'StepScaling', TargetTrackingScalingPolicyConfiguration: undefined, StepScalingPolicyConfiguration: { AdjustmentType: 'ChangeInCapacity' } });
    const names: (string | undefined)[][] = [];
    for await (const page of paginateDescribeScalingPolicies({ client, pageSize: 1 }, { ServiceNamespace })) names.push((page.ScalingPolicies ?? []).map((each) => each.PolicyName));
    assert.deepEqual(names, [['busy'], ['steps']]);
    assert.deepEqual((await policies({ PolicyNames: ['steps'] })).map((each) => each.PolicyName), ['steps']);
    assert.deepEqual(await policies({ ResourceId: targetOf('s1').ResourceId }), []);
    await refused(policies({ ScalableDimension }), 'ValidationException', /ResourceId must be specified/);
    await refused(policies({ MaxResults: 11 }), 'ValidationException', /between 1 and 10/);
  });

  it('refuses policies that could not work', async () => {
    const nothing = targetOf('nobody');
    await refused(put(nothing), 'ObjectNotFoundException', /^No scalable target registered for service namespace: sagemaker, resource ID: endpoint\/nobody\/variant\/AllTraffic, scalable dimension: sagemaker:variant:DesiredInstanceCount$/);
    await refused(put({ PolicyName: 'p', TargetTrackingScalingPolicyConfiguration: undefined }), 'ValidationException', /TargetTrackingScalingPolicyConfiguration must be specified/);
    await refused(put({ PolicyName: 'p', TargetTrackingScalingPolicyConfiguration: { TargetValue: 1 } }), 'ValidationException', /Exactly one/);
    await refused(put({ PolicyName: 'p', TargetTrackingScalingPolicyConfiguration: { TargetValue: 1, PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerInferenceComponentInvocationsPerCopy' } } }), 'ValidationException', /is not supported for the scalable dimension/);
    await refused(put({ PolicyName: 'p', PolicyType: 'PredictiveScaling' }), 'ValidationException', /PredictiveScaling is not supported/);
    await refused(put({ PolicyType: 'StepScaling', StepScalingPolicyConfiguration: {} }), 'ValidationException', /cannot be changed/);
  });

  it('ends policies and targets, once', async () => {
    const drop = (PolicyName: string) => client.send(new DeleteScalingPolicyCommand({ ...CHURN, PolicyName }));
    const deregister = () => client.send(new DeregisterScalableTargetCommand(CHURN));
    await drop('steps');
    await refused(drop('steps'), 'ObjectNotFoundException', /^No scaling policy found for service namespace: sagemaker, .*, policy name: steps$/);
    await deregister();
    await refused(deregister(), 'ObjectNotFoundException', /^No scalable target found for service namespace: sagemaker, resource ID: endpoint\/churn-scoring-prod\/variant\/AllTraffic, scalable dimension: sagemaker:variant:DesiredInstanceCount$/);
    assert.deepEqual([await policies(), (await targets()).length], [[], 4]);
  });
});
