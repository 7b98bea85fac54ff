import { cpuFamilies, gpuFamilies, handlerVariables, model, predictor, variants, type CatalogueEntry } from './builder.js';

const huggingface = (tag: string): { alias: string; families: string; image: string } => ({ alias: 'gpu_ecr_uri_1', families: gpuFamilies, image: `huggingface-pytorch-inference:${tag}` });
const onCpu = (tag: string): { alias: string; families: string; image: string } => ({ alias: 'cpu_ecr_uri_2', families: cpuFamilies, image: `huggingface-pytorch-inference:${tag.replace(/gpu-(py\d+)-cu\d+/, 'cpu-$1')}` });
const old = '1.10.2-transformers4.17.0-gpu-py38-cu113-ubuntu20.04';
const recent = '2.3.0-transformers4.48.0-gpu-py311-cu121-ubuntu22.04';

/** Embedding, classification and speech models. */
export const textModels = (): CatalogueEntry[] => [
  ...model({
    id: 'huggingface-textembedding-all-MiniLM-L6-v2', version: '1.0.0', name: 'All MiniLM L6 v2 (archive)', provider: 'sentence-transformers', about: 'Text embedding whose artifact is one archive.', task: 'Text Embedding',
    url: 'https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2', base: 'hf-textembedding-all-minilm-l6-v2', instances: 'g5.2xlarge g5.xlarge p2.xlarge g4dn.xlarge p3.2xlarge',
    artifact: 'huggingface-infer/infer-huggingface-textembedding-all-MiniLM-L6-v2.tar.gz', prepacked: 'huggingface-infer/prepack/v1.0.0/infer-prepack-huggingface-textembedding-all-MiniLM-L6-v2.tar.gz', megabytes: 83,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface', framework_version: '1.10.2', py_version: 'py38', huggingface_transformers_version: '4.17.0' }, hosting_instance_type_variants: variants([huggingface(old), onCpu(old)]), inference_environment_variables: handlerVariables(),
      predictor_specs: predictor('application/x-text application/json', 'application/json'),
    },
  }),
  ...model({
    id: 'huggingface-sentencesimilarity-bge-large-en-v1-5', version: '1.1.21', older: ['1.1.20', '1.0.4'], name: 'BGE Large En v1.5', provider: 'baai', about: 'Sentence embedding on CPU or GPU.', task: 'Sentence Similarity',
    url: 'https://huggingface.co/BAAI/bge-large-en-v1.5', base: 'hf-sentencesimilarity-bge-large-en', instances: 'g5.2xlarge c6i.xlarge g5.4xlarge g5.8xlarge p3.2xlarge g4dn.2xlarge',
    artifact: 'huggingface-sentencesimilarity/huggingface-sentencesimilarity-bge-large-en-v1-5/artifacts/inference/v1.0.0/', prepacked: 'huggingface-sentencesimilarity/huggingface-sentencesimilarity-bge-large-en-v1-5/artifacts/inference-prepack/v1.0.0/', megabytes: 1340,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface', framework_version: '1.13.1', py_version: 'py39', huggingface_transformers_version: '4.26.0' }, hosting_instance_type_variants: variants([huggingface('1.13.1-transformers4.26.0-gpu-py39-cu117-ubuntu20.04'), onCpu('1.13.1-transformers4.26.0-gpu-py39-cu117-ubuntu20.04')]),
      inference_environment_variables: handlerVariables(), predictor_specs: predictor('application/json application/x-text', 'application/json'),
      default_payloads: { Pair: { content_type: 'application/json', prompt_key: 'text_inputs', output_keys: { embedding: 'embedding' }, body: { text_inputs: ['The boat is red.', 'The ship has a red hull.'], mode: 'embedding' } } },
    },
  }),
  ...model({
    id: 'huggingface-tc-bert-base-cased', version: '3.0.13', name: 'BERT Base Cased', provider: 'google-bert', about: 'Text classifier.', task: 'Text Classification',
    url: 'https://huggingface.co/google-bert/bert-base-cased', base: 'hf-tc-bert-base-cased', instances: 'p3.2xlarge g4dn.xlarge m5.large m5.xlarge c5.xlarge c5.2xlarge', prepacked: 'huggingface-tc/huggingface-tc-bert-base-cased/artifacts/inference-prepack/v1.0.0/', megabytes: 436, notebook: 'pmm-notebooks/pmm-notebook-huggingface-tc-bert-base-cased.ipynb',
    spec: {
      hosting_ecr_specs: { framework: 'huggingface', framework_version: '2.3.0', py_version: 'py311', huggingface_transformers_version: '4.48.0' }, hosting_instance_type_variants: variants([huggingface(recent), onCpu(recent)]), inference_environment_variables: handlerVariables(),
      predictor_specs: predictor('application/x-text', 'application/json;verbose application/json'),
      default_payloads: { Review: { content_type: 'application/x-text', accept: 'application/json;verbose', body: 'The soup was cold but the view made up for it.', output_keys: { label: 'predicted_label' } } },
    },
  }),
  ...model({
    id: 'huggingface-eqa-bert-base-cased', version: '3.0.12', name: 'BERT Base Cased for Question Answering', provider: 'google-bert', about: 'Finds the answer to a question in a text.', task: 'Question Answering',
    url: 'https://huggingface.co/google-bert/bert-base-cased', base: 'hf-eqa-bert-base-cased', instances: 'p3.2xlarge g4dn.xlarge m5.large m5.xlarge c5.xlarge', prepacked: 'huggingface-eqa/huggingface-eqa-bert-base-cased/artifacts/inference-prepack/v1.0.0/', megabytes: 436,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface', framework_version: '2.3.0', py_version: 'py311', huggingface_transformers_version: '4.48.0' }, hosting_instance_type_variants: variants([huggingface(recent), onCpu(recent)]), inference_environment_variables: handlerVariables(),
      predictor_specs: predictor('application/list-text', 'application/json;verbose application/json'),
      default_payloads: { Ferry: { content_type: 'application/list-text', accept: 'application/json', body: ['When does the ferry leave?', 'The ferry leaves at noon from the old pier.'], output_keys: { answer: 'answer' } } },
    },
  }),
  ...model({
    id: 'huggingface-asr-whisper-small', version: '2.0.20', older: ['2.0.19'], name: 'Whisper Small', provider: 'openai', about: 'Writes down what is said in a recording.', task: 'Automatic Speech Recognition',
    url: 'https://huggingface.co/openai/whisper-small', base: 'hf-asr-whisper-small', instances: 'g5.2xlarge g5.4xlarge g5.8xlarge p3.2xlarge g4dn.2xlarge', prepacked: 'huggingface-asr/huggingface-asr-whisper-small/artifacts/inference-prepack/v2.0.0/', megabytes: 970,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface', framework_version: '2.1.0', py_version: 'py310', huggingface_transformers_version: '4.37.0' }, hosting_instance_type_variants: variants([huggingface('2.1.0-transformers4.37.0-gpu-py310-cu118-ubuntu20.04')]), inference_environment_variables: handlerVariables(),
      predictor_specs: predictor('audio/wav application/json', 'application/json'), default_payloads: { Tone: { content_type: 'audio/wav', body: '$s3<inference-notebook-assets/emulated_tone.wav>', output_keys: { text: 'text[0]' } } },
    },
  }),
];

/** Tabular models: one with a prepacked artifact, one whose code has to be packed into the artifact. */
export const tabularModels = (): CatalogueEntry[] => [
  ...model({
    id: 'lightgbm-classification-model', version: '2.1.6', name: 'LightGBM Classification', provider: 'lightgbm', about: 'Gradient boosting for tables.', task: 'Tabular Classification', keywords: ['Tabular', 'Classification'],
    url: 'https://lightgbm.readthedocs.io/en/latest/', base: 'lightgbm-classification-model', instances: 'm5.4xlarge m5.2xlarge m5.12xlarge m5.24xlarge c5.2xlarge c5.4xlarge c5.9xlarge c5.18xlarge',
    artifact: 'lightgbm-classification/lightgbm-classification-model/artifacts/inference/v1.0.0/', prepacked: 'lightgbm-classification/lightgbm-classification-model/artifacts/inference-prepack/v1.0.1/', megabytes: 4,
    spec: {
      hosting_ecr_specs: { framework: 'pytorch', framework_version: '2.0.1', py_version: 'py310' }, hosting_instance_type_variants: variants([{ alias: 'cpu_ecr_uri_1', image: 'pytorch-inference:2.0.1-cpu-py310', families: cpuFamilies }]),
      inference_environment_variables: handlerVariables(), predictor_specs: predictor('text/csv', 'application/json;verbose application/json'), fine_tuning_supported: true, training_supported: true,
    },
  }),
  ...model({
    id: 'sklearn-classification-linear', version: '1.3.1', older: ['1.3.0'], name: 'Scikit-learn Linear Classification', provider: 'sklearn', about: 'Linear classifier; its code is packed into the artifact before it is deployed.', task: 'Tabular Classification', keywords: ['Tabular', 'Classification'],
    url: 'https://scikit-learn.org/stable/', base: 'sklearn-classification-linear', instances: 'm5.xlarge m5.2xlarge m5.4xlarge m5.12xlarge m5.24xlarge c5.2xlarge c5.4xlarge c5.9xlarge', artifact: 'sklearn-infer/infer-sklearn-classification-linear.tar.gz', megabytes: 1,
    spec: {
      hosting_use_script_uri: true, hosting_script_key: 'source-directory-tarballs/sklearn/inference/classification/v1.1.0/sourcedir.tar.gz', hosting_artifact_s3_data_type: null, hosting_artifact_compression_type: null,
      hosting_ecr_specs: { framework: 'sklearn', framework_version: '1.2-1', py_version: 'py3' }, hosting_instance_type_variants: variants([{ alias: 'scikit_ecr_uri_1', registry: 'algorithm', families: cpuFamilies, image: 'sagemaker-scikit-learn@sha256:e09bbb7686077a1db23d316b699020a786a6e1636b2b89384be9651368c40f95' }]),
      inference_environment_variables: handlerVariables(), predictor_specs: predictor('text/csv', 'application/json;verbose application/json'), training_supported: true,
    },
  }),
];

const packageAccounts: Readonly<Record<string, string>> = {
  'us-east-1': '865070037744', 'us-east-2': '057799348421', 'us-west-1': '382657785993', 'us-west-2': '594846645681', 'ca-central-1': '470592106596',
  'eu-central-1': '446921602837', 'eu-west-1': '985815980388', 'eu-west-2': '856760150666', 'eu-west-3': '843114510376', 'eu-north-1': '136758871317',
  'ap-southeast-1': '192199979996', 'ap-southeast-2': '666831318237', 'ap-northeast-2': '745090734665', 'ap-northeast-1': '977537786026', 'ap-south-1': '077584701553', 'sa-east-1': '270155090741',
};

/** Marketplace packages: no image, no artifact, an ARN for each region. */
export function marketplaceModels(): CatalogueEntry[] {
  const arns = Object.fromEntries(Object.entries(packageAccounts).map(([region, account]) => [region, `arn:aws:sagemaker:${region}:${account}:model-package/j2-light-v2-0-004`]));
  return ['2.0.004', '2.0.003'].map((version) => ({
    modelId: 'ai21-jurassic-2-light', version, proprietary: true, displayName: 'Jurassic-2 Light', description: 'Marketplace package that needs a subscription.', provider: 'ai21',
    task: 'Text Generation', keywords: ['Text2Text', 'Generation'], minVersion: '2.0.0', deprecated: false, bytes: 0,
    spec: {
      model_id: 'ai21-jurassic-2-light', version, min_sdk_version: '2.0.0', listing_id: 'prodview-emulated0004', product_id: '00000000-0000-0000-0000-000000000004',
      model_subscription_link: 'https://aws.amazon.com/marketplace/ai/procurement?productId=00000000-0000-0000-0000-000000000004', hosting_notebook_key: 'pmm-notebooks/pmm-notebook-ai21-jurassic-2-light.ipynb',
      deploy_kwargs: { model_data_download_timeout: 3600, container_startup_health_check_timeout: 600 },
      default_payloads: { Slogan: { content_type: 'application/json', prompt_key: 'prompt', output_keys: { generated_text: '[0].completions[0].data.text' }, body: { prompt: 'A slogan for a small ferry line:', maxTokens: 40, temperature: 0.7 } } },
      predictor_specs: predictor('application/json', 'application/json'), default_inference_instance_type: 'ml.g5.4xlarge', supported_inference_instance_types: ['ml.g5.4xlarge', 'ml.p4de.24xlarge'], hosting_model_package_arns: arns,
    },
  }));
}
