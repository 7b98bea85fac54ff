import { english, translated } from '../shared/l10n.js';

/** Task codes (the second part of an open model's id) → label, which is kept and compared in English. Unknown codes are shown as they are. */
const LABELS: Readonly<Record<string, string>> = {
  ic: english('Image Classification'), icembedding: english('Image Embedding'), od: english('Object Detection'), od1: english('Object Detection'),
  semseg: english('Semantic Segmentation'), is: english('Instance Segmentation'), tc: english('Text Classification'), tcembedding: english('Text Embedding'),
  eqa: english('Question Answering'), spc: english('Sentence Pair Classification'), textgeneration: english('Text Generation'), summarization: english('Text Summarization'),
  translation: english('Machine Translation'), ner: english('Named Entity Recognition'), classification: english('Tabular Classification'),
  regression: english('Tabular Regression'), tabtransformerclassification: english('Tabular Classification'), tabtransformerregression: english('Tabular Regression'),
  llm: english('Text Generation'), reasoning: english('Text Generation'), vlm: english('Image-Text-to-Text'), txt2img: english('Text-to-Image'),
  imagegeneration: english('Text-to-Image'), txt2imgneuron: english('Text-to-Image'), inpainting: english('Image Inpainting'), upscaling: english('Image Upscaling'),
  depth2img: english('Depth-to-Image'), text2text: english('Text2Text Generation'), textgeneration1: english('Text Generation'), textgeneration2: english('Text Generation'),
  textgenerationjp: english('Text Generation'), textgenerationneuron: english('Text Generation'), llmneuron: english('Text Generation'),
  sentencesimilarity: english('Text Embedding'), textembedding: english('Text Embedding'), zstc: english('Zero-Shot Text Classification'), fillmask: english('Fill Mask'),
  asr: english('Automatic Speech Recognition'), audioembedding: english('Audio Embedding'), forecasting: english('Time Series Forecasting'), vs: english('Video Segmentation'),
};

export const OTHER_TASK = english('Other');

export interface Task {
  /** The id's code, or `''` where the id has none (proprietary models). */
  readonly code: string;
  readonly label: string;
}

export function taskOf(code: string): Task {
  return { code, label: Object.hasOwn(LABELS, code) ? LABELS[code] ?? code : code };
}

/** The label in the user's language, to be shown. */
export function taskName({ label }: Pick<Task, 'label'>): string {
  return translated(label);
}

/** `text-generation` (the hub's `@task:` tag) → "Text Generation". */
export function taskFromTag(tag: string): string {
  const words = tag.split(/[-\s]+/).filter((w) => w !== '');
  const label = words.map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join(' ');
  return Object.values(LABELS).find((known) => normal(known) === normal(label)) ?? label;
}

/** The label among free search keywords, for ids without a task code; `Text`, `Generation` as two words count as one task. */
export function taskFromKeywords(keywords: readonly string[]): string | undefined {
  const known = Object.values(LABELS);
  const single = keywords.map((k) => known.find((label) => normal(label) === normal(k))).find((label) => label !== undefined);
  if (single !== undefined) return single;
  const joined = normal(keywords.join(''));
  return joined === '' ? undefined : known.find((label) => joined.startsWith(normal(label)));
}

function normal(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
