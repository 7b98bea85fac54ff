import { cpuFamilies, gpuFamilies, handlerVariables, model, predictor, variants, type CatalogueEntry } from './builder.js';
import { jumpStartRegions } from '../core/regions.js';

const transformers = { alias: 'gpu_ecr_uri_1', families: gpuFamilies, image: 'huggingface-pytorch-inference:1.10.2-transformers4.17.0-gpu-py38-cu113-ubuntu20.04' };

/** Models that look at images: CPU only, GPU, and a code for a task that no client can know. */
const lookingModels = (): CatalogueEntry[] => [
  ...model({
    id: 'pytorch-ic-mobilenet-v2', version: '3.0.25', older: ['3.0.24', '3.0.9', '2.0.10'], name: 'MobileNet V2', provider: 'pytorch',
    about: 'Small image classifier that runs on CPU instances.', task: 'Image Classification', keywords: ['MobileNet V2', 'Vision', 'Image Classification'],
    url: 'https://pytorch.org/hub/pytorch_vision_mobilenet_v2/', base: 'pt-ic-mobilenet-v2', instances: 'm5.large m5.xlarge c5.xlarge c5.2xlarge m4.xlarge',
    artifact: 'pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/inference/v2.0.0/', prepacked: 'pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/inference-prepack/v1.0.0/', megabytes: 14,
    spec: {
      hosting_ecr_specs: { framework: 'pytorch', framework_version: '1.10.0', py_version: 'py38' },
      hosting_instance_type_variants: variants([
        { alias: 'cpu_ecr_uri_1', image: 'pytorch-inference:1.10.0-cpu-py38', families: cpuFamilies },
        { alias: 'gpu_ecr_uri_2', image: 'pytorch-inference:1.10.0-gpu-py38', families: gpuFamilies },
      ]),
      inference_environment_variables: handlerVariables(), fine_tuning_supported: true,
      predictor_specs: predictor('application/x-image', 'application/json;verbose application/json'),
      default_payloads: {
        Square: { content_type: 'application/x-image', accept: 'application/json;verbose', body: '$s3<inference-notebook-assets/emulated_square.jpg>', output_keys: { label: 'predicted_label', probabilities: 'probabilities' } },
      },
    },
  }),
  ...model({
    id: 'huggingface-od-microsoft-table-transformer-detection', version: '1.0.3', name: 'Table Transformer Detection', provider: 'huggingface',
    about: 'Finds tables on page images.', task: 'Object Detection', url: 'https://huggingface.co/microsoft/table-transformer-detection', base: 'hf-od-table-transformer',
    instances: 'g6.xlarge g5.xlarge g5.2xlarge g5.4xlarge g6.2xlarge g6.4xlarge g6e.xlarge',
    artifact: 'huggingface-od/huggingface-od-microsoft-table-transformer-detection/artifacts/inference/v1.0.0/',
    prepacked: 'huggingface-od/huggingface-od-microsoft-table-transformer-detection/artifacts/inference-prepack/v1.0.0/', megabytes: 115,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface', framework_version: '2.6.0', py_version: 'py312', huggingface_transformers_version: '4.51.3' },
      hosting_instance_type_variants: variants([{ ...transformers, image: 'huggingface-pytorch-inference:2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04' }]),
      inference_environment_variables: handlerVariables(),
      predictor_specs: predictor('application/x-image', 'application/json;verbose application/json'),
      default_payloads: { Page: { content_type: 'application/x-image', accept: 'application/json;verbose', body: '$s3<inference-notebook-assets/emulated_page.png>' } },
    },
  }),
  ...model({
    id: 'mxnet-posemap-emulated-handcheck', version: '1.0.1', name: 'Hand Check (task unknown to clients)', provider: 'mxnet',
    about: 'Stands for a model whose task code no client has seen before.', task: 'Pose Map', keywords: ['Vision'], url: 'https://example.com/handcheck', base: 'mx-posemap-handcheck',
    instances: 'm5.xlarge g4dn.xlarge', regions: jumpStartRegions.filter((region) => region.startsWith('us-') || region.startsWith('eu-')),
    prepacked: 'mxnet-posemap/mxnet-posemap-emulated-handcheck/artifacts/inference-prepack/v1.0.0/', megabytes: 90,
    spec: {
      hosting_ecr_specs: { framework: 'mxnet', framework_version: '1.9.0', py_version: 'py38' },
      hosting_instance_type_variants: variants([
        { alias: 'cpu_ecr_uri_1', image: 'mxnet-inference:1.9.0-cpu-py38', families: cpuFamilies },
        { alias: 'gpu_ecr_uri_2', image: 'mxnet-inference:1.9.0-gpu-py38', families: gpuFamilies },
      ]),
      inference_environment_variables: handlerVariables(), inference_enable_network_isolation: false,
      predictor_specs: predictor('application/x-image', 'application/json'),
    },
  }),
];

/** Models that make images, one of them on Inferentia. */
const paintingModels = (): CatalogueEntry[] => [
  ...model({
    id: 'model-txt2img-stabilityai-stable-diffusion-v2-1-base', version: '2.0.20', older: ['2.0.19'], name: 'Stable Diffusion 2.1 base', provider: 'stabilityai',
    about: 'Makes images from a text.', task: 'Text-to-Image', url: 'https://huggingface.co/stabilityai/stable-diffusion-2-1-base', base: 'sd-v2-1-base',
    instances: 'p3.2xlarge g4dn.4xlarge g4dn.8xlarge g5.2xlarge g5.4xlarge g5.8xlarge',
    artifact: 'stabilityai-txt2img/model-txt2img-stabilityai-stable-diffusion-v2-1-base/artifacts/inference/v1.0.0/',
    prepacked: 'stabilityai-txt2img/model-txt2img-stabilityai-stable-diffusion-v2-1-base/artifacts/inference-prepack/v1.0.0/', megabytes: 5200,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface', framework_version: '1.10.2', py_version: 'py38', huggingface_transformers_version: '4.17.0' },
      hosting_instance_type_variants: variants([transformers]), inference_environment_variables: handlerVariables(),
      predictor_specs: predictor('application/json application/json;jpeg application/x-text', 'application/json;jpeg application/json'),
      default_payloads: {
        Lighthouse: { content_type: 'application/json', accept: 'application/json;jpeg', prompt_key: 'prompt', output_keys: { generated_image: 'generated_images[0]', prompt: 'prompt' }, body: { prompt: 'a lighthouse made of paper', width: 512, height: 512, num_images_per_prompt: 1, num_inference_steps: 30, guidance_scale: 7.5, seed: 1 } },
      },
    },
  }),
  ...model({
    id: 'model-depth2img-stable-diffusion-2-depth-fp16', version: '2.0.17', name: 'Stable Diffusion 2 Depth FP16', provider: 'stabilityai',
    about: 'Repaints an image and keeps its depth.', task: 'Depth-to-Image', url: 'https://huggingface.co/stabilityai/stable-diffusion-2-depth', base: 'sd-2-depth-fp16',
    instances: 'g5.8xlarge g5.xlarge g5.2xlarge g5.4xlarge g5.16xlarge p3.2xlarge g4dn.xlarge g4dn.2xlarge',
    artifact: 'stabilityai-depth2img/model-depth2img-stable-diffusion-2-depth-fp16/artifacts/inference/v1.0.0/',
    prepacked: 'stabilityai-depth2img/model-depth2img-stable-diffusion-2-depth-fp16/artifacts/inference-prepack/v1.0.0/', megabytes: 2800,
    spec: {
      hosting_ecr_specs: { framework: 'djl-deepspeed', framework_version: '0.21.0', py_version: 'py38' },
      hosting_instance_type_variants: variants([{ alias: 'alias_ecr_uri_1', families: gpuFamilies, image: 'djl-inference:0.21.0-deepspeed0.8.3-cu117' }]),
      inference_environment_variables: handlerVariables(), predictor_specs: predictor('application/json application/json;jpeg', 'application/json application/json;jpeg'),
      default_payloads: {
        Field: { content_type: 'application/json;jpeg', accept: 'application/json;jpeg', prompt_key: 'prompt', output_keys: { generated_image: 'generated_images[0]' }, body: { prompt: 'the same field in winter', image: '$s3_b64<inference-notebook-assets/emulated_square.jpg>', num_inference_steps: 20, seed: 7 } },
      },
    },
  }),
  ...model({
    id: 'huggingface-txt2imgneuron-stabilityai-stable-diffusion-v2-1', version: '1.1.15', name: 'Stable Diffusion 2.1 (Neuron)', provider: 'stabilityai',
    about: 'Makes images from a text on AWS Inferentia2.', task: 'Text-to-Image', url: 'https://huggingface.co/stabilityai/stable-diffusion-2-1', base: 'sd-v2-1-neuron',
    instances: 'inf2.xlarge inf2.8xlarge inf2.24xlarge inf2.48xlarge',
    artifact: 'huggingface-txt2imgneuron/huggingface-txt2imgneuron-stabilityai-stable-diffusion-v2-1/artifacts/inference/v1.0.0/',
    prepacked: 'huggingface-txt2imgneuron/huggingface-txt2imgneuron-stabilityai-stable-diffusion-v2-1/artifacts/inference-prepack/v1.0.0/', megabytes: 6100,
    spec: {
      hosting_ecr_specs: { framework: 'huggingface-neuronx', framework_version: '1.13.1', py_version: 'py310' },
      hosting_instance_type_variants: variants([{ alias: 'neuron_ecr_uri_1', families: 'inf2 trn1', image: 'huggingface-pytorch-inference-neuronx:1.13.1-transformers4.34.1-neuronx-py310-sdk2.15.0-ubuntu20.04', regions: ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-south-1'] }]),
      inference_environment_variables: [...handlerVariables()], deploy_kwargs: { inference_ami_version: 'al2-ami-sagemaker-inference-neuron-2', container_startup_health_check_timeout: 1200 },
      predictor_specs: predictor('application/json', 'application/json;jpeg application/json'),
      default_payloads: { Harbour: { content_type: 'application/json', accept: 'application/json;jpeg', prompt_key: 'prompt', body: { prompt: 'a harbour at dawn, woodcut', num_inference_steps: 25 } } },
    },
  }),
];

export const visionModels = (): CatalogueEntry[] => [...lookingModels(), ...paintingModels()];
