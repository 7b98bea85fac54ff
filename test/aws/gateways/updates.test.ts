// Updates of endpoints as they are planned and carried out, over the real SDK.
import assert from 'node:assert/strict';
import { ApplicationAutoScalingClient, DescribeScalingPoliciesCommand, PutScalingPolicyCommand, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import {
  CreateEndpointCommand, type CreateEndpointCommandInput, CreateEndpointConfigCommand, type CreateEndpointConfigCommandInput, CreateInferenceComponentCommand, CreateModelCommand, type CreateModelCommandInput,
} from '@aws-sdk/client-sagemaker';
import { type ModelSpec, parseSpec } from '../../../src/catalog/spec.js';
import { defaultForm } from '../../../src/deploy/defaults.js';
import { plan } from '../../../src/deploy/plan.js';
import type { Clock } from '../../../src/deploy/ports.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import type { FaultRule } from '../../../src/emulator/start.js';
import type { Gateways, LiveEndpoint } from '../../../src/endpoints/ports.js';
import { planUpdate } from '../../../src/endpoints/updatePlan.js';
import type { UpdateResult, UpdateWish } from '../../../src/endpoints/updates.js';
import { update } from '../../../src/endpoints/updating.js';
import { isServiceError } from '../../../src/shared/serviceError.js';
import { account, type Clients, clientsOf, credentials, emulatorForSuite, role } from '../emulator/support.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';
const FOREIGN = 'churn-scoring-prod';
const MOBILENET = 'pytorch-ic-mobilenet-v2';
const POLL_MS = 60_000;

const specOf = (model: string, version?: string): ModelSpec => parseSpec(builtInCatalogue().find(model, version)?.spec);

describe('updates of endpoints over the SDK', () => {
  const emulator = emulatorForSuite({ timeScale: 1, quotas: { 'ml.m5.large': 40, 'ml.m5.xlarge': 40, 'ml.g4dn.xlarge': 40, 'ml.p3.2xlarge': 0 } });
  let gateways: Gateways;
  let clients: Clients;
  let count = 0;
  let later = 0;
  before(() => { clients = clientsOf(emulator.current); });
  beforeEach(() => { gateways = gatewaysTo(emulator.current.url); });
  afterEach(() => { gateways.dispose(); emulator.current.setFaults([]); });

  /** Each wait between two looks is over at once, for the emulator as for whoever waits. */
  function quickClock(): Clock {
    let ahead = 0;
    return { now: () => new Date(Date.now() + ahead), sleep: (ms, signal) => { signal?.throwIfAborted(); ahead += ms; emulator.current.advance(ms / 1000); return Promise.resolve(); } };
  }

  /** An endpoint that was made as the form makes it, in service. */
  async function deployed(spec: ModelSpec, instanceType: string): Promise<string> {
    const form = { ...defaultForm(spec, REGION, new Date()), endpointName: `dft-update-${count++}`, instanceType, role: { mode: 'input' as const, found: '', typed: role }, acceptDeprecated: true, acceptVulnerable: true };
    const made = plan(spec, form, { region: REGION, accountId: account });
    assert.ok(made.ok, JSON.stringify(made));
    for (const { operation, input } of made.plan.calls) {
      const sent: unknown = input;
      if (operation === 'CreateModel') await clients.sagemaker.send(new CreateModelCommand(sent as CreateModelCommandInput));
      if (operation === 'CreateEndpointConfig') await clients.sagemaker.send(new CreateEndpointConfigCommand(sent as CreateEndpointConfigCommandInput));
      if (operation === 'CreateEndpoint') await clients.sagemaker.send(new CreateEndpointCommand(sent as CreateEndpointCommandInput));
    }
    emulator.current.advance(3600);
    return made.plan.calls.at(-1)?.creates?.name ?? '';
  }

  const liveOf = async (name: string): Promise<LiveEndpoint> => await gateways.updates.live(name) ?? assert.fail('it is gone');

  async function wishFor(name: string, change: { running: ModelSpec; wanted?: ModelSpec; instanceType: string }): Promise<UpdateWish> {
    const live = await liveOf(name);
    // its names carry the second
    const at = new Date(Date.now() + 1000 * later++);
    const planned = planUpdate(live, { wanted: change.running, ...change, region: REGION, accountId: account, at });
    assert.ok(planned.ok, planned.ok ? '' : planned.reason);
    return { ...wish(live), startedAt: at.toISOString(), goal: { kind: 'config', name: planned.plan.toConfig }, calls: planned.plan.calls, tags: planned.plan.tags };
  }

  async function wishForCount(name: string, wanted: number): Promise<UpdateWish> {
    return { ...wish(await liveOf(name)), goal: { kind: 'counts', counts: { AllTraffic: wanted } } };
  }

  const wish = ({ detail }: LiveEndpoint): Omit<UpdateWish, 'goal'> => ({
    format: 1, id: 'u', target: { profile: undefined, region: REGION, accountId: account, endpointUrl: emulator.current.url, emulated: true }, endpointName: detail.name, endpointArn: detail.arn,
    endpointCreatedAt: detail.createdAt.toISOString(), startedAt: new Date().toISOString(), calls: [], tags: {}, summary: 'a → b',
  });

  /** Signs in again as often as it has to, and goes on from what was written down last. */
  async function carriedOut(wanted: UpdateWish): Promise<UpdateResult> {
    const clock = quickClock();
    let kept = wanted;
    const save = (next: UpdateWish): Promise<void> => { kept = structuredClone(next); return Promise.resolve(); };
    for (;;) {
      try {
        return await update(kept, { ports: gateways, clock, pollMs: POLL_MS, signal: new AbortController().signal, save, confirm: () => Promise.resolve(), onStep: () => undefined });
      } catch (error) {
        if (!isServiceError(error, 'signIn')) throw error;
      }
    }
  }

  const isThere = async (kind: 'model' | 'endpointConfig', name: string): Promise<boolean> => await gateways.updates.created(kind, name) !== undefined;
  const madeBy = async ({ calls }: UpdateWish): Promise<boolean[]> => Promise.all(calls.map(({ id, creates }) => isThere(id === 'model' ? 'model' : 'endpointConfig', creates?.name ?? '')));
  const asked = (operation: string, since: number): number => emulator.current.calls.slice(since).filter((call) => call.operation === operation).length;

  describe('what runs', () => {
    it('is told in the words of the calls that would make it again, each asked for once', async () => {
      const before = emulator.current.calls.length;
      const live = await liveOf(STUDIO);
      assert.deepEqual(emulator.current.calls.slice(before).map(({ operation }) => operation).sort(), ['DescribeEndpoint', 'DescribeEndpointConfig', 'DescribeModel', 'ListInferenceComponents', 'ListTags']);
      assert.deepEqual([live.detail.status, live.components, [...live.models.keys()]], ['InService', [], [STUDIO]]);
      assert.deepEqual(live.config, { ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: STUDIO, InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: 'ml.m5.xlarge' }] });
      assert.deepEqual(Object.keys(live.models.get(STUDIO) ?? {}).sort(), ['EnableNetworkIsolation', 'ExecutionRoleArn', 'PrimaryContainer']);
      assert.equal(live.tags?.['sagemaker-studio:jumpstart-model-version'], '3.0.13');
    });

    it('is nothing where there is no such endpoint, and unknown where it may not be read', async () => {
      assert.equal(await gateways.updates.live('nobody'), undefined);
      for (const operation of ['DescribeEndpoint', 'DescribeEndpointConfig', 'DescribeModel']) {
        emulator.current.setFaults([{ kind: 'accessDenied', operation }]);
        assert.equal((await serviceError(gateways.updates.live(STUDIO), 'permission')).action, `sagemaker:${operation}`);
      }
    });

    it('has no tags and no components where they may not be listed', async () => {
      emulator.current.setFaults([{ kind: 'accessDenied', operation: 'ListTags' }, { kind: 'accessDenied', operation: 'ListInferenceComponents' }]);
      const live = await liveOf(STUDIO);
      assert.deepEqual([live.tags, live.components, live.config === undefined], [undefined, [], false]);
    });

    it('names inference components', async () => {
      const config = `${MOBILENET}-host`;
      await clients.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: config, ExecutionRoleArn: role, ProductionVariants: [{ VariantName: 'AllTraffic', InitialInstanceCount: 1, InstanceType: 'ml.g4dn.xlarge' }] }));
      await clients.sagemaker.send(new CreateEndpointCommand({ EndpointName: config, EndpointConfigName: config }));
      emulator.current.advance(3600);
      await clients.sagemaker.send(new CreateInferenceComponentCommand({ InferenceComponentName: 'part', EndpointName: config, VariantName: 'AllTraffic', RuntimeConfig: { CopyCount: 1 }, Specification: { ModelName: STUDIO, ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024 } } }));
      const live = await liveOf(config);
      assert.deepEqual([live.components, live.models.size], [['part'], 0]);
    });

    it('is without its config, or its model, where that was deleted', async () => {
      const spec = specOf(MOBILENET);
      const name = await deployed(spec, 'ml.m5.large');
      await gateways.endpoints.remove('model', name);
      const live = await liveOf(name);
      assert.deepEqual([live.models.size, live.config === undefined], [0, false]);
      await gateways.endpoints.remove('endpointConfig', name);
      const without = await liveOf(name);
      assert.deepEqual([without.models.size, without.config, without.detail.configName], [0, undefined, name]);
    });
  });

  describe('an update', () => {
    it('to another instance type is made, and leaves what ran before to go back to', async () => {
      const spec = specOf(MOBILENET);
      const name = await deployed(spec, 'ml.m5.large');
      const wanted = await wishFor(name, { running: spec, instanceType: 'ml.g4dn.xlarge' });
      assert.deepEqual(await carriedOut(wanted), { outcome: 'done', left: [] });
      const live = await liveOf(name);
      const [variant] = live.config?.['ProductionVariants'] as Record<string, unknown>[];
      assert.deepEqual([live.detail.status, live.detail.configName, variant?.['InstanceType']], ['InService', wanted.calls.at(-1)?.creates?.name, 'ml.g4dn.xlarge']);
      assert.match(JSON.stringify([...live.models.values()]), /-gpu-/);
      assert.deepEqual([await isThere('endpointConfig', name), await isThere('model', name)], [true, true]);
    });

    it('to another version, and back, tags the endpoint with what it runs', async () => {
      const [newer, older] = [specOf(MOBILENET), specOf(MOBILENET, '3.0.24')];
      const name = await deployed(newer, 'ml.m5.large');
      const wanted = await wishFor(name, { running: newer, wanted: older, instanceType: 'ml.m5.large' });
      assert.deepEqual(await carriedOut(wanted), { outcome: 'done', left: [] });
      const live = await liveOf(name);
      assert.deepEqual([live.tags?.['sagemaker-sdk:jumpstart-model-version'], live.detail.configName === name], ['3.0.24', false]);
      assert.deepEqual([await isThere('endpointConfig', name), await isThere('model', name)], [true, true]);
      const back = await wishFor(name, { running: older, wanted: newer, instanceType: 'ml.m5.large' });
      assert.equal((await carriedOut({ ...back, calls: back.calls.map((call) => structuredClone(call)) })).outcome, 'done');
      assert.equal((await liveOf(name)).tags?.['sagemaker-sdk:jumpstart-model-version'], newer.version);
    });

    it('of what Studio made works as well', async () => {
      const spec = specOf('huggingface-tc-bert-base-cased');
      const wanted = await wishFor(STUDIO, { running: spec, instanceType: 'ml.m5.large' });
      assert.deepEqual([wanted.calls.map(({ operation }) => operation), wanted.tags], [['CreateEndpointConfig'], {}]);
      assert.deepEqual(await carriedOut(wanted), { outcome: 'done', left: [] });
      assert.equal((await liveOf(STUDIO)).tags?.['sagemaker-studio:jumpstart-model-id'], 'huggingface-tc-bert-base-cased');
    });

    for (const kind of ['capacity', 'crashLoop', 'imageMissing', 'noS3Route', 'updateRollback'] as const) {
      it(`that SageMaker takes back without a word is told with its reason, and nothing of it stays: ${kind}`, async () => {
        const spec = specOf(MOBILENET);
        const name = await deployed(spec, 'ml.m5.large');
        const wanted = await wishFor(name, { running: spec, instanceType: 'ml.g4dn.xlarge' });
        emulator.current.setFaults([{ kind, operation: 'UpdateEndpoint', message: 'It did not work out.' }]);
        assert.deepEqual(await carriedOut(wanted), { outcome: 'rolledBack', reason: 'It did not work out.', left: [] });
        const { detail } = await liveOf(name);
        assert.deepEqual([detail.status, detail.configName, await madeBy(wanted)], ['InService', name, wanted.calls.map(() => false)]);
        assert.deepEqual([await isThere('endpointConfig', name), await isThere('model', name)], [true, true]);
      });
    }

    it('that cannot even be taken back has failed, keeps both configs, and a further update mends it', async () => {
      const spec = specOf(MOBILENET);
      const name = await deployed(spec, 'ml.m5.large');
      const wanted = await wishFor(name, { running: spec, instanceType: 'ml.g4dn.xlarge' });
      emulator.current.setFaults([{ kind: 'updateRollbackFailed', message: 'Half of it runs.' }]);
      assert.deepEqual(await carriedOut(wanted), { outcome: 'failed', reason: 'Half of it runs.', left: [] });
      assert.deepEqual([(await liveOf(name)).detail.status, await madeBy(wanted)], ['UpdateRollbackFailed', wanted.calls.map(() => true)]);
      emulator.current.setFaults([]);
      const mending = { ...wanted, calls: [] };
      assert.equal((await carriedOut(mending)).outcome, 'done');
    });

    it('of which an answer is lost is asked for once, also where SageMaker takes it back', async () => {
      const spec = specOf(MOBILENET);
      const name = await deployed(spec, 'ml.m5.large');
      for (const wanted of [await wishFor(name, { running: spec, instanceType: 'ml.g4dn.xlarge' }), await wishForCount(name, 2)]) {
        const operation = wanted.goal.kind === 'config' ? 'UpdateEndpoint' : 'UpdateEndpointWeightsAndCapacities';
        emulator.current.setFaults([{ kind: 'lostAnswer', operation, times: 1 }, { kind: 'capacity', operation, times: 1, message: 'There are none.' }]);
        assert.deepEqual(await carriedOut(wanted), { outcome: 'rolledBack', reason: 'There are none.', left: [] });
        assert.equal((await liveOf(name)).detail.configName, name);
      }
    });

    it('that is denied is refused with the right that is missing, and leaves nothing', async () => {
      const spec = specOf(MOBILENET);
      const name = await deployed(spec, 'ml.m5.large');
      for (const operation of ['CreateModel', 'CreateEndpointConfig', 'UpdateEndpoint']) {
        const wanted = await wishFor(name, { running: spec, instanceType: 'ml.g4dn.xlarge' });
        emulator.current.setFaults([{ kind: 'accessDenied', operation }]);
        const { outcome, reason, left } = await carriedOut(wanted);
        assert.deepEqual([outcome, left, await madeBy(wanted)], ['refused', [], wanted.calls.map(() => false)]);
        assert.match(reason ?? '', new RegExp(`sagemaker:${operation}`));
        assert.equal((await liveOf(name)).detail.status, 'InService');
      }
    });

    it('for which the quota is too small is refused with its number', async () => {
      const spec = specOf(MOBILENET);
      const name = await deployed(spec, 'ml.m5.large');
      const wanted = await wishFor(name, { running: spec, instanceType: 'ml.p3.2xlarge' });
      const { outcome, reason, left } = await carriedOut(wanted);
      assert.deepEqual([outcome, left, await madeBy(wanted)], ['refused', [], wanted.calls.map(() => false)]);
      assert.match(reason ?? '', /ml\.p3\.2xlarge/);
    });

    it('may lack the right to tag, which is told', async () => {
      const [newer, older] = [specOf(MOBILENET), specOf(MOBILENET, '3.0.24')];
      const name = await deployed(newer, 'ml.m5.large');
      const wanted = await wishFor(name, { running: newer, wanted: older, instanceType: 'ml.m5.large' });
      // the right to tag is needed for the creation of tagged things, too: only the endpoint's own tags are kept from it
      emulator.current.setFaults([{ kind: 'accessDenied', operation: 'AddTags', containing: `endpoint/${name}` }]);
      const { outcome, reason } = await carriedOut(wanted);
      assert.equal(outcome, 'done');
      assert.match(reason ?? '', /tags still name what ran before.*sagemaker:AddTags/);
    });
  });

  describe('another number of instances', () => {
    it('is reached', async () => {
      const name = await deployed(specOf(MOBILENET), 'ml.m5.large');
      assert.deepEqual(await carriedOut(await wishForCount(name, 3)), { outcome: 'done', left: [] });
      assert.deepEqual((await liveOf(name)).detail.variants.map(({ currentCount, desiredCount }) => [currentCount, desiredCount]), [[3, 3]]);
    });

    it('for which there is no capacity is taken back, after SageMaker has said so', async () => {
      const name = await deployed(specOf(MOBILENET), 'ml.m5.large');
      emulator.current.setFaults([{ kind: 'capacity', instanceType: 'ml.m5.large' }]);
      const wanted = await wishForCount(name, 3);
      const before = emulator.current.calls.length;
      const { outcome, reason } = await carriedOut(wanted);
      assert.equal(outcome, 'rolledBack');
      assert.match(reason ?? '', /InsufficientInstanceCapacity/);
      assert.equal(asked('UpdateEndpointWeightsAndCapacities', before), 1);
    });

    it('that is denied, or beyond the quota, is refused', async () => {
      const name = await deployed(specOf(MOBILENET), 'ml.m5.large');
      assert.match((await carriedOut(await wishForCount(name, 100))).reason ?? '', /quota/i);
      emulator.current.setFaults([{ kind: 'accessDenied', operation: 'UpdateEndpointWeightsAndCapacities' }]);
      const { outcome, reason } = await carriedOut(await wishForCount(name, 2));
      assert.equal(outcome, 'refused');
      assert.match(reason ?? '', /sagemaker:UpdateEndpointWeightsAndCapacities/);
    });
  });

  describe('automatic scaling', () => {
    const about = { ServiceNamespace: 'sagemaker', ScalableDimension: 'sagemaker:variant:DesiredInstanceCount', ResourceId: `endpoint/${FOREIGN}/variant/AllTraffic` } as const;
    let client: ApplicationAutoScalingClient;
    before(() => { client = new ApplicationAutoScalingClient({ region: REGION, endpoint: emulator.current.url, credentials, maxAttempts: 1 }); });
    after(() => { client.destroy(); });
    const policies = async () => (await client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'sagemaker' }))).ScalingPolicies ?? [];
    const scaling = () => gateways.updates.scaling(FOREIGN, 'AllTraffic');
    const end = () => gateways.removal.deregister({ resourceId: about.ResourceId, dimension: about.ScalableDimension });

    it('is set, read, changed and ended', async () => {
      assert.equal(await scaling(), undefined);
      await gateways.updates.setScaling(FOREIGN, 'AllTraffic', { min: 1, max: 3, target: 100 });
      assert.deepEqual(await scaling(), { min: 1, max: 3, target: 100 });
      await gateways.updates.setScaling(FOREIGN, 'AllTraffic', { min: 2, max: 5, target: 70 });
      assert.deepEqual([await scaling(), (await policies()).length], [{ min: 2, max: 5, target: 70 }, 1]);
      await end();
      await end();
      assert.deepEqual([await scaling(), await policies()], [undefined, []]);
    });

    it('keeps the policy that is there, under its name and with its other settings', async () => {
      await client.send(new RegisterScalableTargetCommand({ ...about, MinCapacity: 1, MaxCapacity: 2 }));
      assert.deepEqual(await scaling(), { min: 1, max: 2, target: undefined });
      const PredefinedMetricSpecification = { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' as const };
      const theirs = { PredefinedMetricSpecification, ScaleInCooldown: 300, ScaleOutCooldown: 60, DisableScaleIn: true };
      await client.send(new PutScalingPolicyCommand({ ...about, PolicyName: 'theirs', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { ...theirs, TargetValue: 40 } }));
      await gateways.updates.setScaling(FOREIGN, 'AllTraffic', { min: 1, max: 4, target: 90 });
      assert.deepEqual((await policies()).map((each) => [each.PolicyName, each.TargetTrackingScalingPolicyConfiguration]), [['theirs', { ...theirs, TargetValue: 90 }]]);
      await end();
    });

    it('is as before where only half of it can be set', async () => {
      const set = (min: number) => gateways.updates.setScaling(FOREIGN, 'AllTraffic', { min, max: 3, target: 100 });
      emulator.current.setFaults([{ kind: 'accessDenied', operation: 'PutScalingPolicy' }]);
      assert.equal((await serviceError(set(1), 'permission')).action, 'application-autoscaling:PutScalingPolicy');
      assert.equal(await scaling(), undefined);
      emulator.current.setFaults([]);
      await set(1);
      emulator.current.setFaults([{ kind: 'accessDenied', operation: 'PutScalingPolicy' }]);
      await serviceError(set(2), 'permission');
      assert.deepEqual(await scaling(), { min: 1, max: 3, target: 100 });
      await end();
    });

    it('names the right that is missing', async () => {
      const denied = async (operation: string, work: () => Promise<unknown>): Promise<void> => {
        emulator.current.setFaults([{ kind: 'accessDenied', operation }]);
        assert.equal((await serviceError(work(), 'permission')).action, `application-autoscaling:${operation}`);
      };
      const set = () => gateways.updates.setScaling(FOREIGN, 'AllTraffic', { min: 1, max: 3, target: 100 });
      await set();
      await denied('DescribeScalableTargets', scaling);
      await denied('RegisterScalableTarget', set);
      await denied('PutScalingPolicy', set);
      await denied('DescribeScalingPolicies', scaling);
    });
  });

  describe('an update whose calls go wrong', () => {
    const CALLS = ['DescribeModel', 'CreateModel', 'DescribeEndpointConfig', 'CreateEndpointConfig', 'DescribeEndpoint', 'UpdateEndpoint', 'AddTags'];
    /** Once, which a further try mends, and as often as the SDK tries; it pauses long where it is throttled. */
    const timesOf = (kind: FaultRule['kind'], operation: string): number[] => (kind !== 'throttle' || operation === 'UpdateEndpoint' ? [1, 4] : [1]);
    const [newer, older] = [specOf(MOBILENET), specOf(MOBILENET, '3.0.24')];
    let name: string;
    beforeEach(async () => { name = await deployed(newer, 'ml.m5.large'); });

    for (const kind of ['throttle', 'serverError', 'drop', 'lostAnswer', 'expiredToken'] as const) {
      it(`by ${kind} ends right, wherever it strikes`, async () => {
        let [running, wanted] = [newer, older];
        for (const [operation, times] of CALLS.flatMap((each) => timesOf(kind, each).map((n) => [each, n] as const))) {
          const change = await wishFor(name, { running, wanted, instanceType: 'ml.m5.large' });
          const fault: FaultRule = { kind, operation, times };
          emulator.current.setFaults([fault]);
          const before = emulator.current.calls.length;
          const { outcome, reason, left } = await carriedOut(change);
          emulator.current.setFaults([]);
          const what = `${operation} ${times}: ${outcome} ${reason ?? ''}`;
          const live = await liveOf(name);
          const refused = outcome === 'refused';
          // SageMaker's own problems end what has not begun
          if (kind !== 'serverError' || times === 1 || ['DescribeEndpoint', 'UpdateEndpoint', 'AddTags'].includes(operation)) assert.equal(outcome, 'done', what);
          assert.deepEqual([what, live.detail.status, left, await madeBy(change)], [what, 'InService', [], change.calls.map(() => !refused)]);
          assert.equal(live.detail.configName === change.calls.at(-1)?.creates?.name, !refused, what);
          assert.ok(asked('UpdateEndpoint', before) <= times + 1, what);
          if (!refused) [running, wanted] = [wanted, running];
        }
      }).timeout(120_000);
    }
  });
});
