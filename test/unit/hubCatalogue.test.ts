// Models of hubs: the account's own, and the public hub where the bucket may not be read.
import assert from 'node:assert/strict';
import { HubCatalogue } from '../../src/catalog/hubCatalogue.js';
import type { ContentSource, Fetched } from '../../src/catalog/ports.js';
import { ServiceError, isServiceError } from '../../src/shared/serviceError.js';
import { Catalogues } from '../../src/ui/catalogues.js';
import type { Connections } from '../../src/ui/connection.js';
import { splitByHub } from '../../src/ui/modelIndex.js';
import { ModelsState } from '../../src/ui/modelsState.js';
import { FakeHub, content } from '../fixtures/hubGateway.js';
import { row } from '../fixtures/manifest.js';
import * as specs from '../fixtures/specs.js';
import { settle } from '../support/endpoints.js';

const HERE = { region: 'us-west-2', endpointUrl: undefined, profile: 'work', emulated: false };
const LANTERN = 'pytorch-ic-lantern-small';
const SPEC = `community_models/${LANTERN}/specs_v2.1.0.json`;

function world(options: { signedIn?: boolean } = {}) {
  const hub = new FakeHub();
  hub.hubs = [{ name: 'our-models', arn: 'arn:aws:sagemaker:us-west-2:111122223333:hub/our-models' }];
  hub.contents.set('our-models', [content('acme-llm-otter', { version: '2.0.0' }), content('acme-llm-otter'), content('meta-llm-harbor', { type: 'ModelReference' })]);
  hub.contents.set('SageMakerPublicHub', [content(LANTERN, { version: '2.1.0', displayName: 'Lantern by hub' }), content(LANTERN, { version: '2.0.0' }), content('ai21-jamba', { keywords: ['@marketplace-version:v1.0'] })]);
  const objects = new Map<string, string | ServiceError>([['models_manifest.json', JSON.stringify([row(LANTERN, '2.1.0')])], ['proprietary-sdk-manifest.json', '[]'], [SPEC, JSON.stringify(specs.prefixCpu())]]);
  const bucket: ContentSource = { region: 'us-west-2', fetch: (key): Promise<Fetched> => {
    const found = objects.get(key) ?? new ServiceError('notFound', 'None.');
    return found instanceof Error ? Promise.reject(found) : Promise.resolve({ status: 'ok', text: found, etag: undefined });
  } };
  const files = new Map<string, string>();
  const logged: string[] = [];
  const make = (): Catalogues => new Catalogues({
    content: () => bucket, cache: () => ({ read: (name) => Promise.resolve(files.get(name)), write: (name, text) => { files.set(name, text); return Promise.resolve(); } }),
    hub: () => Promise.resolve(options.signedIn === false ? undefined : hub), now: () => new Date('2026-01-01T00:00:00Z'), log: (m) => { logged.push(m); },
  });
  const deny = (...keys: string[]): void => { for (const key of keys) objects.set(key, new ServiceError('permission', 'The bucket is denied.')); };
  return { hub, objects, logged, files, make, deny, catalogues: make() };
}

/** One hub, and windows that share what the disk holds of it. */
function diskWorld() {
  const gateway = new FakeHub();
  gateway.contents.set('SageMakerPublicHub', [content(LANTERN, { version: '2.1.0' }), content(LANTERN, { version: '2.0.0' })]);
  const files = new Map<string, string>();
  const start = Date.UTC(2026, 0, 1);
  let time = start;
  const window = (): HubCatalogue => new HubCatalogue({
    region: 'us-west-2', hub: { name: 'SageMakerPublicHub', arn: 'arn:aws:sagemaker:us-west-2:aws:hub/SageMakerPublicHub' }, gateway: () => Promise.resolve(gateway), now: () => new Date(time),
    cache: { read: (name) => Promise.resolve(files.get(name)), write: (name, text) => { files.set(name, text); return Promise.resolve(); } },
  });
  return { gateway, start: new Date(start), window, pass: (seconds: number): void => { time += seconds * 1000; } };
}

describe('a hub\'s list on the disk', () => {
  it('is shown with the reason while the hub is out of reach, which is asked again after a minute', async () => {
    const { gateway, start, window, pass } = diskWorld();
    await window().listing();
    pass(7 * 3600);
    gateway.failing.set('listContents', 'offline');
    const hub = window();
    const held = await hub.listing();
    assert.deepEqual([held.models.map(({ id }) => id), held.checkedAt, held.problem?.kind], [[LANTERN], start, 'offline']);
    gateway.failing.clear();
    pass(59);
    assert.equal((await hub.listing()).problem?.kind, 'offline', 'it is not asked at every look');
    pass(1);
    const fresh = await hub.listing();
    assert.deepEqual([fresh.problem, fresh.checkedAt.getTime() - start.getTime(), gateway.asked.length], [undefined, (7 * 3600 + 60) * 1000, 3]);
  });
});

describe('an older version of a hub\'s model', () => {
  it('is not said to be missing while the hub cannot be asked for its versions', async () => {
    const { gateway, window } = diskWorld();
    const hub = window();
    await hub.models();
    gateway.failing.set('listVersions', 'offline');
    await assert.rejects(hub.spec(LANTERN, '2.0.0'), (e) => isServiceError(e, 'offline'));
    await hub.spec(LANTERN, '2.1.0');
    gateway.failing.clear();
    assert.equal((await hub.spec(LANTERN, '2.0.0')).version, '2.0.0', 'a failure is not kept');
  });
});

describe('private hubs', () => {
  it('offer their models under keys of their own, each once, and describe none of them', async () => {
    const { catalogues, hub } = world();
    const models = await catalogues.hubs(HERE).models();
    assert.deepEqual(models.map((m) => [m.id, m.hub?.name, m.displayName, m.version, m.provider, m.task.label]).sort(), [
      ['our-models/acme-llm-otter', 'our-models', 'The acme-llm-otter', '2.0.0', 'acme', 'Text Generation'], ['our-models/meta-llm-harbor', 'our-models', 'The meta-llm-harbor', '1.0.0', 'acme', 'Text Generation'],
    ]);
    await catalogues.hubs(HERE).models();
    assert.deepEqual(hub.asked, ['listHubs', 'listContents our-models']);
  });

  it('give the model and its spec by the key, with all its versions and the way through the hub', async () => {
    const { catalogues } = world();
    const source = catalogues.source(HERE);
    assert.deepEqual((await source.find('our-models/acme-llm-otter'))?.versions.map((v) => v.version), ['2.0.0', '1.0.0']);
    const spec = await source.spec('our-models/meta-llm-harbor', '1.0.0');
    assert.deepEqual([spec.modelId, spec.hub?.reference, spec.hub?.contentArn], ['meta-llm-harbor', true, 'arn:aws:sagemaker:us-west-2:111122223333:hub-content/our-models/ModelReference/meta-llm-harbor/1.0.0']);
    assert.equal((await source.spec('our-models/acme-llm-otter', '1.0.0')).version, '1.0.0');
    await assert.rejects(source.spec('our-models/acme-llm-otter', '9.0.0'), (e) => isServiceError(e, 'notFound') && /newest is 2\.0\.0/.test(e.message));
    await assert.rejects(source.find('their-models/x'), (e) => isServiceError(e, 'notFound') && /does not have/.test(e.message));
  });

  it('show the newest version where the others may not be listed', async () => {
    const { catalogues, hub } = world();
    hub.failing.set('listVersions', 'permission');
    assert.deepEqual((await catalogues.source(HERE).find('our-models/acme-llm-otter'))?.versions.map((v) => v.version), ['2.0.0']);
  });

  it('are none where they may not be listed or nobody is signed in; what cannot be read of one leaves the others', async () => {
    const { catalogues, hub, logged } = world();
    hub.failing.set('listHubs', 'permission');
    assert.deepEqual(await catalogues.hubs(HERE).models(), []);
    hub.failing.clear();
    hub.hubs.push({ name: 'closed', arn: 'arn:aws:sagemaker:us-west-2:111122223333:hub/closed' });
    hub.failing.set('listContents closed', 'permission');
    assert.equal((await catalogues.hubs(HERE).models()).length, 2);
    assert.equal(logged.length, 2);
    assert.deepEqual(await world({ signedIn: false }).catalogues.hubs(HERE).models(), []);
  });

  it('stay as they were read last where AWS cannot be asked just now, and go where they may not be read any more', async () => {
    const { catalogues, hub } = world();
    const hubs = catalogues.hubs(HERE);
    const names = async (): Promise<string[]> => { hubs.refresh(); return (await hubs.models()).map(({ id }) => id).sort(); };
    const both = ['our-models/acme-llm-otter', 'our-models/meta-llm-harbor'];
    assert.deepEqual(await names(), both);
    for (const [operation, kind] of [['listHubs', 'offline'], ['listHubs', 'signIn'], ['listContents our-models', 'throttled']] as const) {
      hub.failing.clear();
      hub.failing.set(operation, kind);
      assert.deepEqual(await names(), both, `${operation} ${kind}`);
    }
    hub.failing.clear();
    hub.failing.set('listContents our-models', 'permission');
    assert.deepEqual(await names(), []);
    hub.failing.clear();
    assert.deepEqual(await names(), both);
    hub.failing.set('listHubs', 'permission');
    assert.deepEqual(await names(), []);
  });

  it('go also where the refusal was made by another bundle, with a class of its own', async () => {
    const { catalogues, hub } = world();
    const hubs = catalogues.hubs(HERE);
    assert.equal((await hubs.models()).length, 2);
    hub.failing.set('listContents our-models', Object.assign(new Error('No.'), { name: 'ServiceError', kind: 'permission' }));
    hubs.refresh();
    assert.deepEqual(await hubs.models(), []);
  });

  it('are another profile\'s own', () => {
    const { catalogues } = world();
    assert.equal(catalogues.hubs(HERE), catalogues.hubs({ ...HERE }));
    assert.notEqual(catalogues.hubs(HERE), catalogues.hubs({ ...HERE, profile: 'home' }));
  });
});

describe('where the bucket is denied', () => {
  it('the list is the public hub\'s, with the reason, and it survives a restart without asking again', async () => {
    const { catalogues, make, hub, deny } = world();
    deny('models_manifest.json');
    const listing = await catalogues.catalogue(HERE).list();
    assert.deepEqual(listing.models.map((m) => [m.id, m.kind, m.version]).sort(), [['ai21-jamba', 'marketplace', 'v1.0'], [LANTERN, 'open', '2.1.0']]);
    assert.deepEqual([listing.insteadOf?.message, listing.problem], ['The bucket is denied.', undefined]);
    await make().catalogue(HERE).list();
    assert.deepEqual(hub.asked, ['listContents SageMakerPublicHub']);
  });

  it('a model\'s versions and its spec are the hub\'s', async () => {
    const { catalogues, deny, hub } = world();
    deny('models_manifest.json');
    const source = catalogues.source(HERE);
    assert.deepEqual((await source.find(LANTERN))?.versions.map((v) => v.version), ['2.1.0', '2.0.0']);
    const spec = await source.spec(LANTERN, '2.1.0');
    assert.deepEqual([spec.modelId, spec.version, spec.hub], [LANTERN, '2.1.0', undefined]);
    assert.ok(hub.asked.includes(`describe SageMakerPublicHub ${LANTERN} 2.1.0`));
  });

  it('a spec alone comes from the hub, too', async () => {
    const { catalogues, deny } = world();
    deny(SPEC);
    assert.equal((await catalogues.source(HERE).spec(LANTERN, '2.1.0')).nameBase, 'acme-otter');
  });

  it('and the hub too, or nobody is signed in, the bucket\'s own reason is told', async () => {
    for (const signedIn of [true, false]) {
      const { catalogues, deny, hub } = world({ signedIn });
      hub.failing.set('listContents', 'permission').set('describe', 'permission');
      await assert.doesNotReject(catalogues.source(HERE).spec(LANTERN, '2.1.0'));
      deny('models_manifest.json');
      await assert.rejects(catalogues.catalogue(HERE).refresh().then((l) => { throw l.problem ?? new Error('no problem'); }), (e) => isServiceError(e, 'permission') && /bucket/.test(e.message));
    }
  });
});

describe('the Models view with hubs', () => {
  function state(catalogues: Catalogues, status = 'connected') {
    const none = { dispose: (): void => undefined };
    const connections = { status, onChange: () => none, settled: () => Promise.resolve(HERE), settings: () => HERE, gateways: () => Promise.reject(new ServiceError('offline', 'No names.')) } as unknown as Connections;
    return new ModelsState(connections, catalogues, () => undefined);
  }

  it('has a group for each hub at its top, and the public models without them', async () => {
    const { catalogues } = world();
    const models = state(catalogues);
    await models.load();
    await settle();
    const { hubs, others } = splitByHub(models.index.find('', { deprecated: true }));
    assert.deepEqual([hubs.map((h) => [h.id, h.label, h.models.length]), others.map((m) => m.id)], [[['hub:our-models', 'Hub: our-models', 2]], [LANTERN]]);
    assert.deepEqual(models.index.find('our-models', { deprecated: true }).length, 2);
  });

  it('shows the hubs where nothing else may be read, and says so', async () => {
    const { catalogues, deny, hub } = world();
    deny('models_manifest.json');
    hub.failing.set('listContents SageMakerPublicHub', 'permission');
    const models = state(catalogues);
    await models.load();
    await settle();
    assert.deepEqual([models.status, models.hubsOnly, models.models.length], ['denied', true, 2]);
  });

  it('says why it shows the public hub\'s list', async () => {
    const { catalogues, deny } = world();
    deny('models_manifest.json');
    const models = state(catalogues);
    await models.load();
    await settle();
    assert.deepEqual([models.status, models.insteadOf?.kind, models.hubsOnly], ['ready', 'permission', false]);
  });
});
