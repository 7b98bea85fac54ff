// The deployments that are killed: as the planner plans them from the emulator's catalogue.
import { parseSpec } from '../../../src/catalog/spec.js';
import type { NewDeployment } from '../../../src/deploy/deployments.js';
import { defaultForm } from '../../../src/deploy/defaults.js';
import { plan } from '../../../src/deploy/plan.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import type { DeploymentForm } from '../../../src/shared/form.js';

export const REGION = 'us-west-2';
export const ACCOUNT = '111122223333';
export const BUCKET = `ml-models-${ACCOUNT}`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000`;
export const TARGET = { profile: undefined, region: REGION, accountId: ACCOUNT, endpointUrl: undefined, emulated: true } as const;
export const ENDPOINT = 'jumpstart-dft-proof';
/** More than S3 copies in one request, so that it is copied in parts. */
const LARGE = 6_000_000_000;
export const LARGE_FILE = { bucket: `sagemaker-${REGION}-${ACCOUNT}`, key: 'weights/model.safetensors', bytes: LARGE } as const;

export function planned(modelId: string, form: Partial<DeploymentForm>): NewDeployment {
  const document = builtInCatalogue().entries.find((entry) => entry.modelId === modelId)?.spec;
  if (document === undefined) throw new Error(`The emulator has no model ${modelId}.`);
  const spec = parseSpec(document);
  const whole = { ...defaultForm(spec, REGION, new Date()), endpointName: ENDPOINT, ...form };
  const result = plan(spec, whole, { region: REGION, defaultRole: ROLE });
  if (!result.ok) throw new Error(result.refusals.map((r) => r.message).join(' '));
  return { title: modelId, plan: result.plan, form: whole, target: TARGET };
}

/** The copy of the model's files, and before it that of one that is copied in parts. */
function inParts(): NewDeployment {
  const copy = planned('huggingface-tc-bert-base-cased', { artifactBucket: BUCKET });
  const large = { id: 'large', service: 's3', operation: 'CopyArtifacts', input: { Source: { Bucket: LARGE_FILE.bucket, Key: LARGE_FILE.key }, Destination: { Bucket: BUCKET, Key: 'jumpstart/proof/model.safetensors' } } } as const;
  return { ...copy, plan: { ...copy.plan, calls: [large, ...copy.plan.calls] } };
}

export const DEPLOYMENTS = {
  plain: planned('huggingface-tc-bert-base-cased', { instanceType: 'ml.m5.xlarge' }),
  pools: planned('huggingface-tc-bert-base-cased', { instanceType: 'ml.m5.xlarge', fallbackTypes: ['ml.g4dn.xlarge'], provisionTimeoutS: 300 }),
  copy: inParts(),
  repack: planned('sklearn-classification-linear', { artifactBucket: BUCKET }),
} as const satisfies Record<string, NewDeployment>;

export type DeploymentKind = keyof typeof DEPLOYMENTS;
