import { type RequestForm, jsonForm, textForm } from './form.js';

const REVIEW = 'The room was small, but the view and the breakfast made up for it.';
const STORY = 'The lighthouse on the northern cape was built in 1871. For a century its keepers lived there with their families, kept bees '
  + 'and wrote down the weather three times a day. Since 1974 the light has run by itself, and the house is a small museum that '
  + 'shows their diaries. Storms have moved the cliff closer by eleven metres, so the museum raises money to move the tower inland.';
const VERBOSE = 'application/json;verbose';
const PAIR = ['The boat is red.', 'The ship has a red hull.'];

export const classification = (): RequestForm[] => [textForm(REVIEW, 'a text', { accept: VERBOSE }), jsonForm({ inputs: REVIEW }, { about: 'a text' })];

export const sentencePair = (): RequestForm[] =>
  [jsonForm(['The ferry leaves at noon.', 'The boat departs at twelve.'], { contentType: 'application/list-text', accept: VERBOSE, about: 'two sentences' })];

export const questionAnswering = (): RequestForm[] =>
  [jsonForm(['When does the ferry leave?', 'The ferry to the island leaves at noon from the old pier.'], { contentType: 'application/list-text', about: 'a question, and the text that holds the answer' })];

export const entities = (): RequestForm[] => [textForm('Marie Curie moved from Warsaw to Paris in 1891.', 'a text with names in it')];

export const summarization = (): RequestForm[] =>
  [textForm(STORY, 'a text to shorten'), jsonForm({ text_inputs: STORY, max_length: 80, num_return_sequences: 1 }, { about: 'a text to shorten, and the length of the summary in tokens' })];

/** T5 models take the task as part of the text. */
export function translation(modelId: string): RequestForm[] {
  const text = 'The ferry leaves at noon from the old pier.';
  const sent = /-t5-/.test(modelId) ? `translate English to German: ${text}` : text;
  return [textForm(sent, 'a text to translate'), jsonForm({ inputs: sent }, { about: 'a text to translate' })];
}

export const zeroShot = (): RequestForm[] => [jsonForm(
  { sequences: REVIEW, candidate_labels: ['travel', 'food', 'sport', 'politics'], hypothesis_template: 'This example is about {}.', multi_class: false },
  { about: 'a text and the labels to choose from' },
)];

/** RoBERTa writes the gap as `<mask>`, BERT as `[MASK]`. */
export function fillMask(modelId: string): RequestForm[] {
  const gap = /roberta/i.test(modelId) ? '<mask>' : '[MASK]';
  return [textForm(`The ferry leaves from the old ${gap}.`, 'a sentence with a gap')];
}

export const rerank = (): RequestForm[] => [jsonForm(
  { query: 'When does the ferry leave?', documents: ['The pier was built in 1902.', 'Ferries leave at noon and at six.', 'Bread is baked at dawn.'] },
  { about: 'a question and the texts to put in order' },
)];

export function sentenceEmbedding(framework: string | undefined): RequestForm[] {
  const about = 'two texts; the closer their meaning, the more alike their vectors';
  if (/\btei\b/i.test(framework ?? '')) return [jsonForm({ inputs: PAIR }, { about })];
  return [
    jsonForm({ text_inputs: PAIR, mode: 'embedding' }, { about }),
    jsonForm(PAIR, { contentType: 'application/x-text', about }),
  ];
}

export const textEmbedding = (): RequestForm[] => [textForm('The ferry leaves at noon.', 'a text'), jsonForm({ inputs: 'The ferry leaves at noon.' }, { about: 'a text' })];
