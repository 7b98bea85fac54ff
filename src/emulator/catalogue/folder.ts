import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, object, optional, type Json, type JsonObject } from '../core/json.js';
import type { CatalogueEntry } from './builder.js';
import { Catalogue } from './catalogue.js';

const taskLabels: Readonly<Record<string, string>> = {
  ic: 'Image Classification', od: 'Object Detection', od1: 'Object Detection', semseg: 'Semantic Segmentation', is: 'Instance Segmentation',
  tc: 'Text Classification', spc: 'Sentence Pair Classification', eqa: 'Question Answering', ner: 'Named Entity Recognition', llm: 'Text Generation',
  textgeneration: 'Text Generation', textgeneration1: 'Text Generation', reasoning: 'Text Generation', vlm: 'Image-Text-to-Text', text2text: 'Text2Text Generation',
  txt2img: 'Text-to-Image', depth2img: 'Depth-to-Image', classification: 'Tabular Classification', regression: 'Tabular Regression', asr: 'Automatic Speech Recognition',
  sentencesimilarity: 'Sentence Similarity', textembedding: 'Text Embedding', tcembedding: 'Text Embedding', summarization: 'Text Summarization', translation: 'Machine Translation',
};

/** Whether a spec is a Marketplace package: nothing to host but a package. */
function isProprietary(spec: JsonObject): boolean {
  const hosts = ['hosting_artifact_key', 'hosting_prepacked_artifact_key', 'hosting_ecr_specs'].some((key) => spec[key] !== undefined);
  return !hosts && (spec['listing_id'] !== undefined || Object.keys(object(spec, 'hosting_model_package_arns')).length > 0);
}

function entryOf(spec: JsonObject, modelId: string, version: string): CatalogueEntry {
  const proprietary = isProprietary(spec);
  const [framework = '', code = ''] = modelId.split('-');
  const task = proprietary ? 'Text Generation' : taskLabels[code] ?? code;
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

function parse(path: string): Json | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    throw new Error(`The catalogue folder ${folder} cannot be read.`, { cause: error });
  }
}

/** The catalogue of a folder: each `.json` file that is an object with a model_id and a version is a spec. Throws when there is none. */
export function folderCatalogue(folder: string): Catalogue {
  const entries: CatalogueEntry[] = [];
  for (const name of filesIn(folder).filter((file) => file.endsWith('.json')).sort()) {
    const spec = parse(join(folder, name));
    if (!isObject(spec)) continue;
    const [modelId, version] = [optional(spec, 'model_id'), optional(spec, 'version')];
    if (modelId !== undefined && version !== undefined) entries.push(entryOf(spec, modelId, version));
  }
  if (entries.length === 0) throw new Error(`No model spec found in ${folder}: put JSON files with model_id and version there.`);
  entries.sort((a, b) => a.modelId.localeCompare(b.modelId) || b.version.localeCompare(a.version, undefined, { numeric: true }));
  return new Catalogue(entries);
}
