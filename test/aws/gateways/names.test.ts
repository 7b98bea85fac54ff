// Names that are taken, as the tab's checks see them: SageMaker keeps them apart without regard to case.
import assert from 'node:assert/strict';
import { parseSpec } from '../../../src/catalog/spec.js';
import { namesOf } from '../../../src/deploy/checks/names.js';
import { defaultForm } from '../../../src/deploy/defaults.js';
import { plan } from '../../../src/deploy/plan.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { EMPTY_FORM } from '../../../src/shared/form.js';
import type { JsonObject } from '../../../src/shared/json.js';
import { nextEndpointName } from '../../../src/shared/names.js';
import { AccountFacts } from '../../../src/ui/panel/accountFacts.js';
import { REGION, gatewaysTo, serviceError } from './support.js';

const ROLE = 'arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000';

describe('names over the SDK', () => {
  let emulator: Emulator;
  let gateways: Gateways;
  before(async () => {
    emulator = await startEmulator({ region: REGION, quotas: { 'ml.m5.xlarge': 10 } });
    gateways = gatewaysTo(emulator.url);
  });
  after(async () => {
    gateways.dispose();
    await emulator.stop();
  });

  const planned = (endpointName: string) => {
    const spec = parseSpec(builtInCatalogue().entries.map((entry) => entry.spec as JsonObject).find((each) => each['model_id'] === 'huggingface-tc-bert-base-cased') ?? assert.fail('no model'));
    const result = plan(spec, { ...defaultForm(spec, REGION, new Date()), endpointName, instanceType: 'ml.m5.xlarge' }, { region: REGION, defaultRole: ROLE });
    return result.ok ? result.plan : assert.fail(JSON.stringify(result.refusals));
  };
  const taken = async (endpointName: string): Promise<string[]> => {
    const facts = new AccountFacts({ gateways: () => Promise.resolve(gateways), identity: () => undefined, reportError: (error) => { throw error; } }, () => undefined);
    return (await facts.namesTaken(namesOf({ form: { ...EMPTY_FORM, endpointName, usePrefix: true }, plan: undefined }))).map(({ kind }) => kind);
  };

  it('are taken in whatever case, and of those that are offered the next free one is found', async () => {
    for (const name of ['Owl', 'owl-2']) for (const call of planned(name).calls) await gateways.deploy.execute(call, {});
    for (const name of ['Owl', 'owl', 'OWL']) assert.deepEqual(await taken(name), ['model', 'endpointConfig', 'endpoint'], name);
    const [create] = planned('oWL').calls;
    await serviceError(gateways.deploy.execute(create ?? assert.fail('no call'), {}), 'nameTaken');
    const offered = nextEndpointName('OWL', true);
    assert.deepEqual([offered, await taken(offered)], ['OWL-2', ['model', 'endpointConfig', 'endpoint']]);
    const further = nextEndpointName(offered, true);
    assert.deepEqual([further, await taken(further)], ['OWL-3', []]);
    for (const call of planned(further).calls) await gateways.deploy.execute(call, {});
  });
});
