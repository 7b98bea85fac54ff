import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, object, optional, text, type JsonObject } from '../core/json.js';
import type { CatalogueEntry } from './builder.js';
import { Catalogue } from './catalogue.js';

/** The hub's labels of tasks, by the codes in model ids: they say what an answer looks like. */
const tasks: readonly (readonly [label: string, codes: string])[] = [
  ['Image Classification', 'ic'], ['Image Embedding', 'icembedding'], ['Object Detection', 'od od1'], ['Semantic Segmentation', 'semseg'], ['Instance Segmentation', 'is'],
  ['Text Classification', 'tc'], ['Sentence Pair Classification', 'spc'], ['Question Answering', 'eqa'], ['Named Entity Recognition', 'ner'], ['Zero-Shot Text Classification', 'zstc'], ['Fill Mask', 'fillmask'],
  ['Text Generation', 'llm reasoning llmneuron textgeneration textgeneration1 textgeneration2 textgenerationjp textgenerationneuron'], ['Image-Text-to-Text', 'vlm'], ['Text2Text Generation', 'text2text'],
  ['Text Summarization', 'summarization'], ['Machine Translation', 'translation'], ['Sentence Similarity', 'sentencesimilarity'], ['Text Embedding', 'textembedding tcembedding'],
  ['Text-to-Image', 'txt2img txt2imgneuron imagegeneration'], ['Image Inpainting', 'inpainting'], ['Image Upscaling', 'upscaling'], ['Depth-to-Image', 'depth2img'],
  ['Automatic Speech Recognition', 'asr'], ['Audio Embedding', 'audioembedding'], ['Video Segmentation', 'vs'],
  ['Tabular Classification', 'classification tabtransformerclassification'], ['Tabular Regression', 'regression tabtransformerregression'], ['Time Series Forecasting', 'forecasting'],
];
const taskLabels: ReadonlyMap<string, string> = new Map(tasks.flatMap(([label, codes]) => codes.split(' ').map((code): [string, string] => [code, label])));

/** Whether a spec is a Marketplace package: nothing to host but a package. */
function isProprietary(spec: JsonObject): boolean {
  const hosts = ['hosting_artifact_key', 'hosting_prepacked_artifact_key', 'hosting_ecr_specs'].some((key) => spec[key] !== undefined);
  return !hosts && (spec['listing_id'] !== undefined || Object.keys(object(spec, 'hosting_model_package_arns')).length > 0);
}

function entryOf(spec: JsonObject, modelId: string, version: string): CatalogueEntry {
  const proprietary = isProprietary(spec);
  const [framework = '', code = ''] = modelId.split('-');
  const task = proprietary ? 'Text Generation' : taskLabels.get(code) ?? code;
  const upstream = optional(spec, 'huggingface_id') ?? /huggingface\.co\/(.+)$/.exec(optional(spec, 'url') ?? '')?.[1];
  const own = proprietary ? modelId : modelId.split('-').slice(2).join('-');
  const repacked = spec['hosting_use_script_uri'] !== false && spec['hosting_prepacked_artifact_key'] === undefined && spec['hosting_script_key'] !== undefined;
  return {
    spec, modelId, version, proprietary, displayName: upstream?.split('/').at(-1) ?? own.replaceAll('-', ' '), description: `${modelId} as the served folder describes it.`,
    provider: optional(spec, 'provider') ?? framework, task, keywords: [task], minVersion: optional(spec, 'min_sdk_version') ?? '2.0.0', deprecated: spec['deprecated'] === true,
    // what is unpacked and packed again has to be a real archive, and only small ones are
    bytes: repacked ? 1_000_000 : 100_000_000,
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The content of a file that is to be served, or why it is passed over; neither where nobody would expect it to be a spec. */
function readSpec(path: string): { spec: JsonObject } | { reason: string } | undefined {
  let source: string;
  try {
    source = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    return reasonOf(error).startsWith('EISDIR') ? undefined : { reason: `it cannot be read (${reasonOf(error).split(',')[0] ?? ''})` };
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    return { reason: `it is not valid JSON (${reasonOf(error).split('\n')[0] ?? ''})` };
  }
  // an array is a manifest
  if (Array.isArray(value)) return undefined;
  if (!isObject(value) || optional(value, 'model_id') === undefined || optional(value, 'version') === undefined) return { reason: 'it has no model_id and version of text, so it is no model spec' };
  return { spec: value };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    throw new Error(`The catalogue folder ${folder} cannot be read.`, { cause: error });
  }
}

/**
 * The catalogue of a folder: each `.json` file that is an object with a model_id and a version is a spec. What cannot be
 * served is told to `warn`, a sentence for each file. Throws when there is no spec at all.
 */
export function folderCatalogue(folder: string, warn: (sentence: string) => void): Catalogue {
  const entries: CatalogueEntry[] = [];
  const fileOf = new Map<string, string>();
  for (const name of filesIn(folder).filter((file) => file.endsWith('.json')).sort()) {
    const read = readSpec(join(folder, name));
    if (read === undefined) continue;
    const passOver = (reason: string): void => warn(`${join(folder, name)} is passed over: ${reason}.`);
    if ('reason' in read) {
      passOver(read.reason);
      continue;
    }
    const [modelId, version] = [text(read.spec, 'model_id'), text(read.spec, 'version')];
    const earlier = fileOf.get(`${modelId} ${version}`);
    if (earlier === undefined) {
      fileOf.set(`${modelId} ${version}`, name);
      entries.push(entryOf(read.spec, modelId, version));
    } else passOver(`${earlier} is version ${version} of ${modelId} already`);
  }
  if (entries.length === 0) throw new Error(`No model spec found in ${folder}: put JSON files with model_id and version there.`);
  entries.sort((a, b) => a.modelId.localeCompare(b.modelId) || b.version.localeCompare(a.version, undefined, { numeric: true }));
  return new Catalogue(entries);
}
