import assert from 'node:assert/strict';
import { Catalogue } from '../../src/catalog/catalogue.js';
import type { ContentSource, Fetched, HubModel, TextCache } from '../../src/catalog/ports.js';
import { ServiceError, type ServiceErrorKind } from '../../src/shared/serviceError.js';
import { proprietaryRow, row } from '../fixtures/manifest.js';
import * as specs from '../fixtures/specs.js';

const OPEN = 'models_manifest.json';
const MARKETPLACE = 'proprietary-sdk-manifest.json';
const HOUR = 60 * 60 * 1000;

/** A bucket in memory: texts with ETags, or errors, by key. It counts and can hold requests back. */
class Bucket implements ContentSource {
  readonly region = 'us-west-2';
  readonly objects = new Map<string, { text: string; etag: string | undefined } | Error>();
  readonly requests: { key: string; etag: string | undefined }[] = [];
  private gate: Promise<void> | undefined;

  put(key: string, body: unknown, etag?: string): this {
    this.objects.set(key, { text: typeof body === 'string' ? body : JSON.stringify(body), etag });
    return this;
  }

  fail(key: string, error: ServiceErrorKind | Error): this {
    this.objects.set(key, error instanceof Error ? error : new ServiceError(error, `The bucket says ${error}.`));
    return this;
  }

  /** Answers wait until what is returned is called. */
  hold(): () => void {
    let open = (): void => undefined;
    this.gate = new Promise((resolve) => { open = resolve; });
    return () => { this.gate = undefined; open(); };
  }

  async fetch(key: string, options: { etag?: string | undefined; signal?: AbortSignal | undefined } = {}): Promise<Fetched> {
    this.requests.push({ key, etag: options.etag });
    const aborted = options.signal && new Promise<never>((_, reject) => options.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    await (aborted ? Promise.race([this.gate, aborted]) : this.gate);
    const found = this.objects.get(key);
    if (found instanceof Error) throw found;
    if (!found) throw new ServiceError('notFound', `There is no ${key}.`);
    return found.etag !== undefined && found.etag === options.etag ? { status: 'notModified' } : { status: 'ok', ...found };
  }

  count(key: string): number { return this.requests.filter((r) => r.key === key).length; }
}

class Memory implements TextCache {
  readonly texts = new Map<string, string>();
  full = false;
  read(name: string): Promise<string | undefined> { return Promise.resolve(this.texts.get(name)); }
  write(name: string, text: string): Promise<void> {
    if (this.full) return Promise.reject(new Error('ENOSPC'));
    this.texts.set(name, text);
    return Promise.resolve();
  }
}

const ROWS = [row('pytorch-ic-lantern-small', '2.1.0'), row('meta-textgeneration-harbor-2-70b', '1.4.2')];

function setUp() {
  const bucket = new Bucket().put(OPEN, ROWS, '"one"');
  const memory = new Memory();
  const clock = { now: new Date('2026-01-01T00:00:00Z').getTime() };
  const create = () => new Catalogue(bucket, memory, () => new Date(clock.now));
  return { bucket, memory, clock, create, catalogue: create() };
}

/** The manifests are kept when the list is shown already. */
const kept = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 2); });

function serviceError(kind: ServiceErrorKind, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ServiceError);
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    return true;
  };
}

describe('catalogue: the list', () => {
  it('joins open and Marketplace models', async () => {
    const { bucket, catalogue } = setUp();
    bucket.put(MARKETPLACE, [proprietaryRow('quill-writer-large', 'v1.0')]);
    const { models, problem, checkedAt } = await catalogue.list();
    assert.deepEqual(models.map((m) => [m.id, m.kind]), [['pytorch-ic-lantern-small', 'open'], ['meta-textgeneration-harbor-2-70b', 'open'], ['quill-writer-large', 'marketplace']]);
    assert.deepEqual([problem, checkedAt.toISOString()], [undefined, '2026-01-01T00:00:00.000Z']);
  });

  for (const kind of ['notFound', 'permission'] as const) {
    it(`does without a Marketplace manifest (${kind})`, async () => {
      const { bucket, catalogue } = setUp();
      bucket.fail(MARKETPLACE, kind);
      const { models, problem } = await catalogue.list();
      assert.deepEqual([models.length, problem], [2, undefined]);
    });
  }

  for (const error of [new ServiceError('offline', 'No network.'), new TypeError('a bug')]) {
    it(`says that Marketplace models are missing (${error.name})`, async () => {
      const { bucket, catalogue } = setUp();
      bucket.fail(MARKETPLACE, error);
      const { models, problem } = await catalogue.list();
      assert.equal(models.length, 2);
      assert.equal(problem?.message, error.message);
    });
  }

  it('asks once for two callers at a time', async () => {
    const { bucket, catalogue } = setUp();
    const [a, b] = await Promise.all([catalogue.list(), catalogue.list()]);
    assert.equal(a, b);
    assert.equal(bucket.count(OPEN), 1);
    await catalogue.list();
    assert.equal(bucket.count(OPEN), 1);
  });

  it('goes on for the second caller when the first one gives up', async () => {
    const { bucket, catalogue } = setUp();
    const release = bucket.hold();
    const first = new AbortController();
    const [gaveUp, waited] = [catalogue.list(first.signal), catalogue.list()];
    first.abort(new Error('enough'));
    await assert.rejects(gaveUp, /enough/);
    release();
    assert.equal((await waited).models.length, 2);
    assert.equal(bucket.count(OPEN), 1);
  });

  it('comes from the disk for six hours, then asks with the ETag', async () => {
    const { bucket, clock, create } = setUp();
    await create().list();
    await kept();
    clock.now += 6 * HOUR - 1;
    assert.equal((await create().list()).models.length, 2);
    assert.equal(bucket.count(OPEN), 1);
    clock.now += 2;
    const listing = await create().list();
    await kept();
    assert.deepEqual(bucket.requests.filter((r) => r.key === OPEN).map((r) => r.etag), [undefined, '"one"']);
    assert.equal(listing.checkedAt.getTime(), clock.now, 'a 304 confirms the list');
    await kept();
    await create().list();
    await kept();
    assert.equal(bucket.count(OPEN), 2, 'and the confirmation is kept');
  });

  it('is asked for again in a window that stays open for days', async () => {
    const { bucket, clock, catalogue } = setUp();
    await catalogue.list();
    clock.now += 7 * HOUR;
    bucket.put(OPEN, [...ROWS, row('a-ic-b', '1.0.0')], '"two"');
    assert.equal((await catalogue.list()).models.length, 3);
  });

  it('is asked for again when the clock went back', async () => {
    const { bucket, clock, create } = setUp();
    await create().list();
    await kept();
    clock.now -= 24 * HOUR;
    await create().list();
    await kept();
    assert.equal(bucket.count(OPEN), 2);
  });

  it('is asked for again by refresh, whatever its age', async () => {
    const { bucket, catalogue } = setUp();
    await catalogue.list();
    bucket.put(OPEN, [...ROWS, row('a-ic-b', '1.0.0')], '"two"');
    assert.equal((await catalogue.refresh()).models.length, 3);
    assert.equal((await catalogue.list()).models.length, 3);
  });

  it('stays, with the problem, when the server cannot be asked; and recovers', async () => {
    const { bucket, clock, create } = setUp();
    await create().list();
    await kept();
    clock.now += 7 * HOUR;
    bucket.fail(OPEN, 'offline');
    const catalogue = create();
    const { models, problem, checkedAt } = await catalogue.list();
    assert.deepEqual([models.length, problem?.kind, checkedAt.toISOString()], [2, 'offline', '2026-01-01T00:00:00.000Z']);
    bucket.put(OPEN, ROWS, '"two"');
    clock.now += 2 * 60 * 1000;
    assert.equal((await catalogue.list()).problem, undefined);
  });

  it('is an error where there is nothing to show, and can be asked for again', async () => {
    const { bucket, catalogue } = setUp();
    bucket.fail(OPEN, 'offline');
    await assert.rejects(catalogue.list(), serviceError('offline', /offline/));
    bucket.put(OPEN, ROWS);
    assert.equal((await catalogue.list()).models.length, 2);
  });

  it('is not lost to a refresh that fails, even where the disk kept nothing', async () => {
    const { bucket, memory, catalogue } = setUp();
    memory.full = true;
    await catalogue.list();
    bucket.fail(OPEN, 'offline');
    const { models, problem } = await catalogue.refresh();
    assert.deepEqual([models.length, problem?.kind], [2, 'offline']);
  });

  for (const [title, text] of [['truncated', JSON.stringify(ROWS).slice(0, -20)], ['no manifest', '{"message":"hello"}'], ['an empty answer', '']] as const) {
    it(`says that it came damaged (${title}), and keeps the one it has`, async () => {
      const { bucket, clock, create } = setUp();
      await create().list();
    await kept();
      bucket.put(OPEN, text, '"two"');
      clock.now += 7 * HOUR;
      const { models, problem } = await create().list();
    await kept();
      assert.equal(models.length, 2);
      assert.match(problem?.message ?? '', /^The list of models of us-west-2 came damaged .*[^.]\)\. Refresh to fetch it again\.$/);
      const fresh = setUp();
      fresh.bucket.put(OPEN, text);
      await assert.rejects(fresh.catalogue.list(), serviceError('invalid', /came damaged/));
    });
  }

  it('is fetched anew where the file on disk is damaged or of another form', async () => {
    const damaged = ['{', 'null', '[]', '{"form":0,"checkedAt":1,"models":[]}', `{"form":1,"checkedAt":${Date.parse('2026-01-01')},"models":[{}]}`,
      `{"form":1,"checkedAt":"now","models":[]}`, `{"form":1,"checkedAt":${Date.parse('2026-01-01')},"models":[null]}`];
    for (const text of damaged) {
      const { bucket, memory, create } = setUp();
      await create().list();
    await kept();
      const name = [...memory.texts.keys()].find((k) => k.endsWith('open')) ?? assert.fail();
      memory.texts.set(name, text);
      assert.equal((await create().list()).models.length, 2, text);
      assert.deepEqual(bucket.requests.filter((r) => r.key === OPEN).map((r) => r.etag), [undefined, undefined], text);
    }
  });

  it('does not take "not modified" for an empty list where it holds none', async () => {
    const { catalogue, bucket } = setUp();
    bucket.fetch = () => Promise.resolve({ status: 'notModified' });
    await assert.rejects(catalogue.list(), serviceError('invalid', /came damaged/));
  });

  it('is shown although the disk is full', async () => {
    const { memory, catalogue } = setUp();
    memory.full = true;
    assert.equal((await catalogue.list()).models.length, 2);
  });
});

describe('catalogue: names from the hub', () => {
  const hub = (models: Partial<HubModel>[]) => ({ listModels: () => Promise.resolve(models.map((m) => ({ id: '', displayName: undefined, description: undefined, keywords: [], ...m }))) });

  it('are added to the list and stay after a refresh', async () => {
    const { catalogue } = setUp();
    const { models } = await catalogue.enrichFrom(hub([{ id: 'pytorch-ic-lantern-small', displayName: 'Lantern (small)' }]));
    assert.equal(models[0]?.displayName, 'Lantern (small)');
    assert.equal((await catalogue.list()).models[0]?.displayName, 'Lantern (small)');
    assert.equal((await catalogue.refresh()).models[0]?.displayName, 'Lantern (small)');
  });

  it('that cannot be had leave the list as it was', async () => {
    const { catalogue } = setUp();
    const refused = { listModels: () => Promise.reject(new ServiceError('permission', 'No.')) };
    await assert.rejects(catalogue.enrichFrom(refused), serviceError('permission', /No\./));
    assert.equal((await catalogue.list()).models[0]?.displayName, 'Lantern Small');
  });

  it('that come after a refresh do not bring the old list back', async () => {
    const { bucket, catalogue } = setUp();
    await catalogue.list();
    let answer: (models: HubModel[]) => void = () => undefined;
    const enriching = catalogue.enrichFrom({ listModels: () => new Promise((resolve) => { answer = resolve; }) });
    bucket.put(OPEN, [...ROWS, row('a-ic-b', '1.0.0')], '"two"');
    await catalogue.refresh();
    answer([]);
    assert.equal((await enriching).models.length, 3);
    assert.equal((await catalogue.list()).models.length, 3);
  });
});

describe('catalogue: specs and texts', () => {
  const ID = 'pytorch-ic-lantern-small';
  const KEY = `community_models/${ID}/specs_v2.1.0.json`;

  it('fetches a spec once, then has it from memory, then from disk', async () => {
    const { bucket, create, catalogue } = setUp();
    bucket.put(KEY, specs.prefixCpu());
    const [a, b] = await Promise.all([catalogue.spec(ID, '2.1.0'), catalogue.spec(ID, '2.1.0')]);
    assert.equal(a, b);
    assert.equal((await create().spec(ID, '2.1.0')).nameBase, 'pt-ic-lantern-small');
    assert.equal(bucket.count(KEY), 1);
  });

  it('says what there is where model or version is not', async () => {
    const { catalogue } = setUp();
    await assert.rejects(catalogue.spec(ID, '9.9.9'), serviceError('notFound', /has no version 9\.9\.9 in us-west-2; the newest is 2\.1\.0\./));
    await assert.rejects(catalogue.spec('nobody', '1'), serviceError('notFound', /nobody is not offered in us-west-2\./));
  });

  it('says that a spec came damaged, keeps no such file, and fetches it anew the next time', async () => {
    for (const bad of ['{"model_id":', 'null', '', JSON.stringify(specs.tarGz()), JSON.stringify({ ...specs.prefixCpu(), gated_bucket: 'yes' }),
      JSON.stringify({ ...specs.prefixCpu(), inference_configs: { fast: { component_names: ['gone'] } } }), JSON.stringify({ ...specs.prefixCpu(), deploy_kwargs: { model_data_download_timeout: 'long' } })]) {
      const { bucket, catalogue } = setUp();
      bucket.put(KEY, bad);
      await assert.rejects(catalogue.spec(ID, '2.1.0'), serviceError('invalid', /^The description of pytorch-ic-lantern-small 2\.1\.0 came damaged: .*[^.]\. Refresh to fetch it again\.$/));
      bucket.put(KEY, specs.prefixCpu());
      assert.equal((await catalogue.spec(ID, '2.1.0')).modelId, ID);
    }
  });

  it('reads past a damaged file on disk', async () => {
    const { bucket, memory, create } = setUp();
    bucket.put(KEY, specs.prefixCpu());
    await create().spec(ID, '2.1.0');
    const name = [...memory.texts.keys()].find((k) => k.includes('specs')) ?? assert.fail();
    memory.texts.set(name, '{"model_id":');
    assert.equal((await create().spec(ID, '2.1.0')).modelId, ID);
    assert.equal(bucket.count(KEY), 2);
    assert.deepEqual(JSON.parse(memory.texts.get(name) ?? ''), specs.prefixCpu());
  });

  it('goes on with a spec for the second caller when the first one gives up', async () => {
    const { bucket, catalogue } = setUp();
    bucket.put(KEY, specs.prefixCpu());
    await catalogue.list();
    const release = bucket.hold();
    const first = new AbortController();
    const [gaveUp, waited] = [catalogue.spec(ID, '2.1.0', first.signal), catalogue.spec(ID, '2.1.0')];
    first.abort(new Error('enough'));
    await assert.rejects(gaveUp, /enough/);
    release();
    assert.equal((await waited).modelId, ID);
  });

  it('holds a handful of specs in memory only', async () => {
    const { bucket, catalogue, memory } = setUp();
    const ids = Array.from({ length: 25 }, (_, i) => `a-ic-model${i}`);
    bucket.put(OPEN, ids.map((id) => row(id, '1.0.0')));
    for (const id of ids) bucket.put(`community_models/${id}/specs_v1.0.0.json`, specs.prefixCpu({ model_id: id }));
    for (const id of ids) await catalogue.spec(id, '1.0.0');
    memory.texts.clear();
    await catalogue.spec('a-ic-model24', '1.0.0');
    await catalogue.spec('a-ic-model0', '1.0.0');
    assert.deepEqual([bucket.count('community_models/a-ic-model24/specs_v1.0.0.json'), bucket.count('community_models/a-ic-model0/specs_v1.0.0.json')], [1, 2]);
  });

  it('shows a licence as it is today, the kept one where it cannot be fetched', async () => {
    const { bucket, memory, clock, catalogue, create } = setUp();
    const key = 'fmhMetadata/eula/x.txt';
    bucket.put(key, 'one');
    assert.equal(await catalogue.text(key), 'one');
    bucket.put(key, 'two');
    assert.equal(await catalogue.text(key), 'one', 'not fetched for every look at it');
    clock.now += 7 * HOUR;
    assert.equal(await catalogue.text(key), 'two');
    bucket.fail(key, 'offline');
    assert.equal(await create().text(key), 'two');
    memory.texts.clear();
    await assert.rejects(create().text(key), serviceError('offline', /offline/));
  });

  it('shows a licence although the disk is full', async () => {
    const { bucket, memory, catalogue } = setUp();
    memory.full = true;
    bucket.put('fmhMetadata/eula/x.txt', 'text');
    assert.equal(await catalogue.text('fmhMetadata/eula/x.txt'), 'text');
  });

  it('keeps nothing outside its folder, and different texts in different files', async () => {
    const { bucket, memory, catalogue } = setUp();
    for (const key of ['..', '../../x', '.', 'a/b', 'a_b', 'C:\\x', 'x'.repeat(300)]) {
      bucket.put(key, key);
      assert.equal(await catalogue.text(key), key);
    }
    const names = [...memory.texts.keys()].filter((n) => n.includes('texts'));
    assert.equal(names.length, 7);
    for (const name of names) {
      assert.match(name, /^us-west-2\/texts\/[a-zA-Z0-9][a-zA-Z0-9._-]*$/);
      assert.ok((name.split('/').at(-1) ?? '').length <= 200, name);
    }
  });
});
