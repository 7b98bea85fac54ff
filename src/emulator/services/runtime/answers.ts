import { createHash } from 'node:crypto';
import { jpeg } from '../../catalogue/media.js';
import { isObject, type Json, type JsonObject } from '../../core/json.js';

/** What a model is asked, read as far as its content type allows. */
export interface Question { contentType: string; accept: string; body: Buffer; json: Json | undefined; text: string }

const label = '[emulated]';
const quote = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}…` : text);
const verbose = (question: Question): boolean => question.accept.includes('verbose');

/** The words that a text model would go on from. */
function promptOf(question: Question): string {
  const { json } = question;
  if (!isObject(json)) return question.text;
  const messages = json['messages'];
  if (Array.isArray(messages)) {
    const last = messages.filter(isObject).at(-1)?.['content'];
    if (typeof last === 'string') return last;
    const parts = Array.isArray(last) ? last.filter(isObject) : [];
    return parts.map((part) => (typeof part['text'] === 'string' ? part['text'] : '(image)')).join(' ');
  }
  for (const key of ['inputs', 'prompt', 'text_inputs', 'question', 'sequences']) {
    const value = json[key];
    if (typeof value === 'string') return value;
    const dialog = Array.isArray(value) ? value.at(-1) : undefined;
    const message = Array.isArray(dialog) ? dialog.at(-1) : undefined;
    if (isObject(message) && typeof message['content'] === 'string') return message['content'];
    if (Array.isArray(value)) return JSON.stringify(value);
  }
  return question.text;
}

export const generated = (question: Question): string => `${label} You asked “${quote(promptOf(question).trim())}”. A model on AWS would answer here; this text was made by the emulator.`;

/** Numbers between 0 and 1 that depend on the text alone. */
function numbers(text: string, count: number): number[] {
  const found: number[] = [];
  for (let block = 0; found.length < count; block++) {
    const hash = createHash('sha256').update(`${block}:${text}`).digest();
    for (let i = 0; i < hash.length && found.length < count; i += 2) found.push(hash.readUInt16BE(i) / 65_535);
  }
  return found;
}

const vector = (text: string): number[] => numbers(text, 384).map((n) => Number((n * 2 - 1).toFixed(6)));

function probabilities(text: string, count: number): number[] {
  const weights = numbers(text, count).map((n) => n + 0.01);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((n) => Number((n / sum).toFixed(6)));
}

function classes(question: Question, names: readonly string[]): JsonObject {
  const chances = probabilities(question.text, names.length);
  const best = chances.indexOf(Math.max(...chances));
  return { probabilities: chances, ...(verbose(question) ? { labels: names.map((name) => `${label} ${name}`), predicted_label: `${label} ${names[best] ?? ''}` } : {}) };
}

function texts(question: Question): string[] {
  const source = isObject(question.json) ? question.json['text_inputs'] ?? question.json['inputs'] : question.json;
  const items = Array.isArray(source) ? source : [source ?? question.text];
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}

function embedding(question: Question): JsonObject {
  const found = texts(question).map(vector);
  return { embedding: Array.isArray(question.json) || isObject(question.json) ? found : found[0] ?? [] };
}

/** Nearest-neighbour mode: for each query the entries of the corpus, best first. */
function neighbours(body: JsonObject): Json {
  const corpus = Array.isArray(body['corpus']) ? body['corpus'] : [];
  const queries = Array.isArray(body['queries']) ? body['queries'] : [body['queries'] ?? null];
  const count = typeof body['top_k'] === 'number' ? body['top_k'] : corpus.length;
  return queries.map((query) => numbers(JSON.stringify(query), corpus.length).map((score, id): JsonObject => ({ id, score: Number(score.toFixed(6)), ...(body['return_text'] === false ? {} : { text: corpus[id] ?? null }) }))
    .sort((a, b) => Number(b['score']) - Number(a['score'])).slice(0, count));
}

const picture = (text: string): string => {
  const levels = numbers(text, 64);
  return jpeg(8, 8, (column, row) => 255 * (levels[row * 8 + column] ?? 0)).toString('base64');
};

function images(question: Question): JsonObject {
  const prompt = promptOf(question);
  const asked = isObject(question.json) ? question.json['num_images_per_prompt'] : undefined;
  const count = typeof asked === 'number' ? Math.min(Math.max(1, asked), 4) : 1;
  const pixels = (): Json => Array.from({ length: 8 }, (_, y) => numbers(`${prompt}${y}`, 8).map((n) => [Math.round(n * 255), 128, 255 - Math.round(n * 255)]));
  return { generated_images: Array.from({ length: count }, (_, i) => (question.accept.includes('jpeg') ? picture(`${prompt}${i}`) : pixels())), prompt: `${label} ${prompt}` };
}

const rows = (question: Question): string[] => question.text.split(/\r?\n/).filter((line) => line.trim() !== '');

/** Messages API: what vLLM, newer LMI and TGI containers answer. */
export function chat(question: Question): JsonObject {
  const content = generated(question);
  return {
    id: 'chatcmpl-emulated', object: 'chat.completion', created: Math.floor(Date.now() / 1000), model: 'emulated',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', logprobs: null }],
    usage: { prompt_tokens: promptOf(question).split(/\s+/).length, completion_tokens: content.split(/\s+/).length, total_tokens: promptOf(question).split(/\s+/).length + content.split(/\s+/).length },
  };
}

type Answer = (question: Question) => Json;

const boxes: Answer = (question) => ({
  normalized_boxes: [[0.1, 0.2, 0.55, 0.7], [0.4, 0.1, 0.9, 0.5]], classes: [1, 0], scores: [0.93, 0.71], ...(verbose(question) ? { labels: [`${label} table`, `${label} chair`] } : {}),
});

/** Answers by the label of the task (the label that the catalogue shows, in lower case). */
const byTask: Readonly<Record<string, Answer>> = {
  'image classification': (question) => classes(question, ['lighthouse', 'ferry', 'gull', 'pier', 'buoy']),
  'image embedding': (question) => ({ embedding: vector(question.body.toString('base64')) }),
  'object detection': boxes,
  'instance segmentation': () => ({ ids: [1], scores: [0.9], bboxes: [[4, 4, 20, 20]], masks: [], labels: [`${label} table`] }),
  'semantic segmentation': () => ({ predictions: Array.from({ length: 8 }, (_, y) => Array.from({ length: 8 }, (__, x) => (x + y > 7 ? 1 : 0))), labels: [`${label} sea`, `${label} land`], image_labels: [`${label} sea`, `${label} land`] }),
  'text classification': (question) => classes(question, ['negative', 'positive']),
  'sentence pair classification': (question) => classes(question, ['entailment', 'no entailment']),
  'question answering': (question) => ({ answer: Array.isArray(question.json) ? `${label} ${JSON.stringify(question.json[1] ?? '')}` : `${label} no context`, ...(verbose(question) ? { scores: [0.8] } : {}) }),
  'named entity recognition': (question) => ({ predictions: [{ entity: 'MISC', score: 0.9, index: 1, word: `${label} ${question.text.split(' ')[0] ?? ''}`, start: 0, end: 1 }] }),
  'text summarization': (question) => ({ summary_text: generated(question) }),
  'machine translation': (question) => ({ translation_text: generated(question) }),
  'fill mask': (question) => ({ predictions: [{ sequence: question.text.replace('[MASK]', label), score: 0.5, token_str: label }] }),
  'zero-shot text classification': (question) => {
    const named = isObject(question.json) ? question.json['candidate_labels'] : undefined;
    const names = Array.isArray(named) ? named : [];
    return { sequence: promptOf(question), scores: probabilities(question.text, Math.max(1, names.length)), labels: names };
  },
  'automatic speech recognition': () => ({ text: [`${label} No speech was recognised: the emulator does not listen.`] }),
  'audio embedding': (question) => ({ embedding: vector(question.body.toString('base64')) }),
  'text-to-image': images, 'depth-to-image': images, 'image inpainting': images, 'image upscaling': images,
  'text embedding': (question) => (isObject(question.json) && question.json['corpus'] !== undefined ? neighbours(question.json) : embedding(question)),
  'tabular classification': (question) => ({
    probabilities: rows(question).map((row) => probabilities(row, 2)), ...(verbose(question) ? { labels: [0, 1], predicted_label: rows(question).map((row) => ((numbers(row, 1)[0] ?? 0) > 0.5 ? 1 : 0)) } : {}),
  }),
  'tabular regression': (question) => ({ prediction: rows(question).map((row) => Number((100 * (numbers(row, 1)[0] ?? 0)).toFixed(3))) }),
  'time series forecasting': () => ({ predictions: [{ mean: [1, 2, 3], '0.1': [0.5, 1.5, 2.5], '0.5': [1, 2, 3], '0.9': [1.5, 2.5, 3.5] }] }),
};

/** The answer that fits a task; undefined for tasks that generate text. */
export function answerFor(task: string, question: Question): Json | undefined {
  const name = task.toLowerCase().replace('sentence similarity', 'text embedding');
  return Object.hasOwn(byTask, name) ? byTask[name]?.(question) : undefined;
}

/** For endpoints whose model the catalogue does not know. */
export const unknownAnswer = (question: Question): Json => ({ emulated: true, message: `${label} The emulator does not know what this model does.`, received: { contentType: question.contentType, bytes: question.body.length } });
