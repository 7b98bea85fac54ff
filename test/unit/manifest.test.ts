import assert from 'node:assert/strict';
import { enrich } from '../../src/catalog/hub.js';
import { type CatalogModel, ManifestError, type ModelKind, parseManifest } from '../../src/catalog/manifest.js';
import type { HubModel } from '../../src/catalog/ports.js';
import type { JsonObject } from '../../src/shared/json.js';
import { proprietaryRow, row } from '../fixtures/manifest.js';

function only(rows: unknown[], kind: ModelKind = 'open'): CatalogModel {
  const { models } = parseManifest(rows, kind);
  assert.equal(models.length, 1);
  const [model] = models;
  return model ?? assert.fail();
}

describe('manifest', () => {
  it('makes one entry of all versions of a model, newest first', () => {
    const model = only(['1.9.0', '1.10.0', '1.2.0'].map((version) => row('pytorch-ic-lantern-small', version)));
    assert.equal(model.version, '1.10.0');
    assert.deepEqual(model.versions.map((v) => v.version), ['1.10.0', '1.9.0', '1.2.0']);
    assert.deepEqual([model.id, model.kind, model.displayName, model.provider, model.deprecated], ['pytorch-ic-lantern-small', 'open', 'Lantern Small', 'pytorch', false]);
    assert.deepEqual(model.task, { code: 'ic', label: 'Image Classification' });
    assert.equal(model.versions[0]?.specKey, 'community_models/pytorch-ic-lantern-small/specs_v1.10.0.json');
  });

  it('takes the last of two rows for the same version', () => {
    const model = only([row('a-ic-b', '1.0.0', { spec_key: 'community_models_specs/a-ic-b/old.json' }), row('a-ic-b', '1.0.0', { spec_key: 'community_models/a-ic-b/new.json' })]);
    assert.deepEqual(model.versions, [{ version: '1.0.0', specKey: 'community_models/a-ic-b/new.json', deprecated: false }]);
  });

  it('offers the newest version that is not deprecated', () => {
    const model = only([row('a-ic-b', '3.0.0', { deprecated: true }), row('a-ic-b', '2.1.0'), row('a-ic-b', '2.0.0')]);
    assert.deepEqual([model.version, model.deprecated], ['2.1.0', false]);
    assert.deepEqual(model.versions.map((v) => v.deprecated), [true, false, false]);
  });

  it('offers the newest of a model whose every version is deprecated, and says so', () => {
    const model = only([row('a-ic-b', '1.0.0', { deprecated: true }), row('a-ic-b', '2.0.0', { deprecated: true })]);
    assert.deepEqual([model.version, model.deprecated], ['2.0.0', true]);
  });

  it('takes provider and keywords of the newest version that has them, in whatever order the rows come', () => {
    const newest = row('model-llm-b', '3.0.0', { provider: null, search_keywords: null });
    const newer = row('model-llm-b', '2.0.0', { provider: 'Acme', search_keywords: ['Text Generation', 7, null] });
    const older = row('model-llm-b', '1.0.0', { provider: 'former owner', search_keywords: ['Old'] });
    for (const rows of [[newest, newer, older], [older, newer, newest], [newer, newest, older]]) {
      const model = only(rows);
      assert.equal(model.provider, 'acme');
      assert.deepEqual(model.keywords, ['Text Generation']);
    }
  });

  it('reads Marketplace rows: versions that are none, tasks from keywords', () => {
    const model = only([proprietaryRow('quill-writer-large', 'v1.0'), proprietaryRow('quill-writer-large', 'SD3_5L_v1'), proprietaryRow('quill-writer-large', '2.3-Fast')], 'marketplace');
    assert.equal(model.version, 'v1.0');
    assert.deepEqual(model.task, { code: '', label: 'Text2Text Generation' });
    assert.deepEqual([model.provider, model.displayName, model.kind], ['quill', 'Quill Writer Large', 'marketplace']);
    assert.equal(only([proprietaryRow('quill-summarize', '1', { search_keywords: [] })], 'marketplace').provider, 'quill');
    assert.equal(only([proprietaryRow('quill-summarize', '1', { search_keywords: [] })], 'marketplace').task.label, 'Other');
  });

  it('never drops a model for an unknown task or a strange id', () => {
    assert.deepEqual(only([row('acme-holography-x', '1.0.0')]).task, { code: 'holography', label: 'holography' });
    assert.deepEqual(only([row('plain', '1.0.0')]).task, { code: '', label: 'Other' });
    assert.equal(only([row('plain', '1.0.0', { provider: null })]).provider, 'plain');
    assert.equal(only([row('__proto__', '1.0.0')]).id, '__proto__');
  });

  const tricks: [string, JsonObject][] = [
    ['another folder', { spec_key: 'private/a-ic-b/specs.json' }],
    ['an absolute key', { spec_key: '/community_models/a-ic-b/specs.json' }],
    ['a way out', { spec_key: 'community_models/a-ic-b/../../secret.json' }],
    ['another model\'s spec', { spec_key: 'community_models/c-ic-d/specs.json' }],
    ['a Marketplace folder', { spec_key: 'proprietary-models/a-ic-b/specs.json' }],
    ['a folder that only begins like it', { spec_key: 'community_models_evil/a-ic-b/specs.json' }],
    ['no key', { spec_key: null }], ['no id', { model_id: '' }], ['no version', { version: '' }], ['a number as version', { version: 1 }],
  ];
  for (const [title, change] of tricks) {
    it(`leaves out and counts a row with ${title}`, () => {
      const { models, skipped } = parseManifest([row('a-ic-b', '1.0.0', change), row('good-ic-one', '1.0.0')], 'open');
      assert.deepEqual([models.map((m) => m.id), skipped], [['good-ic-one'], 1]);
    });
  }

  it('ignores rows that are none and fields that are new', () => {
    const { models, skipped } = parseManifest([null, 7, 'x', [], row('a-ic-b', '1.0.0', { field_of_2031: { deep: [] }, provider: 7, search_keywords: 'x' })], 'open');
    assert.deepEqual([models.length, skipped, models[0]?.keywords], [1, 4, []]);
  });

  it('refuses what is no manifest', () => {
    for (const document of [null, {}, 'text', 7]) assert.throws(() => parseManifest(document, 'open'), new ManifestError('The list of models is not a JSON array.'));
    assert.throws(() => parseManifest([{}, {}], 'open'), new ManifestError('The list of models holds no usable row.'));
    assert.deepEqual(parseManifest([], 'marketplace'), { models: [], skipped: 0 });
  });
});

describe('names from the hub', () => {
  const hub = (id: string, keywords: string[], displayName?: string): HubModel => ({ id, displayName, description: undefined, keywords });
  const models = parseManifest([row('a-ic-b', '1.0.0'), row('a-holography-c', '1.0.0'), row('plain', '1.0.0')], 'open').models;

  it('replace the made ones, and tasks only where the id says nothing', () => {
    const [first, second, third] = enrich(models, [
      hub('a-ic-b', ['@task:text-generation', '@provider:Acme'], 'A Better B'), hub('a-holography-c', ['@task:text-to-image']), hub('unknown', [], 'X'),
    ]);
    assert.deepEqual([first?.displayName, first?.task, first?.provider], ['A Better B', { code: 'ic', label: 'Image Classification' }, 'acme']);
    assert.deepEqual([second?.displayName, second?.task], ['C', { code: 'holography', label: 'Text-to-Image' }]);
    assert.equal(third, models[2]);
  });

  it('say nothing where a tag is empty', () => {
    const [first] = enrich(models, [hub('a-ic-b', ['@provider: ', '@task:'])]);
    assert.deepEqual([first?.provider, first?.task.label], ['a', 'Image Classification']);
  });
});
