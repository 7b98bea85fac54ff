import { gpuFamilies, handlerVariables, jsonPredictor, model, predictor, types, variable, variants, type CatalogueEntry } from './builder.js';
import type { JsonObject } from '../core/json.js';

const tgi = (tag: string): { alias: string; families: string; image: string } =>
  ({ alias: 'gpu_ecr_uri_1', families: gpuFamilies, image: `huggingface-pytorch-tgi-inference:${tag}` });
const lmi = (tag: string): { alias: string; families: string; image: string } => ({ alias: 'alias_ecr_uri_1', families: gpuFamilies, image: `djl-inference:${tag}` });
const perGpus = (count: number, extra: JsonObject = {}): JsonObject =>
  ({ environment_variables: { OPTION_TENSOR_PARALLEL_DEGREE: String(count), ...extra }, resource_requirements: { num_accelerators: count, min_memory_mb: count * 49152 } });
const benchmark = (latency: string, throughput: string): JsonObject[] => [
  { name: 'latency', value: latency, unit: 'sec', concurrency: '1' }, { name: 'throughput', value: throughput, unit: 'tokens/sec', concurrency: '1' },
];
const completion = (text: string, outputs: JsonObject): JsonObject => ({
  content_type: 'application/json', prompt_key: 'inputs', output_keys: outputs,
  body: { inputs: text, parameters: { max_new_tokens: 64, temperature: 0.6, top_p: 0.9 } },
});
const chat = (text: string): JsonObject => ({
  content_type: 'application/json',
  body: { messages: [{ role: 'system', content: 'Answer in one sentence.' }, { role: 'user', content: text }], max_tokens: 200, temperature: 0.7, top_p: 1 },
});
const loadKwargs = (seconds: number): JsonObject => ({ model_data_download_timeout: seconds, container_startup_health_check_timeout: seconds });

/** A gated model whose images, payloads and predictor live only inside its inference configs, one of them with a draft model. */
function gatedLlama(): CatalogueEntry[] {
  const key = 'meta-textgeneration/meta-textgeneration-llama-3-1-8b-instruct/artifacts';
  const instances = 'g5.4xlarge g5.12xlarge g5.48xlarge g6.12xlarge p4d.24xlarge';
  const component = (supported: string, env: JsonObject[], more: JsonObject): JsonObject => ({
    default_inference_instance_type: types(supported)[0], supported_inference_instance_types: types(supported),
    hosting_ecr_specs: { framework: 'djl-lmi', framework_version: '0.29.0', py_version: 'py310' },
    hosting_instance_type_variants: variants([lmi('0.29.0-lmi11.0.0-cu124')], { 'ml.g5.4xlarge': perGpus(1), 'ml.g5.12xlarge': perGpus(4), 'ml.g6.12xlarge': perGpus(4), 'ml.g5.48xlarge': perGpus(8, { OPTION_GPU_MEMORY_UTILIZATION: '0.95' }), 'ml.p4d.24xlarge': perGpus(8) }),
    hosting_artifact_key: `${key}/inference/v2.0.0/`, hosting_prepacked_artifact_key: `${key}/inference-prepack/v2.0.0/`,
    hosting_artifact_s3_data_type: 'S3Prefix', hosting_artifact_compression_type: 'None', hosting_use_script_uri: false,
    inference_environment_variables: [...handlerVariables(), variable('HF_MODEL_ID', '/opt/ml/model'), ...env],
    predictor_specs: jsonPredictor(), default_payloads: { rivers: completion('Three rivers that flow into the North Sea are', { generated_text: 'generated_text' }) },
    deploy_kwargs: loadKwargs(1200), inference_volume_size: 256, inference_enable_network_isolation: true,
    hosting_resource_requirements: { num_accelerators: 1, min_memory_mb: 34360 }, ...more,
  });
  return model({
    id: 'meta-textgeneration-llama-3-1-8b-instruct', version: '2.6.0', older: ['2.5.1', '1.9.3'], name: 'Meta Llama 3.1 8B Instruct', provider: 'meta',
    about: 'Gated chat model; the licence is accepted with each deployment.', task: 'Text Generation', minVersion: '2.232.1',
    url: 'https://ai.meta.com/resources/models-and-libraries/llama-downloads/', base: 'llama-3-1-8b-instruct', instances,
    artifact: `${key}/inference/v2.0.0/`, prepacked: `${key}/inference-prepack/v2.0.0/`, megabytes: 16_060,
    spec: {
      gated_bucket: true, model_access: 'Gated', hosting_eula_key: 'fmhMetadata/eula/llama3_1Eula.txt', dynamic_container_deployment_supported: true,
      hosting_ecr_specs: { framework: 'djl-lmi', framework_version: '0.29.0', py_version: 'py310' }, context_window: '32K-128K', model_size: '7B-10B',
      inference_configs: {
        lmi: { component_names: ['lmi'], benchmark_metrics: { 'ml.g5.4xlarge': benchmark('1.10', '41.2'), 'ml.g5.12xlarge': benchmark('0.52', '86.0') } },
        'lmi-optimized': { component_names: ['lmi-optimized'], benchmark_metrics: { 'ml.g5.12xlarge': benchmark('0.31', '143.5') }, acceleration_configs: [{ type: 'Speculative-Decoding', enabled: true }] },
      },
      inference_config_components: {
        lmi: component('g5.4xlarge g5.12xlarge g5.48xlarge g6.12xlarge p4d.24xlarge', [variable('OPTION_ENFORCE_EAGER', 'true')], {}),
        'lmi-optimized': component('g5.12xlarge g5.48xlarge g6.12xlarge p4d.24xlarge', [variable('OPTION_SPECULATIVE_DRAFT_MODEL', '/opt/ml/additional-model-data-sources/draft_model')], {
          hosting_additional_data_sources: { speculative_decoding: [{
            channel_name: 'draft_model', artifact_version: 'v1.0.0', hosting_eula_key: 'fmhMetadata/eula/llama3_2Eula.txt', provider: { name: 'JumpStart', classification: 'gated' },
            s3_data_source: { compression_type: 'None', s3_data_type: 'S3Prefix', s3_uri: 'meta-textgeneration/meta-textgeneration-llama-3-2-1b/artifacts/inference-prepack/v1.0.0/' },
          }] },
        }),
      },
      inference_config_rankings: { overall: { description: 'default', rankings: ['lmi', 'lmi-optimized'] } },
    },
  });
}

/** An open model whose first-ranked config is the optimised one, with another image for older instance families. */
function reasoning(): CatalogueEntry[] {
  const key = 'openai-reasoning/openai-reasoning-gpt-oss-20b/artifacts';
  const images = [lmi('0.34.0-lmi16.0.0-cu128')];
  const optimised = [{ alias: 'gpu_ecr_uri_2', families: gpuFamilies, image: 'vllm:0.18.0-gpu-py312-cu129-ubuntu22.04-sagemaker' }, { ...lmi('0.34.0-lmi16.0.0-cu128'), families: 'g5 p4d' }];
  const small = { environment_variables: { TENSOR_PARALLEL_DEGREE: '1' }, resource_requirements: { num_accelerators: 1, min_memory_mb: 32768 } };
  const four = { environment_variables: { TENSOR_PARALLEL_DEGREE: '4', OPTION_MAX_MODEL_LEN: '131072', OPTION_DTYPE: 'bf16' }, resource_requirements: { num_accelerators: 4, min_memory_mb: 98304 } };
  const shared: JsonObject = {
    hosting_artifact_key: `${key}/inference/v1.0.0/`, hosting_prepacked_artifact_key: `${key}/inference-prepack/v1.0.0/`, hosting_use_script_uri: false,
    predictor_specs: jsonPredictor(), inference_enable_network_isolation: true, default_payloads: { tides: chat('Why are there two tides a day?') },
  };
  return model({
    id: 'openai-reasoning-gpt-oss-20b', version: '3.38.0', older: ['3.37.0', '2.1.0'], name: 'gpt-oss-20b', provider: 'openai', minVersion: '2.244.2',
    about: 'Open-weight reasoning model with an optimised configuration.', task: 'Text Generation', keywords: ['Text Generation', 'Reasoning'],
    url: 'https://huggingface.co/openai/gpt-oss-20b', base: 'openai-reasoning-gpt-oss-20b', instances: 'g7e.2xlarge p5.48xlarge g6.12xlarge g5.12xlarge g6.24xlarge g5.24xlarge',
    artifact: `${key}/inference/v1.0.0/`, prepacked: `${key}/inference-prepack/v1.0.0/`, megabytes: 13_760,
    spec: {
      huggingface_id: 'openai/gpt-oss-20b', model_access: 'Open Weight', dynamic_container_deployment_supported: true, hosting_ecr_specs: { framework: 'vllm', framework_version: '0.18.0', py_version: 'py312' },
      inference_configs: { lmi: { component_names: ['lmi'], benchmark_metrics: { 'ml.g7e.2xlarge': benchmark('0.40', '120.3') } }, 'lmi-optimized': { component_names: ['lmi-optimized'], benchmark_metrics: { 'ml.g7e.2xlarge': benchmark('0.22', '211.7') } } },
      inference_config_components: {
        lmi: {
          ...shared, default_inference_instance_type: 'ml.g7e.2xlarge', supported_inference_instance_types: types('g7e.2xlarge p5.48xlarge'),
          hosting_ecr_specs: { framework: 'djl-lmi', framework_version: '0.34.0', py_version: 'py310' }, hosting_instance_type_variants: variants(images, { 'ml.g7e.2xlarge': small }),
          inference_environment_variables: [variable('HF_MODEL_ID', '/opt/ml/model'), variable('MODEL_CACHE_ROOT', '/opt/ml/model', false)], deploy_kwargs: loadKwargs(1200),
        },
        'lmi-optimized': {
          ...shared, default_inference_instance_type: 'ml.g7e.2xlarge', supported_inference_instance_types: types('g7e.2xlarge p5.48xlarge g6.12xlarge g5.12xlarge g6.24xlarge g5.24xlarge'),
          hosting_instance_type_variants: variants(optimised, { 'ml.g7e.2xlarge': small, 'ml.g5.12xlarge': four, 'ml.g6.12xlarge': four, 'ml.g5.24xlarge': four, 'ml.g6.24xlarge': four }),
          inference_environment_variables: [variable('SM_VLLM_MODEL', '/opt/ml/model'), variable('SM_VLLM_SPECULATIVE_CONFIG', '{"model":"/opt/ml/additional-model-data-sources/eagle","num_speculative_tokens":3}')],
          deploy_kwargs: { ...loadKwargs(3600), inference_ami_version: 'al2023-ami-sagemaker-inference-gpu-4-1' },
          hosting_additional_data_sources: { speculative_decoding: [{ channel_name: 'eagle', artifact_version: 'v1.0.0', provider: { name: 'JumpStart', classification: 'non-gated' }, s3_data_source: { compression_type: 'None', s3_data_type: 'S3Prefix', s3_uri: 'lmi-eagle-heads/models/gpt-oss-20b-p-eagle/' } }] },
        },
      },
      inference_config_rankings: { overall: { description: 'default', rankings: ['lmi-optimized', 'lmi'] } },
    },
  });
}

const generated = { generated_text: '[0].generated_text' };

/** Text generation models: plain, gated, EULA only, vulnerable, deprecated, by config. */
export const languageModels = (): CatalogueEntry[] => [
  ...gatedLlama(),
  ...reasoning(),
  ...model({
    id: 'huggingface-llm-falcon-7b-instruct-bf16', version: '4.6.16', older: ['4.6.15'], name: 'Falcon 7B Instruct BF16', provider: 'tiiuae', about: 'Chat model on the TGI container.', task: 'Text Generation',
    url: 'https://huggingface.co/tiiuae/falcon-7b-instruct', base: 'hf-llm-falcon-7b-instruct-bf16', instances: 'g5.2xlarge g5.4xlarge g5.8xlarge g5.16xlarge',
    artifact: 'huggingface-llm/huggingface-llm-falcon-7b-instruct-bf16/artifacts/inference/v1.0.0/', prepacked: 'huggingface-llm/huggingface-llm-falcon-7b-instruct-bf16/artifacts/inference-prepack/v2.0.0/', megabytes: 14_430,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface-llm', framework_version: '2.4.0', py_version: 'py311' }, hosting_instance_type_variants: variants([tgi('2.4.0-tgi2.4.0-gpu-py311-cu124-ubuntu22.04')]),
      inference_environment_variables: [...handlerVariables(), variable('SM_NUM_GPUS', '1'), variable('MAX_INPUT_LENGTH', '1024'), variable('MAX_TOTAL_TOKENS', '2048')],
      predictor_specs: jsonPredictor(), default_payloads: { bakery: completion('Write a sign for a bakery that opens at six.', generated), wolf: completion('A wolf is to a pack as a fish is to', generated) }, inference_volume_size: 256, deploy_kwargs: loadKwargs(1200),
    },
  }),
  ...model({
    id: 'huggingface-llm-elyza-japanese-llama-2-7b-chat', version: '1.1.8', name: 'ELYZA Japanese Llama 2 7B Chat', provider: 'elyza', about: 'Open artifacts with a licence to read before use.', task: 'Text Generation',
    url: 'https://huggingface.co/elyza/ELYZA-japanese-Llama-2-7b-instruct', base: 'hf-llm-elyza-japanese-7b', instances: 'g5.2xlarge g5.12xlarge g6.12xlarge',
    prepacked: 'huggingface-llm/huggingface-llm-elyza-japanese-llama-2-7b-chat/artifacts/inference-prepack/v1.0.0/', megabytes: 13_500,
    spec: {
      hosting_eula_key: 'fmhMetadata/eula/llamaEula.txt', hosting_ecr_specs: { framework: 'huggingface-llm', framework_version: '2.4.0', py_version: 'py311' }, hosting_instance_type_variants: variants([tgi('2.4.0-tgi2.4.0-gpu-py311-cu124-ubuntu22.04')]),
      inference_environment_variables: [...handlerVariables(), variable('SM_NUM_GPUS', '1')], predictor_specs: jsonPredictor(), default_payloads: { greeting: completion('朝の挨拶を一つ書いてください。', generated) },
    },
  }),
  ...model({
    id: 'huggingface-text2text-flan-t5-base', version: '2.3.16', older: ['2.3.15', '2.2.3'], name: 'FLAN-T5 Base', provider: 'google', about: 'Follows short instructions.', task: 'Text2Text Generation',
    url: 'https://huggingface.co/google/flan-t5-base', base: 'hf-text2text-flan-t5-base', instances: 'g5.2xlarge g5.4xlarge g5.8xlarge g5.16xlarge',
    prepacked: 'huggingface-text2text/huggingface-text2text-flan-t5-base/artifacts/inference-prepack/v2.0.0/', megabytes: 990,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface-llm', framework_version: '2.4.0', py_version: 'py311' }, hosting_instance_type_variants: variants([tgi('2.4.0-tgi2.4.0-gpu-py311-cu124-ubuntu22.04')]),
      inference_environment_variables: [...handlerVariables(), variable('SM_NUM_GPUS', '1')], predictor_specs: predictor('application/json', 'application/json'), default_payloads: { German: completion('Translate to German: the ferry leaves at noon', generated) },
    },
  }),
  ...model({
    id: 'huggingface-textgeneration-gpt2', version: '3.1.2', name: 'GPT-2', provider: 'openai-community', about: 'Small text generator with known weak dependencies.', task: 'Text Generation',
    url: 'https://huggingface.co/openai-community/gpt2', base: 'hf-textgeneration-gpt2', instances: 'g5.2xlarge g5.4xlarge g5.8xlarge', prepacked: 'huggingface-textgeneration/huggingface-textgeneration-gpt2/artifacts/inference-prepack/v4.0.0/', megabytes: 550,
    spec: {
      inference_vulnerable: true, inference_vulnerabilities: ['emulated-library 1.2.3: CVE-0000-0001'], hosting_ecr_specs: { framework: 'huggingface-llm', framework_version: '2.1.1', py_version: 'py310' },
      hosting_instance_type_variants: variants([tgi('2.1.1-tgi1.4.0-gpu-py310-cu121-ubuntu20.04')]), inference_environment_variables: [...handlerVariables(), variable('SM_NUM_GPUS', '1')], predictor_specs: jsonPredictor(), default_payloads: { Start: completion('Once the tide was out, they', generated) },
    },
  }),
  ...model({
    id: 'huggingface-textgeneration1-gpt-j-6b', version: '3.2.21', name: 'GPT-J 6B', provider: 'eleutherai', about: 'Withdrawn; listed so that old deployments can be named.', task: 'Text Generation',
    url: 'https://huggingface.co/EleutherAI/gpt-j-6B', base: 'hf-textgeneration1-gpt-j-6b', instances: 'g5.2xlarge g5.4xlarge', prepacked: 'huggingface-textgeneration1/huggingface-textgeneration1-gpt-j-6b/artifacts/inference-prepack/v2.0.0/', megabytes: 12_100,
    spec: {
      deprecated: true, deprecated_message: 'This model is no longer maintained. Choose a newer text generation model.', hosting_ecr_specs: { framework: 'huggingface-llm', framework_version: '2.1.1', py_version: 'py310' },
      hosting_instance_type_variants: variants([tgi('2.1.1-tgi1.4.0-gpu-py310-cu121-ubuntu20.04')]), inference_environment_variables: handlerVariables(), predictor_specs: jsonPredictor(), default_payloads: { Start: completion('The lighthouse keeper said', generated) },
    },
  }),
];
