import assert from 'node:assert/strict';
import { displayNameOf, parseModelId } from '../../src/catalog/modelId.js';
import { taskFromKeywords, taskFromTag, taskOf } from '../../src/catalog/tasks.js';

describe('model ids', () => {
  it('have a framework, a task code and a name', () => {
    assert.deepEqual(parseModelId('meta-textgeneration-llama-3-1-70b'), { framework: 'meta', taskCode: 'textgeneration', name: 'llama-3-1-70b' });
    assert.equal(parseModelId('two-parts'), undefined);
    assert.equal(parseModelId(''), undefined);
    assert.equal(parseModelId('--x'), undefined);
  });

  const names: [string, string][] = [
    ['meta-textgeneration-llama-3-1-8b', 'Llama 3.1 8B'],
    ['meta-textgeneration-llama-2-7b-f', 'Llama 2 7B F'],
    ['openai-reasoning-gpt-oss-20b', 'GPT OSS 20B'],
    ['huggingface-llm-mistral-7b-instruct-v0-3', 'Mistral 7B Instruct V0.3'],
    ['huggingface-llm-gemma-2-2b', 'Gemma 2 2B'],
    ['huggingface-tc-bert-base-cased', 'BERT Base Cased'],
    ['pytorch-ic-mobilenet-v2', 'MobileNet V2'],
    ['huggingface-llm-mixtral-8x22B-instruct-v0-1', 'Mixtral 8x22B Instruct V0.1'],
    ['xgboost-classification-model', 'Model'],
    ['huggingface-tc-constructor', 'Constructor'],
    ['two-parts', 'Two Parts'],
  ];
  for (const [id, name] of names) it(`${id} reads "${name}"`, () => assert.equal(displayNameOf(id), name));
});

describe('tasks', () => {
  it('label the codes of JumpStart', () => {
    const labels: Record<string, string> = {
      ic: 'Image Classification', od1: 'Object Detection', tcembedding: 'Text Embedding', llm: 'Text Generation', reasoning: 'Text Generation', vlm: 'Image-Text-to-Text',
      txt2img: 'Text-to-Image', textgenerationneuron: 'Text Generation', zstc: 'Zero-Shot Text Classification', asr: 'Automatic Speech Recognition', vs: 'Video Segmentation',
    };
    for (const [code, label] of Object.entries(labels)) assert.deepEqual(taskOf(code), { code, label });
  });

  it('show an unknown code as it is, also one that objects inherit', () => {
    assert.deepEqual(taskOf('holography'), { code: 'holography', label: 'holography' });
    assert.deepEqual(taskOf('constructor'), { code: 'constructor', label: 'constructor' });
  });

  it('are read from the hub\'s tags', () => {
    assert.equal(taskFromTag('text-generation'), 'Text Generation');
    assert.equal(taskFromTag('image-text-to-text'), 'Image-Text-to-Text');
    assert.equal(taskFromTag('time-travel'), 'Time Travel');
  });

  it('are found among search keywords', () => {
    assert.equal(taskFromKeywords(['Foundation Models', 'Text Generation']), 'Text Generation');
    assert.equal(taskFromKeywords(['Text2Text', 'Generation']), 'Text2Text Generation');
    assert.equal(taskFromKeywords(['Reranking']), undefined);
    assert.equal(taskFromKeywords([]), undefined);
  });
});
