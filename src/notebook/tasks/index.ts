import type { PredictorSpec } from '../../catalog/payloads.js';
import type { NotebookInput } from '../input.js';
import { type AnswerKind, type RequestForm, baseType, fittingForm, jsonForm, textForm } from './form.js';
import * as language from './language.js';
import * as other from './other.js';
import * as text from './text.js';
import * as vision from './vision.js';

interface TaskShape {
  readonly answer: AnswerKind;
  /** Ways to ask, the most usual first. */
  readonly forms: (input: NotebookInput) => RequestForm[];
}

const VERBOSE = 'application/json;verbose';

const generation: TaskShape = { answer: 'text', forms: ({ framework }) => [isVllm(framework) ? language.chat() : language.completion()] };
const chat: TaskShape = { answer: 'text', forms: () => [language.chat()] };
const tabular: TaskShape = { answer: 'classes', forms: other.table };
const regression: TaskShape = { answer: 'any', forms: other.table };
const detection: TaskShape = { answer: 'boxes', forms: () => vision.picture(`${VERBOSE};n_predictions=20`, 512) };
const sentences: TaskShape = { answer: 'embedding', forms: ({ framework }) => text.sentenceEmbedding(framework) };
const drawing: TaskShape = { answer: 'images', forms: vision.textToImage };
const imageVectors: TaskShape = { answer: 'embedding', forms: () => vision.picture(undefined) };

/** Task codes of model ids → how such a model is asked and what it answers. */
const SHAPES: Readonly<Record<string, TaskShape>> = {
  llm: generation, textgeneration: generation, textgeneration1: generation, textgeneration2: generation, textgenerationjp: generation,
  textgenerationneuron: generation, llmneuron: generation, reasoning: chat,
  vlm: { answer: 'text', forms: () => [language.pictureChat()] },
  text2text: { answer: 'text', forms: () => [language.completion(), textForm('Translate to German: the ferry leaves at noon.', 'an instruction'), language.textInputs('Translate to German: the ferry leaves at noon.')] },
  summarization: { answer: 'text', forms: text.summarization },
  translation: { answer: 'text', forms: ({ modelId }) => text.translation(modelId) },
  eqa: { answer: 'text', forms: text.questionAnswering },
  tc: { answer: 'classes', forms: text.classification },
  spc: { answer: 'classes', forms: text.sentencePair },
  zstc: { answer: 'classes', forms: text.zeroShot },
  ner: { answer: 'records', forms: text.entities },
  fillmask: { answer: 'records', forms: ({ modelId }) => text.fillMask(modelId) },
  rerank: { answer: 'records', forms: text.rerank },
  sentencesimilarity: sentences, textembedding: sentences, tcembedding: { answer: 'embedding', forms: text.textEmbedding },
  ic: { answer: 'classes', forms: () => vision.picture(VERBOSE) },
  icembedding: imageVectors, od: detection, od1: detection, is: { ...detection, forms: () => vision.picture(VERBOSE, 512) },
  semseg: { answer: 'segments', forms: () => vision.picture(VERBOSE, 512) },
  txt2img: drawing, txt2imgneuron: drawing,
  imagegeneration: { answer: 'images', forms: ({ modelId }) => (/xl/i.test(modelId) ? vision.stability() : vision.textToImage()) },
  inpainting: { answer: 'images', forms: vision.inpainting },
  upscaling: { answer: 'images', forms: vision.upscaling },
  depth2img: { answer: 'images', forms: vision.depthToImage },
  asr: { answer: 'text', forms: ({ framework }) => (isVllm(framework) ? [other.transcriptionForm()] : [other.sound(), other.transcriptionForm()]) },
  audioembedding: { answer: 'embedding', forms: () => [other.sound()] },
  classification: tabular, tabtransformerclassification: tabular, regression, tabtransformerregression: regression,
  forecasting: { answer: 'forecast', forms: other.forecasting },
  vs: { answer: 'any', forms: vision.videoSegmentation },
};

/** Marketplace ids have no code: their label says what they do. */
const BY_LABEL: readonly (readonly [label: RegExp, code: string])[] = [
  [/rerank/i, 'rerank'], [/image.text|vision/i, 'vlm'], [/text.to.image|image generation/i, 'txt2img'], [/embedding/i, 'textembedding'],
  [/speech/i, 'asr'], [/text|chat|generation/i, 'marketplace'],
];

function shapeOf(input: NotebookInput): TaskShape | undefined {
  const code = input.taskCode !== '' ? input.taskCode
    : BY_LABEL.find(([label]) => label.test(`${input.taskLabel} ${input.modelId.replaceAll('-', ' ')}`))?.[1] ?? 'marketplace';
  if (code === 'marketplace') return { answer: 'text', forms: () => [language.marketplace()] };
  return Object.hasOwn(SHAPES, code) ? SHAPES[code] : undefined;
}

export function answerKind(input: NotebookInput): AnswerKind {
  return shapeOf(input)?.answer ?? 'any';
}

/** How to ask a model of the task that the id names, in a type that its predictor takes; by the type alone for unknown tasks. */
export function ownForm(input: NotebookInput): RequestForm {
  const forms = shapeOf(input)?.forms(input) ?? [];
  return fittingForm(forms, input.predictor) ?? formOfType(input.predictor) ?? forms[0] ?? jsonForm({ inputs: 'The ferry leaves at noon.' }, { about: 'a text' });
}

function formOfType(predictor: PredictorSpec | undefined): RequestForm | undefined {
  const type = predictor?.contentType ?? predictor?.contentTypes[0];
  if (type === undefined) return undefined;
  const base = baseType(type);
  if (base === 'application/x-image' || base.startsWith('image/')) return vision.picture(undefined).map((form) => ({ ...form, contentType: type }))[0];
  if (base.startsWith('audio/') || base === 'application/x-audio') return other.sound(type);
  if (base === 'text/csv') return other.table()[0];
  if (base === 'application/list-text') return jsonForm(['The ferry leaves at noon.', 'The boat departs at twelve.'], { contentType: type, about: 'a list of texts' });
  if (base === 'application/x-text' || base === 'text/plain') return textForm('The ferry leaves at noon.', 'a text', { contentType: type });
  if (base === 'multipart/form-data') return other.transcriptionForm();
  return base === 'application/json' ? jsonForm({ inputs: 'The ferry leaves at noon.' }, { about: 'a text; the model\'s page says which fields it takes', contentType: type }) : undefined;
}

function isVllm(framework: string | undefined): boolean {
  return /vllm/i.test(framework ?? '');
}
