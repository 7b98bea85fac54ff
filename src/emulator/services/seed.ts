import { text, type JsonObject } from '../core/json.js';
import type { World } from '../core/world.js';
import { imageUri } from '../catalogue/builder.js';
import { contentBucket } from '../core/regions.js';

const image = (region: string, name: string): string => imageUri(region, name) ?? '';

/** An endpoint that runs already, with its configuration and model. */
function endpoint(world: World, name: string, type: string, container: JsonObject, tags: Readonly<Record<string, string>>, daysOld: number): void {
  const { region } = world;
  const state = world.in(region);
  const key = name.toLowerCase();
  const created = world.clock.date() - daysOld * 86_400_000;
  const role = `arn:${world.arn(region, 'iam', '').split(':')[1] ?? 'aws'}:iam::${world.account}:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000`;
  const arns = { model: world.arn(region, 'sagemaker', `model/${key}`), config: world.arn(region, 'sagemaker', `endpoint-config/${key}`), endpoint: world.arn(region, 'sagemaker', `endpoint/${key}`) };
  const variant = { VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: type };
  state.models.set(key, { name, arn: arns.model, created, input: { ModelName: name, ExecutionRoleArn: role, PrimaryContainer: container, EnableNetworkIsolation: true } });
  state.configs.set(key, { name, arn: arns.config, created: created + 1000, input: { EndpointConfigName: name, ProductionVariants: [variant] } });
  state.endpoints.set(key, {
    name, arn: arns.endpoint, configName: name, status: 'InService', created: created + 2000, modified: created + 250_000, transitions: [],
    variants: [{ name: 'AllTraffic', modelName: name, instanceType: type, image: text(container, 'Image'), count: 1, desiredCount: 1, weight: 1, desiredWeight: 1 }],
  });
  if (Object.keys(tags).length > 0) for (const arn of Object.values(arns)) state.tags.set(arn, new Map(Object.entries(tags)));
}

/** What the emulated account holds before anybody deploys anything: buckets here and elsewhere, an endpoint that Studio made, one that has nothing to do with JumpStart. */
export function seed(world: World): void {
  const { region, account } = world;
  for (const [name, where] of [[`sagemaker-${region}-${account}`, region], [`ml-models-${account}`, region], ...['us-east-1', 'eu-central-1'].filter((other) => other !== region).map((other): [string, string] => [`sagemaker-${other}-${account}`, other])] as [string, string][]) {
    world.state.buckets.set(name, { name, region: where, created: world.clock.date() - 90 * 86_400_000, objects: new Map(), uploads: new Map() });
  }
  endpoint(world, 'jumpstart-dft-hf-tc-bert-base-cased', 'ml.m5.xlarge', {
    Image: image(region, 'huggingface-pytorch-inference:2.3.0-transformers4.48.0-cpu-py311-ubuntu22.04'),
    ModelDataSource: { S3DataSource: { S3Uri: `s3://${contentBucket(region)}/huggingface-tc/huggingface-tc-bert-base-cased/artifacts/inference-prepack/v1.0.0/`, S3DataType: 'S3Prefix', CompressionType: 'None' } },
  }, { 'sagemaker-studio:jumpstart-model-id': 'huggingface-tc-bert-base-cased', 'sagemaker-studio:jumpstart-model-version': '3.0.13', 'sagemaker-studio:jumpstart-hub-name': 'SageMakerPublicHub' }, 12);
  endpoint(world, 'churn-scoring-prod', 'ml.c5.xlarge', {
    Image: `${account}.dkr.ecr.${region}.amazonaws.com/churn-scoring:2026-02`, ModelDataUrl: `s3://ml-models-${account}/churn/model.tar.gz`,
  }, { team: 'growth' }, 60);
}
