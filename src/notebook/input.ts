import type { Payload, PredictorSpec } from '../catalog/payloads.js';
import type { Price } from '../shared/account.js';

/** What an example notebook is about: one endpoint and the model that it runs. */
export interface NotebookInput {
  readonly displayName: string;
  readonly modelId: string;
  readonly modelVersion: string;
  /** As in the model's id; `''` for Marketplace models. */
  readonly taskCode: string;
  readonly taskLabel: string;
  readonly license: string | undefined;
  /** A licence had to be accepted to deploy the model. */
  readonly gated: boolean;
  /** Page of the model's maker. */
  readonly upstream: string | undefined;
  readonly endpointName: string;
  readonly region: string;
  /** Undefined where the kernel's own role or environment signs in. */
  readonly profile: string | undefined;
  /** Only for an emulator or an address of the user's own; undefined for AWS. */
  readonly endpointUrl: string | undefined;
  readonly emulated: boolean;
  readonly instanceType: string | undefined;
  readonly instanceCount: number;
  /** Of one instance. */
  readonly pricePerHour: Pick<Price, 'perHour' | 'currency'> | undefined;
  readonly payloads: readonly Payload[];
  readonly predictor: PredictorSpec | undefined;
  /** Base address of the content bucket for `$s3` references; read without a signature. */
  readonly contentBucketUrl: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly inferenceComponentName?: string | undefined;
  /** The spec's framework (`vllm 0.18.0`): tells chat containers from others where the spec has no example. */
  readonly framework?: string | undefined;
}
