import assert from 'node:assert/strict';
import { type Created, type KnownHere, findCreated } from '../../src/endpoints/created.js';
import type { JumpStartOrigin } from '../../src/endpoints/recognise.js';
import type { EndpointRow } from '../../src/endpoints/store.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { FakeEndpoints, ManualClock } from '../support/endpoints.js';

const nothing: KnownHere = { rows: [], parked: [], records: [], spared: new Set() };
const words = (found: readonly Created[]): string[] => found.map(({ kind, name, state, endpointName, stays }) => [state, kind, name, endpointName === '' ? undefined : `of ${endpointName}`, stays].filter((part) => part !== undefined).join(' '));

function rowOf(aws: FakeEndpoints, name: string, source: JumpStartOrigin['source']): EndpointRow {
  const summary = aws.endpoints.get(name)?.summary ?? assert.fail(name);
  return { summary, detail: undefined, config: undefined, origin: { modelId: 'm', version: '1', config: undefined, source } };
}

describe('what the extension created', () => {
  it('is nothing in an account in which others made everything', async () => {
    const aws = new FakeEndpoints(new ManualClock());
    aws.add('theirs', { configName: 'theirs', models: ['theirs'] });
    assert.deepEqual(await findCreated(aws.ports(), { ...nothing, rows: [rowOf(aws, 'theirs', 'studio')] }), []);
  });

  it('is each endpoint with what belongs to it, and its log', async () => {
    const aws = new FakeEndpoints(new ManualClock());
    aws.add('ours', { configName: 'ours-config', models: ['ours-model'] });
    aws.targets.push({ resourceId: 'endpoint/ours/variant/AllTraffic', dimension: 'sagemaker:variant:DesiredInstanceCount' });
    assert.deepEqual(words(await findCreated(aws.ports(), { ...nothing, rows: [rowOf(aws, 'ours', 'extension')] })), [
      'running scalableTarget endpoint/ours/variant/AllTraffic of ours', 'running endpoint ours of ours', 'running endpointConfig ours-config of ours', 'running model ours-model of ours', 'kept logGroup /aws/sagemaker/Endpoints/ours of ours',
    ]);
  });

  it('says why something would stay without its endpoint', async () => {
    const aws = new FakeEndpoints(new ManualClock());
    aws.add('ours', { configName: 'shared', models: ['m'] });
    aws.add('theirs', { configName: 'shared', models: ['m'] });
    const found = words(await findCreated(aws.ports(), { ...nothing, rows: [rowOf(aws, 'ours', 'extension'), rowOf(aws, 'theirs', 'studio')] }));
    assert.ok(found.includes('running endpointConfig shared of ours the endpoint theirs uses it'), found.join('\n'));
  });

  it('is not said to be nothing where it cannot be looked up', async () => {
    const aws = new FakeEndpoints(new ManualClock());
    aws.failing.set('list', { error: new ServiceError('offline', 'no answer'), times: 1 });
    await assert.rejects(findCreated(aws.ports(), nothing), /no answer/);
  });
});
