// What lies in the extension's own folders: another program, a newer version or a full disk may have written it.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CacheFiles, Files } from '../../../src/aws/files.js';
import { cacheName } from '../../../src/catalog/cacheName.js';
import { Journal } from '../../../src/deploy/journal.js';
import { hasEnded } from '../../../src/deploy/record.js';
import { type ParkedEndpoint, ParkedEndpoints } from '../../../src/endpoints/parked.js';
import { Removals } from '../../../src/endpoints/removals.js';
import { Updates } from '../../../src/endpoints/updates.js';
import { notebookFileName } from '../../../src/notebook/fileName.js';
import { originalFileName, originalNotebook } from '../../../src/notebook/original.js';
import { EMPTY_FORM } from '../../../src/shared/form.js';
import type { JsonObject } from '../../../src/shared/json.js';
import { ServiceError } from '../../../src/shared/serviceError.js';
import { deploymentView } from '../../../src/ui/panel/recordView.js';
import { damaged, spoiled, text } from '../../fixtures/hostile.js';
import { MemoryStore, PLAN, TARGET } from '../../support/deploy.js';
import { ManualClock } from '../../support/endpoints.js';
import { announced, holds, orRefused } from '../../support/fuzz.js';

const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
const RECORD = plain({
  format: 1, id: 'a', title: 'A model', target: TARGET, plan: PLAN, form: EMPTY_FORM, startedAt: '2026-11-01T00:00:00.000Z', phase: 'failed', cancelWanted: false,
  calls: PLAN.calls.map(({ id }) => ({ id, status: 'done' })), failure: { kind: 'invalid', message: 'It failed.', callId: PLAN.calls[0]?.id },
});
const PARKED = plain({ format: 1, endpointName: 'a', configName: 'a', models: ['a'], target: TARGET, tags: [], instanceCount: 1, endpointCreatedAt: '2026-10-31T00:00:00.000Z', parkedAt: '2026-11-01T00:00:00.000Z' });
const REMOVAL = plain({ format: 1, id: 'a', target: TARGET, endpointName: 'a', startedAt: '', goes: [{ kind: 'endpoint', name: 'a' }], park: PARKED });
const UPDATE = plain({ format: 1, id: 'a', target: TARGET, endpointName: 'a', startedAt: '', goal: { kind: 'config', name: 'b' }, calls: [], tags: {}, endpointCreatedAt: '', endpointArn: '', summary: 's' });

/** What is in a record's file: JSON with a place changed, or damaged text. */
const file = (record: JsonObject): fc.Arbitrary<string> => fc.oneof({ weight: 3, arbitrary: spoiled(record).map((value) => JSON.stringify(value)) }, { weight: 1, arbitrary: damaged(JSON.stringify(record)) });

async function storeWith(name: string, content: string): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.write(name, content);
  return store;
}

describe('fuzz: records and names of files', function () {
  announced(this);
  let folder = '';
  before(() => { folder = mkdtempSync(join(tmpdir(), 'jsd-fuzz-')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  it('a deployment\'s record is shown or named as damaged, and stays', () => holds(file(RECORD), async (content) => {
    const store = await storeWith('deployment-a.json', content);
    const { records, damaged: bad } = await new Journal(store, new ManualClock(), 'one').read();
    assert.equal(records.length + bad.length, 1);
    for (const record of records) {
      hasEnded(record);
      deploymentView(record);
    }
    assert.equal(await store.read('deployment-a.json'), content);
  }));

  for (const [kind, record, make] of [['removal', REMOVAL, Removals], ['update', UPDATE, Updates]] as const) {
    it(`a wish (${kind}) is carried out or named as damaged; nothing of it throws`, () => holds(file(record), async (content) => {
      const store = await storeWith(`${kind}-a.json`, content);
      const said: string[] = [];
      // nobody is signed in
      const offline = (): Promise<never> => Promise.reject(new ServiceError('signIn', 'Sign in first.'));
      const wishes = new make({
        store, clock: new ManualClock(), owner: 'one', newId: () => 'n', pollMs: () => 1000, portsFor: offline, loadRemoval: offline, loadUpdating: offline, settled: () => Promise.resolve(),
        failed: () => undefined, warn: (message: string) => { said.push(message); },
      });
      await wishes.resume();
      await Promise.all(wishes.list().map(({ id }) => wishes.end(id)));
      await wishes.dispose();
      assert.ok(wishes.list().length === 1 || said.length > 0, 'it is shown, or it is told of');
      for (const { target } of wishes.list()) assert.ok(target.profile === undefined || typeof target.profile === 'string');
      assert.equal(await store.read(`${kind}-a.json`), content);
    }));
  }

  it('a parked endpoint is shown or told of; what is kept again has a file of its own, in the folder', () => holds(file(PARKED), async (content) => {
    const said: string[] = [];
    const parked = new ParkedEndpoints(await storeWith('parked-x.json', content), (message) => { said.push(message); });
    await parked.load();
    assert.equal(parked.list().length + said.length, 1);
    const inFolder = new ParkedEndpoints(new Files(join(folder, 'parked')), () => undefined);
    for (const each of parked.list()) await inFolder.keep(each).catch(refused);
    await inFolder.forget(parked.list()[0] ?? PARKED as unknown as ParkedEndpoint).catch(refused);
    assert.deepEqual(readdirSync(folder).filter((name) => name !== 'parked' && name !== 'cache'), []);
  }, 0.3));

  it('no name leads out of the cache', () => holds(fc.tuple(text, text, text), async ([region, key, content]) => {
    const cache = new CacheFiles(join(folder, 'cache'));
    for (const name of [cacheName(region, 'texts', key), key]) {
      await cache.write(name, content).catch(refused);
      const held = await cache.read(name).catch(refused);
      assert.ok(held === undefined || held === content || held === Buffer.from(content).toString());
    }
    assert.deepEqual(readdirSync(folder).filter((name) => name !== 'parked' && name !== 'cache'), []);
  }, 0.3));

  it('no notebook is written outside of the workspace\'s folder', () => holds(fc.tuple(text, fc.nat({ max: 3 })), ([id, number]) => {
    for (const nameOf of [notebookFileName, originalFileName]) {
      let asked = 0;
      const name = nameOf(id, () => asked++ < number);
      assert.match(name, /^\w[\w.-]{0,140}\.ipynb$/);
      assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)\./i);
    }
  }));

  it('what is not a notebook is not written as one', () => holds(damaged('{"nbformat":4,"cells":[]}'), (content) => {
    const written = orRefused(() => originalNotebook('k', content), (error) => error instanceof ServiceError);
    assert.ok(written === undefined || written === content);
  }));
});

function refused(error: unknown): undefined {
  assert.ok(error instanceof ServiceError, String(error));
  return undefined;
}
