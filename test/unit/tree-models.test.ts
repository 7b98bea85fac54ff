import assert from 'node:assert/strict';
import type { CatalogModel } from '../../src/catalog/manifest.js';
import { parseSpec } from '../../src/catalog/spec.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { ModelFacts } from '../../src/ui/modelFacts.js';
import type { Catalogues } from '../../src/ui/catalogues.js';
import type { Connections } from '../../src/ui/connection.js';
import { speak } from '../../src/shared/l10n.js';
import { ModelIndex, groupModels } from '../../src/ui/modelIndex.js';
import { describeRow, markdownCard } from '../../src/ui/modelRow.js';
import { ModelsState } from '../../src/ui/modelsState.js';
import { settle } from '../support/endpoints.js';

function model(id: string, change: Partial<CatalogModel> = {}): CatalogModel {
  return {
    id, kind: 'open', version: '1.0.0', versions: [{ version: '1.0.0', specKey: `community_models/${id}/specs_v1.0.0.json`, deprecated: false }],
    task: { code: 'llm', label: 'Text Generation' }, provider: 'meta', displayName: id, deprecated: false, keywords: [], ...change,
  };
}

const ids = (models: readonly CatalogModel[]): string[] => models.map((m) => m.id);
const all = { deprecated: true };

describe('search over models', () => {
  const index = new ModelIndex([
    model('meta-llm-llama-3-8b', { displayName: 'Llama 3 8B', keywords: ['chat', 'Bedrock'] }),
    model('meta-llm-llama-3-70b', { displayName: 'Llama 3 70B' }),
    model('hf-ic-vit', { displayName: 'ViT', provider: 'google', task: { code: 'ic', label: 'Image Classification' } }),
    model('old-llm-gpt', { displayName: 'Old GPT', deprecated: true }),
  ]);

  it('finds by id, name, provider, task and keyword, whatever the case', () => {
    for (const query of ['LLAMA-3-8B', 'llama 3 8b', 'bedrock', 'chat']) assert.deepEqual(ids(index.find(query, all)), ['meta-llm-llama-3-8b'], query);
    for (const query of ['google', 'image class', 'IC vit']) assert.deepEqual(ids(index.find(query, all)), ['hf-ic-vit'], query);
  });

  it('wants every word', () => {
    assert.deepEqual(ids(index.find('llama 70', all)), ['meta-llm-llama-3-70b']);
    assert.deepEqual(index.find('llama google', all), []);
  });

  it('shows all for an empty query, in the order of their names, numbers as numbers', () => {
    assert.deepEqual(ids(index.find('  ', all)), ['meta-llm-llama-3-8b', 'meta-llm-llama-3-70b', 'old-llm-gpt', 'hf-ic-vit']);
  });

  it('hides deprecated models unless asked for', () => {
    assert.deepEqual(ids(index.find('gpt', { deprecated: false })), []);
    assert.deepEqual(ids(index.find('gpt', { deprecated: true })), ['old-llm-gpt']);
  });

  it('takes at most 16 ms a key stroke over 1,100 models', () => {
    const many = new ModelIndex(Array.from({ length: 1100 }, (_, i) => model(`huggingface-llm-model-with-a-long-name-${i}`, { keywords: ['Text', 'Generation', 'HuggingFace'] })));
    many.find('warm up', all);
    const started = performance.now();
    for (const query of ['t', 'te', 'tex', 'text', 'text 9', 'text 99', 'nothing at all']) many.find(query, all);
    const each = (performance.now() - started) / 7;
    assert.ok(each < 16, `${each.toFixed(1)} ms`);
  });
});

describe('why there is no list of models', () => {
  for (const [kind, status] of [['offline', 'offline'], ['permission', 'denied'], ['invalid', 'damaged'], ['unexpected', 'error']] as const) {
    it(`is ${status} where the catalogue says ${kind}`, async () => {
      const none = { dispose: (): void => undefined };
      const connections = { status: 'signedOut', onChange: () => none, settled: () => Promise.resolve({ region: 'us-west-2' }) } as unknown as Connections;
      const catalogues = { onEnriched: () => none, catalogue: () => ({ list: () => Promise.reject(new ServiceError(kind, 'Why.')) }) } as unknown as Catalogues;
      const state = new ModelsState(connections, catalogues, () => undefined);
      await state.load();
      assert.deepEqual([state.status, state.problem?.message], [status, 'Why.']);
    });
  }
});

describe('groups of models', () => {
  const models = [
    model('a'), model('b', { provider: 'amazon' }), model('c', { task: { code: '', label: 'Other' } }), model('d', { task: { code: 'ic', label: 'Image Classification' } }), model('e', { task: { code: 'zz', label: 'zz' } }),
  ];

  it('are by task, what has none last', () => {
    assert.deepEqual(groupModels(models, 'task').map((g) => [g.label, ids(g.models)]), [['Image Classification', ['d']], ['Text Generation', ['a', 'b']], ['zz', ['e']], ['Other', ['c']]]);
  });

  it('are by task in the user\'s language, and known by the English one', () => {
    speak({ 'Image Classification': 'Bildklassifizierung', 'Text Generation': 'Erzeugung von Text', Other: 'Andere' });
    try {
      assert.deepEqual(groupModels(models, 'task').map((g) => [g.id, g.label]),
        [['task:Image Classification', 'Bildklassifizierung'], ['task:Text Generation', 'Erzeugung von Text'], ['task:zz', 'zz'], ['task:Other', 'Andere']]);
    } finally {
      speak(undefined);
    }
  });

  it('are by provider', () => {
    assert.deepEqual(groupModels(models, 'provider').map((g) => [g.id, g.models.length]), [['provider:amazon', 1], ['provider:meta', 4]]);
  });
});

describe('rows of models', () => {
  it('say in words what their icon says', () => {
    assert.deepEqual(describeRow(model('a'), undefined), { description: 'meta · 1.0.0', icon: 'package', color: undefined, marks: [] });
    assert.deepEqual(describeRow(model('a'), { gated: true, vulnerable: false, deprecated: false }), { description: 'meta · 1.0.0 · licence to accept', icon: 'lock', color: undefined, marks: ['gated'] });
    assert.equal(describeRow(model('a', { kind: 'marketplace' }), undefined).description, 'meta · 1.0.0 · needs subscription');
    assert.equal(describeRow(model('a', { deprecated: true }), undefined).icon, 'circle-slash');
    assert.equal(describeRow(model('a'), { gated: true, vulnerable: true, deprecated: false }).icon, 'warning');
  });

  it('have a card on which nothing from outside is read as Markdown', () => {
    const spec = parseSpec({
      model_id: 'a', version: '1.0.0', license: '[click](command:evil)', supported_inference_instance_types: ['ml.g5.xlarge', 'ml.g5.2xlarge'], default_inference_instance_type: 'ml.g5.xlarge',
      deprecated: true, deprecated_message: '<img src=x> $(bug)',
    });
    const card = markdownCard(model('a', { displayName: '**x** [y](command:z)' }), { spec, region: 'us-west-2' });
    assert.doesNotMatch(card, /(?<!\\)\]\(/, 'no link');
    assert.doesNotMatch(card, /(?<!\\)</, 'no HTML');
    assert.doesNotMatch(card, /(?<!\\)\$\(bug/, 'no icon');
    assert.ok(card.includes('ml\\.g5\\.xlarge') && card.includes('2 to choose from'), card);
  });
});

describe('facts of rows', () => {
  class Cache {
    readonly texts = new Map<string, string>();
    read = (name: string) => Promise.resolve(this.texts.get(name));
    write = (name: string, text: string) => { this.texts.set(name, text); return Promise.resolve(); };
  }

  function specText(id: string, more: object = {}): string {
    return JSON.stringify({ model_id: id, version: '1.0.0', supported_inference_instance_types: ['ml.m5.large'], default_inference_instance_type: 'ml.m5.large', ...more });
  }

  function world(specs: Record<string, string>, cache = new Cache()) {
    const reads: string[] = [];
    let running = 0;
    let most = 0;
    const source = { region: 'us-west-2', read: async (key: string) => {
      reads.push(key);
      most = Math.max(most, ++running);
      await settle();
      running--;
      const id = key.split('/')[1] ?? '';
      const text = specs[id];
      if (text === 'offline') throw new ServiceError('offline', 'No network.');
      return text ?? specText(id);
    } };
    const logged: string[] = [];
    return { facts: new ModelFacts(source, cache, (m) => logged.push(m)), reads, cache, logged, most: () => most };
  }

  it('come from the specs, four at a time, and each row is refreshed once', async () => {
    const { facts, reads, most } = world({ gated: specText('gated', { gated_bucket: true }), weak: specText('weak', { inference_vulnerable: true }) });
    const models = ['gated', 'weak', ...Array.from({ length: 10 }, (_, i) => `m${i}`)].map((id) => model(id));
    const changed: string[] = [];
    facts.onChange((rows) => changed.push(...ids(rows)));
    await facts.want(models);
    assert.equal(reads.length, 12);
    assert.equal(most(), 4);
    assert.deepEqual([...changed].sort(), ids(models).sort());
    assert.deepEqual(facts.of(model('gated')), { gated: true, vulnerable: false, deprecated: false });
    assert.equal(facts.of(model('weak'))?.vulnerable, true);
    await facts.want(models);
    assert.equal(reads.length, 12, 'what is known is not asked for again');
  });

  it('survive a restart without the specs', async () => {
    const first = world({ gated: specText('gated', { gated_bucket: true }) });
    await first.facts.want([model('gated'), model('plain')]);
    const kept = [...first.cache.texts.values()].join('');
    assert.ok(kept.length < 100, kept);
    const second = world({}, first.cache);
    const changed: string[] = [];
    second.facts.onChange((rows) => changed.push(...ids(rows)));
    await second.facts.want([model('gated'), model('plain')]);
    assert.deepEqual(second.reads, []);
    assert.deepEqual(changed, ['gated', 'plain']);
    assert.equal(second.facts.of(model('gated'))?.gated, true);
  });

  it('are asked for again when the network is back', async () => {
    const specs: Record<string, string> = { a: 'offline' };
    const { facts, reads } = world(specs);
    await facts.want([model('a')]);
    assert.equal(facts.of(model('a')), undefined);
    delete specs['a'];
    await facts.want([model('a')]);
    assert.equal(reads.length, 2);
    assert.ok(facts.of(model('a')));
  });

  it('of a damaged spec are unknown and logged, and not asked for again', async () => {
    const { facts, reads, logged } = world({ a: 'no json' });
    await facts.want([model('a'), model('b')]);
    await facts.want([model('a')]);
    assert.equal(facts.of(model('a')), undefined);
    assert.ok(facts.of(model('b')));
    assert.equal(reads.length, 2);
    assert.match(logged.join(), /a@1\.0\.0/);
  });
});
