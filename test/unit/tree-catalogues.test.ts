import assert from 'node:assert/strict';
import type { HubSource } from '../../src/catalog/ports.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { Catalogues } from '../../src/ui/catalogues.js';

const ID = 'meta-textgeneration-llama-2-7b';
const MANIFEST = JSON.stringify([{ model_id: ID, version: '1.0.0', min_version: '2.0.0', spec_key: `community_models/${ID}/specs_v1.0.0.json` }]);
const HERE = { region: 'us-west-2', endpointUrl: undefined };

function world() {
  const logged: string[] = [];
  const caches: string[] = [];
  const catalogues = new Catalogues({
    content: (region) => ({ region, fetch: (key) => Promise.resolve({ status: 'ok', text: key === 'models_manifest.json' ? MANIFEST : '[]', etag: undefined }) }),
    cache: (origin) => { caches.push(origin); return { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }; },
    now: () => new Date(), log: (m) => { logged.push(m); },
  });
  const asked: number[] = [];
  const hub = (answer: () => Promise<{ id: string; displayName: string; description: undefined; keywords: string[] }[]>): (() => Promise<HubSource>) => () => Promise.resolve({ listModels: () => { asked.push(1); return answer(); } });
  const named = hub(() => Promise.resolve([{ id: ID, displayName: 'Llama 2 7B by Meta', description: undefined, keywords: [] }]));
  const nameNow = async (): Promise<string | undefined> => (await catalogues.catalogue(HERE).find(ID))?.displayName;
  return { catalogues, logged, caches, asked, hub, named, nameNow };
}

describe('catalogues of a window', () => {
  it('are one for each region and origin, with a cache for each origin', () => {
    const { catalogues, caches } = world();
    assert.equal(catalogues.catalogue(HERE), catalogues.catalogue({ ...HERE }));
    assert.notEqual(catalogues.catalogue(HERE), catalogues.catalogue({ ...HERE, region: 'eu-west-1' }));
    assert.notEqual(catalogues.catalogue(HERE), catalogues.catalogue({ ...HERE, endpointUrl: 'http://127.0.0.1:4000' }));
    assert.deepEqual(caches, ['aws', 'aws', 'http://127.0.0.1:4000']);
  });

  it('take the hub\'s names once a session, which a refreshed list has too', async () => {
    const { catalogues, asked, named, nameNow } = world();
    let changes = 0;
    catalogues.onEnriched(() => { changes++; });
    await catalogues.enrich(HERE, named);
    await catalogues.enrich(HERE, named);
    assert.deepEqual([await nameNow(), changes, asked.length], ['Llama 2 7B by Meta', 1, 1]);
    await catalogues.catalogue(HERE).refresh();
    await catalogues.enrich(HERE, named);
    assert.deepEqual([await nameNow(), changes, asked.length], ['Llama 2 7B by Meta', 1, 1]);
  });

  it('do without names where the hub is denied, and log it once', async () => {
    const { catalogues, asked, hub, logged, nameNow } = world();
    const denied = hub(() => Promise.reject(new ServiceError('permission', 'No ListHubContents.')));
    await catalogues.enrich(HERE, denied);
    await catalogues.enrich(HERE, denied);
    assert.equal(asked.length, 1);
    assert.equal(logged.length, 1);
    assert.equal(await nameNow(), 'Llama 2 7B');
  });

  it('ask the hub again when the network is back', async () => {
    const { catalogues, hub, named, nameNow } = world();
    await catalogues.enrich(HERE, hub(() => Promise.reject(new ServiceError('offline', 'No network.'))));
    await catalogues.enrich(HERE, named);
    assert.equal(await nameNow(), 'Llama 2 7B by Meta');
  });
});
