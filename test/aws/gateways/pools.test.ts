// Capacity fallback, from the plan over the SDK to the emulator and away again.
import assert from 'node:assert/strict';
import { parseSpec } from '../../../src/catalog/spec.js';
import { defaultForm } from '../../../src/deploy/defaults.js';
import { type DeploymentPlan, plan } from '../../../src/deploy/plan.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { remove } from '../../../src/endpoints/removal.js';
import { planRemoval } from '../../../src/endpoints/removalPlan.js';
import type { JsonObject } from '../../../src/shared/json.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const ROLE = 'arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000';
const FIRST = 'ml.m5.xlarge';
const SECOND = 'ml.g4dn.xlarge';

describe('fallback types over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  before(async () => { emulator = await startEmulator({ region: REGION, quotas: { [FIRST]: 10, [SECOND]: 10, 'ml.m5.2xlarge': 10 } }); });
  after(() => emulator.stop());
  beforeEach(() => { gateways = gatewaysTo(emulator.url); });
  afterEach(() => { gateways.dispose(); emulator.setFaults([]); });

  /** A model with one image for CPU and another for GPU. */
  function planned(endpointName: string, fallbackTypes: string[], provisionTimeoutS = 0): DeploymentPlan {
    const document = builtInCatalogue().entries.map(({ spec }) => spec as JsonObject).find((spec) => spec['model_id'] === 'huggingface-tc-bert-base-cased') ?? assert.fail('no model');
    const spec = parseSpec(document);
    const result = plan(spec, { ...defaultForm(spec, REGION, new Date()), endpointName, instanceType: FIRST, fallbackTypes, provisionTimeoutS }, { region: REGION, defaultRole: ROLE });
    if (!result.ok) assert.fail(JSON.stringify(result.refusals));
    return result.plan;
  }

  async function deploy(p: DeploymentPlan): Promise<string> {
    for (const call of p.calls) await gateways.deploy.execute(call, {});
    return p.calls.at(-1)?.creates?.name ?? '';
  }

  const images = async (name: string): Promise<string[]> => {
    const response = await fetch(emulator.url, { method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SageMaker.DescribeEndpoint', authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${REGION}/sagemaker/aws4_request, SignedHeaders=host, Signature=0` }, body: JSON.stringify({ EndpointName: name }) });
    const { ProductionVariants: variants } = await response.json() as { ProductionVariants: { DeployedImages: { SpecifiedImage: string }[] }[] };
    return variants.flatMap((variant) => variant.DeployedImages.map((image) => image.SpecifiedImage));
  };

  const ports = () => ({ ...gateways, parkedOn: () => [] });

  async function takeAway(name: string): Promise<string[]> {
    const clock = { now: () => new Date(), sleep: () => { emulator.advance(600); return Promise.resolve(); } };
    const { removed, left } = await remove(await planRemoval(ports(), name), { ports: ports(), clock, pollMs: 1 });
    assert.deepEqual(left, []);
    return removed.map((r) => `${r.kind} ${r.name}`);
  }

  it('come into service on the second type where the first has no capacity, with its own image, and leave nothing behind', async () => {
    const before = await gateways.endpoints.instancesInUse();
    const count = (held: ReadonlyMap<string, number>, type: string): number => (held.get(type) ?? 0) - (before.get(type) ?? 0);
    emulator.setFaults([{ kind: 'capacity', instanceType: FIRST }]);
    const p = planned('second', [SECOND], 300);
    const name = await deploy(p);
    emulator.advance(3600);
    const endpoint = await gateways.endpoints.describe(name);
    assert.equal(endpoint?.status, 'InService', endpoint?.failureReason);
    assert.deepEqual(endpoint.variants[0]?.pools, [{ instanceType: FIRST, count: 0 }, { instanceType: SECOND, count: 1 }]);
    assert.deepEqual((await gateways.endpoints.describeConfig(name))?.variants[0]?.pools, [{ instanceType: FIRST, modelName: undefined }, { instanceType: SECOND, modelName: `${name}-pool-2` }]);
    assert.match((await images(name)).join(), /-gpu-/);
    const held = await gateways.endpoints.instancesInUse();
    assert.deepEqual([count(held, FIRST), count(held, SECOND)], [0, 1]);
    assert.deepEqual(await gateways.endpoints.configsUsing(`${name}-pool-2`), [name]);
    assert.deepEqual(await takeAway(name), [`endpoint ${name}`, `endpointConfig ${name}`, `model ${name}`, `model ${name}-pool-2`]);
    for (const model of [name, `${name}-pool-2`]) assert.equal(await gateways.deploy.describe('model', model), undefined);
  });

  it('stay on the first type where that has capacity', async () => {
    const name = await deploy(planned('first', [SECOND]));
    const coming = await gateways.endpoints.instancesInUse();
    emulator.advance(3600);
    assert.deepEqual((await gateways.endpoints.describe(name))?.variants[0]?.pools, [{ instanceType: FIRST, count: 1 }, { instanceType: SECOND, count: 0 }]);
    assert.match((await images(name)).join(), /-cpu-/);
    assert.deepEqual(await gateways.endpoints.instancesInUse(), coming, 'counted alike while it was being created');
    await takeAway(name);
  });

  it('fail only where all lack capacity, and when the time to find instances is over', async () => {
    emulator.setFaults([{ kind: 'capacity' }]);
    const name = await deploy(planned('none', [SECOND], 1800));
    emulator.advance(1700);
    assert.equal((await gateways.endpoints.describe(name))?.status, 'Creating');
    emulator.advance(200);
    const endpoint = await gateways.endpoints.describe(name);
    assert.equal(endpoint?.status, 'Failed');
    assert.match(endpoint.failureReason ?? '', /InsufficientInstanceCapacity/);
    emulator.setFaults([]);
    await takeAway(name);
  });

  it('keep the model of a pool that another config uses', async () => {
    const name = await deploy(planned('kept', [SECOND]));
    const other = { EndpointConfigName: 'borrows', ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'jumpstart-dft-hf-tc-bert-base-cased', InitialInstanceCount: 1, InstancePools: [{ InstanceType: 'ml.m5.2xlarge', Priority: 2 }, { InstanceType: SECOND, Priority: 1, ModelNameOverride: `${name}-pool-2` }] }] };
    await gateways.deploy.execute({ id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', input: other, creates: { kind: 'endpointConfig', name: 'borrows' } }, {});
    emulator.advance(3600);
    const removal = await planRemoval(ports(), name);
    assert.deepEqual(removal.stays.map((kept) => `${kept.kind} ${kept.name}: ${kept.reason}`), [`model ${name}-pool-2: the endpoint configuration borrows uses it`]);
    await gateways.endpoints.remove('endpointConfig', 'borrows');
    await takeAway(name);
  });

  it('are passed over by an older API, which misses the instance type', async () => {
    emulator.setFaults([{ kind: 'noInstancePools' }]);
    const p = planned('older', ['ml.m5.2xlarge']);
    const [model, config] = p.calls;
    if (!model || !config) assert.fail('no calls');
    await gateways.deploy.execute(model, {});
    const error = await serviceError(gateways.deploy.execute(config, {}), 'invalid');
    assert.match(error.message, /needs an InstanceType/);
    await gateways.deploy.remove('model', model.creates?.name ?? '');
  });

  const [config] = [{ VariantName: 'AllTraffic', ModelName: 'jumpstart-dft-hf-tc-bert-base-cased', InitialInstanceCount: 1 }];
  const refused: [string, JsonObject, RegExp][] = [
    ['beside an instance type', { InstanceType: FIRST, InstancePools: [{ InstanceType: SECOND, Priority: 1 }] }, /both InstancePools and InstanceType/],
    ['of one priority', { InstancePools: [{ InstanceType: FIRST, Priority: 1 }, { InstanceType: SECOND, Priority: 1 }] }, /priorities of the InstancePools/],
    ['of one type', { InstancePools: [{ InstanceType: FIRST, Priority: 1 }, { InstanceType: FIRST, Priority: 2 }] }, /instance types of the InstancePools/],
    ['of a priority beyond 5', { InstancePools: [{ InstanceType: FIRST, Priority: 6 }] }, /'productionVariants\.1\.member\.instancePools\.1\.member\.priority' .*less than or equal to 5/],
    ['without a type', { InstancePools: [{ Priority: 1 }] }, /instancePools\.1\.member\.instanceType' .*must not be null/],
    ['of an unknown type', { InstancePools: [{ InstanceType: 'ml.z9.large', Priority: 1 }] }, /instancePools\.1\.member\.instanceType' .*enum value set/],
    ['of a model that is not there', { InstancePools: [{ InstanceType: FIRST, Priority: 1, ModelNameOverride: 'gone' }] }, /Could not find model/],
    ['that are none', { InstancePools: [] }, /greater than or equal to 1/],
    ['with too little time', { InstancePools: [{ InstanceType: FIRST, Priority: 1 }], VariantInstanceProvisionTimeoutInSeconds: 299 }, /greater than or equal to 300/],
  ];
  for (const [title, change, text] of refused) {
    it(`are refused by SageMaker ${title}`, async () => {
      const input = { EndpointConfigName: 'odd', ProductionVariants: [{ ...config, ...change }] };
      const error: unknown = await gateways.deploy.execute({ id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', input, creates: { kind: 'endpointConfig', name: 'odd' } }, {}).then(() => 'taken', (e: unknown) => e);
      assert.match(error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error), text);
    });
  }
});
