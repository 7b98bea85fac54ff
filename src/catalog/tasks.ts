/** Task codes (the second part of an open model's id) → label. Unknown codes are shown as they are. */
const LABELS: Readonly<Record<string, string>> = {
  ic: 'Image Classification', icembedding: 'Image Embedding', od: 'Object Detection', od1: 'Object Detection',
  semseg: 'Semantic Segmentation', is: 'Instance Segmentation', tc: 'Text Classification', tcembedding: 'Text Embedding',
  eqa: 'Question Answering', spc: 'Sentence Pair Classification', textgeneration: 'Text Generation', summarization: 'Text Summarization',
  translation: 'Machine Translation', ner: 'Named Entity Recognition', classification: 'Tabular Classification',
  regression: 'Tabular Regression', tabtransformerclassification: 'Tabular Classification', tabtransformerregression: 'Tabular Regression',
  llm: 'Text Generation', reasoning: 'Text Generation', vlm: 'Image-Text-to-Text', txt2img: 'Text-to-Image',
  imagegeneration: 'Text-to-Image', txt2imgneuron: 'Text-to-Image', inpainting: 'Image Inpainting', upscaling: 'Image Upscaling',
  depth2img: 'Depth-to-Image', text2text: 'Text2Text Generation', textgeneration1: 'Text Generation', textgeneration2: 'Text Generation',
  textgenerationjp: 'Text Generation', textgenerationneuron: 'Text Generation', llmneuron: 'Text Generation',
  sentencesimilarity: 'Text Embedding', textembedding: 'Text Embedding', zstc: 'Zero-Shot Text Classification', fillmask: 'Fill Mask',
  asr: 'Automatic Speech Recognition', audioembedding: 'Audio Embedding', forecasting: 'Time Series Forecasting', vs: 'Video Segmentation',
};

export const OTHER_TASK = 'Other';

export interface Task {
  /** The id's code, or `''` where the id has none (proprietary models). */
  readonly code: string;
  readonly label: string;
}

export function taskOf(code: string): Task {
  return { code, label: Object.hasOwn(LABELS, code) ? LABELS[code] ?? code : code };
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
