import { gpuFamilies, handlerVariables, jsonPredictor, model, variants, type CatalogueEntry } from './builder.js';

const tasks = [['llm', 'Text Generation'], ['ic', 'Image Classification'], ['sentencesimilarity', 'Sentence Similarity'], ['asr', 'Automatic Speech Recognition'], ['txt2img', 'Text-to-Image'], ['eqa', 'Question Answering']] as const;
const versionsPerModel = 28;

/**
 * `count` more models with 28 versions each, to give the manifest the size of AWS's own (28,000 rows for 1,000 models).
 * They can be deployed like any other.
 */
export function fillerModels(count: number): CatalogueEntry[] {
  const shared = {
    hosting_ecr_specs: { framework: 'huggingface-llm', framework_version: '2.4.0', py_version: 'py311' }, predictor_specs: jsonPredictor(), inference_environment_variables: handlerVariables(),
    hosting_instance_type_variants: variants([{ alias: 'gpu_ecr_uri_1', families: gpuFamilies, image: 'huggingface-pytorch-tgi-inference:2.4.0-tgi2.4.0-gpu-py311-cu124-ubuntu22.04' }]),
  };
  return Array.from({ length: count }, (_, n) => {
    const [code, task] = tasks[n % tasks.length] ?? tasks[0];
    const id = `huggingface-${code}-filler-${String(n).padStart(4, '0')}`;
    const versions = Array.from({ length: versionsPerModel }, (__, v) => `${Math.floor(v / 10)}.${v % 10}.${n % 10}`).reverse();
    return model({
      id, version: versions[0] ?? '1.0.0', older: versions.slice(1), name: `Filler ${n}`, about: 'Makes the catalogue as long as the real one.', provider: `provider${n % 40}`, task, url: `https://huggingface.co/filler/filler-${n}`,
      base: `filler-${n}`, instances: 'g5.2xlarge g5.4xlarge', prepacked: `huggingface-${code}/${id}/artifacts/inference-prepack/v1.0.0/`, megabytes: 500, spec: shared,
    });
  }).flat();
}
