import { t } from './l10n.js';

/** Values of `InferenceAmiVersion` that AWS documents, with what is in each. SageMaker may take newer ones. */
export const INFERENCE_AMIS: readonly { readonly version: string; readonly holds: string }[] = [
  { version: 'al2-ami-sagemaker-inference-gpu-2', holds: t('NVIDIA driver 535, CUDA 12.2') },
  { version: 'al2-ami-sagemaker-inference-gpu-2-1', holds: t('NVIDIA driver 535, CUDA 12.2') },
  { version: 'al2-ami-sagemaker-inference-gpu-3-1', holds: t('NVIDIA driver 550, CUDA 12.4') },
  { version: 'al2023-ami-sagemaker-inference-gpu-4-1', holds: t('NVIDIA driver 580, CUDA 13.0') },
  { version: 'al2-ami-sagemaker-inference-neuron-2', holds: 'AWS Neuron' },
];
