// A manifest as long as the real one: 28,000 rows of 1,100 models, made up from a seed.
import type { JsonObject } from '../../src/shared/json.js';
import { random } from '../../test/support/random.js';

export const ROWS = 28_000;
export const MODELS = 1_100;

const FRAMEWORKS = ['huggingface', 'tensorflow', 'meta', 'pytorch', 'mxnet', 'model', 'deepseek', 'sklearn', 'openai'];
const TASKS = ['textgeneration', 'ic', 'od', 'tc', 'textembedding', 'eqa', 'ner', 'summarization', 'translation', 'txt2img', 'asr', 'llm', 'reasoning', 'vlm', 'spc', 'fillmask'];
const WORDS = ['lantern', 'harbor', 'kestrel', 'willow', 'granite', 'pebble', 'otter', 'heron', 'saffron', 'meadow', 'cobalt', 'juniper', 'base', 'large', 'instruct', 'chat', 'v2', 'v0-3', '7b', '70b', '3-1', 'uncased', 'finetuned', 'fp16'];
const KEYWORDS = ['Text Generation', 'Foundation Models', 'Open Weights', 'Image Classification', 'Vision', 'Multilingual', 'Embedding', 'Reasoning'];

export function makeManifest(seed: number, rows = ROWS, models = MODELS): JsonObject[] {
  const next = random(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)] ?? '';
  const ids = Array.from({ length: models }, (_, i) => [pick(FRAMEWORKS), pick(TASKS), pick(WORDS), pick(WORDS), pick(WORDS), i].join('-'));
  return Array.from({ length: rows }, (_, i) => {
    const id = ids[i % models] ?? '';
    const version = `${1 + Math.floor(i / models / 10)}.${Math.floor(i / models) % 10}.${Math.floor(next() * 30)}`;
    return {
      model_id: id, version, min_version: `2.${150 + Math.floor(next() * 100)}.0`, spec_key: `community_models/${id}/specs_v${version}.json`,
      search_keywords: [pick(KEYWORDS), pick(KEYWORDS), pick(WORDS)], deprecated: next() < 0.1, provider: id.split('-')[0] ?? '',
    };
  });
}
