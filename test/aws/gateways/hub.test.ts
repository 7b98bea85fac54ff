// Hubs over the real SDK, and a deployment of what they hold: the emulator takes what is planned.
import { CreateModelCommand, type CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import assert from 'node:assert/strict';
import { HubCatalogue } from '../../../src/catalog/hubCatalogue.js';
import type { HubGateway } from '../../../src/catalog/ports.js';
import { defaultForm } from '../../../src/deploy/defaults.js';
import { plan } from '../../../src/deploy/plan.js';
import { clientsOf, emulatorForSuite, role } from '../emulator/support.js';
import { REGION, gatewaysTo } from './support.js';

describe('hubs over the SDK', () => {
  const emulator = emulatorForSuite();
  let gateways: ReturnType<typeof gatewaysTo>;
  let hub: HubGateway;
  before(() => { gateways = gatewaysTo(emulator.current.url); hub = gateways.hub; });
  after(() => { gateways.dispose(); });

  it('lists the account\'s own, without the public one, through throttling', async () => {
    emulator.current.setFaults([{ kind: 'throttle', operation: 'ListHubs', times: 1 }]);
    const hubs = await hub.listHubs();
    emulator.current.setFaults([]);
    assert.deepEqual(hubs.map((h) => [h.name, h.arn.split(':').at(-1)]), [['our-models', 'hub/our-models']]);
  });

  it('lists what a hub holds, by type, with every version of one', async () => {
    const contents = await hub.listContents('our-models');
    assert.deepEqual(contents.map((c) => `${c.type} ${c.id} ${c.version}`), ['ModelReference meta-textgeneration-llama-3-1-8b-instruct 2.6.0', 'ModelReference pytorch-ic-mobilenet-v2 3.0.25', 'Model pytorch-ic-acme-parts 1.0.0']);
    assert.ok((await hub.listContents('SageMakerPublicHub')).every((c) => c.type === 'Model'));
    assert.deepEqual((await hub.listVersions('our-models', { type: 'ModelReference', id: 'pytorch-ic-mobilenet-v2' })).map((c) => c.version), ['3.0.25', '3.0.24', '3.0.9', '2.0.10']);
  });

  it('gives documents from which a model can be created through its hub', async () => {
    const [own] = await hub.listHubs();
    assert.ok(own);
    const catalogue = new HubCatalogue({ region: REGION, hub: own, gateway: () => Promise.resolve(hub), now: () => new Date(), cache: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() } });
    const { sagemaker } = clientsOf(emulator.current);
    for (const model of await catalogue.models()) {
      const spec = await catalogue.spec(model.id.split('/')[1] ?? '', model.version);
      const planned = plan(spec, { ...defaultForm(spec, REGION, new Date()), acceptEula: spec.gatedBucket, endpointName: spec.modelId.slice(0, 40) }, { region: REGION, defaultRole: role });
      if (!planned.ok) assert.fail(planned.refusals.map((r) => r.message).join(' '));
      await sagemaker.send(new CreateModelCommand(planned.plan.calls[0]?.input as unknown as CreateModelCommandInput));
      assert.equal(JSON.stringify(planned.plan.calls).includes('HubAccessConfig'), spec.hub?.reference, spec.modelId);
    }
  });
});
