import type { NotebookInput } from '../../src/notebook/notebook.js';

/** A plain endpoint in AWS, with what a test changes. */
export function input(changes: Partial<NotebookInput>): NotebookInput {
  return {
    displayName: 'Sample Model', modelId: 'huggingface-llm-sample', modelVersion: '1.2.3', taskCode: 'llm', taskLabel: 'Text Generation',
    license: undefined, gated: false, upstream: undefined, endpointName: 'jumpstart-dft-sample-20261123-050000', region: 'us-west-2', profile: undefined,
    endpointUrl: undefined, emulated: false, instanceType: 'ml.g5.2xlarge', instanceCount: 1, pricePerHour: undefined, payloads: [], predictor: undefined,
    contentBucketUrl: 'https://jumpstart-cache-prod-us-west-2.s3.us-west-2.amazonaws.com', createdAt: '2026-11-23T05:00:00.000Z', ...changes,
  };
}
