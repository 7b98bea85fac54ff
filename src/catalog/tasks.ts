import { english, translated } from '../shared/l10n.js';

/** Labels of tasks, which are kept and compared in English, and the codes (the second part of an open model's id) that mean them. */
const CODES: readonly (readonly [label: string, codes: readonly string[]])[] = [
  [english('Image Classification'), ['ic']],
  [english('Image Embedding'), ['icembedding']],
  [english('Object Detection'), ['od', 'od1']],
  [english('Semantic Segmentation'), ['semseg']],
  [english('Instance Segmentation'), ['is']],
  [english('Text Classification'), ['tc']],
  [english('Text Embedding'), ['tcembedding', 'sentencesimilarity', 'textembedding']],
  [english('Question Answering'), ['eqa']],
  [english('Sentence Pair Classification'), ['spc']],
  [english('Text Generation'), ['textgeneration', 'llm', 'reasoning', 'textgeneration1', 'textgeneration2', 'textgenerationjp', 'textgenerationneuron', 'llmneuron']],
  [english('Text Summarization'), ['summarization']],
  [english('Machine Translation'), ['translation']],
  [english('Named Entity Recognition'), ['ner']],
  [english('Tabular Classification'), ['classification', 'tabtransformerclassification']],
  [english('Tabular Regression'), ['regression', 'tabtransformerregression']],
  [english('Image-Text-to-Text'), ['vlm']],
  [english('Text-to-Image'), ['txt2img', 'imagegeneration', 'txt2imgneuron']],
  [english('Image Inpainting'), ['inpainting']],
  [english('Image Upscaling'), ['upscaling']],
  [english('Depth-to-Image'), ['depth2img']],
  [english('Text2Text Generation'), ['text2text']],
  [english('Zero-Shot Text Classification'), ['zstc']],
  [english('Fill Mask'), ['fillmask']],
  [english('Automatic Speech Recognition'), ['asr']],
  [english('Audio Embedding'), ['audioembedding']],
  [english('Time Series Forecasting'), ['forecasting']],
  [english('Video Segmentation'), ['vs']],
];
const LABELS = new Map(CODES.flatMap(([label, codes]) => codes.map((code) => [code, label] as const)));

export const OTHER_TASK = english('Other');

export interface Task {
  /** The id's code, or `''` where the id has none (proprietary models). */
  readonly code: string;
  readonly label: string;
}

/** Unknown codes are shown as they are. */
export function taskOf(code: string): Task {
  return { code, label: LABELS.get(code) ?? code };
}

/** The label in the user's language, to be shown. */
export function taskName({ label }: Pick<Task, 'label'>): string {
  return translated(label);
}

/** `text-generation` (the hub's `@task:` tag) → "Text Generation". */
export function taskFromTag(tag: string): string {
  const words = tag.split(/[-\s]+/).filter((w) => w !== '');
  const label = words.map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join(' ');
  return CODES.find(([known]) => normal(known) === normal(label))?.[0] ?? label;
}

/** The label among free search keywords, for ids without a task code; `Text`, `Generation` as two words count as one task. */
export function taskFromKeywords(keywords: readonly string[]): string | undefined {
  const known = CODES.map(([label]) => label);
  const single = keywords.map((k) => known.find((label) => normal(label) === normal(k))).find((label) => label !== undefined);
  if (single !== undefined) return single;
  const joined = normal(keywords.join(''));
  return joined === '' ? undefined : known.find((label) => joined.startsWith(normal(label)));
}

function normal(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
